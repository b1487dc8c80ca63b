// Which things of a page come into view: each is told once. An observer, no polling.
"use strict";

Sidenote.inView ??= (() => {
  /** A tab behind draws nothing, and an observer is silent in it: a question waits no longer. */
  const LONGEST_MS = 250;

  /**
   * @param {{onSeen: (keys: string[]) => void, margin?: string, signal: AbortSignal}} options
   *   onSeen: those that came into view since the last call; margin: how far around the window
   */
  function open({ onSeen, margin = "0px", signal }) {
    /** @type {Map<string, Element>} what is waited for */
    const waiting = new Map();
    /** @type {WeakMap<Element, string>} */
    const keys = new WeakMap();
    /** @type {Set<string>} */
    const seen = new Set();
    /** @type {(() => void)[]} */
    let asked = [];

    const observer = new IntersectionObserver((entries) => {
      const now = entries.filter((entry) => entry.isIntersecting)
        .map(({ target }) => keys.get(target) ?? "")
        .filter((key) => waiting.has(key));
      for (const key of now) {
        seen.add(key);
        forget(key);
      }
      for (const answer of asked.splice(0)) answer();
      if (now.length > 0) onSeen(now);
    }, { rootMargin: margin });
    signal.addEventListener("abort", () => observer.disconnect());

    /** @param {string} key */
    function forget(key) {
      const element = waiting.get(key);
      if (element) observer.unobserve(element);
      waiting.delete(key);
    }

    return {
      /** @param {string} key @returns {boolean} it is, or was, in view */
      has: (key) => seen.has(key),
      /** @param {string} key @param {Element|null} element  where it stands now; null: nowhere */
      watch(key, element) {
        if (signal.aborted || seen.has(key) || waiting.get(key) === element) return;
        forget(key);
        if (!element) return;
        waiting.set(key, element);
        keys.set(element, key);
        observer.observe(element);
      },
      /** @returns {Promise<void>} once the browser has looked where things stand */
      looked: () => new Promise((done) => {
        if (waiting.size === 0) return done();
        asked.push(done);
        setTimeout(done, LONGEST_MS);
      }),
    };
  }

  return Object.freeze({ open });
})();
