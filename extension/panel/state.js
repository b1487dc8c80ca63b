// What the panel knows: the state of the tab beside it, of the outbox and of the connection.
import { PROBLEMS } from "../shared/messages.js";
import { ask, hear, tabBeside } from "./worker.js";

/**
 * @typedef {import("../shared/messages.js").TabState} TabState
 * @typedef {import("../shared/messages.js").OutboxState} OutboxState
 * @typedef {import("../shared/messages.js").Connection} Connection
 *
 * @typedef {Object} PanelState
 * @property {boolean} loaded   the first answers are here
 * @property {boolean} silent   the worker does not answer
 * @property {boolean} capturing
 * @property {string|null} problem  why the last capture did not happen: a key of _locales
 * @property {{marked: import("../sites/selection.js").Marked|null}|null} selection  what is marked on
 *   the page, while the person says whose words they are
 * @property {TabState|null} tab
 * @property {OutboxState} outbox
 * @property {Connection|null} connection
 */

/** @type {PanelState} */
const state = {
  loaded: false, silent: false, capturing: false, problem: null, selection: null,
  tab: null, outbox: { waiting: [], refused: [] }, connection: null,
};

/** @type {(state: PanelState) => void} */
let show = () => {};

/** @param {Partial<PanelState>} change */
function update(change) {
  Object.assign(state, change);
  show(state);
}

async function readTab() {
  const tabId = await tabBeside();
  const tab = tabId === null ? null : await ask({ type: "tab-state", tabId });
  if (tab?.url !== state.tab?.url) state.problem = state.selection = null;
  // What a silent worker last said is still the best we have.
  update(tab === undefined ? { silent: true } : { tab, silent: false });
  if (tab?.wantsSelection) await readSelection();
}

const readOutbox = async () => {
  const outbox = await ask({ type: "outbox" });
  if (outbox) update({ outbox });
};

const readConnection = async () => {
  const connection = await ask({ type: "connection" });
  if (connection) update({ connection });
};

/** @param {(state: PanelState) => void} listener  called now and after every change */
export async function follow(listener) {
  show = listener;
  show(state);
  hear({
    "tab-changed": () => void readTab(),
    "outbox-changed": () => void Promise.all([readOutbox(), readTab()]),
    "connection-changed": () => void Promise.all([readConnection(), readTab()]),
  });
  Sidenote.browser.tabs.onActivated(() => void readTab());
  Sidenote.browser.tabs.onLoaded((tabId) => {
    if (tabId === state.tab?.tabId) void readTab();
  });
  await Promise.all([readTab(), readOutbox(), readConnection()]);
  update({ loaded: true });
}

/** @param {any} answer  {stored} or {error} @returns {string|null} why it did not happen */
const problemOf = (answer) =>
  answer?.stored ? null : answer?.error ?? answer?.reason ?? "problem_no_access";

/** Reads the page beside the panel and puts it into the outbox. */
export async function capture() {
  if (state.capturing || !state.tab) return;
  update({ capturing: true, problem: null });
  const problem = problemOf(await ask({ type: "capture-now", tabId: state.tab.tabId }));
  update({ capturing: false, problem });
  await Promise.all([readTab(), readOutbox()]);
}

/**
 * @param {PanelState} state
 * @returns {import("../shared/messages.js").Guess|null} what the person is asked about: before anything
 *   was sent of the page, and again when they want it sent once more
 */
export const openGuess = ({ tab, problem }) =>
  tab?.guess && (tab.delivery === "none" || problem === PROBLEMS.unsure) ? tab.guess : null;

/** What was guessed of the page is right. @returns {Promise<string|null>} why it was not sent */
export async function confirmGuess() {
  if (!state.tab) return "problem_no_access";
  const problem = problemOf(await ask({ type: "capture-now", tabId: state.tab.tabId, sure: true }));
  if (problem === null) update({ problem });
  await Promise.all([readTab(), readOutbox()]);
  return problem;
}

/** It is wrong. @returns {Promise<null>} */
export async function rejectGuess() {
  if (state.tab) await ask({ type: "reject-guess", tabId: state.tab.tabId });
  update({ problem: null });
  await readTab();
  return null;
}

/** Looks what is marked on the page. */
export async function readSelection() {
  if (!state.tab) return;
  const answer = await ask({ type: "read-selection", tabId: state.tab.tabId });
  if (answer?.error) update({ problem: answer.error, selection: null });
  else update({ problem: null, selection: { marked: answer?.marked ?? null } });
}

export const closeSelection = () => update({ selection: null });

/**
 * @param {import("../sites/selection.js").NamedAuthor} author  of what is marked
 * @returns {Promise<string|null>} why it was not sent
 */
export async function captureSelection(author) {
  if (!state.tab) return "problem_no_access";
  const problem = problemOf(await ask({ type: "capture-selection", tabId: state.tab.tabId, author }));
  if (problem === null) closeSelection();
  await Promise.all([readTab(), readOutbox()]);
  return problem;
}

/** @param {any} feedback @returns {Promise<any>} */
export const correct = (feedback) =>
  ask({ type: "feedback", url: state.tab?.annotations?.url ?? state.tab?.url, ...feedback });

/** @param {any} person  as the backend sees them after a correction */
export function replacePerson(person) {
  const set = state.tab?.annotations;
  if (!set || !state.tab) return;
  const people = set.people.map((/** @type {any} */ one) =>
    // One person is asked about without a discussion, so the weight on its topic stays as it was.
    one.person_id === person.person_id
      ? { ...person, key: one.key, relevance: person.relevance ?? one.relevance }
      : one);
  update({ tab: { ...state.tab, annotations: { ...set, people } } });
}

/** @param {string} captureId */
export const discard = async (captureId) => {
  await ask({ type: "outbox-discard", capture_id: captureId });
  await readOutbox();
};

export const retry = async () => {
  await ask({ type: "outbox-retry" });
  await readOutbox();
};

/** Asks the browser for access; inside a click, nothing may be awaited before. @param {string} host */
export async function allowHost(host, /** @type {string[]} */ patterns) {
  const granted = await Sidenote.browser.permissions.request(patterns).catch(() => false);
  if (granted) await ask({ type: "site-granted", host });
  await readTab();
  return granted;
}
