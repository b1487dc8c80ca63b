// Captures from pages into the outbox, and what the panel shows of a tab.
import "../shared/browser.js";
import { PROBLEMS } from "../shared/messages.js";
import { addressOf, hostOf, sameOrigin } from "../shared/hosts.js";
import { atHand } from "./annotations.js";
import { consentGiven } from "./consent.js";
import { addCapture, deliveryOf } from "./outbox.js";
import { currentPairing } from "./pairing.js";
import { noticesFor } from "./selector-packs.js";
import { enter, settingsOf } from "./site-access.js";
import { pageCaptured, pageHolds, pageNotCaptured, pageOf, pageShown } from "./tab-pages.js";

const { send, sendToTab, tabs } = Sidenote.browser;

/**
 * @typedef {import("../sites/contract.js").Capture} Capture
 * @typedef {import("../shared/messages.js").PageHealth} PageHealth
 * @typedef {import("../shared/messages.js").TabState} TabState
 */

/** Tells open extension pages that a tab shows something else. @param {number} tabId */
export const tabChanged = (tabId) => void send({ type: "tab-changed", tabId });

/** @param {number} tabId @param {PageHealth} health */
export async function healthReported(tabId, health) {
  await pageShown(tabId, health.url);
  tabChanged(tabId);
}

/**
 * @param {number} tabId
 * @param {Capture} capture
 * @param {string} pageUrl  where the browser says the page is
 * @returns {Promise<{stored: boolean, reason?: string}>}
 */
export async function keepCapture(tabId, capture, pageUrl) {
  const result = await taken(capture, pageUrl);
  await pageHolds(tabId, [capture.url]);
  if (result.stored) await pageCaptured(tabId, result.capture_ids);
  else await pageNotCaptured(tabId, result.reason);
  tabChanged(tabId);
  return result.stored ? { stored: true } : result;
}

/** @param {Capture} capture @param {string} pageUrl */
async function taken(capture, pageUrl) {
  const refused = (/** @type {string} */ reason) => ({ stored: /** @type {const} */ (false), reason });
  const obstacle = await obstacleTo(pageUrl);
  if (obstacle) return refused(obstacle);
  const { mode } = await settingsOf(hostOf(pageUrl) ?? "");
  if (capture.trigger === "automatic" && mode !== "automatic") return refused(PROBLEMS.siteOff);
  const pairing = await currentPairing();
  if (!pairing) return refused(PROBLEMS.notPaired);
  return addCapture(capture, { server: pairing.server, workspace: pairing.workspace.id });
}

/**
 * @param {string|undefined|null} url
 * @returns {Promise<string|null>} why a page may not be captured
 */
export async function obstacleTo(url) {
  if (!(await consentGiven())) return PROBLEMS.noConsent;
  const pairing = await currentPairing();
  if (!pairing) return PROBLEMS.notPaired;
  if (!pairing.token) return PROBLEMS.revoked;
  const host = hostOf(url);
  if (!host || sameOrigin(url, pairing.server)) return PROBLEMS.noAccess;
  return (await settingsOf(host)).mode === "off" ? PROBLEMS.siteOff : null;
}

/**
 * The user asks for the page in a tab.
 * @param {number} tabId
 * @param {boolean} sure  of a page whose structure was guessed: the person says that it is right
 * @returns {Promise<{stored: boolean}|{error: string}>}
 */
export async function captureNow(tabId, sure) {
  const tab = await tabs.get(tabId);
  const obstacle = await obstacleTo(tab?.url);
  if (!tab || obstacle) return { error: obstacle ?? PROBLEMS.noAccess };
  if (!(await enter(tab))) return { error: PROBLEMS.noAccess };
  /** @type {{captures: Capture[], health: PageHealth}|undefined} */
  const answer = await sendToTab(tabId, { type: "read-page", sure });
  if (!answer) return { error: PROBLEMS.noAccess };
  await healthReported(tabId, answer.health);
  if (answer.captures.length === 0) return { error: reasonOf(answer.health) };
  for (const capture of answer.captures) {
    const result = await keepCapture(tabId, capture, answer.health.url);
    if (!result.stored) return { error: result.reason ?? PROBLEMS.storage };
  }
  return { stored: true };
}

/** @param {PageHealth} health @returns {string} why nothing of a page was captured */
function reasonOf({ status, kind }) {
  if (status === "unsure") return PROBLEMS.unsure;
  return status === "recognised" && kind === "people" ? PROBLEMS.onlyBadges : PROBLEMS.notRecognised;
}

/** The person says that what was guessed of a page is wrong. @param {number} tabId */
export async function rejectGuess(tabId) {
  await sendToTab(tabId, { type: "reject-guess" });
  tabChanged(tabId);
}

/**
 * @param {number} tabId
 * @returns {Promise<TabState>}
 */
export async function tabState(tabId) {
  const tab = await tabs.get(tabId);
  const host = hostOf(tab?.url);
  const settings = host ? await settingsOf(host) : null;
  const { health, guess } = tab && host ? await stateOf(tab) : UNREAD;
  const url = health?.url ?? tab?.url ?? null;
  const page = await pageOf(tabId);
  const isSame = url !== null && addressOf(url) === page.url;
  const { delivery, problem } = await deliveryOf(isSame ? page.captures : []);
  // A later page of a thread is captured under the thread's address; a feed's parts are not the page.
  const names = [url, ...(isSame && health?.kind !== "feed" ? page.parts : [])];
  const annotations = settings?.consent ? await firstAtHand(names) : null;
  const hindrance = problem ?? (isSame ? page.problem : null);
  const notices = host ? await noticesFor(health ?? { site: null, layout: null }, host) : [];
  return { tabId, url, host, settings, health, guess, annotations, delivery, problem: hindrance, notices,
    wantsSelection: page.wantsSelection };
}

/** @param {(string|null)[]} urls @returns {Promise<any|null>} */
async function firstAtHand(urls) {
  for (const url of urls) {
    const set = url && (await atHand(url));
    if (set) return set;
  }
  return null;
}

const UNREAD = { health: null, guess: null };

/**
 * @param {chrome.tabs.Tab} tab
 * @returns {Promise<{health: PageHealth|null, guess: import("../shared/messages.js").Guess|null}>}
 */
async function stateOf(tab) {
  if (tab.id === undefined || (await obstacleTo(tab.url)) || !(await enter(tab))) return UNREAD;
  const answer = await sendToTab(tab.id, { type: "page-state" });
  if (!answer?.health) return UNREAD;
  await pageShown(tab.id, answer.health.url);
  return { health: answer.health, guess: answer.guess ?? null };
}
