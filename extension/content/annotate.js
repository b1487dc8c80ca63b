// Shows annotations on the page, only where the user switched badges on; takes them all away when the
// user, the caller's signal or the end of the extension says so.
"use strict";

Sidenote.annotate ??= (() => {
  const { browser, firstQuestions, pageWatch, reading } = Sidenote;

  /**
   * @typedef {import("../shared/messages.js").SiteSettings} SiteSettings
   * @typedef {import("../sites/recognise.js").Reading} Reading
   */

  /** @type {AbortController|null} everything this script does */
  let life = null;
  /** @type {AbortController|null} the badges of the page in view */
  let page = null;
  /** @type {((url: string, set: any) => void)|null} takes what arrives for the page in view */
  let take = null;

  function hide() {
    page?.abort();
    page = take = null;
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
   * @param {Promise<{url: string, set: any, more?: boolean}[]>} [asked]  the question, where it was put
   *   before the settings were known
   */
  async function openPage(asked = askKnown([pageWatch.address()])) {
    hide();
    const { signal } = (page = new AbortController());
    const correct = (/** @type {any} */ feedback) =>
      ask({ type: "feedback", url: pageWatch.address(), ...feedback });
    const layer = Sidenote.badgeLayer.open({ signal, correct });
    const feed = Sidenote.feedBadges.open({ layer, askKnown, signal });
    const list = Sidenote.peopleBadges.open({ layer, lookUp, signal });
    // The tab may show another page by the time annotations arrive.
    take = (url, set) => (url === pageWatch.address() ? layer.show(set) : feed.take(url, set));
    reading.follow((/** @type {Reading} */ found) => {
      feed.read(found);
      list.read(found);
    }, signal);
    let isWhole = true;
    for (const { set, more } of await asked) {
      if (!signal.aborted) layer.show(set);
      isWhole &&= !more;
    }
    if (isWhole || signal.aborted) return;
    for (const { set } of await askKnown([pageWatch.address()])) if (!signal.aborted) layer.show(set);
  }

  /** @param {string[]} urls @returns {Promise<{url: string, set: any, more?: boolean}[]>}
   *   what is known of which page */
  const askKnown = async (urls) => (await ask({ type: "known-annotations", urls })) ?? [];

  /** @param {string} address @returns {Promise<{url: string, set: any, more?: boolean}[]>} */
  async function knownOf(address) {
    const atHand = await firstQuestions.known(address);
    return atHand.length > 0 ? atHand : askKnown([address]);
  }

  /** @param {object[]} people @returns {Promise<any[]>} */
  const lookUp = async (people) => (await ask({ type: "look-up-people", people }))?.people ?? [];

  /** @param {SiteSettings|undefined} settings @param {Promise<any>} [asked] */
  function follow(settings, asked) {
    const { badges, consent, granted, mode } = settings ?? {};
    if (!badges || !consent || !granted || mode === "off") hide();
    else if (!page) void openPage(asked);
  }

  /** @param {any} message */
  function hear(message) {
    if (message?.type === "settings") follow(message.settings);
    if (message?.type === "annotations") take?.(message.url, message.set);
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
    pageWatch.activity(() => {
      if (!browser.isAlive()) stop();
    }, mine.signal);
    // Both at once, as the first badge waits for both. The worker answers nothing that the settings
    // forbid to ask.
    const asked = knownOf(pageWatch.address());
    const settings = await (firstQuestions.settings()
      ?? ask({ type: "site-settings", host: location.hostname }));
    if (!mine.signal.aborted) follow(settings, asked);
  }

  return Object.freeze({ start, stop });
})();

void Sidenote.annotate.start();
