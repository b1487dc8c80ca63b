// The badge after an author's name: shape, word, and in discussions the author's weight on the topic.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.badge ??= (() => {
  const { el } = Sidenote.ui.elements;
  const { t, score } = Sidenote.ui.words;
  const { stateSign, stateWord, stateLong, strengthSign, known } = Sidenote.ui.signs;

  /**
   * @typedef {Object} Shown
   * @property {any} person  PersonAnnotation
   * @property {any|null} post  PostAnnotation; null on a profile
   */

  /** @param {Shown} shown @returns {string} the whole badge in words */
  function spoken({ person, post }) {
    const label = ofPerson(person, post);
    return post?.is_new ? `${t("badge_new")} ${label}` : label;
  }

  /** @param {any} person @param {any|null} post @returns {string} */
  function ofPerson(person, post) {
    const name = person.name || t("person_nameless");
    const state = stateLong(person.state);
    if (!post) return t("badge_label", name, state);
    const weight = person.relevance?.score ?? null;
    return weight === null
      ? t("badge_label_weight_unknown", name, state)
      : t("badge_label_weight", name, state, score(weight));
  }

  /** @param {any} person @returns {HTMLElement} */
  function weightMark(person) {
    const weight = person.relevance?.score ?? null;
    if (weight === null) return el("span", { class: "weight none" }, "?");
    return el("span", { class: "weight" }, strengthSign(weight), score(weight));
  }

  /**
   * @param {Shown} shown
   * @param {{tone?: "light"|"dark"}} [options]  the page's own ground
   * @returns {{host: HTMLElement, button: HTMLButtonElement, update: (shown: Shown) => void}}
   */
  function make(shown, { tone = "light" } = {}) {
    const button = el("button", {
      type: "button", class: "badge", "aria-haspopup": "dialog", "aria-expanded": "false",
    });
    /** @param {Shown} next */
    function update(next) {
      button.setAttribute("aria-label", spoken(next));
      button.dataset.state = known(next.person.state);
      button.dataset.tone = tone;
      button.replaceChildren(
        stateSign(next.person.state),
        el("span", { class: "word" }, stateWord(next.person.state)),
        ...(next.post ? [weightMark(next.person)] : []),
        ...(next.post?.is_new ? [el("span", { class: "new", "aria-hidden": "true" })] : []),
      );
    }
    update(shown);
    return { host: Sidenote.ui.mount.host(button), button, update };
  }

  return Object.freeze({ make });
})();
