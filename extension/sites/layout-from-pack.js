// Selector packs: layouts that came as data. Each becomes a Layout object like the built-in ones, read
// by the same thread reader, checked by the same draft. Nothing of a pack is run; what the worker gave
// was checked there (background/pack-rules.js).
"use strict";

/**
 * @typedef {string|string[]} Selectors
 * @typedef {{selector?: Selectors|null, attribute?: string|null, without?: string[],
 *   keep?: "whole"|"digits"|"path-end"|"fragment", unit?: "stated"|"seconds"}} Value
 * @typedef {{selector: Selectors}} Link
 * @typedef {Object} Pack  backend/schemas/selector_pack.py
 * @property {string} site
 * @property {string} layout
 * @property {number} version
 * @property {"discussion"|"profile"|"organisation"} kind
 * @property {string|null} [label]
 * @property {string[]} [replaces]
 * @property {string[]} [hosts]
 * @property {{all: string[], none?: string[], path?: string|null}} fits
 * @property {string|null} [root]
 * @property {any} [discussion]
 * @property {any} [profile]
 * @property {any} [organisation]
 *
 * @typedef {import("./layouts.js").Layout & {pack: Pack}} PackLayout
 *
 * @typedef {Object} Packs
 * @property {(site: string, doc: Document, url: string) => boolean} claims
 * @property {(site: string) => PackLayout[]} of
 * @property {(site: string|null) => string[]} unusable
 * @property {(packs?: Pack[]) => boolean} use
 */

