// The card of one badge: a popover inside the badge's own closed root, so that focus order, a page's
// dialogs and its transforms cannot get in the way. One card at a time.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.hoverCard ??= (() => {
  const { el, button } = Sidenote.ui.elements;
  const { t } = Sidenote.ui.words;

  const OPEN_AFTER = 350;
  const CLOSE_AFTER = 250;
  const MARGIN = 8;

  /**
   * @typedef {Object} Subject  what a badge opens
   * @property {HTMLElement} host
   * @property {HTMLButtonElement} button
   * @property {() => {person: any, post: any|null}} shown
   * @property {import("./correction.js").Send} send
   * @property {(person: any) => void} onPerson
   */

  /** @type {{subject: Subject, card: HTMLElement, stop: AbortController, pinned: boolean}|null} */
  let open = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /** @param {Subject} subject @param {HTMLElement} body */
  function fill(subject, body) {
    const { person, post } = subject.shown();
    body.replaceChildren(
      Sidenote.ui.personCard.make(person, {
        posts: post ? [post] : [],
        inDiscussion: post !== null,
        send: subject.send,
        onPerson: subject.onPerson,
      }),
    );
  }

  /** Beside the badge, below if there is room, never over the edge of the window. */
  function place() {
    if (!open) return;
    const { card, subject } = open;
    const at = subject.button.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const high = Math.min(height, window.innerHeight);
    if (at.bottom < 0 || at.top > high || at.width === 0) {
      close();
      return;
    }
    const below = high - at.bottom - 2 * MARGIN;
    const above = at.top - 2 * MARGIN;
    card.style.maxHeight = `${Math.max(120, Math.min(560, Math.max(below, above)))}px`;
    const { offsetWidth, offsetHeight } = card;
    const top = offsetHeight <= below || below >= above ? at.bottom + 6 : at.top - offsetHeight - 6;
    const left = Math.min(at.left, width - offsetWidth - MARGIN);
    card.style.top = `${Math.max(MARGIN, Math.min(top, high - offsetHeight - MARGIN))}px`;
    card.style.left = `${Math.max(MARGIN, left)}px`;
  }

  /** @param {{focus?: boolean}} [options] `focus` gives it back to the badge */
  function close({ focus = false } = {}) {
    clearTimeout(timer);
    if (!open) return;
    const { subject, card, stop } = open;
    open = null;
    stop.abort();
    card.remove();
    subject.button.setAttribute("aria-expanded", "false");
    if (focus && subject.host.isConnected) subject.button.focus();
  }

  /** @param {Subject} subject @param {{pinned: boolean}} how `pinned` stays until closed, and has focus */
  function show(subject, { pinned }) {
    if (open?.subject === subject) {
      open.pinned ||= pinned;
      if (pinned) open.card.focus();
      return;
    }
    close();
    const root = Sidenote.ui.rootOf(subject.host);
    if (!root || !subject.host.isConnected) return;
    const body = el("div", { class: "body" });
    const card = el(
      "div",
      {
        class: "card", popover: "manual", role: "dialog", "aria-labelledby": "who", tabindex: -1,
        lang: t("locale_tag"),
      },
      button("", () => close({ focus: true }), { class: "close", "aria-label": t("card_close") }),
      body,
    );
    const stop = new AbortController();
    open = { subject, card, stop, pinned };
    fill(subject, body);
    root.append(card);
    card.showPopover();
    place();
    subject.button.setAttribute("aria-expanded", "true");
    listen(open);
    if (pinned) card.focus({ preventScroll: true });
  }

  /** @param {NonNullable<typeof open>} mine */
  function listen({ subject, card, stop }) {
    const { signal } = stop;
    card.addEventListener("pointerenter", () => clearTimeout(timer), { signal });
    card.addEventListener("pointerleave", closeSoon, { signal });
    card.addEventListener("toggle", place, { signal, capture: true }); // a line opened: new height
    // The closed root shows us its host as the target of whatever happens inside.
    const isInside = (/** @type {EventTarget|null} */ target) => target === subject.host;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      close({ focus: isInside(document.activeElement) });
    }, { signal, capture: true });
    document.addEventListener("pointerdown", (event) => {
      if (!isInside(event.target)) close();
    }, { signal, capture: true });
    Sidenote.ui.rootOf(subject.host)?.addEventListener("focusout", (/** @type {Event} */ event) => {
      const next = /** @type {FocusEvent} */ (event).relatedTarget;
      if (next && next !== subject.button && !card.contains(/** @type {Node} */ (next))) close();
    }, { signal });
    let planned = false;
    const soon = () => {
      if (planned) return;
      planned = true;
      requestAnimationFrame(() => {
        planned = false;
        place();
      });
    };
    window.addEventListener("scroll", soon, { signal, capture: true, passive: true });
    window.addEventListener("resize", soon, { signal, passive: true });
  }

  function closeSoon() {
    if (!open || open.pinned) return;
    clearTimeout(timer);
    timer = setTimeout(() => close(), CLOSE_AFTER);
  }

  /** @param {Subject} subject  gives the badge its card: hover, focus and Enter, click or touch */
  function attach(subject) {
    const { button: badge } = subject;
    badge.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      if (open?.subject !== subject) {
        timer = setTimeout(() => show(subject, { pinned: false }), OPEN_AFTER);
      }
    });
    badge.addEventListener("pointerleave", () => {
      clearTimeout(timer);
      closeSoon();
    });
    badge.addEventListener("click", (event) => {
      event.preventDefault(); // a badge inside a link must not follow it
      clearTimeout(timer);
      if (open?.subject === subject && open.pinned) close({ focus: true });
      else show(subject, { pinned: true });
    });
  }

  /** Shows the open card anew, if it is this subject's. @param {Subject} subject */
  function refresh(subject) {
    if (open?.subject !== subject) return;
    const { card } = open;
    const root = Sidenote.ui.rootOf(subject.host);
    const focused = /** @type {Element|null|undefined} */ (root?.activeElement);
    const kind = focused?.closest(".correction")?.getAttribute("data-kind");
    const hadFocus = Boolean(root?.activeElement && card.contains(root.activeElement));
    const body = /** @type {HTMLElement} */ (card.querySelector(".body"));
    const { scrollTop } = card;
    fill(subject, body);
    card.scrollTop = scrollTop;
    place();
    if (!hadFocus) return;
    // After a correction the way back is next; after an undo, the buttons that were there before.
    const again = kind && (card.querySelector(`.correction[data-kind="${kind}"] [data-undo]`) ??
      card.querySelector(`.correction[data-kind="${kind}"] button`));
    /** @type {HTMLElement} */ (again || card).focus({ preventScroll: true });
  }

  return Object.freeze({ attach, close, refresh, OPEN_AFTER, CLOSE_AFTER });
})();
