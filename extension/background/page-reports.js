// Pages from which nothing was read are counted by the workspace, so that somebody notices when a
// network changes: host, site and reason, never the address or a word. One report a visit, made when
// the visit is over or has lasted, as a page may be recognised while it loads.
import "../shared/browser.js";
import { addressOf, hostOf } from "../shared/hosts.js";
import { BackendError, Refused, Unauthorised, sendPageReports } from "./backend-client.js";
import { consentGiven } from "./consent.js";
import { kept } from "./database.js";
import { currentPairing } from "./pairing.js";
import { settingsOf } from "./site-access.js";

const { alarms, storage, tabs } = Sidenote.browser;

export const REPORTS_ALARM = "page-reports";
const VISITS = "page-visits"; // in memory, by tab
const QUEUE = "page-reports"; // in IndexedDB
const SETTLED_MS = 20_000;
const PAUSE_MS = 60_000;
const MOST_WAITING = 1_000;
const MOST_IN_BATCH = 200;

/**
 * @typedef {import("../shared/messages.js").PageHealth} PageHealth
 * @typedef {{day: string, site: string|null, site_version: string|null, layout: string|null,
 *   kind: string|null, host: string, reason: string}} PageReport
 * @typedef {{id: string, url: string, since: number, reports: PageReport[]}} Visit
 * @typedef {{server: string, workspace: string, waiting: PageReport[], visits: string[],
 *   batch: {batch_id: string, reports: PageReport[]}|null}} Queue  `visits`: the latest that were queued
 */

/** @type {Map<number, Visit>|null} */
let visits = null;

/** @returns {Promise<Map<number, Visit>>} */
async function load() {
  visits ??= new Map((await storage.session.get(VISITS)) ?? []);
  return visits;
}

/** @param {PageHealth} health @returns {PageReport[]} what there is to tell of a page */
function reportsOf({ url, status, reason, site, site_version, layout, kind, unusable_packs }) {
  const host = hostOf(url);
  if (!host) return [];
  const day = new Date().toISOString().slice(0, 10);
  const found = unusable_packs.map((name) => {
    const [of = null, pack = null] = name.split("/");
    return { day, site: of, site_version: null, layout: pack, kind: null, host, reason: "pack-unusable" };
  });
  if (status === "recognised") return found;
  const why = reason.replace(/^health_/, "").replaceAll("_", "-") || status;
  return [...found, { day, site, site_version, layout, kind, host, reason: why }];
}

/**
 * A content script told how its page was read.
 * @param {number} tabId @param {PageHealth} health
 * @returns {Promise<boolean>} whether the page was not read
 */
export const notePage = (tabId, health) => visitInTurn(() => note(tabId, health));

/** @param {number} tabId @param {PageHealth} health */
async function note(tabId, health) {
  const settings = await settingsOf(hostOf(health.url) ?? "");
  if (!settings.granted || settings.mode === "off" || !settings.consent || !settings.paired) return false;
  const all = await load();
  const url = addressOf(health.url);
  const before = all.get(tabId);
  const reports = reportsOf(health);
  const isSame = before?.url === url;
  if (before && !isSame) await add(before);
  const visit = isSame ? before : { id: crypto.randomUUID(), url, since: Date.now() };
  all.set(tabId, { ...visit, reports });
  await save();
  if (reports.length > 0) await soon();
  return reports.length > 0;
}

/** The tab is gone, and the visit with it. @param {number} tabId */
export const visitEnded = (tabId) => visitInTurn(() => end(tabId));

/** Queued before it is forgotten: a worker that dies in between finds it again. @param {number} tabId */
async function end(tabId) {
  const all = await load();
  const visit = all.get(tabId);
  if (!visit) return;
  await add(visit);
  all.delete(tabId);
  await save();
}

const save = () => storage.session.set(VISITS, [...(visits ?? [])]);

/** Several reports go together; an alarm that is set already keeps its time. */
async function soon() {
  if (isSoon) return;
  isSoon = true;
  await alarms.set(REPORTS_ALARM, Date.now() + PAUSE_MS);
}
let isSoon = false;

/** @returns {<T>(work: () => Promise<T>) => Promise<T>} what it is given runs one after the other */
function turns() {
  /** @type {Promise<unknown>} */
  let tail = Promise.resolve();
  return (work) => {
    const next = tail.then(work);
    tail = next.catch(() => {});
    return next;
  };
}
const inTurn = turns(); // changes of the queue
const visitInTurn = turns(); // a page's end must not overtake what was told of it

/** @returns {Promise<Queue|null>} of the present pairing; reports for another workspace are dropped */
async function queue() {
  const pairing = await currentPairing();
  if (!pairing?.token || !(await consentGiven())) return null;
  const owner = { server: pairing.server, workspace: pairing.workspace.id };
  /** @type {Queue|undefined} */
  const found = await kept.get(QUEUE);
  const isOwn = found?.server === owner.server && found.workspace === owner.workspace;
  return isOwn ? { ...found, visits: found.visits ?? [] } : { ...owner, waiting: [], visits: [], batch: null };
}

/** A visit is queued once, also when the worker died before it was forgotten. @param {Visit} visit */
async function add({ id, reports }) {
  if (reports.length === 0) return;
  await inTurn(async () => {
    const own = await queue();
    if (!own || own.visits.includes(id)) return;
    const waiting = [...own.waiting, ...reports].slice(-MOST_WAITING);
    await kept.set(QUEUE, { ...own, waiting, visits: [...own.visits, id].slice(-MOST_IN_BATCH) });
  });
  await soon();
}

/** Visits that have lasted, or whose tab went while no worker ran, are told now, each once. */
async function settleVisits() {
  const all = await load();
  let isYoung = false;
  for (const [tabId, visit] of all) {
    if (!(await tabs.get(tabId))) {
      await end(tabId);
      continue;
    }
    if (visit.reports.length === 0) continue;
    if (Date.now() - visit.since < SETTLED_MS) {
      isYoung = true;
      continue;
    }
    await add(visit);
    visit.reports = [];
  }
  await save();
  return isYoung;
}

/** Sends what waits, at least once: the server knows a batch by its id. */
export async function sendReports() {
  isSoon = false;
  const isYoung = await visitInTurn(settleVisits);
  const isLeft = await inTurn(sendBatch);
  if (isYoung || isLeft) await soon();
}

/** @returns {Promise<boolean>} whether anything is left */
async function sendBatch() {
  const own = await queue();
  const pairing = await currentPairing();
  if (!own || !pairing?.token) {
    await kept.remove(QUEUE);
    return false;
  }
  if (!own.batch && own.waiting.length > 0) {
    own.batch = { batch_id: crypto.randomUUID(), reports: own.waiting.splice(0, MOST_IN_BATCH) };
    await kept.set(QUEUE, own);
  }
  if (!own.batch) return false;
  try {
    await sendPageReports({ server: pairing.server, token: pairing.token }, own.batch);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    if (error instanceof Unauthorised) return false;
    // A server of before knows no such reports: they are not worth keeping.
    if (!(error instanceof Refused)) return true;
  }
  await kept.set(QUEUE, { ...own, batch: null });
  return own.waiting.length > 0;
}
