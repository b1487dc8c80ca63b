// Reading a thread from a description of how one software writes it: what a post is, where its id,
// author, words and date stand. The forum readers are such descriptions.
"use strict";

/**
 * @typedef {import("./contract.js").Article} Article
 *
 * @typedef {Object} Markup how one software writes a thread
 * @property {(doc: Document) => string|null} title
 * @property {string|((doc: Document) => Iterable<Element>)} posts  selector of the posts, or the
 *   posts, in page order
 * @property {(doc: Document) => Element|null} [first]  the root, where it is no such element
 * @property {(doc: Document, base: string) => Article|null|undefined} [article]  what the posts are
 *   comments on, null when it cannot be read: then no post is the root. undefined: this page is a
 *   thread of its own
 * @property {boolean} [linksAreRare]  most authors have no address: none is missed
 * @property {(post: Element) => string|null} id  stable from visit to visit; null: this is no post
 * @property {(post: Element) => Element|null} author  what shows the name, the link if there is one
 * @property {(post: Element, shown: Element|null) => string|null} [name]  where it is not the shown
 *   element's text
 * @property {(post: Element, shown: Element|null) => Element|null} [link]  where it is not the shown
 *   element
 * @property {(post: Element) => string|null} [headline]  what the person says of himself; never a rank
 * @property {(post: Element) => string} text
 * @property {(post: Element) => string|null} date
 * @property {(post: Element) => number|null} [number]  its number in the whole thread, from 1
 * @property {(post: Element, previous: string|null) => (string|null|undefined)[]} [answers]  ids of the
 *   posts it answers, surest first (previous: the post above it); without any it answers the root
 * @property {(doc: Document) => boolean} [partial]  does the page itself say that there are more posts?
 * @property {(doc: Document, url: string) => number} [before]  how many posts stand on earlier
 *   pages; 1 when there are some, nobody knows how many
 *
 * @typedef {Object} Thread
 * @property {string[]} PROMISES
 * @property {string[]} PROMISES_WITHOUT_LINKS
 * @property {(markup: Markup) => import("./contract.js").Reader<import("./contract.js").Discussion>} reader
 * @property {(post: Element, posts: string, ...selectors: string[]) => Element|null} own
 * @property {(doc: Document, url: string, withoutPage: (address: URL) => void) => string} address
 * @property {(doc: Document, url: string) => string} baseOf
 * @property {(address: URL, names: string[]) => void} drop
 * @property {(doc: Document, address: RegExp) => boolean} loads
 * @property {(words: string|null|undefined) => number|null} numberIn
 * @property {(element: Element|null|undefined, name: string, pattern: RegExp) => string|null} part
 * @property {(value: string|null|undefined) => string|null} fromSeconds
 */

