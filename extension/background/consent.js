// Consent comes before everything: without it nothing is read and nothing is sent.
import "../shared/browser.js";

const { local } = Sidenote.browser.storage;
const KEY = "consent";

/** @returns {Promise<boolean>} */
export const consentGiven = async () => (await local.get(KEY))?.given === true;

/** @param {boolean} given */
export const setConsent = (given) => local.set(KEY, { given, at: new Date().toISOString() });
