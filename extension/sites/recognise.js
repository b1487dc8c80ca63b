// Which site and layout a page is, and the reading of it. A page of no known layout, or of two, is
// reported as such and never guessed.
"use strict";

/**
 * @typedef {import("./contract.js").Site} Site
 * @typedef {import("./contract.js").PageKind} PageKind
 * @typedef {import("./contract.js").Refusal} Refusal
 * @typedef {import("../shared/messages.js").PageHealth} PageHealth
 * @typedef {Omit<import("./contract.js").Capture, "capture_id"|"captured_at"|"trigger">} Draft
 * @typedef {{site: Site, kind: PageKind, layout: string}} Recognised
 * @typedef {{site: Site|null, reason: Refusal, detail: string}} NotRecognised
 */

(() => {
  const { anchors, draft, links, sites } = Sidenote;

  /**
   * @param {string} pattern as in manifests: "*://*.example.org/*"
   * @param {URL} url
   */
  function matches(pattern, url) {
    const parts = /^(\*|https?):\/\/(\*|(?:\*\.)?[^/*]+)\//.exec(pattern);
    if (!parts) return false;
    const [, scheme, host] = parts;
    if (scheme !== "*" && `${scheme}:` !== url.protocol) return false;
    if (host === "*" || host === url.hostname) return true;
    return host.startsWith("*.")
      && (url.hostname === host.slice(2) || url.hostname.endsWith(host.slice(1)));
  }

  /**
   * @param {Document} doc @param {string} address
   * @returns {Site[]} specific sites that claim the page; the generic ones when none does
   */
  function claimants(doc, address) {
    const url = new URL(address);
    const all = sites.all();
    const byHost = all.filter((site) => site.matches.some((pattern) => matches(pattern, url)));
    if (byHost.length > 0) return byHost;
    const byMarks = all.filter((site) => site.matches.length === 0 && site.claims?.(doc, address));
    if (byMarks.length > 0) return byMarks;
    return all.filter((site) => site.matches.length === 0 && !site.claims);
  }

  /**
   * @param {Document} doc @param {string} url the address in the address bar
   * @returns {Recognised|NotRecognised}
   */
  function recognise(doc, url) {
    const [site, other] = claimants(doc, url);
    if (!site) return { site: null, reason: "not-recognised", detail: "no site claims the page" };
    if (other) return { site: null, reason: "two-sites", detail: `${site.id}, ${other.id}` };
    const refusal = site.refuse?.(url, doc);
    if (refusal) return { site, reason: refusal, detail: "" };
    const kind = site.pageKind(url, doc);
    const found = kind ? site.layouts(doc, url) : [];
    if (kind && found.length === 1) return { site, kind, layout: found[0] };
    return found.length > 1
      ? { site, reason: "two-layouts", detail: found.join(", ") }
      : { site, reason: "not-recognised", detail: kind ? `no known layout of a ${kind}` : "" };
  }

  /** @param {Refusal} reason */
  const messageKey = (reason) => `health_${reason.replaceAll("-", "_")}`;

  /**
   * @param {string} url @param {Site|null} site @param {Partial<PageHealth>} [more]
   * @returns {PageHealth}
   */
  const health = (url, site, more = {}) => ({
    url,
    status: "recognised",
    reason: "",
    site: site?.id ?? null,
    site_version: site?.version ?? null,
    layout: null,
    kind: null,
    posts: 0,
    missing: [],
    fill: {},
    confidence: null,
    ...more,
  });

  /**
   * Reads the page. Yields about once a post; drained at once it is synchronous.
   *
   * @param {Document} doc @param {string} url the address in the address bar
   * @returns {Generator<void, {draft: Draft|null, health: PageHealth}, void>} never throws
   */
  function* read(doc, url) {
    /** @type {Recognised|null} */
    let found = null;
    try {
      const answer = recognise(doc, url);
      if ("reason" in answer) {
        const status = answer.reason === "empty" ? "empty" : "not-recognised";
        const reason = messageKey(answer.reason);
        return { draft: null, health: health(url, answer.site, { status, reason }) };
      }
      found = answer;
      return yield* readAs(doc, url, answer);
    } catch (error) {
      // A fault of ours, not of the page; its words stay out of the log.
      console.debug("Sidenote could not read this page:", error instanceof Error ? error.name : "");
      const { site = null, kind = null, layout = null } = found ?? {};
      const reason = messageKey("failed");
      return { draft: null, health: health(url, site, { status: "failed", reason, kind, layout }) };
    }
  }

  /**
   * @param {Document} doc @param {string} url @param {Recognised} recognised
   * @returns {Generator<void, {draft: Draft|null, health: PageHealth}, void>}
   */
  function* readAs(doc, url, { site, kind, layout }) {
    anchors.start(doc);
    yield;
    const address = addressBy(site, doc, url);
    /** @type {string[]} */
    const missing = [];
    const raw = yield* /** @type {any} */ (site.read[kind])(doc, url, missing);
    const result = raw && (kind === "discussion" ? yield* draft.discussion({ ...raw, url: address })
      : /** @type {any} */ (draft[kind])(raw));
    if (!result || draft.isEmpty(kind, result)) {
      const more = { status: /** @type {const} */ ("empty"), reason: messageKey("empty"), kind, layout };
      return { draft: null, health: health(url, site, { ...more, missing: unique(missing) }) };
    }
    const promises = site.promises(layout, kind);
    const absent = unique([...missing, ...draft.absent(result, promises)]);
    const fill = draft.fill(result, promises);
    // A reader that guessed says how sure it is; a person decides whether that is sent.
    const { confidence } = raw;
    return {
      draft: {
        kind,
        site: site.id,
        site_version: site.version,
        layout,
        url: address,
        missing: absent,
        fill,
        ...(confidence === undefined ? {} : { confidence }),
        [kind]: result,
      },
      health: health(url, site, {
        ...(confidence === undefined ? {} : { status: "unsure", reason: "health_unsure", confidence }),
        kind,
        layout,
        posts: kind === "discussion" ? result.posts.length : 0,
        missing: absent,
        fill,
      }),
    };
  }

  /** @param {Site|null} site @param {Document} doc @param {string} url */
  const addressBy = (site, doc, url) =>
    links.clean(site?.address?.(url, doc)) ?? links.clean(url) ?? url;

  /**
   * The address under which a page's captures and annotations are known: the same wherever a thread
   * is scrolled to.
   * @param {Document} doc @param {string} url the address in the address bar
   */
  function addressOf(doc, url) {
    const [site = null] = claimants(doc, url);
    return addressBy(site, doc, url);
  }

  /** @param {string[]} names */
  const unique = (names) => [...new Set(names)].slice(0, draft.MOST.missing);

  /**
   * `read` at once.
   * @param {Document} doc @param {string} url
   * @returns {{draft: Draft|null, health: PageHealth}}
   */
  function readNow(doc, url) {
    const steps = read(doc, url);
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  }

  /**
   * The site that read a page, for its anchors and its watch root.
   * @param {string|null} id
   * @returns {Site|null}
   */
  const byId = (id) => sites.all().find((site) => site.id === id) ?? null;

  Object.assign(sites, { addressOf, byId, read, readNow, recognise });
})();
