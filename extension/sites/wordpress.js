// WordPress: an article and the comments under it, as the core's comment list writes them (whatever
// the theme: comment_class() always says "comment" and "depth-…") and as block themes do. The article
// is the root post; a page whose article cannot be told apart has comments only.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { own, part } = thread;

  /** Pingbacks are no words of a person. */
  const COMMENTS = ".comment[class*='depth-'][id*='comment-']:not(.pingback, .trackback)";
  const BLOCKS = ".wp-block-comment-template";
  const ARTICLES = ["article.hentry", "article.type-post", "article[id^='post-']", ".type-post", ".hentry",
    "main article", "article", "main"];
  const CONTENT = [".entry-content", ".wp-block-post-content", "[itemprop=articleBody]", ".post-content",
    ".post__content", ".article-content", ".single-content"];
  /** What themes and add-ons put among the paragraphs of an article. */
  const NO_ARTICLE = ".sharedaddy, .jp-relatedposts, .post-navigation, #comments, .comments-area, aside, nav,"
    + " form, .author-box, .related-posts, .wp-block-comments";
  const NAMES = [".comment-author .fn", ".wp-block-comment-author-name", ".fn", ".comment-author-name",
    ".comment-author cite", ".comment-author"];
  const TEXTS = [".comment-content", ".wp-block-comment-content", ".comment-text .description",
    ".comment-text", ".comment__content"];
  const NO_TEXT = ".comment-author, .comment-meta, .commentmetadata, .comment-metadata, .reply, .children,"
    + " .comment-respond, .comment-awaiting-moderation, .says, .sharedaddy, .comment-actions, footer, .comment";

  /** @param {Element} post */
  const isArticle = (post) => !post.matches(COMMENTS);

  /** @param {Element} post */
  const idOf = (post) => (isArticle(post) ? `post-${articleNumber(post.ownerDocument) ?? "article"}`
    : part(post, "id", /(comment-\d+)$/));

  /** @param {Document} doc */
  const articleNumber = (doc) => /(?:^|\s)(?:postid|page-id)-(\d+)/.exec(doc.body.className)?.[1] ?? null;

  /** @param {Document} doc @returns {Element|null} what the comments are about */
  function article(doc) {
    for (const selector of ARTICLES) {
      const found = [...doc.querySelectorAll(selector)]
        .find((one) => !one.closest(COMMENTS) && dom.first(one, ...CONTENT));
      if (found) return found;
    }
    return null;
  }

  const BYLINE = [".author.vcard a", "[rel~=author]", ".wp-block-post-author-name a", ".wp-block-post-author__name",
    ".author.vcard .fn", ".author.vcard", ".byline .author", ".entry-meta .author", ".post-author a"];

  /** @param {Element} post */
  function authorOf(post) {
    if (!isArticle(post)) return own(post, COMMENTS, ...NAMES);
    return BYLINE.map((selector) => [...post.querySelectorAll(selector)].find((one) => !one.closest(COMMENTS)
      && dom.line(one))).find(Boolean) ?? null;
  }

  /** @param {Element} post @param {Element|null} shown */
  function linkOf(post, shown) {
    if (!shown) return null;
    const link = shown.closest("a") ?? shown.querySelector("a[href]");
    return link && post.contains(link) ? link : null;
  }

  /** @param {Element} post */
  function textOf(post) {
    if (isArticle(post)) return dom.text(dom.first(post, ...CONTENT), { skip: NO_ARTICLE });
    return dom.text(own(post, COMMENTS, ...TEXTS) ?? own(post, COMMENTS, ".comment-body") ?? post, { skip: NO_TEXT });
  }

  /** @param {Element} post */
  function dateOf(post) {
    const stamp = isArticle(post)
      ? dom.first(post, "time.published", ".posted-on time", ".wp-block-post-date time", "time[datetime]")
      : own(post, COMMENTS, ".comment-metadata time", ".comment-meta time", "time[datetime]",
        ".commentmetadata a", ".comment-meta a", ".comment-date");
    const published = isArticle(post) && (!stamp || stamp.closest(COMMENTS))
      ? dom.meta(post.ownerDocument, "article:published_time") : null;
    return published ?? dom.date(stamp);
  }

  /** @param {Element} post the comments it is nested under, nearest first */
  function* above(post) {
    for (let at = post.closest("li") ?? post; ;) {
      const list = at.parentElement?.closest("li, .comment[class*='depth-']");
      if (!list) return;
      const comment = list.matches(COMMENTS) ? list : list.querySelector(COMMENTS);
      if (comment) yield idOf(comment);
      at = list;
    }
  }

  const markup = {
    /** @param {Document} doc */
    title: (doc) => dom.lineOf(doc, "h1.entry-title", "h1.wp-block-post-title", ".entry-title", "article h1", "h1")
      ?? dom.meta(doc, "og:title"),
    posts: COMMENTS,
    first: article,
    id: idOf,
    author: authorOf,
    /** @param {Element} post @param {Element|null} shown */
    name: (post, shown) => dom.line(shown)
      ?? (isArticle(post) ? dom.meta(post.ownerDocument, "author") : null),
    link: linkOf,
    text: textOf,
    date: dateOf,
    /** @param {Element} post */
    answers: (post) => (isArticle(post) ? [] : [...above(post)]),
    /** @param {Document} doc */
    before: (doc) => (article(doc) ? 0 : 1),
    linksAreRare: true,
  };
  const read = thread.reader(markup);

  /** @param {Document} doc */
  const isWordPress = (doc) => /^WordPress\b/.test(dom.meta(doc, "generator") ?? "")
    || articleNumber(doc) !== null || thread.loads(doc, /\/wp-(?:content|includes|json)\//);

  sites.register(sites.fromLayouts({
    id: "wordpress",
    label: "WordPress",
    version: "1",
    matches: [],
    // Other software that lives in WordPress (bbPress) has its own reader.
    claims: (doc) => doc.body !== null && isWordPress(doc) && doc.querySelector(COMMENTS) !== null
      && !doc.querySelector("#bbpress-forums .bbp-body"),
    // The newest comments beside a list of articles are no discussion.
    refuse: (_, doc) => (doc.body.matches(".home.blog, .archive, .search-results") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/comment-page-\d+\/?$/, "/");
      thread.drop(one, ["replytocom", "cpage", "unapproved", "moderation-hash"]);
    }),
    pageKind: () => "discussion",
    layouts: [
      {
        name: "comment-list",
        kind: "discussion",
        fits: (doc) => doc.querySelector(`${BLOCKS} ${COMMENTS}`) === null,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read,
        root: ".comment-list, .commentlist, #comments",
      },
      {
        name: "comment-blocks",
        kind: "discussion",
        fits: (doc) => doc.querySelector(`${BLOCKS} ${COMMENTS}`) !== null,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read,
        root: BLOCKS,
      },
    ],
  }));
})();
