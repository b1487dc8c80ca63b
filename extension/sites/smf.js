// Simple Machines Forum 2.1 and 2.0 (the latter not seen in a file here): topics.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const POSTS = ".post_wrapper";
  const BODY = ".inner[id^='msg_']";

  /** @param {Document} doc */
  const hasPosts = (doc) => doc.querySelector(`${POSTS} ${BODY}`) !== null;

  /** Every page declares these names for the forum's own scripts. */
  const SCRIPT = /\bvar smf_(?:theme_url|scripturl)\b/;

  /** @param {Element} post */
  const authorOf = (post) => [...post.querySelectorAll(".poster h4 a")].filter((link) => dom.line(link)).at(-1)
    ?? post.querySelector(".poster h4");

  /** @param {Element} post 2.0 writes "« Reply #3 on: May 05, 2012 »" */
  function dateOf(post) {
    const stamp = dom.first(post, ".postinfo time", ".postinfo a.smalltext", ".keyinfo time");
    if (stamp) return dom.date(stamp.tagName === "TIME" ? stamp : null) ?? dom.line(stamp);
    return dom.line(post.querySelector(".keyinfo .smalltext"), { skip: "strong, a" })?.replace(/[«»]/g, "").trim()
      || null;
  }

  /** @param {Element} post replies are counted from 1, so that the first post has no number */
  const numberOf = (post) =>
    (numberIn(dom.lineOf(post, ".page_number", ".keyinfo .smalltext strong")) ?? 0) + 1;

  const read = thread.reader({
    // 2.0 writes more than the subject over the thread: the first post has it alone.
    title: (page) => dom.lineOf(page, ".display_title #top_subject", ".display_title",
      "[id^='subject_'] a", "[id^='subject_']")?.replace(/^Re: /, "") ?? dom.meta(page, "og:title"),
    posts: POSTS,
    id: (post) => part(post.querySelector(BODY), "id", /^(msg_\d+)$/),
    author: authorOf,
    text: (post) => dom.text(post.querySelector(BODY)),
    date: dateOf,
    number: numberOf,
    answers: (post) => [...post.querySelectorAll(`${BODY} > blockquote > cite a, ${BODY} > .quoteheader a`)]
      .map((link) => part(link, "href", /msg=?(\d+)/)).map((id) => id && `msg_${id}`),
    before: (_, address) => Number(/[?&;/]topic[=,]\d+\.(\d+)/.exec(address)?.[1] ?? 0),
  });

  sites.register(sites.fromLayouts({
    id: "smf",
    label: "Simple Machines Forum",
    version: "1",
    matches: [],
    claims: (doc) => doc.querySelector("#forumposts .post_wrapper") !== null
      || [...doc.scripts].slice(0, 40).some((one) => !one.src && SCRIPT.test((one.textContent ?? "").slice(0, 20_000))),
    refuse: (_, doc) => (hasPosts(doc) ? null : doc.querySelector("form#frmLogin") ? "login-wall"
      : doc.querySelector("#messageindex, #boardindex_table, #forum_index, .boardindex_table") ? "listing"
        : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.search = one.search.replace(/([?&;]topic=\d+\.)(?:\d+|msg\d+|new|from\d+)\b.*/, "$10");
    }),
    pageKind: (_, doc) => (hasPosts(doc) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: hasPosts,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#forumposts",
    }],
  }));
})();
