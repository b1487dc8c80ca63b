// "Right person / wrong person" in one click, at once visible, and undone as easily.
"use strict";

/**
 * @typedef {"contact"|"account"} Kind
 * @typedef {"right"|"wrong"|"undo"} Verdict
 * @typedef {{person_id: string, record: Kind, record_id: string, verdict: Verdict}} Feedback
 * @typedef {(feedback: Feedback) => Promise<{person?: any, error?: string}|undefined>} Send
 * @typedef {(verdict: Verdict, ...recordIds: string[]) => Promise<void>} Decide
 * @typedef {Object} Options
 * @property {Send} send
 * @property {(person: any) => void} onPerson  gets the person as the backend sees them afterwards
 * @property {boolean} [whole]  shows the candidates that were found too weak, too
 */

Sidenote.ui ??= {};

Sidenote.ui.correction ??= (() => {
  const { el, button } = Sidenote.ui.elements;
  const { t, say, percent } = Sidenote.ui.words;
  const { weighed } = Sidenote.ui.matchWeights;
  const { codes } = Sidenote.ui;

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

  /** The records of each decision made on this page, for undo: the answer may no longer list them.
   * @type {Map<string, string[]>} */
  const decided = new Map();
  /** Links whose correction was taken back just now; said once. @type {Set<string>} */
  const undone = new Set();
  /** @param {any} person @param {Kind} kind */
  const decisionKey = (person, kind) => `${person.person_id} ${kind}`;

  /** @param {any[]} candidates best first @returns {any[]} those about as good as the best one */
  const near = (candidates) =>
    candidates.filter((one) => candidates[0].match_weight - one.match_weight <= NEAR);

  /** @param {any} link @returns {HTMLElement} how sure */
  const judgement = (link) =>
    el("span", { class: `judgement ${link.judgement}` }, codes.judgement(link.judgement));

  /** @param {any} candidate @returns {string} */
  const chance = (candidate) => t("candidate_probability", percent(candidate.probability));

  /**
   * One candidate: name, account, why, what stands at the end of the line, and its weights.
   * @param {any} candidate @param {string} why @param {HTMLElement|null} end
   */
  const row = (candidate, why, end) =>
    el("div", { class: "candidate" },
      el("div", { class: "line" },
        el("div", { class: "naming" },
          el("span", { class: "name" }, candidate.name),
          el("span", { class: "place" }, [candidate.account_name, why].filter(Boolean).join(" · "))),
        end),
      weighed(candidate));

  /** @param {any} candidate @param {Decide} decide @returns {HTMLElement} with a button that picks it */
  const choice = (candidate, decide) =>
    row(candidate, chance(candidate),
      button(t("correct_choose"), () => decide("right", candidate.id), {
        "aria-label": t("correct_choose_of", candidate.name),
      }));

  /** @param {any} link @param {any[]} left candidates nobody rejected @param {Kind} kind @param {Decide} decide */
  function proposal(link, left, kind, decide) {
    const choices = near(left);
    if (choices.length > 1 && link.judgement === "suggested") {
      return [
        el("p", { class: "question" }, t(WORDS[kind].choose)),
        ...choices.map((one) => choice(one, decide)),
        el("div", { class: "actions" },
          button(t("correct_none"), () => decide("wrong", ...choices.map((one) => one.id)))),
      ];
    }
    return [
      row(left[0], codes.linkReason(link.reason), judgement(link)),
      el("div", { class: "actions" },
        button(t(WORDS[kind].right), () => decide("right", left[0].id)),
        button(t(WORDS[kind].wrong), () => decide("wrong", left[0].id))),
      choices.length > 1 && el("p", { class: "question" }, t("candidate_second")),
      ...choices.slice(1).map((one) => choice(one, decide)),
    ];
  }

  /** @param {any} link @param {Kind} kind @param {boolean} whole @param {Decide} decide */
  function lines(link, kind, whole, decide) {
    if (link.decision === "right" && link.candidates[0]) {
      return [row(link.candidates[0], codes.linkReason(link.reason), judgement(link))];
    }
    const left = link.candidates.filter((/** @type {any} */ one) => !one.decided_by_person);
    if (left.length === 0) return [];
    if (link.judgement !== "none") return proposal(link, left, kind, decide);
    if (!whole) return [];
    return [
      el("p", { class: "question" }, t("link_considered")),
      ...left.map((/** @type {any} */ one) => choice(one, decide)),
    ];
  }

  /** Tells the backend, and the person at once. @param {HTMLElement} box @param {HTMLElement} status
   * @param {any} person @param {Kind} kind @param {Options} options @returns {Decide} */
  function decider(box, status, person, kind, { send, onPerson }) {
    let busy = false;
    /** @param {boolean} now  not `disabled`: a disabled button would drop the focus */
    function setBusy(now) {
      busy = now;
      for (const one of box.querySelectorAll("button")) one.setAttribute("aria-disabled", String(now));
    }
    /** One word after the other; the last answer holds them all. @param {Verdict} verdict
     * @param {string[]} recordIds */
    async function tell(verdict, recordIds) {
      /** @type {{person?: any, error?: string}|undefined} */
      let answer;
      for (const recordId of recordIds) {
        const feedback = { person_id: person.person_id, record: kind, record_id: recordId, verdict };
        answer = await send(feedback).catch(() => undefined);
        if (!answer?.person) break;
      }
      return answer;
    }
    return async (verdict, ...recordIds) => {
      if (busy) return;
      setBusy(true);
      status.textContent = t("correct_saving");
      const answer = await tell(verdict, recordIds);
      if (!answer?.person) {
        setBusy(false);
        status.textContent = t("correct_failed", say(answer?.error) || t("reason_no_answer"));
        return;
      }
      const key = decisionKey(person, kind);
      if (verdict === "undo") {
        decided.delete(key);
        undone.add(key);
      } else {
        decided.set(key, recordIds);
      }
      onPerson(answer.person);
    };
  }

  /**
   * What is thought of one of a person's two links, and the buttons to correct it.
   * @param {any} person  PersonAnnotation
   * @param {Kind} kind
   * @param {Options} options
   * @returns {HTMLElement|null} null where there is nothing to judge
   */
  function section(person, kind, options) {
    const link = kind === "contact" ? person.contact_link : person.account_link;
    const box = el("div", { class: "correction", "data-kind": kind });
    const status = el("p", { class: "told", role: "status" });
    const decide = decider(box, status, person, kind, options);
    const shown = lines(link, kind, options.whole ?? false, decide).filter(Boolean);
    box.append(.../** @type {Node[]} */ (shown));
    if (link.decision) {
      const listed = link.candidates.filter((/** @type {any} */ one) => one.decided_by_person)
        .map((/** @type {any} */ one) => one.id);
      const recordIds = decided.get(decisionKey(person, kind)) ?? listed;
      status.textContent = t(link.decision === "right" ? "correct_saved_right" : "correct_saved_wrong");
      status.classList.add(link.decision);
      const undo = recordIds.length > 0 &&
        button(t("correct_undo"), () => decide("undo", ...recordIds), { "data-undo": "" });
      box.append(el("div", { class: "line" }, status, undo));
    } else if (shown.length > 0) {
      if (undone.delete(decisionKey(person, kind))) status.textContent = t("correct_undone");
      box.append(status);
    }
    return box.hasChildNodes() ? box : null;
  }

  /** @param {any} link  Link @returns {HTMLElement[]} its candidates and their weights, nothing to click */
  const readOnly = (link) =>
    link.candidates.map((/** @type {any} */ candidate, /** @type {number} */ i) =>
      row(candidate, i ? chance(candidate) : codes.linkReason(link.reason), i ? null : judgement(link)));

  return Object.freeze({ section, readOnly });
})();
