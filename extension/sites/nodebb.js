// NodeBB: topics by their `component` attributes, which every theme keeps because its scripts need them.
// Written after the templates of persona (1.x), lavender and harmony (3.x, 4.x): partials/topic/post.tpl.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;

  const POSTS = "[component='post'][data-pid]";

  /** @param {Document} doc @param {string} names of templates */
  const isPage = (doc, names) => new RegExp(`(?:^|\\s)page-(?:${names})(?:\\s|$)`)
    .test(doc.body?.className ?? "");

  /** @param {Element} post the link to the author's own page, in a theme that marks no other */
  function named(post) {
    const slug = post.getAttribute("data-userslug");
    return (slug && [...post.querySelectorAll("a[href*='/user/']")].find((link) =>
      link.getAttribute("href")?.endsWith(`/user/${slug}`) && dom.line(link) !== null
      && !link.closest("[component='post/parent'], [component='post/content']"))) || null;
  }

  const read = thread.reader({
    title: (page) => dom.lineOf(page, "[component='topic/title']") ?? dom.meta(page, "og:title"),
    posts: POSTS,
    id: (post) => (post.matches(".deleted") ? null : dom.attribute(post, "data-pid")),
    // In the post's own head: the head of the post it answers may stand above it.
    author: (post) => [...post.querySelectorAll("a[data-username], [itemprop=author] a[href*='/user/']")]
      .find((link) => !link.closest("[component='post/parent'], [component='post/content']")
        && dom.line(link) !== null && !link.querySelector("img, .avatar")) ?? named(post),
    name: (post, shown) => dom.line(shown) ?? dom.attribute(post, "data-username"),
    text: (post) => dom.text(post.querySelector("[component='post/content']")),
    date: (post) => dom.partialDate(post.getAttribute("data-timestamp"))
      ?? dom.date(post.querySelector("[itemprop=datePublished], .timeago[title]")),
    number: (post) => (/^\d{1,8}$/.test(post.getAttribute("data-index") ?? "")
      ? Number(post.getAttribute("data-index")) + 1 : null),
    answers: (post) => {
      const above = post.querySelector("[component='post/parent']");
      return [dom.attribute(above, "data-parent-pid"), dom.attribute(above, "data-topid")];
    },
  });

  sites.register(sites.fromLayouts({
    id: "nodebb",
    label: "NodeBB",
    version: "2",
    matches: [],
    claims: (doc) => doc.getElementById("ajaxify-data") !== null
      || (isPage(doc, "topic") && doc.querySelector(`[component='topic'] ${POSTS}`) !== null),
    refuse: (_, doc) => (isPage(doc, "login|register") ? "login-wall" : isPage(doc, "search") ? "search"
      : isPage(doc, "category|categories|recent|popular|top|unread|tags|tag") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.search = "";
      one.pathname = /^.*?\/topic\/\d+(?:\/[^/]+)?/.exec(one.pathname)?.[0] ?? one.pathname;
    }),
    pageKind: (_, doc) => (doc.querySelector(POSTS) ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: (doc) => doc.querySelector(`[component='topic'] ${POSTS}`) !== null,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "[component='topic']",
    }],
  }));
})();
