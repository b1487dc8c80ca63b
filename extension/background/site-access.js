// Where the extension may read, and how: hosts the user added, each with its mode. A content script
// stands on a host only while it has something to do there by itself (automatic capture, badges);
// reading on a click puts it in at that moment.
import "../shared/browser.js";
import { SHOWING, readingOn } from "../content/scripts.js";
import { hostOf, patternsOf, sameOrigin } from "../shared/hosts.js";
import { consentGiven } from "./consent.js";
import { currentPairing } from "./pairing.js";
import { isOpened, openedByClick } from "./tab-pages.js";

const { permissions, scripts, sendToTab, storage, tabs } = Sidenote.browser;
const KEY = "site:";

/**
 * @typedef {import("../shared/messages.js").SiteSettings} SiteSettings
 * @typedef {{mode: "off"|"click"|"automatic", badges: boolean}} Choice
 */

/** @type {Choice} */
const FIRST = { mode: "click", badges: false };

/** @param {string} host @returns {Promise<Choice|null>} null for a host nobody added */
const choiceOf = async (host) => (await storage.local.get(KEY + host)) ?? null;

/** @returns {Promise<string[]>} hosts the user added */
async function addedHosts() {
  const keys = Object.keys(await storage.local.all());
  return keys.filter((key) => key.startsWith(KEY)).map((key) => key.slice(KEY.length)).sort();
}

/** @param {string} host @returns {Promise<string[]>} the host's patterns the browser grants */
async function granted(host) {
  const patterns = patternsOf(host);
  const given = await Promise.all(patterns.map((pattern) => permissions.contains([pattern])));
  return patterns.filter((_, index) => given[index]);
}

/** @param {string} host @returns {Promise<SiteSettings>} */
export async function settingsOf(host) {
  const [choice, patterns, consent, pairing] = await Promise.all([
    choiceOf(host), granted(host), consentGiven(), currentPairing(),
  ]);
  return {
    host,
    granted: patterns.length > 0 && choice !== null,
    ...(choice ?? FIRST),
    consent,
    paired: Boolean(pairing?.token),
  };
}

/** @returns {Promise<SiteSettings[]>} */
export const allSites = async () => Promise.all((await addedHosts()).map(settingsOf));

/**
 * Whether a content script on this page is one of ours where we may be. The workspace's own pages
 * are never read, though a network on the same computer may share their host.
 * @param {number} tabId
 * @param {string} url
 */
export async function mayRead(tabId, url) {
  const host = hostOf(url);
  if (!host || sameOrigin(url, (await currentPairing())?.server)) return false;
  if (await isOpened(tabId, url)) return true;
  return (await choiceOf(host)) !== null && (await granted(host)).length > 0;
}

/** The browser's dialog was answered yes. @param {string} host */
export async function siteGranted(host) {
  if ((await granted(host)).length === 0) return;
  if (!(await choiceOf(host))) await storage.local.set(KEY + host, FIRST);
  await reconcile();
}

/** @param {string} host @param {Partial<Choice>} wish */
export async function setSite(host, wish) {
  const before = await choiceOf(host);
  // A host that was never added can be switched off, nothing more.
  if (!before && wish.mode !== "off") return;
  const choice = { ...(before ?? FIRST) };
  if (wish.mode !== undefined) choice.mode = wish.mode;
  if (wish.badges !== undefined) choice.badges = wish.badges;
  await storage.local.set(KEY + host, choice);
  await reconcile();
}

/** @param {string} host */
export async function removeSite(host) {
  await storage.local.remove(KEY + host);
  const patterns = await granted(host);
  if (patterns.length > 0) await permissions.remove(patterns);
  await reconcile();
}

/** The browser's own settings took access away: its choices are gone with it. */
export async function accessRemoved() {
  for (const host of await addedHosts()) {
    const { mode } = (await choiceOf(host)) ?? FIRST;
    if (mode !== "off" && (await granted(host)).length === 0) await storage.local.remove(KEY + host);
  }
  await reconcile();
}

