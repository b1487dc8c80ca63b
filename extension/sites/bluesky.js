// Bluesky in the browser: a post with what it answers and what answers it. Not seen in a file here,
// written after the test ids of its thread page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

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
    name: (post, shown) => dom.line(shown) ?? handle(post),
    text: (post) => dom.text(ownAll(post, "[data-testid=postText], [data-word-wrap]")[0], { keepsLines: true }),
    date: (post) => dom.date(ownAll(post, "time[datetime]")[0])
      ?? dom.attribute(permalink(post), "data-tooltip") ?? dom.attribute(permalink(post), "aria-label"),
  });

  sites.register(sites.fromLayouts({
    id: "bluesky",
    label: "Bluesky",
    version: "1",
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
    }],
  }));
})();
