// LinkedIn's lists of people found: name, headline and link of each, for badges; nothing is captured.
// People outside one's network are shown without name and link, and left out.
"use strict";

Sidenote.linkedin.search = (() => {
  /** @typedef {import("./contract.js").ListedPerson} ListedPerson */
  const { anchors, dom, linkedin } = Sidenote;
  const { bareName, forEyes } = linkedin.lines;

  const EMBER = "[data-chameleon-result-urn], .reusable-search__result-container,"
    + " [data-view-name=search-entity-result-universal-template]";
  const SCREEN = "[data-sdui-screen*='search.SearchResultsPeople']";
  const SDUI = `${SCREEN} [role=listitem], [data-view-name=people-search-result]`;
  const HEADLINE = ".entity-result__primary-subtitle, .t-14.t-black.t-normal";

  /** @param {Document} doc @param {string} css rows that stand in no other row */
  const rows = (doc, css) => [...doc.querySelectorAll(css)]
    .filter((row) => !row.parentElement?.closest(css));

  /**
   * @param {Element} row @param {string} url
   * @returns {{link: Element, address: string}|null} the first link to a person that has words
   */
  function personLink(row, url) {
    for (const link of [row, ...row.querySelectorAll("a[href]")]) {
      const address = linkedin.memberUrl(link, url);
      if (address?.includes("/in/") && dom.line(link) !== null) return { link, address };
    }
    return null;
  }

  /** @param {Element} row @param {string} url @returns {{person: ListedPerson, shown: Element}|null} */
  function emberPerson(row, url) {
    const found = personLink(row, url);
    const shown = forEyes(found?.link);
    const name = bareName(dom.line(shown));
    if (!found || !shown || name === null || dom.isMasked(name, shown)) return null;
    return {
      person: { id: found.address, name, url: found.address, headline: dom.lineOf(row, HEADLINE) },
      shown,
    };
  }

  /** @param {Element} row @param {string} url the whole row may be one link */
  function sduiPerson(row, url) {
    const found = personLink(row, url);
    if (!found) return null;
    const title = row.querySelector("[data-view-name=search-result-lockup-title]");
    const lines = [...row.querySelectorAll("p")].map((element) => ({ element, words: dom.line(element) ?? "" }))
      .filter(({ element, words }) => words !== "" && !dom.isHidden(element));
    const shown = title ?? lines[0]?.element ?? found.link;
    const name = bareName(dom.line(shown));
    if (name === null || dom.isMasked(name, shown)) return null;
    const rest = lines.filter(({ element }) => !element.contains(shown) && !shown.contains(element));
    const headline = rest.find(({ words }) => /\p{L}/u.test(words) && !/^[•·・]/.test(words))?.words ?? null;
    return { person: { id: found.address, name, url: found.address, headline }, shown };
  }

  /**
   * @param {string} css
   * @param {(row: Element, url: string) => {person: ListedPerson, shown: Element}|null} personOf
   * @returns {import("./contract.js").Reader<import("./contract.js").People>}
   */
  const reader = (css, personOf) => function* read(doc, url) {
    /** @type {ListedPerson[]} */
    const people = [];
    for (const row of rows(doc, css)) {
      const found = personOf(row, url);
      if (found) {
        people.push(found.person);
        anchors.remember(doc, found.person.id, found.shown);
      }
      yield;
    }
    return { people };
  };

  const rest = { kind: /** @type {const} */ ("people"), promises: ["people.headline"] };
  return [
    {
      ...rest,
      name: "member-search-2024",
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(EMBER) !== null,
      read: reader(EMBER, emberPerson),
    },
    {
      ...rest,
      name: "sdui-search-2026",
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(`${SCREEN}, ${SDUI}`) !== null,
      read: reader(SDUI, sduiPerson),
    },
  ];
})();
