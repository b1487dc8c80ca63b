// The last look at what a reader found, the same for every site: it fits the wire (nothing too long,
// no address that is none, no two posts with one id), and what should be there but is not is named.
"use strict";

Sidenote.draft = (() => {
  /**
   * @typedef {import("./contract.js").Profile} Profile
   * @typedef {import("./contract.js").Discussion} Discussion
   * @typedef {import("./contract.js").Organisation} Organisation
   * @typedef {import("./contract.js").Post} Post
   * @typedef {import("./contract.js").Feed} Feed
   * @typedef {import("./contract.js").People} People
   * @typedef {import("./contract.js").ListedPerson} ListedPerson
   * @typedef {Omit<import("./contract.js").Capture, "capture_id"|"captured_at"|"trigger">} Draft
   */
  const { dom, links } = Sidenote;
  /** As backend/schemas/capture.py. */
  const MOST = {
    name: 300, identifier: 300, positions: 200, education: 100, skills: 300, evidence: 20,
    languages: 50, contactPoints: 20, ownPosts: 100, missing: 100, position: 10_000_000,
    discussions: 500, people: 100,
  };

  /** @param {string|null|undefined} value */
  const line = (value) => dom.fold(value) || null;
  /** @param {string|null|undefined} value */
  const name = (value) => dom.cut(dom.fold(value), MOST.name);
  /** @param {string|null|undefined} value */
  const passage = (value) => dom.cut(dom.clean(value ?? "").trim(), dom.MAX_TEXT);
  /** @param {string|null|undefined} value */
  const date = (value) => dom.partialDate(value ?? null);
  /** @param {string|null|undefined} value already absolute, by the reader */
  const address = (value) => links.clean(value);

  /** @param {string|null|undefined} value */
  const personName = (value) => {
    const folded = line(value);
    return dom.isMasked(folded) ? null : folded;
  };

  /**
   * @param {Profile} found
   * @returns {Profile}
   */
  function profile(found) {
    const { person } = found;
    return {
      person: { name: personName(person.name), url: address(person.url) },
      headline: line(found.headline),
      location: line(found.location),
      about: passage(found.about) || null,
      positions: found.positions.slice(0, MOST.positions).map((one) => ({
        title: line(one.title),
        company: line(one.company),
        company_url: address(one.company_url),
        start: date(one.start),
        end: date(one.end),
        location: line(one.location),
        text: passage(one.text) || null,
      })).filter((one) => one.title || one.company),
      education: found.education.slice(0, MOST.education).map((one) => ({
        school: line(one.school), degree: line(one.degree), start: date(one.start), end: date(one.end),
      })).filter((one) => one.school || one.degree),
      skills: distinct(found.skills, (one) => name(one.name)).slice(0, MOST.skills).map((one) => ({
        name: name(one.name),
        evidence: one.evidence.map((words) => dom.fold(words)).filter(Boolean).slice(0, MOST.evidence),
      })),
      languages: distinct(found.languages, (one) => dom.fold(one)).slice(0, MOST.languages).map(dom.fold),
      contact_points: distinct(found.contact_points, (one) => dom.fold(one.value))
        .slice(0, MOST.contactPoints)
        .map((one) => ({ kind: one.kind, value: dom.fold(one.value) })),
      posts: found.posts.slice(0, MOST.ownPosts).map((one) => ({
        text: passage(one.text), url: address(one.url), posted_at: date(one.posted_at),
      })).filter((one) => one.text),
      partial: [...new Set(found.partial ?? [])],
    };
  }

  /**
   * The first of every value, without the empty ones.
   * @template T
   * @param {T[]} list @param {(one: T) => string} key
   * @returns {T[]}
   */
  function distinct(list, key) {
    const seen = new Set([""]);
    return list.filter((one) => !seen.has(key(one)) && seen.add(key(one)));
  }

  /**
   * @param {string} value @param {Set<string>} taken
   * @returns {string} the id, with a number behind it when another post has it already
   */
  function identifier(value, taken) {
    const bare = dom.cut(dom.fold(value), MOST.identifier - 8) || "post";
    let id = bare;
    for (let n = 2; taken.has(id); n += 1) id = `${bare}-${n}`;
    taken.add(id);
    return id;
  }

  /**
   * @param {Discussion} found
   * @returns {Generator<void, Discussion, void>}
   */
  function* discussion(found) {
    /** @type {Set<string>} */
    const taken = new Set();
    /** @type {Post[]} */
    const posts = [];
    // Places within the whole thread, where the reader knows them (a later page does not begin at 0).
    const isPlaced = found.posts.every(({ position }, i) => Number.isSafeInteger(position)
      && position >= 0 && position <= MOST.position
      && (i === 0 || position > found.posts[i - 1].position));
    for (const post of found.posts) {
      const { author } = post;
      posts.push({
        id: identifier(post.id, taken),
        parent_id: post.parent_id === null ? null : line(post.parent_id),
        author: authorOf(author),
        text: passage(post.text),
        posted_at: date(post.posted_at),
        position: isPlaced ? post.position : posts.length,
      });
      if (posts.length % 20 === 0) yield;
    }
    for (const post of posts) {
      if (post.parent_id !== null && !taken.has(post.parent_id)) post.parent_id = null;
    }
    return { title: line(found.title), url: found.url, ...articleOf(found), posts };
  }

  /** @param {import("./contract.js").Author} author */
  const authorOf = ({ name: given, url, headline }) =>
    ({ name: personName(given), url: address(url), headline: line(headline) });

  /** @param {Discussion} found */
  function articleOf({ article }) {
    const text = passage(article?.text);
    if (!article || text === "") return {};
    return { article: { author: authorOf(article.author), text, posted_at: date(article.posted_at) } };
  }

  /**
   * A feed's discussions that can be captured: each with an address of its own on the page's origin (a
   * page speaks for no other), each once, none empty.
   * @param {Feed} found @param {string} address  the page's
   * @returns {Generator<void, Discussion[], void>}
   */
  function* feed(found, address) {
    /** @type {Map<string, Discussion>} */
    const byUrl = new Map();
    for (const one of found.discussions) {
      const url = links.clean(one.url);
      if (!url || byUrl.has(url) || new URL(url).origin !== new URL(address).origin) continue;
      const checked = yield* discussion({ ...one, url });
      if (!isEmpty("discussion", checked)) byUrl.set(url, checked);
      if (byUrl.size === MOST.discussions) break;
      yield;
    }
    return [...byUrl.values()];
  }

  /**
   * @param {People} found
   * @returns {ListedPerson[]} those who are named, each once
   */
  const people = (found) =>
    distinct(found.people, (one) => one.id)
      .map((one) => ({
        id: dom.cut(one.id, MOST.identifier), name: personName(one.name) ?? "", url: address(one.url),
        headline: line(one.headline),
      }))
      .filter((one) => one.name !== "")
      .slice(0, MOST.people);

  /**
   * @param {Organisation} found
   * @returns {Organisation}
   */
  const organisation = (found) => ({
    name: name(found.name),
    url: address(found.url),
    website: address(found.website),
    industry: line(found.industry),
    size: line(found.size),
    headquarters: line(found.headquarters),
    founded: date(found.founded),
    about: passage(found.about) || null,
  });

  /**
   * Which of the promised fields are empty. "posts.author.url" is missing when any post lacks it.
   * @param {any} result @param {string[]} promises
   * @returns {string[]}
   */
  function absent(result, promises) {
    const found = promises.filter((path) => isAbsent(result, path.split(".")));
    // An empty list is named once, not with each of its fields.
    return found.filter((path) => !found.some((other) => path.startsWith(`${other}.`)));
  }

  /**
   * How many places of each promised field are filled, and of how many: the fill rate, over time, tells
   * that a network changed its pages.
   * @param {any} result @param {string[]} promises
   * @returns {Record<string, [number, number]>}
   */
  const fill = (result, promises) =>
    Object.fromEntries(promises.map((path) => [path, filledOf(result, path.split("."))]));

  /** @param {any} value @param {string[]} path @returns {[number, number]} */
  function filledOf(value, path) {
    if (!Array.isArray(value)) {
      if (value === null || value === undefined || value === "") return [0, 1];
      return path.length > 0 ? filledOf(value[path[0]], path.slice(1)) : [1, 1];
    }
    if (value.length === 0 || path.length === 0) return [Math.min(value.length, 1), 1];
    return value.map((one) => filledOf(one, path)).reduce(plus, [0, 0]);
  }

  /** @param {[number, number]} rate @param {[number, number]} other @returns {[number, number]} */
  const plus = ([filled, of], [one, more]) => [filled + one, of + more];

  /**
   * The fill rates of a whole page from those of its drafts.
   * @param {Record<string, [number, number]>[]} fills
   * @returns {Record<string, [number, number]>}
   */
  function sum(fills) {
    /** @type {Record<string, [number, number]>} */
    const all = {};
    for (const [path, rate] of fills.flatMap(Object.entries)) all[path] = plus(all[path] ?? [0, 0], rate);
    return all;
  }

  /** @param {any} value @param {string[]} path @returns {boolean} */
  function isAbsent(value, path) {
    if (value === null || value === undefined || value === "") return true;
    if (Array.isArray(value)) {
      return value.length === 0 || (path.length > 0 && value.some((one) => isAbsent(one, path)));
    }
    return path.length > 0 && isAbsent(value[path[0]], path.slice(1));
  }

  /**
   * Did the reader find anything worth sending?
   * @param {import("./contract.js").CaptureKind} kind @param {any} result
   */
  function isEmpty(kind, result) {
    if (kind === "discussion") return result.posts.length === 0;
    if (kind === "organisation") return result.name === "";
    const { person, headline, positions, education, skills, languages } = result;
    // A details page may show the rows of one section and nobody's name: its address tells whose.
    return person.name === null && headline === null
      && [positions, education, skills, languages].every((list) => list.length === 0);
  }

  return { MOST, absent, discussion, feed, fill, isEmpty, organisation, people, profile, sum };
})();
