// Nothing to show yet: says what this place is for and what to do next.
import { el, svg, t, words } from "../ui/parts.js";

/** @param {string} title @param {string} text @param {string} [detail] */
const empty = (title, text, detail) =>
  el("section", { class: "empty" },
    svg("svg", { viewBox: "0 0 48 40", width: 48, height: 40, "aria-hidden": "true" },
      svg("path", { d: "M6 8h22M6 17h22M6 26h14", class: "lines" }),
      svg("path", { d: "M36 6v22", class: "rule" }),
      svg("circle", { cx: 42, cy: 12, r: 3, class: "note" })),
    el("h2", {}, title), el("p", {}, text), detail && el("p", { class: "quiet" }, detail));

/** @param {import("./state.js").PanelState} state @returns {HTMLElement} */
export function emptyView({ tab, connection }) {
  if (!tab?.host) return empty(t("empty_no_page_title"), t("empty_no_page"));
  if (tab.delivery === "waiting") return empty(t("empty_waiting_title"), t("outbox_safe"));
  const { health } = tab;
  if (health?.status === "recognised" && health.kind === "feed") return empty(t("empty_feed_title"), t("empty_feed"));
  if (health?.status === "recognised" && health.kind === "people") return empty(t("empty_list_title"), t("empty_list"));
  if (health && health.status !== "recognised") {
    return empty(t("empty_unrecognised_title"), words.say(health.reason) || t("empty_unrecognised"),
      t("empty_unrecognised"));
  }
  if (!connection?.consent || !connection.paired) return empty(t("empty_start_title"), t("empty_start"));
  return empty(t("empty_ready_title"), t("empty_ready"));
}
