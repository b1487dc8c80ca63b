// LinkedIn posts and articles as a visitor without an account sees them, with their comments.
"use strict";

Sidenote.linkedin.guestDiscussion = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { anchors, dom, links, linkedin } = Sidenote;
  const { MODAL } = linkedin;

  const PROMISES = ["posts.author.name", "posts.author.url", "posts.text"];
  const COMMENT = "section.comment, section[class~=comment-with-action]";
  const AUTHOR = "a.comment__author, a.comment__actor-name,"
    + " a[data-tracking-control-name$='comment_actor-name']";

  /** @param {Element} comment @param {number} index */
  function commentId(comment, index) {
    const marked = comment.hasAttribute("data-semaphore-content-urn") ? comment
      : comment.querySelector("[data-semaphore-content-urn], [data-id^='urn:li:comment']");
    const urn = marked?.getAttribute("data-semaphore-content-urn") ?? marked?.getAttribute("data-id");
    return linkedin.numberOf(urn) ?? `comment-${index}`;
  }

  /**
   * @param {Element} scope @param {string} rootId @param {Document} doc @param {string} url
   * @returns {Generator<void, Post[], void>}
   */
  function* comments(scope, rootId, doc, url) {
    /** @type {Post[]} */
    const found = [];
    /** @type {Map<Element, string>} */
    const ids = new Map();
    for (const comment of scope.querySelectorAll(COMMENT)) {
      const link = comment.querySelector(AUTHOR);
      const body = comment.querySelector(".comment__text, .comment__message");
      if (!link && !body) continue;
      const id = commentId(comment, found.length + 1);
      ids.set(comment, id);
      const above = comment.parentElement?.closest(COMMENT);
      const name = dom.line(link);
      const isMasked = dom.isMasked(name, link);
      found.push({
        id,
        parent_id: (above && ids.get(above)) ?? rootId,
        author: {
          name: isMasked ? null : name,
          url: linkedin.memberUrl(link, url),
          headline: dom.lineOf(comment, ".comment__author-headline, .comment__actor-headline"),
        },
        text: dom.text(body),
        posted_at: dom.date(comment.querySelector("time, .comment__duration-since, .comment__time")),
        position: 0,
      });
      if (!isMasked) anchors.remember(doc, id, link);
      yield;
    }
    return found;
  }

  /** @param {Document} doc @param {string} url the post the page is about, not one recommended beside it */
  function mainCard(doc, url) {
    const cards = [...doc.querySelectorAll("article[data-activity-urn], .main-feed-activity-card")];
    const wanted = linkedin.numberOf(new URL(url).pathname);
    return cards.find((card) => wanted !== null
      && linkedin.numberOf(card.getAttribute("data-activity-urn")) === wanted) ?? cards[0] ?? null;
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readPost(doc, url) {
    const card = mainCard(doc, url);
    if (!card) return null;
    const id = linkedin.numberOf(card.getAttribute("data-activity-urn")) ?? "post";
    // "…reshare_feed-actor-name" is who wrote the reshared original, not who posted.
    const link = card.querySelector("a[data-tracking-control-name=public_post_feed-actor-name]")
      ?? card.querySelector("[data-test-id$=entity-lockup] a[data-tracking-control-name$='post_feed-actor-name']");
    const lockup = link?.closest("[data-test-id$=entity-lockup]") ?? card;
    const body = card.querySelector("[data-test-id$=__commentary], .attributed-text-segment-list__content");
    anchors.remember(doc, id, link);
    yield;
    const root = {
      id,
      parent_id: null,
      author: {
        name: dom.line(link),
        url: linkedin.memberUrl(link, url),
        headline: dom.lineOf(lockup, "p[class*=low-emphasis], [class*=__description]"),
      },
      text: dom.text(body, { skip: MODAL }),
      posted_at: dom.date(lockup.querySelector("time")),
      position: 0,
    };
    const scope = card.querySelector(COMMENT) ? card : doc.querySelector("main") ?? doc.body;
    const title = dom.meta(doc, "og:title");
    return {
      title, url: links.clean(url) ?? url, posts: [root, ...(yield* comments(scope, id, doc, url))],
    };
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readArticle(doc, url) {
    const main = doc.querySelector("main") ?? doc.body;
    const title = dom.lineOf(main, "h1");
    const link = main.querySelector(
      "a[data-tracking-control-name*='publisher-author-card'], a[data-tracking-control-name*=author],"
      + " .publisher-author-card a[href], [class*=author-info] a[href*='/in/']",
    );
    const name = dom.lineOf(link?.closest("[class*=author]") ?? link, "[class*=__title], h3")
      ?? dom.line(link);
    const body = dom.first(main, "[data-test-id=article-content-blocks]", ".article-main__content",
      "[class*=article-content]", "article");
    const id = "article";
    anchors.remember(doc, id, link);
    yield;
    const root = {
      id,
      parent_id: null,
      author: { name, url: linkedin.memberUrl(link, url), headline: null },
      text: dom.text(body, { skip: `${MODAL}, ${COMMENT}, header, footer, aside` }),
      posted_at: dom.date(main.querySelector("time")) ?? dom.meta(doc, "article:published_time"),
      position: 0,
    };
    return {
      title, url: links.clean(url) ?? url, posts: [root, ...(yield* comments(main, id, doc, url))],
    };
  }

  /** @param {string} url */
  const isArticle = (url) => new URL(url).pathname.startsWith("/pulse/");

  return [
    {
      name: "guest-post-2026",
      kind: /** @type {const} */ ("discussion"),
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => !isArticle(url) && (linkedin.pageKey(doc) === "d_public_post"
        || doc.querySelector("article.main-feed-activity-card[data-activity-urn]") !== null),
      promises: PROMISES,
      read: readPost,
      root: "article.main-feed-activity-card",
    },
    {
      name: "guest-article-2022",
      kind: /** @type {const} */ ("discussion"),
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => isArticle(url) && (linkedin.pageKey(doc) === "d_flagship2_pulse_read"
        || doc.querySelector("section.comment, .publisher-author-card") !== null),
      promises: ["title", ...PROMISES],
      read: readArticle,
    },
  ];
})();
