// LinkedIn pages of companies and schools: as visitors see them (facts known by name) and as members
// do (Ember; facts in an unmarked list of terms, told by their shape and order, not by their words).
"use strict";

Sidenote.linkedin.company = (() => {
  /** @typedef {import("./contract.js").Organisation} Organisation */
  const { dom, links, linkedin } = Sidenote;
  const TITLE = ".org-top-card-summary__title";
  const ITEM = ".org-top-card-summary-info-list__info-item";

  /** @type {import("./contract.js").Reader<Organisation>} */
  function* readGuest(doc, url) {
    const main = doc.querySelector("main") ?? doc.body;
    /** @param {string} name */
    const fact = (name) => main.querySelector(`[data-test-id=about-us__${name}]`);
    /** @param {string} name */
    const value = (name) => dom.lineOf(fact(name), "dd");
    const website = fact("website")?.querySelector("a[href]");
    yield;
    return {
      name: dom.lineOf(main, "h1.top-card-layout__title", "h1") ?? "",
      url: linkedin.ownUrl(doc, url),
      website: links.clean(dom.firstWords(website)) ?? links.of(website, url),
      industry: value("industry"),
      size: value("size"),
      headquarters: value("headquarters"),
      founded: value("foundedOn"),
      about: dom.text(fact("description")) || null,
    };
  }

  /** @param {string} words "201-500 employees", "10 001+ zaměstnanců" */
  const isSize = (words) => /^\D{0,12}\p{Nd}[\p{Nd}.,’'\s]*(?:\+|[-–]\s*\p{Nd})/u.test(words);
  /** @param {string} words "1957", "1957年" */
  const isYear = (words) => /^\D?\p{Nd}{4}\D?$/u.test(words);

  /**
   * The list of the "about" page: website, phone, industry, size, headquarters, founded, specialties;
   * each may be missing, the order is the same.
   * @param {Element} main @param {string} url
   */
  function listed(main, url) {
    const facts = [...main.querySelectorAll("dl dt")].map((term) => term.nextElementSibling)
      .filter((fact) => fact?.tagName === "DD").map((fact) => ({ fact, words: dom.line(fact) ?? "" }));
    /** @param {Element|null} fact */
    const outward = (fact) => [...fact?.querySelectorAll("a[href]") ?? []]
      .map((link) => links.of(link, url))
      .find((href) => href && !links.isLinkedIn(new URL(href).hostname)) ?? null;
    const isPhone = facts.findIndex(({ fact }) => fact?.querySelector("a[href^='tel:']"));
    const website = facts.findIndex(({ fact }) => outward(fact) !== null);
    const size = facts.findIndex(({ words }, i) => i !== isPhone && i !== website && isSize(words));
    const founded = facts.find(({ words }, i) => i > size && isYear(words))?.words ?? null;
    const before = facts[size - 1];
    const after = size < 0 ? undefined : facts[size + 1];
    return {
      website: outward(facts[website]?.fact ?? null),
      industry: before && size - 1 !== website && size - 1 !== isPhone ? before.words || null : null,
      size: facts[size]?.words ?? null,
      headquarters: after?.words.includes(",") && !isYear(after.words) ? after.words : null,
      founded,
    };
  }

  /** @type {import("./contract.js").Reader<Organisation>} */
  function* readMember(doc, url) {
    // The title may stand above the main part, which has the facts then.
    const main = doc.querySelector(`main:has(${TITLE})`) ?? doc.body;
    // Industry, seat, followers, size: the first two have no figures.
    const items = [...main.querySelectorAll(ITEM)].map((one) => dom.line(one) ?? "").filter(Boolean);
    const [industry = null, seat = null] = items.filter((words) => !/\p{Nd}/u.test(words));
    const list = listed(main, url);
    yield;
    return {
      name: dom.lineOf(main, TITLE) ?? "",
      url: linkedin.ownUrl(doc, url),
      website: list.website,
      industry: industry ?? list.industry,
      size: list.size ?? items.findLast(isSize) ?? null,
      headquarters: seat ?? list.headquarters,
      founded: list.founded,
      about: dom.text(dom.first(main, ".org-about-us-organization-description__text",
        "section p.white-space-pre-wrap", ".org-about-module__description"), { keepsLines: true }) || null,
    };
  }

  const kind = /** @type {const} */ ("organisation");
  return [
    {
      name: "guest-company-2024",
      kind,
      /** @param {Document} doc */
      fits: (doc) => /^d_org_guest/.test(linkedin.pageKey(doc))
        || doc.querySelector("[data-test-id=about-us]") !== null,
      promises: ["website", "industry", "headquarters"],
      read: readGuest,
    },
    {
      name: "member-company-2024",
      kind,
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(TITLE) !== null,
      promises: ["industry"],
      read: readMember,
    },
  ];
})();
