// Corrections of how networks are read, from the workspace: data, signed by the operator. The key is
// pinned at the first sight after pairing; another one is not believed until the browser is paired
// again. What was believed stays until the operator takes it back: a server can withhold a pack, not
// undo one.
import "../shared/browser.js";
import { fetchSelectorPacks } from "./backend-client.js";
import { kept } from "./database.js";
import { MAX_PACKS, MAX_PACK_BYTES, isPack } from "./pack-rules.js";
import { currentPairing } from "./pairing.js";

const { alarms } = Sidenote.browser;

export const PACKS_ALARM = "selector-packs";
const KEY = "selector-packs"; // in IndexedDB
const PURPOSE = "sidenote-selector-pack-1\n";
const DAY_MS = 86_400_000;
/** Worker starts are many; a page that was read badly asks a little sooner. */
const PAUSE_MS = { start: 3_600_000, unread: 30_000, now: 0 };

/**
 * @typedef {import("../sites/layout-from-pack.js").Pack} Pack
 * @typedef {{site: string, layout: string, version: number, withdrawn?: boolean}} AnyPack
 * @typedef {import("../shared/messages.js").HealthNotice} HealthNotice
 * @typedef {{server: string, workspace: string, since: string, key: string|null, tag: string,
 *   asked_at: number, packs: AnyPack[], notices: HealthNotice[]}} Known
 *   since: the pairing it belongs to · key: the pinned one · packs: withdrawn ones too, for their version
 */

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

/** @param {string|null} key @returns {Promise<CryptoKey|null>} null when it is none */
async function imported(key) {
  try {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    return await crypto.subtle.importKey("raw", bytesOf(key ?? ""), algorithm, false, ["verify"]);
  } catch {
    return null;
  }
}

/**
 * @param {any} signed  as the server gave it
 * @param {CryptoKey} key
 * @returns {Promise<AnyPack|null>} null unless the operator signed it and it keeps the rules
 */
async function verified(signed, key) {
  const { body, signature } = signed ?? {};
  if (typeof body !== "string" || typeof signature !== "string") return null;
  const bytes = new TextEncoder().encode(PURPOSE + body);
  if (bytes.length > MAX_PACK_BYTES + PURPOSE.length) return null;
  try {
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    if (!(await crypto.subtle.verify(algorithm, key, bytesOf(signature), bytes))) return null;
    const pack = JSON.parse(body);
    return isPack(pack) ? pack : null;
  } catch {
    return null;
  }
}

/** @param {AnyPack} pack */
const nameOf = ({ site, layout }) => `${site}/${layout}`;

/**
 * What is known after an answer of the server.
 * @param {Known} known @param {any} answer  SelectorPacks
 * @returns {Promise<Known>}
 */
export async function taken(known, answer) {
  const pinned = known.key ?? (typeof answer.public_key === "string" ? answer.public_key : null);
  const key = await imported(pinned);
  const byName = new Map(known.packs.map((pack) => [nameOf(pack), pack]));
  const given = Array.isArray(answer.packs) ? answer.packs.slice(0, MAX_PACKS) : [];
  for (const signed of key ? given : []) {
    const pack = await verified(signed, /** @type {CryptoKey} */ (key));
    // A lower version than the one at hand: a correction that was corrected since.
    if (pack && pack.version > (byName.get(nameOf(pack))?.version ?? 0)) byName.set(nameOf(pack), pack);
  }
  return {
    ...known,
    key: key ? pinned : known.key,
    tag: typeof answer.tag === "string" ? answer.tag.slice(0, 64) : "",
    packs: [...byName.values()].slice(0, MAX_PACKS),
    notices: noticesOf(answer.notices),
  };
}

/** @param {any} notices @returns {HealthNotice[]} what the panel shows of them */
const noticesOf = (notices) =>
  (Array.isArray(notices) ? notices : []).slice(0, 200).map(({ what, site, layout, field, host, comparison }) => ({
    what: String(what), site: String(site), layout: String(layout), field: String(field), host: String(host),
    before: Number(comparison?.before?.rate ?? 0), after: Number(comparison?.after?.rate ?? 0),
    since: String(comparison?.since ?? ""),
  }));

/** @returns {Promise<Known|null>} of the present pairing */
async function current() {
  const pairing = await currentPairing();
  if (!pairing?.token) return null;
  const { server, workspace: { id: workspace }, token } = pairing;
  const since = await digest(token);
  /** @type {Known|undefined} */
  const known = await kept.get(KEY);
  if (known && known.server === server && known.workspace === workspace && known.since === since) return known;
  return { server, workspace, since, key: null, tag: "", asked_at: 0, packs: [], notices: [] };
}

/** @param {string} token  each pairing has its own @returns {Promise<string>} */
async function digest(token) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @type {Promise<boolean>|null} */
let refreshing = null;

/**
 * Asks the workspace for packs and notices.
 * @param {keyof typeof PAUSE_MS} why  how long ago it may have been asked
 * @returns {Promise<boolean>} whether anything changed
 */
export function refreshPacks(why) {
  refreshing ??= refresh(PAUSE_MS[why]).finally(() => (refreshing = null));
  return refreshing;
}

/** @param {number} pause  ms */
async function refresh(pause) {
  await alarms.set(PACKS_ALARM, Date.now() + DAY_MS);
  const known = await current();
  const pairing = await currentPairing();
  if (!known || !pairing?.token || Date.now() - known.asked_at < pause) return false;
  let answer = null;
  try {
    answer = await fetchSelectorPacks({ server: pairing.server, token: pairing.token }, known.tag);
  } catch {
    // What is at hand stays good; a revoked token shows elsewhere.
    await kept.set(KEY, { ...known, asked_at: Date.now() });
    return false;
  }
  const next = { ...(answer ? await taken(known, answer) : known), asked_at: Date.now() };
  await kept.set(KEY, next);
  return JSON.stringify([known.packs, known.notices]) !== JSON.stringify([next.packs, next.notices]);
}

/** Forgets packs and the pinned key: the workspace was left. */
export const forgetPacks = () => kept.remove(KEY);

/** @param {string} host @param {string} pattern  "forum.example" or "*.forum.example" */
const isOn = (host, pattern) =>
  pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) || host === pattern.slice(2) : host === pattern;

/**
 * @param {string} host
 * @returns {Promise<Pack[]>} packs that may say something of pages there
 */
export async function packsFor(host) {
  const known = await current();
  const packs = /** @type {Pack[]} */ ((known?.packs ?? []).filter((pack) => !pack.withdrawn));
  return packs.filter(({ hosts = [] }) => hosts.length === 0 || hosts.some((one) => isOn(host, one)));
}

/**
 * @param {{site: string|null, layout: string|null}} page @param {string} host
 * @returns {Promise<HealthNotice[]>} open notices on how such pages are read
 */
export async function noticesFor({ site, layout }, host) {
  const { notices = [] } = (await current()) ?? {};
  const fields = notices.filter((one) => one.what === "field" && one.site === site && one.layout === layout);
  const pages = notices.filter((one) => one.what !== "field");
  // Of the host itself, else of the site on all its hosts.
  const told = pages.find((one) => one.host === host) ?? pages.find((one) => one.site !== "" && one.site === site);
  return told ? [...fields, told] : fields;
}
