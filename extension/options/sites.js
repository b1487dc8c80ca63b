// Step 3: the sites Sidenote may see, what it does on each, and the way to add or remove one.
import { hostOf, patternsOf } from "../shared/hosts.js";
import { button, el, t } from "../ui/parts.js";
import { step } from "./step.js";

/** @typedef {import("../shared/messages.js").SiteSettings} SiteSettings */

const MODES = { off: "mode_off", click: "mode_click", automatic: "mode_automatic" };

/** @param {string} typed "www.example.com", "https://www.example.com/x" @returns {string|null} */
export function hostTyped(typed) {
  const text = typed.trim();
  const host = hostOf(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  return host && /^([a-z0-9-]+\.)+[a-z0-9-]+$|^localhost$/.test(host) ? host : null;
}

/**
 * @param {HTMLElement} item
 * @param {{setSite: (change: {host: string, mode?: string, badges?: boolean}) => Promise<void>,
 *   addSite: (host: string, patterns: string[]) => Promise<boolean>,
 *   removeSite: (host: string) => Promise<void>, announce: (text: string) => void}} actions
 * @returns {(sites: SiteSettings[]) => void}
 */
export function sitesStep(item, actions) {
  const { body, setDone } = step(item, 3, "sites_title");
  const list = el("ul", { class: "sites" });
  const none = el("p", { class: "quiet" }, t("sites_none"));
  body.append(el("p", {}, t("sites_lead")), none, list, addForm(actions));
  let shown = "";
  return (sites) => {
    setDone(sites.some(({ granted }) => granted));
    const now = JSON.stringify(sites);
    if (now === shown) return;
    shown = now;
    const focused = list.contains(document.activeElement) ? document.activeElement?.id : "";
    none.hidden = sites.length > 0;
    list.replaceChildren(...sites.map((site) => siteItem(site, actions)));
    if (focused) document.getElementById(focused)?.focus();
  };
}

/** @param {SiteSettings} site @param {Parameters<typeof sitesStep>[1]} actions */
function siteItem(site, { setSite, addSite, removeSite, announce }) {
  const { host } = site;
  const mode = el("select", { class: "field", "aria-label": t("sites_mode_of", host), id: `mode ${host}` },
    ...Object.entries(MODES).map(([value, key]) =>
      el("option", { value, selected: value === site.mode }, t(key))));
  mode.addEventListener("change", () => void setSite({ host, mode: mode.value }));
  const badges = el("input", {
    type: "checkbox", checked: site.badges, id: `badges ${host}`, "aria-describedby": `warning ${host}`,
  });
  badges.addEventListener("change", () => void setSite({ host, badges: badges.checked }));
  const remove = button(t("sites_remove"), async () => {
    await removeSite(host);
    announce(t("sites_removed", host));
  }, { "aria-label": t("sites_remove_of", host) });
  return el("li", {},
    el("div", { class: "site-head" }, el("h3", {}, host), remove),
    !site.granted && el("p", { class: "warning" }, t("sites_not_granted"), " ",
      button(t("sites_grant_again"), () => void addSite(host, patternsOf(host)), { "data-again": host })),
    el("div", { class: "site-row" }, el("span", { "aria-hidden": "true" }, t("sites_mode")), mode),
    el("div", { class: "site-row badges" }, badges, el("label", { for: `badges ${host}` }, t("sites_badges"))),
    el("p", { class: "hint", id: `warning ${host}` }, t("sites_badges_warning")));
}

/** @param {Parameters<typeof sitesStep>[1]} actions */
function addForm({ addSite, announce }) {
  const input = el("input", {
    id: "host", class: "field", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false",
    placeholder: t("sites_add_placeholder"),
  });
  const told = el("p", { class: "told", role: "status" });
  const form = el("form", { class: "one-line" },
    el("label", { for: "host" }, t("sites_add")),
    el("div", { class: "with-button" }, input,
      el("button", { type: "submit", class: "button", id: "add" }, t("sites_add_button"))),
    told);
  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const host = hostTyped(input.value);
    input.setAttribute("aria-invalid", String(host === null));
    if (host === null) {
      told.textContent = t("sites_bad_host");
      input.focus();
      return;
    }
    // The browser asks at once: nothing may be awaited between the click and this call.
    const granted = await addSite(host, patternsOf(host));
    told.textContent = granted ? "" : t("notice_site_refused");
    if (!granted) return;
    input.value = "";
    announce(t("sites_added", host));
  });
  return form;
}
