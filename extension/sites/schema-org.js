// The generic reader: any page that describes its people and posts in schema.org terms, as JSON-LD,
// microdata or RDFa-lite. Asked only when no specific site claims the page.
"use strict";

(() => {
  /** @typedef {import("../shared/structured-data.js").Item} Item */
  /** @typedef {import("./contract.js").PageKind} PageKind */
  const { anchors, schemaAnchors, schemaCompletion, schemaDiscussion, schemaProfile, sites } = Sidenote;
  const { ARTICLES, TALK } = schemaDiscussion;

  const REPLY = [...schemaDiscussion.REPLIES];
  const FIRM = [...schemaProfile.ORGANISATIONS];
  const { bareName } = Sidenote.schemaNames;

  /** @type {WeakMap<Document, {source: string[], items: Item[]}>} the last JSON-LD of a page */
  const parsed = new WeakMap();

  /**
   * @param {Document} doc @param {string} url
   * @returns {Item[]} parsed anew only when the blocks changed
   */
  function jsonItems(doc, url) {
    const source = [...doc.querySelectorAll('script[type="application/ld+json" i]')]
      .map((script) => script.textContent ?? "");
    const known = parsed.get(doc);
    if (known && known.source.length === source.length
      && known.source.every((text, i) => text === source[i])) return known.items;
    const items = Sidenote.jsonLd.items(doc, url);
    parsed.set(doc, { source, items });
    return items;
  }

  /**
   * How often each type is marked in the HTML, told without reading it: all of them, and those that
   * are no property of another thing ("free").
   * @param {Document} doc @param {"microdata"|"rdfa"} syntax
   */
  function census(doc, syntax) {
    const [mark, types, property] = syntax === "microdata"
      ? ["[itemscope][itemtype]", "itemtype", "itemprop"] : ["[typeof]", "typeof", "property"];
    /** @type {Map<string, {all: number, free: number}>} */
    const counts = new Map();
    for (const element of doc.querySelectorAll(mark)) {
      const raw = element.getAttribute(types) ?? "";
      const count = counts.get(raw) ?? { all: 0, free: 0 };
      count.all += 1;
      if (!element.hasAttribute(property)) count.free += 1;
      counts.set(raw, count);
    }
    const named = [...counts].map(([raw, count]) =>
      ({ names: raw.split(/\s+/).slice(0, 10).map(bareName), count }));
    /** @param {"all"|"free"} which @param {string[]} wanted */
    return (which, wanted) => named.filter(({ names }) => names.some((one) => wanted.includes(one)))
      .reduce((sum, { count }) => sum + count[which], 0);
  }

  /**
   * @typedef {{name: string, kind: PageKind, replies: number}} Candidate
   * @param {Document} doc @param {string} url @param {"microdata"|"rdfa"} syntax
   * @returns {Candidate|null}
   */
  function inMarkup(doc, url, syntax) {
    const count = census(doc, syntax);
    if (count("all", ["FAQPage"]) > 0) return null;
    if (count("all", ["ProfilePage"]) > 0) return { name: syntax, kind: "profile", replies: 0 };
    const replies = count("all", REPLY);
    const talks = count("all", TALK);
    // Many postings and no reply: a list of discussions, not one.
    if (talks === 1 || (replies > 0 && talks + count("all", ARTICLES) > 0)) {
      return { name: syntax, kind: "discussion", replies };
    }
    if (talks > 0 || count("free", ["Person"]) + count("free", FIRM) === 0) return null;
    const items = atOnce(Sidenote.microdata.items(doc, url)).filter((item) => item.syntax === syntax);
    if (schemaProfile.person(items, url, doc)) return { name: syntax, kind: "profile", replies: 0 };
    return replies === 0 && schemaProfile.organisation(items, url, doc)
      ? { name: syntax, kind: "organisation", replies: 0 } : null;
  }

  /** @param {Generator<void, Item[], void>} steps @returns {Item[]} */
  function atOnce(steps) {
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  }

  /**
   * @param {Document} doc @param {string} url
   * @returns {Candidate|null}
   */
  function inJson(doc, url) {
    const items = jsonItems(doc, url);
    const name = "json-ld";
    if (items.length === 0 || items.some((item) => item.types.includes("FAQPage"))) return null;
    const isProfile = items.some((item) => item.types.includes("ProfilePage"));
    const person = schemaProfile.person(items, url, doc);
    if (isProfile && person) return { name, kind: "profile", replies: 0 };
    if (schemaDiscussion.root(items, url)) {
      const replies = items.filter((item) => item.types.some((type) => REPLY.includes(type))).length;
      return { name, kind: "discussion", replies };
    }
    if (person) return { name, kind: "profile", replies: 0 };
    return schemaProfile.organisation(items, url, doc) ? { name, kind: "organisation", replies: 0 } : null;
  }

  /** @type {Record<string, number>} */
  const WEIGHT = { discussion: 2, profile: 2, organisation: 1 };

  /**
   * The page's own best description. Two descriptions of one page are no two layouts: the one with
   * more posts tells more, and at a tie the markup that the user sees.
   * @param {Document} doc @param {string} url
   * @returns {Candidate|null}
   */
  function best(doc, url) {
    if (judged?.doc === doc && judged.url === url) return judged.candidate;
    const found = [inMarkup(doc, url, "microdata"), inMarkup(doc, url, "rdfa"), inJson(doc, url)]
      .filter((one) => one !== null);
    found.sort((a, b) => WEIGHT[b.kind] - WEIGHT[a.kind] || b.replies - a.replies);
    const candidate = found[0] ?? null;
    judged = { doc, url, candidate };
    // Kept for this turn only: the page cannot change while we run.
    queueMicrotask(() => { judged = null; });
    return candidate;
  }

  /** @type {{doc: Document, url: string, candidate: Candidate|null}|null} */
  let judged = null;

  /**
   * @param {Document} doc @param {string} url
   * @returns {Generator<void, Item[], void>} of the one syntax that is read
   */
  function* itemsOf(doc, url) {
    const syntax = best(doc, url)?.name;
    if (syntax === "json-ld") return jsonItems(doc, url);
    /** @type {Item[]} */
    const items = yield* Sidenote.microdata.items(doc, url);
    return items.filter((item) => item.syntax === syntax);
  }

  /** @param {Document} doc @param {string} url @param {string[]} missing */
  function* readDiscussion(doc, url, missing) {
    const items = yield* itemsOf(doc, url);
    const top = schemaDiscussion.root(items, url);
    if (!top) return null;
    const discussion = yield* schemaDiscussion.read(top, items, doc, url, missing);
    if (top.syntax === "json-ld") yield* schemaAnchors.join(doc, url, discussion.posts);
    const declared = schemaDiscussion.declaredReplies(top);
    const isWhole = declared > 0 && !missing.includes("posts");
    return isWhole ? discussion : yield* schemaCompletion.complete(doc, url, discussion, declared, missing);
  }

  /** @param {Document} doc @param {string} url */
  function* readProfile(doc, url) {
    const items = yield* itemsOf(doc, url);
    const owner = schemaProfile.person(items, url, doc);
    if (!owner) return null;
    const profile = schemaProfile.read(owner, items, url);
    const { name } = profile.person;
    const element = owner.values("name")[0]?.element ?? null;
    const isShown = element !== null && schemaDiscussion.visible(element, null, name) === element;
    anchors.remember(doc, "", isShown ? element : schemaAnchors.ofName(doc, name));
    return profile;
  }

  /** @param {Document} doc @param {string} url */
  function* readOrganisation(doc, url) {
    const items = yield* itemsOf(doc, url);
    const firm = schemaProfile.organisation(items, url, doc);
    return firm && schemaProfile.readOrganisation(firm, url);
  }

  /** @type {Record<string, string[]>} */
  const PROMISES = {
    profile: ["person.name", "headline", "location", "positions"],
    discussion: ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"],
    organisation: ["website", "industry", "headquarters"],
  };

  sites.register({
    id: "schema-org",
    label: "schema.org",
    version: "2",
    matches: [],
    refuse: (url, doc) => (best(doc, url) === null && schemaDiscussion.isListing(jsonItems(doc, url), url) ? "listing" : null),
    pageKind: (url, doc) => best(doc, url)?.kind ?? null,
    layoutNames: ["json-ld", "microdata", "rdfa"],
    layouts: (doc, url) => [best(doc, url)?.name].filter((name) => name !== undefined),
    read: { profile: readProfile, discussion: readDiscussion, organisation: readOrganisation },
    anchor: {
      profile: (doc) => anchors.find(doc, ""),
      post: (doc, id) => (id === "" ? null : anchors.find(doc, id)),
    },
    watchRoot: (doc) => doc.querySelector("main, [role=main]") ?? doc.body,
    promises: (_, kind) => PROMISES[kind],
  });
})();
