// WordPress: the comments under an article, as themes of all years draw them (wordpress-comments.js). The
// article is no post of the discussion: it travels beside the comments, which have no root.
"use strict";

(() => {
  const { dom, links, sites, thread, wordpressComments: comments } = Sidenote;

  const BLOCKS = ".wp-block-comment-template";
  const ARTICLES = ["article.hentry", "article.type-post", "article[id^='post-']", ".type-post", ".hentry",
    ".post[id^='post-']", "main article", "article", "main", "#content"];
  const CONTENT = [".entry-content", ".wp-block-post-content", "[itemprop=articleBody]", ".post-content",
    ".post__content", ".article-content", ".single-content", ".td-post-content", ".et_pb_post_content",
    ".post_content", ".post-entry", ".post-body", ".article-body", ".the-content", ".storycontent", ".entry"];
  /** What themes and add-ons put among the paragraphs of an article. */
  const NO_ARTICLE = ".sharedaddy, .jp-relatedposts, .post-navigation, #comments, .comments-area, aside, nav,"
    + " form, .author-box, .related-posts, .postmetadata, .wp-block-comments";
  const NOT_THERE = "#comments, .comments-area, .commentlist, .comment-list, .comment, aside, .sidebar";
  const BYLINE = [".author.vcard a", "[rel~=author]", ".wp-block-post-author-name a", ".wp-block-post-author__name",
    ".author.vcard .fn", ".author.vcard", ".byline .author", ".entry-meta .author", ".post-author a"];

  /** @param {Document} doc */
  const articleNumber = (doc) => /(?:^|\s)(?:postid|page-id)-(\d+)/.exec(doc.body.className)?.[1] ?? null;

  /** @param {Document} doc @returns {{scope: Element, content: Element}|null} what the comments are about */
  function articleOf(doc) {
    for (const selector of ARTICLES) {
      for (const scope of doc.querySelectorAll(selector)) {
        const content = scope.closest(NOT_THERE) ? null : contentOf(scope);
        if (content) return { scope, content };
      }
    }
    return null;
  }

  /** @param {Element} scope */
  function contentOf(scope) {
    for (const selector of CONTENT) {
      const found = [...scope.querySelectorAll(selector)].find((one) => !one.closest(NOT_THERE));
      if (found) return found;
    }
    return null;
  }

  /** @param {Document} doc @param {string} base */
  function article(doc, base) {
    const found = articleOf(doc);
    if (!found) return null;
    const { scope, content } = found;
    const shown = BYLINE.map((selector) => [...scope.querySelectorAll(selector)]
      .find((one) => !one.closest(NOT_THERE) && dom.line(one))).find(Boolean) ?? null;
    const link = shown && (shown.closest("a[href]") ?? shown.querySelector("a[href]"));
    const stamp = dom.first(scope, "time.published", ".posted-on time", ".wp-block-post-date time", "time[datetime]");
    return {
      author: {
        name: dom.line(shown) ?? dom.meta(doc, "author"),
        url: link && scope.contains(link) ? links.of(link, base) : null,
        headline: null,
      },
      text: dom.text(content, { skip: NO_ARTICLE }),
      posted_at: (stamp && !stamp.closest(NOT_THERE) ? dom.date(stamp) : null)
        ?? dom.date([...doc.getElementsByTagName("meta")]
          .find((tag) => tag.getAttribute("property") === "article:published_time")),
    };
  }

  /** @param {Document} doc old themes write the blog's name as the first heading, the title as a later one */
  function titleOf(doc) {
    const scope = articleOf(doc)?.scope;
    return dom.lineOf(doc, "h1.entry-title", "h1.wp-block-post-title", ".entry-title")
      ?? dom.lineOf(scope, "h1", ".post-title", ":scope > h2", ":scope > header h2")
      ?? dom.lineOf(doc, "article h1", "main h1", "h1[class*='title']:not(.site-title)", "h1:not(.site-title)")
      ?? dom.meta(doc, "og:title");
  }

  const read = thread.reader({
    title: titleOf,
    posts: comments.list,
    article,
    id: comments.idOf,
    author: comments.author,
    name: comments.name,
    link: comments.link,
    text: comments.text,
    date: comments.date,
    answers: comments.answers,
    before: (_, url) => (Number(/\/comment-page-(\d+)|[?&]cpage=(\d+)/.exec(url)?.slice(1).find(Boolean) ?? 1) > 1
      ? 1 : 0),
    linksAreRare: true,
  });

  const MARKS = "form[action*='wp-comments-post'], .comment-reply-link[data-commentid]";

  /** @param {Document} doc */
  const isWordPress = (doc) => /^WordPress\b/.test(dom.meta(doc, "generator") ?? "")
    || articleNumber(doc) !== null || thread.loads(doc, /\/wp-(?:content|includes|json)\//)
    || doc.querySelector(MARKS) !== null;

  sites.register(sites.fromLayouts({
    id: "wordpress",
    label: "WordPress",
    version: "2",
    matches: [],
    // Other software that lives in WordPress (bbPress) has its own reader.
    claims: (doc) => doc.body !== null && isWordPress(doc) && comments.has(doc)
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
        fits: (doc) => doc.querySelector(`${BLOCKS} .comment`) === null,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read,
        root: ".comment-list, .commentlist, #comments",
      },
      {
        name: "comment-blocks",
        kind: "discussion",
        fits: (doc) => doc.querySelector(`${BLOCKS} .comment`) !== null,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read,
        root: BLOCKS,
      },
    ],
  }));
})();
