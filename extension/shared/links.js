// Addresses as they travel: absolute, http or https, without tracking, session or login parameters,
// so that the same person or page always has the same address.
"use strict";

Sidenote.links = (() => {
  const MAX_URL = 2_048;
  const TRACKING =
    /^(?:utm_.*|trk|trkinfo|trackingid|lipi|licu|refid|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_.*|vero_.*|ref_src|ref_url|__twitter_impression|spm|originalsubdomain|midtoken|midsig|lgcta|lgtemp)$/i;
  const SESSION = /^(?:sid|s|phpsessid|jsessionid|aspsessionid.*)$/i;
  const SESSION_VALUE = /^[0-9a-z]{26,40}$/i;
  /** Paths of LinkedIn whose query never names the thing itself. */
  const LINKEDIN_THINGS = /^\/(?:in|pub|company|school|showcase|posts|pulse|feed\/update|groups)\//;
  const LINKEDIN_COUNTRY = /^(?:[a-z]{2,3}|m|mobile|touch)\.linkedin\.com$/;

  /** @param {string} host */
  const isLinkedIn = (host) => host === "linkedin.com" || host.endsWith(".linkedin.com");

  /**
   * @param {URL} url
   * @returns {URL} the address behind a redirect page of LinkedIn, else the same
   */
  function unwrapped(url) {
    if (!isLinkedIn(url.hostname) || !/^\/(?:redir\/redirect|safety\/go)\/?$/.test(url.pathname)) {
      return url;
    }
    const target = url.searchParams.get("url");
    return (target && parse(target)) || url;
  }

  /**
   * @param {string} value @param {string} [base]
   * @returns {URL|null}
   */
  function parse(value, base) {
    try {
      const url = new URL(value, base);
      return url.protocol === "http:" || url.protocol === "https:" ? url : null;
    } catch {
      return null;
    }
  }

  /** @param {URL} url */
  function cleanLinkedIn(url) {
    if (url.hostname === "linkedin.com" || LINKEDIN_COUNTRY.test(url.hostname)) {
      url.hostname = "www.linkedin.com";
    }
    url.protocol = "https:";
    if (LINKEDIN_THINGS.test(url.pathname)) url.search = "";
    if (url.pathname.length > 1) url.pathname = url.pathname.replace(/\/+$/, "");
  }

  /** @param {URL} url */
  function cleanQuery(url) {
    if (url.search === "") return;
    const dropped = [...url.searchParams].filter(
      ([name, value]) => TRACKING.test(name) || (SESSION.test(name) && SESSION_VALUE.test(value)),
    );
    // Untouched queries keep their own spelling (searchParams would re-encode them).
    for (const [name] of dropped) url.searchParams.delete(name);
  }

  /** @type {Map<string, string|null>} a thread names the same few people again and again */
  const known = new Map();
  const MAX_KNOWN = 5_000;

  /**
   * @param {string|null|undefined} value as it stands in the page
   * @param {string} [base] the page's own address
   * @returns {string|null} null when it is no http(s) address or too long
   */
  function clean(value, base = "") {
    if (!value || value.length > 8 * MAX_URL) return null;
    const key = `${base} ${value}`;
    let cleaned = known.get(key);
    if (cleaned === undefined) {
      cleaned = cleanNew(value, base || undefined);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, cleaned);
    }
    return cleaned;
  }

  /** @param {string} value @param {string|undefined} base @returns {string|null} */
  function cleanNew(value, base) {
    const parsed = parse(value.trim(), base);
    if (parsed === null) return null;
    const url = unwrapped(parsed);
    url.username = "";
    url.password = "";
    if (!/^#[/!]/.test(url.hash)) url.hash = "";
    if (isLinkedIn(url.hostname)) cleanLinkedIn(url);
    cleanQuery(url);
    const href = url.href;
    return href.length <= MAX_URL ? asWritten(value.trim(), href) : null;
  }

  /**
   * An address stays as the page wrote it where only the host's capitals and the slash after a bare
   * host differ: "http://www.JanaNova.example" is how she calls her site. `key` folds both.
   * @param {string} written @param {string} href
   */
  function asWritten(written, href) {
    const host = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?/.exec(written)?.[0];
    if (!host) return href;
    const rest = written.slice(host.length);
    return host.toLowerCase() + (rest || "/") === href ? written : href;
  }

  /**
   * The address of a link element (or any element with href, src of no interest).
   * @param {Element|null|undefined} element @param {string} base
   * @returns {string|null}
   */
  function of(element, base) {
    const href = element?.getAttribute("href");
    // An empty or in-page link names no other thing.
    return href && !href.startsWith("#") ? clean(href, base) : null;
  }

  /**
   * What two addresses of one thing have in common: no scheme, no "www.", no capitals in the host, no
   * trailing slash (as backend/schemas/urls.py).
   * @param {string|null} value
   * @returns {string|null}
   */
  function key(value) {
    const cleaned = clean(value);
    return cleaned && new URL(cleaned).href.replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/+$/, "");
  }

  /**
   * Do two addresses lead to the same thing?
   * @param {string|null} a @param {string|null} b
   */
  const same = (a, b) => a !== null && b !== null && key(a) === key(b);

  return { clean, isLinkedIn, key, of, same };
})();
