// Shows annotations on the page, only where the user switched badges on; takes them all away when the
// user, the caller's signal or the end of the extension says so.
"use strict";

Sidenote.annotate ??= (() => {
  const ALIVE_MS = 3_000;
  const { browser, pageWatch } = Sidenote;

  /** @typedef {import("../shared/messages.js").SiteSettings} SiteSettings */

  /** @type {AbortController|null} everything this script does */
  let life = null;
  /** @type {AbortController|null} the badges of the page in view */
  let page = null;
  /** @type {{show: (set: any) => void}|null} */
  let layer = null;

  function hide() {
    page?.abort();
    page = layer = null;
  }

  function stop() {
    hide();
    life?.abort();
    life = null;
  }

  /** @param {object} message @returns {Promise<any>} undefined if nobody answered */
  async function ask(message) {
    try {
      return await browser.send(message);
    } catch (error) {
      if (error instanceof browser.Invalidated) stop();
      return undefined;
    }
  }

  /**
   * Begins anew for the page in view: is it known already?
   * @param {Promise<any>} [asked]  the question, where it was put before the settings were known
   */
  async function openPage(asked = askKnown()) {
    hide();
    const mine = (page = new AbortController());
    const correct = (/** @type {any} */ feedback) =>
      ask({ type: "feedback", url: pageWatch.address(), ...feedback });
    const opened = (layer = Sidenote.badgeLayer.open({ signal: mine.signal, correct }));
    const set = await asked;
    if (set && !mine.signal.aborted) opened.show(set);
  }

  const askKnown = () => ask({ type: "known-annotations", url: pageWatch.address() });

  /** @param {SiteSettings|undefined} settings @param {Promise<any>} [asked] */
  function follow(settings, asked) {
    const { badges, consent, granted, mode } = settings ?? {};
    if (!badges || !consent || !granted || mode === "off") hide();
    else if (!page) void openPage(asked);
  }

  /** @param {any} message */
  function hear(message) {
    if (message?.type === "settings") follow(message.settings);
    // The tab may show another page by the time annotations arrive.
    if (message?.type === "annotations" && message.url === pageWatch.address()) layer?.show(message.set);
    return undefined;
  }

  /**
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<void>} once the settings are known and followed
   */
  async function start({ signal } = {}) {
    stop();
    const mine = (life = new AbortController());
    signal?.addEventListener("abort", stop, { signal: mine.signal });
    browser.onMessage(hear, { signal: mine.signal });
    pageWatch.navigations(() => {
      if (page) void openPage();
    }, mine.signal);
    // Nothing tells a content script that its extension was reloaded: it has to ask.
    const timer = setInterval(() => {
      if (!browser.isAlive()) stop();
    }, ALIVE_MS);
    mine.signal.addEventListener("abort", () => clearInterval(timer));
    // Both at once, as the first badge waits for both. The worker answers nothing that the settings
    // forbid to ask.
    const asked = askKnown();
    const settings = await ask({ type: "site-settings", host: location.hostname });
    if (!mine.signal.aborted) follow(settings, asked);
  }

  return Object.freeze({ start, stop });
})();

void Sidenote.annotate.start();
