// "Right person / wrong person" in one click, at once visible, and undone as easily.
"use strict";

var Sidenote = globalThis.Sidenote ?? {};
globalThis.Sidenote = Sidenote;
Sidenote.ui ??= {};

Sidenote.ui.correction ??= (() => {
  const { el, button } = Sidenote.ui.elements;
  const { t, say, percent } = Sidenote.ui.words;
  const { weighed } = Sidenote.ui.matchWeights;

  /**
   * @typedef {"contact"|"account"} Kind
   * @typedef {"right"|"wrong"|"undo"} Verdict
   * @typedef {{person_id: string, record: Kind, record_id: string, verdict: Verdict}} Feedback
   * @typedef {(feedback: Feedback) => Promise<{person?: any, error?: string}|undefined>} Send
   */

  /** The record of each decision made on this page, for undo: the answer may no longer list it.
   * @type {Map<string, string>} */
  const decided = new Map();
  /** @param {any} person @param {Kind} kind */
  const decisionKey = (person, kind) => `${person.person_id} ${kind}`;

  const WORDS = {
    contact: {
      right: "correct_right_person", wrong: "correct_wrong_person", choose: "correct_choose_person",
    },
    account: {
      right: "correct_right_account", wrong: "correct_wrong_account", choose: "correct_choose_account",
    },
  };

  /** A candidate within this many bits of the best is shown beside it (a quarter as likely, or more). */
  const NEAR = 2;

  /** @param {any} link @returns {any[]} candidates about as good as the best one */
  const near = (link) =>
    link.candidates.filter(
      (/** @type {any} */ one) => link.candidates[0].match_weight - one.match_weight <= NEAR,
    );

  /** @param {any} candidate @returns {HTMLElement} name, account and how likely */
  const naming = (candidate) =>
    el(
      "div", { class: "naming" },
      el("span", { class: "name" }, candidate.name),
      el("span", { class: "place" },
        [candidate.account_name, t("candidate_probability", percent(candidate.probability))]
          .filter(Boolean).join(" · ")),
    );

  /**
   * @param {any} person  PersonAnnotation
   * @param {Kind} kind   which of the two links
   * @param {{send: Send, onPerson: (person: any) => void, weights?: boolean}} options
   *   `onPerson` gets the person as the backend sees them after the correction; `weights` adds the
   *   waterfall of each candidate
   * @returns {HTMLElement|null} null where there is nothing to judge
   */
  function section(person, kind, { send, onPerson, weights = false }) {
    const link = kind === "contact" ? person.contact_link : person.account_link;
    if (!link?.candidates?.length && !link?.decision) return null;
    const box = el("div", { class: "correction", "data-kind": kind });
    const status = el("p", { class: "told", role: "status" });
    const actions = el("div", { class: "actions" });
    let busy = false;

    /** @param {boolean} now  not `disabled`: a disabled button would drop the focus */
    function setBusy(now) {
      busy = now;
      for (const one of box.querySelectorAll("button")) one.setAttribute("aria-disabled", String(now));
    }

    /** @param {Verdict} verdict @param {string} recordId */
    async function decide(verdict, recordId) {
      if (busy) return;
      setBusy(true);
      status.textContent = t("correct_saving");
      let answer;
      try {
        answer = await send({ person_id: person.person_id, record: kind, record_id: recordId, verdict });
      } catch {
        answer = undefined;
      }
      if (answer?.person) {
        if (verdict === "undo") decided.delete(decisionKey(person, kind));
        else decided.set(decisionKey(person, kind), recordId);
        onPerson(answer.person);
        return;
      }
      setBusy(false);
      status.textContent = t("correct_failed", say(answer?.error) || t("reason_no_answer"));
    }

    /** @param {any} candidate @param {HTMLElement} chooser */
    const row = (candidate, chooser) =>
      el("div", { class: "candidate" },
        el("div", { class: "line" }, naming(candidate), chooser),
        weights && weighed(candidate));

    /** @param {any} candidate */
    const pick = (candidate) =>
      row(candidate, button(t("correct_choose"), () => decide("right", candidate.id), {
        "aria-label": t("correct_choose_of", candidate.name),
      }));

    if (link.decision) {
      const recordId =
        decided.get(decisionKey(person, kind)) ??
        link.candidates.find((/** @type {any} */ one) => one.decided_by_person)?.id ??
        link.candidates[0]?.id;
      status.textContent = t(link.decision === "right" ? "correct_saved_right" : "correct_saved_wrong");
      status.classList.add(link.decision);
      if (recordId) actions.append(button(t("correct_undo"), () => decide("undo", recordId)));
      const others = link.candidates.filter((/** @type {any} */ one) => one.id !== recordId);
      const kept = link.candidates.find((/** @type {any} */ one) => one.id === recordId);
      if (link.decision === "right" && kept) {
        box.append(row(kept, el("span")));
      }
      box.append(el("div", { class: "line" }, status, actions));
      if (link.decision === "wrong") box.append(...others.map(pick));
      return box;
    }

    const [best] = link.candidates;
    const choices = near(link);
    if (choices.length > 1 && link.judgement !== "linked") {
      box.append(el("p", { class: "question" }, t(WORDS[kind].choose)), ...choices.map(pick));
      actions.append(button(t("correct_none"), () => decide("wrong", best.id)));
    } else {
      box.append(row(best, el("span")));
      actions.append(
        button(t(WORDS[kind].right), () => decide("right", best.id)),
        button(t(WORDS[kind].wrong), () => decide("wrong", best.id)),
      );
    }
    box.append(actions, status);
    if (choices.length > 1 && link.judgement === "linked") {
      box.append(el("p", { class: "question" }, t("candidate_second")), ...choices.slice(1).map(pick));
    }
    return box;
  }

  return Object.freeze({ section, near, NEAR });
})();