Sidenote.thread = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Author} Author */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  /** @typedef {{post: Post, number: number|null, answers: (string|null|undefined)[]}} Found */
  const { anchors, dom, links } = Sidenote;

  const PROMISES = ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"];
  /** Of guests and of those who left there is no address: only when all are missing is one missed. */
  const PROMISES_WITHOUT_LINKS = PROMISES.filter((path) => path !== "posts.author.url");

  /**
   * What relative links are relative to.
   * @param {Document} doc @param {string} url
   */
  const baseOf = (doc, url) => (/^https?:/.test(doc.baseURI) ? doc.baseURI : url);

  /**
   * Each post's author stands behind its words, each place is that in the whole thread as far as the
   * page tells: the first post of a later page is no root.
   * @param {Markup} markup @param {Document} doc @param {string} url @param {string[]} missing
   * @returns {Generator<void, Discussion, void>}
   */
  function* read(markup, doc, url, missing) {
    const base = baseOf(doc, url);
    /** @type {Found[]} */
    const found = [];
    const seen = new Set();
    for (const element of elements(markup, doc)) {
      yield;
      const id = markup.id(element);
      if (id === null || seen.has(id)) continue;
      const shown = markup.author(element);
      const post = {
        id,
        parent_id: null,
        author: {
          name: markup.name ? markup.name(element, shown) : dom.line(shown),
          url: links.of(markup.link ? markup.link(element, shown) : shown, base),
          headline: markup.headline?.(element) ?? null,
        },
        text: markup.text(element),
        posted_at: markup.date(element),
        position: 0,
      };
      if (post.author.name === null && post.text === "") continue;
      seen.add(id);
      const answers = markup.answers?.(element, found.at(-1)?.post.id ?? null) ?? [];
      found.push({ post, number: markup.number?.(element) ?? null, answers });
      anchors.remember(doc, id, shown);
    }
    const before = markup.before?.(doc, url) ?? 0;
    const article = markup.article?.(doc, base);
    const posts = article === undefined ? placed(found, before)
      : commented(found, article ? before : Math.max(before, 1));
    if (markup.partial?.(doc)) missing.push("posts");
    if (!markup.linksAreRare && posts.every(({ author }) => author.url === null)) missing.push("posts.author.url");
    return {
      title: markup.title(doc), url: links.clean(url) ?? url, ...(article ? { article } : {}), posts,
    };
  }

  /**
   * @param {Markup} markup @param {Document} doc
   * @returns {Element[]}
   */
  function elements({ first, posts }, doc) {
    const root = first?.(doc) ?? null;
    const others = typeof posts === "string" ? doc.querySelectorAll(posts) : posts(doc);
    return [...(root ? [root] : []), ...others];
  }

  /** @param {Markup} markup */
  const reader = (markup) =>
    /** @type {import("./contract.js").Reader<Discussion>} */
    ((doc, url, missing) => read(markup, doc, url, missing));

  /**
   * The posts of a thread with their places and parents: without another, a post answers the root.
   * @param {Found[]} found @param {number} before
   * @returns {Post[]}
   */
  function placed(found, before) {
    const numbers = found.map((one) => one.number);
    const isNumbered = numbers.every((one, i) =>
      one !== null && one > 0 && (i === 0 || one > /** @type {number} */ (numbers[i - 1])));
    // Newest first, or best first: the page does not begin with the root.
    const skipped = before === 0 && (numbers[0] ?? 1) > 1 ? 1 : before;
    const root = (isNumbered ? numbers[0] === 1 : skipped === 0) ? found[0]?.post : undefined;
    const stated = statedBy(found);
    return found.map(({ post, number, answers }, i) => ({
      ...post,
      parent_id: post === root ? null : stated(post, answers) ?? root?.id ?? null,
      position: isNumbered ? /** @type {number} */ (number) - 1 : skipped + i,
    }));
  }

  /**
   * Comments on something that is no post: only other comments are answered.
   * @param {Found[]} found @param {number} before
   * @returns {Post[]}
   */
  function commented(found, before) {
    const stated = statedBy(found);
    return found.map(({ post, answers }, i) =>
      ({ ...post, parent_id: stated(post, answers), position: before + i }));
  }

  /** @param {Found[]} found @returns which of the posts that a post names as answered is on the page */
  function statedBy(found) {
    const known = new Set(found.map(({ post }) => post.id));
    /** @param {Post} post @param {(string|null|undefined)[]} answers @returns {string|null} */
    return (post, answers) => answers.find((id) => id && id !== post.id && known.has(id)) ?? null;
  }

  /**
   * What belongs to a post itself, not to one that is nested in it.
   * @param {Element} post @param {string} posts selector of posts @param {...string} selectors in order
   *   of preference
   * @returns {Element|null}
   */
  function own(post, posts, ...selectors) {
    for (const selector of selectors) {
      for (const element of post.querySelectorAll(selector)) {
        if (element.closest(posts) === post) return element;
      }
    }
    return null;
  }

  /**
   * The number in "#12", "Reply #12 -", "12".
   * @param {string|null|undefined} words
   * @returns {number|null}
   */
  function numberIn(words) {
    const digits = /\d[\d.,\u00a0\u202f' ]*/.exec(words ?? "")?.[0].replace(/\D/g, "") ?? "";
    return digits !== "" && digits.length < 9 ? Number(digits) : null;
  }

  /**
   * The part of an attribute or address that a pattern captures.
   * @param {Element|null|undefined} element @param {string} name @param {RegExp} pattern
   * @returns {string|null}
   */
  const part = (element, name, pattern) =>
    pattern.exec(element?.getAttribute(name) ?? "")?.[1] ?? null;

  /**
   * The thread's own address, whatever page of it is open: the canonical link without its page.
   * @param {Document} doc @param {string} url @param {(address: URL) => void} withoutPage
   * @returns {string}
   */
  function address(doc, url, withoutPage) {
    const own = new URL(url);
    const canonical = links.of(doc.querySelector("link[rel=canonical]"), baseOf(doc, url));
    const best = canonical && new URL(canonical).host === own.host ? new URL(canonical) : own;
    withoutPage(best);
    best.hash = "";
    return best.href;
  }

  /**
   * Takes parameters out of an address; one that has none of them keeps its own spelling.
   * @param {URL} one @param {string[]} names
   */
  function drop(one, names) {
    for (const name of names) if (one.searchParams.has(name)) one.searchParams.delete(name);
  }

  /**
   * A moment in seconds since 1970, as old forums write it.
   * @param {string|null|undefined} value
   * @returns {string|null} ISO time
   */
  const fromSeconds = (value) =>
    (/^\d{9,11}$/.test(value ?? "") ? new Date(Number(value) * 1000).toISOString() : null);

  /**
   * Does the page load a script, or link to a file, of such an address? Without walking the whole page:
   * every reader is asked about every page.
   * @param {Document} doc @param {RegExp} address
   */
  const loads = (doc, address) => [...doc.scripts].slice(0, 300).some(({ src }) => address.test(src))
    || [...doc.head?.querySelectorAll("link[href]") ?? []].slice(0, 300)
      .some((link) => address.test(link.getAttribute("href") ?? ""));

  return { PROMISES, PROMISES_WITHOUT_LINKS, address, baseOf, drop, fromSeconds, loads, numberIn, own, part, reader };
})();
