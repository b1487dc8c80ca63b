// The only place that talks to a network, and only to the server it is given: no cookies, no
// redirects, a time limit, and a name for every way to fail.
import { PROBLEMS } from "../shared/messages.js";

/** Chromium ends a worker whose fetch takes over 30 s, so no limit may reach that. */
const LIMITS = { capture: 25_000, question: 10_000 };

/** What went wrong on the way to the server; `problem` is for people (a key of _locales or words). */
export class BackendError extends Error {
  /** @param {string} name @param {string} problem @param {number|null} [status] */
  constructor(name, problem, status = null) {
    super(name);
    this.name = name;
    this.problem = problem;
    this.status = status;
  }
}

/** No answer, or not from our server: try again later. */
export class Unreachable extends BackendError {
  constructor() {
    super("Unreachable", PROBLEMS.unreachable);
  }
}

/** The token is no longer good. */
export class Unauthorised extends BackendError {
  constructor() {
    super("Unauthorised", PROBLEMS.revoked, 401);
  }
}

/** The server understood and said no: repeating it does not help. */
export class Refused extends BackendError {
  /** @param {number} status @param {string} detail the server's words */
  constructor(status, detail) {
    super("Refused", detail || PROBLEMS.refused, status);
  }
}

/** The server has trouble of its own or is busy: try again later. */
export class ServerTrouble extends BackendError {
  /** @param {number} status @param {number|null} wait  ms it asked to wait */
  constructor(status, wait) {
    super("ServerTrouble", status === 429 ? PROBLEMS.busy : PROBLEMS.trouble, status);
    this.wait = wait;
    /** true if it concerns every request, not just this one */
    this.general = status === 429 || status === 503;
  }
}

/**
 * @param {string|null} header  seconds or an HTTP date
 * @returns {number|null} ms from now, at most an hour
 */
export function retryAfter(header) {
  if (!header) return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 3_600_000) : null;
}

/**
 * The server's words from a problem document (RFC 9457), short enough to show.
 * @param {any} body
 * @returns {string}
 */
export function detailOf(body) {
  const words = [body?.detail, body?.title].find((value) => typeof value === "string" && value);
  return typeof words === "string" ? words.slice(0, 300) : "";
}

/**
 * @typedef {{server: string, token?: string|null}} Target  base address as hosts.js leaves it
 * @param {Target} target
 * @param {string} path  below the base address, "/api/v1/..."
 * @param {{method?: string, body?: unknown, limit?: number, tag?: string}} [options]  tag: of the answer
 *   that is at hand; status 304 where it is still good
 * @returns {Promise<{status: number, body: any}>} body null where there is none
 * @throws {BackendError}
 */
async function request({ server, token }, path, { method = "GET", body, limit, tag } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (tag) headers["If-None-Match"] = `"${tag}"`;
  let response, answer;
  try {
    response = await fetch(server + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(limit ?? LIMITS.question),
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
    answer = await response.text();
  } catch {
    throw new Unreachable();
  }
  return judged(response, parsed(answer));
}

/** @param {string} text @returns {any} undefined if it is no JSON */
function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return undefined;
  }
}

/**
 * @param {Response} response
 * @param {any} body
 * @returns {{status: number, body: any}}
 */
function judged(response, body) {
  const { status } = response;
  if (status === 401) throw new Unauthorised();
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new ServerTrouble(status, retryAfter(response.headers.get("Retry-After")));
  }
  if (status >= 400) throw new Refused(status, detailOf(body));
  // A hotel's sign-in page answers 200 to everything: what is no JSON is not our server.
  if (body === undefined) throw new Unreachable();
  return { status, body };
}

/**
 * @param {Target} target
 * @param {import("../sites/contract.js").Capture} capture
 * @returns {Promise<any>} the AnnotationSet
 * @throws {BackendError} Unreachable too if the answer is not about this capture
 */
