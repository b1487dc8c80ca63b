// Every message between content script, worker and extension pages. The worker checks each against
// this list and against who may send it; anything else is ignored without an answer.

/**
 * @typedef {import("../sites/contract.js").Capture} Capture
 * @typedef {import("../sites/selection.js").Marked} Marked
 * @typedef {import("../sites/selection.js").NamedAuthor} NamedAuthor
 *
 * What a content script found on its page, before anything is sent.
 * @typedef {Object} PageHealth
 * @property {string} url
 * @property {"recognised"|"unsure"|"not-recognised"|"empty"|"failed"} status  unsure: the structure
 *   was guessed; nothing is sent before the person says that it is right
 * @property {string} reason   a message key of _locales, "health_..." ; "" when recognised
 * @property {string|null} site
 * @property {string|null} site_version
 * @property {string|null} layout
 * @property {import("../sites/contract.js").PageKind|null} kind
 * @property {number} posts    posts read (discussion, feed)
 * @property {string[]} missing fields the page should have had
 * @property {Record<string, [number, number]>} fill  of each promised field: places filled, of how many
 * @property {number|null} confidence  0..1 when unsure
 * @property {string[]} unusable_packs  selector packs this browser cannot use, "site/layout"
 *
 * Content script → worker
 * @typedef {{type: "page-health", health: PageHealth}} PageHealthMessage  SPA navigation too
 * @typedef {{type: "capture", capture: Capture}} CaptureMessage  answered {stored: true} once it is in
 *   the outbox, {stored: false, reason} otherwise
 * @typedef {{type: "known-annotations", urls: string[], only_at_hand?: boolean}}
 *   KnownAnnotationsMessage  of a page, or of discussions of a feed; answered
 *   {url, set: AnnotationSet}[], the unknown ones left out; only_at_hand: the server is
 *   not asked, and of a long discussion comes the first piece, with `more`
 * @typedef {{type: "look-up-people", people: {name: string, url: string|null, headline: string|null}[]}}
 *   LookUpPeopleMessage  of a list; answered {people: PersonAnnotation[]} in that order, or {error}
 * @typedef {{type: "site-settings", host: string}} SiteSettingsMessage answered PageSettings
 * @typedef {{type: "feedback", person_id: string, record: "contact"|"account", record_id: string,
 *   verdict: "right"|"wrong"|"undo", url: string}} FeedbackMessage answered {person} or {error}
 *
 * Extension pages (panel, options) → worker: the above "feedback" and
 * @typedef {{type: "tab-state", tabId: number}} TabStateMessage answered TabState
 * @typedef {{type: "capture-now", tabId: number, sure?: boolean}} CaptureNowMessage  sure: the person
 *   looked at what was guessed and says it is right; answered {stored} or {error}
 * @typedef {{type: "reject-guess", tabId: number}} RejectGuessMessage  the person says it is wrong
 * @typedef {{type: "read-selection", tabId: number}} ReadSelectionMessage  answered {marked: Marked|null}
 *   or {error}
 * @typedef {{type: "capture-selection", tabId: number, author: NamedAuthor}} CaptureSelectionMessage
 *   what was last shown is by this author; answered {stored} or {error}
 * @typedef {{type: "outbox"}} OutboxMessage answered OutboxState
 * @typedef {{type: "outbox-retry"}} OutboxRetryMessage
 * @typedef {{type: "outbox-discard", capture_id: string}} OutboxDiscardMessage
 * @typedef {{type: "connection"}} ConnectionMessage answered Connection
 * @typedef {{type: "pair", server: string}} PairMessage answered {user_code, verification_url} or {error}
 * @typedef {{type: "unpair"}} UnpairMessage
 * @typedef {{type: "consent", given: boolean}} ConsentMessage
 * @typedef {{type: "sites"}} SitesMessage answered SiteSettings[]
 * @typedef {{type: "site-set", host: string, mode?: "click"|"automatic"|"off", badges?: boolean}} SiteSetMessage
 * @typedef {{type: "site-granted", host: string}} SiteGrantedMessage  after permissions.request resolved true
 * @typedef {{type: "site-remove", host: string}} SiteRemoveMessage
 *
 * Wherever a `reason`, `problem` or `error` travels it is a key of _locales (PROBLEMS below) or, for a
 * capture the server refused, the server's own words.
 *
 * Worker → content script of one tab
 * @typedef {{type: "read-page", sure: boolean}} ReadPageMessage  answered {captures: Capture[],
 *   health: PageHealth}
 * @typedef {{type: "page-state"}} PageStateMessage  answered {health: PageHealth, guess: Guess|null};
 *   reads nothing new
 * @typedef {{type: "selection"}} SelectionMessage  answered {marked: Marked|null}
 * @typedef {{type: "selection-by", author: NamedAuthor}} SelectionByMessage  what was last shown;
 *   answered {capture: Capture|null}
 * @typedef {{type: "annotations", url: string, set: any}} AnnotationsMessage  `url`: the page they
 *   belong to, as PageHealth.url had it, or a discussion of a feed; the tab may show another page by now
 * @typedef {{type: "settings", settings: PageSettings}} SettingsMessage
 *
 * Worker → extension pages (broadcast)
 * @typedef {{type: "tab-changed", tabId: number}} TabChangedMessage
 * @typedef {{type: "outbox-changed"}} OutboxChangedMessage
 * @typedef {{type: "connection-changed"}} ConnectionChangedMessage
 *
 * States
 * @typedef {{host: string, granted: boolean, mode: "click"|"automatic"|"off", badges: boolean,
 *   consent: boolean, paired: boolean}} SiteSettings
 * @typedef {SiteSettings & {packs: import("../sites/layout-from-pack.js").Pack[]}} PageSettings  with the
 *   selector packs that hold on the host
 * @typedef {{what: string, site: string, layout: string, field: string, host: string, before: number,
 *   after: number, since: string}} HealthNotice  pages are read worse than before; rates 0..1
 * @typedef {{author: string|null, words: string}} GuessedPost  the first words of its text
 * @typedef {{title: string|null, first: GuessedPost, last: GuessedPost|null}} Guess  what of a page
 *   whose structure was guessed shows a person whether that is right
 * @typedef {{tabId: number, url: string|null, host: string|null, settings: SiteSettings|null,
 *   health: PageHealth|null, guess: Guess|null, wantsSelection: boolean, annotations: any|null,
 *   delivery: "none"|"waiting"|"sent"|"refused", problem: string|null, notices: HealthNotice[]}} TabState
 * @typedef {{waiting: {capture_id: string, url: string, kind: string, captured_at: string, tries: number,
 *   problem: string|null}[], refused: {capture_id: string, url: string, kind: string, captured_at: string,
 *   problem: string}[]}} OutboxState
 * @typedef {{server: string|null, paired: boolean, pending: {user_code: string,
 *   verification_url: string}|null, user: string|null, workspace: string|null, consent: boolean,
 *   problem: string|null}} Connection
 */

