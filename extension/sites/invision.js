// Invision Community, versions 4 and 5: topics, and the comments under its other content
// (article#elComment_…). Version 4: not seen in a file here, written after its stock templates.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const POSTS = "article[id^='elComment_']";
  const CONTENT = "[data-role='commentContent']";

  /** @param {Document} doc "topic", "forums", "login" ... */
  const controller = (doc) => doc.body?.getAttribute("data-pagecontroller") ?? "";

  /** @param {Element} post */
  function dateOf(post) {
    const stamps = [...post.querySelectorAll("time[datetime]")];
    return dom.date(stamps.find((one) => !one.closest(CONTENT)));
  }

  const read = thread.reader({
    title: (page) => dom.line(
      dom.first(page, "h1.ipsPageHeader__title", "h1.ipsType_pageTitle", ".ipsPageHeader h1", "main h1", "h1"),
      { skip: ".ipsBadge, .ipsBadges, .ipsTag_prefix, [data-editablecontent]" },
    ) ?? dom.meta(page, "og:title"),
    posts: POSTS,
    id: (post) => (post.matches(".ipsModerated, .ipsEntry--moderated, .ipsEntry--hidden")
      || post.closest("[data-role='recommendedComments']") ? null : part(post, "id", /^(elComment_\d+)$/)),
    author: (post) => dom.first(post, ".ipsEntry__username a", ".cAuthorPane_author a", ".ipsComment_author a.ipsType_break",
      ".ipsEntry__username", ".cAuthorPane_author", ".ipsComment_author a", ".ipsComment_author strong"),
    text: (post) => dom.text(post.querySelector(CONTENT), { skip: "[data-excludequote], .ipsEdited" }),
    date: dateOf,
    answers: (post) => [...post.querySelectorAll(`${CONTENT} > .ipsQuote[data-ipsquote-contentcommentid]`)]
      .map((quote) => `elComment_${quote.getAttribute("data-ipsquote-contentcommentid")}`),
    // What stands under an article or a file answers it, and it is no post of this list.
    before: (page, address) => (isLater(address) || controller(page) !== "topic" ? 1 : 0),
  });

  /** @param {string} url */
  const isLater = (url) => Number(/\/page\/(\d+)/.exec(url)?.[1]
    ?? new URL(url).searchParams.get("page") ?? 1) > 1;

  sites.register(sites.fromLayouts({
    id: "invision",
    label: "Invision Community",
    version: "1",
    matches: [],
    claims: (doc) => doc.body?.matches(".ipsApp, [data-pageapp]") ?? false,
    refuse: (_, doc) => (/^(?:login|register|lostpass)$/.test(controller(doc)) ? "login-wall"
      : controller(doc) === "search" ? "search"
        : doc.querySelector(POSTS) ? null
          : /^(?:forums|index|discover|browse)$/.test(controller(doc)) ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/page\/\d+\/?$/, "/");
      thread.drop(one, ["page", "do", "comment", "sortby", "tab"]);
    }),
    pageKind: (_, doc) => (doc.querySelector(POSTS) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: (doc) => doc.querySelector(`${POSTS} ${CONTENT}`) !== null,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "[data-role='commentFeed'], #elPostFeed",
    }],
  }));
})();
