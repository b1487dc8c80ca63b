// From the members of a group to posts: names without "wrote:", words without signatures and the lines
// that stand in every post (quotes stay, as every reader leaves them), ids that last, and which post
// answers which.
"use strict";

/**
 * @typedef {import("./unknown-forum-outline.js").Outline} Outline
 * @typedef {import("./unknown-forum-groups.js").Member} Member
 * @typedef {import("./unknown-forum-fields.js").Fields} Fields
 * @typedef {{at: number, member: Member, id: string|null, parent: string|null, name: string|null, url: string|null,
 *   shown: Element|null, text: string, date: string|null, isQuoting: boolean}} Found  a post to be, without its place
 */

Sidenote.unknownForumPosts = (() => {
  const { dom, links, unknownForumFields: fieldsOf } = Sidenote;

  /** Class names of what is another's words, and of what are no words of the post. */
  const QUOTE_NAME = new RegExp("^(?:[a-z]+[-_]+)*(?:user|ips|bb|block|gmail[-_])?quote(?:d|box|block|header|footer|title"
    + "|content|body|text|container)?(?:[-_]\\S*)?$|^moz-cite-prefix$|^zitat", "i");
  const NO_WORDS_NAME = new RegExp("^(?:\\S*[-_])?(?:signature|sig|edited|lastedit|editedby|actions?|toolbar|share|sharing"
    + "|attachments?|controls|buttons|reply-link|votes?|permalink|moderat\\S*)$", "i");
  const NO_WORDS_TAG = new Set(["FORM", "NAV", "BUTTON"]);
  const SIGNATURE = /\n\s*(?:_{5,}|-- ?|={10,}|-{10,})\s*(?:\n[\s\S]{0,600})?$/;
  /** "Posted by", "Von:" before a name; "wrote:", "says:" behind it. */
  const BEFORE_NAME = new RegExp("^(?:(?:re\\s*:|submitted by|posted by|written by|asked by|answered by|comment by|by|from|von"
    + "|par|por|od|di|av|af|door|przez|автор|投稿者|作者|名前)\\s*:?\\s+"
    + "|(?:author|autor|name|jméno|nimi|nom|nombre|user|投稿者|作者|名前)\\s*[::]\\s*)", "iu");
  const AFTER_NAME = new RegExp("\\s*(?:[::,]|(?:wrote|writes|said|says|schrieb|schreibt|sagt|napsala?|napsal\\(a\\)|píše"
    + "|kirjoitti|sanoo|a écrit|écrit|dit|escribió|dice|ha scritto|scrive|schreef|skrev|написал\\(?а?\\)?|さん"
    + "|:?\\s*(?:on|am|dne|le)\\s*)\\s*:?)$", "iu");

  /**
   * @param {Outline} outline @param {Fields} fields @param {string} base
   * @returns {Generator<void, Found[], void>} members that say something, in page order
   */
  function* collect(outline, fields, base) {
    const { members } = fields.group;
    const ids = new Identifiers(outline, members);
    /** @type {Found[]} */
    const found = [];
    for (let i = 0; i < members.length; i += 1) {
      yield;
      const member = members[i];
      ids.note(i);
      if (!member.author) continue;
      // A post without its place for words says nothing: only its state was changed, or it is gone.
      const textAt = fields.texts[i];
      if (fields.textKey !== null && textAt === null) continue;
      const { text, isQuoting } = textAt === null || fields.areParts
        ? remainder(outline, member, textAt, fields.group.isRun) : words(outline.elements[textAt]);
      const shown = outline.elements[member.author.at];
      found.push({
        at: member.at, member, id: String(i), parent: null, ...personOf(shown, base), shown, text, isQuoting,
        date: dateOf(outline, member),
      });
    }
    trimNames(found);
    trimCommonLines(found);
    const chosen = ids.chosen();
    for (const post of found) {
      const told = chosen[Number(post.id)] ?? { id: null, parent: null };
      post.id = told.id;
      post.parent = told.parent;
    }
    return found.filter(({ text, name }) => text !== "" && name !== null);
  }

  /** @type {Map<string, "quote"|"none"|"">} what class names mean; a page has few different ones */
  const meanings = new Map();

  /** @param {Element} element @returns {"quote"|"none"|""} another's words, no words, or words */
  function meaning(element) {
    if (element.tagName === "BLOCKQUOTE") return "quote";
    if (NO_WORDS_TAG.has(element.tagName)) return "none";
    const names = element.getAttribute("class");
    if (names === null) return "";
    let found = meanings.get(names);
    if (found === undefined) {
      const tokens = names.split(/\s+/, 12).filter((token) => token.length < 60 && !token.startsWith("js-"));
      found = tokens.some((token) => QUOTE_NAME.test(token)) ? "quote"
        : tokens.some((token) => NO_WORDS_NAME.test(token)) ? "none" : "";
      if (meanings.size > 2_000) meanings.clear();
      meanings.set(names, found);
    }
    return found;
  }

  /**
   * @param {Element} element @param {(part: Element) => boolean} [isLeft] parts that belong to others
   * @returns {{text: string, isQuoting: boolean}}
   */
  function words(element, isLeft = () => false) {
    let isQuoting = false, letters = 0;
    const bare = dom.text(element, { skip: (/** @type {Element} */ part) => {
      if (isLeft(part)) return true;
      const kind = meaning(part);
      if (kind === "quote") isQuoting = true;
      if (kind === "none") letters += (part.textContent ?? "").length;
      return kind === "none";
    } });
    // A name that hides nearly all was misunderstood.
    const text = bare.length * 4 < letters ? dom.text(element, { skip: isLeft }) : bare;
    return { text: text.replace(SIGNATURE, "").trim(), isQuoting };
  }

  /**
   * The words of a member that has no element for them alone: all that is around its paragraphs, or all
   * of it, but for the author's and the date's corner and posts nested in it.
   * @param {Outline} outline @param {Member} member @param {number|null} around @param {boolean} isRun
   */
  function remainder(outline, member, around, isRun) {
    const { elements } = outline;
    const left = new Set([corner(outline, member, member.author?.at ?? -1), corner(outline, member, member.date?.at ?? -1)]);
    for (const hole of member.holes) left.add(elements[hole]);
    const isLeft = (/** @type {Element} */ part) => left.has(part);
    // The parts of a run stand beside its head, not in it.
    const inside = isRun && (around === null || around === member.at) ? null : around ?? member.at;
    if (inside !== null) return words(elements[inside], isLeft);
    const parts = [];
    for (let at = outline.end[member.at]; at < member.end; at = outline.end[at]) parts.push(words(elements[at], isLeft));
    return {
      text: parts.map(({ text }) => text).filter(Boolean).join("\n\n"),
      isQuoting: parts.some((part) => part.isQuoting),
    };
  }

  /** @param {Outline} outline @param {Member} member @param {number} mark @returns {Element|null} */
  function corner({ chars, elements, parent }, member, mark) {
    if (mark < 0 || mark === member.at) return null;
    let at = mark;
    while (parent[at] !== member.at && parent[at] > member.at && chars[parent[at]] <= chars[mark] + 60) at = parent[at];
    return elements[at];
  }

  /** @param {Element} shown @param {string} base */
  function personOf(shown, base) {
    const inner = shown.tagName === "A" ? shown : shown.querySelector("a[href]") ?? shown.closest("a[href]");
    const whole = dom.line(inner && shown.contains(inner) && dom.line(inner) !== null ? inner : shown) ?? "";
    const name = whole.replace(/\s*[::,]$/, "").replace(/^@(?=\S+$)/, "");
    const isPlausible = name !== "" && name.length <= 60 && /[\p{L}\p{N}]/u.test(name);
    return { name: isPlausible ? name : null, url: links.of(inner, base) };
  }

  /** @param {Found[]} found what stands before or behind most names is no part of them */
  function trimNames(found) {
    for (const around of [BEFORE_NAME, AFTER_NAME]) {
      const isUsual = found.filter(({ name }) => around.test(name ?? "")).length > 0.6 * found.length;
      if (isUsual) for (const post of found) post.name = post.name?.replace(around, "").trim() || null;
    }
  }

  /** @param {Outline} outline @param {Member} member */
  function dateOf({ elements }, { date }) {
    if (!date) return null;
    const element = elements[date.at];
    const told = element.hasAttribute("datetime") ? dom.date(element) : null;
    return told !== null && /\d/.test(told) ? told : dom.partialDate(date.words);
  }

  /** @param {string} line */
  const likeness = (line) => line.replace(/\d+/g, "0").toLowerCase();

  /**
   * Lines at the beginning or end that many posts share ("Reply", "Posted: …"), and the author's own
   * name or date once more.
   * @param {Found[]} found
   */
  function trimCommonLines(found) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { text } of found) {
      const lines = text.split("\n").filter(Boolean);
      const edges = new Set([...lines.slice(0, 4), ...lines.slice(-4)].filter((line) => line.length < 160).map(likeness));
      for (const line of edges) counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    const many = Math.max(3, 0.4 * found.length);
    for (const post of found) {
      const isCommon = (/** @type {string} */ line) => line === "" || (counts.get(likeness(line)) ?? 0) >= many
        || line === post.name || (post.date !== null && line.length < 80 && line.includes(post.date));
      const lines = post.text.split("\n");
      let from = 0, to = lines.length;
      while (from < to && isCommon(lines[from])) from += 1;
      while (to > from && isCommon(lines[to - 1])) to -= 1;
      post.text = lines.slice(from, to).join("\n").trim();
    }
  }

  const OWN_ATTRIBUTE = /^(?:name|data-(?:comment-?|post-?|message-?|reply-?)?id)$/;
  const PARENT_ATTRIBUTE = /^data-(?:parent(?:-?id)?|parent-(?:comment|post)-id|(?:in-)?reply-to(?:-id)?)$/;
  const NUMBERED = /[?&;/](?:p|pid|post|postid|post_id|cid|comment|comment_id|msg|mid|message)[=/](\d+)/;
  /** Members after which it is clear where ids stand. */
  const ENOUGH = 30;

  /** Ids that the page itself gives its posts, from whichever place gives every post one of its own. */
  class Identifiers {
    /** @param {Outline} outline @param {Member[]} members */
    constructor(outline, members) {
      this.outline = outline;
      this.members = members;
      /** @type {Map<string, Map<number, string>>} place → member → id */
      this.places = new Map();
      /** @type {Map<number, string>} */
      this.parents = new Map();
    }

    /** @param {string} place @param {number} index @param {string|null|undefined} value */
    add(place, index, value) {
      if (!value || !/\d/.test(value) || value.length > 120) return;
      const ids = this.places.get(place) ?? new Map();
      this.places.set(place, ids);
      if (!ids.has(index)) ids.set(index, value);
    }

    /** @param {number} index */
    note(index) {
      const itself = this.outline.elements[this.members[index].at];
      this.add("itself", index, itself.id);
      for (const name of itself.getAttributeNames()) {
        if (OWN_ATTRIBUTE.test(name)) this.add(name, index, itself.getAttribute(name));
        else if (PARENT_ATTRIBUTE.test(name)) this.parents.set(index, itself.getAttribute(name) ?? "");
      }
      const before = itself.previousElementSibling;
      if (before?.tagName === "A") this.add("before", index, before.id || before.getAttribute("name"));
      if (itself.parentElement?.childElementCount === 1) this.add("around", index, itself.parentElement.id);
      if (this.members.length === 1) this.add("around", index, itself.closest("[id]")?.id);
      else if (!this.isSettled(index)) this.search(index);
    }

    /** @param {number} index did all of the first members have an id of their own? Then no more is searched for */
    isSettled(index) {
      return index >= ENOUGH && (this.places.get("itself")?.size ?? 0) >= index;
    }

    /** @param {number} index the ids and links within a member */
    search(index) {
      let seen = 0;
      for (const own of fieldsOf.own(this.outline, this.members[index])) {
        if ((seen += 1) > 80) break;
        const element = this.outline.elements[own];
        const { sig } = this.outline.naming[own];
        if (element.id) this.add(`id ${sig}`, index, element.id);
        if (element.tagName !== "A") continue;
        this.add(`name ${sig}`, index, element.getAttribute("name"));
        const href = element.getAttribute("href");
        if (href) this.add(`to ${sig}`, index, /#([^#]+)$/.exec(href)?.[1]);
        if (href) this.add(`number ${sig}`, index, NUMBERED.exec(href)?.[1]);
      }
    }

    /** @returns {{id: string|null, parent: string|null}[]} of each member */
    chosen() {
      const { members } = this;
      const [best] = [...this.places.values()]
        .filter((ids) => new Set(ids.values()).size === ids.size && ids.size >= 0.8 * members.length)
        .sort((a, b) => b.size - a.size);
      /** @type {Map<string, string>} the number in an id → the id */
      const byNumber = new Map([...best?.values() ?? []].map((id) => [/\d+(?=\D*$)/.exec(id)?.[0] ?? id, id]));
      return members.map((_, i) => {
        const parent = this.parents.get(i);
        return {
          id: best?.get(i) ?? null,
          parent: parent === undefined ? null : byNumber.get(/\d+(?=\D*$)/.exec(parent)?.[0] ?? parent) ?? null,
        };
      });
    }
  }

  return { collect, personOf, words };
})();
