// What stands around the posts of an unknown forum: the title, the first post or article that they
// answer (it is often built otherwise than they are), and which of them answers which.
"use strict";

/**
 * @typedef {import("./unknown-forum-outline.js").Outline} Outline
 * @typedef {import("./unknown-forum-groups.js").Member} Member
 * @typedef {import("./unknown-forum-fields.js").Fields} Fields
 * @typedef {import("./unknown-forum-posts.js").Found} Found
 * @typedef {import("./contract.js").Article} Article
 */

Sidenote.unknownForumFrame = (() => {
  const { dom, unknownForumFields: fieldsOf, unknownForumPosts } = Sidenote;

  /** How far apart author and date of one post may stand, in elements; how far before the others. */
  const NEAR = 40;
  const FAR = 600;
  const ARTICLE_LETTERS = 250;
  const COMMENTS = /comm?ent|reaction|response|koment|kommentar|reactie|opini|diskusn|guest|review/i;

  /** @param {Document} doc */
  function title(doc) {
    const whole = dom.fold(doc.title);
    const headings = [...doc.querySelectorAll("h1, h2, h3")].slice(0, 60)
      .map((one) => ({ level: one.tagName, words: dom.line(one) })).filter(({ words }) => words !== null && words.length > 2);
    const inTitle = headings.filter(({ words }) => whole.toLowerCase().includes(/** @type {string} */ (words).toLowerCase()))
      .sort((a, b) => (b.words?.length ?? 0) - (a.words?.length ?? 0));
    /** @type {string[]} */
    const pieces = whole.split(/\s+[|•·»«–—-]\s+|\s*::\s*/);
    pieces.sort((a, b) => b.length - a.length);
    // The site's own name is in every title, too; the thread's is the longer part.
    if (inTitle[0] && (inTitle[0].words?.length ?? 0) >= 0.4 * pieces[0].length) return inTitle[0].words;
    const og = dom.meta(doc, "og:title");
    if (og) return og;
    const firsts = headings.filter(({ level }) => level === "H1");
    return firsts.length === 1 && pieces[0] === "" ? firsts[0].words : pieces[0] || null;
  }

  /**
   * A post before the group that is built otherwise: its author is linked as the group's authors are,
   * a date stands near, and it has words.
   * @param {Outline} outline @param {Fields[]} kinds @param {Found[]} known the posts of these kinds
   * @returns {Fields|null} a group of that one post
   */
  function rootBefore(outline, kinds, known) {
    const shape = shapeOf(known);
    const first = known[0].at;
    // A question holds the comments on it, never all posts.
    const limit = kinds.length > 1 ? known[known.length - 1].at : first;
    if (shape === null) return null;
    const from = Math.max(0, first - FAR);
    const dates = outline.dates.filter(({ at }) => at >= from && at < first && outline.end[at] <= first);
    const like = kinds.map(({ group: { members: [one] }, textKey }) => ({
      author: sigOf(outline, one.author), date: sigOf(outline, one.date), text: (textKey ?? "").split("<")[0],
    }));
    let best = null;
    for (const author of outline.authors) {
      if (author.at >= first) break;
      if (author.at < from || author.href === null || hrefShape(author.href) !== shape) continue;
      const date = dates.find(({ at }) => Math.abs(at - author.at) <= NEAR);
      const found = date && around(outline, author, date, { first, limit }, like.map((one) => one.text));
      if (!found) continue;
      const { member, text } = found;
      const likeness = Math.max(...like.map((one) => Number(sigOf(outline, author) === one.author)
        + Number(sigOf(outline, date ?? null) === one.date) + 2 * Number(outline.naming[text].sig === one.text)));
      if (!best || likeness > best.likeness) best = { member, text, likeness };
    }
    if (!best || best.likeness === 0) return null;
    const group = { label: "root", members: [best.member], isRun: true, complete: 1, score: 0 };
    return { group, texts: [best.text], textKey: "root", areParts: false, headlines: 0, titled: 0 };
  }

  /** @param {Outline} outline @param {{at: number}|null} mark */
  const sigOf = ({ naming }, mark) => (mark ? naming[mark.at].sig : "");

  /** @param {string|null} href "/users/12" → "/users/0": the shape of an address */
  const hrefShape = (href) => (href ?? "").replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/, "")
    .replace(/^\/[^/]+\/?$/, "/*").split("/").slice(0, 2).join("/").replace(/\d+/g, "0");

  /** @param {Found[]} found @returns {string|null} the shape of most authors' addresses */
  function shapeOf(found) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { url } of found) if (url !== null) counts.set(hrefShape(url), (counts.get(hrefShape(url)) ?? 0) + 1);
    const [best] = [...counts].sort(([, a], [, b]) => b - a);
    return best && best[1] >= found.length / 2 ? best[0] : null;
  }

  /**
   * The smallest element around an author and a date that holds words besides, and nothing of the group.
   * @param {Outline} outline @param {import("./unknown-forum-outline.js").AuthorMark} author
   * @param {import("./unknown-forum-outline.js").DateMark} date
   * @param {{first: number, limit: number}} before where the group begins, what it may not hold
   * @param {string[]} names
   * @returns {{member: Member, text: number}|null}
   */
  function around(outline, author, date, { first, limit }, names) {
    const { end, parent } = outline;
    let at = parent[author.at];
    while (at > 0 && !(at <= date.at && date.at < end[at])) at = parent[at];
    for (; at > 0 && end[at] <= limit; at = parent[at]) {
      /** @param {{at: number}} mark */
      const isOwn = (mark) => mark.at > at && mark.at < Math.min(end[at], first);
      const member = {
        at, end: Math.min(end[at], first), holes: [], nested: 0, author, date,
        authors: outline.authors.filter((mark) => isOwn(mark) && mark.kind === author.kind), dates: outline.dates.filter(isOwn),
      };
      const text = textIn(outline, member, names);
      if (text === null) continue;
      fieldsOf.signedBelow(outline, member, text);
      return { member, text };
    }
    return null;
  }

  /**
   * @param {Outline} outline @param {Member} member @param {string[]} names
   * @returns {number|null} the element of its words: named as those of the group, else the longest block
   */
  function textIn(outline, member, names) {
    const { chars, end, linked, naming } = outline;
    /** @type {number|null} */
    let best = null;
    for (let at = member.at + 1; at < member.end; at += 1) {
      const holdsMark = [member.author, member.date].some((mark) => mark
        && (fieldsOf.holds(outline, at, mark.at) || fieldsOf.holds(outline, mark.at, at)));
      if (holdsMark || end[at] > member.end || chars[at] < 2) continue;
      if (naming[at].sig.includes(".") && names.includes(naming[at].sig)) return at;
      const isCorner = chars[at] < 200
        && [...member.authors, ...member.dates].some((mark) => fieldsOf.holds(outline, at, mark.at));
      if (chars[at] >= 30 && !isCorner && linked[at] < 0.5 * chars[at] && (best === null || chars[at] > chars[best])) best = at;
    }
    return best;
  }

  /**
   * The article that comments are about: the block before them with the most words in paragraphs.
   * @param {Document} doc @param {Outline} outline @param {number} first @param {string} base
   * @returns {Article|null}
   */
  function article(doc, outline, first, base) {
    const { chars, elements, end, parent } = outline;
    /** @type {Map<number, number>} */
    const letters = new Map();
    for (let at = 0; at < first; at += 1) {
      if (elements[at].tagName !== "P" || outline.linked[at] > 0.5 * chars[at]) continue;
      letters.set(parent[at], (letters.get(parent[at]) ?? 0) + chars[at]);
    }
    const [best] = [...letters].filter(([at]) => end[at] <= first).sort(([, a], [, b]) => b - a);
    if (!best || best[1] < ARTICLE_LETTERS) return null;
    const [at] = best;
    const heading = elements.findLastIndex((one, i) => i < at && /^H[12]$/.test(one.tagName));
    const from = Math.max(heading, at - 60);
    const byline = outline.authors.find((mark) => mark.at > from && mark.at < first && mark.kind !== "bold"
      && (mark.at < at || mark.at >= end[at]) && (mark.kind === "person" || /author|byline/i.test(outline.naming[mark.at].sig)));
    const date = outline.dates.find((mark) => mark.at > from && mark.at < first);
    const who = byline ? unknownForumPosts.personOf(elements[byline.at], base) : { name: dom.meta(doc, "author"), url: null };
    return {
      author: { name: who.name, url: who.url, headline: null },
      text: unknownForumPosts.words(elements[at]).text,
      posted_at: dom.meta(doc, "article:published_time") ?? dom.partialDate(date?.words ?? null),
    };
  }

  /** @param {Fields} fields are its posts called comments? */
  const areComments = ({ group }) => COMMENTS.test(group.label);

  /**
   * How deep each post stands: as the page indents it, else as it is nested.
   * @param {Outline} outline @param {Found[]} found
   * @returns {number[]}
   */
  function levels(outline, found) {
    const depths = found.map(({ at }) => outline.depth[at]);
    if (new Set(depths).size > 1) return depths;
    /** @param {(number|null)[]} values */
    const areTold = (values) => values.filter((value) => value !== null).length >= 0.8 * values.length;
    for (const indentOf of INDENTS) {
      // A few tell whether the page indents in this way at all.
      if (!areTold(found.slice(0, 12).map(({ member }) => indentOf(outline, member)))) continue;
      const values = found.map(({ member }) => indentOf(outline, member));
      if (areTold(values) && new Set(values).size > 1) return values.map((value) => value ?? 0);
    }
    return depths;
  }

  /** @param {Outline} outline @param {Member} member its own element, the one around it and its first few */
  const near = ({ elements, parent }, { at, end }) =>
    [at, parent[at], at + 1, at + 2, at + 3, at + 4, at + 5, at + 6].filter((one) => one >= 0 && one < end)
      .map((one) => elements[one]);

  /** @param {(element: Element) => number|null} read */
  const firstNear = (read) => (/** @type {Outline} */ outline, /** @type {Member} */ member) => {
    for (const element of near(outline, member)) {
      const value = read(element);
      if (value !== null) return value;
    }
    return null;
  };

  /** @param {RegExp} pattern @param {string|null} value */
  const numberBy = (pattern, value) => {
    const found = value === null ? null : pattern.exec(value);
    return found ? Number(found[1]) : null;
  };

  const INDENTS = [
    firstNear((element) => ["data-depth", "data-level", "data-indent", "indent", "aria-level", "depth"]
      .map((name) => numberBy(/^(\d{1,3})$/, element.getAttribute(name))).find((value) => value !== null) ?? null),
    firstNear((element) => numberBy(/(?:^|\s)(?:\S*[-_])?(?:depth|level|indent|lvl|nest(?:ed)?)[-_]?(\d{1,2})(?:\s|$)/,
      element.getAttribute("class"))),
    firstNear((element) => numberBy(/(?:margin|padding)-left\s*:\s*(\d+)/, element.getAttribute("style"))),
    firstNear((element) => (element.tagName === "IMG" ? numberBy(/^(\d+)/, element.getAttribute("width")) : null)),
  ];

  /**
   * Which post each answers: what the page says, else the nearest one above that stands less deep,
   * else the root.
   * @param {Outline} outline @param {Found[]} found with their ids @param {boolean} hasRoot
   * @returns {(string|null)[]}
   */
  function parents(outline, found, hasRoot) {
    const depth = levels(outline, found);
    const known = new Set(found.map(({ id }) => id));
    /** @type {number[]} */
    const open = [];
    return found.map((post, i) => {
      while (open.length > 0 && depth[open[open.length - 1]] >= depth[i]) open.pop();
      const above = open.at(-1);
      open.push(i);
      if (post.parent !== null && post.parent !== post.id && known.has(post.parent)) return post.parent;
      if (above !== undefined) return found[above].id;
      return hasRoot && i > 0 ? found[0].id : null;
    });
  }

  /** @param {string} url is this a later page of the thread? */
  function isLaterPage(url) {
    const { pathname, search } = new URL(url);
    const page = /[?&;](?:page|pg|pagenumber|seite|strana|sivu)=(\d+)/i.exec(search)?.[1]
      ?? /\/(?:(?:page|seite|strana|sivu)[-/]?|p)(\d{1,5})\/?$/i.exec(pathname)?.[1];
    const start = /[?&;](?:start|offset|st|from)=(\d+)/i.exec(search)?.[1];
    return Number(page ?? 0) > 1 || Number(start ?? 0) > 0;
  }

  return { areComments, article, isLaterPage, levels, parents, rootBefore, shapeOf, title };
})();
