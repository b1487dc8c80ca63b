// LinkedIn: company pages, and the registration of every layout.
"use strict";

(() => {
  const { dom, links, linkedin, sites } = Sidenote;

  /** @type {import("./contract.js").Reader<import("./contract.js").Organisation>} */
  function* readCompany(doc, url) {
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

  sites.register(sites.fromLayouts({
    id: "linkedin",
    label: "LinkedIn",
    version: "1",
    matches: ["*://*.linkedin.com/*"],
    refuse: linkedin.refuse,
    pageKind: linkedin.pageKind,
    layouts: [
      linkedin.guestProfile,
      linkedin.memberProfile,
      linkedin.sduiProfile,
      ...linkedin.guestDiscussion,
      ...linkedin.memberDiscussion,
      {
        name: "guest-company-2024",
        kind: "organisation",
        fits: (doc) => /^d_org_guest/.test(linkedin.pageKey(doc))
          || doc.querySelector("[data-test-id=about-us]") !== null,
        promises: ["website", "industry", "headquarters"],
        read: readCompany,
      },
    ],
  }));
})();
