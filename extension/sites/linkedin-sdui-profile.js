// LinkedIn profiles in the server-driven interface (SDUI, 2026): cards known by their component keys,
// rows divided by rules, no headings of the first level, no classes that mean anything. The shapes are
// reported by other projects; no real page was at hand, so whatever does not fit is left out and named.
"use strict";

Sidenote.linkedin.sduiProfile = (() => {
  const { anchors, dom, linkedin } = Sidenote;
  const CARD = "[componentkey^='com.linkedin.sdui.profile.card.ref']";

  /** @param {Document} doc @param {string} name */
  const card = (doc, name) => doc.querySelector(`${CARD}[componentkey$='${name}']`);

  /** @param {Element|null} root @returns {string[]} its paragraphs that can be seen, in order */
  const lines = (root) => [...root?.querySelectorAll("p") ?? []].map((one) => dom.line(one))
    .filter((words) => words !== null);

  /**
   * The lines of each row: a card's rows are divided by <hr role=presentation>.
   * @param {Element|null} root
   * @returns {string[][]}
   */
  function rows(root) {
    /** @type {string[][]} */
    const found = [[]];
    for (const element of root?.querySelectorAll("hr[role=presentation], p") ?? []) {
      const words = element.tagName === "HR" ? null : dom.line(element);
      if (element.tagName === "HR") found.push([]);
      else if (words !== null) found[found.length - 1].push(words);
    }
    return found.filter((row) => row.length > 0);
  }

  /** @param {string} words "· 2nd", "(She/Her)": no headline */
  const isMark = (words) => /^[•·(]/.test(words) || !/\p{L}{3}/u.test(words);

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const top = card(doc, "Topcard");
    const title = top?.querySelector("h2") ?? null;
    const name = linkedin.bareName(dom.line(title));
    if (dom.isMasked(name, title)) missing.push("person.name");
    else anchors.remember(doc, "", title);
    yield;
    const jobs = rows(card(doc, "ExperienceTopLevelSection"));
    const known = jobs.filter((row) => row.some(linkedin.isDates) && !linkedin.isDates(row[0]));
    if (known.length < jobs.length) missing.push("positions");
    const schools = rows(card(doc, "EducationTopLevelSection"));
    return {
      person: { name, url: linkedin.ownUrl(doc, url) },
      headline: lines(top).find((words) => words !== name && !isMark(words)) ?? null,
      // Nothing tells the place from the other lines of the top card.
      location: null,
      about: dom.text(card(doc, "About")?.querySelector("[data-testid=expandable-text-box]")) || null,
      positions: known.map((row) => ({
        ...linkedin.positionOf(row, null), company_url: null, text: null,
      })),
      education: schools.map(([school, ...rest]) => {
        const when = rest.findIndex(linkedin.isDates);
        const degree = rest.find((_, i) => i !== when) ?? null;
        return { school, degree, ...linkedin.dateRange(when < 0 ? null : rest[when]) };
      }),
      skills: [], languages: [], contact_points: [], posts: [],
    };
  }

  return {
    name: "sdui-profile-2026",
    kind: /** @type {const} */ ("profile"),
    /** @param {Document} doc */
    fits: (doc) => card(doc, "Topcard") !== null,
    promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
    read,
  };
})();
