// Repeated elements that each hold one author, one date and some words of their own: the posts of a
// forum whose software is unknown. Elements are repeated when they share a tag and one class name (or,
// without classes, tag and parent); posts may be nested in posts, or be a row and the rows after it.
"use strict";

/**
 * @typedef {import("./unknown-forum-outline.js").Outline} Outline
 * @typedef {import("./unknown-forum-outline.js").AuthorMark} AuthorMark
 * @typedef {import("./unknown-forum-outline.js").DateMark} DateMark
 *
 * @typedef {Object} Member a post to be
 * @property {number} at
 * @property {number} end        the number after its last element
 * @property {number[]} holes    where members nested in it begin
 * @property {number} nested     letters in those
 * @property {AuthorMark[]} authors  its own, in page order
 * @property {DateMark[]} dates
 * @property {AuthorMark|null} author  chosen
 * @property {DateMark|null} date
 *
 * @typedef {Object} Group
 * @property {string} label
 * @property {Member[]} members in page order
 * @property {boolean} isRun   each goes on in the siblings after it
 * @property {number} complete members that have all three
 * @property {number} score
 */

Sidenote.unknownForumGroups = (() => {
  const { keyOf } = Sidenote.unknownForumOutline;
  /** How far above a date its post may begin; groups that are looked at closely. */
  const CLIMB = 14;
  const MAX_GROUPS = 300;
  /** Letters, besides author and date: of a post at least; of a row that only heads one at most. */
  const FEWEST_WORDS = 12;
  const HEAD_WORDS = 40;

  /**
   * @param {Outline} outline @param {number} at
   * @returns {Set<string>|string[]} what an element may share with others of its kind; without a class
   *   also how deep it stands
   */
  function labelsOf({ depth, naming, parent }, at) {
    const own = naming[at];
    const outer = naming[parent[at]].sig;
    const tags = `${own.sig}<${outer.split(".")[0]}`;
    return own.labels.length > 0 ? own.labels : new Set([`${own.sig}<${outer}`, tags, `${tags}@${depth[at]}`]);
  }

  /**
   * @param {Outline} outline
   * @returns {Map<string, number[]>} label → the elements that hold a date
   */
  function labelled(outline) {
    const { dates, parent } = outline;
    /** @type {Map<string, number[]>} */
    const groups = new Map();
    const seen = new Set();
    for (const { at } of dates) {
      for (let up = at, height = 0; up > 0 && height < CLIMB; up = parent[up], height += 1) {
        if (seen.has(up)) continue;
        seen.add(up);
        for (const label of labelsOf(outline, up)) {
          const list = groups.get(label);
          if (list) list.push(up);
          else groups.set(label, [up]);
        }
      }
    }
    return groups;
  }

  /**
   * @param {Outline} outline
   * @returns {Generator<void, Group[], void>} the best first; groups of the same posts follow each other
   */
  function* find(outline) {
    const sets = [...labelled(outline)].filter(([, list]) => list.length > 1)
      .sort(([, a], [, b]) => b.length - a.length).slice(0, MAX_GROUPS);
    /** @type {Group[]} */
    const groups = [];
    const known = new Set();
    for (const [label, list] of sets) {
      const sorted = list.sort((a, b) => a - b);
      const key = sorted.join();
      if (known.has(key)) continue;
      known.add(key);
      const group = judged(outline, label, sorted);
      if (group) groups.push(group);
      yield;
    }
    return groups.sort((a, b) => b.score - a.score || size(outline, b) - size(outline, a)
      || a.members[0].at - b.members[0].at);
  }

  /** @param {Outline} outline @param {Group} group */
  const size = ({ chars }, { members }) =>
    members.reduce((sum, member) => sum + chars[member.at] - member.nested, 0);

  /**
   * @param {Outline} outline @param {string} label @param {number[]} list
   * @returns {Group|null} null when they are no posts
   */
  function judged(outline, label, list) {
    const members = membersOf(outline, list);
    const date = dominant(outline, members, "dates");
    const author = dominant(outline, members, "authors");
    if (date.isRepeated || (author.isRepeated && !date.isSure)) return null;
    const isBare = members.filter((member) => ownWords(outline, member) < FEWEST_WORDS).length > members.length / 2;
    const isRun = (isBare || members.every((member) => ownWords(outline, member) < HEAD_WORDS)) && extended(outline, members);
    return isBare && !isRun ? null : groupOf(outline, label, members, isRun);
  }

  /**
   * @param {Outline} outline @param {string} label @param {Member[]} members @param {boolean} isRun
   * @returns {Group|null}
   */
  function groupOf(outline, label, members, isRun) {
    const complete = members.filter((member) => member.authors.length > 0 && member.dates.length > 0
      && (isRun || ownWords(outline, member) >= FEWEST_WORDS)).length;
    // A run is the second choice: the element that holds a whole post tells more.
    const score = complete - 0.5 * (members.length - complete) - (isRun ? 0.5 : 0);
    return complete > 1 && score > 0 ? { label, members, isRun, complete, score } : null;
  }

  /**
   * Two groups as one thread: answers and the comments on them, nested in each other or side by side.
   * @param {Outline} outline @param {Group} one @param {Group} other
   * @returns {[Group, Group]|null} both with marks of their own; null when they are the same posts
   */
  function apart(outline, one, other) {
    const first = new Set(one.members.map(({ at }) => at));
    if (one.isRun || other.isRun || other.members.some(({ at }) => first.has(at))) return null;
    const members = membersOf(outline, [...one.members, ...other.members].map(({ at }) => at).sort((a, b) => a - b));
    const both = [one, other].map(({ label }, i) =>
      groupOf(outline, label, members.filter(({ at }) => first.has(at) === (i === 0)), false));
    const [left, right] = both;
    return left && right && left.complete >= 0.8 * one.complete && right.complete >= 0.8 * right.members.length
      ? [left, right] : null;
  }

  /** @param {Outline} outline @param {number[]} list @returns {Member[]} each with its own marks */
  function membersOf(outline, list) {
    /** @type {Member[]} */
    const members = [];
    /** @type {Member[]} */
    const open = [];
    for (const at of list) {
      while (open.length > 0 && open[open.length - 1].end <= at) open.pop();
      const outer = open.at(-1);
      if (outer) {
        outer.holes.push(at);
        outer.nested += outline.chars[at];
      }
      const member = { at, end: outline.end[at], holes: [], nested: 0, authors: [], dates: [], author: null, date: null };
      members.push(member);
      open.push(member);
    }
    shareOut(members, outline.authors, "authors");
    shareOut(members, outline.dates, "dates");
    return members;
  }

  /**
   * Gives each mark to the innermost member around it.
   * @param {Member[]} members @param {{at: number}[]} marks @param {"authors"|"dates"} into
   */
  function shareOut(members, marks, into) {
    /** @type {number[]} */
    const open = [];
    let next = 0;
    for (const mark of marks) {
      while (next < members.length && members[next].at <= mark.at) {
        while (open.length > 0 && members[open[open.length - 1]].end <= members[next].at) open.pop();
        open.push(next);
        next += 1;
      }
      while (open.length > 0 && members[open[open.length - 1]].end <= mark.at) open.pop();
      const inner = open.at(-1);
      if (inner !== undefined) members[inner][into].push(/** @type {any} */ (mark));
    }
  }

  /**
   * Is the commonest kind of mark there more than once in many members? Then they hold several posts.
   * @param {Outline} outline @param {Member[]} members @param {"authors"|"dates"} which
   */
  function dominant(outline, members, which) {
    /** @type {Map<string, {members: number, twice: number, last: number, times: Set<string>}>} */
    const kinds = new Map();
    members.forEach((member, i) => {
      for (const mark of member[which]) {
        const key = keyOf(outline, mark.at);
        const kind = kinds.get(key) ?? { members: 0, twice: 0, last: -1, times: new Set() };
        const value = "href" in mark ? mark.href ?? "" : mark.words ?? "";
        if (kind.last !== i) {
          kind.members += 1;
          kind.times.clear();
        } else if (!kind.times.has(value)) kind.twice += 1;
        kind.times.add(value);
        kind.last = i;
        kinds.set(key, kind);
      }
    });
    const best = [...kinds.values()].sort((a, b) => b.members - a.members)[0];
    return {
      isRepeated: best !== undefined && best.twice > 0.3 * best.members,
      isSure: best !== undefined && best.members > 0.8 * members.length,
    };
  }

  /** @param {Outline} outline @param {Member} member letters that are neither marks nor nested */
  function ownWords({ chars, linked }, member) {
    const [author] = member.authors;
    const [date] = member.dates;
    const inMarks = (author && author.at !== member.at ? chars[author.at] : 0)
      + (date ? Math.min(date.at === member.at ? date.words?.length ?? 0 : chars[date.at], 60) : 0);
    return chars[member.at] - member.nested - Math.min(inMarks, chars[member.at]) - Math.min(linked[member.at], 40);
  }

  /**
   * A post that goes on in the next rows or blocks: up to the next member with the same parent.
   * @param {Outline} outline @param {Member[]} members
   * @returns {boolean} false when they do not stand side by side
   */
  function extended(outline, members) {
    const { parent, end } = outline;
    const [first] = members;
    const beside = members.filter((member) => parent[member.at] === parent[first.at]);
    if (beside.length < 0.8 * members.length || members.some(({ holes }) => holes.length > 0)) return false;
    const ends = members.map((member, i) => {
      const next = members[i + 1];
      const limit = end[parent[member.at]];
      return next && next.at < limit ? next.at : limit;
    });
    const words = members.filter((member, i) => lettersUpTo(outline, member, ends[i]) >= FEWEST_WORDS).length;
    if (words < 0.6 * members.length) return false;
    members.forEach((member, i) => { member.end = ends[i]; });
    return true;
  }

  /** @param {Outline} outline @param {Member} member @param {number} to letters in the siblings that follow it */
  function lettersUpTo({ chars, end }, member, to) {
    let sum = 0;
    for (let at = end[member.at]; at < to; at = end[at]) sum += chars[at];
    return sum;
  }

  return { apart, find };
})();
