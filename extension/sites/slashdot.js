// Slashdot and other sites of its software (Slash, Rehash; comments of the "D2" system): a story and the
// tree of comments under it. The story an editor posts is what the comments are about, no post.
// Written after what draws its comments (Slash::Utility, dispComment) and what is known of the markup.
"use strict";

(() => {
  const { dom, links, sites, thread } = Sidenote;
  const { own, part } = thread;

  const POSTS = "#commentlisting li.comment[id^='tree_']";
  const STORIES = "article.fhitem, .fhitem, .article";

  /** @param {Element} post */
  const bodyOf = (post) => own(post, POSTS, "[id^='comment_body_']", ".commentBody");

  /** @param {Document} doc @param {string} base */
  function article(doc, base) {
    const story = doc.querySelector(STORIES);
    const text = dom.text(dom.first(story, "[id^='text-']", ".body .p", ".body", ".intro"));
    if (!story || text === "") return null;
    const shown = dom.first(story, ".story-byline a[href*='~']", ".details a[href*='~']");
    return {
      author: { name: dom.line(shown), url: links.of(shown, base), headline: null },
      text,
      posted_at: dom.partialDate(
        dom.date(dom.first(story, ".story-byline time", ".details time"))?.replace(/^on\s+/, "") ?? null),
    };
  }

  /** @param {Element} post "by Name (123)", "by Anonymous Coward"; bare in its box before 2009 */
  const lineOf = (post) => own(post, POSTS, ".by") ?? own(post, POSTS, ".details");

  const read = thread.reader({
    title: (doc) => dom.line(dom.first(doc, ".story-title", "h2.story, h3.story", "h1"), {
      skip: ".extlnk, .story-sourcelnk, .comment-bubble",
    }) ?? dom.meta(doc, "og:title"),
    posts: POSTS,
    article,
    // A comment below the reader's threshold is an empty place.
    id: (post) => (dom.line(bodyOf(post)) ? part(post, "id", /^tree_(\d+)$/) : null),
    author: (post) => lineOf(post)?.querySelector("a[href*='~']:not(.uid)") ?? lineOf(post),
    name: (_, shown) => dom.line(shown, { skip: ".uid, .otherdetails" })?.replace(/^by\s+/i, "")
      .replace(/\s*\(\s*\d*\s*\)[\s*]*$/, "") || null,
    text: (post) => dom.text(bodyOf(post), { skip: ".sig, [id^='comment_sig_']" }),
    date: (post) => /^(?:on\s+)?([^(]+)/.exec(dom.line(own(post, POSTS, ".otherdetails")) ?? "")?.[1]?.trim() || null,
    answers(post) {
      const above = [];
      for (let at = post.parentElement?.closest(POSTS); at; at = at.parentElement?.closest(POSTS)) {
        above.push(part(at, "id", /^tree_(\d+)$/));
      }
      return above;
    },
    partial: (doc) => doc.querySelector("#more_comments_button:not([style*='none']), li.comment.hidden") !== null,
    linksAreRare: true,
  });

  /** @param {Document} doc */
  const hasComments = (doc) => doc.querySelector(POSTS) !== null;

  sites.register(sites.fromLayouts({
    id: "slashdot",
    label: "Slashdot",
    version: "2",
    matches: [],
    claims: (doc, url) => hasComments(doc) || /(?:^|\.)slashdot\.org$/.test(new URL(url).hostname),
    refuse: (url, doc) => (hasComments(doc) ? null : /\/(?:login|my\/login)/.test(new URL(url).pathname) ? "login-wall"
      : doc.querySelectorAll(".fhitem").length > 1 ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => thread.drop(one, ["sbsrc", "threshold", "mode", "commentsort"])),
    pageKind: (_, doc) => (hasComments(doc) ? "discussion" : null),
    layouts: [{
      name: "story",
      kind: "discussion",
      fits: hasComments,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#commentlisting",
    }],
  }));
})();
