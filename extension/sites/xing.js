// XING: a member's profile, by the attributes its own tests hold on to (data-qa: 2018 to 2021) and the
// sections of the CV. Not seen in a file here, written after what others read of it.
"use strict";

(() => {
  const { anchors, dom, links, sites } = Sidenote;

  const NAME = "[data-qa='malt-profile-display-name']";
  const PROFILE = /^\/profile\/[^/]+/;

  /** @param {Document} doc @param {string} section */
  const entries = (doc, section) => [...doc.querySelectorAll(`#${section} > ul > li`)].slice(0, 200);

  /** @param {Element} entry "03/2019 - 04/2021", "2019 - heute": what is no date is the present */
  function period(entry) {
    const [start = null, end = null] = (dom.lineOf(entry, ".additional.top") ?? "").split(/\s+[-–—]\s+/)
      .map((/** @type {string} */ one) => /^(?:\d{2}[/.])?\d{4}$/.exec(one.trim())?.[0] ?? null);
    return { start, end };
  }

  /** @param {Document} doc */
  const positions = (doc) => entries(doc, "work-experience").map((entry) => ({
    title: dom.lineOf(entry, ".job-title"),
    company: dom.lineOf(entry, ".job-company-name"),
    company_url: null,
    ...period(entry),
    location: null,
    text: dom.text(entry.querySelector(".job-description")) || null,
  }));

  /** @param {Document} doc */
  const education = (doc) => entries(doc, "education").map((entry) => ({
    school: dom.lineOf(entry, ".education-title"), degree: dom.lineOf(entry, ".education-description"), ...period(entry),
  }));

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url) {
    const name = doc.querySelector(`${NAME} > span`) ?? doc.querySelector(NAME);
    anchors.remember(doc, "", name);
    yield;
    const occupation = dom.first(doc, "[data-qa='profile-occupation-work_experience']",
      "[data-qa='profile-occupations']");
    return {
      person: { name: dom.line(name), url: links.clean(PROFILE.exec(new URL(url).pathname)?.[0], url) },
      headline: dom.lineOf(occupation, "p") ?? dom.line(occupation),
      location: dom.lineOf(doc, "[data-qa='malt-profile-location']", "[class*='location-locationText'] p",
        "[data-qa='profile-location'] p", "[data-qa='profile-location']"),
      about: dom.text(doc.querySelector("#about-me .text, [data-qa='profile-about-me']")) || null,
      positions: positions(doc),
      education: education(doc),
      skills: [...doc.querySelectorAll("#haves li, [data-qa='profile-haves'] li")]
        .map((one) => ({ name: dom.line(one) ?? "", evidence: [] })),
      languages: [...doc.querySelectorAll("#language-skills li [itemprop=name]")].map((one) => dom.line(one) ?? ""),
      contact_points: [],
      posts: [],
    };
  }

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "xing",
    label: "XING",
    version: "2",
    matches: ["*://*.xing.com/*"],
    refuse: (url) => (PROFILE.test(path(url)) ? null : /^\/(?:login|signup|start)/.test(path(url)) ? "login-wall"
      : /^\/search/.test(path(url)) ? "search" : null),
    address: (url) => {
      const [profile] = PROFILE.exec(path(url)) ?? [];
      return profile ? `https://www.xing.com${profile}` : null;
    },
    pageKind: (url) => (PROFILE.test(path(url)) ? "profile" : null),
    layouts: [{
      name: "profile",
      kind: "profile",
      fits: (doc) => doc.querySelector(NAME) !== null,
      promises: ["person.name", "headline", "location", "positions"],
      read,
    }],
  }));
})();
