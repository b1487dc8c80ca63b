// What is said, as bars: solid by what is chosen (everyone or experts), a thin mark for the other, so
// that a difference between the loud and the knowing is seen at once.
import { codes, el, svg, t, words } from "../ui/parts.js";

const WIDTH = 120;
const HEIGHT = 14;
const LEGEND = { experts: "said_legend_experts", everyone: "said_legend_everyone" };

/** @param {number} bar @param {number|null} mark @param {number} most  shares */
const bar = (bar, mark, most) =>
  svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "bar", "aria-hidden": "true",
  },
    svg("rect", { x: 0, y: 3, width: WIDTH, height: 8, rx: 2, class: "ground" }),
    svg("rect", { x: 0, y: 3, width: Math.max(0, (bar / most) * WIDTH), height: 8, rx: 2, class: "value" }),
    ...(mark === null ? [] : [svg("rect", {
      x: Math.min(WIDTH - 2, Math.max(0, (mark / most) * WIDTH - 1)), y: 0, width: 2, height: HEIGHT,
      class: "other",
    })]));

/**
 * @param {import("./discussion-model.js").Said[]} said
 * @param {{by: "everyone"|"experts", kind: string|null, onBy: (by: "everyone"|"experts") => void,
 *   onKind: (kind: string|null) => void}} choice  `kind` is the row the list is narrowed to
 * @returns {HTMLElement|null}
 */
export function saidPlot(said, { by: chosen, kind, onBy, onKind }) {
  if (!said.length) return null;
  // Bars of nothing would look like an answer.
  const hasExperts = said.some((one) => one.experts > 0);
  const by = hasExperts ? chosen : "everyone";
  const other = by === "experts" ? "everyone" : "experts";
  const most = Math.max(...said.flatMap((one) => [one.everyone, one.experts]), 0.01);
  const rows = [...said].sort((a, b) => b[by] - a[by] || b[other] - a[other]);

  /** @param {"everyone"|"experts"} value @param {string} label */
  const segment = (value, label) => {
    const button = el("button", { type: "button", "aria-pressed": String(by === value), "data-by": value }, t(label));
    if (value === "experts") button.disabled = !hasExperts;
    button.addEventListener("click", () => onBy(value));
    return button;
  };
  /** @param {import("./discussion-model.js").Said} one */
  const row = (one) => {
    const label = hasExperts
      ? t("said_plot_label", codes.reaction(one.kind), words.percent(one.everyone), words.percent(one.experts))
      : t("said_plot_label_everyone", codes.reaction(one.kind), words.percent(one.everyone));
    const button = el("button", {
      type: "button", class: "said", "aria-pressed": String(kind === one.kind), "aria-label": label,
      title: label, "data-kind": one.kind,
    }, el("span", { class: "what" }, codes.reaction(one.kind)), bar(one[by], hasExperts ? one[other] : null, most),
      el("span", { class: "number" }, words.percent(one[by])));
    button.addEventListener("click", () => onKind(kind === one.kind ? null : one.kind));
    return button;
  };

  return el("section", { class: "plot" },
    el("h3", { id: "said" }, t("said_heading")),
    el("div", { class: "segments", role: "group", "aria-labelledby": "said" },
      segment("experts", "said_by_experts"), segment("everyone", "said_by_everyone")),
    el("div", { class: "bars-list", role: "group", "aria-labelledby": "said" }, ...rows.map(row)),
    hasExperts
      ? el("p", { class: "legend" },
        el("span", {}, el("span", { class: "swatch value" }), t(LEGEND[by])),
        el("span", {}, el("span", { class: "swatch other" }), t(LEGEND[other])))
      : el("p", { class: "legend" }, t("said_no_experts")));
}
