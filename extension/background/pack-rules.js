// What a selector pack may hold, checked here whatever the server and the signature say: selectors of
// a small part of CSS, names of attributes from a list, fixed words. The same rules as
// backend/schemas/selector_pack.py; tests/packs/rules.json holds the two together.

export const MAX_PACK_BYTES = 16_384;
export const MAX_PACKS = 64;
const MAX_SELECTOR = 300;
const MAX_PARTS = 12;

const CHARACTERS = /^[A-Za-z0-9 _.#[\]=~^$*|:>+,()"'/%?&!-]+$/;
const QUOTED = /"[^"]*"|'[^']*'/g;
const SCRIPT = /(?:java|vb|live)script:|data:|expression\(|url\(/i;
const PSEUDO_CLASSES = new Set([
  ":scope", ":root", ":empty", ":first-child", ":last-child", ":only-child", ":first-of-type",
  ":last-of-type", ":only-of-type", ":not(", ":is(", ":where(", ":nth-child(", ":nth-last-child(",
  ":nth-of-type(", ":nth-last-of-type(",
]);
const ATTRIBUTE =
  /^(?:data-[a-z0-9_-]{1,60}|id|href|title|datetime|content|alt|name|cite|about|resource|rel|itemid|itemprop|aria-label|aria-level|aria-labelledby|property)$/;
const PROFILE_FIELDS = [
  "headline", "location", "about", "positions", "education", "skills", "languages", "contact_points", "posts",
];
const KINDS = ["discussion", "profile", "organisation"];

/** @typedef {(value: any) => boolean} Check */

/** @type {Check} */
const selector = (value) => {
  if (typeof value !== "string" || value.length === 0 || value.length > MAX_SELECTOR) return false;
  if (value !== value.trim() || !CHARACTERS.test(value) || SCRIPT.test(value)) return false;
  const bare = value.replace(QUOTED, '""');
  if (bare.split('"').length % 2 === 0 || bare.includes("'")) return false;
  if (bare.split("(").length !== bare.split(")").length) return false;
  const pseudos = bare.match(/:+[A-Za-z-]*\(?/g) ?? [];
  if (!pseudos.every((one) => PSEUDO_CLASSES.has(one))) return false;
  return (bare.match(/[^\s>+~,]+/g) ?? []).length <= MAX_PARTS;
};

/** @param {RegExp} pattern @returns {Check} */
const like = (pattern) => (value) => typeof value === "string" && pattern.test(value);
/** @param {number} least @param {number} most @returns {Check} */
const words = (least, most) => (value) =>
  typeof value === "string" && [...value].length >= least && [...value].length <= most;
/** @param {...unknown} values @returns {Check} */
const oneOf = (...values) => (value) => values.includes(value);
/** @param {Check} check @param {number} least @param {number} most @returns {Check} */
const listOf = (check, least, most) => (value) =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(check);
/** @param {...Check} checks @returns {Check} */
const any = (...checks) => (value) => checks.some((check) => check(value));
/** @type {Check} */
const none = (value) => value === null;

/**
 * A record of these fields and no others.
 * @param {Record<string, Check>} required @param {Record<string, Check>} [optional]
 * @returns {Check}
 */
const record = (required, optional = {}) => (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    && Object.keys(value).every((name) => Object.hasOwn(required, name) || Object.hasOwn(optional, name))
    && Object.entries(required).every(([name, check]) => Object.hasOwn(value, name) && check(value[name]))
    && Object.entries(optional).every(([name, check]) => !Object.hasOwn(value, name) || check(value[name]));

/** @param {Check} check @returns {Check} absent means null */
const orNull = (check) => any(none, check);
/** @param {Record<string, Check>} fields */
const allOrNull = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, check]) => [name, orNull(check)]));

const selectors = any(selector, listOf(selector, 1, 6));
const valueFields = {
  selector: orNull(selectors),
  attribute: orNull(like(ATTRIBUTE)),
  without: listOf(selector, 0, 6),
  keep: oneOf("whole", "digits", "path-end", "fragment"),
};
const value = record({}, valueFields);
const date = record({}, { ...valueFields, unit: oneOf("stated", "seconds") });
const link = record({ selector: selectors });
/** @type {Check} */
const parent = (given) =>
  record({}, allOrNull({ nested: oneOf(true), container: selector, value }))(given)
    && ["nested", "container", "value"].filter((name) => (given[name] ?? null) !== null).length === 1;

/** @type {Record<string, Check>} */
const OF_KIND = {
  discussion: record({ posts: selector, id: value, author: value, text: value }, allOrNull({
    title: value, first: selector, author_link: link, headline: value, date, parent, number: value,
  })),
  profile: record({ name: value }, {
    ...allOrNull({
      url: link, headline: value, location: value, about: value,
      positions: record({ rows: selector }, allOrNull({
        title: value, company: value, company_link: link, period: value, start: date, end: date,
        location: value, text: value,
      })),
      education: record({ rows: selector }, allOrNull({ school: value, degree: value, period: value })),
      skills: record({ rows: selector, name: value }, allOrNull({ evidence: selector })),
      languages: record({ rows: selector, name: value }),
    }),
    partial: listOf(oneOf(...PROFILE_FIELDS), 0, 9),
  }),
  organisation: record({ name: value }, allOrNull({
    website: link, industry: value, size: value, headquarters: value, founded: value, about: value,
  })),
};

const head = {
  format: oneOf(1),
  site: like(/^[a-z0-9-]{1,40}$/),
  layout: like(/^[A-Za-z0-9._-]{1,60}$/),
  version: (/** @type {any} */ one) => Number.isInteger(one) && one >= 1 && one <= 1_000_000,
};
const withdrawnPack = record({ ...head, withdrawn: oneOf(true) });
const wholePack = record({
  ...head,
  kind: oneOf(...KINDS),
  fits: record({ all: listOf(selector, 1, 8) }, {
    none: listOf(selector, 0, 8), path: orNull(like(/^\/[A-Za-z0-9_./~%*-]{0,199}$/)),
  }),
}, {
  withdrawn: oneOf(false),
  replaces: listOf(head.layout, 0, 8),
  hosts: listOf(like(/^(?:\*\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/), 0, 20),
  ...allOrNull({ label: words(1, 60), note: words(0, 500), root: selector, ...OF_KIND }),
});

/**
 * @param {any} given  parsed JSON
 * @returns {boolean} whether it is a pack that keeps every rule
 */
export const isPack = (given) =>
  withdrawnPack(given)
    || (wholePack(given) && KINDS.every((kind) => (kind === given.kind) === ((given[kind] ?? null) !== null)));
