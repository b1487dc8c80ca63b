// "Right person / wrong person" in one click, at once visible, and undone as easily.
"use strict";

var Sidenote = globalThis.Sidenote ?? {};
globalThis.Sidenote = Sidenote;
Sidenote.ui ??= {};

Sidenote.ui.correction ??= (() => {
  const { el, button } = Sidenote.ui.elements;
  const { t, say, percent } = Sidenote.ui.words;
  const { weighed } = Sidenote.ui.matchWeights;
  const { codes } = Sidenote.ui;

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

  /** @param {any[]} candidates best first @returns {any[]} those about as good as the best one */
  const near = (candidates) =>
    candidates.filter((one) => candidates[0].match_weight - one.match_weight <= NEAR);

  /** @param {any} link @returns {HTMLElement} how sure, and why */
  const judgement = (link) =>
    el("span", { class: `judgement ${link.judgement}` }, codes.judgement(link.judgement));

  /** @param {any} candidate @returns {string} */
  const chance = (candidate) => t("candidate_probability", percent(candidate.probability));

  /** @param {any} candidate @param {string} why @returns {HTMLElement} name, account and why */
  const naming = (candidate, why) =>
    el(
      "div", { class: "naming" },
      el("span", { class: "name" }, candidate.name),
      el("span", { class: "place" }, [candidate.account_name, why].filter(Boolean).join(" · ")),
    );

  /**
   * @param {any} person  PersonAnnotation
   * @param {Kind} kind   which of the two links
   * @param {{send: Send, onPerson: (person: any) => void, whole?: boolean}} options
   *   `onPerson` gets the person as the backend sees them after the correction; `whole` shows the
   *   candidates that were found too weak, too
   * @returns {HTMLElement|null} null where there is nothing to judge
   */
  function section(person, kind, { send, onPerson, whole = false }) {
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

    /** @param {any} candidate @param {HTMLElement} chooser @param {string} why */
    const row = (candidate, chooser, why) =>
      el("div", { class: "candidate" },
        el("div", { class: "line" }, naming(candidate, why), chooser),
        weighed(candidate));

    /** @param {any} candidate */
    const pick = (candidate) =>
      row(candidate, button(t("correct_choose"), () => decide("right", candidate.id), {
        "aria-label": t("correct_choose_of", candidate.name),
      }), chance(candidate));

    const rejected = link.candidates.filter(
      (/** @type {any} */ one) => one.decided_by_person && link.decision !== "right",
    );
    const left = link.candidates.filter((/** @type {any} */ one) => !rejected.includes(one));

    if (link.decision === "right") {
      box.append(row(left[0], judgement(link), codes.linkReason(link.reason)));
      tell(left[0]?.id);
      return box;
    }
    if (left.length > 0 && link.judgement !== "none") {
      const choices = near(left);
      if (choices.length > 1 && link.judgement === "suggested") {
        box.append(el("p", { class: "question" }, t(WORDS[kind].choose)), ...choices.map(pick));
        actions.append(button(t("correct_none"), () => decide("wrong", choices[0].id)));
        box.append(actions);
      } else {
        actions.append(
          button(t(WORDS[kind].right), () => decide("right", left[0].id)),
          button(t(WORDS[kind].wrong), () => decide("wrong", left[0].id)),
        );
        box.append(row(left[0], judgement(link), codes.linkReason(link.reason)), actions);
        if (choices.length > 1) {
          box.append(el("p", { class: "question" }, t("candidate_second")), ...choices.slice(1).map(pick));
        }
      }
    } else if (whole && left.length > 0) {
      box.append(el("p", { class: "question" }, t("link_considered")), ...left.map(pick));
    }
    box.append(status);
    if (link.decision === "wrong") tell(rejected[0]?.id);
    return box.childElementCount > 1 || status.textContent ? box : null;

    /** What was decided, and the way back. @param {string|undefined} listed the record, if still listed */
    function tell(listed) {
      const recordId = decided.get(decisionKey(person, kind)) ?? listed;
      status.textContent = t(link.decision === "right" ? "correct_saved_right" : "correct_saved_wrong");
      status.classList.add(link.decision);
      box.append(
        el("div", { class: "line" }, status,
          recordId && button(t("correct_undo"), () => decide("undo", recordId))),
      );
    }
  }

  /** @param {any} link  Link @returns {HTMLElement[]} its candidates and their weights, nothing to click */
  const readOnly = (link) =>
    link.candidates.map((/** @type {any} */ candidate) =>
      el("div", { class: "candidate" },
        el("div", { class: "line" }, naming(candidate, chance(candidate)),
          candidate === link.candidates[0] ? judgement(link) : null),
        weighed(candidate)));

  return Object.freeze({ section, readOnly });
})();