export async function sendCapture(target, capture) {
  const options = { method: "POST", body: capture, limit: LIMITS.capture };
  const { body } = await request(target, "/api/v1/captures", options);
  if (body?.capture_id !== capture.capture_id) throw new Unreachable();
  return body;
}

/**
 * @param {Target} target
 * @param {string} url
 * @returns {Promise<any|null>} the AnnotationSet known for a page
 * @throws {BackendError}
 */
export async function knownAnnotations(target, url) {
  try {
    const path = `/api/v1/annotations?url=${encodeURIComponent(url)}`;
    const { body } = await request(target, path);
    return body?.capture_id ? body : null;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

/**
 * @param {Target} target
 * @param {{name: string, url: string|null, headline: string|null}[]} people
 * @returns {Promise<any[]>} their PersonAnnotations, in that order
 * @throws {BackendError}
 */
export async function lookUpPeople(target, people) {
  const options = { method: "POST", body: { rows: people } };
  const { body } = await request(target, "/api/v1/lookup", options);
  const found = body?.results;
  if (!Array.isArray(found) || found.length !== people.length) throw new Unreachable();
  return found.map((one) => one?.person);
}

/**
 * @param {Target} target
 * @param {{person_id: string, record: string, record_id: string, verdict: string}} feedback
 * @returns {Promise<any>} the PersonAnnotation after it
 * @throws {BackendError}
 */
export async function sendFeedback(target, feedback) {
  const options = { method: "POST", body: feedback };
  const { body } = await request(target, "/api/v1/links/feedback", options);
  if (!body?.person) throw new Unreachable();
  return body.person;
}

/**
 * @param {string} server
 * @param {{challenge: string, device_label: string}} wish
 * @returns {Promise<{pairing_id: string, user_code: string, verification_url: string,
 *   expires_in: number, interval: number}>} expires_in and interval in seconds
 * @throws {BackendError}
 */
export async function startPairing(server, wish) {
  const { body } = await request({ server }, "/api/v1/pairing", { method: "POST", body: wish });
  const complete =
    ["pairing_id", "user_code"].every((name) => typeof body?.[name] === "string") &&
    /^https?:\/\//.test(body.verification_url);
  if (!complete) throw new Unreachable();
  return body;
}

/**
 * @param {string} server
 * @param {string} pairingId
 * @param {string} verifier
 * @returns {Promise<{token: string, device_id: string, user: {id: string, name: string,
 *   role: string}, workspace: {id: string, name: string}}|null>} null while nobody has decided
 * @throws {BackendError} Refused 403 denied, 410 expired
 */
export async function askForToken(server, pairingId, verifier) {
  const path = `/api/v1/pairing/${encodeURIComponent(pairingId)}/token`;
  const options = { method: "POST", body: { verifier } };
  const { status, body } = await request({ server }, path, options);
  if (status === 202) return null;
  if (typeof body?.token !== "string" || !body.workspace) throw new Unreachable();
  return body;
}

/**
 * @param {Target} target
 * @param {string} tag  of what is at hand, "" for nothing
 * @returns {Promise<any|null>} SelectorPacks; null where nothing changed
 * @throws {BackendError}
 */
export async function fetchSelectorPacks(target, tag) {
  const { status, body } = await request(target, "/api/v1/selector-packs", { tag });
  if (status === 304) return null;
  if (!Array.isArray(body?.packs)) throw new Unreachable();
  return body;
}

/**
 * @param {Target} target
 * @param {{batch_id: string, reports: object[]}} batch
 * @throws {BackendError}
 */
export async function sendPageReports(target, batch) {
  const { body } = await request(target, "/api/v1/page-reports", { method: "POST", body: batch });
  if (typeof body?.counted !== "number") throw new Unreachable();
}

/**
 * Takes this device's access away on the server.
 * @param {Target} target
 * @throws {BackendError}
 */
export async function removeDevice(target) {
  await request(target, "/api/v1/devices/current", { method: "DELETE" });
}
