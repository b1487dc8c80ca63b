// Steam Community: topics of the discussions of a game, a group or a workshop item (.forum_op, then
// .commentthread_comment). The opening post stands above every page of its answers, which are numbered.
// From what is known of the markup; not yet seen in a real page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const ROOT = ".forum_op";
  const COMMENTS = ".commentthread_comments .commentthread_comment[id^='comment_']";

  /** @param {Element} post */
  const isRoot = (post) => post.matches(ROOT);

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, ".forum_op .topic", ".topic") ?? dom.meta(doc, "og:title"),
    posts: `${ROOT}, ${COMMENTS}`,
    id: (post) => (isRoot(post) ? part(post, "id", /^(forum_op_\d+)$/) ?? "forum_op" : part(post, "id", /^(comment_\d+)$/)),
    author: (post) => dom.first(post, ".forum_op_author", ".commentthread_author_link", ".commentthread_comment_author bdi"),
    // What else stands in the link is a badge: "[developer]", "[author]".
    name: (_, shown) => dom.lineOf(shown, "bdi") ?? dom.line(shown, { skip: "span" }) ?? dom.line(shown),
    text: (post) => dom.text(dom.first(post, isRoot(post) ? ".content" : ".commentthread_comment_text"), {
      skip: ".forum_audit, .commentthread_edited",
    }),
    date: (post) => thread.fromSeconds(dom.attribute(dom.first(post, ".commentthread_comment_timestamp[data-timestamp]",
      ".date[data-timestamp]"), "data-timestamp")) ?? dom.lineOf(post, ".date", ".commentthread_comment_timestamp"),
    number: (post) => (isRoot(post) ? 1 : (numberIn(dom.lineOf(post, ".forum_comment_permlink a", ".forum_comment_permlink"))
      ?? Number.NaN) + 1 || null),
    answers: (post) => [...post.querySelectorAll(".bb_quoteauthor a[href*='#c']")]
      .map((link) => part(link, "href", /#c(\d+)$/)).map((id) => id && `comment_${id}`),
    before: (doc, url) => (Number(/[?&]ctp=(\d+)/.exec(url)?.[1] ?? 1) > 1 && !doc.querySelector(ROOT) ? 1 : 0),
  });

  /** @param {Document} doc */
  const isTopic = (doc) => doc.querySelector(`${ROOT} .content`) !== null;

  sites.register(sites.fromLayouts({
    id: "steam",
    label: "Steam Community",
    version: "2",
    matches: [],
    claims: (doc, url) => new URL(url).hostname === "steamcommunity.com"
      || (isTopic(doc) && doc.querySelector(".commentthread_comments, .forum_op_author") !== null),
    refuse: (url, doc) => (isTopic(doc) ? null
      : /\/(?:login|openid)\b/.test(new URL(url).pathname) ? "login-wall"
        : doc.querySelector(".forum_topic, .forum_topics_container") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => thread.drop(one, ["ctp", "tscn", "snr", "l"])),
    pageKind: (_, doc) => (isTopic(doc) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: isTopic,
      promises: thread.PROMISES,
      read,
      root: ".commentthread_comments",
    }],
  }));
})();
