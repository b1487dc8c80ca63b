// LinkedIn posts with comments and nested replies as a member sees them: the older interface (seen
// until autumn 2026, by BEM classes and URNs) and the server-driven one (SDUI, by component keys; its
// shapes are reported by other projects, no real page was at hand).
"use strict";

Sidenote.linkedin.memberDiscussion = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { anchors, dom, links, linkedin } = Sidenote;

  const PROMISES = ["posts.author.name", "posts.author.url", "posts.text"];
  const UPDATE = "div.feed-shared-update-v2[data-urn]";
  const COMMENT = "article.comments-comment-entity[data-id]";
  const RESHARED = ".update-components-mini-update-v2, .feed-shared-update-v2__update-content-wrapper,"
    + " .update-components-mini-update-v2__link-to-details-page";

  /** @param {Document} doc @param {string} url @param {string} css @param {string} attribute */
  function mainUpdate(doc, url, css, attribute) {
    const all = [...doc.querySelectorAll(css)];
    const wanted = linkedin.numberOf(decodeURIComponent(new URL(url).pathname));
    return all.find((one) => wanted !== null
      && linkedin.numberOf(one.getAttribute(attribute)) === wanted) ?? all[0] ?? null;
  }

  // --- Older interface -------------------------------------------------------------------------

  /** @param {Element} update @param {string} url @param {string} id @param {Document} doc */
  function olderRoot(update, url, id, doc) {
    const actor = [...update.querySelectorAll(".update-components-actor__container, .update-components-actor")]
      .find((one) => !one.closest(RESHARED)) ?? null;
    const title = linkedin.forEyes(actor?.querySelector(".update-components-actor__title"));
    const link = [...actor?.querySelectorAll("a[href]") ?? []].find((one) => linkedin.memberUrl(one, url));
    const body = [...update.querySelectorAll(
      ".update-components-update-v2__commentary, .feed-shared-update-v2__description",
    )].find((one) => !one.closest(RESHARED) && !one.closest(COMMENT));
    const when = linkedin.forEyes(actor?.querySelector(".update-components-actor__sub-description"));
    anchors.remember(doc, id, title);
    return {
      id,
      parent_id: null,
      author: {
        name: linkedin.bareName(dom.line(title)),
        url: linkedin.memberUrl(link, url),
        headline: dom.line(linkedin.forEyes(actor?.querySelector(".update-components-actor__description"))),
      },
      text: dom.text(body),
      posted_at: linkedin.bareName(dom.line(when)),
      position: 0,
    };
  }

  /** @param {Element} comment @param {string} url */
  function olderAuthor(comment, url) {
    const title = comment.querySelector(".comments-comment-meta__description-title");
    const link = comment.querySelector(
      "a.comments-comment-meta__description-container[href], a.comments-comment-meta__image-link[href]",
    );
    return {
      author: {
        name: linkedin.bareName(dom.line(linkedin.forEyes(title))),
        url: linkedin.memberUrl(link, url),
        headline: dom.line(linkedin.forEyes(comment.querySelector(
          ".comments-comment-meta__description-subtitle"))),
      },
      anchor: title,
    };
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readOlder(doc, url) {
    const update = mainUpdate(doc, url, UPDATE, "data-urn");
    if (!update) return null;
    const rootId = linkedin.numberOf(update.getAttribute("data-urn")) ?? "post";
    /** @type {Post[]} */
    const posts = [olderRoot(update, url, rootId, doc)];
    yield;
    let lastTop = rootId;
    for (const comment of update.querySelectorAll(COMMENT)) {
      const id = linkedin.numberOf(comment.getAttribute("data-id")) ?? `comment-${posts.length}`;
      const around = comment.parentElement?.closest(COMMENT);
      const isReply = around !== null || /comments-comment-entity--reply/.test(comment.className);
      const above = linkedin.numberOf(around?.getAttribute("data-id")) ?? lastTop;
      if (!isReply) lastTop = id;
      const { author, anchor } = olderAuthor(comment, url);
      const body = [...comment.querySelectorAll(".comments-comment-item__main-content")]
        .find((one) => one.closest(COMMENT) === comment);
      posts.push({
        id,
        parent_id: isReply ? above : rootId,
        author,
        text: dom.text(body),
        posted_at: dom.date(comment.querySelector("time")),
        position: posts.length,
      });
      anchors.remember(doc, id, anchor);
      yield;
    }
    return { title: null, url: links.clean(url) ?? url, posts };
  }

  // --- Server-driven interface -----------------------------------------------------------------

  const KEYED_COMMENT = "[componentkey^='replaceableComment_urn:li:comment:'],"
    + " [componentkey^='CommentComponentReference_urn:li:comment:']";
  const TEXT_BOX = "[data-testid=expandable-text-box], [componentkey^='feed-commentary_']";
  const DETAIL = "[data-sdui-screen*='feed.UpdateDetail']";

  /**
   * The link that shows a name: of a person or organisation, with words, not inside `except`.
   * @param {Element} scope @param {string} url @param {(link: Element) => boolean} belongs
   */
  function nameLink(scope, url, belongs) {
    return [...scope.querySelectorAll("a[href]")].find((link) => belongs(link)
      && linkedin.memberUrl(link, url) !== null && dom.line(link) !== null) ?? null;
  }

  /** @param {Element|null} link @param {string} url */
  function keyedAuthor(link, url) {
    // The link may hold name, degree and headline, each in its own block.
    /** @type {string[]} */
    const [name, ...rest] = dom.text(link).split(/\n+/);
    const headline = rest.find((words) => /\p{L}{3}/u.test(words) && !/^[•·]/.test(words)) ?? null;
    return { name: linkedin.bareName(name), url: linkedin.memberUrl(link, url), headline };
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readKeyed(doc, url) {
    const screen = doc.querySelector(DETAIL) ?? doc.querySelector("main") ?? doc.body;
    /** @param {Element} one */
    const outside = (one) => one.closest(KEYED_COMMENT) === null;
    const link = nameLink(screen, url, outside);
    const body = [...screen.querySelectorAll(TEXT_BOX)].find(outside) ?? null;
    const rootId = linkedin.numberOf(decodeURIComponent(new URL(url).pathname)) ?? "post";
    anchors.remember(doc, rootId, link);
    /** @type {Post[]} */
    const posts = link || body ? [{
      id: rootId, parent_id: null, author: keyedAuthor(link, url), text: dom.text(body),
      posted_at: null, position: 0,
    }] : [];
    yield;
    for (const comment of screen.querySelectorAll(KEYED_COMMENT)) {
      const id = linkedin.numberOf(comment.getAttribute("componentkey")) ?? `comment-${posts.length}`;
      if (posts.some((post) => post.id === id)) continue;
      const around = comment.parentElement?.closest(KEYED_COMMENT) ?? null;
      /** @param {Element} one */
      const mine = (one) => one.closest(KEYED_COMMENT) === comment;
      const author = nameLink(comment, url, mine);
      posts.push({
        id,
        parent_id: linkedin.numberOf(around?.getAttribute("componentkey")) ?? rootId,
        author: keyedAuthor(author, url),
        text: dom.text([...comment.querySelectorAll(TEXT_BOX)].find(mine)),
        posted_at: dom.date([...comment.querySelectorAll("time")].find(mine)),
        position: posts.length,
      });
      anchors.remember(doc, id, author);
      yield;
    }
    return { title: null, url: links.clean(url) ?? url, posts };
  }

  return [
    {
      name: "member-post-2025",
      kind: /** @type {const} */ ("discussion"),
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(UPDATE) !== null,
      promises: PROMISES,
      read: readOlder,
      root: `${UPDATE} .comments-comments-list, ${UPDATE}`,
    },
    {
      name: "sdui-post-2026",
      kind: /** @type {const} */ ("discussion"),
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(`${DETAIL}, ${KEYED_COMMENT}`) !== null,
      promises: PROMISES,
      read: readKeyed,
      root: "[data-testid*=commentList][data-component-type=LazyColumn]",
    },
  ];
})();
