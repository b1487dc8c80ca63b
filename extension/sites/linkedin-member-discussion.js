// LinkedIn posts with comments and nested replies as a member sees them in the Ember interface (seen
// until autumn 2026), known by BEM classes and URNs: one post's page, a group's post, and lists of
// posts (the feed, a group, search results, somebody's activity).
"use strict";

Sidenote.linkedin.memberDiscussion = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { anchors, dom, links, linkedin } = Sidenote;
  const { lines: { bareName, forEyes } } = linkedin;

  const PROMISES = ["posts.author.name", "posts.author.url", "posts.text"];
  const UPDATE = "div.feed-shared-update-v2[data-urn]";
  const COMMENT = "article.comments-comment-entity[data-id]";
  const COMMENTARY = ".update-components-update-v2__commentary, .feed-shared-update-v2__description";
  const RESHARED = ".update-components-mini-update-v2, .feed-shared-update-v2__update-content-wrapper,"
    + " .update-components-mini-update-v2__link-to-details-page";
  /** Marks of advertisements; the word for it is in the reader's language. */
  const SPONSORED = /sponsored/i;
  const TELLING = ["data-urn", "data-id", "data-view-tracking-scope"];

  /** @param {Document} doc @param {string} url */
  function mainUpdate(doc, url) {
    const all = [...doc.querySelectorAll(UPDATE)];
    const wanted = linkedin.postNumber(url);
    return all.find((one) => wanted !== null
      && linkedin.numberOf(one.getAttribute("data-urn")) === wanted) ?? all[0] ?? null;
  }

  /** @param {Element} update @param {string} css not of the reshared original or a comment */
  const ownPart = (update, css) => [...update.querySelectorAll(css)]
    .find((one) => !one.closest(RESHARED) && !one.closest(COMMENT)) ?? null;

  /** @param {Element} update @param {string} url @param {string} id @param {Document} doc @returns {Post} */
  function rootPost(update, url, id, doc) {
    const heading = ownPart(update, ".update-components-actor__title");
    const title = forEyes(heading);
    const actor = heading?.closest(".update-components-actor__container, .update-components-actor");
    const link = [heading?.closest("a[href]"), ...actor?.querySelectorAll("a[href]") ?? []]
      .find((one) => linkedin.memberUrl(one, url));
    const body = ownPart(update, COMMENTARY);
    const when = forEyes(ownPart(update, ".update-components-actor__sub-description"));
    anchors.remember(doc, id, title);
    return {
      id,
      parent_id: null,
      author: {
        name: bareName(dom.line(title)),
        url: linkedin.memberUrl(link, url),
        headline: dom.line(forEyes(ownPart(update, ".update-components-actor__description"))),
      },
      text: dom.text(body),
      posted_at: bareName(dom.line(when)),
      position: 0,
    };
  }

  /** @param {Element} comment @param {string} url */
  function authorOf(comment, url) {
    const title = comment.querySelector(".comments-comment-meta__description-title");
    const link = comment.querySelector(
      "a.comments-comment-meta__description-container[href], a.comments-comment-meta__image-link[href]",
    );
    return {
      author: {
        name: bareName(dom.line(forEyes(title))),
        url: linkedin.memberUrl(link, url),
        headline: dom.line(forEyes(comment.querySelector(".comments-comment-meta__description-subtitle"))),
      },
      anchor: title,
    };
  }

  /**
   * The comments below a post; a reply stands inside its comment or, marked as one, after it.
   * @param {Element} scope @param {string} rootId @param {Document} doc @param {string} url
   * @returns {Generator<void, Post[], void>}
   */
  function* comments(scope, rootId, doc, url) {
    /** @type {Post[]} */
    const found = [];
    let lastTop = rootId;
    for (const comment of scope.querySelectorAll(COMMENT)) {
      const position = found.length + 1;
      const id = linkedin.numberOf(comment.getAttribute("data-id")) ?? `${rootId}-comment-${position}`;
      const around = comment.parentElement?.closest(COMMENT);
      const isReply = Boolean(around) || /comments-comment-entity--reply/.test(comment.className);
      const above = linkedin.numberOf(around?.getAttribute("data-id")) ?? lastTop;
      if (!isReply) lastTop = id;
      const { author, anchor } = authorOf(comment, url);
      const body = [...comment.querySelectorAll(".comments-comment-item__main-content")]
        .find((one) => one.closest(COMMENT) === comment);
      if (!anchor && !body) continue;
      found.push({
        id,
        parent_id: isReply ? above : rootId,
        author,
        text: dom.text(body),
        posted_at: dom.date(comment.querySelector("time")),
        position,
      });
      anchors.remember(doc, id, anchor);
      yield;
    }
    return found;
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* read(doc, url) {
    const update = mainUpdate(doc, url);
    if (!update) return null;
    const rootId = linkedin.numberOf(update.getAttribute("data-urn")) ?? "post";
    const root = rootPost(update, url, rootId, doc);
    yield;
    const isAlone = doc.querySelectorAll(UPDATE).length === 1;
    const scope = isAlone && !update.querySelector(COMMENT) ? update.closest("main") ?? update : update;
    const posts = [root, ...(yield* comments(scope, rootId, doc, url))];
    return { title: null, url: links.clean(url) ?? url, posts };
  }

  /** @param {Element} update is it an advertisement, as its attributes tell? */
  function isSponsored(update) {
    const told = [update, update.parentElement, update.closest("[data-id], [data-view-tracking-scope]")];
    return told.some((one) => TELLING.some((name) => SPONSORED.test(one?.getAttribute(name) ?? "")));
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Feed>} */
  function* readFeed(doc, url) {
    /** @type {Discussion[]} */
    const discussions = [];
    for (const update of doc.querySelectorAll(UPDATE)) {
      const urn = update.getAttribute("data-urn");
      const address = linkedin.postUrl(urn);
      const rootId = linkedin.numberOf(urn);
      if (address === null || rootId === null || isSponsored(update)) continue;
      const root = rootPost(update, url, rootId, doc);
      yield;
      const posts = [root, ...(yield* comments(update, rootId, doc, url))];
      discussions.push({ title: null, url: address, posts });
    }
    return { discussions };
  }

  /** @param {Document} doc */
  const fits = (doc) => doc.querySelector(UPDATE) !== null;

  return [
    {
      name: "member-post-2025",
      kind: /** @type {const} */ ("discussion"),
      fits,
      promises: PROMISES,
      read,
      root: `${UPDATE} .comments-comments-list, ${UPDATE}`,
    },
    {
      name: "member-feed-2025",
      kind: /** @type {const} */ ("feed"),
      fits,
      promises: PROMISES,
      read: readFeed,
    },
  ];
})();
