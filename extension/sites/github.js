// GitHub: issues, pull requests and discussions (github-discussion.js), and the page a person has of
// his own. The latter written after its vCard, the same from 2016 to 2026 (.vcard-names, itemprop).
"use strict";

(() => {
  const { anchors, dom, githubDiscussion, links, sites } = Sidenote;

  const THING = /^\/[^/]+\/[^/]+\/(?:issues|pull|discussions)\/\d+|^\/orgs\/[^/]+\/discussions\/\d+/;
  const PERSON = /^\/[A-Za-z0-9](?:[A-Za-z0-9-]*)\/?$/;
  const LISTING = new RegExp("^/$|^/(?:notifications|explore|trending|dashboard|issues|pulls)(?:/|$)"
    + "|/(?:issues|pulls|discussions)(?:/?|/(?:created_by|assigned|categories)/.*)$");
  const NAMES = ".vcard-names";
  const DETAILS = ".vcard-details";
  const PROMISES = ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"];
  const EMAIL = /^[^\s@]+@[^\s@]+$/;

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  /** @param {Document} doc @returns {import("./contract.js").ContactPoint[]} what the person shows of himself */
  function contactPoints(doc) {
    const mail = dom.lineOf(doc, `${DETAILS} [itemprop=email] a`, `${DETAILS} [itemprop=email]`);
    return [
      ...mail && EMAIL.test(mail) ? [{ kind: /** @type {const} */ ("email"), value: mail }] : [],
      ...[...doc.querySelectorAll(`${DETAILS} [itemprop=url] a[href], ${DETAILS} [itemprop=social] a[href]`)]
        .map((link) => ({ kind: /** @type {const} */ ("website"), value: links.of(link, doc.baseURI) ?? "" })),
    ].filter(({ value }) => value !== "");
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* readPerson(doc, url) {
    const names = doc.querySelector(NAMES);
    const full = names?.querySelector(".p-name, [itemprop=name]") ?? null;
    const login = names?.querySelector(".p-nickname, [itemprop=additionalName]") ?? null;
    const shown = dom.line(full) ? full : login;
    anchors.remember(doc, "", shown);
    yield;
    // "@acme" is the account of a company, "@acme @other" are two.
    const company = dom.lineOf(doc, `${DETAILS} [itemprop=worksFor] .p-org`, `${DETAILS} [itemprop=worksFor]`);
    /** @type {string[]} */
    const employers = company === null ? [] : /^(?:@\S+\s*)+$/.test(company)
      ? company.split(/\s+/).map((/** @type {string} */ one) => one.slice(1)).filter(Boolean)
      : [company.replace(/^@/, "")];
    const bio = dom.lineOf(doc, ".user-profile-bio", ".p-note");
    return {
      person: { name: dom.line(shown), url: links.clean(path(url).replace(/\/$/, ""), url) },
      headline: bio,
      location: dom.lineOf(doc, `${DETAILS} [itemprop=homeLocation] .p-label`, `${DETAILS} [itemprop=homeLocation]`),
      about: dom.text(doc.querySelector("[itemprop=text].markdown-body, .user-profile-readme")) || null,
      positions: employers.map((one) => ({
        title: null, company: one, company_url: null, start: null, end: null, location: null, text: null,
      })),
      education: [], skills: [], languages: [],
      contact_points: contactPoints(doc),
      posts: [],
      partial: ["positions"],
    };
  }

  sites.register(sites.fromLayouts({
    id: "github",
    label: "GitHub",
    version: "2",
    matches: ["*://github.com/*"],
    refuse: (url) => (/^\/(?:login|signup|join|session|password_reset)/.test(path(url)) ? "login-wall"
      : /^\/search/.test(path(url)) ? "search"
        : LISTING.test(path(url)) ? "listing" : null),
    address: (url) => {
      const [thing] = THING.exec(path(url)) ?? PERSON.exec(path(url)) ?? [];
      return thing ? new URL(thing.replace(/\/$/, ""), url).href : null;
    },
    pageKind: (url, doc) => (THING.test(path(url)) ? "discussion"
      : PERSON.test(path(url)) && doc.querySelector(NAMES) ? "profile" : null),
    layouts: [
      {
        name: "issue-react",
        kind: "discussion",
        fits: githubDiscussion.isReact,
        promises: PROMISES,
        read: githubDiscussion.readReact,
        root: "[data-testid='issue-viewer-comments-container'], [data-testid='issue-viewer-container']",
      },
      {
        name: "timeline",
        kind: "discussion",
        fits: githubDiscussion.isServed,
        promises: PROMISES,
        read: githubDiscussion.readServed,
        root: ".js-discussion",
      },
      {
        name: "person",
        kind: "profile",
        fits: (doc) => dom.line(doc.querySelector(NAMES)) !== null,
        promises: ["person.name"],
        read: readPerson,
      },
    ],
  }));
})();
