// What all LinkedIn pages have in common: addresses, numbers of posts, twins of texts, date ranges,
// and the pages from which nothing may be read.
"use strict";

Sidenote.linkedin = (() => {
  /** @typedef {import("./contract.js").Author} Author */
  const { dom, links } = Sidenote;

  /** Sign-in boxes stand inside the top card and the sections of guest pages. */
  const MODAL = ".modal, .contextual-sign-in-modal, [role=dialog], [aria-modal=true]";
  const THING = /^\/(?:in|company|school|showcase|pub)\/([^/]+)/;

  /** @param {string} url */
  const pathOf = (url) => new URL(url).pathname;

  /** @param {Document} doc guest pages name themselves */
  const pageKey = (doc) => dom.meta(doc, "pageKey") ?? "";

  /**
   * @param {Element|null|undefined} link @param {string} base
   * @returns {string|null} the address of a person or organisation, else null
   */
  function memberUrl(link, base) {
    const address = links.of(link, base);
    const slug = address && links.isLinkedIn(new URL(address).hostname)
      ? THING.exec(pathOf(address))?.[1] : undefined;
    // "headless" and "UNKNOWN" stand for people outside one's network.
    return slug && !/^(?:headless|unknown)$/i.test(slug) ? stem(/** @type {string} */ (address)) : null;
  }

  /** @param {string} address without "/detail/…", "/about/" and the like behind the slug */
  function stem(address) {
    const url = new URL(address);
    url.pathname = THING.exec(url.pathname)?.[0] ?? url.pathname;
    return url.href;
  }

  /**
   * The page's own person or organisation: canonical address, else the one in the bar.
   * @param {Document} doc @param {string} url
   */
  function ownUrl(doc, url) {
    const canonical = memberUrl(doc.querySelector("link[rel=canonical]"), url);
    return canonical ?? (THING.test(pathOf(url)) ? stem(links.clean(url) ?? url) : null);
  }

  /**
   * The number of a post or comment: the last one of its URN, the same in every layout.
   * @param {string|null|undefined} urn
   * @returns {string|null}
   */
  const numberOf = (urn) => /(\d{6,})\D*$/.exec(urn ?? "")?.[1] ?? null;

  /**
   * Texts of logged-in pages stand twice, for eyes (aria-hidden) and for screen readers.
   * @param {Element|null|undefined} element
   * @returns {Element|null} the one for eyes
   */
  const forEyes = (element) => element?.querySelector("span[aria-hidden=true]") ?? element ?? null;

  /**
   * A name without the degree of acquaintance behind it ("Ann Lee • 2nd").
   * @param {string|null} name
   */
  const bareName = (name) => name?.split(/\s+[•·](?:\s+|$)/)[0].trim() || null;

  /**
   * "Jan 2020 - Present · 4 yrs" in any language: an end without digits is the present.
   * @param {string|null} words
   * @returns {{start: string|null, end: string|null}}
   */
  function dateRange(words) {
    const range = words?.split(/\s*·\s*/)[0] ?? "";
    if (!/\d/.test(range)) return { start: null, end: null };
    const [start, end] = range.split(/\s+-\s+|\s*[–—]\s*/);
    if (end === undefined) return { start, end: start };
    return { start, end: /\d/.test(end) ? end : null };
  }

  /** @param {string} words has a year, in any script */
  const isDates = (words) => /(?:^|\D)(?:19|20)\d\d(?:\D|$)/.test(words);

  /**
   * A job from the lines of its row: title, "Company · Full-time", dates, "Place · On-site".
   * @param {string[]} lines @param {string|null} company of the group the row stands in
   * @returns {{title: string|null, company: string|null, start: string|null, end: string|null,
   *   location: string|null}}
   */
  function positionOf([title, ...rest], company) {
    const when = rest.findIndex(isDates);
    const before = when < 0 ? rest : rest.slice(0, when);
    return {
      title: title ?? null,
      // Inside a group the line before the dates holds the kind of employment alone.
      company: company ?? before[0]?.split(/\s+·\s+/)[0] ?? null,
      ...dateRange(when < 0 ? null : rest[when]),
      location: when < 0 ? null : rest[when + 1]?.split(/\s+·\s+/)[0] ?? null,
    };
  }

  /**
   * The long form of a text that is shown cut ("see more" keeps both in the page).
   * @param {Element|null|undefined} element
   */
  function longText(element) {
    const more = element?.querySelector(".show-more-less-text__text--more") ?? element;
    return dom.text(more, { skip: MODAL });
  }

  /**
   * Why nothing may be read here, told by address and marks, not by words.
   * @param {string} url @param {Document} doc
   * @returns {import("./contract.js").Refusal|null}
   */
  function refuse(url, doc) {
    const path = pathOf(url);
    if (/^\/(?:signup|reg|start)(?:\/|$)/.test(path)) return "sign-up";
    if (/^\/(?:authwall|login|uas|checkpoint|m\/login)(?:\/|$)/.test(path)) return "login-wall";
    if (/^\/search\//.test(path)) return "search";
    if (/^\/feed\/?$/.test(path)) return "feed";
    const key = pageKey(doc);
    if (/homepage-guest-home|auth_?wall|login|checkpoint/i.test(key)) return "login-wall";
    if (/registration|signup|cold_?join/i.test(key)) return "sign-up";
    const words = doc.body ? dom.text(doc.body, { most: 200 }) : "";
    // A page of scripts only: the network's answer to a visitor it does not trust.
    if (words === "") return "blocked";
    return null;
  }

  /** @param {string} url @returns {import("./contract.js").PageKind|null} */
  function pageKind(url) {
    const path = pathOf(url);
    if (/^\/(?:in|pub)\/[^/]+/.test(path)) return "profile";
    if (/^\/(?:company|school|showcase)\/[^/]+/.test(path)) return "organisation";
    return /^\/(?:posts|pulse|feed\/update|groups\/[^/]+\/posts?)\/?/.test(path) ? "discussion" : null;
  }

  return {
    MODAL, bareName, dateRange, forEyes, isDates, longText, memberUrl, numberOf, ownUrl, pageKey,
    pageKind, positionOf, refuse,
  };
})();
