// Where the members of one group keep their author, their date and their words: the same place in most
// of them. What stands elsewhere, or is the same everywhere, is none of these.
"use strict";

/**
 * @typedef {import("./unknown-forum-outline.js").Outline} Outline
 * @typedef {import("./unknown-forum-groups.js").Group} Group
 * @typedef {import("./unknown-forum-groups.js").Member} Member
 * @typedef {import("./unknown-forum-outline.js").AuthorMark} AuthorMark
 * @typedef {{group: Group, texts: (number|null)[], textKey: string|null, areParts: boolean, headlines: number,
 *   titled: number}} Fields
 *   texts: each member's element of words, or (areParts) what is around its paragraphs; headlines: share
 *   with a title that leads to another page; titled: with a heading of its own
 */

Sidenote.unknownForumFields = (() => {
  const { dom, links, unknownForumMarks: marks, unknownForumOutline } = Sidenote;
  const { keyOf } = unknownForumOutline;

  /**
   * The numbers of a member's own elements, without members nested in it and what is around those.
   * @param {Outline} outline @param {Member} member
   * @returns {Generator<number, void, void>}
   */
  function* own({ end }, { at: from, end: to, holes }) {
    let next = 0;
    for (let at = from + 1; at < to; at += 1) {
      while (next < holes.length && holes[next] < at) next += 1;
      if (next < holes.length && holes[next] === at) at = end[at] - 1;
      else if (next >= holes.length || holes[next] >= end[at]) yield at;
    }
  }

  /** @param {Outline} outline @param {number} outer @param {number} inner */
  const holds = ({ end }, outer, inner) => outer <= inner && inner < end[outer];

  /**
   * Chooses one mark for each member: the kind that most members have and that differs between them.
   * @param {Outline} outline @param {Group} group @param {"authors"|"dates"} which
   * @param {(mark: any) => string} valueOf @param {(key: string, mark: any) => number} merit
   */
  function choose(outline, { members }, which, valueOf, merit) {
    /** @type {Map<string, {members: number, values: Set<string>, first: any, order: number}>} */
    const kinds = new Map();
    for (const member of members) {
      const mine = new Set();
      member[which].forEach((mark, order) => {
        const key = keyOf(outline, mark.at);
        if (mine.has(key)) return;
        mine.add(key);
        const kind = kinds.get(key) ?? { members: 0, values: new Set(), first: mark, order: 0 };
        kind.members += 1;
        kind.order += order;
        if (kind.values.size < 50) kind.values.add(valueOf(mark));
        kinds.set(key, kind);
      });
    }
    const ranked = [...kinds].map(([key, kind]) => ({
      key,
      rank: kind.members / members.length + merit(key, kind.first) - 0.02 * Math.min(10, kind.order / kind.members)
        // The same everywhere: a label, not an author; a page's date, not a post's.
        - (kind.values.size === 1 && kind.members > 2 ? (kind.first.kind === "bold" ? 1.2 : 0.6) : 0)
        // Letters in place of a picture.
        - ([...kind.values].every((value) => value.length < 2) ? 0.6 : 0)
        + (kind.values.size > Math.min(kind.members, 50) * 0.6 ? 0.05 : 0),
    })).sort((a, b) => b.rank - a.rank);
    for (const member of members) {
      const field = which === "authors" ? "author" : "date";
      for (const { key, rank } of ranked) {
        const mark = rank > 0.1 && member[which].find((one) => keyOf(outline, one.at) === key);
        if (mark) {
          member[field] = /** @type {any} */ (mark);
          break;
        }
      }
    }
  }

  const MERIT = { person: 0.3, class: 0.2, bold: 0 };

  /** @param {Outline} outline @param {Group} group */
  function chooseMarks(outline, group) {
    const { elements, naming } = outline;
    // A subject is the same everywhere, answered or not.
    choose(outline, group, "authors", (mark) => (dom.line(elements[mark.at]) ?? "").replace(ANSWER, ""),
      (_, mark) => /** @type {Record<string, number>} */ (MERIT)[mark.kind] + (naming[mark.at].author ? 0.05 : 0)
        + (mark.href === null ? 0 : 0.05));
    choose(outline, group, "dates", (mark) => mark.words ?? "",
      (_, mark) => (elements[mark.at].tagName === "TIME" || mark.words !== dom.fold(elements[mark.at].textContent) ? 0.2 : 0)
        - (marks.dateIn(mark.words ?? "") === null && !/\d{4}-\d/.test(mark.words ?? "") ? 0.3 : 0)
        - (/\p{L}{4,}\s*:\s*\S/u.test(dom.fold(elements[mark.at].textContent).slice(0, 30)) ? 0.05 : 0));
  }

  /**
   * @param {Outline} outline @param {Group} group its marks chosen
   * @returns {Generator<void, Fields, void>}
   */
  function* read(outline, group) {
    chooseMarks(outline, group);
    yield;
    /** @type {Map<string, Block>} */
    const blocks = new Map();
    const { members } = group;
    const headlines = new Headlines(outline, members);
    for (let i = 0; i < members.length; i += 1) {
      for (const at of own(outline, members[i])) {
        headlines.note(i, at);
        if (outline.chars[at] > 1 && !isOccupied(outline, members[i], at)) addBlock(outline, blocks, i, at);
      }
      if (i % 8 === 0) yield;
    }
    const [best] = [...blocks].filter(([, block]) => block.at.size >= Math.max(2, 0.5 * members.length)
      && block.linked < 0.6 * block.chars).sort(([, a], [, b]) => b.chars - a.chars || a.order - b.order);
    const [textKey, block] = best ?? [null, null];
    const areParts = block !== null && block.isRepeated;
    const texts = members.map((_, i) => {
      if (textKey === null || block === null) return null;
      const at = block.at.get(i) ?? likely(outline, members, i, textKey);
      return at !== null && areParts ? Math.max(outline.parent[at], members[i].at) : at;
    });
    members.forEach((member, i) => signedBelow(outline, member, texts[i]));
    return { group, texts, textKey, areParts, headlines: headlines.share(texts), titled: headlines.headed() };
  }

  /**
   * Below the words stand those who touched them, the author last: "edited by …", "asked by …".
   * @param {Outline} outline @param {Member} member @param {number|null} text
   */
  function signedBelow(outline, member, text) {
    const { author, date } = member;
    if (text === null || !author || author.at < outline.end[text]) return;
    /** @param {number} one @param {number} other */
    const areAlike = (one, other) => keyOf(outline, one) === keyOf(outline, other);
    const alike = member.authors.filter(({ at, kind }) => kind === author.kind && areAlike(at, author.at));
    if (alike.length < 2) return;
    member.author = alike[alike.length - 1];
    const before = /** @type {AuthorMark} */ (member.author).at;
    const dates = member.dates.filter(({ at }) => date !== null && at >= date.at && at < before && areAlike(at, date.at));
    member.date = dates.at(-1) ?? date;
  }

  /**
   * @typedef {{chars: number, linked: number, at: Map<number, number>, isRepeated: boolean, order: number}} Block
   *   at: member → the first such element; isRepeated: one member has several (paragraphs)
   * @param {Outline} outline @param {Map<string, Block>} blocks @param {number} index @param {number} at
   */
  function addBlock(outline, blocks, index, at) {
    const key = keyOf(outline, at);
    const block = blocks.get(key) ?? { chars: 0, linked: 0, at: new Map(), isRepeated: false, order: blocks.size };
    blocks.set(key, block);
    const before = block.at.get(index);
    if (before === undefined) block.at.set(index, at);
    else if (holds(outline, before, at)) return;
    else block.isRepeated = true;
    block.chars += outline.chars[at];
    block.linked += outline.linked[at];
  }

  /**
   * Does an element hold the author or the date, or is it within one of them?
   * @param {Outline} outline @param {Member} member @param {number} at
   */
  function isOccupied(outline, member, at) {
    for (const mark of [member.author, member.date]) {
      if (mark && mark.at !== member.at && (holds(outline, at, mark.at) || holds(outline, mark.at, at))) return true;
    }
    return false;
  }

  /**
   * The words of a member whose place for them is called otherwise: the same tag, a class name shared.
   * @param {Outline} outline @param {Member[]} members @param {number} index @param {string} key
   */
  function likely(outline, members, index, key) {
    const [tag, ...names] = key.split("<")[0].split(".");
    if (names.length === 0) return null;
    for (const at of own(outline, members[index])) {
      const other = outline.naming[at].sig.split(".");
      if (other[0] === tag && names.some((name) => other.includes(name)) && outline.chars[at] > 1
        && !isOccupied(outline, members[index], at)) return at;
    }
    return null;
  }

  /** @param {Outline} outline @param {number} at @param {{at: number}|null} mark */
  const isPartOf = (outline, at, mark) => mark !== null && (holds(outline, mark.at, at) || holds(outline, at, mark.at));

  const HEADING = /^H[1-5]$/;
  const ANSWER = /^(?:(?:re|aw|vs|sv|odp|fwd?)\s*:\s*)+/i;

  /** Titles that lead to other pages: what lists, teasers and search results have and posts have not. */
  class Headlines {
    /** @param {Outline} outline @param {Member[]} members */
    constructor(outline, members) {
      this.outline = outline;
      this.members = members;
      this.here = new URL(outline.elements[0]?.baseURI || "about:blank");
      /** @type {Map<string, {at: number, member: number, words: string, to: string}[]>} */
      this.kinds = new Map();
      /** @type {Map<number, string>} */
      this.headings = new Map();
    }

    /** @param {number} member @param {number} at */
    note(member, at) {
      const { author, date } = this.members[member];
      const element = this.outline.elements[at];
      if (HEADING.test(element.tagName)) this.noteHeading(member, at);
      if (element.tagName !== "A" || this.outline.chars[at] < 8) return;
      if (isPartOf(this.outline, at, author) || isPartOf(this.outline, at, date)) return;
      const address = links.of(element, this.here.href);
      if (address === null || marks.isPerson(element.getAttribute("href"))) return;
      if (this.isHere(address, HEADING.test(element.parentElement?.tagName ?? ""))) return;
      const words = dom.fold(element.textContent);
      if (marks.dateIn(words) !== null) return;
      const key = keyOf(this.outline, at);
      const list = this.kinds.get(key) ?? [];
      this.kinds.set(key, list);
      if (list.at(-1)?.member !== member) list.push({ at, member, words, to: address });
    }

    /** @param {number} member @param {number} at */
    noteHeading(member, at) {
      if (this.headings.has(member) || isPartOf(this.outline, at, this.members[member].author)) return;
      this.headings.set(member, dom.fold(this.outline.elements[at].textContent).replace(ANSWER, ""));
    }

    /** @returns {number} share of members under a heading that no other has: entries of a list more than answers */
    headed() {
      const distinct = new Set(this.headings.values()).size;
      return distinct > 0.7 * this.headings.size ? this.headings.size / this.members.length : 0;
    }

    /** @param {string} address another view of this page, or (a heading's link apart) a part of it @param {boolean} isHeading */
    isHere(address, isHeading) {
      const path = new URL(address).pathname;
      const own = this.here.pathname;
      return path === own || (!isHeading && own.length > 1 && path.startsWith(own.endsWith("/") ? own : `${own}/`))
        || (path.length > 1 && own.startsWith(`${path}/`));
    }

    /** @param {(number|null)[]} texts @returns {number} share of members with a title of their own */
    share(texts) {
      let most = 0;
      for (const list of this.kinds.values()) {
        const titles = list.filter(({ at, member }) => {
          const text = texts[member];
          return text === null || text === undefined || !holds(this.outline, text, at)
            || this.outline.chars[at] > 0.6 * this.outline.chars[text];
        });
        const distinct = new Set(titles.map(({ words }) => words.replace(ANSWER, "")));
        const targets = new Set(titles.map(({ to }) => to));
        if (distinct.size > 0.6 * titles.length && targets.size > 0.6 * titles.length) {
          most = Math.max(most, titles.length / this.members.length);
        }
      }
      return most;
    }
  }

  return { holds, own, read, signedBelow };
})();
