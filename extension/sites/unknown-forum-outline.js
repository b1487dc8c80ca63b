// One walk over a page whose software is unknown: what each element is called, how many words stand in
// it and how many of them in links, and where authors and dates may be. All that follows asks these
// lists instead of the page.
"use strict";

/**
 * @typedef {{sig: string, labels: string[], author: boolean, date: boolean, isSilent: boolean,
 *   isHidden: boolean|null}} Naming
 *   what a tag and its class names tell
 * @typedef {{at: number, kind: "person"|"class"|"bold", href: string|null}} AuthorMark
 * @typedef {{at: number, words: string|null}} DateMark  words: as it is told to machines, or written
 * @typedef {Object} Outline lists by the number of the element, in page order
 * @property {Element[]} elements
 * @property {number[]} parent   -1 for the body
 * @property {number[]} end      the number after its last descendant
 * @property {number[]} depth
 * @property {number[]} chars    letters in it
 * @property {number[]} linked   letters of those inside links
 * @property {Naming[]} naming
 * @property {AuthorMark[]} authors
 * @property {DateMark[]} dates
 */

Sidenote.unknownForumOutline = (() => {
  const { dom, unknownForumMarks: marks } = Sidenote;
  /** Elements that are looked at; a page with more is read as far as that. */
  const MAX_ELEMENTS = 60_000;
  const MAX_NAME = 60;
  /** @type {string[]} */
  const BARE = [];
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SVG", "IFRAME", "OBJECT", "SELECT", "TEXTAREA",
    "CANVAS", "AUDIO", "VIDEO", "DIALOG", "HEAD", "MATH"]);
  /** Tags that name their author even without a class: old guestbooks and mailing lists. */
  const BOLD = new Set(["B", "STRONG", "CITE", "DT", "TH", "H3", "H4", "H5", "H6"]);
  /** Class names that tell posts apart instead of joining them: numbered ones, states. Made-up ones
   * ("css-1x0yz") join. */
  const PASSING = /\d$|^(?:odd|even|first|last|active|alt|new|unread|read|op|starter|staff|guest|online|offline)$|^(?:is|has|by|js)(?:-|post)/i;

  /** @param {Map<string, Naming>} known @param {Element} element @param {string[]} attributes their names */
  function namingOf(known, element, attributes) {
    const tag = element.tagName;
    const names = attributes.includes("class") ? element.getAttribute("class") ?? "" : "";
    const key = `${tag} ${names}`;
    let found = known.get(key);
    if (!found) {
      const tokens = names.split(/\s+/, 12).filter((token) => token !== "" && token.length < 60 && !PASSING.test(token));
      found = {
        sig: [tag, ...tokens.slice(0, 6).sort()].join("."),
        labels: tokens.map((token) => `${tag}.${token}`),
        author: names !== "" && marks.meansAuthor(names),
        date: names !== "" && marks.meansDate(names),
        isSilent: SILENT.has(tag.toUpperCase()),
        isHidden: null,
      };
      known.set(key, found);
    }
    return found;
  }

  /**
   * @param {Document} doc
   * @returns {Generator<void, Outline, void>}
   */
  function* walk(doc) {
    /** @type {Outline} */
    const outline = {
      elements: [], parent: [], end: [], depth: [], chars: [], linked: [], naming: [], authors: [], dates: [],
    };
    /** @type {Map<string, Naming>} */
    const known = new Map();
    let total = 0, inLinks = 0, links = 0, at = -1;
    /** @type {Node|null} */
    let node = doc.body;
    while (node !== null) {
      let down = false;
      if (node.nodeType === 1) {
        const element = /** @type {Element} */ (node);
        if (outline.elements.length >= MAX_ELEMENTS) break;
        const names = element.hasAttributes() ? element.getAttributeNames() : BARE;
        const naming = namingOf(known, element, names);
        if (!naming.isSilent && !isHidden(element, names, naming)) {
          at = enter(outline, element, names, naming, at, total, inLinks);
          if (element.tagName === "A") links += 1;
          if (outline.elements.length % 400 === 0) yield;
          if (element.firstChild !== null) down = true;
          else [at, links] = leave(outline, at, total, inLinks, links);
        }
      } else if (node.nodeType === 3) {
        const words = /** @type {Text} */ (node).data.trim();
        if (words !== "") {
          total += words.length;
          if (links > 0) inLinks += words.length;
          noteDate(outline, at, words);
        }
      }
      if (down) {
        node = node.firstChild;
        continue;
      }
      while (node !== null && node.nextSibling === null) {
        node = node.parentNode;
        if (node === null || at < 0 || node === doc.documentElement) break;
        [at, links] = leave(outline, at, total, inLinks, links);
      }
      if (at < 0 || node === null) break;
      node = node.nextSibling;
    }
    while (at >= 0) [at, links] = leave(outline, at, total, inLinks, links);
    yield;
    outline.dates.sort((a, b) => a.at - b.at);
    noteAuthors(outline);
    return outline;
  }

  /** @param {Element} element @param {string[]} names of its attributes @param {Naming} naming */
  const isHidden = (element, names, naming) =>
    (names.includes("style") || names.includes("hidden") ? dom.isHidden(element)
      : naming.isHidden ??= dom.isHidden(element));

  /**
   * @param {Outline} outline @param {Element} element @param {string[]} names @param {Naming} naming
   * @param {number} parent @param {number} total @param {number} inLinks
   * @returns {number}
   */
  function enter(outline, element, names, naming, parent, total, inLinks) {
    const at = outline.elements.length;
    outline.elements.push(element);
    outline.parent.push(parent);
    outline.depth.push(parent < 0 ? 0 : outline.depth[parent] + 1);
    outline.end.push(at + 1);
    outline.chars.push(-total);
    outline.linked.push(-inLinks);
    outline.naming.push(naming);
    if (names.length > 0) {
      const words = marks.dateOf(element, names);
      if (words !== null) outline.dates.push({ at, words });
    }
    return at;
  }

  /**
   * @param {Outline} outline @param {number} at @param {number} total @param {number} inLinks
   * @param {number} links
   * @returns {[number, number]} the parent, and how many links are open
   */
  function leave(outline, at, total, inLinks, links) {
    outline.end[at] = outline.elements.length;
    outline.chars[at] += total;
    outline.linked[at] += inLinks;
    return [outline.parent[at], outline.elements[at].tagName === "A" ? links - 1 : links];
  }

  /** @param {Outline} outline @param {number} at @param {string} words */
  function noteDate(outline, at, words) {
    if (at < 0 || words.length > 120) return;
    const last = outline.dates.at(-1)?.at;
    if (last === at || (last !== undefined && last === outline.parent[at])) return;
    const found = marks.dateIn(words)
      ?? (outline.naming[at].date && words.length < 40 && /\d/.test(words) ? words : null);
    if (found !== null) outline.dates.push({ at, words: found });
  }

  /** @param {Outline} outline what holds a date is no name */
  function noteAuthors(outline) {
    const { authors, chars, dates, elements, end } = outline;
    let next = 0;
    for (let at = 0; at < elements.length; at += 1) {
      while (next < dates.length && dates[next].at < at) next += 1;
      if (chars[at] < 1 || chars[at] > MAX_NAME) continue;
      const element = elements[at];
      const href = element.tagName === "A" ? element.getAttribute("href") : null;
      if (href !== null && marks.isPerson(href)) authors.push({ at, kind: "person", href });
      else if (next < dates.length && dates[next].at < end[at]) continue;
      else if (isNamedAuthor(outline, at, element, href)) authors.push({ at, kind: "class", href });
      else if (BOLD.has(element.tagName) && element.firstElementChild === null) authors.push({ at, kind: "bold", href: null });
    }
  }

  /** @param {Outline} outline @param {number} at @param {Element} element @param {string|null} href */
  function isNamedAuthor(outline, at, element, href) {
    if (outline.naming[at].author || /^(?:author|name|creator)$/.test(element.getAttribute("itemprop") ?? "")) return true;
    return href !== null && (isWithinAuthor(outline, at) || href.startsWith("mailto:")
      || /(?:^|\s)author(?:\s|$)/.test(element.getAttribute("rel") ?? ""));
  }

  /** @param {Outline} outline @param {number} at a link that fills an element called after authors */
  function isWithinAuthor({ chars, naming, parent }, at) {
    const outer = parent[at];
    return outer >= 0 && naming[outer].author && chars[outer] <= chars[at] + 25;
  }

  /** @param {Outline} outline @param {number} at */
  const keyOf = ({ naming, parent }, at) =>
    `${naming[at].sig}<${parent[at] < 0 ? "" : naming[parent[at]].sig}`;

  return { keyOf, walk };
})();
