// What every page asks first, put before the readers are even loaded: the worker's answer is on its way
// while they are.
"use strict";

/**
 * @typedef {Object} FirstQuestions
 * @property {() => Promise<import("../shared/messages.js").SiteSettings|undefined>|null} settings
 *   null where they must be asked for again
 * @property {(address: string) => Promise<{url: string, set: any, more: boolean}[]>} known  what is
 *   at hand of the page, by its address as its reader has it; [] where that must be asked
 */

Sidenote.firstQuestions ??= (() => {
  /** Later than that the answers are old: the scripts came into a page that was open already. */
  const FRESH_MS = 1_000;
  const { browser } = Sidenote;
  const asked = performance.now();
  const url = location.href.replace(/#.*$/s, "");

  /** @param {object} message @returns {Promise<any>} undefined if nobody answered */
  const put = (message) => browser.send(message).catch(() => undefined);

  const settings = put({ type: "site-settings", host: location.hostname });
  const known = put({ type: "known-annotations", urls: [url], only_at_hand: true });
  const isFresh = () => performance.now() - asked < FRESH_MS;

  return Object.freeze({
    settings: () => (isFresh() ? settings : null),
    known: async (address) => (isFresh() && address === url ? (await known) ?? [] : []),
  });
})();
