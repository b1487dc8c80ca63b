// JSON-LD says what was written but not where it stands: this finds the author's name of each post
// in the page, by link or name and by the words that stand near it.
"use strict";

Sidenote.schemaAnchors = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  const { anchors, dom, links } = Sidenote;
  const MAX_CANDIDATES = 20_000;
  const MAX_NEAR = 60_000;
  const CLIMB = 9;
  const MAX_OF_ONE = 300;
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
   * Posts whose words stand around an element, the nearest first, and how far out that is.
   * @param {Element} element @param {Post[]} posts of the author it may show
   * @param {Map<Post, string>} needles
   * @returns {{posts: Post[], height: number}}
   */
  function around(element, posts, needles) {
    /** @type {Element|null} */
    let outer = element.parentElement;
    for (let height = 1; height <= CLIMB && outer; height += 1, outer = outer.parentElement) {
      // The page's own mark of a post ends the search: the element belongs to that post alone.
      const marked = outer.id === "" ? undefined : posts.find((post) => post.id === outer?.id);
      if (marked) return { posts: [marked], height: 0 };
      const words = outer.textContent ?? "";
      if (words.length > MAX_NEAR) break;
      const near = squeezed(words);
      const hits = posts.filter((post) => near.includes(needles.get(post) ?? "\0"));
      if (hits.length > 0) return { posts: hits, height };
    }
    return { posts: [], height: CLIMB };
  }

  /** @param {Post[]} posts @param {(post: Post) => string|null} keyOf */
  function grouped(posts, keyOf) {
    /** @type {Map<string, Post[]>} */
    const groups = new Map();
    for (const post of posts) {
      const key = keyOf(post);
      const group = key ? groups.get(key) : undefined;
      if (group) group.push(post);
      else if (key) groups.set(key, [post]);
    }
    return groups;
  }

  /**
   * Remembers where each post's author stands; fills an author's missing address from the link. A
   * name that is only mentioned stands farther from the post's words than the author's own.
   * @param {Document} doc @param {string} url @param {Post[]} posts
   * @returns {Generator<void, void, void>}
   */
  function* join(doc, url, posts) {
    const byAddress = grouped(posts, (post) => links.key(post.author.url));
    const byName = grouped(posts, (post) => post.author.name);
    /** @type {Map<Post, string>} */
    const needles = new Map();
    for (const post of posts) {
      const needle = squeezed(post.text.slice(0, 4 * NEEDLE)).slice(0, NEEDLE);
      if (needle) needles.set(post, needle);
    }
    yield;
    const found = [];
    for (const { element, posts: of } of yield* candidates(doc, url, byAddress, byName)) {
      const { posts: near, height } = around(element, of.slice(0, MAX_OF_ONE), needles);
      for (const post of near) found.push({ element, post, height });
      yield;
    }
    found.sort((a, b) => a.height - b.height);
    const placed = new Set();
    for (const { element, post } of found) {
      if (placed.has(post) || placed.has(element)) continue;
      placed.add(post).add(element);
      anchors.remember(doc, post.id, element);
      post.author.url ??= element.tagName === "A" ? links.of(element, url) : null;
      post.author.name ??= dom.line(element);
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
