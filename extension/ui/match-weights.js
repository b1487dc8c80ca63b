// Why a record was matched: each comparison as a step of a waterfall, in bits, summed to the weight.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.matchWeights ??= (() => {
  const { el, svg } = Sidenote.ui.elements;
  const { t, signed, percent } = Sidenote.ui.words;
  const { chevron } = Sidenote.ui.evidence;

  /** Fields the linking compares; others are shown as they are named. */
  const FIELD = {
    name: "compared_name", employer: "compared_employer", address: "compared_address",
    "e-mail": "compared_email", domain: "compared_domain", city: "compared_city",
    country: "compared_country", "legal form": "compared_legal_form", decision: "compared_decision",
  };
  /** @param {string} field */
  const fieldName = (field) =>
    Object.hasOwn(FIELD, field) ? t(/** @type {Record<string, string>} */ (FIELD)[field]) : field;

  const WIDTH = 64;

  /**
   * @param {number} from  running sum before this step
   * @param {number} to    and after it
   * @param {[number, number]} domain
   */
  function step(from, to, [low, high]) {
    const x = (/** @type {number} */ value) => ((value - low) / (high - low || 1)) * WIDTH;
    return svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} 10`, width: WIDTH, height: 10, class: "step", "aria-hidden": "true" },
      svg("line", { x1: x(0), x2: x(0), y1: 0, y2: 10, class: "zero" }),
      svg("rect", {
        x: Math.min(x(from), x(to)), y: 2, height: 6, rx: 1,
        width: Math.max(1, Math.abs(x(to) - x(from))), class: to >= from ? "plus" : "minus",
      }),
    );
  }

  /** @param {any} comparison */
  const values = ({ page, crm }) =>
    el(
      "span", { class: "place pair" },
      el("span", {}, page || t("value_absent")), " ↔ ", el("span", {}, crm || t("value_absent")),
    );

  /** @param {any} candidate @returns {any[]} the comparisons, and what the sum needs beside them */
  function steps(candidate) {
    const sum = candidate.comparisons.reduce((/** @type {number} */ s, /** @type {any} */ c) => s + c.weight, 0);
    const rest = candidate.match_weight - sum;
    if (Math.abs(rest) < 0.05) return candidate.comparisons;
    return [{ field: t("weights_start"), weight: rest, prior: true }, ...candidate.comparisons];
  }

  /** @param {any} candidate  Candidate @returns {HTMLElement} */
  function waterfall(candidate) {
    const rows = steps(candidate);
    let at = 0;
    const reached = rows.map((row) => (at += row.weight));
    /** @type {[number, number]} */
    const domain = [Math.min(0, ...reached), Math.max(0, ...reached)];
    return el(
      "table", { class: "terms waterfall" },
      el("caption", { class: "spoken" }, t("candidate_weights")),
      el("thead", {}, el("tr", {},
        el("th", { scope: "col" }, `${t("weights_page")} ↔ ${t("weights_crm")}`),
        el("td", {}),
        el("th", { scope: "col", class: "number" }, t("weights_weight")))),
      el("tbody", {}, ...rows.map((row, i) =>
        el("tr", {},
          el("th", { scope: "row" }, fieldName(row.field), !row.prior && (row.page || row.crm) && values(row)),
          el("td", { class: "bar" }, step(reached[i] - row.weight, reached[i], domain)),
          el("td", { class: "number" }, signed(row.weight))))),
      el("tfoot", {}, el("tr", {},
        el("th", { scope: "row" }, t("weights_total"),
          el("span", { class: "place" }, t("candidate_probability", percent(candidate.probability)))),
        el("td", { class: "bar" }, step(0, candidate.match_weight, domain)),
        el("td", { class: "number" }, signed(candidate.match_weight)))),
    );
  }

  /** @param {any} candidate @param {{open?: boolean}} [options] @returns {HTMLDetailsElement} */
  const weighed = (candidate, { open = false } = {}) =>
    el(
      "details", { class: "finding", open },
      el("summary", {}, chevron(), el("span", { class: "what" }, t("candidate_weights")),
        el("span", { class: "score" }, percent(candidate.probability))),
      el("div", { class: "behind" }, waterfall(candidate)),
    );

  return Object.freeze({ waterfall, weighed });
})();
