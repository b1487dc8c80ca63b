// What a page says of itself in schema.org terms: JSON-LD, microdata and RDFa-lite behind one
// interface, and the questions that readers ask of it.
"use strict";

/**
 * One value of a property. `text` is the value in words, `url` its address if it is or has one,
 * `item` the thing it stands for, `element` where the page shows it (never for JSON-LD).
 * @typedef {{text: string, url: string|null, item: Item|null, element: Element|null}} Value
 *
 * One thing. `owned` tells that it is the value of another thing's property.
 * @typedef {{syntax: "json-ld"|"microdata"|"rdfa", types: string[], id: string|null, element: Element|null, owned: boolean,
 *   values: (name: string) => Value[]}} Item
 */

Sidenote.structuredData = (() => {
  const { dom, links } = Sidenote;

  /**
   * Every thing the page describes, in all three syntaxes.
   * @param {Document} doc @param {string} base the page's address
   * @returns {Generator<void, Item[], void>}
   */
  function* items(doc, base) {
    const things = Sidenote.jsonLd.items(doc, base);
    yield;
    return [...things, ...(yield* Sidenote.microdata.items(doc, base))];
  }

  /**
   * The words of the first value that has some; of an item its name.
   * @param {Item|null} item @param {...string} names
   * @returns {string|null} one line
   */
  function line(item, ...names) {
    for (const name of names) {
      for (const value of item?.values(name) ?? []) {
        const words = value.item ? nameOf(value.item) : value.text;
        const found = dom.fold(value.element ? words : decoded(words));
        if (found) return found;
      }
    }
    return null;
  }

  /** @param {Item} item its name in words; names of names are not followed (cycles) */
  const nameOf = (item) => item.values("name").find((value) => value.item === null)?.text;

  /**
   * The passage of the first value that has words.
   * @param {Item} item @param {...string} names
   * @returns {string}
   */
  function passage(item, ...names) {
    for (const name of names) {
      for (const value of item.values(name)) {
        if (value.item) continue;
        const text = value.element ? value.text : plain(value.text);
        if (text) return dom.cut(text, dom.MAX_TEXT);
      }
    }
    return "";
  }

  const TAGS = /<(?:p|br|div|a|blockquote|ul|ol|li|span|em|strong|b|i|code|pre|h\d)\b[^<>]*>/i;
  const ENTITIES = /&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});/i;

  /** @param {string} markup @param {boolean} keepsLines */
  function textOfMarkup(markup, keepsLines) {
    try {
      // An inert document: nothing runs, nothing is fetched.
      return dom.text(new DOMParser().parseFromString(markup, "text/html").body, { keepsLines });
    } catch {
      return markup.trim();
    }
  }

  /** @param {string|null|undefined} words a name or title of JSON-LD; many sites escape them once too often */
  const decoded = (words) =>
    (words && words.length < 5_000 && ENTITIES.test(words) ? textOfMarkup(words.replaceAll("<", "&lt;"), false) : words);

  /** @param {string} value text of JSON-LD: plain by the book, HTML at many sites, escaped HTML at some */
  function plain(value) {
    const bounded = dom.clean(value.slice(0, 2 * dom.MAX_TEXT));
    if (TAGS.test(bounded)) return textOfMarkup(bounded, false);
    if (!ENTITIES.test(bounded)) return bounded.trim();
    const once = textOfMarkup(bounded.replaceAll("<", "&lt;"), true);
    return TAGS.test(once) ? textOfMarkup(once, false) : once;
  }

  /**
   * The first address among the values: of a link, of an item (its url, its @id), or in words.
   * @param {Item|null} item @param {string} base @param {...string} names
   * @returns {string|null} clean and absolute
   */
  function address(item, base, ...names) {
    for (const name of names) {
      for (const value of item?.values(name) ?? []) {
        const found = value.item ? addressOf(value.item, base)
          : links.clean(value.url ?? dom.fold(value.text), base);
        if (found) return found;
      }
    }
    return null;
  }

  /** @param {Item} item @param {string} base @returns {string|null} */
  function addressOf(item, base) {
    for (const value of item.values("url")) {
      const found = links.clean(value.url ?? (value.item ? null : dom.fold(value.text)), base);
      if (found) return found;
    }
    return item.id && /^(?:https?:)?\//.test(item.id) ? links.clean(item.id, base) : null;
  }

  /** @param {Item} item @param {ReadonlySet<string>} types */
  const isA = (item, types) => item.types.some((type) => types.has(type));

  /**
   * The items among the values of a property.
   * @param {Item|null} item @param {...string} names
   * @returns {Item[]}
   */
  const children = (item, ...names) =>
    names.flatMap((name) => (item?.values(name) ?? []).map((value) => value.item))
      .filter((child) => child !== null);

  return { address, addressOf, children, isA, items, line, passage, plain };
})();
