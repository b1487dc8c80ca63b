// Khoros Communities, once Lithium (its classic pages, not those of Aurora): the messages of a topic, an
// article, an idea. Written after the marks its components have in every skin, as others read them too.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const POSTS = ".lia-message-view-wrapper, [data-lia-message-uid]";
  const BODY = ".lia-message-body-content";
  /** The accepted solutions stand under the question once more; their own place is below. */
  const TWICE = ".lia-component-solution-list, .lia-component-solutions-with-toggle, .lia-accepted-solution";

  /** @param {Element} post */
  const idOf = (post) => dom.attribute(post, "data-lia-message-uid")
    ?? part(post, "class", /lia-js-data-messageUid-(\d+)/)
    ?? dom.attribute(post.querySelector("[data-message-id]"), "data-message-id");

  /** @param {Element} post "‎01-02-2026 03:04 PM", or "yesterday" with the date as its title */
  function dateOf(post) {
    const stamp = dom.first(post, ".lia-message-posted-on", ".lia-message-post-date .DateTime", ".DateTime");
    return dom.date(stamp?.querySelector("time[datetime], [title]")) ?? dom.line(stamp);
  }

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, ".lia-message-subject-banner", ".lia-message-subject h1", ".lia-message-subject",
      "h1") ?? dom.meta(doc, "og:title"),
    posts: POSTS,
    id: (post) => (post.querySelector(BODY) && !post.parentElement?.closest(TWICE) ? idOf(post) : null),
    author: (post) => dom.first(post, ".lia-user-name-link", ".UserName a", ".lia-message-author-username a",
      ".UserName", ".lia-user-name"),
    text: (post) => dom.text(post.querySelector(BODY), {
      skip: ".lia-message-signature, .lia-message-edited-by, .lia-quilt-row-message-controls",
    }),
    date: dateOf,
    before: (_, url) => (Number(/\/page\/(\d+)/.exec(url)?.[1] ?? 1) > 1 ? 1 : 0),
  });

  /** @param {Document} doc @param {RegExp} names of page types, a class of the body */
  const isPage = (doc, names) => names.test(doc.body?.className ?? "");

  sites.register(sites.fromLayouts({
    id: "khoros",
    label: "Khoros Communities",
    version: "2",
    matches: [],
    claims: (doc) => doc.body?.matches("#lia-body, .lia-body") ?? false,
    refuse: (_, doc) => (isPage(doc, /\b(?:UserLoginPage|LoginPage|UserRegistrationPage)\b/) ? "login-wall"
      : isPage(doc, /\bSearchPage\b/) ? "search"
        : isPage(doc, /\b(?:ForumPage|CategoryPage|CommunityPage|BlogPage|TkbPage|IdeaExchangePage|GroupHubPage)\b/)
          ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/page\/\d+\/?$/, "").replace(/\/(?:jump-to|highlight)\/.*$/, "");
    }),
    pageKind: (_, doc) => (doc.querySelector(`.lia-message-view-wrapper ${BODY}, [data-lia-message-uid] ${BODY}`)
      ? "discussion" : null),
    layouts: [{
      name: "topic",
      kind: "discussion",
      fits: (doc) => [...doc.querySelectorAll(POSTS)].some((one) => one.querySelector(BODY)),
      promises: thread.PROMISES,
      read,
      root: ".lia-component-message-list, .lia-content",
    }],
  }));
})();
