// Lobsters and its sisters: a story and its comments.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;

  const STORY = "li.story[data-shortid]";
  const COMMENTS = ".comments .comment[id^='c_'][data-shortid]";

  /** @param {Element} post */
  const isStory = (post) => post.matches(STORY);

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, `${STORY} a.u-url`, `${STORY} .link a`),
    posts: `${STORY}, ${COMMENTS}`,
    // "Comment removed by author" stands in a span.na.
    id: (post) => (post.querySelector(":scope .comment_text .na") ? null : dom.attribute(post, "data-shortid")),
    author: (post) => [...post.querySelectorAll(".byline a[href^='/~'], .byline a[href^='/u/']")]
      .find((link) => dom.line(link) !== null) ?? null,
    text: (post) => dom.text(isStory(post) ? post.ownerDocument.querySelector(".story_text")
      : post.querySelector(".comment_text")),
    date: (post) => dom.date(post.querySelector(".byline time[datetime], .byline [title]")),
    answers: (post) => (isStory(post) ? [] : [...above(post)]),
  });

  /** @param {Element} comment what it answers, nearest first */
  function* above(comment) {
    let tree = comment.closest(".comments_subtree");
    for (;;) {
      tree = tree?.parentElement?.closest(".comments_subtree") ?? null;
      if (!tree) return;
      yield dom.attribute(tree.querySelector(":scope > .comment[data-shortid]"), "data-shortid");
    }
  }

  /** @param {Document} doc */
  const stories = (doc) => doc.querySelectorAll(STORY).length;
  /** @param {string} url */
  const isStoryPage = (url) => /^\/s\/[0-9a-z]+(?:\/|$)/.test(new URL(url).pathname);

  sites.register(sites.fromLayouts({
    id: "lobsters",
    label: "Lobsters",
    version: "1",
    matches: [],
    claims: (doc) => (doc.body?.hasAttribute("data-username") ?? false)
      && doc.querySelector(`ol.stories ${STORY}`) !== null && doc.querySelector(".voters, .upvoter") !== null,
    refuse: (url, doc) => (stories(doc) === 1 && isStoryPage(url) ? null : "listing"),
    address: (url) => {
      const [story] = /^\/s\/[^/]+(?:\/[^/]+)?/.exec(new URL(url).pathname) ?? [];
      return story ? new URL(story, url).href : null;
    },
    pageKind: () => "discussion",
    layouts: [{
      name: "story",
      kind: "discussion",
      fits: (doc) => doc.querySelector(".comments .comments_subtree") !== null,
      promises: ["title", "posts.author.name", "posts.author.url", "posts.posted_at"],
      read,
      root: "ol.comments",
    }],
  }));
})();
