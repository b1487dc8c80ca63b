// GitHub: issues as React draws them, and what is still drawn by the server: pull requests and
// discussions (not seen in a file here, written after their markup as it is known).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { own, part } = thread;

  const REACT_ROOT = "[data-testid='issue-viewer-issue-container']";
  const REACT = `${REACT_ROOT}, .react-issue-comment`;
  const SERVED_ROOT = "[id^='issue-'], [id^='pullrequest-'], [id^='discussion-']";
  const SERVED = "[id^='issue-'], [id^='pullrequest-'], [id^='issuecomment-'], [id^='discussion-'],"
    + " [id^='discussioncomment-'], [id^='discussion_r'], [id^='pullrequestreview-']";
  const BODY = ".comment-body";
  const NUMBERED = /^((?:issue|pullrequest|issuecomment|discussion|discussioncomment|pullrequestreview)-\d+|discussion_r\d+)$/;
  /** A mail answers with the whole letter under it. */
  const NO_TEXT = ".email-hidden-toggle, .email-hidden-reply, .comment-reactions, [role=toolbar]";

  const readReact = thread.reader({
    title: (doc) => dom.lineOf(doc, "[data-testid='issue-title']"),
    posts: REACT,
    id: (post) => (post.matches(REACT_ROOT)
      ? part(post.querySelector("[data-testid='issue-body-header-link']"), "href", /#(issue-\d+)$/) ?? "issue"
      : part(post.querySelector("[id^='issuecomment-']"), "id", NUMBERED)),
    author: (post) => post.querySelector("[data-testid='issue-body-header-author'], [data-testid='avatar-link']"),
    text: (post) => dom.text(post.querySelector("[data-testid='markdown-body']"), { skip: NO_TEXT }),
    date: (post) => dom.date(dom.first(post, "[data-testid='issue-body-header-link'] relative-time",
      "a[href*='#issuecomment-'] relative-time", "relative-time")),
    partial: (doc) => doc.querySelector("[data-testid='issue-timeline-load-more-load-top']") !== null,
    before: (doc) => (doc.querySelector(REACT_ROOT) ? 0 : 1),
  });

  const readServed = thread.reader({
    title: (doc) => dom.lineOf(doc, ".js-issue-title", ".gh-header-title bdi", "h1 bdi"),
    posts: SERVED,
    id: (post) => (own(post, SERVED, BODY) ? part(post, "id", NUMBERED) : null),
    author: (post) => own(post, SERVED, "a.author", ".author"),
    text: (post) => dom.text(own(post, SERVED, `.js-comment-body${BODY}`, BODY), { skip: NO_TEXT }),
    date: (post) => dom.date(own(post, SERVED, ".js-timestamp relative-time", "relative-time", "time[datetime]")),
    // Replies to an answer are nested in it; reviews stand in the pull request's own element.
    answers: (post) => {
      const found = [];
      for (let at = post.parentElement?.closest(SERVED); at; at = at.parentElement?.closest(SERVED)) {
        found.push(at.id);
      }
      return found;
    },
    partial: (doc) => doc.querySelector(".ajax-pagination-form button, .js-ajax-pagination") !== null,
    before: (doc) => ([...doc.querySelectorAll(SERVED_ROOT)].some((one) => own(one, SERVED, BODY)) ? 0 : 1),
  });

  const THING = /^\/[^/]+\/[^/]+\/(?:issues|pull|discussions)\/\d+|^\/orgs\/[^/]+\/discussions\/\d+/;
  /** @param {string} url */
  const path = (url) => new URL(url).pathname;
  const PROMISES = ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"];

  sites.register(sites.fromLayouts({
    id: "github",
    label: "GitHub",
    version: "1",
    matches: ["*://github.com/*"],
    refuse: (url) => (/^\/(?:login|signup|session)/.test(path(url)) ? "login-wall"
      : /^\/search/.test(path(url)) ? "search"
        : /\/(?:issues|pulls|discussions)\/?$/.test(path(url)) ? "listing" : null),
    address: (url) => {
      const [thing] = THING.exec(path(url)) ?? [];
      return thing ? new URL(thing, url).href : null;
    },
    pageKind: (url) => (THING.test(path(url)) ? "discussion" : null),
    layouts: [
      {
        name: "issue-react",
        kind: "discussion",
        fits: (doc) => doc.querySelector(`${REACT_ROOT} [data-testid='markdown-body']`) !== null,
        promises: PROMISES,
        read: readReact,
        root: "[data-testid='issue-viewer-comments-container'], [data-testid='issue-viewer-container']",
      },
      {
        name: "timeline",
        kind: "discussion",
        fits: (doc) => doc.querySelector(REACT_ROOT) === null
          && [...doc.querySelectorAll(SERVED)].some((one) => one.querySelector(BODY)),
        promises: PROMISES,
        read: readServed,
        root: ".js-discussion",
      },
    ],
  }));
})();
