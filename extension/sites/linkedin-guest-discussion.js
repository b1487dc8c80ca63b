// LinkedIn posts with their comments, and lists of posts (a group's, a topic's), as a visitor without
// an account sees them.
"use strict";

Sidenote.linkedin.guestDiscussion = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  /** @typedef {import("../shared/structured-data.js").Item} Item */
  const { anchors, dom, linkedin, links, structuredData: schema } = Sidenote;
  const { lines, MODAL } = linkedin;

  const PROMISES = ["posts.author.name", "posts.author.url", "posts.text"];
  const CARD = "article[data-activity-urn]";
  const COMMENT = "section.comment, section[class~=comment-with-action]";
  // Who has left the network is named without a link.
  const AUTHOR = ".comment__author, .comment__actor-name,"
    + " a[data-tracking-control-name$='comment_actor-name']";
  const BODY = ".comment__text, .comment__message";
  const COMMENTARY = "[data-test-id$=__commentary], .attributed-text-segment-list__content";

  /** @param {Element} comment @param {string} css @returns {Element|null} its own, not that of a reply */
  const ownPart = (comment, css) =>
    [...comment.querySelectorAll(css)].find((one) => one.closest(COMMENT) === comment) ?? null;

  /** @param {Element} comment @param {string} prefix @param {number} index */
  function commentId(comment, prefix, index) {
    const marked = comment.hasAttribute("data-semaphore-content-urn") ? comment
      : ownPart(comment, "[data-semaphore-content-urn], [data-id^='urn:li:comment']");
    const urn = marked?.getAttribute("data-semaphore-content-urn") ?? marked?.getAttribute("data-id");
    return linkedin.numberOf(urn) ?? `${prefix}comment-${index}`;
  }

  /**
   * @param {Element} scope @param {string|null} rootId @param {Document} doc @param {string} url
   * @returns {Generator<void, Post[], void>}
   */
  function* comments(scope, rootId, doc, url) {
    /** @type {Post[]} */
    const found = [];
    /** @type {Map<Element, string>} */
    const ids = new Map();
    for (const comment of scope.querySelectorAll(COMMENT)) {
      const link = ownPart(comment, AUTHOR);
      const body = ownPart(comment, BODY);
      if (!link && !body) continue;
      const id = commentId(comment, rootId === null ? "" : `${rootId}-`, found.length + 1);
      ids.set(comment, id);
      const above = comment.parentElement?.closest(COMMENT);
      const name = lines.shownLine(link);
      found.push({
        id,
        parent_id: (above && ids.get(above)) ?? rootId,
        author: {
          name,
          url: linkedin.memberUrl(link, url),
          headline: dom.line(ownPart(comment, ".comment__author-headline, .comment__actor-headline")),
        },
        text: dom.text(body),
        posted_at: dom.date(ownPart(comment, "time, .comment__duration-since, .comment__time")),
        position: found.length,
      });
      if (name !== null) anchors.remember(doc, id, link);
      yield;
    }
    return found;
  }

  /**
   * Who posted. "…reshare_feed-actor-name" is who wrote the reshared original, not who posted.
   * @param {Element} card
   */
  const actor = (card) => [...card.querySelectorAll("a[data-tracking-control-name$='feed-actor-name']")]
    .find((link) => !link.getAttribute("data-tracking-control-name")?.includes("reshare")
      && !link.closest(COMMENT)) ?? null;

  /**
   * The words of the poster, not of a comment, nor of the reshared original: what stands in a frame
   * with the original's author and without the poster, unless it comes before that author.
   * @param {Element} card @param {Element|null} link of the poster
   */
  function commentary(card, link) {
    const original = card.querySelector("a[data-tracking-control-name*=reshare]");
    let frame = original;
    while (frame?.parentElement && frame.parentElement !== card && link
      && !frame.parentElement.contains(link)) frame = frame.parentElement;
    const all = [...card.querySelectorAll(COMMENTARY)].filter((one) => !one.closest(COMMENT));
    /** @param {Element} one @param {Element|null} other */
    const isBefore = (one, other) =>
      other && one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    return all.find((one) => !frame?.contains(one))
      ?? all.find((one) => link && isBefore(link, one) && isBefore(one, original)) ?? null;
  }

  /** @param {Element} card @param {Document} doc @param {string} url @returns {Post} */
  function rootPost(card, doc, url) {
    const id = linkedin.numberOf(card.getAttribute("data-activity-urn")) ?? "post";
    const link = actor(card);
    const lockup = link?.closest("[data-test-id$=entity-lockup]") ?? link?.parentElement ?? card;
    const name = lines.shownLine(link);
    if (name !== null) anchors.remember(doc, id, link);
    return {
      id,
      parent_id: null,
      author: {
        name,
        url: linkedin.memberUrl(link, url),
        headline: dom.lineOf(lockup, "p[class*=low-emphasis], [class*=__description]"),
      },
      text: dom.text(commentary(card, link), { skip: MODAL }),
      posted_at: dom.date(lockup.querySelector("time")),
      position: 0,
    };
  }

  /** @param {Document} doc @param {string} url the post the page is about, not one recommended beside it */
  function mainCard(doc, url) {
    const cards = [...doc.querySelectorAll(CARD)];
    const wanted = linkedin.postNumber(url);
    return cards.find((card) => wanted !== null
      && (linkedin.numberOf(card.getAttribute("data-activity-urn")) === wanted
        || linkedin.numberOf(card.getAttribute("data-attributed-urn")) === wanted)) ?? cards[0] ?? null;
  }

  /**
   * The page tells exact times only to machines; a post is the one with its author's name and words.
   * @param {Document} doc @param {string} url @param {Post[]} posts
   */
  function withDates(doc, url, posts) {
    /** @param {string|null} name @param {string} text */
    const key = (name, text) => `${name}\n${text.replace(/\s+/g, "").slice(0, 60)}`;
    /** @type {Map<string, string>} */
    const dates = new Map();
    for (const item of Sidenote.jsonLd.items(doc, url)) {
      const date = dom.partialDate(schema.line(item, "datePublished"));
      const text = schema.passage(item, "articleBody", "text");
      if (date && text) dates.set(key(schema.line(item, "author"), text), date);
    }
    return posts.map((post) =>
      ({ ...post, posted_at: dates.get(key(post.author.name, post.text)) ?? post.posted_at }));
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readPost(doc, url) {
    const card = mainCard(doc, url);
    if (!card) return null;
    const root = rootPost(card, doc, url);
    yield;
    const scope = card.querySelector(COMMENT) ? card : card.closest("main") ?? doc.body;
    const found = yield* comments(scope, root.id, doc, url);
    const posts = [root, ...found.map((post, i) => ({ ...post, position: i + 1 }))];
    return {
      title: dom.meta(doc, "og:title"), url: links.clean(url) ?? url, posts: withDates(doc, url, posts),
    };
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Feed>} */
  function* readFeed(doc, url) {
    /** @type {Discussion[]} */
    const discussions = [];
    for (const card of doc.querySelectorAll(`main ${CARD}`)) {
      const address = linkedin.postUrl(card.getAttribute("data-activity-urn"));
      if (address === null) continue;
      const root = rootPost(card, doc, url);
      yield;
      const found = yield* comments(card, root.id, doc, url);
      const posts = [root, ...found.map((post, i) => ({ ...post, position: i + 1 }))];
      discussions.push({ title: null, url: address, posts });
    }
    return { discussions };
  }

  return {
    BODY,
    COMMENT,
    PROMISES,
    comments,
    layouts: [
      {
        name: "guest-post-2026",
        kind: /** @type {const} */ ("discussion"),
        /** @param {Document} doc @param {string} url */
        fits: (doc, url) => !new URL(url).pathname.startsWith("/pulse/")
          && (linkedin.pageKey(doc) === "d_public_post" || doc.querySelector(CARD) !== null),
        promises: PROMISES,
        read: readPost,
        root: CARD,
      },
      {
        name: "guest-feed-2026",
        kind: /** @type {const} */ ("feed"),
        /** @param {Document} doc */
        fits: (doc) => doc.querySelector(`main ${CARD}`) !== null,
        promises: PROMISES,
        read: readFeed,
      },
    ],
  };
})();
