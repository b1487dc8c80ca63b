// What the server said of pages, for first badges and the panel: in memory and, so that it outlives the
// worker, in the session's storage (memory too, gone with the browser). Bounded; oldest out first.
import "../shared/browser.js";
import { addressOf } from "../shared/hosts.js";

const { session } = Sidenote.browser.storage;
const KEY = "annotations:";
/** Many small ones: each discussion of a feed has its own. */
const MOST_PAGES = 200;
/** storage.session holds 10 MB in all, and others need room there, too. */
const MOST_CHARACTERS = 3_000_000;
/** A bigger set is kept in the worker's memory alone. */
const MOST_STORED = 300_000;

const POSTS_A_PIECE = 200;

/** @type {Map<string, any>} by page address, the newest at the end */
const sets = new Map();
/** @type {Map<string, number>} how many characters of storage each takes */
const stored = new Map();

/** @type {Promise<void>|null} */
let loaded = null;

function load() {
  loaded ??= session.all().then((all) => {
    for (const [key, value] of Object.entries(all)) {
      const url = key.startsWith(KEY) ? key.slice(KEY.length) : null;
      if (url === null || sets.has(url)) continue;
      sets.set(url, value);
      stored.set(url, JSON.stringify(value).length);
    }
  });
  return loaded;
}

/**
 * @param {string} url
 * @returns {Promise<any|null>} the AnnotationSet of a page, if it is at hand
 */
export async function atHand(url) {
  await load();
  return sets.get(addressOf(url)) ?? null;
}

/** @param {string} address @param {any} set */
export async function remember(address, set) {
  await load();
  const url = addressOf(address);
  const size = JSON.stringify(set).length;
  forget(url);
  sets.set(url, set);
  if (size <= MOST_STORED) stored.set(url, size);
  const gone = [...surplus()];
  gone.forEach(forget);
  await session.remove([KEY + url, ...gone.map((old) => KEY + old)]);
  // A full store is no harm: memory has it.
  if (stored.has(url)) await session.set(KEY + url, set).catch(() => {});
}

/** @param {string} url */
function forget(url) {
  sets.delete(url);
  stored.delete(url);
}

/** @returns {Generator<string, void, void>} the oldest, until what is left fits */
function* surplus() {
  let pages = sets.size;
  let characters = [...stored.values()].reduce((sum, one) => sum + one, 0);
  for (const url of sets.keys()) {
    if (pages <= MOST_PAGES && characters <= MOST_CHARACTERS) return;
    pages -= 1;
    characters -= stored.get(url) ?? 0;
    yield url;
  }
}

/**
 * A page's set in pieces that cost the page no long task to take in: each with some posts and the
 * people who wrote them. A small set is one piece.
 * @param {any} set  AnnotationSet
 * @returns {Generator<any, void, void>}
 */
export function* pieces(set) {
  const posts = set.posts ?? [];
  if (posts.length <= POSTS_A_PIECE) {
    yield set;
    return;
  }
  const people = new Map(set.people.map((/** @type {any} */ person) => [person.key, person]));
  for (let at = 0; at < posts.length; at += POSTS_A_PIECE) {
    const some = posts.slice(at, at + POSTS_A_PIECE);
    const keys = new Set(some.map((/** @type {any} */ post) => post.person_key));
    yield { ...set, posts: some, people: [...keys].map((key) => people.get(key)).filter(Boolean) };
  }
}

/**
 * A person was judged anew: every page that shows them follows.
 * @param {any} person  PersonAnnotation
 * @returns {Promise<string[]>} the pages that changed
 */
export async function replacePerson(person) {
  await load();
  const changed = [...sets].filter(([, set]) => set.people?.some(isSame(person)));
  for (const [url, set] of changed) {
    const people = set.people.map((/** @type {any} */ other) =>
      // Relevance belongs to the page's topic; feedback on a link does not know it.
      isSame(person)(other) ? { ...person, relevance: person.relevance ?? other.relevance } : other,
    );
    await remember(url, { ...set, people });
  }
  return changed.map(([url]) => url);
}

/** @param {any} person @returns {(other: any) => boolean} */
const isSame = (person) => (other) => other.person_id === person.person_id;

/** Forgets everything: consent was withdrawn, or the workspace left. */
export async function forgetAll() {
  await load();
  const keys = [...sets.keys()].map((url) => KEY + url);
  sets.clear();
  stored.clear();
  if (keys.length > 0) await session.remove(keys);
}
