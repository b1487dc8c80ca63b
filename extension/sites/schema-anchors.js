// JSON-LD says what was written but not where it stands: this finds the author's name of each post
// in the page, by link or name and by the words that stand near it.
"use strict";

Sidenote.schemaAnchors = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  const { anchors, dom, links } = Sidenote;
  const MAX_CANDIDATES = 20_000;
  const MAX_NEAR = 60_000;
  const CLIMB = 9;
  const NEEDLE = 60;

  /** @param {string} value only letters and digits: the page's own spacing and quotes differ */
  const squeezed = (value) => value.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();

  /**
   * Elements that may show an author's name: links to the author, else short elements of that text.
   * @param {Document} doc @param {string} url
   * @param {Map<string, Post[]>} byAddress @param {Map<string, Post[]>} byName
   * @returns {Generator<void, {element: Element, posts: Post[]}[], void>}
   */
  function* candidates(doc, url, byAddress, byName) {
    const found = [];
    const elements = doc.body?.querySelectorAll("a, b, strong, cite, span, h1, h2, h3, h4, h5, p, div") ?? [];
    let seen = 0;
    for (const element of elements) {
      seen += 1;
      if (seen % 500 === 0) yield;
      const isLink = element.tagName === "A";
      if (!isLink && element.firstElementChild !== null) continue;
      const words = element.textContent ?? "";
      if (words.length > 200 || words.trim() === "") continue;
      const address = isLink ? links.key(links.of(element, url)) : null;
      const posts = (address && byAddress.get(address)) || byName.get(dom.fold(words));
      if (posts && !dom.isHidden(element)) found.push({ element, posts });
      if (found.length >= MAX_CANDIDATES) break;
    }
    return found;
  }

  /**
   * @param {Element} element @param {Post[]} posts of its author, still without a place
   * @param {Map<Post, string>} needles
   * @returns {Post|null} whose words stand nearest around the element
   */
  function nearest(element, posts, needles) {
    /** @type {Element|null} */
    let around = element.parentElement;
    for (let i = 0; i < CLIMB && around; i += 1, around = around.parentElement) {
      const words = around.textContent ?? "";
      if (words.length > MAX_NEAR) return null;
      const near = squeezed(words);
      const hits = posts.filter((post) => near.includes(needles.get(post) ?? "\0"));
      if (hits.length > 0) return hits[0];
    }
    return null;
  }

  /**
   * Remembers where each post's author stands; fills an author's missing address from the link.
   * @param {Document} doc @param {string} url @param {Post[]} posts
   * @returns {Generator<void, void, void>}
   */
  function* join(doc, url, posts) {
    /** @type {Map<string, Post[]>} */
    const byAddress = new Map();
    /** @type {Map<string, Post[]>} */
    const byName = new Map();
    const needles = new Map();
    for (const post of posts) {
      const needle = squeezed(post.text.slice(0, 4 * NEEDLE)).slice(0, NEEDLE);
      if (needle) needles.set(post, needle);
      const address = links.key(post.author.url);
      if (address) byAddress.set(address, [...(byAddress.get(address) ?? []), post]);
      const { name } = post.author;
      if (name) byName.set(name, [...(byName.get(name) ?? []), post]);
    }
    const placed = new Set();
    for (const { element, posts: of } of yield* candidates(doc, url, byAddress, byName)) {
      const open = of.filter((post) => !placed.has(post)).slice(0, 50);
      const post = open.length > 0 ? nearest(element, open, needles) : null;
      if (post) {
        placed.add(post);
        anchors.remember(doc, post.id, element);
        post.author.url ??= element.tagName === "A" ? links.of(element, url) : null;
      }
      yield;
    }
  }

  /**
   * The element that shows a profile's name.
   * @param {Document} doc @param {string|null} name
   */
  function ofName(doc, name) {
    if (name === null) return null;
    const all = doc.querySelectorAll("h1, h2, h3, [itemprop=name], header strong, main strong");
    return [...all].slice(0, 500).find((one) => dom.line(one) === name) ?? null;
  }

  return { join, ofName };
})();
