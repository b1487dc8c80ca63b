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
    const { layouts: builtIn, ...site } = description;

    /** Layouts that came as data (selector packs). */
    const corrected = () => Sidenote.packs?.of(site.id) ?? [];

    /** All, without the built-in ones that a pack of the same name stands for. */
    function layouts() {
      const packs = corrected();
      return [...packs, ...builtIn.filter(({ name }) => !packs.some((pack) => pack.name === name))];
    }

    /** @param {Document} doc @param {string} url */
    const correctedFor = (doc, url) => corrected().filter((layout) => layout.fits(doc, url));

    /**
     * A pack that fits outranks the address and takes the place of the layouts that it replaces; where
     * it does not fit, the page looks as it did before.
     * @param {Document} doc @param {string} url
     */
    function fitting(doc, url) {
      const packs = correctedFor(doc, url);
      const replaced = new Set(packs.flatMap(({ pack }) => pack.replaces ?? []));
      const kind = packs[0]?.kind ?? site.pageKind(url, doc);
      return [...packs, ...layouts().filter((layout) =>
        !("pack" in layout) && !replaced.has(layout.name) && layout.kind === kind && layout.fits(doc, url))];
    }

    /** @type {AnyReader} */
    function* read(doc, url, missing) {
      const [layout, other] = fitting(doc, url);
      return layout && !other ? yield* layout.read(doc, url, missing) : null;
    }

    /** @param {Document} doc */
    function watchRoot(doc) {
      for (const { root } of layouts()) {
        const found = root && doc.querySelector(root);
        if (found) return found;
      }
      return doc.querySelector("main, [role=main]") ?? doc.body;
    }

    return {
      ...site,
      ...(site.claims
        ? { claims: (doc, url) => site.claims?.(doc, url) || (Sidenote.packs?.claims(site.id, doc, url) ?? false) } : {}),
      refuse: (url, doc) => (correctedFor(doc, url).length > 0 ? null : site.refuse?.(url, doc) ?? null),
      pageKind: (url, doc) => correctedFor(doc, url)[0]?.kind ?? site.pageKind(url, doc),
      layoutNames: builtIn.map((layout) => layout.name),
      layouts: (doc, url) => fitting(doc, url).map((layout) => layout.name),
      read: { profile: read, discussion: read, organisation: read, feed: read, people: read },
      anchor: {
        profile: (doc) => Sidenote.anchors.find(doc, ""),
        post: (doc, id) => (id === "" ? null : Sidenote.anchors.find(doc, id)),
      },
      watchRoot,
      promises: (name) => layouts().find((layout) => layout.name === name)?.promises ?? [],
      versionOf: (name) => {
        const pack = corrected().find((layout) => layout.name === name)?.pack;
        return pack ? `${site.version}.p${pack.version}` : site.version;
      },
    };
  };
})();
