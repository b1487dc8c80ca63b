// bbPress, the forum that lives in WordPress: topics, flat or threaded, as loop-single-reply.php of 2.0
// (rows of a table) to 2.6 writes them; and the stand-alone bbPress 1 (topic.php, post.php: #thread). From
// what is known of these templates; not yet seen in a real page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const POSTS = "#bbpress-forums :is(div, tr).type-reply[class*='post-'], #bbpress-forums :is(div, tr).type-topic[class*='post-'],"
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

  /** @param {Document} _ @param {string} url */
  const before = (_, url) => (Number(/\/page\/(\d+)/.exec(url)?.[1]
    ?? new URL(url).searchParams.get("paged") ?? new URL(url).searchParams.get("page") ?? 1) > 1 ? 1 : 0);

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, "h1.entry-title", ".bbp-topic-title h1", ".bbp-breadcrumb-current", "h1"),
    posts: POSTS,
    id: (post) => (post.matches(".status-trash, .status-spam") ? null : idOf(post)),
    author: (post) => dom.first(post, ".bbp-author-name", ".bbp-reply-author .bbp-author-link",
      ".bbp-topic-author .bbp-author-link", ".bbp-reply-author"),
    // A guest has no link and no name of its own; below stands what he may do here.
    name: (_, shown) => dom.line(shown, { skip: ".bbp-author-role, .bbp-author-ip, .bbp-reply-ip, .bbp-topic-ip" }),
    link: (_, shown) => shown?.closest("a") ?? shown?.querySelector("a") ?? null,
    text: (post) => dom.text(dom.first(post, ".bbp-reply-content", ".bbp-topic-content"), {
      skip: ".bbp-reply-revision-log, .bbp-topic-revision-log, .bbp-attachments",
    }),
    date: (post) => dom.line(dom.first(head(post), ".bbp-reply-post-date", ".bbp-topic-post-date")),
    answers: above,
    before,
  });

  const POSTS_1 = "#thread > li[id^='post-']";

  /** bbPress 1 lists a topic's posts below one another; the author's rank stands under the name. */
  const read1 = thread.reader({
    title: (doc) => dom.lineOf(doc, ".topictitle", ".infobox h2", "h2"),
    posts: POSTS_1,
    id: (post) => (post.matches(".deleted") ? null : part(post, "id", /^(post-\d+)$/)),
    author: (post) => dom.first(post, ".threadauthor strong a", ".threadauthor strong", ".threadauthor cite"),
    text: (post) => dom.text(post.querySelector(".threadpost .post")),
    date: (post) => dom.line(post.querySelector(".poststuff"), { skip: "a" })?.replace(/^Posted\s+/, "") ?? null,
    answers: () => [],
    before,
  });

  /** @param {Document} doc */
  const hasPosts = (doc) => doc.querySelector(POSTS) !== null;
  /** @param {Document} doc */
  const hasPosts1 = (doc) => doc.querySelector(`${POSTS_1} .threadauthor`) !== null;

  sites.register(sites.fromLayouts({
    id: "bbpress",
    label: "bbPress",
    version: "2",
    matches: [],
    claims: (doc) => doc.querySelector("#bbpress-forums") !== null || hasPosts1(doc),
    refuse: (_, doc) => (hasPosts(doc) || hasPosts1(doc) ? null
      : doc.querySelector("#bbpress-forums .bbp-topics, #bbpress-forums .bbp-forums") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/page\/\d+\/?$/, "/");
      thread.drop(one, ["paged"]);
    }),
    pageKind: (_, doc) => (hasPosts(doc) || hasPosts1(doc) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: hasPosts,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#bbpress-forums .bbp-replies, #bbpress-forums",
    }, {
      name: "topic-1",
      kind: "discussion",
      fits: hasPosts1,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read: read1,
      root: "#thread",
    }],
  }));
})();
