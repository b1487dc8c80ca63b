// Flarum: a discussion as it runs (.PostStream-item), or as the data the server sends with the page
// before anything is drawn. Not seen in a file here, written after its templates and its JSON:API.
"use strict";

(() => {
  /** @typedef {import("./contract.js").Post} Post */
  const { dom, links, sites, thread } = Sidenote;

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

  /**
   * @param {Document} doc
   * @returns {any} what the server answered for this page, null when it is not there
   */
  function payload(doc) {
    const source = doc.querySelector("script#flarum-json-payload")?.textContent ?? "";
    if (source === "" || source.length > MAX_INERT) return null;
    try {
      const { apiDocument } = JSON.parse(source);
      return apiDocument?.data?.type === "discussions" && Array.isArray(apiDocument.included) ? apiDocument : null;
    } catch {
      return null;
    }
  }

  /** @param {any} value @returns {string} */
  const words = (value) => (typeof value === "string" ? value : "");

  /** @type {import("./contract.js").Reader<import("./contract.js").Discussion>} */
  function* readPreloaded(doc, url) {
    const answer = payload(doc);
    /** @type {Map<string, any>} */
    const users = new Map();
    const included = (answer?.included ?? []).slice(0, MOST);
    for (const one of included) if (one?.type === "users") users.set(String(one.id), one.attributes ?? {});
    const numbered = included.filter((/** @type {any} */ one) => one?.type === "posts"
      && one.attributes?.contentType === "comment" && Number.isSafeInteger(one.attributes.number));
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
        posted_at: words(attributes.createdAt) || null,
        position: attributes.number - 1,
      });
    }
    return { title: dom.fold(words(answer?.data?.attributes?.title)) || null, url, posts };
  }

  const THING = /^(.*?)\/d\/\d+[^/]*/;
  /** @param {string} url where the forum lives, which may be below a path */
  const base = (url) => new URL(url).origin + (THING.exec(new URL(url).pathname)?.[1] ?? "");

  sites.register(sites.fromLayouts({
    id: "flarum",
    label: "Flarum",
    version: "1",
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
        fits: (doc) => doc.querySelector(`${ITEMS} .Post-body`) !== null,
        promises: PROMISES,
        read: readLive,
        root: ".PostStream",
      },
      {
        name: "preloaded",
        kind: "discussion",
        fits: (doc) => doc.querySelector(`${ITEMS} .Post-body`) === null && payload(doc) !== null,
        promises: PROMISES,
        read: readPreloaded,
      },
    ],
  }));
})();
