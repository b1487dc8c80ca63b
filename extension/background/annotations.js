// What the server said of pages, for first badges and the panel: in memory and, so that it outlives the
// worker, in the session's storage (memory too, gone with the browser). Bounded; oldest out first.
import "../shared/browser.js";
import { addressOf } from "../shared/hosts.js";

const { session } = Sidenote.browser.storage;
const KEY = "annotations:";
const MOST_PAGES = 30;
/** storage.session holds 10 MB in all; a bigger set is kept in the worker's memory alone. */
const MOST_STORED = 300_000;

const POSTS_A_PIECE = 200;

/** @type {Map<string, any>} by page address, the one used last at the end */
const sets = new Map();

/** @type {Promise<void>|null} */
let loaded = null;

function load() {
  loaded ??= session.all().then((all) => {
    for (const [key, value] of Object.entries(all)) {
      const url = key.startsWith(KEY) ? key.slice(KEY.length) : null;
      if (url !== null && !sets.has(url)) sets.set(url, value);
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
  sets.delete(url);
  sets.set(url, set);
  const surplus = [...sets.keys()].slice(0, Math.max(sets.size - MOST_PAGES, 0));
  surplus.forEach((old) => sets.delete(old));
  await session.remove([KEY + url, ...surplus.map((old) => KEY + old)]);
  if (JSON.stringify(set).length > MOST_STORED) return;
  // A full store is no harm: memory has it.
  await session.set(KEY + url, set).catch(() => {});
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
  if (keys.length > 0) await session.remove(keys);
}
