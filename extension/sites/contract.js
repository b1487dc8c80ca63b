// What a site reader is. One file per network, each a classic script that calls
// Sidenote.sites.register({...}). Reading is pure: it changes nothing, clicks nothing, asks nobody.
"use strict";

/**
 * The wire types; backend/schemas/capture.py is their other half and refuses unknown fields.
 *
 * @typedef {{name: string|null, url: string|null, headline: string|null}} Author
 * @typedef {{id: string, parent_id: string|null, author: Author, text: string,
 *   posted_at: string|null, position: number}} Post position counts from 0 (the root) in page order
 * @typedef {{index: number, count: number}} Part
 * @typedef {{author: Author, text: string, posted_at: string|null}} Article  what comments are about
 *   where it is no post itself (a blog's article): then no post is a root
 * @typedef {{title: string|null, url: string, article?: Article|null, posts: Post[], part?: Part,
 *   confidence?: number}} Discussion
 *   confidence: 0..1, of a reader that guessed the page's structure; it travels beside the
 *   discussion, and the person is asked before such a page is sent
 * @typedef {{title: string|null, company: string|null, company_url: string|null, start: string|null,
 *   end: string|null, location: string|null, text: string|null}} Position `end` null = the present one
 * @typedef {{school: string|null, degree: string|null, start: string|null, end: string|null}} Education
 * @typedef {{name: string, evidence: string[]}} Skill
 * @typedef {{kind: "email"|"phone"|"website", value: string}} ContactPoint
 * @typedef {{text: string, url: string|null, posted_at: string|null}} OwnPost
 * @typedef {{person: {name: string|null, url: string|null}, headline: string|null,
 *   location: string|null, about: string|null, positions: Position[], education: Education[],
 *   skills: Skill[], languages: string[], contact_points: ContactPoint[], posts: OwnPost[],
 *   partial?: string[]}} Profile  partial: names of the fields above that this page shows in part or
 *   not at all (the first five jobs of more; all but one on a details page)
 * @typedef {{name: string, url: string|null, website: string|null, industry: string|null,
 *   size: string|null, headquarters: string|null, founded: string|null, about: string|null}} Organisation
 * @typedef {{id: string, name: string, url: string|null, headline: string|null}} ListedPerson
 * @typedef {{discussions: Discussion[]}} Feed  several discussions on one page, each with the address of
 *   its own (of the page's origin) and post ids that no other discussion of the page has; each becomes
 *   a capture, once it has been in view
 * @typedef {{people: ListedPerson[]}} People  a list (search results): badges only, nothing is captured
 * @typedef {"profile"|"discussion"|"organisation"} CaptureKind
 * @typedef {CaptureKind|"feed"|"people"} PageKind
 * @typedef {{capture_id: string, kind: CaptureKind, site: string, site_version: string,
 *   layout: string, url: string, captured_at: string, trigger: "click"|"automatic"|"import",
 *   missing: string[], fill: Record<string, [number, number]>, confidence?: number, profile?: Profile, discussion?: Discussion,
 *   organisation?: Organisation}} Capture
 */

/**
 * A reader is a generator: it yields nothing, now and then (say once a post), so that the caller may
 * give the page a turn between two posts of a long discussion; what it returns is the result. Drained
 * at once it is synchronous.
 *
 * @template T
 * @typedef {(doc: Document, url: string, missing: string[]) => Generator<void, T|null, void>} Reader
 * Never throws on a missing field: null or [], and the field's name (a path such as "headline" or
 * "posts.author.url") pushed to `missing`.
 */

/**
 * Why nothing is read. Each is shown as the message "health_" + it, with "_" for "-".
 * @typedef {"not-recognised"|"two-layouts"|"two-sites"|"login-wall"|"sign-up"|"blocked"|"search"
 *   |"feed"|"listing"|"empty"|"failed"} Refusal
 */

/**
 * @typedef {Object} Site
 * @property {string} id          stable name, [a-z0-9-], as it travels in captures
 * @property {string} label       the network's name for people
 * @property {string} version     raised with every change of what is read
 * @property {(layout: string) => string} [versionOf]  the version that reads this layout, where a
 *   selector pack may have corrected it ("1.p3"); absent = `version`
 * @property {string[]} matches   match patterns of the hosts it serves; [] = any host the user granted
 * @property {(doc: Document, url: string) => boolean} [claims]
 *   for a site with matches []: is this page of its kind of software? Absent (and matches []) = the
 *   generic reader, asked only when no other site claims the page
 * @property {boolean} [guesses]  asked last, when not even the generic reader finds anything; its reader
 *   answers null for a page that it does not recognise
 * @property {(url: string, doc: Document) => Refusal|null} [refuse]
 *   a page of the site from which nothing may be read, and why
 * @property {(url: string, doc: Document) => string|null} [address]
 *   the one address of what the page is about, whatever is scrolled to or sorted by; absent or null =
 *   the page's own, cleaned
 * @property {(url: string, doc: Document) => PageKind|null} pageKind  by its address and marks
 * @property {(doc: Document, url: string) => string[]} layouts
 *   names of every known layout the page fits; only exactly one is read, none or two is reported
 * @property {string[]} layoutNames  all that `layouts` may answer
 * @property {(layout: string, kind: PageKind) => string[]} promises
 *   fields every page of a layout should have; an empty one is reported as missing. Of a feed: fields
 *   of each of its discussions ("posts.author.name"); of a list: "people.headline"
 * @property {{profile?: Reader<Profile>, discussion?: Reader<Discussion>,
 *   organisation?: Reader<Organisation>, feed?: Reader<Feed>, people?: Reader<People>}} read
 * @property {{profile?: (doc: Document) => Element|null,
 *   post?: (doc: Document, id: string) => Element|null}} anchor
 *   the element that shows the author's name: the badge goes after it. `post` finds the listed people
 *   of a list by their ids, too
 * @property {(doc: Document) => Element|null} watchRoot  the smallest element under which posts appear
 */

/** One namespace for all content scripts: they are classic scripts in an ordered list. */
var Sidenote = globalThis.Sidenote ?? {};
globalThis.Sidenote = Sidenote;

Sidenote.sites = (() => {
  /** @type {Site[]} */
  const registered = [];

  /** @param {Site} site */
  function register(site) {
    if (registered.some((other) => other.id === site.id)) {
      throw new Error(`site ${site.id} is registered twice`);
    }
    registered.push(site);
  }

  /** @returns {readonly Site[]} */
  const all = () => registered;

  return { all, register };
})();
