// The head of the panel: which page, was it recognised, did it arrive, and the one button.
import { button, el, svg, t, words } from "../ui/parts.js";
import { readingHealth } from "./reading-health.js";
import { capture, openGuess, readSelection } from "./state.js";

const KIND = {
  profile: "kind_profile", discussion: "kind_discussion", organisation: "kind_organisation",
  feed: "kind_feed", people: "kind_people",
};
const HEALTH = {
  recognised: "health_title_recognised", unsure: "health_title_unsure", "not-recognised": "health_title_not_recognised",
  empty: "health_title_empty", failed: "health_title_failed",
};
const DELIVERY = { sent: "delivery_sent", waiting: "delivery_waiting", refused: "delivery_refused" };

const SHAPES = {
  good: "M3 6.2 5.2 8.4 9.2 3.8", // a tick
  wait: "M6 3.2V6.2L8 7.4", // hands of a clock
  bad: "M6 3.2V6.8M6 8.8V9", // an exclamation mark
  none: "M3.6 6H8.4", // a dash
};

/** A page that nobody reads is no fault: only what should have worked is told in red. */
const HOW = /** @type {const} */ ({
  recognised: "good", unsure: "wait", "not-recognised": "none", empty: "none", failed: "bad",
});

/** @param {keyof typeof SHAPES} kind @param {string} label */
const told = (kind, label) =>
  el("span", { class: `chip ${kind}` },
    svg("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
      svg("circle", { cx: 6, cy: 6, r: 5.25 }), svg("path", { d: SHAPES[kind] })),
    label);

/** @param {import("../shared/messages.js").TabState|null} tab */
function chips(tab) {
  if (!tab?.health) return [];
  const { status } = tab.health;
  const delivery = /** @type {Record<string, string>} */ (DELIVERY)[tab.delivery];
  return [
    told(HOW[status], t(HEALTH[status])),
    delivery &&
      told(tab.delivery === "sent" ? "good" : tab.delivery === "waiting" ? "wait" : "bad", t(delivery)),
  ];
}

/** @param {import("./state.js").PanelState} state @returns {boolean} all that a capture needs is there */
const mayCapture = ({ tab, connection }) =>
  Boolean(tab?.host && connection?.consent && connection.paired && tab.settings?.mode !== "off");

/** @param {import("./state.js").PanelState} state */
function captureButton(state) {
  // Of a list of people nothing is captured; a guess is sent by the answer to the question below.
  const isOffered = state.tab?.health?.kind !== "people" && openGuess(state) === null;
  const possible = mayCapture(state) && isOffered && !state.capturing;
  // The page's next step stands out; once it is done, doing it again does not.
  const isNext = possible && state.tab?.health?.status === "recognised" && state.tab.delivery === "none";
  return button(t(state.capturing ? "panel_capturing" : "panel_capture"), () => {
    if (possible) void capture();
  }, { class: isNext ? "button main" : "button", "aria-disabled": possible ? null : "true", id: "capture" });
}

const gear = () =>
  svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    svg("path", { d: "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" }),
    svg("circle", { cx: 10, cy: 4.5, r: 2 }), svg("circle", { cx: 6, cy: 11.5, r: 2 }));

/** @param {import("./state.js").PanelState} state @returns {Node[]} */
export function pageBar(state) {
  const { tab, problem } = state;
  const { health } = tab ?? {};
  const kind = health?.kind ? t(KIND[health.kind]) : t("kind_page");
  const settings = button("", () => void Sidenote.browser.openOptions(), {
    class: "plain", "aria-label": t("panel_settings"), title: t("panel_settings"), id: "settings",
  });
  settings.append(gear());
  const wasOpen = document.querySelector("#reading-health")?.hasAttribute("open") ?? false;
  const trouble = problem ?? tab?.problem;
  const parts = [
    el("div", { class: "row" },
      el("h1", {}, el("span", { class: "kind" }, tab?.host ? kind : t("panel_title")),
        tab?.host && el("span", { class: "host" }, tab.host)),
      settings),
    el("div", { class: "row" }, el("div", { class: "chips" }, ...chips(tab)), captureButton(state)),
    mayCapture(state) && el("div", { class: "row end" },
      button(t("selection_open"), () => void readSelection(), { class: "button slight", id: "selection" })),
    ...readingHealth(tab, wasOpen),
    trouble && el("p", { class: "trouble", role: "status" }, words.say(trouble)),
  ];
  return /** @type {Node[]} */ (parts.filter(Boolean));
}
