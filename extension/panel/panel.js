// Wires the side panel: state in, views out. Each part is drawn anew only when what it shows changed.
import { dress, t } from "../ui/parts.js";
import { discussionView } from "./discussion-view.js";
import { emptyView } from "./empty.js";
import { notices } from "./notices.js";
import { pageBar } from "./page-bar.js";
import { guessView } from "./guess-view.js";
import { selectionForm } from "./selection-form.js";
import { follow, openGuess } from "./state.js";
import { organisationView, profileView } from "./subject-view.js";

dress("panel_title");

const [bar, messages, question, view, live] = ["page", "notices", "ask", "view", "live"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);

/** @param {string} text  read out once by a screen reader */
const announce = (text) => {
  live.textContent = text;
};

/** @type {Map<HTMLElement, string>} what each part shows now */
const drawn = new Map();

/**
 * @param {HTMLElement} part @param {unknown[]} inputs  all that `make` depends on
 * @param {() => Node[]} make
 */
function draw(part, inputs, make) {
  const key = JSON.stringify(inputs);
  if (drawn.get(part) === key) return false;
  drawn.set(part, key);
  const { activeElement } = document;
  const focused = part.contains(activeElement) ? activeElement : null;
  const within = focused?.closest("[data-kind]")?.getAttribute("data-kind");
  part.replaceChildren(...make());
  // Who was on a button stays on it, though it was drawn anew.
  const again = focused?.id ? document.getElementById(focused.id)
    : within ? part.querySelector(`[data-kind="${CSS.escape(within)}"] button`) : null;
  if (again instanceof HTMLElement) again.focus();
  return true;
}

/** What the person is asked: whose words are marked, else whether a guess is right.
 * @param {import("./state.js").PanelState} state */
function showQuestion(state) {
  const { selection, tab } = state;
  const guess = openGuess(state);
  const wasIn = question.contains(document.activeElement);
  const changed = draw(question, [selection, guess && [tab?.health, guess]], () => {
    if (selection) return [selectionForm(selection.marked, announce)];
    return guess && tab?.health ? [guessView(tab.health, guess)] : [];
  });
  if (changed && selection) document.getElementById("marked")?.focus();
  // Answered: who was in the question goes on at the buttons above it.
  else if (changed && wasIn && !question.contains(document.activeElement)) document.getElementById("selection")?.focus();
}

/** @param {import("./state.js").PanelState} state @returns {boolean} the question says what comes next */
const isAsked = (state) => state.selection !== null || openGuess(state) !== null;

/** @type {ReturnType<typeof discussionView>|null} */
let discussion = null;
let shownSet = "";

/** @param {import("./state.js").PanelState} state */
function showView(state) {
  const set = state.tab?.annotations;
  if (set?.kind === "discussion") {
    showDiscussion(set);
    return;
  }
  discussion = null;
  const { tab, connection } = state;
  if (!set) shownSet = "";
  if (!state.loaded) return;
  const inputs = set
    ? [set]
    : [tab?.host, tab?.delivery, tab?.health, isAsked(state), connection?.consent, connection?.paired];
  const changed = draw(view, inputs, () => {
    if (set?.kind === "profile" && set.people[0]) return [profileView(set.people[0])];
    if (set?.kind === "organisation" && set.organisation) return [organisationView(set.organisation)];
    return isAsked(state) ? [] : [emptyView(state)];
  });
  if (changed && set && shownSet !== set.capture_id) {
    shownSet = set.capture_id;
    announce(t("live_loaded"));
  }
}

/** @type {any} */
let lastSet = null;

/** @param {any} set  AnnotationSet of a discussion */
function showDiscussion(set) {
  if (!discussion || lastSet?.url !== set.url) {
    discussion = discussionView({ announce });
    drawn.delete(view);
    view.replaceChildren(discussion.element);
    announce(t("live_loaded"));
  } else if (lastSet === set) {
    return;
  }
  lastSet = set;
  discussion.show(set);
}

void follow((state) => {
  document.body.toggleAttribute("data-loaded", state.loaded);
  const { tab, outbox, connection } = state;
  draw(bar, [tab?.host, tab?.health, tab?.notices, tab?.delivery, tab?.problem, tab?.settings, connection,
    state.capturing, state.problem, openGuess(state) !== null], () => pageBar(state));
  draw(messages, [state.loaded, state.silent, tab?.host, tab?.settings, outbox, connection],
    () => notices(state));
  showQuestion(state);
  showView(state);
});
