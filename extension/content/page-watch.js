// Notices that the page became another one without loading (SPA), and that something was added to it.
// No polling: events and one observer, all of it ended by an AbortSignal.
"use strict";

Sidenote.pageWatch ??= (() => {
  /**
   * @param {() => void} onNavigate  the address names another page now; the document may still show
   *   the old one
   * @param {AbortSignal} signal
   */
  function navigations(onNavigate, signal) {
    let last = address();
    const compare = () => {
      if (address() === last) return;
      last = address();
      onNavigate();
    };
    const { navigation } = /** @type {any} */ (globalThis);
    navigation?.addEventListener("currententrychange", compare, { signal });
    // Where there is no Navigation API these two see the back button at least.
    addEventListener("popstate", compare, { signal });
    addEventListener("hashchange", compare, { signal });
  }

  /**
   * @returns {string} the page's address as captures carry it; the same for all the addresses a site
   *   gives one page (Discourse counts posts in it while scrolling)
   */
  function address() {
    const { href } = location;
    const now = performance.now();
    if (known === null || known.href !== href || now - known.at > SAME_SITE_MS) {
      known = { href, at: now, answer: Sidenote.sites.addressOf(document, href) };
    }
    return known.answer;
  }
  /** Every site is asked whether the page is one of its own: not for each slice of a reading. */
  const SAME_SITE_MS = 250;
  /** @type {{href: string, at: number, answer: string}|null} */
  let known = null;

  /** @type {Set<() => void>} who wants to hear that somebody is there, or that the page lives */
  const active = new Set();
  const SIGNS_OF_LIFE = ["pointerover", "pointerdown", "keydown", "scroll", "focus", "visibilitychange"];

  /**
   * Nothing tells a content script that its extension was reloaded: it has to ask, and whenever
   * somebody does something with the page is soon enough, without a timer.
   * @param {() => void} onActivity  at every move of the user, and after every burst of additions
   *   that is watched; it has to be cheap
   * @param {AbortSignal} signal
   */
  function activity(onActivity, signal) {
    active.add(onActivity);
    for (const type of SIGNS_OF_LIFE) {
      addEventListener(type, onActivity, { signal, capture: true, passive: true });
    }
    signal.addEventListener("abort", () => active.delete(onActivity));
  }

  /**
   * @param {Node} root
   * @param {() => void} onAdded  an element came in below the root, or the root went; at most once a
   *   burst of changes: after `quiet` ms without one, but no later than `most` ms after the first
   * @param {{quiet: number, most: number, signal: AbortSignal}} options
   */
  function additions(root, onAdded, { quiet, most, signal }) {
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let timer;
    let first = 0;
    const tell = () => {
      timer = undefined;
      for (const happened of [...active]) happened();
      if (!signal.aborted) onAdded();
    };
    const observer = new MutationObserver((records) => {
      if (root.isConnected && !records.some(addsWithin)) return;
      const now = performance.now();
      if (timer === undefined) first = now;
      clearTimeout(timer);
      timer = setTimeout(tell, Math.max(Math.min(quiet, first + most - now), 0));
    });
    const addsWithin = (/** @type {MutationRecord} */ record) =>
      root.contains(record.target) && addsForeignElement(record);
    observer.observe(root, { childList: true, subtree: true });
    // Networks replace the whole region when they show another page: its ancestors tell.
    for (let above = root.parentNode; above; above = above.parentNode) {
      observer.observe(above, { childList: true });
    }
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      observer.disconnect();
    });
  }

  /** @param {MutationRecord} record @returns {boolean} an element not of ours came in */
  function addsForeignElement({ addedNodes }) {
    for (const node of addedNodes) {
      if (node.nodeType === Node.ELEMENT_NODE && !Sidenote.ui?.rootOf?.(node)) return true;
    }
    return false;
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<void>} once the user sees the page: not while it is prerendered or in a tab
   *   behind
   */
  const seen = (signal) =>
    new Promise((resolve) => {
      const check = () => {
        if (document.visibilityState !== "visible" || /** @type {any} */ (document).prerendering) return;
        document.removeEventListener("visibilitychange", check);
        document.removeEventListener("prerenderingchange", check);
        resolve();
      };
      document.addEventListener("visibilitychange", check, { signal });
      document.addEventListener("prerenderingchange", check, { signal });
      check();
    });

  return Object.freeze({ activity, additions, address, navigations, seen });
})();
