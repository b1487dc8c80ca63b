// Discourse forums, on any host: the topic as it runs (article[data-post-id]), as it is served to
// crawlers (in the page or inside a noscript), and as preloaded JSON before anything is drawn.
"use strict";

(() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { anchors, dom, links, sites } = Sidenote;

  const PROMISES = ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"];
  const MAX_INERT = 12_000_000;
  const LIVE = "article[data-post-id]";
  const CRAWLED = ".crawler-post[id^='post_']";

  /**
   * HTML as a document in which nothing runs and nothing is fetched.
   * @param {string} html
   * @returns {Document|null}
   */
  function inert(html) {
    if (html.length > MAX_INERT) return null;
    try {
      return new DOMParser().parseFromString(html, "text/html");
    } catch {
      return null;
    }
  }

  /** @param {string} url @param {string} username */
  const profileOf = (url, username) =>
    (username ? links.clean(`/u/${encodeURIComponent(username)}`, url) : null);

  /** @param {Document} doc */
  const titleOf = (doc) => dom.lineOf(doc, "#topic-title h1 .fancy-title", "#topic-title h1 a",
    "#topic-title h1") ?? dom.meta(doc, "og:title");

  // --- As it runs ------------------------------------------------------------------------------

  /** @param {Element} article @param {string} url */
  function liveAuthor(article, url) {
    const names = article.querySelector(".topic-meta-data .names, .names");
    const full = names?.querySelector(".full-name a, .full-name") ?? null;
    const user = names?.querySelector(".username a, .username") ?? null;
    const card = article.querySelector("a[data-user-card]");
    const shown = full ?? user;
    const link = [names?.querySelector("a[href]"), card].find((one) => links.of(one, url)) ?? null;
    const username = card?.getAttribute("data-user-card") ?? "";
    return {
      author: {
        name: dom.line(shown) ?? (username || null),
        url: links.of(link, url) ?? profileOf(url, username),
        headline: dom.lineOf(names, ".user-title"),
      },
      anchor: shown ?? link,
    };
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readLive(doc, url) {
    /** @type {Post[]} */
    const posts = [];
    const root = doc.querySelector(`${LIVE}[id=post_1]`)?.getAttribute("data-post-id") ?? null;
    for (const article of doc.querySelectorAll(LIVE)) {
      const id = /** @type {string} */ (article.getAttribute("data-post-id"));
      // Small action notes ("closed this topic") have no words of their own.
      const body = article.querySelector(".cooked");
      if (!body) continue;
      const { author, anchor } = liveAuthor(article, url);
      posts.push({
        id,
        parent_id: id === root ? null : root,
        author,
        // What is quoted are another's words.
        text: dom.text(body, { skip: "aside.quote, .cooked-selection-barrier" }),
        posted_at: dom.date(article.querySelector(".post-date [data-time], .relative-date[data-time]"))
          ?? dom.date(article.querySelector(".post-date time, .post-date [title]")),
        position: posts.length,
      });
      anchors.remember(doc, id, anchor);
      yield;
    }
    return { title: titleOf(doc), url: links.clean(url) ?? url, posts };
  }

  // --- As served to crawlers -------------------------------------------------------------------

  /** @param {Document} doc the page itself, or what its noscript holds */
  function crawled(doc) {
    if (doc.querySelector(CRAWLED)) return doc;
    for (const noscript of doc.querySelectorAll("noscript")) {
      const source = noscript.textContent ?? "";
      if (source.includes("crawler-post")) {
        const inside = inert(source);
        if (inside?.querySelector(CRAWLED)) return inside;
      }
    }
    return null;
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readCrawled(doc, url) {
    const source = crawled(doc);
    if (!source) return null;
    yield;
    /** @type {Post[]} */
    const posts = [];
    const root = source.querySelector(`${CRAWLED}[id=post_1]`) ? "post_1" : null;
    for (const element of source.querySelectorAll(CRAWLED)) {
      const creator = element.querySelector(".creator, [itemprop=author]");
      const name = creator?.querySelector("[itemprop=name]") ?? creator?.querySelector("a") ?? null;
      posts.push({
        id: element.id,
        parent_id: element.id === root ? null : root,
        author: {
          name: dom.line(name),
          url: links.of(creator?.querySelector("a[href]"), url),
          headline: null,
        },
        text: dom.text(element.querySelector(".post, [itemprop=text]")),
        posted_at: dom.date(element.querySelector("time[datetime], [itemprop=datePublished]")),
        position: posts.length,
      });
      anchors.remember(doc, element.id, name);
      yield;
    }
    return { title: titleOf(source) ?? titleOf(doc), url: links.clean(url) ?? url, posts };
  }

  // --- As preloaded JSON -----------------------------------------------------------------------

  /**
   * @param {Document} doc
   * @returns {any} the topic of the preloaded store, null when there is none
   */
  function preloaded(doc) {
    const source = doc.querySelector("#data-preloaded")?.getAttribute("data-preloaded") ?? "";
    if (source === "" || source.length > MAX_INERT) return null;
    try {
      const store = JSON.parse(source);
      const key = Object.keys(store).find((one) => /^topic_\d+$/.test(one));
      const topic = key === undefined ? null : JSON.parse(store[key]);
      return Array.isArray(topic?.post_stream?.posts) ? topic : null;
    } catch {
      return null;
    }
  }

  /** @param {any} value @returns {string} */
  const words = (value) => (typeof value === "string" ? value : "");

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readPreloaded(doc, url) {
    const topic = preloaded(doc);
    /** @type {Map<number, string>} */
    const byNumber = new Map();
    /** @type {Post[]} */
    const posts = [];
    for (const raw of topic?.post_stream.posts.slice(0, 5_000) ?? []) {
      const body = inert(words(raw?.cooked))?.body;
      if (!body || !Number.isInteger(raw.id)) continue;
      const id = String(raw.id);
      byNumber.set(raw.post_number, id);
      const parent = byNumber.get(raw.reply_to_post_number) ?? byNumber.get(1) ?? null;
      posts.push({
        id,
        parent_id: parent === id ? null : parent,
        author: {
          name: dom.fold(words(raw.name)) || dom.fold(words(raw.username)) || null,
          url: profileOf(url, words(raw.username)),
          headline: dom.fold(words(raw.user_title)) || null,
        },
        text: dom.text(body, { skip: "aside.quote" }),
        posted_at: words(raw.created_at) || null,
        position: posts.length,
      });
      yield;
    }
    return { title: dom.fold(words(topic?.title)) || titleOf(doc), url: links.clean(url) ?? url, posts };
  }

  // --- People ----------------------------------------------------------------------------------

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* readUser(doc, url) {
    const about = doc.querySelector(".user-main .about, .user-main");
    const primary = about?.querySelector(".user-profile-names__primary, .full-name") ?? null;
    anchors.remember(doc, "", primary);
    yield;
    const website = dom.attribute(about?.querySelector(".user-profile-website a[href]"), "href");
    return {
      person: { name: dom.line(primary), url: links.clean(/^.*?\/u\/[^/]+/.exec(path(url))?.[0], url) },
      headline: dom.lineOf(about, ".user-profile-names__title"),
      location: dom.lineOf(about, ".user-profile-location"),
      about: dom.text(about?.querySelector(".bio")) || null,
      positions: [], education: [], skills: [], languages: [],
      contact_points: website ? [{ kind: "website", value: website }] : [],
      posts: [],
    };
  }

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "discourse",
    label: "Discourse",
    version: "1",
    matches: [],
    claims: (doc) => /^discourse\b/i.test(dom.meta(doc, "generator") ?? "")
      || doc.querySelector("#data-discourse-setup, discourse-assets") !== null,
    refuse: (url) => (/\/(?:login|signup|session)(?:\/|$)/.test(path(url)) ? "login-wall"
      : /\/search$/.test(path(url)) ? "search" : null),
    address: (url) => {
      const [thing] = /^.*?\/(?:t\/(?:[^/]+\/)?\d+|u\/[^/]+)/.exec(path(url)) ?? [];
      return thing ? new URL(thing, url).href : null;
    },
    pageKind: (url) => (/\/t\/[^/]+/.test(path(url)) ? "discussion"
      : /\/u\/[^/]+(?:\/summary|\/activity|\/?$)/.test(path(url)) ? "profile" : null),
    layouts: [
      {
        name: "live",
        kind: "discussion",
        fits: (doc) => doc.querySelector(LIVE) !== null,
        promises: PROMISES,
        read: readLive,
        root: ".post-stream",
      },
      {
        name: "crawler",
        kind: "discussion",
        fits: (doc) => doc.querySelector(LIVE) === null && crawled(doc) !== null,
        promises: PROMISES,
        read: readCrawled,
      },
      {
        name: "preloaded",
        kind: "discussion",
        fits: (doc) => doc.querySelector(LIVE) === null && crawled(doc) === null
          && preloaded(doc) !== null,
        promises: PROMISES,
        read: readPreloaded,
      },
      {
        name: "user",
        kind: "profile",
        fits: (doc) => doc.querySelector(".user-main .user-profile-names") !== null,
        promises: ["person.name", "location", "about"],
        read: readUser,
      },
    ],
  }));
})();
