// bbPress, the forum that lives in WordPress: topics, flat or threaded. Not seen in a file here,
// written after its stock templates (loop-single-reply.php).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const POSTS = "#bbpress-forums div.type-reply[class*='post-'], #bbpress-forums div.type-topic[class*='post-'],"
    + " #bbpress-forums .bbp-replies div.reply[class*='post-'], #bbpress-forums .bbp-replies div.topic[class*='post-']";

  /** @param {Element|null} post */
  const idOf = (post) => (post && part(post, "class", /(?:^|\s)(post-\d+)(?:\s|$)/));

  /** @param {Element} post its date and number stand in the row above it */
  const head = (post) => {
    const row = post.previousElementSibling;
    return row?.matches(".bbp-reply-header, .bbp-topic-header, [id^='post-']") ? row : post;
  };

  /** @param {Element} post the replies it is nested under, nearest first */
  function above(post) {
    const found = [];
    for (let at = post.closest("li")?.parentElement?.closest("li"); at; at = at.parentElement?.closest("li")) {
      found.push(idOf(at.querySelector(":scope > div[class*='post-']")));
    }
    return found;
  }

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, "h1.entry-title", ".bbp-topic-title h1", ".bbp-breadcrumb-current", "h1"),
    posts: POSTS,
    id: (post) => (post.matches(".status-trash, .status-spam") ? null : idOf(post)),
    author: (post) => dom.first(post, ".bbp-author-name", ".bbp-reply-author .bbp-author-link",
      ".bbp-topic-author .bbp-author-link", ".bbp-reply-author"),
    link: (_, shown) => shown?.closest("a") ?? shown?.querySelector("a") ?? null,
    text: (post) => dom.text(dom.first(post, ".bbp-reply-content", ".bbp-topic-content"), {
      skip: ".bbp-reply-revision-log, .bbp-topic-revision-log, .bbp-attachments",
    }),
    date: (post) => dom.line(dom.first(head(post), ".bbp-reply-post-date", ".bbp-topic-post-date")),
    answers: above,
    before: (_, url) => (Number(/\/page\/(\d+)/.exec(url)?.[1]
      ?? new URL(url).searchParams.get("paged") ?? 1) > 1 ? 1 : 0),
  });

  /** @param {Document} doc */
  const hasPosts = (doc) => doc.querySelector(POSTS) !== null;

  sites.register(sites.fromLayouts({
    id: "bbpress",
    label: "bbPress",
    version: "1",
    matches: [],
    claims: (doc) => doc.querySelector("#bbpress-forums") !== null,
    refuse: (_, doc) => (hasPosts(doc) ? null
      : doc.querySelector("#bbpress-forums .bbp-topics, #bbpress-forums .bbp-forums") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/page\/\d+\/?$/, "/");
      thread.drop(one, ["paged"]);
    }),
    pageKind: (_, doc) => (hasPosts(doc) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: hasPosts,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#bbpress-forums .bbp-replies, #bbpress-forums",
    }],
  }));
})();
