// Flarum: a discussion as it runs (.PostStream-item), as the data the server sends with the page, or as
// the words it serves for those without scripts. Written after its components (PostStream, PostUser,
// CommentPost) and views (frontend/content/discussion) of the betas to 2.0, and its JSON:API.
"use strict";

(() => {
  /** @typedef {import("./contract.js").Post} Post */
  const { anchors, dom, links, sites, thread } = Sidenote;

  const ITEMS = ".PostStream-item[data-id]";
  const MAX_INERT = 12_000_000;
  const MOST = 5_000;
  const PROMISES = [...thread.PROMISES_WITHOUT_LINKS];

  const readLive = thread.reader({
    title: (doc) => dom.lineOf(doc, ".DiscussionHero-title") ?? dom.meta(doc, "og:title"),
    posts: ITEMS,
    // Notices ("renamed this") are posts of another kind; hidden ones keep a head without words.
    id: (item) => (item.querySelector(".CommentPost:not(.Post--hidden)") ? dom.attribute(item, "data-id") : null),
    author: (item) => dom.first(item, ".PostUser-name .username", ".PostUser .username", ".PostUser-name"),
    link: (_, shown) => shown?.closest("a") ?? shown?.querySelector("a") ?? null,
    text: (item) => dom.text(item.querySelector(".Post-body")),
    date: (item) => dom.date(item.querySelector(".PostMeta time[datetime], .Post-header time[datetime]")),
    number: (item) => Number(item.getAttribute("data-number")) || null,
    answers: (item) => [...item.querySelectorAll(".Post-body .PostMention[data-id]")]
      .map((link) => dom.attribute(link, "data-id")),
  });

  /** @param {Document} doc @returns {string} before 1.2 it was an argument, on a line of its own */
  function inlinePayload(doc) {
    const call = [...doc.scripts].find((one) => !one.src && one.textContent?.includes("flarum.core.app.load({"));
    return /\bapp\.load\((\{.*\})\);?[ \t\r]*$/m.exec(call?.textContent ?? "")?.[1] ?? "";
  }

  /**
   * @param {Document} doc
   * @returns {any} what the server answered for this page, null when it is not there
   */
  function payload(doc) {
    const source = doc.querySelector("script#flarum-json-payload")?.textContent ?? inlinePayload(doc);
    if (source === "" || source.length > MAX_INERT) return null;
    try {
      const { document: older, apiDocument = older } = JSON.parse(source);
      return apiDocument?.data?.type === "discussions" && Array.isArray(apiDocument.included) ? apiDocument : null;
    } catch {
      return null;
    }
  }

  // --- As served to those without scripts ------------------------------------------------------

  /** Each post was a mere box before 1.0. */
  const BODY = "article > .Post-body, h3 + .Post-body";
  const PER_PAGE = 20;

  /** @param {Document} doc @returns {Document|null} the page itself, or what its noscript holds */
  function served(doc) {
    const source = [...doc.querySelectorAll("noscript")].map((one) => one.textContent ?? "")
      .find((inside) => inside.includes("Post-body")) ?? "";
    if (source.length > MAX_INERT) return null;
    const inside = source ? new DOMParser().parseFromString(source, "text/html") : doc;
    return inside.querySelector(BODY) ? inside : null;
  }

  /**
   * Neither ids nor dates nor links are served: a post is known by its place.
   * @type {import("./contract.js").Reader<import("./contract.js").Discussion>}
   */
  function* readServed(doc, url) {
    const source = served(doc);
    if (!source) return null;
    let position = (Math.max(1, Number(new URL(url).searchParams.get("page")) || 1) - 1) * PER_PAGE;
    const root = position === 0 ? "place-0" : null;
    /** @type {Post[]} */
    const posts = [];
    for (const body of source.querySelectorAll(BODY)) {
      yield;
      const name = dom.first(body.parentElement, ".PostUser-name", ".PostUser", ":scope > h3");
      const id = `place-${position}`;
      posts.push({
        id,
        parent_id: id === root ? null : root,
        author: { name: dom.line(name), url: links.of(name?.querySelector("a"), url), headline: null },
        text: dom.text(body),
        posted_at: dom.date(body.parentElement?.querySelector("time[datetime]")),
        position,
      });
      anchors.remember(doc, id, name);
      position += 1;
    }
    const title = dom.lineOf(source, "#flarum-content h1", ".container > h1", "h1") ?? dom.meta(doc, "og:title");
    return { title, url, posts };
  }

  // --- As data ---------------------------------------------------------------------------------

  /** @param {any} value @returns {string} */
  const words = (value) => (typeof value === "string" ? value : "");

  /** @type {import("./contract.js").Reader<import("./contract.js").Discussion>} */
  function* readPreloaded(doc, url) {
    const answer = payload(doc);
    /** @type {Map<string, any>} */
    const users = new Map();
    const included = (answer?.included ?? []).slice(0, MOST);
    for (const one of included) if (one?.type === "users") users.set(String(one.id), one.attributes ?? {});
    // Posts that mention one of these come along, of whatever discussion: they have no words, or another home.
    const home = String(answer?.data?.id);
    const numbered = included.filter((/** @type {any} */ one) => one?.type === "posts"
      && one.attributes?.contentType === "comment" && Number.isSafeInteger(one.attributes.number)
      && typeof one.attributes.contentHtml === "string"
      && String(one.relationships?.discussion?.data?.id ?? home) === home);
    numbered.sort((/** @type {any} */ a, /** @type {any} */ b) => a.attributes.number - b.attributes.number);
    /** @type {Post[]} */
    const posts = [];
    for (const { id, attributes, relationships } of numbered) {
      yield;
      const html = words(attributes.contentHtml);
      const user = users.get(String(relationships?.user?.data?.id)) ?? {};
      const slug = words(user.slug) || words(user.username);
      const root = posts[0]?.position === 0 ? posts[0].id : null;
      if (attributes.isHidden === true || html.length > MAX_INERT) continue;
      posts.push({
        id: String(id),
        parent_id: root,
        author: {
          name: dom.fold(words(user.displayName) || words(user.username)) || null,
          url: slug ? links.clean(`${base(url)}/u/${encodeURIComponent(slug)}`) : null,
          headline: null,
        },
        text: dom.text(new DOMParser().parseFromString(html, "text/html").body),
        posted_at: words(attributes.createdAt) || words(attributes.time) || null,
        position: attributes.number - 1,
      });
    }
    return { title: dom.fold(words(answer?.data?.attributes?.title)) || null, url, posts };
  }

  const THING = /^(.*?)\/d\/\d+[^/]*/;
  /** @param {string} url where the forum lives, which may be below a path */
  const base = (url) => new URL(url).origin + (THING.exec(new URL(url).pathname)?.[1] ?? "");

  /** @param {Document} doc */
  const isLive = (doc) => doc.querySelector(`${ITEMS} .Post-body`) !== null;
  /** @param {any} answer */
  const hasPosts = (answer) => answer?.included.some((/** @type {any} */ one) =>
    one?.type === "posts" && typeof one.attributes?.contentHtml === "string") ?? false;

  sites.register(sites.fromLayouts({
    id: "flarum",
    label: "Flarum",
    version: "3",
    matches: [],
    claims: (doc) => ["flarum-content", "flarum-loading", "flarum-json-payload"]
      .some((id) => doc.getElementById(id) !== null),
    refuse: (url) => (THING.test(new URL(url).pathname) ? null : "listing"),
    address: (url) => {
      const [thing] = THING.exec(new URL(url).pathname) ?? [];
      return thing ? new URL(thing, url).href : null;
    },
    pageKind: () => "discussion",
    layouts: [
      {
        name: "live",
        kind: "discussion",
        fits: isLive,
        promises: PROMISES,
        read: readLive,
        root: ".PostStream",
      },
      {
        name: "preloaded",
        kind: "discussion",
        fits: (doc) => !isLive(doc) && hasPosts(payload(doc)),
        promises: PROMISES,
        read: readPreloaded,
      },
      {
        name: "served",
        kind: "discussion",
        fits: (doc) => !isLive(doc) && !hasPosts(payload(doc)) && served(doc) !== null,
        promises: ["title", "posts.author.name", "posts.text"],
        read: readServed,
      },
    ],
  }));
})();