/** What a page asks of the worker. */
export const FROM_CONTENT = new Set([
  "page-health", "capture", "known-annotations", "look-up-people", "site-settings", "feedback",
]);
export const FROM_EXTENSION_PAGES = new Set([
  "feedback", "tab-state", "capture-now", "reject-guess", "read-selection",
  "capture-selection", "outbox", "outbox-retry", "outbox-discard", "connection",
  "pair", "unpair", "consent", "sites", "site-set", "site-granted", "site-remove",
]);

/** Everything that can stand in the way, as keys of _locales. */
export const PROBLEMS = Object.freeze({
  unreachable: "problem_unreachable", // the server does not answer; the capture waits
  trouble: "problem_server_trouble", // the server answers with a fault of its own; the capture waits
  busy: "problem_server_busy", // the server asked to wait
  revoked: "problem_revoked", // the workspace took the device's access away
  refused: "problem_refused", // the server refused without saying why
  noConsent: "problem_no_consent",
  notPaired: "problem_not_paired",
  otherWorkspace: "problem_other_workspace", // captured for another workspace than the present one
  siteOff: "problem_site_off",
  noAccess: "problem_no_access", // the browser does not let the extension read this page
  notRecognised: "problem_not_recognised",
  onlyBadges: "problem_only_badges", // a list of people: nothing of it is captured
  nothingMarked: "problem_nothing_marked", // or the page became another one since
  unsure: "problem_unsure", // the structure was guessed: the person has to look first
  outboxFull: "problem_outbox_full",
  storage: "problem_storage", // the browser could not write
  badServer: "problem_bad_server", // no https address and not on this computer
  pairDenied: "problem_pair_denied",
  pairExpired: "problem_pair_expired",
  unpairedHereOnly: "problem_unpaired_here_only", // the server could not be told
});

