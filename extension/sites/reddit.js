// Reddit: a post and its comments, on old.reddit.com (.thing, seen in a file), in the design of 2018 to
// 2024 (data-testid; .Post, .Comment) and in the present one, whose custom elements carry the facts as
// attributes (shreddit-post, shreddit-comment).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { own, part } = thread;

  const OLD = "#siteTable > .thing.link[data-fullname], .commentarea .thing.comment[data-fullname]";
  const THING = ".thing";
  const NEW = "shreddit-post[id^='t3_'], shreddit-comment[thingid]";
  const GONE = /^\[(?:deleted|removed)\]$|^\[ ?(?:Removed|Deleted) by |^Comment (?:deleted|removed) by /i;

  /** @param {Element} post @param {string} text is nothing left of it but a mark that it was there? */
  const isGone = (post, text) => post.matches(".deleted, [is-comment-deleted], [is-removed]") || GONE.test(text);

  /** @param {Element} thing */
  const oldText = (thing) => dom.text(own(thing, THING, ".usertext-body .md"));

  /** @param {Element} post */
  const newText = (post) => dom.text(own(post, NEW, "[slot=comment] .md", "[slot=comment]",
    "[id$='-rtjson-content']", "[slot=text-body] .md", "[slot=text-body]"));

  const readOld = thread.reader({
    title: (doc) => dom.lineOf(doc, "#siteTable > .thing.link:not(.promoted) a.title"),
    posts: OLD,
    id: (thing) => (thing.matches(".promoted") || (thing.matches(".comment") && isGone(thing, oldText(thing)))
      ? null : dom.attribute(thing, "data-fullname")),
    author: (thing) => own(thing, THING, ".tagline .author", ".tagline em"),
    text: oldText,
    date: (thing) => dom.date(own(thing, THING, ".tagline time[datetime]")),
    answers: ancestors(THING, (thing) => dom.attribute(thing, "data-fullname")),
    partial: (doc) => doc.querySelector(".commentarea .morecomments, .commentarea .morechildren") !== null,
  });

  const readNew = thread.reader({
    title: (doc) => dom.attribute(doc.querySelector("shreddit-post"), "post-title") ?? dom.lineOf(doc, "h1"),
    posts: NEW,
    id: (post) => (post.matches("shreddit-comment") && isGone(post, newText(post))
      ? null : dom.attribute(post, "thingid") ?? dom.attribute(post, "id")),
    author: (post) => [...post.querySelectorAll("[slot=commentMeta] a[href*='/user/'], [slot=credit-bar]"
      + " a[href*='/user/'], [noun=comment_author] a, a[href*='/user/']")].find((link) => link.closest(NEW) === post
        && !link.closest("[slot=comment], [slot=text-body]") && dom.line(link) !== null) ?? null,
    name: (post, shown) => dom.attribute(post, "author") ?? dom.line(shown),
    text: newText,
    date: (post) => dom.attribute(post, "created-timestamp") ?? dom.attribute(post, "created")
      ?? dom.date(own(post, NEW, "time[datetime]")),
    answers: (post) => [dom.attribute(post, "parentid"),
      ...ancestors(NEW, (one) => dom.attribute(one, "thingid"))(post)],
    partial: (doc) => doc.querySelector("shreddit-comment-tree faceplate-partial[src*='more-comments'],"
      + " faceplate-partial[src*='more-comments']") !== null,
  });

  // --- 2018 to 2024 ----------------------------------------------------------------------------

  const ROOT_2018 = "[data-testid='post-container'][id^='t3_'], .Post[id^='t3_']";
  const COMMENT_2018 = ".Comment";
  const COMMENT_BODY = "[data-testid='comment']";
  const POST_BODY = "[data-click-id='text'], .RichTextJSON-root, .md";

  /** @param {Element} post */
  const id2018 = (post) => part(post, "id", /^(t[13]_[0-9a-z]+)/) ?? part(post, "class", /\b(t1_[0-9a-z]+)\b/);

  /** @param {Element} comment its depth stands in words only screen readers hear, else in lines */
  const depth = (comment) => Number(/\blevel (\d+)/.exec(comment.textContent?.slice(0, 200) ?? "")?.[1] ?? 0)
    || comment.querySelectorAll(".threadline").length;

  /** The comments above, by their depth: the list is flat. @type {WeakMap<Document, string[]>} */
  const paths = new WeakMap();

  /** @param {Element} post @returns {string[]} what it answers, nearest first */
  function above(post) {
    const path = paths.get(post.ownerDocument) ?? [];
    const level = post.matches(COMMENT_2018) ? Math.min(depth(post), 100) : 0;
    path.length = Math.min(path.length, level);
    const answered = [...path].reverse().filter(Boolean);
    if (level > 0) path[level] = id2018(post) ?? "";
    paths.set(post.ownerDocument, path);
    return answered;
  }

  const read2018 = thread.reader({
    title: (doc) => dom.lineOf(doc, "[data-test-id='post-content'] h1", "h1"),
    first: (doc) => [...doc.querySelectorAll(ROOT_2018)].find((one) => !one.matches(".promotedlink")) ?? null,
    posts: COMMENT_2018,
    id: (post) => (post.matches(COMMENT_2018) && (!post.querySelector(COMMENT_BODY)
      || GONE.test(dom.text(post.querySelector(COMMENT_BODY)))) ? null : id2018(post)),
    author: (post) => dom.first(post, "a[data-testid='comment_author_link']", "a[data-testid='post_author_link']",
      "a[data-click-id='user']"),
    name: (_, shown) => dom.line(shown)?.replace(/^u\//, "") ?? null,
    text: (post) => dom.text(post.querySelector(post.matches(COMMENT_2018) ? COMMENT_BODY : POST_BODY)),
    date: (post) => dom.date(post.querySelector("time[datetime]"))
      ?? dom.lineOf(post, "[data-testid$='_timestamp']", "[data-click-id='timestamp']"),
    answers: above,
    partial: (doc) => doc.querySelector("[id^='moreComments-']") !== null,
  });

  /**
   * The posts one is nested in, nearest first: where the nearest was deleted, the next one is answered.
   * @param {string} posts @param {(post: Element) => string|null} id
   */
  function ancestors(posts, id) {
    /** @param {Element} post */
    return (post) => {
      const found = [];
      for (let at = post.parentElement?.closest(posts); at; at = at.parentElement?.closest(posts)) found.push(id(at));
      return found;
    };
  }

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;
  const COMMENTS = /^\/(?:r|user)\/[^/]+\/comments\/[^/]+(?:\/[^/]+)?/;

  sites.register(sites.fromLayouts({
    id: "reddit",
    label: "Reddit",
    version: "2",
    matches: ["*://*.reddit.com/*"],
    refuse: (url) => (COMMENTS.test(path(url)) ? null
      : /^\/(?:login|register)/.test(path(url)) ? "login-wall"
        : /\/search\/?$/.test(path(url)) ? "search"
          : /^\/(?:$|(?:r|user|u)\/[^/]+\/?(?:hot|new|top|rising|best)?\/?$|best|hot|new|top|rising|popular)/.test(path(url))
            ? "listing" : null),
    // One discussion, whichever of Reddit's designs shows it.
    address: (url) => {
      const [thing] = COMMENTS.exec(path(url)) ?? [];
      return thing ? `https://www.reddit.com${thing}/` : null;
    },
    pageKind: (url) => (COMMENTS.test(path(url)) ? "discussion" : null),
    layouts: [
      {
        name: "old",
        kind: "discussion",
        fits: (doc) => doc.querySelector("#siteTable > .thing.link[data-fullname]") !== null
          && doc.querySelector(".commentarea") !== null,
        promises: ["title", "posts.author.name", "posts.posted_at"],
        read: readOld,
        root: ".commentarea",
      },
      {
        name: "redesign-2018",
        kind: "discussion",
        fits: (doc) => doc.querySelector("shreddit-post") === null && doc.querySelector(ROOT_2018) !== null,
        promises: ["title", "posts.author.name", "posts.posted_at"],
        read: read2018,
      },
      {
        name: "shreddit",
        kind: "discussion",
        fits: (doc) => doc.querySelector("shreddit-post[id^='t3_']") !== null,
        promises: ["title", "posts.author.name", "posts.posted_at"],
        read: readNew,
        root: "shreddit-comment-tree",
      },
    ],
  }));
})();
