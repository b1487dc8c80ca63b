// What the worker does for each message of shared/messages.js.
import "../shared/browser.js";
import { PROBLEMS } from "../shared/messages.js";
import { addressOf, hostOf, sameOrigin, speaksFor } from "../shared/hosts.js";
import { atHand, pieces, remember, replacePerson } from "./annotations.js";
import { BackendError, Unauthorised, knownAnnotations, lookUpPeople, sendFeedback } from "./backend-client.js";
import { consentGiven, setConsent } from "./consent.js";
import { discard, flush, outboxState, retryAll } from "./outbox.js";
import {
  beginPairing, connectionState, currentPairing, pollPairing, tokenRevoked, unpair,
} from "./pairing.js";
import { notePage } from "./page-reports.js";
import {
  captureNow, healthReported, keepCapture, rejectGuess, tabChanged, tabState,
} from "./reading.js";
import { packsFor, refreshPacks } from "./selector-packs.js";
import { allSites, mayRead, reconcile, removeSite, setSite, settingsOf, siteGranted } from "./site-access.js";
import { captureMarked, markedIn } from "./selection.js";
import { knownTabs, pageHolds, tabsShowing } from "./tab-pages.js";

const { sendToTab } = Sidenote.browser;

/** Hands a page's annotations to every tab that shows it, and to the panel. @param {string} url */
export async function showAnnotations(url) {
  const set = await atHand(url);
  for (const tabId of await tabsShowing(addressOf(url))) {
    if (set) void sendPieces(tabId, url, pieces(set));
    tabChanged(tabId);
  }
}

/** One piece after the other, so that the page has its turn in between.
 * @param {number} tabId @param {string} url @param {Iterable<any>} sets */
async function sendPieces(tabId, url, sets) {
  for (const set of sets) await sendToTab(tabId, { type: "annotations", url, set });
}

/** The first piece is the answer, the others follow it.
 * @param {number} tabId @param {string} url @param {any} set */
function answerInPieces(tabId, url, set) {
  const [first, ...others] = pieces(set);
  if (others.length > 0) setTimeout(() => void sendPieces(tabId, url, others));
  return { url, set: first };
}

/**
 * What is known of a page, at hand or by the server.
 * @param {number} tabId @param {string} url
 * @returns {Promise<{url: string, set: any}|null>}
 */
async function knownOf(tabId, url) {
  const found = await atHand(url);
  if (found) return answerInPieces(tabId, url, found);
  const answer = await ask((target) => knownAnnotations(target, url));
  if (!answer?.capture_id) return null;
  await remember(url, answer);
  tabChanged(tabId);
  return answerInPieces(tabId, url, answer);
}

/** Without asking the server, as an address that no reader has cleaned yet stays here; of a long
 * discussion the first piece, as nobody may be there yet to take the others.
 * @param {string[]} urls */
async function atHandOf(urls) {
  const found = [];
  for (const url of urls) {
    const set = await atHand(url);
    const [first, more] = set ? pieces(set) : [];
    if (first) found.push({ url, set: first, more: more !== undefined });
  }
  return found;
}

/** A feed's discussions are asked for side by side, but not all at once. */
const AT_ONCE = 4;

/**
 * @template T, R
 * @param {T[]} things @param {(thing: T) => Promise<R>} work
 * @returns {Promise<R[]>} in order
 */
