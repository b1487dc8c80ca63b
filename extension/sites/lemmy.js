// Lemmy, its own interface: a post and its comments. Written after the components of lemmy-ui that draw
// it, 0.11 to 1.0 (post-listing, comment-node, person-listing, moment-time).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const ROOT = ".post-listing";
  /** Items of lists since 0.17, mere boxes before. */
  const COMMENT = "li.comment, div.comment";
  const COMMENTS = ".comment > [id^='comment-']";
  const BODY = ".comment-content, .md-div";
  const PERSON = "a[href^='/u/'], a[href*='/u/']";
  /** What stands for the words of a comment that is gone, in the interface's language. */
  const GONE = new RegExp("delet|remov|gelöscht|entfernt|supprim|elimin|borrad|verwijder|smaz|odstran|poist|usuni"
    + "|cancellat|rimoss|slett|radera|fjern|удал|видал|削除|删除|移除", "i");
  const MOST_WORDS = 5;

  /** @param {Element} post @returns {Element|null} the link with words: another one holds the picture */
  function authorOf(post) {
    const listing = post.querySelector(".person-listing");
    if (listing?.matches("a") && dom.line(listing)) return listing;
    const links = [...(listing ?? post).querySelectorAll(listing ? "a[href]" : PERSON)];
    return links.find((link) => !link.closest(".md-div, .comment-content") && dom.line(link)) ?? listing;
  }

  /** @param {Element} comment */
  function isGone(comment) {
    const body = comment.querySelector(BODY);
    const words = dom.line(body) ?? "";
    const isItalic = body?.querySelector("p > em:only-child") != null;
    return isItalic && GONE.test(words) && words.split(" ").length <= MOST_WORDS;
  }

  /** @param {Element} comment what it answers, nearest first */
  function above(comment) {
    const found = [];
    for (let at = comment.parentElement?.parentElement?.closest(COMMENT); at; at = at.parentElement?.closest(COMMENT)) {
      found.push(at.querySelector(":scope > [id^='comment-']")?.id);
    }
    return found;
  }

  const MOMENT =
    /([\p{L}.]+ \d{1,2})\p{L}*(,? \d{4})(?: \p{L}+)? (\d{1,2}:\d{2}(?::\d{2})?(?:\s[AP]M)?(?: GMT\S*)?)/u;

  /** @param {Element} post "Created: Sunday, July 2nd, 2023 at 1:08:23 PM GMT+00:00", and more when edited */
  function dateOf(post) {
    const time = dom.first(post, ".moment-time", "[data-tippy-content*=' GMT']", "[data-tippy-content*='20']");
    const stated = dom.attribute(time, "data-tippy-content") ?? "";
    const moment = MOMENT.exec(stated);
    return moment ? `${moment[1]}${moment[2]} ${moment[3]}`
      : (/\d/.test(stated) ? dom.partialDate(stated) : null) ?? dom.line(time);
  }

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, `${ROOT} h1`, `${ROOT} .post-title h5`, "h1"),
    first: (doc) => doc.querySelector(ROOT),
    posts: COMMENTS,
    id: (post) => (post.matches(ROOT) ? "post" : isGone(post) ? null : part(post, "id", /^(comment-\d+)$/)),
    author: authorOf,
    text: (post) => dom.text(post.matches(ROOT)
      ? dom.first(post, "#postContent .md-div", "#postContent", ".md-div")
        ?? post.ownerDocument.querySelector("#postContent .md-div, #postContent")
      : post.querySelector(BODY)),
    date: (post) => dom.date(post.querySelector("time[datetime]")) ?? dateOf(post),
    answers: (post) => (post.matches(ROOT) ? [] : above(post)),
    partial: (doc) => doc.querySelector(".comment > .comment-node:not([id]) button") !== null,
    before: (doc) => (doc.querySelector(ROOT) ? 0 : 1),
  });

  const THING = /^\/(?:post|comment)\/\d+/;
  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "lemmy",
    label: "Lemmy",
    version: "2",
    matches: [],
    claims: (doc) => doc.getElementById("app")?.matches(".lemmy-site") ?? false,
    refuse: (url) => (THING.test(path(url)) ? null : /^\/(?:login|signup)/.test(path(url)) ? "login-wall"
      : /^\/search/.test(path(url)) ? "search" : "listing"),
    address: (url) => {
      const [thing] = THING.exec(path(url)) ?? [];
      return thing ? new URL(thing, url).href : null;
    },
    pageKind: () => "discussion",
    layouts: [{
      name: "post",
      kind: "discussion",
      fits: (doc) => authorOf(doc.querySelector(ROOT) ?? doc.createElement("p")) !== null,
      promises: ["title", "posts.author.name", "posts.author.url", "posts.posted_at"],
      read,
      root: ".comments",
    }],
  }));
})();
