// LinkedIn profiles as members saw them in the first Ember interface (2018): five jobs and three skills
// are in the page until the person opens the rest; jobs at one employer may be grouped.
"use strict";

Sidenote.linkedin.memberProfile2018 = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  const { anchors, dom, linkedin } = Sidenote;
  const { lines } = linkedin;
  const NAME = ".pv-top-card-section__name";
  const JOB = ".pv-position-entity";
  const ROLE = ".pv-entity__position-group-role-item";
  const SKILL = ".pv-skill-category-entity__name";

  /** @param {ParentNode} root @param {string} css rows that stand in no other row */
  const rows = (root, css) => [...root.querySelectorAll(css)]
    .filter((row) => !row.parentElement?.closest(css));

  /** @param {Element} row @param {string} url */
  function company(row, url) {
    const link = [...row.querySelectorAll("a[href]")].find((one) => linkedin.memberUrl(one, url));
    return {
      // Since 2019 the kind of employment stands in a span inside it.
      company: dom.line(row.querySelector(".pv-entity__secondary-title"), { skip: ".separator" }),
      company_url: linkedin.memberUrl(link, url),
    };
  }

  /** @param {Element} row @returns {Omit<Position, "company"|"company_url">} */
  const job = (row) => ({
    title: dom.lineOf(row, "h3"),
    ...lines.dateRange(dom.lineOf(row, ".pv-entity__date-range")),
    location: dom.lineOf(row, ".pv-entity__location"),
    text: dom.text(row.querySelector(".pv-entity__description")) || null,
  });

  /** @param {Element} row @param {string} url @returns {Position[]} */
  function positions(row, url) {
    const own = company(row, url);
    const roles = [...row.querySelectorAll(ROLE)];
    if (roles.length === 0) return [{ ...job(row), ...own }];
    const name = dom.lineOf(row, ".pv-entity__company-summary-info h3");
    return roles.map((role) => ({ ...job(role), company: name, company_url: own.company_url }));
  }

  /** @param {Element} row */
  const school = (row) => ({
    school: dom.lineOf(row, ".pv-entity__school-name", "h3"),
    degree: [...row.querySelectorAll(".pv-entity__comma-item")].map((one) => dom.line(one))
      .filter(Boolean).join(", ") || null,
    ...lines.markedDates(row.querySelector(".pv-entity__dates")),
  });

  /** @param {Document} doc @param {string} css a section has a switch to more of its rows */
  const isClosed = (doc, css) => doc.querySelector(css)?.closest("section")
    ?.querySelector("[class*=see-more-inline], [class*=__additional-skills]") !== null;

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const title = doc.querySelector(NAME);
    const name = lines.shownLine(title);
    if (name === null) missing.push("person.name");
    else anchors.remember(doc, "", title);
    yield;
    return lines.withPartial({
      person: { name: lines.bareName(name), url: linkedin.ownUrl(doc, url) },
      headline: dom.lineOf(doc, ".pv-top-card-section__headline"),
      location: dom.lineOf(doc, ".pv-top-card-section__location"),
      about: dom.text(doc.querySelector(".pv-top-card-section__summary-text, .pv-about__summary-text")) || null,
      positions: rows(doc, JOB).flatMap((row) => positions(row, url)),
      education: rows(doc, ".pv-education-entity").map(school),
      skills: rows(doc, SKILL).map((row) => ({
        name: dom.lineOf(row, `${SKILL}-text`) ?? dom.line(row) ?? "", evidence: [],
      })),
      languages: [],
      contact_points: [],
      posts: [],
    }, /** @param {string} field */ (field) => (field === "skills" && isClosed(doc, SKILL))
      || (field === "positions" && isClosed(doc, JOB)));
  }

  return {
    name: "member-profile-2018",
    kind: /** @type {const} */ ("profile"),
    /** @param {Document} doc */
    fits: (doc) => doc.querySelector(NAME) !== null,
    promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
    read,
  };
})();
