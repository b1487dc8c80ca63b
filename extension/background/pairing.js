// Pairing with one workspace by a short code. The worker makes a secret (verifier) and shows the server
// only its hash (challenge); who approves the code in the workspace lets the holder of the secret,
// and nobody else, fetch a token. The token never leaves the worker but for the server.
import "../shared/browser.js";
import { PROBLEMS } from "../shared/messages.js";
import { serverAddress } from "../shared/hosts.js";
import {
  BackendError, Refused, askForToken, removeDevice, startPairing,
} from "./backend-client.js";
import { kept } from "./database.js";

const { session } = Sidenote.browser.storage;
const { alarms } = Sidenote.browser;

export const PAIRING_ALARM = "pairing";
const PAIRING = "pairing"; // in IndexedDB
const PENDING = "pairing-pending"; // in memory only: a code lives ten minutes
const PROBLEM = "connection-problem";

/**
 * @typedef {{id: string, name: string}} Named
 * @typedef {{server: string, token: string|null, user: Named, workspace: Named}} Pairing
 *   token null: the workspace took the access away
 * @typedef {{server: string, pairing_id: string, verifier: string, user_code: string,
 *   verification_url: string, expires_at: number, interval: number}} Pending  times in ms
 */

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} listener  pairing, its problem or a pending code changed */
export const onConnectionChanged = (listener) => void listeners.push(listener);
const changed = () => listeners.forEach((listener) => listener());

/** @returns {Promise<Pairing|null>} */
export const currentPairing = async () => (await kept.get(PAIRING)) ?? null;

/** @param {Uint8Array} bytes @returns {string} */
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** @param {string} verifier @returns {Promise<string>} base64url(SHA-256(verifier)) */
export async function challengeOf(verifier) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

/** @returns {Promise<string>} how the device is called in the workspace's list */
async function deviceLabel() {
  const name = /Firefox\//.test(navigator.userAgent) ? "Firefox" : "Chromium";
  return `${name} (${await Sidenote.browser.system()})`;
}

/**
 * @param {string} typed  the server's address as a person wrote it
 * @returns {Promise<{user_code: string, verification_url: string}|{error: string}>}
 */
export async function beginPairing(typed) {
  const server = serverAddress(typed);
  if (!server) return { error: PROBLEMS.badServer };
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  try {
    const challenge = await challengeOf(verifier);
    const started = await startPairing(server, { challenge, device_label: await deviceLabel() });
    const { pairing_id, user_code, verification_url } = started;
    /** @type {Pending} */
    const pending = {
      server, pairing_id, verifier, user_code, verification_url,
      expires_at: Date.now() + (Number(started.expires_in) || 600) * 1_000,
      interval: Math.max(Number(started.interval) || 5, 1) * 1_000,
    };
    await session.set(PENDING, pending);
    await noteProblem(null);
    changed();
    pollSoon(pending);
    return { user_code, verification_url };
  } catch (error) {
    if (error instanceof BackendError) return { error: error.problem };
    throw error;
  }
}

/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

/** @param {Pending} pending */
function pollSoon(pending) {
  clearTimeout(timer);
  timer = setTimeout(() => void pollPairing(), pending.interval);
  // Should the worker be ended meanwhile, the alarm goes on.
  alarms.set(PAIRING_ALARM, Date.now() + Math.max(pending.interval, 30_000));
}

/** @type {Promise<void>|null} */
let polling = null;

/** Asks once whether the code was approved; does nothing when no code is pending. */
export function pollPairing() {
  polling ??= pollOnce().finally(() => (polling = null));
  return polling;
}

async function pollOnce() {
  /** @type {Pending|undefined} */
  const pending = await session.get(PENDING);
  if (!pending) return;
  if (Date.now() > pending.expires_at) return giveUp(PROBLEMS.pairExpired);
  try {
    const granted = await askForToken(pending.server, pending.pairing_id, pending.verifier);
    if (!granted) return pollSoon(pending);
    const { token, user, workspace } = granted;
    await kept.set(PAIRING, { server: pending.server, token, user, workspace });
    await giveUp(null);
  } catch (error) {
    if (!(error instanceof Refused)) return pollSoon(pending);
    await giveUp(error.status === 403 ? PROBLEMS.pairDenied : PROBLEMS.pairExpired);
  }
}

/** Ends the pending pairing. @param {string|null} problem */
async function giveUp(problem) {
  clearTimeout(timer);
  await alarms.clear(PAIRING_ALARM);
  await session.remove(PENDING);
  await noteProblem(problem);
  changed();
}

/** @returns {Promise<string|null>} null, or what the person should know */
export async function unpair() {
  const pairing = await currentPairing();
  await kept.remove(PAIRING);
  let problem = null;
  if (pairing?.token) {
    try {
      await removeDevice(pairing);
    } catch (error) {
      // 401: it was gone already.
      const gone = error instanceof BackendError && error.status === 401;
      if (!gone) problem = PROBLEMS.unpairedHereOnly;
    }
  }
  await giveUp(problem);
  return problem;
}

/** The server no longer takes this token. @param {string|null|undefined} token */
export async function tokenRevoked(token) {
  const pairing = await currentPairing();
  if (!pairing || pairing.token !== token) return; // paired anew meanwhile
  await kept.set(PAIRING, { ...pairing, token: null });
  await noteProblem(PROBLEMS.revoked);
  changed();
}

/** What stands between us and the server, null when all is well. @param {string|null} problem */
export async function noteProblem(problem) {
  const before = (await session.get(PROBLEM)) ?? null;
  if (before === problem) return;
  await session.set(PROBLEM, problem);
  changed();
}

/** @returns {Promise<Omit<import("../shared/messages.js").Connection, "consent">>} */
export async function connectionState() {
  const pairing = await currentPairing();
  /** @type {Pending|undefined} */
  const pending = await session.get(PENDING);
  return {
    server: pairing?.server ?? pending?.server ?? null,
    paired: Boolean(pairing?.token),
    pending: pending
      ? { user_code: pending.user_code, verification_url: pending.verification_url }
      : null,
    user: pairing?.user?.name ?? null,
    workspace: pairing?.workspace?.name ?? null,
    problem: (await session.get(PROBLEM)) ?? (pairing && !pairing.token ? PROBLEMS.revoked : null),
  };
}
