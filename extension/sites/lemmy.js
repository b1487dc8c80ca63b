// Lemmy, its own interface (lemmy-ui): a post and its comments. Not seen in a file here, written after
// the components that draw it.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const ROOT = ".post-listing";
  const COMMENTS = "li.comment > article[id^='comment-']";

  /** @param {Element} post @returns {Element|null} the link with words: another one holds the picture */
  function authorOf(post) {
    const listing = post.querySelector(".person-listing");
    if (!listing) return null;
    if (listing.matches("a")) return listing;
    return [...listing.querySelectorAll("a[href]")].find((link) => dom.line(link)) ?? listing;
  }

  /** @param {Element} comment what it answers, nearest first */
  function above(comment) {
    const found = [];
    for (let at = comment.closest("li.comment")?.parentElement?.closest("li.comment"); at;
      at = at.parentElement?.closest("li.comment")) {
      found.push(at.querySelector(":scope > article[id^='comment-']")?.id);
    }
    return found;
  }

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, `${ROOT} h1`, "h1.h5", "h1"),
    first: (doc) => doc.querySelector(ROOT),
    posts: COMMENTS,
    // Removed and deleted comments are drawn in italics, without their own words.
    id: (post) => (post.matches(ROOT) ? "post" : post.querySelector(".comment-content > p > em:only-child")
      ? null : part(post, "id", /^(comment-\d+)$/)),
    author: authorOf,
    text: (post) => dom.text(post.matches(ROOT)
      ? dom.first(post, "#postContent .md-div", "#postContent", ".md-div")
        ?? post.ownerDocument.querySelector("#postContent .md-div, #postContent")
      : post.querySelector(".comment-content .md-div, .comment-content")),
    date: (post) => dom.date(post.querySelector("time[datetime]")) ?? dom.lineOf(post, ".moment-time"),
    answers: (post) => (post.matches(ROOT) ? [] : above(post)),
    before: (doc) => (doc.querySelector(ROOT) ? 0 : 1),
  });

  const THING = /^\/(?:post|comment)\/\d+/;
  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "lemmy",
    label: "Lemmy",
    version: "1",
    matches: [],
    claims: (doc) => doc.getElementById("app")?.matches(".lemmy-site") ?? false,
    refuse: (url) => (THING.test(path(url)) ? null : /^\/(?:login|signup)/.test(path(url)) ? "login-wall"
      : /^\/search/.test(path(url)) ? "search" : "listing"),
    address: (url) => {
      const [thing] = THING.exec(path(url)) ?? [];
      return thing ? new URL(thing, url).href : null;
    },
    pageKind: () => "discussion",
    layouts: [{
      name: "post",
      kind: "discussion",
      fits: (doc) => doc.querySelector(`${ROOT} .person-listing`) !== null,
      promises: ["title", "posts.author.name", "posts.author.url", "posts.posted_at"],
      read,
      root: ".comments",
    }],
  }));
})();
