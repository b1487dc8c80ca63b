// Where badges go: readers remember, while they read, which element shows each author's name.
"use strict";

Sidenote.anchors = (() => {
  /** @type {WeakMap<Document, Map<string, Element>>} posts by id; the profile's name under "" */
  const known = new WeakMap();

  /** @param {Document} doc forget the last reading, so that no element of it is kept alive */
  const start = (doc) => known.set(doc, new Map());

  /**
   * @param {Document} doc @param {string} id of the post; "" for the profile itself
   * @param {Element|null|undefined} element
   */
  function remember(doc, id, element) {
    const own = known.get(doc);
    // Only what the user sees can carry a badge: not markup parsed from a noscript. Of two posts that
    // claim one id the first is the one that is read.
    if (element && element.ownerDocument === doc && own && !own.has(id)) own.set(id, element);
  }

  /**
   * @param {Document} doc @param {string} id
   * @returns {Element|null} null when never read, or gone from the page since
   */
  function find(doc, id) {
    const element = known.get(doc)?.get(id) ?? null;
    return element && element.isConnected ? element : null;
  }

  return { find, remember, start };
})();
