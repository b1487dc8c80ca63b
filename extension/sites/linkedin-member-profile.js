// LinkedIn profiles as a member sees them in the Ember interface (2024): cards of rows, every text
// twice, jobs at one employer grouped. A details page shows all rows of one card.
"use strict";

Sidenote.linkedin.memberProfile = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  const { anchors, dom, linkedin } = Sidenote;
  const { lines: { bareName, educationOf, forEyes, isDates, leadsToRest, positionOf, withPartial } } = linkedin;
  const ROW = "[data-view-name=profile-component-entity]";
  const BELOW = ".pvs-entity__sub-components";

  /** @param {Document|Element} root @param {string} name the card of one section */
  function card(root, name) {
    const anchor = root.querySelector(`#${name}.pv-profile-card__anchor, div#${name}`);
    return anchor?.closest("section") ?? null;
  }

  /** @param {Element|null} root rows that stand in no other row */
  function rows(root) {
    const all = [...root?.querySelectorAll(ROW) ?? []];
    return all.filter((row) => {
      const around = row.parentElement?.closest(ROW);
      return !around || around === root || !root?.contains(around);
    });
  }

  /**
   * The lines of a row for eyes, without those of the rows and texts below it.
   * @param {Element} row
   * @returns {string[]}
   */
  function lines(row) {
    const found = [];
    for (const element of row.querySelectorAll("span[aria-hidden=true]")) {
      const inside = [element.closest(ROW), element.closest(BELOW)]
        .some((part) => part && part !== row && row.contains(part));
      const words = inside ? null : dom.line(element);
      if (words !== null) found.push(words);
    }
    return found;
  }

  /** @param {Element} row @param {string} url */
  const employerUrl = (row, url) => linkedin.memberUrl(
    [...row.querySelectorAll("a[href]")].find((link) => linkedin.memberUrl(link, url)), url);

  /** @param {Element} row the free text below a row, not the skills it names */
  function below(row) {
    const texts = [...row.querySelectorAll(`${BELOW} .inline-show-more-text, ${BELOW} [class*=show-more]`)]
      .filter((one) => (one.closest(ROW) ?? row) === (row.closest(ROW) ?? row) && !one.closest("a[href]"));
    return dom.text(forEyes(texts[0])) || null;
  }

  /**
   * @param {Element} row @param {string} url @param {string|null} company of the group
   * @returns {Position}
   */
  const position = (row, url, company) =>
    ({ ...positionOf(lines(row), company), company_url: employerUrl(row, url), text: below(row) });

  /**
   * The roles below an employer; rows below a job with dates of its own are what it shows (pictures,
   * papers), not jobs.
   * @param {Element} row
   */
  function roles(row) {
    if (lines(row).some(isDates)) return [];
    for (const css of [ROW, `${BELOW} li`]) {
      const dated = [...row.querySelectorAll(css)].filter((one) => lines(one).some(isDates));
      if (dated.length > 0) return dated;
    }
    return [];
  }

  /** @param {Element|null} section @param {string} url @returns {Position[]} */
  function positions(section, url) {
    return rows(section).flatMap((row) => {
      const grouped = roles(row);
      const [company] = lines(row);
      if (!company || grouped.length === 0) return [position(row, url, null)];
      const address = employerUrl(row, url);
      return grouped.map((one) => ({ ...position(one, url, company), company_url: address }));
    });
  }

  /** @param {Element|null} section */
  const education = (section) =>
    rows(section).map((row) => educationOf(lines(row)));

  /** @param {Element|null} section */
  const skills = (section) => rows(section).map((row) => {
    const [name = "", ...own] = lines(row);
    const evidence = [...row.querySelectorAll(`${BELOW} span[aria-hidden=true]`)]
      .map((one) => dom.line(one)).filter((words) => words !== null);
    return { name, evidence: [...new Set([...own, ...evidence])] };
  });

  /** @param {Element|null} section */
  const languages = (section) => rows(section).map((row) => lines(row)[0] ?? "");

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const main = doc.querySelector("main") ?? doc.body;
    const title = main.querySelector("h1");
    const name = bareName(dom.line(title));
    const top = title?.closest("section") ?? main;
    if (dom.isMasked(name, title)) missing.push("person.name");
    else anchors.remember(doc, "", title);
    yield;
    const about = card(main, "about");
    return withPartial({
      person: { name, url: linkedin.ownUrl(doc, url) },
      headline: dom.lineOf(top, ".text-body-medium"),
      location: dom.lineOf(top, "span.text-body-small.inline.t-black--light"),
      about: dom.text(forEyes(about?.querySelector(
        ".inline-show-more-text, [class*=show-more-text], .pv-shared-text-with-see-more",
      ) ?? about?.querySelector(".display-flex span[aria-hidden=true]")?.parentElement)) || null,
      positions: positions(card(main, "experience"), url),
      education: education(card(main, "education")),
      skills: skills(card(main, "skills")),
      languages: languages(card(main, "languages")),
      contact_points: [],
      posts: [],
    }, leadsToRest(main, url));
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* readDetails(doc, url) {
    const main = doc.querySelector("main") ?? doc.body;
    const shown = linkedin.detailsOf(url);
    // The bar that stays on top while scrolling names the person; the page's own heading is a section's.
    const title = doc.querySelector("[class*=sticky-header] h1, [class*=layout-toolbar] h1");
    anchors.remember(doc, "", title);
    yield;
    return withPartial({
      person: { name: bareName(dom.line(title)), url: linkedin.ownUrl(doc, url) },
      headline: null,
      location: null,
      about: null,
      positions: shown === "positions" ? positions(main, url) : [],
      education: shown === "education" ? education(main) : [],
      skills: shown === "skills" ? skills(main) : [],
      languages: shown === "languages" ? languages(main) : [],
      contact_points: [],
      posts: [],
    }, () => false);
  }

  const kind = /** @type {const} */ ("profile");
  return [
    {
      name: "member-profile-2024",
      kind,
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => linkedin.detailsOf(url) === null && doc.querySelector("main h1") !== null
        && doc.querySelector("section[data-view-name=profile-card], .pv-profile-card__anchor") !== null,
      promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
      read,
    },
    {
      name: "member-details-2024",
      kind,
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => linkedin.detailsOf(url) !== null && doc.querySelector(`main ${ROW}`) !== null,
      promises: ["person.url"],
      read: readDetails,
    },
  ];
})();
