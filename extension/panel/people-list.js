// The people of a discussion. Rows are made as they come into view, so two thousand cost what fifty do.
import { codes, el, elements, signs, t, words } from "../ui/parts.js";
import { quoteOf } from "./discussion-model.js";

const STEP = 60; // taller than any window, so that the end always moves out of sight

/** @param {any} person @returns {HTMLElement} bars and number, "?" if unknown */
function weight(person) {
  const score = person.relevance?.score ?? null;
  return score === null
    ? el("span", { class: "weight", title: t("score_unknown") }, "?",
        el("span", { class: "spoken" }, t("score_unknown")))
    : el("span", { class: "weight" }, signs.strengthSign(score),
        el("span", { "aria-hidden": "true" }, words.score(score)),
        el("span", { class: "spoken" }, t("score_of_100", words.score(score))));
}

/**
 * @param {import("./discussion-model.js").Speaker} speaker
 * @param {string|null} kind
 * @param {(key: string) => void} onOpen
 */
function row(speaker, kind, onOpen) {
  const { person } = speaker;
  const said = quoteOf(speaker, kind);
  const from = person.account?.name ?? person.contact?.account_name ?? person.headline;
  const button = el("button", { type: "button", class: "speaker", "data-key": person.key },
    signs.stateSign(person.state),
    el("span", { class: "name" }, person.name || t("person_nameless"),
      speaker.posts.some((post) => post.is_new) && el("span", { class: "kind" }, ` ${t("new_mark")}`)),
    weight(person),
    el("span", { class: `from ${signs.known(person.state)}` },
      el("span", { class: "word" }, signs.stateWord(person.state)), from && ` · ${from}`),
    said && el("span", { class: "says" }, el("span", { class: "kind" }, codes.reaction(said.kind)), " ", said.quote));
  button.addEventListener("click", () => onOpen(person.key));
  return el("li", {}, button);
}

/**
 * @param {(key: string) => void} onOpen
 * @returns {{element: HTMLElement, show: (speakers: import("./discussion-model.js").Speaker[],
 *   total: number, kind: string|null) => void, reveal: (key: string) => void}}
 */
export function peopleList(onOpen) {
  const count = el("p", { class: "count", role: "status" });
  const list = el("ul", { class: "people" });
  const more = elements.button(t("list_more"), () => add(), { class: "button more", id: "more" });
  const element = el("div", {}, count, list, more);
  /** @type {import("./discussion-model.js").Speaker[]} */
  let all = [];
  /** @type {string|null} */
  let wanted = null;
  let made = 0;

  function add() {
    const next = all.slice(made, made + STEP);
    list.append(...next.map((speaker) => row(speaker, wanted, onOpen)));
    made += next.length;
    more.hidden = made >= all.length;
  }

  // The button is for the keyboard; for everybody else the end of the list is its own request.
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && made < all.length) add();
  }, { rootMargin: "800px 0px" }).observe(more);

  return {
    element,
    show(speakers, total, kind) {
      all = speakers;
      wanted = kind;
      made = 0;
      list.replaceChildren();
      count.textContent = speakers.length
        ? t("list_count", words.number(speakers.length), words.number(total))
        : t("empty_people");
      add();
    },
    /** Makes rows up to this person's and gives it the focus. */
    reveal(key) {
      const at = all.findIndex(({ person }) => person.key === key);
      while (at >= made && made < all.length) add();
      list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
    },
  };
}