/** @typedef {(value: any) => boolean} Check */
/** @param {number} most @returns {Check} */
const text = (most) => (value) => typeof value === "string" && value.length > 0 && value.length <= most;
/** @param {...string} words @returns {Check} */
const oneOf = (...words) => (value) => words.includes(value);
/** @type {Check} */
const address = (value) => text(2_048)(value) && /^https?:\/\//.test(value);
/** @type {Check} */
const host = (value) => text(253)(value) && /^[a-z0-9._:[\]-]+$/.test(value);
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const tab = (value) => Number.isInteger(value) && value >= 0;
/** @type {Check} */
const captureId = (value) => typeof value === "string" && /^[A-Za-z0-9-]{8,64}$/.test(value);
/** @type {Check} */
const record = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @param {Check} check @returns {Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @param {Check} check @returns {Check} */
const optional = (check) => (value) => value === undefined || check(value);

/** @param {Check} check @param {number} most @returns {Check} */
const listOf = (check, most) => (value) =>
  Array.isArray(value) && value.length > 0 && value.length <= most && value.every(check);

/** Addresses in one question: the discussions of a feed near the window. */
const MOST_ADDRESSES = 50;
/** As many as a reader lists (sites/draft.js). */
const MOST_PEOPLE = 100;
/** @type {Check} */
const listedPerson = (value) =>
  record(value) &&
  Object.keys(value).length === 3 &&
  text(300)(value.name) &&
  orNull(address)(value.url) &&
  orNull(text(500))(value.headline);

/** @type {Check} */
const namedAuthor = (value) =>
  record(value) && Object.keys(value).length === 2 && text(300)(value.name) && orNull(address)(value.url);

const KINDS = ["profile", "discussion", "organisation"];

/** @type {Check} */
const health = (value) =>
  record(value) &&
  address(value.url) &&
  oneOf("recognised", "unsure", "not-recognised", "empty", "failed")(value.status) &&
  typeof value.reason === "string" &&
  value.reason.length <= 100 &&
  ["site", "site_version", "layout"].every((name) => orNull(text(100))(value[name])) &&
  orNull(oneOf(...KINDS, "feed", "people"))(value.kind) &&
  tab(value.posts) &&
  Array.isArray(value.missing) &&
  value.missing.length <= 100 &&
  value.missing.every(text(500)) &&
  record(value.fill) &&
  Object.keys(value.fill).length <= 40 &&
  Object.values(value.fill).every((rate) => Array.isArray(rate) && rate.length === 2 && rate.every(tab)) &&
  orNull((one) => typeof one === "number" && one >= 0 && one <= 1)(value.confidence) &&
  Array.isArray(value.unusable_packs) &&
  value.unusable_packs.length <= 64 &&
  value.unusable_packs.every(text(110));

/** The envelope only: what is inside a capture is the backend's to judge, field by field.
 * @type {Check} */
const capture = (value) =>
  record(value) &&
  captureId(value.capture_id) &&
  oneOf(...KINDS)(value.kind) &&
  address(value.url) &&
  ["site", "site_version", "layout", "captured_at"].every((name) => text(100)(value[name])) &&
  oneOf("click", "automatic")(value.trigger) &&
  Array.isArray(value.missing) &&
  KINDS.every((kind) => (kind === value.kind ? record(value[kind]) : value[kind] === undefined)) &&
  (value.kind !== "discussion" ||
    (Array.isArray(value.discussion.posts) && value.discussion.posts.every(record)));

/** @type {Record<string, Record<string, Check>>} every message to the worker: its fields, no others */
const SHAPES = {
  "page-health": { health },
  capture: { capture },
  "known-annotations": { urls: listOf(address, MOST_ADDRESSES), only_at_hand: optional(flag) },
  "look-up-people": { people: listOf(listedPerson, MOST_PEOPLE) },
  "site-settings": { host },
  feedback: {
    person_id: text(300),
    record: oneOf("contact", "account"),
    record_id: text(300),
    verdict: oneOf("right", "wrong", "undo"),
    url: address,
  },
  "tab-state": { tabId: tab },
  "capture-now": { tabId: tab, sure: optional(flag) },
  "reject-guess": { tabId: tab },
  "read-selection": { tabId: tab },
  "capture-selection": { tabId: tab, author: namedAuthor },
  outbox: {},
  "outbox-retry": {},
  "outbox-discard": { capture_id: captureId },
  connection: {},
  pair: { server: text(2_048) },
  unpair: {},
  consent: { given: flag },
  sites: {},
  "site-set": { host, mode: optional(oneOf("off", "click", "automatic")), badges: optional(flag) },
  "site-granted": { host },
  "site-remove": { host },
};

/**
 * @param {unknown} message
 * @returns {boolean} whether it is a message to the worker with the right fields and no others
 */
export function isWellFormed(message) {
  if (!record(message)) return false;
  const { type, ...fields } = /** @type {Record<string, any>} */ (message);
  if (typeof type !== "string" || !Object.hasOwn(SHAPES, type)) return false;
  const shape = SHAPES[type];
  return (
    Object.keys(fields).every((name) => Object.hasOwn(shape, name)) &&
    Object.entries(shape).every(([name, check]) => check(fields[name]))
  );
}
