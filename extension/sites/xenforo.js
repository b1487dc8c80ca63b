// XenForo: threads of version 2 (article.js-post: the macros of 2.0 to 2.3, discussions, articles,
// questions; also as its hosted themes draw it, with replies under posts) and version 1 (li.message of
// 1.0 to 1.5).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const POSTS_2 = ".js-post[id^='js-post-']";
  const POSTS_1 = "#messageList li.message[id^='post-'], ol.messageList > li.message[id^='post-']";

  /** @param {Document} doc @param {string} selector */
  const titleOf = (doc, selector) =>
    dom.line(doc.querySelector(selector), { skip: ".label, .label-append, .prefix" })
      ?? dom.meta(doc, "og:title");

  /** @param {Element} post "#3" stands in a link beside the date */
  function numberOf(post) {
    const links = post.querySelectorAll(
      ".message-attribution-opposite a, .MessageCard__post-position, .message-attribution a");
    const shown = [...links].map((one) => dom.line(one)).find((words) => /^#\s?\d/.test(words ?? ""));
    return numberIn(shown ?? dom.attribute(post.querySelector("[data-post-number]"), "data-post-number"));
  }

  /** @param {Element} post the post whose replies it stands among, on themes that nest them */
  const above = (post) => post.closest(".js-nested-children-wrapper")?.previousElementSibling ?? null;

  /** @param {Element|null} element @returns {string|null} "post-12", by which XenForo itself links */
  const idOf = (element) => part(element, "id", /^js-(post-\d+)$/);

  /** @param {Element} post @param {string} name @param {RegExp} pattern */
  const quoted = (post, name, pattern) =>
    [...post.querySelectorAll("a.bbCodeBlock-sourceJump, a.AttributionLink")]
      .map((link) => part(link, name, pattern));

  /**
   * Of an article the author stands above or below the text; who liked or is quoted has a link too.
   * @param {Element} post
   */
  function authorOf(post) {
    const shown = dom.first(post, ".message-name .username", ".MessageCard__user-info__name",
      ".message-attribution-user .username", ".message-articleUserInfo .username", "[itemprop=author] .username",
      ".message-name", ".message-userDetails .username", ".message-cell--user .username");
    if (shown && dom.line(shown)) return shown;
    const name = dom.attribute(post, "data-author");
    return [...post.querySelectorAll(".username")]
      .find((one) => !one.closest(".message-body, .message-footer") && dom.line(one) === name) ?? shown;
  }

  const PAGE = /[/?&]page[-=](\d+)/;

  /** @param {Document} _ @param {string} url */
  const earlier = (_, url) => (Number(PAGE.exec(url)?.[1] ?? 1) > 1 ? 1 : 0);

  const read2 = thread.reader({
    title: (page) => titleOf(page, "h1.p-title-value, h1.MessageCard__thread-title"),
    posts: POSTS_2,
    // A deleted post keeps its place, but says nothing; a snippet of the answer is shown twice.
    id: (post) => (post.matches(".message--deleted, .message--simple") ? null : idOf(post)),
    author: authorOf,
    name: (post, shown) => dom.line(shown) ?? dom.attribute(post, "data-author"),
    text: (post) => dom.text(dom.first(post, ".message-body .bbWrapper", ".message-body", ".message-userContent"), {
      skip: ".bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink, .js-selectToQuoteEnd, .message-attachments,"
        + " .message-lastEdit, .message-signature, .message-title",
    }),
    date: (post) => dom.date(dom.first(post, ".message-attribution time", ".MessageCard__date-created time",
      "time.u-dt")),
    number: numberOf,
    answers: (post) => [...quoted(post, "data-content-selector", /^#(post-\d+)$/),
      idOf(above(post))],
    before: earlier,
  });

  const read1 = thread.reader({
    title: (page) => titleOf(page, ".titleBar h1"),
    posts: POSTS_1,
    id: (post) => (post.matches(".deleted, .placeholder") ? null : post.id),
    author: (post) => dom.first(post, ".userText .username", ".messageUserBlock .username"),
    name: (post, shown) => dom.line(shown) ?? dom.attribute(post, "data-author"),
    text: (post) => dom.text(dom.first(post, ".messageContent .messageText", ".messageText:not(.signature)"), {
      skip: ".quoteExpand, .messageTextEndMarker",
    }),
    date(post) {
      const stamp = dom.first(post, ".messageMeta .DateTime", ".messageInfo .DateTime");
      return thread.fromSeconds(stamp?.getAttribute("data-time")) ?? dom.date(stamp);
    },
    number: (post) => numberIn(dom.lineOf(post, ".postNumber")),
    answers: (post) => quoted(post, "href", /#(post-\d+)$/),
    before: earlier,
  });

  /** @param {Document} doc the template that drew the page */
  const template = (doc) => doc.documentElement.dataset.template ?? doc.body?.dataset.template ?? "";

  sites.register(sites.fromLayouts({
    id: "xenforo",
    label: "XenForo",
    version: "3",
    matches: [],
    claims: (doc) => /^(?:XF|XenForo)$/.test(doc.documentElement.id)
      || (template(doc) !== "" && doc.querySelector("[data-xf-init]") !== null),
    refuse: (_, doc) => (/^(?:login|register|two_step)/.test(template(doc)) ? "login-wall"
      : /^search/.test(template(doc)) ? "search"
        : /^(?:forum_|category_|thread_list|whats_new|find_threads)/.test(template(doc)) ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      const page = /\/(?:page-\d+|post-\d+|latest|unread)\/?$/;
      one.pathname = one.pathname.replace(page, "/");
      // Without rewriting: index.php?threads/belts.12/page-2
      one.search = page.test(one.search) ? one.search.replace(page, "/") : one.search;
    }),
    pageKind: (_, doc) => (doc.querySelector(`${POSTS_2}, ${POSTS_1}`) ? "discussion" : null),
    layouts: [
      {
        name: "thread-2",
        kind: "discussion",
        fits: (doc) => doc.querySelector(POSTS_2) !== null,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read2,
        root: ".js-replyNewMessageContainer, .block-body--messages, .block--messages",
      },
      {
        name: "thread-1",
        kind: "discussion",
        fits: (doc) => doc.querySelector(POSTS_1) !== null,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read1,
        root: "#messageList",
      },
    ],
  }));
})();
