// Builds a site from its layouts: each layout says how it is known, what it promises and how it is
// read. Adding a layout is adding one such object.
"use strict";

/**
 * @typedef {import("./contract.js").Site} Site
 * @typedef {import("./contract.js").PageKind} PageKind
 * @typedef {import("./contract.js").Reader<any>} AnyReader
 *
 * @typedef {Object} Layout
 * @property {string} name        as it travels: [A-Za-z0-9._-], with the years it was seen
 * @property {PageKind} kind
 * @property {(doc: Document, url: string) => boolean} fits  told by this page alone, never by a date
 * @property {string[]} promises  fields that every page of this layout should have; empty ones are
 *   reported as missing
 * @property {AnyReader} read
 * @property {string} [root]      selector of the smallest element under which posts appear
 *
 * @typedef {Pick<Site, "id"|"label"|"version"|"matches"|"claims"|"refuse"
 *   |"address"|"pageKind">
 *   & {layouts: Layout[]}} SiteOfLayouts
 */

Sidenote.sites.fromLayouts = (() => {
  /**
   * @param {SiteOfLayouts} description
   * @returns {Site}
   */
  return function fromLayouts(description) {
    const { layouts, ...site } = description;

    /** @param {Document} doc @param {string} url */
    function fitting(doc, url) {
      const kind = site.pageKind(url, doc);
      return layouts.filter((layout) => layout.kind === kind && layout.fits(doc, url));
    }

    /** @type {AnyReader} */
    function* read(doc, url, missing) {
      const [layout, other] = fitting(doc, url);
      return layout && !other ? yield* layout.read(doc, url, missing) : null;
    }

    /** @param {Document} doc */
    function watchRoot(doc) {
      for (const { root } of layouts) {
        const found = root && doc.querySelector(root);
        if (found) return found;
      }
      return doc.querySelector("main, [role=main]") ?? doc.body;
    }

    return {
      ...site,
      layoutNames: layouts.map((layout) => layout.name),
      layouts: (doc, url) => fitting(doc, url).map((layout) => layout.name),
      read: { profile: read, discussion: read, organisation: read, feed: read, people: read },
      anchor: {
        profile: (doc) => Sidenote.anchors.find(doc, ""),
        post: (doc, id) => (id === "" ? null : Sidenote.anchors.find(doc, id)),
      },
      watchRoot,
      promises: (name) => layouts.find((layout) => layout.name === name)?.promises ?? [],
    };
  };
})();
