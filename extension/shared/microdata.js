// Things marked in the HTML itself, as microdata (itemscope) or RDFa-lite (typeof), as items (see
// structured-data.js): one walk over the marked elements in page order.
"use strict";

Sidenote.microdata = (() => {
  /** @typedef {import("./structured-data.js").Item} Item */
  /** @typedef {import("./structured-data.js").Value} Value */
  const { dom } = Sidenote;
  const { bareName } = Sidenote.schemaNames;
  const MAX_MARKED = 200_000;
  const MAX_REFS = 50;
  const URL_ATTRIBUTES = ["href", "src", "data", "resource"];
  /** Items inside a passage that are posts of their own, not words of it. */
  const FOREIGN = '[itemscope][itemprop~="comment"], [itemscope][itemprop~="suggestedAnswer"],'
    + ' [itemscope][itemprop~="acceptedAnswer"], [typeof][property~="comment"],'
    + ' [typeof][property~="schema:comment"]';

  /** One element with itemscope or typeof behind the Item interface. */
  class MarkedItem {
    /** @param {Element} element @param {"microdata"|"rdfa"} syntax @param {string} base */
    constructor(element, syntax, base) {
      this.syntax = syntax;
      this.element = element;
      this.base = base;
      this.owned = false;
      const types = element.getAttribute(syntax === "microdata" ? "itemtype" : "typeof") ?? "";
      this.types = types.split(/\s+/).filter(Boolean).slice(0, 10).map(bareName);
      this.id = element.getAttribute("itemid") ?? element.getAttribute("resource")
        ?? element.getAttribute("about");
      /** @type {Map<string, {element: Element, item: MarkedItem|null}[]>} */
      this.properties = new Map();
    }

    /** @param {string} names @param {Element} element @param {MarkedItem|null} item */
    add(names, element, item) {
      for (const name of names.split(/\s+/).slice(0, 10)) {
        const key = bareName(name);
        if (key === "") continue;
        const list = this.properties.get(key);
        if (list) list.push({ element, item });
        else this.properties.set(key, [{ element, item }]);
      }
    }

    /** @param {string} name @returns {Value[]} */
    values(name) {
      return (this.properties.get(name) ?? []).map(({ element, item }) => ({
        // Read when asked: most properties of a page never are.
        get text() {
          return item ? "" : textOf(element);
        },
        url: urlOf(element),
        item,
        element,
      }));
    }
  }

  /** @param {Element} element */
  function textOf(element) {
    for (const name of ["content", "datetime", "value"]) {
      const value = element.getAttribute(name);
      if (value !== null) return dom.clean(value.slice(0, dom.MAX_TEXT));
    }
    return dom.text(element, { skip: FOREIGN });
  }

  /** @param {Element} element */
  function urlOf(element) {
    for (const name of URL_ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value !== null) return value;
    }
    return null;
  }

  /**
   * @param {Document} doc @param {string} base
   * @returns {Generator<void, MarkedItem[], void>} in the order of the page
   */
  function* items(doc, base) {
    const elements = doc.querySelectorAll("[itemscope], [itemprop], [typeof], [property]");
    /** @type {MarkedItem[]} */
    const found = [];
    /** @type {MarkedItem[]} open scopes, outermost first */
    const open = [];
    /** @type {MarkedItem[]} */
    const withRefs = [];
    const count = Math.min(elements.length, MAX_MARKED);
    for (let i = 0; i < count; i += 1) {
      const element = elements[i];
      while (open.length > 0 && !open[open.length - 1].element.contains(element)) open.pop();
      const scope = open.length > 0 ? open[open.length - 1] : null;
      const syntax = element.hasAttribute("itemscope") ? "microdata"
        : element.hasAttribute("typeof") ? "rdfa" : null;
      const item = syntax && new MarkedItem(element, /** @type {"microdata"|"rdfa"} */ (syntax), base);
      const names = element.getAttribute("itemprop") ?? element.getAttribute("property");
      if (scope && names !== null) {
        scope.add(names, element, item);
        if (item) item.owned = true;
      }
      if (item) {
        found.push(item);
        open.push(item);
        if (element.hasAttribute("itemref")) withRefs.push(item);
      }
      if (i % 400 === 399) yield;
    }
    resolveRefs(doc, found, withRefs);
    return found;
  }

  /**
   * itemref: properties that stand elsewhere. Items are only attached, never walked into, so a
   * cycle costs nothing here; who follows values must remember where they have been.
   * @param {Document} doc @param {MarkedItem[]} items @param {MarkedItem[]} withRefs
   */
  function resolveRefs(doc, items, withRefs) {
    const byElement = new Map(items.map((item) => [item.element, item]));
    for (const item of withRefs.slice(0, 1_000)) {
      const ids = (item.element.getAttribute("itemref") ?? "").split(/\s+/).slice(0, MAX_REFS);
      for (const id of ids) {
        const root = id === "" ? null : doc.getElementById(id);
        if (root === null || root.contains(item.element)) continue;
        for (const element of [root, ...root.querySelectorAll("[itemprop]")]) {
          const names = element.getAttribute("itemprop");
          if (names === null) continue;
          const between = element === root ? null : element.parentElement?.closest("[itemscope]");
          if (between && root.contains(between)) continue;
          const value = byElement.get(element) ?? null;
          if (value) value.owned = true;
          item.add(names, element, value);
        }
      }
    }
  }

  return { items };
})();
