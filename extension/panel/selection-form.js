// "This is a comment by ...": the words marked on the page, who may have written them, and the sending.
import { button, el, t, words } from "../ui/parts.js";
import { captureSelection, closeSelection, readSelection } from "./state.js";

const OTHER = "other";

/** @typedef {import("../sites/selection.js").NamedAuthor} NamedAuthor */

/** @param {string} typed @returns {string|null|undefined} null for nothing, undefined for no address */
function addressOf(typed) {
  const text = typed.trim();
  if (text === "") return null;
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const { hostname, href } = new URL(whole);
  return hostname.includes(".") ? href : undefined;
}

/** @param {string} id @param {string} label @param {Record<string, string>} more */
function field(id, label, more) {
  const input = el("input", { class: "field", id, autocomplete: "off", spellcheck: "false", ...more });
  return { input, row: el("label", { class: "labelled", for: id }, el("span", {}, label), input) };
}

/** @param {string} value @param {boolean} chosen @param {...(Node|string|false|null)} label */
const choice = (value, chosen, ...label) =>
  el("label", { class: "choice" },
    el("input", { type: "radio", name: "author", value, checked: chosen }), el("span", {}, ...label));

/** @param {NamedAuthor} author @param {boolean} isKnown */
const naming = ({ name, url }, isKnown) =>
  [name, (isKnown || url) && el("span", { class: "place" },
    isKnown ? t("selection_known") : /** @type {string} */ (url).replace(/^https?:\/\//, ""))];

const cancel = () => button(t("selection_cancel"), closeSelection, { id: "selection-cancel" });
const heading = () => el("h2", { id: "marked", tabindex: -1 }, t("selection_title"));

const nothing = () =>
  el("section", { class: "ask", "aria-labelledby": "marked" }, heading(),
    el("p", {}, t("selection_none")),
    el("div", { class: "actions" },
      button(t("selection_again"), () => void readSelection(), { class: "button main", id: "selection-again" }),
      cancel()));

/**
 * @param {import("../sites/selection.js").Marked|null} marked  null: nothing is marked
 * @param {(text: string) => void} announce
 * @returns {HTMLElement}
 */
export function selectionForm(marked, announce) {
  if (!marked) return nothing();
  const { text, authors, isKnown } = marked;
  const name = field("author-name", t("selection_name"), { maxlength: "300" });
  const url = field("author-url", t("selection_url"), { inputmode: "url", maxlength: "2000" });
  const fields = el("div", { class: "fields", hidden: authors.length > 0 }, name.row, url.row);
  const told = el("p", { class: "told", role: "status" });
  const form = el("form", { class: "ask", "aria-labelledby": "marked" },
    heading(),
    el("blockquote", { class: "marked", tabindex: 0, "aria-label": t("selection_words") }, text),
    el("fieldset", {},
      el("legend", {}, t("selection_who")),
      ...authors.map((author, index) =>
        choice(String(index), index === 0, ...naming(author, isKnown && index === 0))),
      authors.length > 0 && choice(OTHER, false, t("selection_other")),
      fields),
    el("div", { class: "actions" },
      el("button", { class: "button main", id: "selection-send" }, t("selection_send")), cancel()),
    told);
  form.addEventListener("change", () => {
    fields.hidden = authors.length > 0 && chosen() !== OTHER;
  });

  const chosen = () => new FormData(form).get("author") ?? OTHER;

  /** @returns {{author: NamedAuthor}|{problem: string, at: HTMLElement}} */
  function answer() {
    const picked = chosen();
    if (picked !== OTHER) return { author: authors[Number(picked)] };
    const typed = name.input.value.trim();
    if (typed === "") return { problem: "selection_name_needed", at: name.input };
    const address = addressOf(url.input.value);
    if (address === undefined) return { problem: "selection_bad_url", at: url.input };
    return { author: { name: typed, url: address } };
  }

  let isSending = false;
  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isSending) return;
    const said = answer();
    if ("problem" in said) {
      told.textContent = t(said.problem);
      said.at.focus();
      return;
    }
    isSending = true;
    const problem = await captureSelection(said.author);
    isSending = false;
    told.textContent = words.say(problem);
    if (problem === null) announce(t("selection_done", said.author.name));
  });
  return form;
}