/** @type {Promise<void>} */
let tail = Promise.resolve();

/**
 * Makes the registered content scripts what the choices say, and puts new ones into pages already
 * open. Registrations outlive the browser, a removed permission, and an update with other files.
 * @param {{reloaded?: boolean}} [options]  reloaded: the scripts in open pages are dead
 * @returns {Promise<void>}
 */
export function reconcile({ reloaded = false } = {}) {
  const next = tail.catch(() => {}).then(() => reconcileNow(reloaded));
  tail = next;
  return next;
}

/** @param {boolean} reloaded */
async function reconcileNow(reloaded) {
  const wanted = new Map();
  if (await consentGiven()) {
    for (const host of await addedHosts()) {
      const script = await wantedOn(host);
      if (script) wanted.set(script.id, script);
    }
  }
  const present = new Map((await scripts.registered()).map((script) => [script.id, script]));
  const surplus = [...present.keys()].filter((id) => !wanted.has(id));
  if (surplus.length > 0) await scripts.unregister(surplus);
  for (const [id, { host, badges, ...script }] of wanted) {
    const old = present.get(id);
    const asBefore = old && isSame(old.js, script.js) && isSame(old.matches, script.matches);
    if (!old) await scripts.register(script);
    else if (!asBefore) await scripts.update(script);
    if (!asBefore || reloaded) await intoOpenPages({ matches: script.matches, host, badges });
  }
}

/** @param {string} host */
async function wantedOn(host) {
  const { mode, badges } = (await choiceOf(host)) ?? FIRST;
  const matches = await granted(host);
  if (matches.length === 0 || mode === "off" || (mode === "click" && !badges)) return null;
  return { id: KEY + host, matches, host, badges, js: filesFor(host, badges) };
}

/** @param {string} host @param {boolean} badges */
const filesFor = (host, badges) => (badges ? [...readingOn(host), ...SHOWING] : readingOn(host));

/**
 * Paths come back with a slash before them in some browsers.
 * @param {string[]|undefined} one @param {string[]} other
 */
const isSame = (one, other) =>
  JSON.stringify(one?.map((path) => path.replace(/^\//, "")).sort()) ===
  JSON.stringify([...other].sort());

/** @param {{matches: string[], host: string, badges: boolean}} script */
async function intoOpenPages({ matches, host, badges }) {
  for (const tab of await tabs.matching(matches)) {
    if (tab.id !== undefined) await put(tab.id, host, badges).catch(() => {});
  }
}

/**
 * Puts the scripts into a tab that lacks them.
 * @param {number} tabId
 * @param {string} host  of its page
 * @param {boolean} badges
 * @throws if the browser does not let us in
 */
async function put(tabId, host, badges) {
  const answer = await sendToTab(tabId, { type: "page-state" });
  if (!answer) await scripts.inject(tabId, filesFor(host, badges));
  else if (badges && !answer.showing && SHOWING.length > 0) await scripts.inject(tabId, [...SHOWING]);
}

/**
 * Puts the reading scripts into the tab the user asks about, by lasting access or by the click.
 * @param {chrome.tabs.Tab} tab
 * @returns {Promise<boolean>} false if the browser or the user's choice keeps us out
 */
export async function enter(tab) {
  const host = hostOf(tab.url);
  if (!host || !tab.url || tab.id === undefined || !(await consentGiven())) return false;
  const choice = (await choiceOf(host)) ?? FIRST;
  if (choice.mode === "off") return false;
  const lasting = (await choiceOf(host)) !== null && (await granted(host)).length > 0;
  // Before the scripts run: their first question must find the door open.
  if (!lasting) await openedByClick(tab.id, tab.url);
  try {
    await put(tab.id, host, lasting && choice.badges);
    return true;
  } catch {
    return false;
  }
}
