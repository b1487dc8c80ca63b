// Which site and layout a page is, and the reading of it. A page of no known layout, or of two, is
// reported as such and never guessed.
"use strict";

/**
 * @typedef {import("./contract.js").Site} Site
 * @typedef {import("./contract.js").PageKind} PageKind
 * @typedef {import("./contract.js").Refusal} Refusal
 * @typedef {import("../shared/messages.js").PageHealth} PageHealth
 * @typedef {Omit<import("./contract.js").Capture, "capture_id"|"captured_at"|"trigger">} Draft
 * @typedef {import("./contract.js").CaptureKind} CaptureKind
 * @typedef {import("./contract.js").ListedPerson} ListedPerson
 * @typedef {{drafts: Draft[], people: ListedPerson[], health: PageHealth}} Reading  one draft; of a feed
 *   one a discussion, each with its own address; of a list of people none
 * @typedef {{kind: CaptureKind, url: string, result: any}} Thing
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
   * @returns {Site[]} those of the page's host, else those that know its software
   */
  function specific(doc, address) {
    const url = new URL(address);
    const all = sites.all();
    const byHost = all.filter((site) => site.matches.some((pattern) => matches(pattern, url)));
    if (byHost.length > 0) return byHost;
    return all.filter((site) => site.matches.length === 0 && site.claims?.(doc, address));
  }

  /**
   * @param {Document} doc @param {string} address
   * @returns {Site[]} specific sites that claim the page; when none does the generic reader, if the page
   *   describes itself; else the one that guesses
   */
  function claimants(doc, address) {
    const claiming = specific(doc, address);
    if (claiming.length > 0) return claiming;
    const generic = sites.all().filter((site) => site.matches.length === 0 && !site.claims);
    const described = generic.filter((site) => !site.guesses
      && ((site.refuse?.(address, doc) ?? null) !== null || site.pageKind(address, doc) !== null));
    return described.length > 0 ? described : generic.filter((site) => site.guesses);
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
    site_version: site ? versionOf(site, more.layout) : null,
    layout: null,
    kind: null,
    posts: 0,
    missing: [],
    fill: {},
    confidence: null,
    unusable_packs: Sidenote.packs?.unusable(site?.id ?? null) ?? [],
    ...more,
  });

  /** @param {Site} site @param {string|null|undefined} layout */
  const versionOf = (site, layout) => (layout && site.versionOf?.(layout)) || site.version;

  /**
   * Reads the page. Yields about once a post; drained at once it is synchronous.
   *
   * @param {Document} doc @param {string} url the address in the address bar
   * @returns {Generator<void, Reading, void>} never throws
   */
  function* read(doc, url) {
    /** @type {Recognised|null} */
    let found = null;
    try {
      const answer = recognise(doc, url);
      if ("reason" in answer) {
        const status = answer.reason === "empty" ? "empty" : "not-recognised";
        return nothing(health(url, answer.site, { status, reason: messageKey(answer.reason) }));
      }
      found = answer;
      return yield* readAs(doc, url, answer);
    } catch (error) {
      // A fault of ours, not of the page; its words stay out of the log.
      console.debug("Sidenote could not read this page:", error instanceof Error ? error.name : "");
      const { site = null, kind = null, layout = null } = found ?? {};
      return nothing(health(url, site, { status: "failed", reason: messageKey("failed"), kind, layout }));
    }
  }

  /** @param {PageHealth} told @returns {Reading} */
  const nothing = (told) => ({ drafts: [], people: [], health: told });

  /**
   * @param {Document} doc @param {string} url @param {Recognised} recognised
   * @returns {Generator<void, Reading, void>}
   */
  function* readAs(doc, url, recognised) {
    const { site, kind, layout } = recognised;
    anchors.start(doc);
    yield;
    /** @type {string[]} */
    const missing = [];
    const raw = yield* /** @type {any} */ (site.read[kind])(doc, url, missing);
    const things = raw ? yield* thingsOf(kind, raw, addressBy(site, doc, url)) : [];
    const people = raw && kind === "people" ? draft.people(raw) : [];
    if (things.length + people.length === 0) {
      /** @type {"not-recognised"|"empty"} */
      const status = site.guesses ? "not-recognised" : "empty";
      const more = { status, reason: messageKey(status), ...(site.guesses ? {} : { kind, layout }) };
      return nothing(health(url, site, { ...more, missing: unique(missing) }));
    }
    const promises = site.promises(layout, kind);
    const drafts = things.map((thing) => draftOf(recognised, thing, promises, {
      // What a reader says of a whole feed, it says of none of its discussions.
      missing: kind === "feed" ? [] : missing,
      confidence: raw.confidence,
    }));
    const judged = kind === "people" ? [judge({ people }, promises)] : drafts;
    // A reader that guessed says how sure it is; a person decides whether that is sent.
    const sure = raw.confidence === undefined ? {}
      : { status: /** @type {const} */ ("unsure"), reason: "health_unsure", confidence: raw.confidence };
    return { drafts, people, health: health(url, site, {
      ...sure,
      kind,
      layout,
      posts: drafts.reduce((sum, { discussion }) => sum + (discussion?.posts.length ?? 0), 0),
      missing: unique([...missing, ...judged.flatMap((one) => one.missing)]),
      fill: draft.sum(judged.map((one) => one.fill)),
    }) };
  }

  /**
   * What of the page can be captured, in the form of the wire: one thing, of a feed one a discussion,
   * of a list of people none.
   * @param {PageKind} kind @param {any} raw @param {string} address
   * @returns {Generator<void, Thing[], void>}
   */
  function* thingsOf(kind, raw, address) {
    if (kind === "people") return [];
    if (kind === "feed") {
      /** @type {import("./contract.js").Discussion[]} */
      const discussions = yield* draft.feed(raw, address);
      return discussions.map((one) => ({ kind: "discussion", url: one.url, result: one }));
    }
    const result = kind === "discussion" ? yield* draft.discussion({ ...raw, url: address })
      : /** @type {any} */ (draft[kind])(raw);
    return draft.isEmpty(kind, result) ? [] : [{ kind, url: address, result }];
  }

  /**
   * @param {Recognised} recognised @param {Thing} thing @param {string[]} promises
   * @param {{missing: string[], confidence: number|undefined}} told  by the reader
   * @returns {Draft}
   */
  function draftOf({ site, layout }, { kind, url, result }, promises, told) {
    const { missing, fill } = judge(result, promises);
    return {
      kind,
      site: site.id,
      site_version: versionOf(site, layout),
      layout,
      url,
      missing: unique([...told.missing, ...missing]),
      fill,
      ...(told.confidence === undefined ? {} : { confidence: told.confidence }),
      [kind]: result,
    };
  }

  /** @param {any} result @param {string[]} promises */
  const judge = (result, promises) =>
    ({ missing: draft.absent(result, promises), fill: draft.fill(result, promises) });

  /** @param {Site|null} site @param {Document} doc @param {string} url */
  const addressBy = (site, doc, url) =>
    ownAddress(links.clean(site?.address?.(url, doc)), url) ?? links.clean(url) ?? url;

  /**
   * A page speaks for its own origin and the network's main host (shared/hosts.js, speaksFor): a link
   * from the days before https means this page, one of another host is not believed.
   * @param {string|null} stated @param {string} url
   */
  function ownAddress(stated, url) {
    if (!stated) return null;
    const [one, page] = [new URL(stated), new URL(url)];
    const isMain = one.protocol === "https:" && one.host === `www.${page.hostname.slice(page.hostname.indexOf(".") + 1)}`;
    if (isMain) return stated;
    if (one.hostname !== page.hostname) return null;
    [one.protocol, one.port] = [page.protocol, page.port];
    return one.href;
  }

  /**
   * The address under which a page's captures and annotations are known: the same wherever a thread
   * is scrolled to.
   * @param {Document} doc @param {string} url the address in the address bar
   */
  function addressOf(doc, url) {
    const [site = null] = specific(doc, url);
    return addressBy(site, doc, url);
  }

  /** @param {string[]} names */
  const unique = (names) => [...new Set(names)].slice(0, draft.MOST.missing);

  /**
   * `read` at once.
   * @param {Document} doc @param {string} url
   * @returns {Reading}
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
