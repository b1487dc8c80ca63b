// Invision Community: topics, and the comments under its other content, of versions 4 and 5
// (article#elComment_…), and topics of IP.Board 3 (div.post_block, 3.0 to 3.4). Only 4 was checked
// against a real page; the others follow what is known of their markup.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

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
    author: (post) => named(post, ".ipsEntry__username a", ".cAuthorPane_author a", ".ipsComment_author a.ipsType_break",
      ".ipsEntry__username", ".cAuthorPane_author", ".ipsComment_author a", ".ipsComment_author strong",
      ".ipsComment_header h3 a", ".ipsComment_header h3", ".ipsComment_header strong", "[itemprop=creator]",
      ".ipsComment_author"),
    text: (post) => dom.text(post.querySelector(CONTENT), { skip: "[data-excludequote], .ipsEdited" }),
    date: dateOf,
    answers: (post) => [...post.querySelectorAll(`${CONTENT} > .ipsQuote[data-ipsquote-contentcommentid]`)]
      .map((quote) => `elComment_${quote.getAttribute("data-ipsquote-contentcommentid")}`),
    // What stands under an article or a file answers it, and it is no post of this list.
    article: (page) => (/^(?:topic)?$/.test(controller(page)) ? undefined : null),
    before: (_, address) => (isLater(address) ? 1 : 0),
  });

  const POSTS_3 = ".post_block[id^='post_id_']";
  const BODY_3 = ".post.entry-content, .entry-content, .post_body .post";

  const read3 = thread.reader({
    title: (page) => dom.lineOf(page, "h1.ipsType_pagetitle", "h1.main_topic_title", "h2.maintitle .main_topic_title",
      ".main_topic_title", ".topic_title", "h1[itemprop=name]", "h1") ?? dom.meta(page, "og:title"),
    posts: POSTS_3,
    id: (post) => (post.matches(".moderated, .post_ignore") || !post.querySelector(BODY_3) ? null
      : part(post, "id", /^post_id_(\d+)$/)),
    author: (post) => named(post, ".author.vcard a", ".author.vcard", ".author a", ".author", ".guest"),
    // A guest's name stands bare in the line of the post's number.
    name: (_, shown) => dom.line(shown, { skip: ".post_id, .ipsType_small" }),
    text: (post) => dom.text(post.querySelector(BODY_3), { skip: ".edit, .signature, .ipsType_small.edit" }),
    date: (post) => dom.date(post.querySelector(".posted_info abbr.published, abbr.published, .posted_info .published")),
    number: (post) => numberIn(dom.lineOf(post, ".post_id a", "[rel=bookmark]")),
    answers: (post) => [...post.querySelectorAll(".citation[data-pid], blockquote[data-pid], .citation a[rel=citation]")]
      .map((one) => dom.attribute(one, "data-pid") ?? part(one, "href", /#entry(\d+)$/)),
    before: (page, address) => (isLater(address) || Number(/[?&/]st(?:=|__)(\d+)/.exec(address)?.[1] ?? 0) > 0 ? 1 : 0),
  });

  /** @param {Element} post @param {...string} selectors @returns {Element|null} the first that says anything */
  const named = (post, ...selectors) =>
    selectors.map((selector) => [...post.querySelectorAll(selector)]
      .find((one) => dom.line(one) && !one.closest(CONTENT))).find(Boolean) ?? null;

  /** @param {string} url */
  const isLater = (url) => Number(/\/page[/-](\d+)/.exec(url)?.[1]
    ?? new URL(url).searchParams.get("page") ?? 1) > 1;

  sites.register(sites.fromLayouts({
    id: "invision",
    label: "Invision Community",
    version: "2",
    matches: [],
    claims: (doc) => doc.body?.matches(".ipsApp, [data-pageapp], #ipboard_body") ?? false,
    refuse: (_, doc) => (/^(?:login|register|lostpass)$/.test(controller(doc)) ? "login-wall"
      : controller(doc) === "search" ? "search"
        : doc.querySelector(`${POSTS}, ${POSTS_3}`) ? null
          : doc.querySelector("#ipboard_body #sign_in, #ipboard_body #login") ? "login-wall"
          : doc.querySelector("#ipboard_body #forum_table, #ipboard_body .category_block, #ipboard_body .topic_title")
          ? "listing" : /^(?:forums|index|discover|browse)$/.test(controller(doc)) ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/(?:page\/\d+|page__[^/]*|page-\d+)\/?$/, "/");
      thread.drop(one, ["page", "do", "comment", "sortby", "tab", "st", "p", "hl"]);
    }),
    pageKind: (_, doc) => (doc.querySelector(`${POSTS}, ${POSTS_3}`) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: (doc) => doc.querySelector(`${POSTS} ${CONTENT}`) !== null,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "[data-role='commentFeed'], #elPostFeed",
    }, {
      name: "topic-3",
      kind: "discussion",
      fits: (doc) => doc.querySelector(POSTS_3) !== null,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read: read3,
      root: "#ipboard_body .topic, #ipboard_body",
    }],
  }));
})();
