// The comments of a WordPress page, whatever theme drew them. Written after the walkers of the core
// (wp-includes/class-walker-comment.php: html5 and xhtml, since 2.7), the core's comment blocks, the
// lists of Kubrick and its time, the bundled themes Twenty Ten to Twenty Twenty-Five and the callbacks
// of Genesis, Thesis, Divi, Avada, Astra, GeneratePress, OceanWP, Enfold, Newspaper, Baylys and wpDiscuz
// 3-7. What they share: comment_class() says "comment" and "depth-…" (older ones only an id
// "comment-12"), and comment_text() writes paragraphs.
"use strict";

Sidenote.wordpressComments = (() => {
  const { dom, thread } = Sidenote;

  const BY_CLASS = ".comment[class*='depth-'], .wpd-comment, .wc-comment";
  const BY_ID = "li[id^='comment-'], li[id^='li-comment-'], dt[id^='comment-'], article[id^='comment-'],"
    + " div[id^='comment-']";
  /** Pingbacks are no words of a person. */
  const PINGS = ".pingback, .trackback, .ping, .pings";
  const NUMBER = /(?:^|[-_])comm(?:ent)?[-_](\d+)(?:_\d+)?$/;

  const NAMES = [".fn", ".wp-block-comment-author-name", "[itemprop=author] [itemprop=name]",
    ".comment-author cite", "cite", ".comment-author strong", ".comment-author b", ".comment-author a",
    ".wpd-comment-author", ".wc-comment-author", ".comment-author-link", ".comment-author-name",
    ".comment_author_name", ".comment_author", ".commentauthor", ".author-name strong", ".author-name",
    "a.url", "a[rel~=external]", ".comment-author", ".comment-by strong", ".comment-name",
    "[class*='comment'][class*='author']", "[class*='author']", ".name", "h3", "h4", "h5", "h6", "strong"];
  const NO_NAME = ".says, time, .comment-meta, .comment-metadata, .comment-date, .edit-link, .reply,"
    + " .comment-reply-link, .bypostauthor-label, a[href*='#comment-']";
  const TEXTS = ".comment-content, .wp-block-comment-content, .comment-text, .comment_text, .comment-entry,"
    + " .comment-body, .commentbody, .comment__body, .comment__content, .ast-comment-content, .wpd-comment-text,"
    + " .wc-comment-text, .comment_content, .format_text, .text_holder, [itemprop=text], .description";
  const NO_TEXT = ".comment-author, .comment-meta, .commentmetadata, .comment-metadata, .reply, .children,"
    + " .comment-respond, .comment-awaiting-moderation, .says, .sharedaddy, .comment-actions, .comment-reply-link,"
    + " .comment-edit-link, .edit-link, .comment-likes, .comment-header, .star-rating, .meta, footer, header, form";
  const PARAGRAPHS = "p, blockquote, pre, ul, ol, dl, table, figure, h1, h2, h3, h4, h5, h6";
  const DATES = ["time[datetime]", ".comment-metadata a", ".comment-meta a", ".commentmetadata a", ".comment-date",
    ".comment_date", ".comment-time", ".comment_time", ".wpd-comment-date", ".wc-comment-date", ".comment-meta",
    ".commentmetadata", "[class*='date']", "a[href*='#comment-']"];

  /**
   * What was found out of a comment: the one it answers (by its id), its words, its author.
   * @typedef {{answers: string|null, body?: Element|null, shown?: Element|null}} Known
   * @type {WeakMap<Document, Map<Element, Known>>}
   */
  const known = new WeakMap();

  /** @param {Element} one */
  const isComment = (one) => !one.matches(PINGS) && idOf(one) !== null;

  /** @param {Document} doc are there any? */
  const has = (doc) => [BY_CLASS, BY_ID].some((selector) =>
    doc.querySelector(selector) !== null && [...doc.querySelectorAll(selector)].some(isComment));

  /**
   * The comments of a page, in page order.
   * @param {Document} doc
   * @returns {Element[]}
   */
  function list(doc) {
    let found = [...doc.querySelectorAll(BY_CLASS)].filter(isComment);
    if (found.length === 0) found = outermost([...doc.querySelectorAll(BY_ID)].filter(isComment));
    /** @type {Map<Element, Known>} */
    const all = new Map(found.map((one) => [one, { answers: null }]));
    known.set(doc, all);
    /** @type {Element[]} the last comment of each depth, for lists that do not nest their elements */
    const open = [];
    for (const one of found) {
      const depth = Number(/(?:^|\s)depth-(\d+)/.exec(one.className)?.[1] ?? 1);
      const above = nearest(one.parentElement, all) ?? (depth > 1 ? open[depth - 1] : null);
      if (above) all.set(one, { answers: idOf(above) });
      open[depth] = one;
      open.length = depth + 1;
    }
    return found;
  }

  /** @param {Element[]} found two elements of one comment: the outer one is all of it */
  function outermost(found) {
    const all = new Set(found);
    return found.filter((one) => {
      const outer = nearest(one.parentElement, all);
      return outer === null || idOf(outer) !== idOf(one);
    });
  }

  /**
   * The element itself or the nearest above it that is a comment.
   * @param {Element|null} element @param {{has(one: Element): boolean}} comments
   */
  function nearest(element, comments) {
    let at = element;
    while (at !== null && !comments.has(at)) at = at.parentElement;
    return at;
  }

  /** @param {Element} post @returns {string|null} "comment-12", by which WordPress itself links */
  function idOf(post) {
    const stated = NUMBER.exec(post.id)?.[1]
      ?? NUMBER.exec(post.querySelector("[id*='comment-']")?.id ?? "")?.[1]
      ?? dom.attribute(post.querySelector(".comment-reply-link"), "data-commentid")
      ?? thread.part(post.querySelector("a[href*='#comment-']"), "href", /#comment-(\d+)$/);
    return stated ? `comment-${stated}` : null;
  }

  /** @param {Element} post @param {string} selector @returns {Element[]} not those of its answers */
  function own(post, selector) {
    const found = [...post.querySelectorAll(selector)];
    const all = known.get(post.ownerDocument);
    return all ? found.filter((one) => nearest(one, all) === post) : found;
  }

  /** @param {Element} post @returns {Known} */
  const knownOf = (post) => known.get(post.ownerDocument)?.get(post) ?? { answers: null };

  /** @param {Element} post @returns {Element|null} */
  function bodyOf(post) {
    const own = knownOf(post);
    return own.body === undefined ? own.body = findBody(post) : own.body;
  }

  /** @param {Element} post @returns {Element|null} what shows the author's name */
  function author(post) {
    const own = knownOf(post);
    return own.shown === undefined ? own.shown = findAuthor(post) : own.shown;
  }

  /** @param {Element} post the words' element; of nested ones (a box, then the text) the innermost */
  function findBody(post) {
    // Thesis: <dt> has the name, the <dd> behind it the words.
    const scope = post.tagName === "DT" ? post.nextElementSibling ?? post : post;
    const bodies = scope === post ? own(post, TEXTS) : [...scope.querySelectorAll(TEXTS)];
    return bodies.filter((one) => dom.line(one)).reduce(
      (/** @type {Element|null} */ best, one) => (best === null || best.contains(one) ? one : best), null);
  }

  /** @param {Element|null} shown */
  const nameOf = (shown) => dom.line(shown, { skip: NO_NAME })?.replace(/[\s:,]+$/, "") || null;

  /** @param {Element} post @returns {Element|null} */
  function findAuthor(post) {
    const body = bodyOf(post);
    for (const selector of NAMES) {
      const found = own(post, selector).find((one) => !isWords(one, body) && nameOf(one));
      if (found) return found;
    }
    return null;
  }

  /** @param {Element} one @param {Element|null} body is it part of what the person wrote? */
  function isWords(one, body) {
    if (one.closest("blockquote, .comment-respond, form")) return true;
    const paragraph = one.closest("p");
    if (paragraph && !paragraph.matches("[class*='author'], [class*='meta'], [class*='name'], .vcard")) return true;
    return body !== null && body.contains(one) && !body.matches(".comment-body")
      && !one.closest(".comment-author, .comment-meta, .commentmetadata, header, footer, [class*='author']");
  }

  /** @param {Element} post @param {Element|null} shown */
  const name = (post, shown) => (shown ? nameOf(shown) : dom.firstWords(post));

  /** @param {Element} post @param {Element|null} shown @returns {Element|null} */
  function link(post, shown) {
    const found = shown && (shown.closest("a[href]") ?? shown.querySelector("a[href]"));
    // Some themes link the name to the comment itself.
    return found && post.contains(found) && !/#(?:div-)?comment-\d+$|[?&]replytocom=/.test(
      found.getAttribute("href") ?? "") ? found : null;
  }

  /** @param {Element} post */
  function text(post) {
    const body = bodyOf(post);
    const shown = author(post);
    if (body && !(shown && body.contains(shown) && !shown.closest(NO_TEXT))) {
      const words = dom.text(body, { skip: NO_TEXT });
      if (words) return words;
    }
    return paragraphs(post, shown) || dom.text(body ?? post, { skip: NO_TEXT });
  }

  /** @param {Element} post @param {Element|null} shown what a theme without any mark writes: paragraphs */
  function paragraphs(post, shown) {
    const first = own(post, "p, blockquote, pre").find((one) =>
      !one.closest(NO_TEXT) && !(shown && one.contains(shown)) && dom.line(one, { skip: NO_TEXT }));
    const found = [];
    for (let at = first ?? null; at !== null; at = at.nextElementSibling) {
      if (at.matches(PARAGRAPHS) && !at.matches(NO_TEXT)) found.push(dom.text(at, { skip: NO_TEXT }));
    }
    return found.filter(Boolean).join("\n\n");
  }

  /** @param {Element} post */
  function date(post) {
    for (const selector of DATES) {
      for (const stamp of own(post, selector)) {
        const found = stamp.matches(".comment-reply-link") ? null : dom.date(stamp);
        if (found && /\d/.test(found)) return found;
      }
    }
    return null;
  }

  /** @param {Element} post @returns {(string|null)[]} */
  const answers = (post) => [knownOf(post).answers];

  return { answers, author, date, has, idOf, link, list, name, text };
})();
