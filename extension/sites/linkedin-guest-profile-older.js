// LinkedIn profiles as visitors saw them from 2013 to 2017: three layouts that differ in their marks
// and are read alike. Each page shows other people as well (team members, similar profiles), so every
// field is looked for in the owner's own parts.
"use strict";

Sidenote.linkedin.olderGuestProfiles = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  /**
   * @typedef {Object} Marks  selectors of one layout
   * @property {string} layout
   * @property {string} known     what tells the layout
   * @property {string} name
   * @property {string} headline
   * @property {string} location
   * @property {string} about
   * @property {string} job       rows, and in a row:
   * @property {string} title
   * @property {string} company   the last one with words: a logo's heading comes first
   * @property {string} range
   * @property {string} dates     machine-readable dates in the range
   * @property {string} place
   * @property {string} school    rows, and in a row:
   * @property {string} schoolName
   * @property {string} degree
   * @property {string} skill     with the switches "see more" among them
   * @property {string} language
   * @property {string} website
   */
  const { anchors, dom, links, linkedin } = Sidenote;
  const { lines } = linkedin;
  const SWITCH = "[class*=see-more], [class*=see-less]";

  /** @type {Marks[]} */
  const LAYOUTS = [
    {
      layout: "guest-profile-2013",
      // No #profile-skills: the pages of 2015 have one as well.
      known: "#profile-experience, #profile-education, #skills-list, .headline-title",
      name: "h1#name, h1 #name, h1 .full-name, h1.full-name",
      headline: ".headline-title",
      location: ".locality",
      about: "#profile-summary .summary, #profile-summary .description",
      job: "#profile-experience .position",
      title: ".title",
      company: ".org",
      range: ".period",
      dates: "abbr.dtstart, abbr.dtend",
      place: ".location",
      school: "#profile-education .position",
      schoolName: ".org, h3",
      degree: ".degree, .major, .details-education",
      skill: "#skills-list .jellybean",
      language: "#languages .language h3, #profile-languages .language h3",
      website: ".website a[href]",
    },
    {
      layout: "guest-profile-2015",
      known: "#background-experience, #background-education, #background-skills, #headline-container",
      name: "h1#name, h1 #name, #name",
      headline: "#headline .title, #headline p, #headline",
      location: "#location .locality",
      about: "#background-summary .description, #summary-item .description",
      job: "#background-experience .editable-item",
      title: "h4",
      company: "h5",
      range: ".experience-date-locale",
      dates: "time",
      place: ".locality",
      school: "#background-education .editable-item",
      schoolName: "h4",
      degree: "h5",
      skill: "#background-skills .endorse-item-name",
      language: "#background-languages .section-item h4, #languages-view .section-item h4",
      website: "#website a[href]",
    },
    {
      layout: "guest-profile-2016",
      known: "#topcard",
      name: "#topcard #name",
      headline: "#topcard p.headline[data-section=headline], #topcard .headline",
      location: "#topcard .locality, #demographics .locality",
      about: "#summary .description",
      job: "#experience li.position",
      title: "h4",
      company: "h5:not(.logo)",
      range: ".date-range",
      dates: "time",
      place: ".location",
      school: "#education li.school",
      schoolName: "h4",
      degree: "h5:not(.logo)",
      skill: "#skills li.skill",
      language: "#languages li.language h4",
      website: "#topcard .websites a[href], #topcard [data-section=websites] a[href]",
    },
  ];

  /**
   * The first that is the owner's: cards of other people are vcards of their own.
   * @param {Document} doc @param {string} css @param {Element|null} name
   */
  function ofOwner(doc, css, name) {
    return [...doc.querySelectorAll(css)].find((one) => {
      const card = one.closest(".vcard");
      return !card || name === null || card.contains(name);
    }) ?? null;
  }

  /** @param {Document} doc @param {string} css rows that stand in no other row */
  const rows = (doc, css) => [...doc.querySelectorAll(css)]
    .filter((row) => !row.parentElement?.closest(css));

  /** @param {Element} row @param {string} css the last line with words in the row's head */
  const lastLine = (row, css) => [...(row.querySelector("header") ?? row).querySelectorAll(css)]
    .map((one) => lines.shownLine(one)).findLast((words) => words !== null) ?? null;

  /** @param {Element} row @param {Marks} marks @param {string} url @returns {Position} */
  function position(row, marks, url) {
    const link = [...row.querySelectorAll("a[href]")].find((one) => linkedin.memberUrl(one, url));
    return {
      title: lines.shownLine(row.querySelector(marks.title)),
      company: lastLine(row, marks.company),
      company_url: linkedin.memberUrl(link, url),
      ...lines.markedDates(row.querySelector(marks.range), marks.dates),
      location: dom.lineOf(row, marks.place),
      text: lines.longText(row.querySelector(".description")) || null,
    };
  }

  /** @param {Element} row @param {Marks} marks */
  const school = (row, marks) => ({
    school: lines.shownLine(row.querySelector(marks.schoolName)),
    degree: lastLine(row, marks.degree),
    ...lines.markedDates(row.querySelector(`${marks.range}, .education-date, .date-range`), marks.dates),
  });

  /** @param {Document} doc @param {string} css */
  const listed = (doc, css) => [...doc.querySelectorAll(css)]
    .filter((one) => !one.matches(SWITCH) && !one.closest("li")?.matches(SWITCH))
    .map((one) => lines.shownLine(one)).filter((words) => words !== null);

  /** @param {Marks} marks @returns {import("./contract.js").Reader<import("./contract.js").Profile>} */
  const reader = (marks) => function* read(doc, url, missing) {
    const title = doc.querySelector(marks.name);
    const name = lines.shownLine(title);
    if (name === null) missing.push("person.name");
    else anchors.remember(doc, "", title);
    yield;
    const websites = [...doc.querySelectorAll(marks.website)]
      .map((link) => links.clean(link.getAttribute("href"))).filter((href) => href !== null);
    return lines.withPartial({
      person: { name, url: linkedin.ownUrl(doc, url) },
      headline: lines.shownLine(ofOwner(doc, marks.headline, title)),
      location: lines.shownLine(ofOwner(doc, marks.location, title)),
      about: lines.longText(ofOwner(doc, marks.about, title)) || null,
      positions: rows(doc, marks.job).map((row) => position(row, marks, url)),
      education: rows(doc, marks.school).map((row) => school(row, marks)),
      skills: listed(doc, marks.skill).map((words) => ({ name: words, evidence: [] })),
      languages: listed(doc, marks.language),
      contact_points: websites.map((value) => ({ kind: /** @type {const} */ ("website"), value })),
      posts: [],
    }, () => false);
  };

  return LAYOUTS.map((marks) => ({
    name: marks.layout,
    kind: /** @type {const} */ ("profile"),
    /** @param {Document} doc */
    fits: (doc) => doc.querySelector(marks.name) !== null && doc.querySelector(marks.known) !== null,
    promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
    read: reader(marks),
  }));
})();
