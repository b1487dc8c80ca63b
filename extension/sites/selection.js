// What the user marked on a page, and who may have written it: so that no page is out of reach. Pure:
// the page and its selection stay as they are. Who wrote it is for the person to say; here are guesses.
"use strict";

/**
 * @typedef {import("./contract.js").Post} Post
 * @typedef {import("./recognise.js").Draft} Draft
 * @typedef {{name: string, url: string|null}} NamedAuthor
 * @typedef {{text: string, authors: NamedAuthor[], isKnown: boolean}} Marked  authors: the likeliest
 *   first; isKnown: the first is the author of the post it lies in
 */

Sidenote.selection = (() => {
  const { dom, draft, links } = Sidenote;

  const MOST_GUESSES = 6;
  /** How far around the marked words a name is looked for, and among how many. */
  const MOST_LEVELS = 8;
  const MOST_CANDIDATES = 300;
  const MOST_NAME = 60;
  const MOST_WORDS = 6;
  /** Behind every post that has a known place: where a marked one belongs nobody can tell. */
  const LAST = draft.MOST.position;

  const PROFILE_PATH =
    /^\/(?:.*\/)?(?:in|pub|u|users?|profiles?|members?|people|person|authors?|~)[/.-][^/]|^\/@[^/]+\/?$|\/(?:member|profile|memberlist|user)\.php/i;
  const AUTHOR_MARK =
    "[rel~=author], [itemprop=author], [class*=author i], [class*=username i], [class*=user-name i], [class*=byline i]";
  const CANDIDATE = `a[href], ${AUTHOR_MARK}`;

  /**
   * @param {string} text as a selection tells it
   * @returns {string}
   */
  const passage = (text) => dom.cut(
    dom.clean(text.slice(0, 2 * dom.MAX_TEXT)).replace(/[^\S\n]+/g, " ").replace(/ ?\n */g, "\n")
      .replace(/\n{2,}/g, "\n\n").trim(), dom.MAX_TEXT);

  /** @param {string} text */
  const folded = (text) => dom.clean(text).replace(/\s+/g, " ").trim();

  /**
   * @param {Document} doc @param {string} url the address in the address bar
   * @param {Post[]} posts  what the page's reader found, if there is one
   * @returns {Marked|null} null when nothing is marked
   */
  function read(doc, url, posts) {
    const selection = doc.getSelection();
    const text = passage(selection?.toString() ?? "");
    if (!selection || selection.rangeCount === 0 || text === "") return null;
    const known = authorOf(text, posts);
    const guessed = [...nearby(selection.getRangeAt(0), url)];
    const authors = distinct(known ? [known, ...guessed] : guessed).slice(0, MOST_GUESSES);
    return { text, authors, isKnown: known !== null };
  }

  /**
   * The one author in whose posts these words stand.
   * @param {string} text @param {Post[]} posts
   * @returns {NamedAuthor|null} null when nobody's or more than one's
   */
  function authorOf(text, posts) {
    const words = folded(text);
    const authors = posts.filter((post) => post.author.name && folded(post.text).includes(words))
      .map(({ author }) => ({ name: author.name ?? "", url: author.url }));
    const [only, other] = distinct(authors);
    return only && !other ? only : null;
  }

  /** @param {NamedAuthor[]} authors */
  function distinct(authors) {
    const seen = new Set();
    return authors.filter(({ name, url }) => {
      const key = links.key(url) ?? name;
      return !seen.has(key) && !seen.has(name) && seen.add(key) && seen.add(name);
    });
  }

  /**
   * Names around the marked words: level by level outwards; on each level those before the words
   * come first, the nearest at the front, as networks put an author's name above the text.
   * @param {Range} range @param {string} url
   * @returns {Generator<NamedAuthor, void, void>}
   */
  function* nearby(range, url) {
    const start = range.commonAncestorContainer;
    let around = start.nodeType === 1 ? /** @type {Element} */ (start) : start.parentElement;
    let left = MOST_CANDIDATES;
    /** @type {Element|null} */
    let searched = null;
    for (let level = 0; around && level < MOST_LEVELS && left > 0; level += 1) {
      const found = [];
      for (const element of around.querySelectorAll(CANDIDATE)) {
        if (left-- <= 0) break;
        // A name among the marked words is somebody spoken of.
        if (!searched?.contains(element) && !range.intersectsNode(element)) found.push(element);
      }
      const before = found.filter((one) => range.comparePoint(one, 0) < 0).reverse();
      for (const element of [...before, ...found.filter((one) => !before.includes(one))]) {
        const author = named(element, url);
        if (author) yield author;
      }
      searched = around;
      around = around.parentElement;
    }
  }

  /**
   * @param {Element} element @param {string} url
   * @returns {NamedAuthor|null} null when it does not look like somebody's name
   */
  function named(element, url) {
    const link = element.closest("a[href]") ?? element.querySelector("a[href]");
    const name = (dom.line(element) ?? "").replace(/^(?:@|\/?u\/)(?=\S)/, "");
    const address = links.of(link, url);
    const isProfile = address !== null && PROFILE_PATH.test(new URL(address).pathname);
    if (!isProfile && !element.matches(AUTHOR_MARK)) return null;
    const isName = name.length > 1 && name.length <= MOST_NAME && /\p{L}/u.test(name)
      && name.split(" ").length <= MOST_WORDS && !dom.isMasked(name);
    return isName ? { name, url: isProfile ? address : null } : null;
  }

  /**
   * The marked words as one comment of the page.
   * @param {string} url  the page's address @param {string|null} title
   * @param {string} id  of the comment: the same for the same words of the same author
   * @param {Marked["text"]} text @param {NamedAuthor} author
   * @returns {Draft}
   */
  function draftOf(url, title, id, text, { name, url: own }) {
    const author = { name, url: own, headline: null };
    const post = { id, parent_id: null, author, text, posted_at: null, position: LAST };
    const steps = draft.discussion({ title, url, posts: [post] });
    let step = steps.next();
    while (!step.done) step = steps.next();
    return {
      kind: "discussion", site: "selection", site_version: "1", layout: "selection", url, missing: [],
      fill: {}, discussion: step.value,
    };
  }

  return { draftOf, read };
})();