Sidenote.packs = (() => {
  const { dom, links, sites } = Sidenote;

  /** @param {Selectors|null|undefined} selectors @returns {string[]} */
  const list = (selectors) => (selectors ? [selectors].flat() : []);

  /**
   * @param {Value|Link|null|undefined} value @param {Element|Document} root
   * @param {(selector: string) => Element|null} [find]
   * @returns {Element|null}
   */
  function elementOf(value, root, find = (selector) => root.querySelector(selector)) {
    const selectors = list(value?.selector);
    if (value && selectors.length === 0) return root instanceof Element ? root : null;
    for (const selector of selectors) {
      const found = find(selector);
      if (found) return found;
    }
    return null;
  }

  /** @param {string|null} words @param {Value} value @returns {string|null} */
  function kept(words, { keep = "whole" }) {
    if (words === null || keep === "whole") return words;
    if (keep === "digits") return /\d+/.exec(words)?.[0] ?? null;
    if (keep === "fragment") return words.split("#")[1] || null;
    return words.split(/[?#]/)[0].split("/").filter(Boolean).at(-1) ?? null;
  }

  /** @param {Value} value @param {Element|null} element @returns {string|null} one line */
  const lineOf = (value, element) =>
    kept(value.attribute ? dom.attribute(element, value.attribute)
      : dom.line(element, { skip: value.without?.join(", ") ?? "" }), value);

  /** @param {Value|null|undefined} value @param {Element|Document} root */
  const line = (value, root) => (value ? lineOf(value, elementOf(value, root)) : null);

  /** @param {Value} value @param {Element|null} element @param {string} [skip] */
  const passageOf = (value, element, skip = "") => (value.attribute ? dom.attribute(element, value.attribute) ?? ""
    : dom.text(element, { skip: [...(value.without ?? []), skip].filter(Boolean).join(", ") }));

  /** @param {Value|null|undefined} value @param {Element|Document} root */
  const passage = (value, root) => (value ? passageOf(value, elementOf(value, root)) || null : null);

  /** @param {Value|null|undefined} value @param {Element|null} element */
  function dateOf(value, element) {
    if (!value) return null;
    const stated = value.attribute ? dom.partialDate(lineOf(value, element)) : dom.date(element);
    return value.unit === "seconds" ? Sidenote.thread.fromSeconds(stated) : stated;
  }

  /** @param {Value|null|undefined} value @param {Element} row */
  const date = (value, row) => dateOf(value, value ? elementOf(value, row) : null);

  /** @param {Link|null|undefined} link @param {Element|Document} root @param {string} base */
  const address = (link, root, base) => links.of(link ? elementOf(link, root) : null, base);

  // --- Discussions -----------------------------------------------------------------------------

  /**
   * @param {any} wanted  DiscussionSelectors
   * @returns {import("./thread.js").Markup}
   */
  function markupOf(wanted) {
    const { posts, parent } = wanted;
    /** Within a post, but not in one that is nested in it.
     * @param {Value|Link} value @param {Element} post */
    const own = (value, post) => elementOf(value, post, (selector) => Sidenote.thread.own(post, posts, selector));
    /** @param {Element} post */
    const id = (post) => lineOf(wanted.id, own(wanted.id, post));
    return {
      posts,
      id,
      title: (doc) => line(wanted.title, doc) ?? dom.meta(doc, "og:title"),
      ...(wanted.first ? { first: (doc) => doc.querySelector(wanted.first) } : {}),
      author: (post) => own(wanted.author, post),
      name: (post, shown) => lineOf(wanted.author, shown),
      ...(wanted.author_link ? { link: (post) => own(wanted.author_link, post) } : {}),
      headline: (post) => (wanted.headline ? lineOf(wanted.headline, own(wanted.headline, post)) : null),
      text: (post) => passageOf(wanted.text, own(wanted.text, post), posts),
      date: (post) => (wanted.date ? dateOf(wanted.date, own(wanted.date, post)) : null),
      number: (post) => (wanted.number ? Sidenote.thread.numberIn(lineOf(wanted.number, own(wanted.number, post))) : null),
      answers: (post) => {
        const answered = parent ? answeredBy(parent, post, posts) : null;
        if (answered instanceof Element) return [id(answered)];
        return [parent?.value ? lineOf(parent.value, own(parent.value, post)) : null];
      },
    };
  }

  /** @param {any} parent @param {Element} post @param {string} posts @returns {Element|null} */
  function answeredBy(parent, post, posts) {
    if (parent.nested) return post.parentElement?.closest(posts) ?? null;
    if (!parent.container) return null;
    const above = post.closest(parent.container)?.parentElement?.closest(parent.container) ?? null;
    return above?.querySelector(posts) ?? null;
  }

  // --- People and organisations ----------------------------------------------------------------

  /** @param {{rows: string}|null|undefined} wanted @param {Document} doc */
  const rows = (wanted, doc) => (wanted ? [...doc.querySelectorAll(wanted.rows)].slice(0, 300) : []);

  /** @param {Value|null|undefined} value @param {Element} row "2019 - 2021"; what holds no year is the present */
  function period(value, row) {
    const [start = null, end = null] = (line(value, row) ?? "").split(/\s*[-–—]\s*/)
      .map((one) => (/\d{4}/.test(one) ? one.trim() : null));
    return { start, end };
  }

  /** @param {any} wanted  ProfileSelectors @returns {import("./layouts.js").AnyReader} */
  const profileReader = (wanted) => function* read(doc, url) {
    const base = Sidenote.thread.baseOf(doc, url);
    const name = elementOf(wanted.name, doc);
    Sidenote.anchors.remember(doc, "", name);
    yield;
    const { positions, education, skills, languages } = wanted;
    return {
      person: { name: lineOf(wanted.name, name), url: address(wanted.url, doc, base) ?? links.clean(url) },
      headline: line(wanted.headline, doc),
      location: line(wanted.location, doc),
      about: passage(wanted.about, doc),
      positions: rows(positions, doc).map((row) => {
        const stated = period(positions.period, row);
        return {
          title: line(positions.title, row),
          company: line(positions.company, row),
          company_url: address(positions.company_link, row, base),
          start: date(positions.start, row) ?? stated.start,
          end: date(positions.end, row) ?? stated.end,
          location: line(positions.location, row),
          text: passage(positions.text, row),
        };
      }),
      education: rows(education, doc).map((row) => ({
        school: line(education.school, row), degree: line(education.degree, row), ...period(education.period, row),
      })),
      skills: rows(skills, doc).map((row) => ({
        name: line(skills.name, row) ?? "",
        evidence: skills.evidence ? [...row.querySelectorAll(skills.evidence)].map((one) => dom.line(one) ?? "") : [],
      })),
      languages: rows(languages, doc).map((row) => line(languages.name, row) ?? ""),
      contact_points: [],
      posts: [],
      partial: wanted.partial ?? [],
    };
  };

  /** @param {any} wanted  OrganisationSelectors @returns {import("./layouts.js").AnyReader} */
  const organisationReader = (wanted) => function* read(doc, url) {
    yield;
    return {
      name: line(wanted.name, doc) ?? "",
      url: links.clean(url),
      website: address(wanted.website, doc, Sidenote.thread.baseOf(doc, url)),
      industry: line(wanted.industry, doc),
      size: line(wanted.size, doc),
      headquarters: line(wanted.headquarters, doc),
      founded: line(wanted.founded, doc),
      about: passage(wanted.about, doc),
    };
  };

  // --- Layouts ---------------------------------------------------------------------------------

  /** What a page of a pack's layout should have: everything it has selectors for. @param {Pack} pack */
  function promisesOf({ kind, ...pack }) {
    const wanted = pack[kind];
    /** @param {string[]} names */
    const given = (...names) => names.filter((name) => wanted[name]);
    if (kind === "organisation") return given("website", "industry", "size", "headquarters", "founded", "about");
    if (kind === "profile") {
      return ["person.name", ...given("headline", "location", "about", "positions", "education", "skills", "languages")];
    }
    return [
      ...given("title"), "posts.author.name", "posts.author.url", "posts.text",
      ...(wanted.date ? ["posts.posted_at"] : []),
    ];
  }

  /** @param {string} glob @param {string} path "*" is anything but a slash, at the end everything */
  function isPath(glob, path) {
    const parts = glob.split("*");
    if (!path.startsWith(parts[0])) return false;
    let at = parts[0].length;
    for (const [i, part] of parts.entries()) {
      if (i === 0) continue;
      if (part === "" && i === parts.length - 1) return true;
      const next = path.indexOf(part, at);
      if (next < 0 || path.slice(at, next).includes("/")) return false;
      at = next + part.length;
    }
    return at === path.length;
  }

  /** @param {Pack} pack @returns {PackLayout} */
  function layoutOf(pack) {
    const { all, none = [], path } = pack.fits;
    const readers = { profile: profileReader, organisation: organisationReader };
    return {
      pack,
      name: pack.layout,
      kind: pack.kind,
      fits: (doc, url) => (!path || isPath(path, new URL(url).pathname))
        && all.every((one) => doc.querySelector(one)) && !none.some((one) => doc.querySelector(one)),
      promises: promisesOf(pack),
      read: pack.kind === "discussion" ? Sidenote.thread.reader(markupOf(pack.discussion))
        : readers[pack.kind](pack[pack.kind]),
      ...(pack.root ? { root: pack.root } : {}),
    };
  }

  /** @param {any} part @returns {string[]} every selector in a pack */
  function selectorsIn(part) {
    return Object.entries(part).flatMap(([name, value]) => {
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return selectorsIn(value);
      const isOne = ["selector", "without", "posts", "first", "rows", "evidence", "container", "root", "all", "none"]
        .includes(name);
      return isOne ? list(/** @type {any} */ (value)) : [];
    });
  }

  /** A selector that this browser does not know throws: then the whole pack is left out.
   * @param {Pack} pack */
  function isWhole(pack) {
    const nothing = document.createDocumentFragment();
    try {
      selectorsIn(pack).forEach((one) => nothing.querySelector(one));
      return true;
    } catch {
      return false;
    }
  }

  /** @type {PackLayout[]} */
  let layouts = [];
  /** @type {Pack[]} */
  let broken = [];
  let used = "[]";

  /**
   * @param {Pack[]|undefined} packs  checked by the worker; all that hold on this host
   * @returns {boolean} whether they are others than before
   */
  function use(packs = []) {
    const told = JSON.stringify(packs);
    if (told === used) return false;
    used = told;
    broken = packs.filter((pack) => !isWhole(pack));
    layouts = packs.filter((pack) => !broken.includes(pack)).map(layoutOf);
    for (const { pack } of layouts) if (pack.hosts?.length) asSite(pack);
    return true;
  }

  /** A network that came as data: a site without a layout of its own. @param {Pack} pack */
  function asSite({ site, label }) {
    if (sites.byId(site)) return;
    sites.register(sites.fromLayouts({
      id: site, label: label ?? site, version: "0", matches: [], claims: () => false, pageKind: () => null, layouts: [],
    }));
  }

  /** @param {string} host @param {string} pattern "forum.example" or "*.forum.example" */
  const isOn = (host, pattern) => (pattern.startsWith("*.")
    ? host.endsWith(pattern.slice(1)) || host === pattern.slice(2) : host === pattern);

  /** @param {string} site @returns {PackLayout[]} its layouts that came as data */
  const of = (site) => layouts.filter(({ pack }) => pack.site === site);

  /**
   * Does a pack make this page the site's own?
   * @param {string} site @param {Document} doc @param {string} url
   */
  const claims = (site, doc, url) => of(site).some((layout) =>
    (layout.pack.hosts ?? []).some((one) => isOn(new URL(url).hostname, one)) && layout.fits(doc, url));

  /**
   * @param {string|null} site  of the page
   * @returns {string[]} packs for it that could not be used, "site/layout"
   */
  const unusable = (site) => broken.filter((pack) => pack.site === site || pack.hosts?.length)
    .map((pack) => `${pack.site}/${pack.layout}`);

  return { claims, of, unusable, use };
})();
