// LinkedIn articles ("pulse") as a visitor without an account sees them: the article is what the
// comments are about and no post itself. Two generations of comments: 2022, and 2025 as under posts.
"use strict";

Sidenote.linkedin.guestArticle = (() => {
  /** @typedef {import("./contract.js").Discussion} Discussion */
  /** @typedef {import("../shared/structured-data.js").Item} Item */
  const { dom, linkedin, links, structuredData: schema } = Sidenote;
  const { BODY, COMMENT, PROMISES, comments } = linkedin.guestDiscussion;
  const MARKS_2022 = "a.comment__actor-name, .comment__message";
  const MARKS_2025 = "a.comment__author, .comment__text";
  const AUTHOR = "a[data-tracking-control-name*='author'],"
    + " .publisher-author-card a[href], [class*=author-info] a[href*='/in/']";

  /** @param {Document} doc @param {string} url what the page tells machines of the article */
  function toldOf(doc, url) {
    /** @type {Item[]} */
    const items = Sidenote.jsonLd.items(doc, url);
    return items.find((item) => item.types.some((type) => /Article$/.test(type))) ?? null;
  }

  /** @param {Document} doc @param {Element} main @param {string} url */
  function articleOf(doc, main, url) {
    const told = toldOf(doc, url);
    const writer = told?.values("author").find((value) => value.item)?.item ?? null;
    const link = [...main.querySelectorAll(AUTHOR)]
      .find((one) => !one.closest(COMMENT) && linkedin.memberUrl(one, url)) ?? null;
    const card = link?.closest("[class*=author]") ?? link;
    const body = dom.first(main, "[data-test-id=article-content-blocks]", ".article-main__content",
      "[class*=article-content]", "article");
    return {
      author: {
        name: dom.lineOf(card, "[class*=__title], h3") ?? dom.line(link)
          ?? schema.line(writer, "name"),
        url: linkedin.memberUrl(link, url) ?? links.clean(schema.line(writer, "url")),
        headline: dom.lineOf(card, "[class*=__subtitle], h4"),
      },
      text: dom.text(body, { skip: `${linkedin.MODAL}, ${COMMENT}, header, footer, aside` }),
      posted_at: dom.partialDate(schema.line(told, "datePublished"))
        ?? dom.date([...main.querySelectorAll("time")].find((one) => !one.closest(COMMENT)))
        ?? dom.meta(doc, "article:published_time"),
    };
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* read(doc, url) {
    const main = doc.querySelector("main") ?? doc.body;
    const article = articleOf(doc, main, url);
    const title = [...main.querySelectorAll("h1")].find((one) => !one.closest(linkedin.MODAL));
    yield;
    return {
      title: dom.line(title),
      url: links.clean(url) ?? url,
      article,
      posts: yield* comments(main.querySelector(COMMENT) ? main : doc.body, null, doc, url),
    };
  }

  /** @param {Document} doc @param {string} marks */
  const has = (doc, marks) => doc.querySelector(marks) !== null;
  /** @param {string} url */
  const isArticle = (url) => new URL(url).pathname.startsWith("/pulse/");
  const rest = { kind: /** @type {const} */ ("discussion"), promises: ["title", ...PROMISES], read };

  return [
    {
      ...rest,
      name: "guest-article-2022",
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => isArticle(url) && has(doc, MARKS_2022),
    },
    {
      ...rest,
      name: "guest-article-2025",
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => isArticle(url) && (has(doc, MARKS_2025)
        || (linkedin.pageKey(doc) === "d_flagship2_pulse_read" && !has(doc, BODY))),
    },
  ];
})();
