// Which page each tab shows and what was captured of it, as far as the content scripts told: the
// extension may not ask the browser for the addresses of tabs.
import "../shared/browser.js";
import { addressOf, sameOrigin } from "../shared/hosts.js";

const { session } = Sidenote.browser.storage;
const KEY = "tabs";
const MOST_CAPTURES = 50;
const MOST_PARTS = 500;

/**
 * @typedef {{url: string|null, parts: string[], captures: string[], opened: string|null,
 *   problem: string|null, wantsSelection: boolean}} TabPage
 *   parts: addresses of what else the page shows, the discussions of a feed · opened: an address of the origin a click let us read, without lasting access to the host ·
 *   problem: why the last capture was not taken · wantsSelection: the user asked in the page's menu to
 *   say whose words are marked
 */

/** @type {TabPage} */
const NOTHING = Object.freeze({
  url: null, parts: [], captures: [], opened: null, problem: null, wantsSelection: false,
});

/** @type {Map<number, TabPage>} */
const pages = new Map();

/** @type {Promise<void>|null} */
let loaded = null;

function load() {
  loaded ??= session.get(KEY).then((/** @type {[number, TabPage][]|undefined} */ stored) => {
    for (const [tabId, page] of stored ?? []) if (!pages.has(tabId)) pages.set(tabId, page);
  });
  return loaded;
}

const save = () => session.set(KEY, [...pages]);

/** @param {number} tabId @returns {Promise<TabPage>} */
export async function pageOf(tabId) {
  await load();
  return pages.get(tabId) ?? NOTHING;
}

/**
 * Reads and writes without a pause in between: messages of one tab arrive side by side.
 * @param {number} tabId @param {(page: TabPage) => TabPage} next
 */
async function change(tabId, next) {
  await load();
  const page = pages.get(tabId) ?? NOTHING;
  const changed = next(page);
  if (changed === page) return;
  pages.set(tabId, changed);
  await save();
}

/** @param {number} tabId @param {string} address  as the content script has it */
export async function pageShown(tabId, address) {
  const url = addressOf(address);
  await change(tabId, (page) =>
    page.url === url ? page : { ...page, url, parts: [], captures: [], problem: null });
}

/** The page in a tab shows these, too: what is known of them is wanted there.
 * @param {number} tabId @param {string[]} addresses */
export async function pageHolds(tabId, addresses) {
  const urls = addresses.map(addressOf);
  await change(tabId, (page) =>
    urls.every((url) => url === page.url || page.parts.includes(url)) ? page
      : { ...page, parts: [...new Set([...page.parts, ...urls])].slice(-MOST_PARTS) });
}

/** @param {number} tabId @param {string[]} captureIds */
export const pageCaptured = (tabId, captureIds) =>
  change(tabId, (page) => ({
    ...page, captures: [...new Set([...page.captures, ...captureIds])].slice(-MOST_CAPTURES), problem: null,
  }));

/** @param {number} tabId @param {string} problem */
export const pageNotCaptured = (tabId, problem) => change(tabId, (page) => ({ ...page, problem }));

/** @param {number} tabId @param {boolean} wantsSelection */
export const wantSelection = (tabId, wantsSelection) =>
  change(tabId, (page) => (page.wantsSelection === wantsSelection ? page : { ...page, wantsSelection }));

/** A click lets us into this tab until it leaves the origin. @param {number} tabId @param {string} url */
export const openedByClick = (tabId, url) => change(tabId, (page) => ({ ...page, opened: url }));

/** @param {number} tabId @param {string} url @returns {Promise<boolean>} */
export const isOpened = async (tabId, url) => sameOrigin((await pageOf(tabId)).opened, url);

/** @param {number} tabId */
export async function tabClosed(tabId) {
  await load();
  if (pages.delete(tabId)) await save();
}

/** @returns {Promise<[number, TabPage][]>} tabs whose content script has spoken */
export async function knownTabs() {
  await load();
  return [...pages];
}

/**
 * @param {string} url  as addressOf gives it
 * @returns {Promise<number[]>}
 */
export const tabsShowing = async (url) =>
  (await knownTabs()).filter(([, page]) => page.url === url || page.parts.includes(url))
    .map(([tabId]) => tabId);
