// A discussion: what it is about, what is said and by whom; a click on a person shows them whole.
import { codes, el, elements, evidence, personCard, signs, t, words } from "../ui/parts.js";
import { discussionNews } from "./discussion-news.js";
import { FILTERS, chosen, saidIn, speakersOf } from "./discussion-model.js";
import { peopleList } from "./people-list.js";
import { saidPlot } from "./said-plot.js";
import { correct, replacePerson } from "./state.js";

const CHIP = {
  experts: "filter_experts", customers: "filter_customers", questions: "filter_questions",
  complaints: "filter_complaints",
};

/** @param {any} set */
const numbers = ({ discussion, posts, people }) =>
  el("dl", { class: "numbers" },
    ...[
      ["discussion_posts", discussion?.posts ?? posts.length],
      ["discussion_people", discussion?.people ?? people.length],
      ["discussion_experts", discussion?.experts ?? 0],
    ].flatMap(([key, value]) => [
      el("div", {}, el("dt", {}, t(String(key))), el("dd", {}, words.number(Number(value)))),
    ]));

/** @param {any} summary  DiscussionSummary */
function topics(summary) {
  const lines = [
    ...(summary?.topics ?? []).map((/** @type {any} */ one) => evidence.findingLine(one)),
    summary?.language &&
      evidence.findingLine(summary.language, {
        label: `${t("discussion_language")}: ${codes.finding(summary.language)}`,
      }),
  ].filter(Boolean);
  return lines.length ? el("section", {}, el("h3", {}, t("discussion_topic")), ...lines) : null;
}

/**
 * @param {{announce: (text: string) => void}} options
 * @returns {{element: HTMLElement, show: (set: any) => void}}
 */
export function discussionView({ announce }) {
  const choice = { filters: new Set(), kind: /** @type {string|null} */ (null), query: "" };
  /** @type {"everyone"|"experts"} */
  let by = "experts";
  /** @type {string|null} */
  let openKey = null;
  /** @type {any} */
  let set = null;
  /** @type {import("./discussion-model.js").Speaker[]} */
  let speakers = [];
  let listAt = 0;

  const head = el("div", {});
  const plot = el("div", {});
  const list = peopleList(openPerson);
  const overview = el("div", {}, head, plot, el("h3", { class: "people-heading" }, t("discussion_people")),
    controls(), list.element);
  const detail = el("article", { class: "person", "aria-labelledby": "who", hidden: true });
  const element = el("div", {}, overview, detail);

  function controls() {
    const search = el("input", {
      type: "search", class: "field", id: "search", "aria-label": t("search_people"),
      placeholder: t("search_people"), autocomplete: "off", spellcheck: "false",
    });
    search.addEventListener("input", () => {
      choice.query = search.value;
      narrow();
    });
    const chips = Object.keys(FILTERS).map((name) => {
      const chip = el("button", { type: "button", class: "filter", "aria-pressed": "false", "data-filter": name },
        t(/** @type {Record<string, string>} */ (CHIP)[name]));
      chip.addEventListener("click", () => {
        if (!choice.filters.delete(name)) choice.filters.add(name);
        chip.setAttribute("aria-pressed", String(choice.filters.has(name)));
        narrow();
      });
      return chip;
    });
    return el("div", { class: "controls" }, search,
      el("div", { class: "filters", role: "group", "aria-label": t("filter_label") }, ...chips));
  }

  function narrow() {
    const some = chosen(speakers, { ...choice, expertFrom: signs.EXPERT_FROM });
    list.show(some, speakers.length, choice.kind);
  }

  function drawPlot() {
    const { activeElement } = document;
    const focused = plot.contains(activeElement) ? /** @type {HTMLElement} */ (activeElement).dataset : null;
    plot.replaceChildren(saidPlot(saidIn(set, codes.reactions), {
      by,
      kind: choice.kind,
      onBy: (next) => {
        by = next;
        drawPlot();
      },
      onKind: (kind) => {
        choice.kind = kind;
        drawPlot();
        narrow();
      },
    }) ?? "");
    for (const [name, value] of Object.entries(focused ?? {})) {
      /** @type {HTMLElement|null} */ (plot.querySelector(`[data-${name}="${CSS.escape(value ?? "")}"]`))?.focus();
    }
  }

  /** @param {string} key */
  function openPerson(key) {
    openKey = key;
    listAt = window.scrollY;
    drawDetail();
    overview.hidden = true;
    detail.hidden = false;
    window.scrollTo(0, 0);
    /** @type {HTMLElement|null} */ (detail.querySelector("#back"))?.focus();
    announce(t("live_person", /** @type {any} */ (speakerOf(key)).person.name || t("person_nameless")));
  }

  /** @param {string|null} key */
  const speakerOf = (key) => speakers.find(({ person }) => person.key === key);

  function drawDetail() {
    const speaker = speakerOf(openKey);
    if (!speaker) return closePerson();
    detail.replaceChildren(
      elements.button(t("panel_back"), closePerson, { class: "button back", id: "back" }),
      personCard.make(speaker.person, {
        posts: speaker.posts, inDiscussion: true, whole: true, send: correct, onPerson: replacePerson,
      }));
  }

  function closePerson() {
    const key = openKey;
    openKey = null;
    overview.hidden = false;
    detail.hidden = true;
    detail.replaceChildren();
    window.scrollTo(0, listAt);
    if (key) list.reveal(key);
  }

  detail.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") closePerson();
  });

  return {
    element,
    show(next) {
      set = next;
      speakers = speakersOf(set);
      head.replaceChildren(.../** @type {Node[]} */ ([
        el("h2", {}, set.discussion?.title || t("discussion_untitled")),
        numbers(set), discussionNews(set), topics(set.discussion),
      ].filter(Boolean)));
      drawPlot();
      narrow();
      if (openKey) drawDetail();
    },
  };
}
