// Bluesky in the browser: a post with what it answers and what answers it, and the one post the server
// tells in words before the app draws anything. Written after the components of its thread page of 2023
// to 2026 (ThreadItemAnchor, ThreadItemPost, PostMeta: data-testid) and bskyweb's page of a post.
"use strict";

(() => {
  const { anchors, dom, links, sites, thread } = Sidenote;
  const { part } = thread;

  const MAX_INERT = 1_000_000;
  const POSTS = "[data-testid^='postThreadItem-by-']";
  const POST = /^\/profile\/([^/]+)\/post\/([^/?#]+)/;

  /** @param {Element} post */
  const handle = (post) => part(post, "data-testid", /^postThreadItem-by-(.+)$/);

  /** @param {Element} element @param {Element} post does it stand in a quoted post? */
  const isQuoted = (element, post) => {
    const link = element.closest("[role=link]");
    return link !== null && link !== post && post.contains(link) && !link.matches("a");
  };

  /** @param {Element} post @param {string} selector */
  const ownAll = (post, selector) => [...post.querySelectorAll(selector)].filter((one) => !isQuoted(one, post));

  /** @param {Element} post its permalink; the opened post has links to its likes and reposts only */
  const permalink = (post) => ownAll(post, "a[href*='/post/']")[0] ?? null;

  /** @param {Element} post @returns {string|null} */
  const idOf = (post) => part(permalink(post), "href", /\/post\/([^/?#]+)/)
    ?? POST.exec(new URL(post.ownerDocument.baseURI).pathname)?.[2] ?? null;

  const read = thread.reader({
    title: () => null,
    posts: POSTS,
    id: idOf,
    author: (post) => ownAll(post, "a[href*='/profile/']").find((link) => {
      const words = dom.line(link);
      return words !== null && !words.startsWith("@") && !(link.getAttribute("href") ?? "").includes("/post/");
    }) ?? null,
    // In the opened post one link holds both, the name and below it the handle.
    name: (post, shown) => dom.line(shown)?.replace(/^(.+?)\s*@[\w.-]+$/, "$1") ?? handle(post),
    text: (post) => dom.text(ownAll(post, "[data-testid=postText], [data-word-wrap]")[0], { keepsLines: true }),
    date: (post) => dom.date(ownAll(post, "time[datetime]")[0])
      ?? dom.attribute(permalink(post), "data-tooltip") ?? dom.attribute(permalink(post), "aria-label"),
    answers,
  });

  /**
   * Above the opened post each answers the one before it, below it they answer it.
   * @param {Element} post @param {string|null} previous
   */
  function answers(post, previous) {
    const opened = POST.exec(new URL(post.ownerDocument.baseURI).pathname)?.[2] ?? null;
    const focus = [...post.ownerDocument.querySelectorAll(POSTS)].find((one) => idOf(one) === opened);
    const isBelow = focus !== undefined && focus !== post
      && (focus.compareDocumentPosition(post) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    return [isBelow ? opened : previous];
  }

  // --- As served -------------------------------------------------------------------------------

  const SUMMARY = "bsky_post_summary";

  /** @param {Document} doc @returns {Element|null} in the page, or in its noscript */
  function summary(doc) {
    const drawn = doc.getElementById(SUMMARY);
    if (drawn) return drawn;
    for (const noscript of doc.querySelectorAll("noscript")) {
      const source = noscript.textContent ?? "";
      if (source.includes(SUMMARY) && source.length < MAX_INERT) {
        return new DOMParser().parseFromString(source, "text/html").getElementById(SUMMARY);
      }
    }
    return null;
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Discussion>} */
  function* readSummary(doc, url) {
    const one = summary(doc);
    const id = POST.exec(new URL(url).pathname)?.[2] ?? null;
    if (!one || id === null) return null;
    yield;
    const own = dom.lineOf(one, "#bsky_handle");
    const name = one.querySelector("#bsky_display_name");
    const shown = dom.line(name) === null ? one.querySelector("#bsky_handle") : name;
    anchors.remember(doc, id, shown);
    return {
      title: null,
      url,
      posts: [{
        id,
        parent_id: null,
        author: {
          name: dom.line(shown),
          url: own && links.clean(`/profile/${encodeURIComponent(own)}`, url),
          headline: null,
        },
        text: dom.text(one.querySelector("#bsky_post_text"), { keepsLines: true }),
        posted_at: dom.lineOf(one, "#bsky_post_indexedat"),
        position: 0,
      }],
    };
  }

  sites.register(sites.fromLayouts({
    id: "bluesky",
    label: "Bluesky",
    version: "2",
    matches: ["*://bsky.app/*"],
    refuse: (url) => (POST.test(new URL(url).pathname) ? null
      : /^\/search/.test(new URL(url).pathname) ? "search" : "feed"),
    address: (url) => {
      const [post] = POST.exec(new URL(url).pathname) ?? [];
      return post ? new URL(post, url).href : null;
    },
    pageKind: () => "discussion",
    layouts: [{
      name: "thread",
      kind: "discussion",
      fits: (doc) => doc.querySelector(POSTS) !== null,
      promises: ["posts.author.name", "posts.author.url"],
      read,
      root: "main, [role=main]",
    }, {
      name: "summary",
      kind: "discussion",
      fits: (doc) => doc.querySelector(POSTS) === null && summary(doc) !== null,
      promises: ["posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"],
      read: readSummary,
    }],
  }));
})();