async function someAtOnce(things, work) {
  /** @type {R[]} */
  const done = [];
  const left = [...things.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) done[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

/** Where nothing is to be shown on a page, nothing of it is asked: not even its address leaves.
 * @param {import("./router.js").FromPage} from */
async function mayShow({ url }) {
  const { badges, consent, mode } = await settingsOf(hostOf(url) ?? "");
  return badges && consent && mode !== "off";
}

/** @param {string} host @returns {Promise<import("../shared/messages.js").PageSettings>} */
async function pageSettings(host) {
  const [settings, packs] = await Promise.all([settingsOf(host), packsFor(host)]);
  return { ...settings, packs };
}

/** What the workspace says of how pages are read, and to the pages what changed of it.
 * @param {"start"|"unread"|"now"} why */
export async function refreshReading(why) {
  if ((await consentGiven()) && (await refreshPacks(why))) await pushSettings();
}

/** Tells every tab with a content script what holds on its host now. */
export async function pushSettings() {
  for (const [tabId, { url }] of await knownTabs()) {
    const host = hostOf(url);
    if (!host || !url) continue;
    const settings = await pageSettings(host);
    // Access that is gone is an "off" of its own for the script that is still there.
    if (!(await mayRead(tabId, url))) settings.mode = "off";
    void sendToTab(tabId, { type: "settings", settings });
    tabChanged(tabId);
  }
}

/**
 * A question to the server on behalf of a page or the panel.
 * @template T
 * @param {(target: {server: string, token: string}) => Promise<T>} question
 * @returns {Promise<T|{error: string}>}
 */
async function ask(question) {
  if (!(await consentGiven())) return { error: PROBLEMS.noConsent };
  const pairing = await currentPairing();
  if (!pairing) return { error: PROBLEMS.notPaired };
  if (!pairing.token) return { error: PROBLEMS.revoked };
  try {
    return await question({ server: pairing.server, token: pairing.token });
  } catch (error) {
    if (error instanceof Unauthorised) await tokenRevoked(pairing.token);
    if (error instanceof BackendError) return { error: error.problem };
    throw error;
  }
}

/** @type {import("./router.js").Handlers} */
export const handlers = {
  "page-health": async ({ health }, from) => {
    if (!from || !sameOrigin(health.url, from.url)) return;
    await healthReported(from.tabId, health);
    // There may be a correction for it already.
    if (await notePage(from.tabId, health)) void refreshReading("unread");
  },

  capture: async ({ capture }, from) => {
    if (!from || !speaksFor(addressOf(from.url), capture.url)) {
      return { stored: false, reason: PROBLEMS.noAccess };
    }
    return keepCapture(from.tabId, capture, from.url);
  },

  "known-annotations": async ({ urls, only_at_hand = false }, from) => {
    const own = urls.filter((/** @type {string} */ url) => from && speaksFor(addressOf(from.url), url));
    if (!from || own.length === 0 || !(await mayShow(from))) return [];
    if (only_at_hand) return atHandOf(own);
    await pageHolds(from.tabId, own);
    const found = await someAtOnce(own, (url) => knownOf(from.tabId, url));
    return found.filter((one) => one !== null);
  },

  "look-up-people": async ({ people }, from) =>
    from && (await mayShow(from)) ? ask((target) => lookUpPeople(target, people).then((found) => ({ people: found })))
      : { people: [] },

  "site-settings": async (_, from) => (from ? pageSettings(hostOf(from.url) ?? "") : undefined),

  feedback: async ({ person_id, record, record_id, verdict }) => {
    const answer = await ask((target) =>
      sendFeedback(target, { person_id, record, record_id, verdict }).then((person) => ({ person })),
    );
    if ("person" in answer) (await replacePerson(answer.person)).forEach((url) => void showAnnotations(url));
    return answer;
  },

  "tab-state": ({ tabId }) => tabState(tabId),
  "capture-now": ({ tabId, sure = false }) => captureNow(tabId, sure),
  "reject-guess": ({ tabId }) => rejectGuess(tabId),
  "read-selection": ({ tabId }) => markedIn(tabId),
  "capture-selection": ({ tabId, author }) => captureMarked(tabId, author),

  outbox: outboxState,
  "outbox-retry": retryAll,
  "outbox-discard": ({ capture_id }) => discard(capture_id),

  connection: async () => {
    // Whoever looks at a pairing under way wants news of it; they come as connection-changed.
    void pollPairing();
    return { ...(await connectionState()), consent: await consentGiven() };
  },
  pair: ({ server }) => beginPairing(server),
  unpair: async () => {
    const problem = await unpair();
    return problem ? { error: problem } : {};
  },
  consent: async ({ given }) => {
    await setConsent(given);
    await consentChanged();
  },

  sites: allSites,
  "site-set": async ({ host, mode, badges }) => {
    await setSite(host, { mode, badges });
    await pushSettings();
  },
  "site-granted": async ({ host }) => {
    await siteGranted(host);
    await pushSettings();
  },
  "site-remove": async ({ host }) => {
    await removeSite(host);
    await pushSettings();
  },
};

async function consentChanged() {
  await reconcile();
  await pushSettings();
  void flush();
  void Sidenote.browser.send({ type: "connection-changed" });
}
