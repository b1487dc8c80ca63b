// What needs the person before anything can happen, and what waits or was refused. Never over the page.
import { patternsOf } from "../shared/hosts.js";
import { button, el, evidence, t, words } from "../ui/parts.js";
import { allowHost, discard, retry } from "./state.js";

/** @param {string} text @param {...(Node|null|false)} more */
const notice = (text, ...more) => el("section", { class: "notice" }, el("p", {}, text), ...more);

const options = () => void Sidenote.browser.openOptions();

/** @param {string} host */
function siteNotice(host) {
  const box = notice(t("notice_site", host));
  const told = el("p", { class: "told", role: "status" });
  box.append(
    button(t("notice_site_action", host), async () => {
      if (!(await allowHost(host, patternsOf(host)))) told.textContent = t("notice_site_refused");
    }, { class: "button main" }),
    told,
  );
  return box;
}

/** @param {any} entry  of OutboxState */
const entryText = (entry) =>
  el("div", { class: "entry" },
    el("span", { class: "address" }, entry.url.replace(/^https?:\/\//, "")),
    el("span", { class: "place" },
      [words.date(entry.captured_at), entry.problem && words.say(entry.problem)].filter(Boolean).join(" · ")));

const SHOWN = 20;

/** @param {import("./state.js").PanelState["outbox"]} outbox */
const waitingNotice = ({ waiting }) =>
  el("details", { class: "notice" },
    el("summary", {}, evidence.chevron(), t("outbox_waiting", words.number(waiting.length))),
    el("p", { class: "quiet" }, t("outbox_safe")),
    el("ul", { class: "plain-list" }, ...waiting.slice(0, SHOWN).map((entry) =>
      el("li", {}, entryText(entry),
        entry.tries > 0 && el("span", { class: "place" }, t("outbox_tries", words.number(entry.tries)))))),
    button(t("outbox_retry"), () => void retry(), { id: "retry" }));

/** @param {import("./state.js").PanelState["outbox"]} outbox */
const refusedNotice = ({ refused }) =>
  el("details", { class: "notice bad", open: true },
    el("summary", {}, evidence.chevron(), t("outbox_refused", words.number(refused.length))),
    el("ul", { class: "plain-list" }, ...refused.slice(0, SHOWN).map((entry) =>
      el("li", { class: "line" }, entryText(entry),
        button(t("outbox_discard"), () => void discard(entry.capture_id), {
          "aria-label": t("outbox_discard_of", entry.url),
        })))),
    button(t("outbox_retry"), () => void retry(), { id: "retry-refused" }));

/** @param {import("./state.js").PanelState} state @returns {Node[]} */
export function notices({ loaded, silent, tab, outbox, connection }) {
  const list = [];
  if (silent) list.push(notice(t("worker_silent")));
  if (!loaded || !connection) return list;
  if (!connection.consent) {
    list.push(notice(t("notice_consent"),
      button(t("notice_consent_action"), options, { class: "button main", id: "to-consent" })));
  } else if (!connection.paired) {
    list.push(notice(connection.problem ? words.say(connection.problem) : t("notice_pair"),
      button(t("notice_pair_action"), options, { class: "button main", id: "to-pair" })));
  } else if (tab?.host && !tab.settings?.granted) {
    list.push(siteNotice(tab.host));
  }
  if (outbox.refused.length) list.push(refusedNotice(outbox));
  if (outbox.waiting.length) list.push(waitingNotice(outbox));
  return list;
}
