// A score and what stands behind it: one line that opens to its quotes and its arithmetic.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.evidence ??= (() => {
  const { el, svg } = Sidenote.ui.elements;
  const { t, say, number, date, score } = Sidenote.ui.words;
  const { strengthSign } = Sidenote.ui.signs;
  const { codes } = Sidenote.ui;

  /** @returns {SVGElement} turns when its line opens */
  const chevron = () =>
    svg(
      "svg",
      { viewBox: "0 0 10 10", width: 10, height: 10, class: "chevron", "aria-hidden": "true" },
      svg("path", { d: "M3 1.5 7 5 3 8.5" }),
    );

  /** @param {number|null|undefined} value @returns {HTMLElement} bars and number, or "unknown" */
  function scoreMark(value) {
    if (value === null || value === undefined) {
      return el("span", { class: "score none" }, t("score_unknown"));
    }
    return el(
      "span", { class: "score" }, strengthSign(value),
      el("span", { "aria-hidden": "true" }, score(value)),
      el("span", { class: "spoken" }, t("score_of_100", score(value))),
    );
  }

  /** @param {any[]} evidence @returns {HTMLElement|null} */
  function quotes(evidence) {
    if (!evidence?.length) return null;
    return el(
      "ul", { class: "quotes", "aria-label": t("evidence_heading") },
      ...evidence.map((one) =>
        el(
          "li", {},
          el("q", {}, one.quote),
          el("span", { class: "place" }, [codes.source(one.source), date(one.when)].filter(Boolean).join(" · ")),
        ),
      ),
    );
  }

  /** @param {any} arithmetic @returns {HTMLElement|null} the terms, their formula and its result */
  function arithmeticTable(arithmetic) {
    if (!arithmetic) return null;
    const { formula, terms = [], result } = arithmetic;
    if (!terms.length && result === null) return null;
    return el(
      "table", { class: "terms" },
      el("caption", {}, t("arithmetic_heading"), " ", el("code", {}, formula)),
      el(
        "thead", {},
        el("tr", {},
          el("th", { scope: "col" }, t("arithmetic_term")),
          el("th", { scope: "col", class: "number" }, t("arithmetic_value"))),
      ),
      el(
        "tbody", {},
        ...terms.map((/** @type {any} */ term) =>
          el("tr", {},
            el("th", { scope: "row" }, term.name, term.note && el("span", { class: "place" }, term.note)),
            el("td", { class: "number" }, number(term.value, 4))),
        ),
      ),
      el(
        "tfoot", {},
        el("tr", {},
          el("th", { scope: "row" }, t("arithmetic_result")),
          el("td", { class: "number" }, result === null ? t("score_unknown") : number(result, 4))),
      ),
    );
  }

  /**
   * One conclusion on one line; open, it shows quotes, arithmetic and maker.
   * @param {any} finding  Finding
   * @param {{label?: string, open?: boolean}} [options]
   * @returns {HTMLDetailsElement}
   */
  function findingLine(finding, { label = codes.finding(finding), open = false } = {}) {
    return el(
      "details", { class: "finding", open },
      el("summary", {}, chevron(), el("span", { class: "what" }, label), scoreMark(finding.score)),
      el(
        "div", { class: "behind" },
        finding.reason && el("p", { class: "reason" }, say(finding.reason)),
        quotes(finding.evidence),
        arithmeticTable(finding.arithmetic),
        el("p", { class: "place" }, t("made_by", finding.made_by)),
      ),
    );
  }

  return Object.freeze({ findingLine, scoreMark, quotes, arithmeticTable, chevron });
})();
