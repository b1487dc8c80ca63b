// Mastodon's own interface: a post with what it answers and what answers it. Not seen in a file here,
// written after the components that draw it.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const FOCUS = ".detailed-status";
  const POSTS = `${FOCUS}, .status__wrapper .status[data-id]`;

  /** @param {Element} post */
  const idOf = (post) => (post.matches(FOCUS)
    ? part(post.querySelector("a.detailed-status__datetime"), "href", /\/(\d+)\/?$/) : dom.attribute(post, "data-id"));

  /**
   * Above the opened post each answers the one before it, below it they answer it.
   * @param {Element} post @param {string|null} previous
   */
  function answers(post, previous) {
    const focus = post.ownerDocument.querySelector(FOCUS);
    const isBelow = focus !== null && focus !== post
      && (focus.compareDocumentPosition(post) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    return [isBelow ? idOf(focus) : previous];
  }

  const read = thread.reader({
    title: () => null,
    posts: POSTS,
    id: idOf,
    author: (post) => dom.first(post, ".display-name__html", ".display-name strong", ".display-name"),
    link: (post) => dom.first(post, "a.detailed-status__display-name", "a.status__display-name"),
    text: (post) => dom.text(dom.first(post, ".status__content__text", ".status__content"),
      { skip: ".invisible, .quote-inline" }),
    date: (post) => dom.date(post.querySelector("time[datetime]")),
    answers,
  });

  const STATUS = /^\/(?:web\/)?@[^/]+\/\d+/;

  sites.register(sites.fromLayouts({
    id: "mastodon",
    label: "Mastodon",
    version: "1",
    matches: [],
    claims: (doc) => doc.getElementById("mastodon")?.matches(".app-holder, [data-props]") ?? false,
    refuse: (url) => (STATUS.test(new URL(url).pathname) ? null
      : /^\/auth\//.test(new URL(url).pathname) ? "login-wall" : "feed"),
    address: (url) => {
      const [status] = STATUS.exec(new URL(url).pathname) ?? [];
      return status ? new URL(status, url).href : null;
    },
    pageKind: () => "discussion",
    layouts: [{
      name: "status",
      kind: "discussion",
      fits: (doc) => doc.querySelector(FOCUS) !== null,
      promises: ["posts.author.name", "posts.author.url", "posts.posted_at"],
      read,
      root: ".columns-area",
    }],
  }));
})();
