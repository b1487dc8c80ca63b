// Captures on their way to the server. One record each, on disk before it is acknowledged and gone
// (the text with it) once the server has it. Delivery is at least once; the server knows a capture by
// its id, so none counts twice.
import "../shared/browser.js";
import { PROBLEMS } from "../shared/messages.js";
import { BackendError, Refused, ServerTrouble, Unauthorised, sendCapture } from "./backend-client.js";
import { asked, transact } from "./database.js";
import { split } from "./capture-parts.js";

const { alarms } = Sidenote.browser;

export const OUTBOX_ALARM = "outbox";
const MOST_CAPTURES = 1_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Failures in a row, each of its own capture, after which the server is left alone for a while. */
const FAULTS_IN_A_ROW = 3;

/**
 * @typedef {import("../sites/contract.js").Capture} Capture
 * @typedef {{server: string, workspace: string}} Owner  whom it was captured for
 * @typedef {Owner & {capture_id: string, order: number, url: string, kind: string,
 *   captured_at: string, bytes: number, state: "waiting"|"refused", tries: number, next_at: number,
 *   problem: string|null}} Waiting   next_at in ms since the epoch
 * @typedef {{target: () => Promise<{server: string, token: string, workspace: string}|null>,
 *   delivered: (capture: Capture, set: any) => Promise<void>,
 *   revoked: (token: string) => Promise<void>,
 *   problem: (problem: string|null) => Promise<void>, changed: () => void}} Surroundings
 */

/** @type {Surroundings} */
let around;
/** @param {Surroundings} surroundings  what the worker wires in; before anything else is called */
export const useOutbox = (surroundings) => void (around = surroundings);

/** @returns {Promise<Waiting[]>} oldest first, without the text */
async function records() {
  const all = await transact(["captures"], "readonly", ({ captures }) => asked(captures.getAll()));
  return all.sort((a, b) => a.order - b.order);
}

/** @param {Capture} capture @param {Owner} owner @param {number} order @returns {Waiting} */
const waiting = (capture, owner, order) => ({
  ...owner,
  capture_id: capture.capture_id,
  order,
  url: capture.url,
  kind: capture.kind,
  captured_at: capture.captured_at,
  bytes: JSON.stringify(capture).length,
  state: "waiting",
  tries: 0,
  next_at: 0,
  problem: null,
});

/**
 * Takes a capture in, long discussions in parts. Twice the same capture is taken once.
 * @param {Capture} capture
 * @param {Owner} owner
 * @returns {Promise<{stored: true, capture_ids: string[]}|{stored: false, reason: string}>}
 */
export async function addCapture(capture, owner) {
  const parts = split(capture);
  const added = parts.map((part, index) => waiting(part, owner, Date.now() + index / 10_000));
  const size = added.reduce((sum, record) => sum + record.bytes, 0);
  try {
    const stored = await transact(["captures", "bodies"], "readwrite", async (stores) => {
      const all = await asked(stores.captures.getAll());
      const known = new Set(all.map((record) => record.capture_id));
      const bytes = all.reduce((sum, record) => sum + record.bytes, size);
      if (all.length + parts.length > MOST_CAPTURES || bytes > MOST_BYTES) return false;
      parts.forEach((part, index) => {
        if (known.has(part.capture_id)) return;
        stores.captures.put(added[index]);
        stores.bodies.put(part, part.capture_id);
      });
      return true;
    });
    if (!stored) return { stored: false, reason: PROBLEMS.outboxFull };
  } catch {
    return { stored: false, reason: PROBLEMS.storage };
  }
  // Before the answer: should the worker end right now, the alarm brings it back.
  await alarms.set(OUTBOX_ALARM, Date.now() + 30_000);
  around.changed();
  void flush();
  return { stored: true, capture_ids: parts.map((part) => part.capture_id) };
}

/** @type {Promise<void>|null} */
let flushing = null;
let again = false;

/** Delivers what is due. One at a time, however often it is called and from wherever. */
export function flush() {
  again = true;
  flushing ??= navigator.locks
    .request("outbox", async () => {
      while (again) {
        again = false;
        await pass();
      }
      await schedule();
    })
    .finally(() => {
      flushing = null;
      if (again) void flush();
    });
  return flushing;
}

async function pass() {
  let faults = 0;
  for (;;) {
    const target = await around.target();
    if (!target) return;
    const now = Date.now();
    const next = (await records()).find(
      (record) => isOwn(record, target) && record.state === "waiting" && record.next_at <= now,
    );
    if (!next) return;
    const error = await deliver(next, target);
    if (error === null) {
      faults = 0;
      continue;
    }
    if (error instanceof Unauthorised) return around.revoked(target.token);
    if (error instanceof Refused) {
      await change(next.capture_id, { state: "refused", problem: error.problem });
      around.changed();
      continue;
    }
    faults += 1;
    const until = now + pause(next.tries + 1, error);
    const general = !(error instanceof ServerTrouble) || error.general || faults >= FAULTS_IN_A_ROW;
    await postpone(next, until, error.problem, general);
    await around.problem(error.problem);
    around.changed();
    if (general) return;
  }
}

