// JSON-LD blocks of a page as items (see structured-data.js). Broken JSON, @graph, references by
// @id, cycles and prototype keys are all taken calmly; sizes are bounded.
"use strict";

Sidenote.jsonLd = (() => {
  /** @typedef {import("./structured-data.js").Item} Item */
  /** @typedef {import("./structured-data.js").Value} Value */
  const { bareName } = Sidenote.schemaNames;
  /** Bounds: one block, all of them (UTF-16 units), objects taken from them, nesting. */
  const MAX_BLOCK = 4_000_000;
  const MAX_BLOCKS_TOTAL = 16_000_000;
  const MAX_OBJECTS = 100_000;
  const MAX_DEPTH = 64;

  /** @param {object} object @param {string} key own properties only: the page chose the keys */
  const own = (object, key) =>
    Object.hasOwn(object, key) ? /** @type {any} */ (object)[key] : undefined;

  /** @param {string} source */
  function parseJson(source) {
    const bare = source.replace(/^\s*(?:<!--|\/\/<!\[CDATA\[|<!\[CDATA\[)/, "")
      .replace(/(?:-->|\/\/\]\]>|\]\]>)\s*$/, "").trim().replace(/;$/, "");
    try {
      return JSON.parse(bare);
    } catch {
      // Usual slips of templates: raw newlines inside strings, a comma before a bracket.
      try {
        // eslint-disable-next-line no-control-regex
        return JSON.parse(bare.replace(/[\x00-\x1f]+/g, " ").replace(/,(\s*[}\]])/g, "$1"));
      } catch {
        return null;
      }
    }
  }

  /** One JSON-LD object behind the Item interface. */
  class JsonItem {
    /** @param {object} object @param {Graph} graph @param {boolean} owned */
    constructor(object, graph, owned) {
      this.syntax = /** @type {const} */ ("json-ld");
      this.element = /** @type {Element|null} */ (null);
      this.object = object;
      this.graph = graph;
      this.owned = owned;
      const types = own(object, "@type");
      /** @type {string[]} */
      this.types = (Array.isArray(types) ? types : [types])
        .filter((type) => typeof type === "string").slice(0, 10).map(bareName);
      const id = own(object, "@id");
      this.id = typeof id === "string" ? id.slice(0, 2_048) : null;
    }

    /** @param {string} name @returns {Value[]} */
    values(name) {
      const raw = own(this.object, name);
      if (raw === undefined || raw === null) return [];
      const list = Array.isArray(raw) ? raw : [raw];
      return list.map((one) => this.graph.value(one)).filter((one) => one !== null);
    }
  }

  /** All JSON-LD objects of a page; resolves {"@id"} references. */
  class Graph {
    /** @param {string} base */
    constructor(base) {
      this.base = base;
      /** @type {Map<object, JsonItem>} */
      this.items = new Map();
      /** @type {Map<string, JsonItem>} */
      this.byId = new Map();
      /** @type {{id: any, owner: object}[]} */
      this.references = [];
    }

    /**
     * @param {any} value @param {object|null} owner the thing whose property it is
     * @param {number} depth
     */
    add(value, owner, depth) {
      if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
      if (this.items.size >= MAX_OBJECTS) return;
      if (Array.isArray(value)) {
        for (const one of value) this.add(one, owner, depth + 1);
        return;
      }
      const keys = Object.keys(value);
      if (owner !== null && keys.length === 1 && keys[0] === "@id") {
        this.references.push({ id: value["@id"], owner });
        return;
      }
      const item = new JsonItem(value, this, owner !== null);
      if (item.types.length > 0) {
        this.items.set(value, item);
        if (item.id !== null && !this.byId.has(item.id)) this.byId.set(item.id, item);
      }
      for (const key of keys) {
        const child = own(value, key);
        if (typeof child !== "object" || key === "@context") continue;
        this.add(child, key === "@graph" ? null : value, depth + 1);
      }
    }

    /** @param {any} raw @returns {Value|null} */
    value(raw) {
      if (typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean") {
        const text = String(raw);
        return { text, url: null, item: null, element: null };
      }
      if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return null;
      const literal = own(raw, "@value");
      if (literal !== undefined) return typeof literal === "object" ? null : this.value(literal);
      const id = own(raw, "@id");
      const known = typeof id === "string" ? this.byId.get(id) : undefined;
      const item = this.items.get(raw) ?? known ?? new JsonItem(raw, this, true);
      const isReference = known !== undefined && Object.keys(raw).length === 1;
      return {
        text: "",
        url: typeof id === "string" ? id.slice(0, 2_048) : null,
        item: isReference ? known : item,
        element: null,
      };
    }

    /** Things that others name by {"@id"} alone belong to them. */
    markReferenced() {
      for (const { id, owner } of this.references) {
        const known = this.byId.get(id);
        if (known && known.object !== owner) known.owned = true;
      }
    }
  }

  /**
   * @param {Document} doc @param {string} base
   * @returns {Item[]} in the order of the page
   */
  function items(doc, base) {
    const graph = new Graph(base);
    let total = 0;
    for (const script of doc.querySelectorAll('script[type="application/ld+json" i]')) {
      const source = script.textContent ?? "";
      total += source.length;
      if (total > MAX_BLOCKS_TOTAL) break;
      if (source.length <= MAX_BLOCK) graph.add(parseJson(source), null, 0);
    }
    graph.markReferenced();
    return [...graph.items.values()];
  }

  return { items, parseJson };
})();
