// The marks: one shape and one word for each state, bars for strength. Colour only repeats them.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.signs ??= (() => {
  const { svg } = Sidenote.ui.elements;
  const { t } = Sidenote.ui.words;

  /** The six states: keys of the short and the long word, and the shapes on a field of 12 by 12. */
  const STATES = Object.freeze({
    customer: {
      word: "state_customer",
      long: "state_customer_long",
      shapes: [
        ["circle", { cx: 6, cy: 6, r: 5.5, class: "solid" }],
        ["path", { d: "M3.6 6.2 5.3 8 8.5 4.3", class: "cut" }],
      ],
    },
    prospect: {
      word: "state_prospect",
      long: "state_prospect_long",
      shapes: [["path", { d: "M6 .9 11.1 6 6 11.1 .9 6Z", class: "line" }]],
    },
    former: {
      word: "state_former",
      long: "state_former_long",
      shapes: [
        ["circle", { cx: 6, cy: 6, r: 4.8, class: "line" }],
        ["path", { d: "M6 1.2a4.8 4.8 0 0 0 0 9.6Z", class: "solid" }],
      ],
    },
    unknown: {
      word: "state_unknown",
      long: "state_unknown_long",
      shapes: [["circle", { cx: 6, cy: 6, r: 4.8, class: "line dashed" }]],
    },
    several: {
      word: "state_several",
      long: "state_several_long",
      shapes: [
        ["circle", { cx: 4.2, cy: 6, r: 3.4, class: "line" }],
        ["circle", { cx: 7.8, cy: 6, r: 3.4, class: "line" }],
      ],
    },
    outdated: {
      word: "state_outdated",
      long: "state_outdated_long",
      shapes: [
        ["circle", { cx: 6, cy: 6, r: 4.8, class: "line" }],
        ["path", { d: "M6 3.2V6.2L8 7.4", class: "line" }],
      ],
    },
  });

  /** @typedef {keyof typeof STATES} State */

  /** @param {string} state @returns {State} a state this version does not know is unknown */
  const known = (state) => (Object.hasOwn(STATES, state) ? /** @type {State} */ (state) : "unknown");

  /** @param {string} state @returns {SVGElement} the shape alone, 12 by 12 */
  const stateSign = (state) =>
    svg(
      "svg",
      { viewBox: "0 0 12 12", width: 12, height: 12, class: `sign ${known(state)}`, "aria-hidden": "true" },
      ...STATES[known(state)].shapes.map(([name, attributes]) =>
        svg(/** @type {string} */ (name), /** @type {any} */ (attributes)),
      ),
    );

  /** @param {string} state @returns {string} */
  const stateWord = (state) => t(STATES[known(state)].word);
  /** @param {string} state @returns {string} */
  const stateLong = (state) => t(STATES[known(state)].long);

  /** From here on an author counts as an expert on the topic: own work is likelier than not. */
  const EXPERT_FROM = 0.5;

  /**
   * @param {number|null|undefined} score  0..1, null for unknown
   * @returns {0|1|2|3|null}  three bars are an expert, two at least half of that; none is nothing at all
   */
  function bars(score) {
    if (score === null || score === undefined) return null;
    if (score <= 0) return 0;
    return score < EXPERT_FROM / 2 ? 1 : score < EXPERT_FROM ? 2 : 3;
  }

  /** @param {number|null|undefined} score @returns {SVGElement} three rising bars, filled to the level */
  function strengthSign(score) {
    const level = bars(score) ?? 0;
    return svg(
      "svg",
      { viewBox: "0 0 11 10", width: 11, height: 10, class: "bars", "aria-hidden": "true" },
      ...[0, 1, 2].map((i) =>
        svg("rect", {
          x: i * 4, y: 6 - i * 3, width: 3, height: 4 + i * 3, rx: 0.75,
          class: i < level ? "on" : "off",
        }),
      ),
    );
  }

  return Object.freeze({
    STATES: Object.freeze(Object.keys(STATES)), known, stateSign, stateWord, stateLong, bars, strengthSign,
    EXPERT_FROM,
  });
})();
