// Some sites describe only part of a page's posts in schema.org terms (the question and its first
// answer of thirty). Where the page itself surely shows more, they are read from it; where that is not
// sure, the capture says that posts are missing.
"use strict";

Sidenote.schemaCompletion = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */

  /** How sure the finder has to be; how many posts it is asked about at most. */
  const SURE = 0.8;
  const MOST = 300;
  const NEEDLE = 40;

  /** @param {Post} post its first letters: spacing and quotes differ between markup and page */
  const needle = ({ text }) => text.slice(0, 6 * NEEDLE).replace(/[^\p{L}\p{N}]+/gu, "").slice(0, NEEDLE).toLowerCase();

  /** @param {Post} shown @param {Post|undefined} told @returns {Post} what is told goes before what is shown */
  const merged = (shown, told) => (told === undefined ? shown : {
    ...shown,
    author: {
      name: told.author.name ?? shown.author.name,
      url: told.author.url ?? shown.author.url,
      headline: told.author.headline,
    },
    text: told.text || shown.text,
    posted_at: told.posted_at ?? shown.posted_at,
  });

  /**
   * @param {Document} doc @param {string} url @param {Discussion} told by the page's markup
   * @param {number} declared how many replies the markup says there are; 0 when it does not say
   * @param {string[]} missing
   * @returns {Generator<void, Discussion, void>}
   */
  function* complete(doc, url, told, declared, missing) {
    if (told.posts.length > MOST) return told;
    /** @type {Discussion|null} */
    const shown = yield* Sidenote.unknownForum.read(doc, url, []);
    if (!shown || shown.posts.length <= told.posts.length) return told;
    const known = new Map(told.posts.map((post) => [needle(post), post]));
    const again = shown.posts.filter((post) => known.has(needle(post))).length;
    if ((shown.confidence ?? 0) < SURE || again < 0.8 * told.posts.length) {
      missing.push("posts");
      return told;
    }
    const isWhole = declared > 0 && shown.posts.length > declared;
    if (isWhole && missing.includes("posts")) missing.splice(missing.indexOf("posts"), 1);
    return {
      ...shown,
      title: told.title ?? shown.title,
      article: told.article?.text ? told.article : shown.article,
      posts: shown.posts.map((post) => merged(post, known.get(needle(post)))),
    };
  }

  return { complete };
})();
