// Wires the parts together. Every listener is added in the first turn: a woken worker would miss its
// event otherwise. There is no listener for messages from outside (pages, other extensions).
import "../shared/browser.js";
import { forgetAll, remember } from "./annotations.js";
import { consentGiven } from "./consent.js";
import { handlers, pushSettings, refreshReading, showAnnotations } from "./handlers.js";
import { OUTBOX_ALARM, flush, useOutbox } from "./outbox.js";
import { REPORTS_ALARM, sendReports, visitEnded } from "./page-reports.js";
import {
  PAIRING_ALARM, currentPairing, noteProblem, onConnectionChanged, pollPairing, tokenRevoked,
} from "./pairing.js";
import { tabChanged } from "./reading.js";
import { router } from "./router.js";
import { addMenu, offerInMenu } from "./selection.js";
import { PACKS_ALARM, forgetPacks } from "./selector-packs.js";
import { accessRemoved, mayRead, reconcile } from "./site-access.js";
import { tabClosed } from "./tab-pages.js";

const { action, alarms, onInstalled, onMessage, permissions, send, storage, tabs } = Sidenote.browser;

useOutbox({
  target: async () => {
    const pairing = await currentPairing();
    if (!pairing?.token || !(await consentGiven())) return null;
    return { server: pairing.server, token: pairing.token, workspace: pairing.workspace.id };
  },
  delivered: async (capture, set) => {
    await remember(capture.url, set);
    await showAnnotations(capture.url);
  },
  revoked: tokenRevoked,
  problem: noteProblem,
  changed: () => void send({ type: "outbox-changed" }),
});

onMessage(router(handlers, mayRead));
action.opensPanel(tabChanged);
offerInMenu();
alarms.onAlarm((name) => {
  if (name === OUTBOX_ALARM) void flush();
  if (name === PAIRING_ALARM) void pollPairing();
  if (name === PACKS_ALARM) void refreshReading("now");
  if (name === REPORTS_ALARM) void sendReports();
});
permissions.onRemoved(() => void accessRemoved().then(pushSettings));
permissions.onAdded(() => void reconcile());
onInstalled(() => void Promise.all([reconcile({ reloaded: true }), addMenu()]));
tabs.onRemoved((tabId) => void Promise.all([tabClosed(tabId), visitEnded(tabId)]));
self.addEventListener("online", () => void flush());
onConnectionChanged(async () => {
  void send({ type: "connection-changed" });
  if (!(await currentPairing())) await Promise.all([forgetAll(), forgetPacks()]);
  // The key of the packs is pinned as early as can be.
  void refreshReading("start");
  await pushSettings();
  await flush();
});

// At every start, whatever woke the worker: an unpacked extension gets no onStartup, and alarms may
// be gone with the browser.
void storage.local.closeToContent();
void reconcile();
void flush();
void pollPairing();
void refreshReading("start");
void sendReports();
