// Lines of LinkedIn's rows in any language: names, dates, jobs told by their order and shape, and
// texts that stand twice.
"use strict";

Sidenote.linkedin.lines = (() => {
  const { dom, linkedin, links } = Sidenote;

  const YEAR = /(?:^|\D)(?:19|20|25)\d\d(?:\D|$)/;
  const SPAN = /\s+-\s+|\s*[–—]\s*/;
  const FIELDS = /** @type {const} */ (["headline", "location", "about", "positions", "education",
    "skills", "languages", "contact_points", "posts"]);

  /**
   * Texts of logged-in pages stand twice, for eyes (aria-hidden) and for screen readers.
   * @param {Element|null|undefined} element
   * @returns {Element|null} the one for eyes
   */
  const forEyes = (element) => element?.querySelector("span[aria-hidden=true]") ?? element ?? null;

  /**
   * A name without the degree of acquaintance behind it ("Ann Lee • 2nd", "Ann Lee ・2次").
   * @param {string|null|undefined} name
   */
  const bareName = (name) =>
    name?.split(/\s+[•·・](?:\s|\p{Nd}|$)|\s*[•·・]\s*(?=\p{Nd})/u)[0].trim() || null;

  /** @param {string} words @returns {string} its digits in ASCII: Arabic and Persian years are years */
  const withAsciiDigits = (words) =>
    words.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

  /**
   * "Jan 2020 - Present · 4 yrs" in any language: an end without digits is the present.
   * @param {string|null} words
   * @returns {{start: string|null, end: string|null}}
   */
  function dateRange(words) {
    const range = words?.split(/\s*·\s*/)[0].replace(/\s*\([^)]*\)\s*$/, "") ?? "";
    if (!/\p{Nd}/u.test(range)) return { start: null, end: null };
    const [start, end] = range.split(SPAN);
    if (end === undefined) return { start, end: start };
    return { start, end: /\p{Nd}/u.test(end) ? end : null };
  }

  /**
   * Is a line a range of dates? The year must be where one begins: "Studio 2000" is a company,
   * "2014", "Jun 2019 · 1 mo" and "2015 – 2018" are dates.
   * @param {string} words
   */
  function isDates(words) {
    const [range, duration] = withAsciiDigits(words).split(/\s*·\s*/);
    if (range.length > 60 || !YEAR.test(range)) return false;
    if (/^\d{4}\D?$/.test(range)) return true;
    const [start, end] = range.split(SPAN);
    return end === undefined ? /\d/.test(duration ?? "") : YEAR.test(start);
  }

  /**
   * Dates marked as such; one alone behind which nothing goes on is a whole range ("2019").
   * @param {Element|null|undefined} range @param {string} [marks]
   * @returns {{start: string|null, end: string|null}}
   */
  function markedDates(range, marks = "time") {
    if (!range) return { start: null, end: null };
    const [start = null, end = null] = [...range.querySelectorAll(marks)]
      .map((one) => dom.line(one)?.replace(/^[-–—]\s*/, "") || null);
    if (start === null) return dateRange(dom.line(range));
    const behind = dom.text(range).split(start)[1] ?? "";
    return { start, end: end ?? (/^\s*[-–—]/.test(behind) ? null : start) };
  }

  /**
   * Which line of a row holds its dates: the one with a length behind them, else the first.
   * @param {string[]} lines
   */
  function datesAt(lines) {
    const timed = lines.findIndex((words) => isDates(words) && /·.*\p{Nd}/u.test(words));
    return timed < 0 ? lines.findIndex(isDates) : timed;
  }

  /**
   * A job from the lines of its row: title, "Company · Full-time", dates, "Place · On-site".
   * @param {string[]} lines @param {string|null} company of the group the row stands in
   * @returns {{title: string|null, company: string|null, start: string|null, end: string|null,
   *   location: string|null}}
   */
  function positionOf([title, ...rest], company) {
    const when = datesAt(rest);
    const before = when < 0 ? rest : rest.slice(0, when);
    const place = when < 0 ? undefined : rest[when + 1];
    return {
      title: title ?? null,
      // Inside a group the line before the dates holds the kind of employment alone.
      company: company ?? before[0]?.split(/\s+·\s+/)[0] ?? null,
      ...dateRange(when < 0 ? null : rest[when]),
      // "Pumps, valves and +3 skills" is no place.
      location: place === undefined || /\+\p{Nd}/u.test(place) ? null : place.split(/\s+·\s+/)[0],
    };
  }

  /**
   * A school from the lines of its row: name, degree, dates.
   * @param {string[]} lines
   * @returns {import("./contract.js").Education}
   */
  function educationOf([school, ...rest]) {
    const when = datesAt(rest);
    const degree = rest.find((_, i) => when < 0 || i < when) ?? null;
    return { school: school ?? null, degree, ...dateRange(when < 0 ? null : rest[when]) };
  }

  /**
   * The long form of a text that is shown cut ("see more" keeps both in the page).
   * @param {Element|null|undefined} element
   */
  function longText(element) {
    const more = element?.querySelector(".show-more-less-text__text--more") ?? element;
    return dom.text(more, { skip: linkedin.MODAL });
  }

  /** @param {Element|null|undefined} element @returns {string|null} its line, unless it is masked */
  function shownLine(element) {
    const words = dom.line(element);
    return dom.isMasked(words, element) ? null : words;
  }

  /**
   * The profile with the names of the fields that a page shows in part or not at all. LinkedIn leaves
   * out what is empty, not allowed to this visitor or not loaded yet: none of that means "removed".
   * @param {import("./contract.js").Profile} profile @param {(field: string) => boolean} isCut
   * @returns {import("./contract.js").Profile}
   */
  function withPartial(profile, isCut) {
    const partial = FIELDS.filter((field) => !profile[field]?.length || isCut(field));
    return { ...profile, partial };
  }

  /**
   * Does a page link to the rest of a section ("Show all 12 skills")?
   * @param {Element} main @param {string} url
   * @returns {(field: string) => boolean}
   */
  function leadsToRest(main, url) {
    const fields = [...main.querySelectorAll("a[href*='/details/']")]
      .map((link) => linkedin.detailsOf(links.of(link, url) ?? url));
    return (field) => fields.includes(field);
  }

  return {
    bareName, dateRange, educationOf, forEyes, isDates, leadsToRest, longText, markedDates, positionOf,
    shownLine, withPartial,
  };
})();
