// Discourse forums, on any host: topics (discourse-topic.js) and the pages of users, as they run
// (components/user-profile… of 2018 to 2026) and as they are served to crawlers (app/views/users).
"use strict";

(() => {
  const { anchors, discourse, dom, links, sites } = Sidenote;

  const PROMISES = ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"];

  const MAIN = ".user-main .about, .user-main";
  const STATUS = ".user-status-message, .user-status-message-wrap";
  const USER = /^.*?\/u(?:sers)?\/[^/]+/;
  const LISTING = /^\/$|\/(?:latest|new|unread|top|hot|categories|c\/.+|tags?(?:\/.*)?|badges.*|u|about|faq)\/?$/;

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* readUser(doc, url) {
    const about = doc.querySelector(MAIN);
    const user = about?.querySelector(".username") ?? null;
    const shown = dom.first(about, ".full-name", ".user-profile-names__primary") ?? user;
    anchors.remember(doc, "", shown);
    yield;
    const website = dom.attribute(about?.querySelector(".user-profile-website a[href]"), "href");
    return {
      person: {
        name: dom.line(shown, { skip: STATUS }) ?? dom.line(user, { skip: STATUS }),
        url: links.clean(USER.exec(path(url))?.[0], url),
      },
      // A rank or role the forum gave ("Leader"), or one the person chose.
      headline: dom.lineOf(about, ".user-profile-names__title", ".primary-textual > h3"),
      location: dom.lineOf(about, ".user-profile-location"),
      about: dom.text(about?.querySelector(".bio")) || null,
      positions: [], education: [], skills: [], languages: [],
      contact_points: website ? [{ kind: "website", value: website }] : [],
      posts: [],
    };
  }

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "discourse",
    label: "Discourse",
    version: "2",
    matches: [],
    claims: (doc) => /^discourse\b/i.test(dom.meta(doc, "generator") ?? "")
      || doc.querySelector("#data-discourse-setup, discourse-assets") !== null,
    refuse: (url) => (/\/(?:login|signup|session)(?:\/|$)/.test(path(url)) ? "login-wall"
      : /\/search$/.test(path(url)) ? "search"
        : /\/t\//.test(path(url)) || !LISTING.test(path(url)) ? null : "listing"),
    address: (url) => {
      const [thing] = /^.*?\/(?:t\/(?:[^/]+\/)?\d+|u(?:sers)?\/[^/]+)/.exec(path(url)) ?? [];
      return thing ? new URL(thing, url).href : null;
    },
    pageKind: (url) => (/\/t\/[^/]+/.test(path(url)) ? "discussion"
      : /\/u(?:sers)?\/[^/]+(?:\/summary|\/activity|\/?$)/.test(path(url)) ? "profile" : null),
    layouts: [
      {
        name: "live",
        kind: "discussion",
        fits: discourse.hasLive,
        promises: PROMISES,
        read: discourse.live,
        root: ".post-stream",
      },
      {
        name: "crawler",
        kind: "discussion",
        fits: (doc) => !discourse.hasLive(doc) && discourse.hasCrawled(doc),
        promises: PROMISES,
        read: discourse.readCrawled,
      },
      {
        name: "preloaded",
        kind: "discussion",
        fits: (doc) => !discourse.hasLive(doc) && !discourse.hasCrawled(doc) && discourse.hasPreloaded(doc),
        promises: PROMISES,
        read: discourse.readPreloaded,
      },
      {
        name: "user",
        kind: "profile",
        fits: (doc) => doc.querySelector(".user-main .user-profile-names, .user-main .primary-textual") !== null,
        promises: ["person.name", "location", "about"],
        read: readUser,
      },
    ],
  }));
})();
