// The generic reader: any page that describes its people and posts in schema.org terms, as JSON-LD,
// microdata or RDFa-lite. Asked only when no specific site claims the page.
"use strict";

(() => {
  /** @typedef {import("../shared/structured-data.js").Item} Item */
  /** @typedef {import("./contract.js").PageKind} PageKind */
  const { anchors, schemaAnchors, schemaDiscussion, schemaProfile, sites } = Sidenote;
  const { ARTICLES, TALK } = schemaDiscussion;

  /** @param {string[]} types @param {string} [not] CSS that excludes */
  const microdataOf = (types, not = "") =>
    types.map((type) => `[itemscope][itemtype*="schema.org/${type}"]${not}`).join(", ");
  /** @param {string[]} types @param {string} [not] */
  const rdfaOf = (types, not = "") => types
    .map((type) => `[typeof~="${type}"]${not}, [typeof~="schema:${type}"]${not}`).join(", ");

  /** How each syntax shows in the HTML, told without reading it. */
  const MARKED = {
    microdata: {
      talk: microdataOf(TALK),
      article: microdataOf(ARTICLES),
      reply: microdataOf(["Comment", "Answer"]),
      profilePage: microdataOf(["ProfilePage"]),
      person: microdataOf(["Person"], ":not([itemprop])"),
      organisation: microdataOf(["Organization", "Corporation"], ":not([itemprop])"),
      faq: microdataOf(["FAQPage"]),
    },
    rdfa: {
      talk: rdfaOf(TALK),
      article: rdfaOf(ARTICLES),
      reply: rdfaOf(["Comment", "Answer"]),
      profilePage: rdfaOf(["ProfilePage"]),
      person: rdfaOf(["Person"], ":not([property])"),
      organisation: rdfaOf(["Organization", "Corporation"], ":not([property])"),
      faq: rdfaOf(["FAQPage"]),
    },
  };

  /** @type {WeakMap<Document, {source: string[], items: Item[]}>} the last JSON-LD of a page */
  const parsed = new WeakMap();

  /** @param {Document} doc @param {string} url parsed anew only when the blocks changed */
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
   * @typedef {{name: string, kind: PageKind, replies: number}} Candidate
   * @param {Document} doc @param {"microdata"|"rdfa"} syntax
   * @returns {Candidate|null}
   */
  function inMarkup(doc, syntax) {
    const css = MARKED[syntax];
    /** @param {string} selector */
    const count = (selector) => doc.querySelectorAll(selector).length;
    if (doc.querySelector(css.faq)) return null;
    const replies = count(css.reply);
    if (doc.querySelector(css.profilePage)) return { name: syntax, kind: "profile", replies: 0 };
    const talks = count(css.talk);
    // Many postings and no reply: a list of discussions, not one.
    if (talks === 1 || (talks > 1 && replies > 0) || (replies > 0 && doc.querySelector(css.article))) {
      return { name: syntax, kind: "discussion", replies };
    }
    if (talks === 0 && count(css.person) === 1) return { name: syntax, kind: "profile", replies: 0 };
    if (talks === 0 && replies === 0 && count(css.organisation) === 1) {
      return { name: syntax, kind: "organisation", replies: 0 };
    }
    return null;
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
    const person = schemaProfile.person(items, url);
    if (isProfile && person) return { name, kind: "profile", replies: 0 };
    if (schemaDiscussion.root(items, url)) {
      const replies = items.filter((item) => /^(?:Comment|Answer)$/.test(item.types[0] ?? "")).length;
      return { name, kind: "discussion", replies };
    }
    if (person) return { name, kind: "profile", replies: 0 };
    return schemaProfile.organisation(items, url) ? { name, kind: "organisation", replies: 0 } : null;
  }

  const WEIGHT = { discussion: 2, profile: 2, organisation: 1 };

  /**
   * The page's own best description. Two descriptions of one page are no two layouts: the one with
   * more posts tells more, and at a tie the markup that the user sees.
   * @param {Document} doc @param {string} url
   * @returns {Candidate|null}
   */
  function best(doc, url) {
    const found = [inMarkup(doc, "microdata"), inMarkup(doc, "rdfa"), inJson(doc, url)]
      .filter((one) => one !== null);
    found.sort((a, b) => WEIGHT[b.kind] - WEIGHT[a.kind] || b.replies - a.replies);
    return found[0] ?? null;
  }

  /**
   * @param {Document} doc @param {string} url
   * @returns {Generator<void, Item[], void>} of the one syntax that is read
   */
  function* itemsOf(doc, url) {
    const syntax = best(doc, url)?.name;
    if (syntax === "json-ld") return jsonItems(doc, url);
    const items = yield* Sidenote.microdata.items(doc, url);
    return items.filter((item) => item.syntax === syntax);
  }

  /** @param {Document} doc @param {string} url */
  function* readDiscussion(doc, url) {
    const items = yield* itemsOf(doc, url);
    const top = schemaDiscussion.root(items, url);
    if (!top) return null;
    const discussion = yield* schemaDiscussion.read(top, items, doc, url);
    if (top.syntax === "json-ld") yield* schemaAnchors.join(doc, url, discussion.posts);
    return discussion;
  }

  /** @param {Document} doc @param {string} url */
  function* readProfile(doc, url) {
    const items = yield* itemsOf(doc, url);
    const owner = schemaProfile.person(items, url);
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
    const firm = schemaProfile.organisation(items, url);
    return firm && schemaProfile.readOrganisation(firm, url);
  }

  /** @type {Record<PageKind, string[]>} */
  const PROMISES = {
    profile: ["person.name", "headline", "location", "positions"],
    discussion: ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"],
    organisation: ["website", "industry", "headquarters"],
  };

  sites.register({
    id: "schema-org",
    label: "schema.org",
    version: "1",
    matches: [],
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
