// Badges in a feed: each discussion is asked for by its own address once it comes near the window, and
// of what is known of it only the posts that stand in the feed are shown.
"use strict";

Sidenote.feedBadges ??= (() => {
  const NEAR = "600px 0px";
  /** As many addresses as one message may carry. */
  const MOST_AT_ONCE = 50;

  /**
   * @typedef {import("../sites/recognise.js").Reading} Reading
   * @param {{layer: {show: (set: any) => void}, askKnown: (urls: string[]) => Promise<{url: string, set: any}[]>,
   *   signal: AbortSignal}} options
   */
  function open({ layer, askKnown, signal }) {
    /** @type {Map<string, Set<string>>} the posts on the page, by the address of their discussion */
    const posts = new Map();
    /** @type {Map<string, any[]>} AnnotationSets, in pieces */
    const known = new Map();
    const near = Sidenote.inView.open({ margin: NEAR, onSeen: (/** @type {string[]} */ urls) => void ask(urls), signal });

    /** @param {string[]} urls */
    async function ask(urls) {
      for (let at = 0; at < urls.length && !signal.aborted; at += MOST_AT_ONCE) {
        for (const { url, set } of await askKnown(urls.slice(at, at + MOST_AT_ONCE))) take(url, set);
      }
    }

    /** @param {string} url  of a discussion @param {any} set  AnnotationSet, or a piece of it */
    function take(url, set) {
      if (signal.aborted || !posts.has(url)) return;
      const pieces = (known.get(url) ?? []).filter((one) => one.capture_id === set.capture_id);
      known.set(url, [...pieces, set]);
      show(url, set);
    }

    /** @param {string} url @param {any} set */
    function show(url, set) {
      const here = set.posts.filter((/** @type {any} */ post) => posts.get(url)?.has(post.id));
      if (here.length > 0) layer.show({ ...set, posts: here });
    }

    /** @param {Reading} found */
    function read({ drafts, health }) {
      if (health.kind !== "feed") return;
      const site = Sidenote.sites.byId(health.site);
      for (const { url, discussion } of drafts) {
        const ids = new Set((discussion?.posts ?? []).map((/** @type {{id: string}} */ post) => post.id));
        const before = posts.get(url);
        posts.set(url, ids);
        // More comments were shown below a post that is known.
        if (before && [...ids].some((id) => !before.has(id))) {
          for (const set of known.get(url) ?? []) show(url, set);
        }
        near.watch(url, site?.anchor.post?.(document, discussion?.posts[0].id ?? "") ?? null);
      }
    }

    return { read, take };
  }

  return Object.freeze({ open });
})();