/** @param {Waiting} record @param {Owner} owner */
const isOwn = (record, owner) =>
  record.server === owner.server && record.workspace === owner.workspace;

/**
 * @param {Waiting} record
 * @param {{server: string, token: string}} target
 * @returns {Promise<BackendError|null>} null once the server has it
 */
async function deliver(record, target) {
  const { capture_id } = record;
  /** @type {Capture|undefined} */
  const capture = await transact(["bodies"], "readonly", ({ bodies }) =>
    asked(bodies.get(capture_id)),
  );
  let set = null;
  try {
    // Discarded a moment ago: nothing to send.
    if (capture) set = await sendCapture(target, capture);
  } catch (error) {
    if (error instanceof BackendError) return error;
    throw error;
  }
  await forget(capture_id);
  if (record.tries > 0) await releaseAll();
  await around.problem(null);
  around.changed();
  if (capture) await around.delivered(capture, set);
  return null;
}

/**
 * Exponential with jitter: 2 s, 4 s, 8 s ... 15 min, each between half and the whole of it.
 * @param {number} tries
 * @param {BackendError} error
 * @returns {number} ms
 */
export function pause(tries, error) {
  const most = Math.min(2_000 * 2 ** Math.min(tries - 1, 20), 900_000);
  const asked = error instanceof ServerTrouble ? (error.wait ?? 0) : 0;
  return Math.max(asked, most * (0.5 + Math.random() / 2));
}

/** @param {string} capture_id @param {Partial<Waiting>} fields */
const change = (capture_id, fields) =>
  transact(["captures"], "readwrite", async ({ captures }) => {
    const record = await asked(captures.get(capture_id));
    if (record) captures.put({ ...record, ...fields });
  });

/**
 * @param {Waiting} failed
 * @param {number} until  ms since the epoch
 * @param {string} problem
 * @param {boolean} general  everything else that waits for this server waits as well
 */
const postpone = (failed, until, problem, general) =>
  transact(["captures"], "readwrite", async ({ captures }) => {
    for (const record of await asked(captures.getAll())) {
      if (record.capture_id === failed.capture_id) {
        captures.put({ ...record, tries: record.tries + 1, next_at: until, problem });
      } else if (general && record.state === "waiting" && isOwn(record, failed)) {
        captures.put({ ...record, next_at: Math.max(record.next_at, until) });
      }
    }
  });

/** The server is back: nothing waits any longer. */
const releaseAll = () =>
  transact(["captures"], "readwrite", async ({ captures }) => {
    for (const record of await asked(captures.getAll())) {
      if (record.state === "waiting") captures.put({ ...record, next_at: 0 });
    }
  });

/** @param {string} capture_id */
const forget = (capture_id) =>
  transact(["captures", "bodies"], "readwrite", ({ captures, bodies }) => {
    captures.delete(capture_id);
    bodies.delete(capture_id);
  });

/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

/** Sees to the next try: a timer for soon, and an alarm that wakes an ended worker. */
async function schedule() {
  clearTimeout(timer);
  const target = await around.target();
  const due = target
    ? (await records()).filter((record) => record.state === "waiting" && isOwn(record, target))
    : [];
  if (due.length === 0) return void (await alarms.clear(OUTBOX_ALARM));
  const next = Math.min(...due.map((record) => record.next_at));
  const wait = Math.max(next - Date.now(), 0);
  if (wait < 25_000) timer = setTimeout(() => void flush(), wait);
  await alarms.set(OUTBOX_ALARM, Math.max(next, Date.now() + 30_000));
}

/** Everything at once, refused captures too: the user wants to try again. */
export async function retryAll() {
  await transact(["captures"], "readwrite", async ({ captures }) => {
    for (const record of await asked(captures.getAll())) {
      captures.put({ ...record, state: "waiting", next_at: 0 });
    }
  });
  await flush();
}

/** @param {string} capture_id */
export async function discard(capture_id) {
  await forget(capture_id);
  around.changed();
}

/** @returns {Promise<import("../shared/messages.js").OutboxState>} */
export async function outboxState() {
  const [all, target] = await Promise.all([records(), around.target()]);
  const shown = (/** @type {Waiting} */ record) => ({
    capture_id: record.capture_id,
    url: record.url,
    kind: record.kind,
    captured_at: record.captured_at,
    tries: record.tries,
    problem: target && !isOwn(record, target) ? PROBLEMS.otherWorkspace : record.problem,
  });
  const of = (/** @type {string} */ state) => all.filter((record) => record.state === state);
  return {
    waiting: of("waiting").map(shown),
    refused: of("refused").map((record) => ({ ...shown(record), problem: record.problem ?? "" })),
  };
}

/**
 * @param {string[]} captureIds
 * @returns {Promise<{delivery: "none"|"waiting"|"sent"|"refused", problem: string|null}>}
 */
export async function deliveryOf(captureIds) {
  if (captureIds.length === 0) return { delivery: "none", problem: null };
  const left = (await records()).filter((record) => captureIds.includes(record.capture_id));
  const refused = left.find((record) => record.state === "refused");
  if (refused) return { delivery: "refused", problem: refused.problem };
  if (left.length > 0) return { delivery: "waiting", problem: left[0].problem };
  return { delivery: "sent", problem: null };
}
