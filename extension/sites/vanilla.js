// Vanilla Forums: a discussion (#Discussion_…) and its comments (#Comment_…) as the classic templates
// draw them: 2.0 (no classes of their own), 2.1 to 4 and the cloud's (.ItemDiscussion, .ItemComment).
// Layouts drawn by React alone have no such marks and are left to the reader for unknown forums.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const POSTS = "[id^='Discussion_'].ItemDiscussion, [id^='Comment_'].ItemComment,"
    + " .MessageList > [id^='Discussion_'].Item, .MessageList > [id^='Comment_'].Item";
  /** Accepted answers stand over the comments once more. */
  const TWICE = "[class*='AcceptedAnswers'], [class*='BestAnswer']";

  /** @param {Document} doc "vanilla_discussion_index": application, controller, method */
  const page = (doc) => doc.body?.id ?? "";

  /** @param {Element} post its number among the comments stands in the name of its permalink */
  function numberOf(post) {
    if (post.id.startsWith("Discussion_")) return 1;
    const item = part(post.querySelector("a[name^='Item_']"), "name", /^Item_(\d+)$/);
    return item === null ? null : Number(item) + 1;
  }

  /** @param {Element} link in the head of a quotation */
  function quoted(link) {
    const comment = part(link, "href", /\/comment\/(\d+)/) ?? part(link, "href", /#Comment_(\d+)/);
    return comment === null ? null : `Comment_${comment}`;
  }

  const read = thread.reader({
    title: (one) => dom.lineOf(one, ".PageTitle h1", ".MessageList .PageTitle", "h1") ?? dom.meta(one, "og:title"),
    posts: POSTS,
    id: (post) => (post.parentElement?.closest(TWICE) || !post.querySelector(".Message, .userContent") ? null
      : part(post, "id", /^((?:Discussion|Comment)_\d+)$/)),
    author: (post) => dom.first(post, ".Author a.Username", ".Author .Username")
      ?? [...post.querySelectorAll(".Author a[href]")].find((link) => dom.line(link) !== null) ?? null,
    text: (post) => dom.text(dom.first(post, ".Message", ".userContent"), { skip: ".Signature, .UserSignature" }),
    date: (post) => dom.date(dom.first(post, ".DateCreated time", ".Meta time", "time", ".DateCreated")),
    number: numberOf,
    answers: (post) => [...post.querySelectorAll(".QuoteAuthor a, .blockquote-header a, .embedQuote a")].map(quoted),
    before: (_, address) => (Number(/\/p(\d+)(?:[/?#]|$)/.exec(address)?.[1] ?? 1) > 1 ? 1 : 0),
  });

  sites.register(sites.fromLayouts({
    id: "vanilla",
    label: "Vanilla Forums",
    version: "2",
    matches: [],
    claims: (doc) => doc.body?.matches(".Vanilla, [id^='vanilla_']") ?? false,
    refuse: (_, doc) => (/_entry_(?:signin|register|connect)/.test(page(doc)) ? "login-wall"
      : /_search_/.test(page(doc)) ? "search"
        : /_(?:discussions|categories)_/.test(page(doc)) ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/p\d+\/?$/, "");
    }),
    pageKind: (_, doc) => (doc.querySelector(POSTS) ? "discussion" : null),
    layouts: [{
      name: "discussion",
      kind: "discussion",
      fits: (doc) => doc.querySelector(POSTS) !== null,
      promises: thread.PROMISES,
      read,
      root: ".MessageList.Comments, .CommentsWrap",
    }],
  }));
})();
