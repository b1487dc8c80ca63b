// Mastodon: a post with what it answers and what answers it, and an account's own page. Written after
// the components of the web app (status, detailed_status, account header: 3.x to 4.5) and the pages the
// server drew itself to 3.5 (.activity-stream).
"use strict";

(() => {
  const { anchors, dom, links, sites, thread } = Sidenote;
  const { part } = thread;

  const FOCUS = ".detailed-status";
  const SERVED = ".activity-stream";
  const POSTS = `${FOCUS}, .status__wrapper .status[data-id], ${SERVED} .entry .status`;
  const PERMALINK = "a.detailed-status__datetime, a.status__relative-time, a.u-url.u-uid";
  const QUOTED = ".status__quote, .quote-status";
  const MAX_POINTS = 8;

  /** @param {Element} post @returns {string|null} */
  const idOf = (post) => (post.closest(QUOTED) ? null
    : dom.attribute(post, "data-id") ?? part(post.querySelector(PERMALINK), "href", /\/(\d+)\/?$/));

  /**
   * Above the opened post each answers the one before it, below it they answer it.
   * @param {Element} post @param {string|null} previous
   */
  function answers(post, previous) {
    const focus = post.ownerDocument.querySelector(FOCUS);
    const isBelow = focus !== null && focus !== post
      && (focus.compareDocumentPosition(post) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    return [isBelow ? idOf(focus) : previous];
  }

  const read = thread.reader({
    title: () => null,
    posts: POSTS,
    id: idOf,
    author: (post) => dom.first(post, ".display-name__html", ".display-name strong", ".display-name"),
    link: (post) => dom.first(post, "a.detailed-status__display-name", "a.status__display-name"),
    text: (post) => dom.text(dom.first(post, ".status__content__text", ".status__content"),
      { skip: `.invisible, .quote-inline, ${QUOTED}` }),
    date: (post) => dom.date(post.querySelector("time[datetime]")),
    answers,
  });

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* readAccount(doc, url) {
    const header = doc.querySelector(HEADER);
    const name = dom.first(header, "h1 .display-name__html", "h1 > span", "h1 strong", "h1");
    anchors.remember(doc, "", name);
    yield;
    const fields = [...header?.querySelectorAll(FIELDS) ?? []];
    return {
      person: {
        name: dom.line(name, { skip: "small, .display-name__account" }),
        url: links.clean(ACCOUNT.exec(path(url))?.[0], url),
      },
      headline: null,
      location: null,
      about: dom.text(dom.first(header, ".account__header__content"), { skip: ".invisible" }) || null,
      positions: [], education: [], skills: [], languages: [],
      contact_points: fields.slice(0, MAX_POINTS).map((link) => ({
        kind: /** @type {const} */ ("website"), value: links.of(link, url) ?? "",
      })).filter(({ value }) => value !== ""),
      posts: [],
    };
  }

  const FIELDS = ".account__header__fields dd a[href], .account-fields dd a[href]";
  const HEADER = ".account__header, .public-account-header";
  const STATUS = /^\/(?:web\/)?@[^/]+\/\d+/;
  const ACCOUNT = /^\/@[^/]+/;
  /** @param {string} url */
  const path = (url) => new URL(url).pathname;
  /** @param {string} url */
  const isAccount = (url) => /^\/@[^/]+(?:\/(?:with_replies|media|featured)?)?$/.test(path(url));

  sites.register(sites.fromLayouts({
    id: "mastodon",
    label: "Mastodon",
    version: "2",
    matches: [],
    claims: (doc) => (doc.getElementById("mastodon")?.matches(".app-holder, [data-props]") ?? false)
      || doc.querySelector(`${SERVED} .detailed-status__display-name`) !== null,
    refuse: (url) => (STATUS.test(path(url)) || isAccount(url) ? null
      : /^\/auth\//.test(path(url)) ? "login-wall" : /^\/search/.test(path(url)) ? "search" : "feed"),
    address: (url) => {
      const [status] = STATUS.exec(path(url)) ?? (isAccount(url) ? ACCOUNT.exec(path(url)) : null) ?? [];
      return status ? new URL(status, url).href : null;
    },
    pageKind: (url) => (STATUS.test(path(url)) ? "discussion" : "profile"),
    layouts: [
      {
        name: "status",
        kind: "discussion",
        fits: (doc) => doc.querySelector(FOCUS) !== null && doc.querySelector(SERVED) === null,
        promises: ["posts.author.name", "posts.author.url", "posts.posted_at"],
        read,
        root: ".columns-area",
      },
      {
        name: "served",
        kind: "discussion",
        fits: (doc) => doc.querySelector(`${SERVED} ${FOCUS}`) !== null,
        promises: ["posts.author.name", "posts.author.url", "posts.posted_at"],
        read,
        root: SERVED,
      },
      {
        name: "account",
        kind: "profile",
        fits: (doc) => dom.line(doc.querySelector(HEADER)?.querySelector("h1")) !== null,
        promises: ["person.name"],
        read: readAccount,
      },
    ],
  }));
})();
