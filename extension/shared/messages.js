// Every message between content script, worker and extension pages. The worker checks each against
// this list and against who may send it; anything else is ignored without an answer.

/**
 * @typedef {import("../sites/contract.js").Capture} Capture
 *
 * What a content script found on its page, before anything is sent.
 * @typedef {Object} PageHealth
 * @property {string} url
 * @property {"recognised"|"not-recognised"|"empty"|"failed"} status
 * @property {string} reason   a message key of _locales, "health_..." ; "" when recognised
 * @property {string|null} site
 * @property {string|null} site_version
 * @property {string|null} layout
 * @property {"profile"|"discussion"|"organisation"|null} kind
 * @property {number} posts    posts read (discussion)
 * @property {string[]} missing fields the page should have had
 *
 * Content script → worker
 * @typedef {{type: "page-health", health: PageHealth}} PageHealthMessage  SPA navigation too
 * @typedef {{type: "capture", capture: Capture}} CaptureMessage  answered {stored: true} once it is in
 *   the outbox, {stored: false, reason} otherwise
 * @typedef {{type: "known-annotations", url: string}} KnownAnnotationsMessage  answered AnnotationSet|null
 * @typedef {{type: "site-settings", host: string}} SiteSettingsMessage answered SiteSettings
 * @typedef {{type: "feedback", person_id: string, record: "contact"|"account", record_id: string,
 *   verdict: "right"|"wrong"|"undo", url: string}} FeedbackMessage answered {person} or {error}
 *
 * Extension pages (panel, options) → worker: the above "feedback" and
 * @typedef {{type: "tab-state", tabId: number}} TabStateMessage answered TabState
 * @typedef {{type: "capture-now", tabId: number}} CaptureNowMessage answered {stored} or {error}
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
 * Worker → content script of one tab
 * @typedef {{type: "read-page"}} ReadPageMessage  answered {capture: Capture|null, health: PageHealth}
 * @typedef {{type: "annotations", set: any}} AnnotationsMessage
 * @typedef {{type: "settings", settings: SiteSettings}} SettingsMessage
 *
 * Worker → extension pages (broadcast)
 * @typedef {{type: "tab-changed", tabId: number}} TabChangedMessage
 * @typedef {{type: "outbox-changed"}} OutboxChangedMessage
 * @typedef {{type: "connection-changed"}} ConnectionChangedMessage
 *
 * States
 * @typedef {{host: string, granted: boolean, mode: "click"|"automatic"|"off", badges: boolean,
 *   consent: boolean, paired: boolean}} SiteSettings
 * @typedef {{tabId: number, url: string|null, host: string|null, settings: SiteSettings|null,
 *   health: PageHealth|null, annotations: any|null, delivery: "none"|"waiting"|"sent"|"refused",
 *   problem: string|null}} TabState
 * @typedef {{waiting: {capture_id: string, url: string, kind: string, captured_at: string, tries: number,
 *   problem: string|null}[], refused: {capture_id: string, url: string, kind: string, captured_at: string,
 *   problem: string}[]}} OutboxState
 * @typedef {{server: string|null, paired: boolean, pending: {user_code: string,
 *   verification_url: string}|null, user: string|null, workspace: string|null, consent: boolean,
 *   problem: string|null}} Connection
 */

/** Who may send what to the worker. */
export const FROM_CONTENT = new Set([
  "page-health", "capture", "known-annotations", "site-settings", "feedback",
]);
export const FROM_EXTENSION_PAGES = new Set([
  "feedback", "tab-state", "capture-now", "outbox", "outbox-retry", "outbox-discard", "connection",
  "pair", "unpair", "consent", "sites", "site-set", "site-granted", "site-remove",
]);
