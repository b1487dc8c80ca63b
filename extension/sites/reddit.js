// Reddit: a post and its comments, on old.reddit.com (.thing) and in the present design, whose custom
// elements carry the facts as attributes (shreddit-post, shreddit-comment; not seen in a file here).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { own } = thread;

  const OLD = "#siteTable > .thing.link[data-fullname], .commentarea .thing.comment[data-fullname]";
  const THING = ".thing";
  const NEW = "shreddit-post[id^='t3_'], shreddit-comment[thingid]";
  const GONE = /^\[(?:deleted|removed)\]$|^\[ ?(?:Removed|Deleted) by /i;

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
    author: (post) => own(post, NEW, "[slot=commentMeta] a[href*='/user/']", "[slot=credit-bar] a[href*='/user/']",
      "a[href*='/user/']"),
    name: (post, shown) => dom.attribute(post, "author") ?? dom.line(shown),
    text: newText,
    date: (post) => dom.attribute(post, "created-timestamp") ?? dom.attribute(post, "created")
      ?? dom.date(own(post, NEW, "time[datetime]")),
    answers: (post) => [dom.attribute(post, "parentid"),
      ...ancestors(NEW, (one) => dom.attribute(one, "thingid"))(post)],
    partial: (doc) => doc.querySelector("shreddit-comment-tree faceplate-partial[src*='more-comments'],"
      + " faceplate-partial[src*='more-comments']") !== null,
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
    version: "1",
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
