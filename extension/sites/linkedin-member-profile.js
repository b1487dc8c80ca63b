// LinkedIn profiles as a member sees them in the Ember interface (2024): cards of rows, every text
// twice, jobs at one employer grouped.
"use strict";

Sidenote.linkedin.memberProfile = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  const { anchors, dom, linkedin } = Sidenote;
  const ROW = "[data-view-name=profile-component-entity]";

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
   * @returns {{words: string, element: Element}[]}
   */
  function lines(row) {
    const found = [];
    for (const element of row.querySelectorAll("span[aria-hidden=true]")) {
      const below = element.closest(".pvs-entity__sub-components");
      if (element.closest(ROW) !== row || (below && row.contains(below))) continue;
      const words = dom.line(element);
      if (words) found.push({ words, element });
    }
    return found;
  }

  /** @param {Element} row @param {string} url */
  const employerUrl = (row, url) => linkedin.memberUrl(
    [...row.querySelectorAll("a[href]")].find((link) => linkedin.memberUrl(link, url)), url);

  /** @param {Element} row the free text below a row */
  function below(row) {
    const texts = [...row.querySelectorAll(".pvs-entity__sub-components .inline-show-more-text,"
      + " .pvs-entity__sub-components [class*=show-more]")]
      .filter((one) => one.closest(ROW) === row || one.closest(ROW) === null);
    return dom.text(linkedin.forEyes(texts[0])) || null;
  }

  /**
   * @param {Element} row @param {string} url @param {string|null} company of the group
   * @returns {Position}
   */
  function position(row, url, company) {
    return {
      ...linkedin.positionOf(lines(row).map((one) => one.words), company),
      company_url: employerUrl(row, url),
      text: below(row),
    };
  }

  /** @param {Element|null} section @param {string} url @returns {Position[]} */
  function positions(section, url) {
    return rows(section).flatMap((row) => {
      const inner = rows(row);
      const [company] = lines(row);
      const grouped = inner.filter((one) => lines(one).some(({ words }) => linkedin.isDates(words)));
      if (!company || grouped.length === 0) return [position(row, url, null)];
      const address = employerUrl(row, url);
      return grouped.map((one) => ({
        ...position(one, url, company.words), company_url: address,
      }));
    });
  }

  /** @param {Element|null} section */
  const education = (section) => rows(section).map((row) => {
    const [school, ...rest] = lines(row).map((one) => one.words);
    const when = rest.findIndex(linkedin.isDates);
    const degree = rest.find((_, i) => i !== when && (when < 0 || i < when)) ?? null;
    return { school: school ?? null, degree, ...linkedin.dateRange(when < 0 ? null : rest[when]) };
  });

  /** @param {Element|null} section */
  const skills = (section) => rows(section).map((row) => {
    const [name] = lines(row);
    const evidence = [...row.querySelectorAll(".pvs-entity__sub-components span[aria-hidden=true]")]
      .map((one) => dom.line(one)).filter((words) => words !== null);
    return { name: name?.words ?? "", evidence: [...new Set(evidence)] };
  });

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const main = doc.querySelector("main") ?? doc.body;
    const title = main.querySelector("h1");
    const name = dom.line(title);
    const top = title?.closest("section") ?? main;
    if (dom.isMasked(name, title)) missing.push("person.name");
    else anchors.remember(doc, "", title);
    yield;
    const about = card(main, "about");
    return {
      person: { name, url: linkedin.ownUrl(doc, url) },
      headline: dom.lineOf(top, ".text-body-medium"),
      location: dom.lineOf(top, "span.text-body-small.inline.t-black--light"),
      about: dom.text(linkedin.forEyes(about?.querySelector(
        ".inline-show-more-text, [class*=show-more-text], .pv-shared-text-with-see-more",
      ) ?? about?.querySelector(".display-flex span[aria-hidden=true]")?.parentElement)) || null,
      positions: positions(card(main, "experience"), url),
      education: education(card(main, "education")),
      skills: skills(card(main, "skills")),
      languages: rows(card(main, "languages")).map((row) => lines(row)[0]?.words ?? ""),
      contact_points: [],
      posts: [],
    };
  }

  return {
    name: "member-profile-2024",
    kind: /** @type {const} */ ("profile"),
    /** @param {Document} doc */
    fits: (doc) => doc.querySelector("section[data-view-name=profile-card], .pv-profile-card__anchor")
      !== null && doc.querySelector("main h1") !== null,
    promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
    read,
  };
})();
