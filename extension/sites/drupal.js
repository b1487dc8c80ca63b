// Drupal: an article or forum topic and the comments under it, as comment.tpl.php of Drupal 6 and
// 7 (.comment with .submitted) and comment.html.twig of 8 to 11 (article.comment) write them; from what
// is known of these, not yet seen in a real page. A forum topic is
// the root of its answers, anything else is what the comments are about.
"use strict";

(() => {
  const { dom, links, sites, thread } = Sidenote;
  const { part } = thread;

  const BODIES = ".field--name-comment-body, .field-name-comment-body, .comment__content .text-formatted";
  const COMMENTS = "article.comment, article.js-comment, div.comment";
  const NODES = "article.node, .node[id^='node-'], article[about], .node";
  const CONTENT = [".field--name-body", ".field-name-body", ".node__content", ".content"];

  /** @param {Document} doc @returns {Element[]} */
  const comments = (doc) => [...doc.querySelectorAll(COMMENTS)]
    .filter((one) => one.querySelector(`${BODIES}, .submitted + .content, .content`) && idOf(one) !== null);

  /** @param {Element} post its own id, or the anchor that stands before it, or the link to it */
  function idOf(post) {
    const before = post.previousElementSibling;
    return part(post, "id", /^(comment-\d+)$/) ?? part(before?.matches("a[id]") ? before : null, "id", /^(comment-\d+)$/)
      ?? part(post.querySelector("a[href*='#comment-']"), "href", /#(comment-\d+)$/);
  }

  /** @param {Document} doc */
  const nodeOf = (doc) => [...doc.querySelectorAll(NODES)].find((one) => !one.closest(COMMENTS)) ?? null;

  /** @param {Document} doc */
  const isForum = (doc) => nodeOf(doc)?.matches(".node--type-forum, .node-forum") ?? false;

  /** @param {Element} post */
  const inside = (post) => (/** @type {Element} */ one) => !one.parentElement?.closest(COMMENTS)
    || one.closest(COMMENTS) === post;

  /** @param {Element} post @param {string} selector @returns {Element|null} not of a comment on it */
  const own = (post, selector) => [...post.querySelectorAll(selector)].find((one) => inside(post)(one) && dom.line(one)) ?? null;

  /** @param {Element} post "Submitted by Name on …", "Name" */
  const authorOf = (post) => own(post, ".username") ?? own(post, "[rel*='author'] a, [typeof*='Person'], .comment__author")
    ?? own(post, ".node__submitted a, .submitted a, .author a, .author");

  /** @param {Element} post */
  const textOf = (post) => dom.text([BODIES, ...CONTENT].map((one) => own(post, one)).find(Boolean) ?? null, {
    skip: ".comment__links, .links, .user-signature, .field__label, .comment, #comments, .node__links, form, nav",
  });

  /** @param {Element} post */
  const dateOf = (post) => dom.date(own(post, "time[datetime]") ?? [...post.querySelectorAll("[property*='created'][content]")].find(inside(post)))
    ?? thread.fromSeconds(dom.attribute(post.querySelector("[data-comment-timestamp]"), "data-comment-timestamp"))
    ?? dom.line(own(post, ".comment__time, .submitted, .node__submitted"), { skip: "a, .username" })
      ?.replace(/^\D*?(?=\w{3,}, |\d)/, "").slice(0, 40) ?? null;

  /** @param {Document} doc @param {string} base */
  function article(doc, base) {
    if (isForum(doc)) return undefined;
    const node = nodeOf(doc);
    const text = node ? textOf(node) : "";
    if (!node || text === "") return null;
    const shown = authorOf(node);
    return {
      author: { name: dom.line(shown), url: links.of(shown?.closest("a") ?? shown?.querySelector("a") ?? shown, base), headline: null },
      text,
      posted_at: dom.partialDate(dateOf(node)),
    };
  }

  /** @param {Element} post the comment whose block of answers (div.indented) it stands in */
  function above(post) {
    const block = post.closest(".indented");
    for (let at = block?.previousElementSibling ?? null; at; at = at.previousElementSibling) {
      if (at.matches(COMMENTS)) return idOf(at);
    }
    const outer = post.parentElement?.closest(COMMENTS);
    return outer ? idOf(outer) : null;
  }

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, "h1.page-title", "#page-title", "h1.title", ".node h2", "h1"),
    posts: comments,
    first: (doc) => (isForum(doc) ? nodeOf(doc) : null),
    article,
    id: (post) => (post.matches(COMMENTS) ? idOf(post) : "node"),
    author: authorOf,
    // Behind the name of a guest stands, in brackets, that nobody knows who he is.
    name: (_, shown) => (shown?.matches("span.username:not(:has(a))")
      ? dom.line(shown)?.replace(/(?<=\S)\s*\([^()]*\)$/, "") ?? null : dom.line(shown)),
    link: (_, shown) => shown?.closest("a[href]") ?? shown?.querySelector("a[href]") ?? null,
    text: textOf,
    date: dateOf,
    answers: (post) => (post.matches(COMMENTS) ? [above(post)] : []),
    before: (doc, url) => (Number(/[?&]page=(\d+)/.exec(url)?.[1] ?? 0) > 0 && !isForum(doc) ? 1 : 0),
    linksAreRare: true,
  });

  /** @param {Document} doc */
  const isDrupal = (doc) => /^Drupal\b/.test(dom.meta(doc, "Generator") ?? dom.meta(doc, "generator") ?? "")
    || [...doc.scripts].slice(0, 300).some((script) => script.hasAttribute("data-drupal-selector"))
    || thread.loads(doc, /\/sites\/(?:default|all)\/|\/core\/misc\/drupal|\/misc\/drupal\.js/);

  /** @param {Document} doc the boards of a forum, or the topics of one */
  const isList = (doc) => doc.querySelector("#forum") !== null;
  /** @param {string} url */
  const isLogin = (url) => /\/user(?:\/(?:login|register|password))?\/?$/.test(new URL(url).pathname);

  sites.register(sites.fromLayouts({
    id: "drupal",
    label: "Drupal",
    version: "1",
    matches: [],
    claims: (doc, url) => doc.body !== null && isDrupal(doc)
      && (comments(doc).length > 0 || isList(doc) || isLogin(url)),
    refuse: (url, doc) => (isLogin(url) ? "login-wall" : comments(doc).length === 0 && isList(doc) ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => thread.drop(one, ["page"])),
    pageKind: (_, doc) => (comments(doc).length > 0 ? "discussion" : null),
    layouts: [{
      name: "comments",
      kind: "discussion",
      fits: (doc) => comments(doc).length > 0,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#comments, .comment-wrapper",
    }],
  }));
})();
