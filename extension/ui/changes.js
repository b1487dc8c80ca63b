// What changed of a person since they were captured before: a calm line each, that opens to the words of
// both captures.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.changes ??= (() => {
  const { t, date } = Sidenote.ui.words;
  const { findingLine } = Sidenote.ui.evidence;

  /** The values each line takes: of what stood before, of what stands now. */
  const LINES = {
    job_changed: ["change_job_changed", "before", "after"],
    job_started: ["change_job_started", "after"],
    job_ended: ["change_job_ended", "before"],
    title_changed: ["change_title_changed", "before", "after"],
    headline: ["change_headline"],
    name: ["change_name", "before"],
    location: ["change_location", "before", "after"],
    about: ["change_about"],
    education: ["change_education", "after"],
    skill_added: ["change_skill_added", "after"],
    skill_removed: ["change_skill_removed", "before"],
  };
  /** On the card there is room for the weightiest. */
  const ON_CARD = 2;

  /** @param {any} change  PersonChange @returns {string} a kind this version does not know is told in the server's words */
  function label(change) {
    if (!Object.hasOwn(LINES, change.kind)) return change.finding.label;
    const [key, ...sides] = LINES[/** @type {keyof typeof LINES} */ (change.kind)];
    return t(key, date(change.previous_seen_at), ...sides.map((side) => change[side]?.text ?? ""));
  }

  /** @param {any} finding  the job that began lately */
  const newJob = (finding) =>
    findingLine(finding, { label: t("change_new_job", date(finding.evidence[0].when), finding.label) });

  /**
   * @param {any} person  PersonAnnotation
   * @param {boolean} whole  all of them, as the panel has room for
   * @returns {HTMLElement[]} a line for each change
   */
  function lines({ changes = [], new_job: started = null }, whole) {
    const shown = whole ? changes : changes.slice(0, ON_CARD);
    return [
      ...shown.map((/** @type {any} */ change) => findingLine(change.finding, { label: label(change) })),
      ...(started ? [newJob(started)] : []),
    ];
  }

  return Object.freeze({ lines, label });
})();
