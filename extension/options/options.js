// Wires the options page, which is the first page people see, too: consent, connection, sites.
import { dress, el, t } from "../ui/parts.js";
import { DEFAULT_SERVER, connectionStep } from "./connection.js";
import { consentStep } from "./consent.js";
import { sitesStep } from "./sites.js";

dress("options_title");
const { browser } = Sidenote;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {object} message @returns {Promise<any>} undefined when there was no answer */
const ask = (message) => browser.send(message).catch(() => undefined);

/** @param {string} text  read out once by a screen reader */
const announce = (text) => {
  byId("live").textContent = text;
};

byId("head").append(el("h1", {}, t("options_title")), el("p", { class: "intro" }, t("options_intro")));

const showConsent = consentStep(byId("consent"), {
  setConsent: async (given) => {
    await ask({ type: "consent", given });
    announce(t(given ? "consent_given" : "consent_withdrawn"));
    await refresh();
  },
});
const showConnection = connectionStep(byId("connect"), {
  pair: async (server) => {
    const answer = await ask({ type: "pair", server });
    await refresh();
    return answer;
  },
  unpair: async () => {
    await ask({ type: "unpair" });
    await refresh();
  },
});
const showSites = sitesStep(byId("sites"), {
  setSite: async (change) => {
    await ask({ type: "site-set", ...change });
    await refresh();
  },
  addSite: async (host, patterns) => {
    const granted = await browser.permissions.request(patterns).catch(() => false);
    if (granted) await ask({ type: "site-granted", host });
    await refresh();
    return granted;
  },
  removeSite: async (host) => {
    await ask({ type: "site-remove", host });
    await refresh();
  },
  announce,
});

async function refresh() {
  const [connection, sites] = await Promise.all([ask({ type: "connection" }), ask({ type: "sites" })]);
  if (connection) {
    showConsent(connection, connection.server ?? DEFAULT_SERVER);
    showConnection(connection);
  }
  if (sites) showSites(sites);
}

browser.onMessage((/** @type {any} */ message) => {
  if (message?.type === "connection-changed") void refresh();
  return undefined;
});
void refresh().then(() => document.body.toggleAttribute("data-loaded", true));
