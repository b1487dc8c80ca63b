// Stack Overflow and the Stack Exchange network: a question, its answers and the comments of each, and
// the page of a user (stackexchange-profile.js). Written after pages of 2012 to 2026: words in .post-text,
// since 2019 in .s-prose; comments in table rows, since 2018 in lists (li.comment), since 2025 in
// follow-up blocks (div#follow-up-…).
"use strict";

(() => {
  /** @typedef {import("./contract.js").Post} Post */
  const { anchors, dom, links, sites, stackexchangeProfile } = Sidenote;

  const PROMISES = ["title", "posts.author.name", "posts.text", "posts.posted_at"];
  /** Reputation and badges, before they had a box of their own. */
  const FLAIR = ".-flair, .reputation-score, .badge1, .badge2, .badge3, .badgecount, [title*=' badge']";
  const ANSWERS = "#answers .answer[data-answerid], #answers .answer[id^='answer-']";
  const COMMENTS = "li.js-comment, li.comment, tr.comment[id^='comment-'], div[id^='follow-up-'][itemprop~='comment'],"
    + " div[id^='follow-up-'][role=listitem]";

  /**
   * @param {Element} post question or answer
   * @returns {Element|null} the signature of who wrote it, not of who edited it last
   */
  function signature(post) {
    const all = [...post.querySelectorAll(".post-signature .user-details")];
    return all.find((one) => one.getAttribute("itemprop") === "author") ?? all.at(-1) ?? null;
  }

  /**
   * @param {Element|null} details @param {string} url
   * @returns {{author: import("./contract.js").Author, anchor: Element|null}}
   */
  function signed(details, url) {
    const link = details?.querySelector("a[href*='/users/']") ?? null;
    // A community wiki names its main contributor with a link to the history: of him there is no other.
    const shown = link ?? details?.querySelector("a[href]") ?? null;
    const name = dom.line(shown) ?? dom.lineOf(details, "[itemprop=name]")
      ?? dom.line(details, { skip: FLAIR });
    return { author: { name, url: links.of(shown, url), headline: null }, anchor: shown ?? details };
  }

  /** @param {Element} comment @param {string} url */
  function commented(comment, url) {
    const link = comment.querySelector("a.comment-user, [itemprop=author] a[href*='/users/']");
    const shown = link ?? comment.querySelector(".comment-user");
    const name = dom.line(shown) ?? dom.lineOf(comment, "[itemprop=author] [itemprop=name]");
    return { author: { name, url: links.of(link, url), headline: null }, anchor: shown };
  }

  /** @param {Element} comment */
  const commentNumber = (comment) =>
    comment.getAttribute("data-comment-id") ?? /(\d+)$/.exec(comment.id)?.[1] ?? null;

  /** @param {Element} post @returns {string|null} when it was written (not edited) */
  function writtenAt(post) {
    const stamps = post.querySelectorAll(".post-signature .user-action-time .relativetime");
    return dom.date(post.querySelector("time[itemprop=dateCreated]")) ?? dom.date([...stamps].at(-1));
  }

  /**
   * @param {Element} post question or answer @param {string} id @param {string} url
   * @param {Document} doc
   * @returns {Generator<void, Post[], void>} its comments
   */
  function* comments(post, id, url, doc) {
    /** @type {Post[]} */
    const found = [];
    for (const comment of post.querySelectorAll(COMMENTS)) {
      const number = commentNumber(comment);
      if (number === null) continue;
      const above = comment.parentElement?.closest("div[id^='follow-up-'][role=listitem]");
      const over = above && post.contains(above) ? commentNumber(above) : null;
      const { author, anchor } = commented(comment, url);
      const commentId = `comment-${number}`;
      found.push({
        id: commentId,
        parent_id: over === null ? id : `comment-${over}`,
        author,
        text: dom.text(comment.querySelector(".comment-copy, [itemprop=text]")),
        posted_at: dom.date(comment.querySelector("[itemprop=datePublished]"))
          ?? dom.date(comment.querySelector(".comment-date [title], time")),
        position: 0,
      });
      anchors.remember(doc, commentId, anchor);
      yield;
    }
    return found;
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Discussion>} */
  function* readQuestion(doc, url) {
    const question = doc.querySelector("#question");
    if (!question) return null;
    const rootId = question.getAttribute("data-questionid") ?? "question";
    /** @type {Post[]} */
    const posts = [];
    for (const post of [question, ...doc.querySelectorAll(ANSWERS)]) {
      const id = post === question ? rootId
        : post.getAttribute("data-answerid") ?? post.id.replace("answer-", "");
      const { author, anchor } = signed(signature(post), url);
      posts.push({
        id,
        parent_id: post === question ? null : rootId,
        author,
        text: dom.text(post.querySelector(".js-post-body, .s-prose, .post-text"), { skip: ".s-notice" }),
        posted_at: writtenAt(post) ?? (post === question ? questionDate(doc) : null),
        position: 0,
      });
      anchors.remember(doc, id, anchor);
      posts.push(...(yield* comments(post, id, url, doc)));
      yield;
    }
    const title = dom.lineOf(doc, "#question-header h1 a", "#question-header h1");
    return { title, url: links.clean(url) ?? url, posts };
  }

  /** @param {Document} doc the question's own date stands under the title */
  const questionDate = (doc) => dom.date(doc.querySelector("time[itemprop=dateCreated]"));

  const QUESTION = "#question .post-layout, #question .js-post-body";
  const LISTING =
    /^\/(?:$|search|questions\/?$|questions\/(?:tagged|ask|linked)|tags|users\/?$|unanswered|collectives|badges)/;

  /** @param {string} url */
  const isQuestion = (url) => /^\/(?:questions|q|a)\/\d+/.test(new URL(url).pathname);

  sites.register(sites.fromLayouts({
    id: "stackexchange",
    label: "Stack Exchange",
    version: "2",
    matches: [
      "stackexchange.com", "stackoverflow.com", "superuser.com", "serverfault.com", "askubuntu.com",
      "mathoverflow.net", "stackapps.com",
    ].map((host) => `*://*.${host}/*`),
    refuse: (url) => (LISTING.test(new URL(url).pathname) ? "listing"
      : /^\/users\/(?:login|signup)/.test(new URL(url).pathname) ? "login-wall" : null),
    address: (url, doc) => links.of(doc.querySelector("#question-header h1 a, link[rel=canonical]"), url),
    pageKind: (url) => (isQuestion(url) ? "discussion" : stackexchangeProfile.isUser(url) ? "profile" : null),
    layouts: [{
      name: "question-2021",
      kind: "discussion",
      fits: (doc) => doc.querySelector(QUESTION) !== null,
      promises: PROMISES,
      read: readQuestion,
      root: "#answers",
    }, {
      name: "question-2012",
      kind: "discussion",
      fits: (doc) => doc.querySelector(QUESTION) === null && doc.querySelector("#question .post-text") !== null,
      promises: PROMISES,
      read: readQuestion,
      root: "#answers",
    }, {
      name: "user",
      kind: "profile",
      fits: stackexchangeProfile.fits,
      promises: ["person.name"],
      read: stackexchangeProfile.read,
    }],
  }));
})();
