// A page whose structure was guessed: what was found, how sure the reader is, and the question.
import { button, el, t, words } from "../ui/parts.js";
import { confirmGuess, rejectGuess } from "./state.js";

/** From which confidence on the words change. @type {[number, string][]} */
const SURE = [[0.9, "sure_very"], [0.7, "sure_fairly"], [0, "sure_little"]];

/** @param {number} confidence  0..1 */
const sureness = (confidence) => {
  const [, key] = SURE.find(([from]) => confidence >= from) ?? SURE[SURE.length - 1];
  return t(key);
};

/** @param {string} label @param {import("../shared/messages.js").GuessedPost} post */
const shown = (label, { author, words: text }) => [
  el("dt", {}, label),
  el("dd", {}, el("strong", {}, author || t("person_nameless")), el("span", { class: "quote" }, text)),
];

/**
 * @param {import("../shared/messages.js").PageHealth} health
 * @param {import("../shared/messages.js").Guess} guess
 * @returns {HTMLElement}
 */
export function guessView({ posts, confidence }, { title, first, last }) {
  const told = el("p", { class: "told", role: "status" });
  let isAsked = true;
  /** @param {() => Promise<string|null>} answer  why it could not be done */
  const once = (answer) => async () => {
    if (!isAsked) return;
    isAsked = false;
    const problem = await answer();
    isAsked = problem !== null;
    told.textContent = words.say(problem);
  };
  return el("section", { class: "ask", "aria-labelledby": "guess" },
    el("h2", { id: "guess" }, t("ask_title")),
    el("p", {}, t("ask_found", words.number(posts), sureness(confidence ?? 0), words.percent(confidence ?? 0))),
    el("dl", { class: "found" },
      ...(title ? [el("dt", {}, t("ask_subject")), el("dd", {}, title)] : []),
      ...shown(t("ask_first"), first),
      ...(last ? shown(t("ask_last"), last) : [])),
    el("div", { class: "actions" },
      button(t("ask_yes"), once(confirmGuess), { class: "button main", id: "ask-yes" }),
      button(t("ask_no"), once(rejectGuess), { id: "ask-no" })),
    told);
}
