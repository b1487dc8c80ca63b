// LinkedIn profiles in the server-driven interface (SDUI, 2026): cards known by their component keys,
// rows by theirs or divided by rules, no headings of the first level, no classes that mean anything.
// A details page shows all rows of one card. The shapes are reported by other projects; no real page
// was at hand, so whatever does not fit is left out and named.
"use strict";

Sidenote.linkedin.sduiProfile = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  const { anchors, dom, linkedin } = Sidenote;
  const { lines } = linkedin;
  const PREFIX = "com.linkedin.sdui.profile.";
  const TEXT_BOX = "[data-testid=expandable-text-box]";
  const RULE = "hr[role=presentation]";
  const ITEM = "[componentkey^='entity-collection-item']";
  const SKILL = `[componentkey^='${PREFIX}skill(']`;
  const NO_LINE = `${TEXT_BOX}, [componentkey*=skill-associations], a[href*='skill-associations-details']`;

  /** @param {Element} element */
  const keyOf = (element) => element.getAttribute("componentkey") ?? element.id;

  /**
   * The card of a section. "Experience…" is none of "VolunteerExperience…": before the name stands the
   * reference of the profile, which ends in no letters of a word.
   * @param {Document} doc @param {string} name as it ends the card's key
   */
  function card(doc, name) {
    const css = ["componentkey", "id"]
      .map((attribute) => `[${attribute}^='${PREFIX}card.ref'][${attribute}$='${name}' i]`).join(", ");
    return [...doc.querySelectorAll(css)]
      .find((one) => !keyOf(one).slice(0, -name.length).endsWith("Volunteer")) ?? null;
  }

  /** @param {Element} element @param {Element} root hidden twins ("· 1st" beside "· 2nd") stay in the page */
  function isShown(element, root) {
    for (let at = /** @type {Element|null} */ (element); at && at !== root; at = at.parentElement) {
      if (dom.isHidden(at)) return false;
    }
    return true;
  }

  /** @param {Element|null} root @returns {Element[]} the paragraphs that are lines of its rows, in order */
  const paragraphs = (root) => [...root?.querySelectorAll("p") ?? []].filter((one) => root
    && !one.closest(NO_LINE) && !one.querySelector(NO_LINE) && isShown(one, root) && dom.line(one) !== null);

  /** @param {Element[]} found @returns {string[]} */
  const words = (found) => found.map((one) => dom.line(one) ?? "");

  /**
   * The rows of a card: by their own keys, else as rules divide them.
   * @param {Element|null} root
   * @returns {Element[][]} the paragraphs of each
   */
  function rows(root) {
    if (!root) return [];
    const items = [...root.querySelectorAll(ITEM)].filter((one) => !one.parentElement?.closest(ITEM));
    if (items.length > 0) return items.map(paragraphs).filter((row) => row.length > 0);
    const known = new Set(paragraphs(root));
    /** @type {Element[][]} */
    const found = [[]];
    for (const element of root.querySelectorAll(`${RULE}, p`)) {
      if (element.tagName === "HR" && !element.closest("li")) found.push([]);
      else if (known.has(element)) found[found.length - 1].push(element);
    }
    return withoutHeading(found.filter((row) => row.length > 0));
  }

  /** @param {Element[]} row */
  const datesAt = (row) => words(row).findIndex(lines.isDates);

  /**
   * A details page begins with its heading as a paragraph; rules alone do not divide it from the first
   * row. It is no link where rows are, or pushes the dates one line further than in every other row.
   * @param {Element[][]} found
   */
  function withoutHeading(found) {
    const [[heading, ...first], ...others] = found.length > 0 ? found : [[]];
    if (first.length === 0) return found;
    const isPlain = !heading.closest("a") && first.some((one) => one.closest("a"));
    const isPushed = others.length > 0 && others.every((row) => datesAt(row) === datesAt(first));
    return isPlain || isPushed ? [first, ...others] : found;
  }

  /** @param {Element} root @param {string} url */
  const employerUrl = (root, url) => linkedin.memberUrl(
    [...root.querySelectorAll("a[href]")].find((link) => linkedin.memberUrl(link, url)), url);

  /**
   * The smallest element around a row that holds nothing of another.
   * @param {Element[]} row @param {Element} root
   */
  function around(row, root) {
    let at = row[0];
    while (at.parentElement && at.parentElement !== root && !at.parentElement.querySelector(RULE)
      && !at.matches(`${ITEM}, li`)) at = at.parentElement;
    return at;
  }

  /**
   * @param {Element[]} row @param {Element} root @param {string} url @param {string|null} company
   * @returns {Position}
   */
  function position(row, root, url, company) {
    const whole = around(row, root);
    return {
      ...lines.positionOf(words(row), company),
      company_url: employerUrl(whole, url),
      text: dom.text(whole.querySelector(TEXT_BOX)) || null,
    };
  }

  /**
   * One job, or those of a group: its head names the employer, each list item is a role.
   * @param {Element[]} row @param {Element} root @param {string} url
   * @returns {Position[]|null} null: its lines are in no known order
   */
  function jobs(row, root, url) {
    const head = row.filter((one) => !one.closest("li") || one.closest("li")?.contains(row[0]));
    if (head.length === row.length) {
      const isKnown = words(row).filter(lines.isDates).length === 1 && [1, 2, 3].includes(datesAt(row));
      return isKnown ? [position(row, root, url, null)] : null;
    }
    if (words(head).some(lines.isDates)) return [position(head, root, url, null)];
    const below = row.filter((one) => !head.includes(one));
    const roles = [...Map.groupBy(below, (one) => one.closest("li")).values()]
      .filter((role) => words(role).some(lines.isDates));
    if (roles.length === 0) return null;
    const address = employerUrl(around(head, root), url);
    return roles.map((role) => {
      const found = position(role, root, url, words(head)[0]);
      return { ...found, company_url: address ?? found.company_url };
    });
  }

  /** @param {Element|null} root @param {string} url @param {string[]} missing */
  function positions(root, url, missing) {
    const found = root ? rows(root).map((row) => jobs(row, root, url)) : [];
    if (found.includes(null)) missing.push("positions");
    return found.flatMap((some) => some ?? []);
  }

  /** @param {Element|null} root */
  const education = (root) => rows(root).map((row) => lines.educationOf(words(row)));

  /** @param {Element|null} root the first line of each is the skill, what follows where it was used */
  function skills(root) {
    const keyed = [...root?.querySelectorAll(SKILL) ?? []].map(paragraphs);
    return (keyed.length > 0 ? keyed : rows(root)).map(words)
      .filter((row) => row.length > 0).map(([name, ...evidence]) => ({ name, evidence }));
  }

  /** @param {string} line "· 2nd", "(She/Her)", "500+": no headline and no place */
  const isMark = (line) => /^[•·・(]/.test(line) || !/\p{L}/u.test(line) || /^\p{Nd}\S{0,4}$/u.test(line);

  /** @param {Element|null} top @param {string|null} name */
  function topLines(top, name) {
    const all = words(paragraphs(top)).filter((line) => lines.bareName(line) !== name);
    const degree = all.findIndex((line) => /^[•·・]\s*\p{Nd}/u.test(line));
    // "She/Her" without brackets stands before the degree, a headline behind it.
    const own = all.filter((line, i) => !isMark(line) && !(i < degree && /^\S{1,12}\/\S{1,12}$/.test(line)));
    // The place is the last line before the link to the contact details.
    const contact = top?.querySelector("a[href*='/overlay/contact-info']");
    const before = contact ? words(paragraphs(top).filter((one) =>
      contact.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING && !one.contains(contact)))
      .filter((line) => own.includes(line)) : [];
    const place = before.at(-1) ?? null;
    return {
      headline: own[0] ?? null,
      location: place !== null && place !== own[0] && !/\s·\s/.test(place) ? place : null,
    };
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const top = card(doc, "Topcard");
    const title = top?.querySelector("h2") ?? null;
    const name = lines.bareName(lines.shownLine(title));
    if (name === null) missing.push("person.name");
    else anchors.remember(doc, "", title);
    yield;
    const isCut = lines.leadsToRest(doc.querySelector("main") ?? doc.body, url);
    return lines.withPartial({
      person: { name, url: linkedin.ownUrl(doc, url) },
      ...topLines(top, name),
      about: dom.text(card(doc, "About")?.querySelector(TEXT_BOX)) || null,
      positions: positions(card(doc, "ExperienceTopLevelSection"), url, missing),
      education: education(card(doc, "EducationTopLevelSection")),
      skills: skills(card(doc, "Skills")),
      languages: words(rows(card(doc, "Languages")).map(([first]) => first)),
      contact_points: [],
      posts: [],
    }, /** @param {string} field */ (field) => missing.includes(field) || isCut(field));
  }

  const DETAILS = `[componentkey^='${PREFIX}card.ref'], [data-testid^='profile_'], ${SKILL},`
    + " [data-sdui-screen*='profile.']";

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* readDetails(doc, url, missing) {
    const shown = linkedin.detailsOf(url);
    const root = dom.first(doc, "[componentkey$='DetailsSection'], [data-testid*='DetailsSection_']",
      `[componentkey^='${PREFIX}card.ref'][componentkey*='Details']`, "main [data-component-type=LazyColumn]");
    yield;
    const box = root ?? (doc.querySelector(`main ${SKILL}`) && doc.querySelector("main"));
    return lines.withPartial({
      person: { name: null, url: linkedin.ownUrl(doc, url) },
      headline: null,
      location: null,
      about: null,
      positions: shown === "positions" ? positions(box, url, missing) : [],
      education: shown === "education" ? education(box) : [],
      skills: shown === "skills" ? skills(box) : [],
      languages: shown === "languages" ? words(rows(box).map(([first]) => first)) : [],
      contact_points: [],
      posts: [],
    }, /** @param {string} field */ (field) => missing.includes(field));
  }

  const kind = /** @type {const} */ ("profile");
  return [
    {
      name: "sdui-profile-2026",
      kind,
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => linkedin.detailsOf(url) === null && card(doc, "Topcard") !== null,
      promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
      read,
    },
    {
      name: "sdui-details-2026",
      kind,
      /** @param {Document} doc @param {string} url */
      fits: (doc, url) => linkedin.detailsOf(url) !== null && doc.querySelector(DETAILS) !== null,
      promises: ["person.url"],
      read: readDetails,
    },
  ];
})();
