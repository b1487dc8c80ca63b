// A place of our own on somebody else's page: a plain <span> with a closed shadow root and one shared
// sheet. Closed, because an open root would let the network's own scripts read what the CRM knows.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.mount ??= (() => {
  /** @type {WeakMap<Node, ShadowRoot>} the only way to a root; it stays in the isolated world */
  const roots = new WeakMap();

  /** How a root is made. Tests put their own here before this file runs, to look inside with axe. */
  const attach =
    Sidenote.attachRoot ??
    ((/** @type {HTMLElement} */ host) => host.attachShadow({ mode: "closed" }));

  /** @type {CSSStyleSheet|null} */
  let shared = null;

  /** @returns {CSSStyleSheet} made by script, so no policy of the page forbids it */
  function sheet() {
    if (shared === null) {
      shared = new CSSStyleSheet();
      shared.replaceSync(Sidenote.ui.look);
    }
    return shared;
  }

  // What happens inside is nobody else's: the page's shortcuts and click handlers stay quiet.
  const KEPT_INSIDE = [
    "click", "dblclick", "auxclick", "contextmenu", "mousedown", "mouseup", "pointerdown", "pointerup",
    "touchstart", "touchend", "keydown", "keypress", "keyup", "focusin", "focusout", "wheel",
  ];

  /**
   * @param {...Node} children
   * @returns {HTMLElement} the host, without id, class or attribute; not in the page yet
   */
  function host(...children) {
    const element = document.createElement("span");
    const root = attach(element);
    roots.set(element, root);
    root.adoptedStyleSheets = [sheet()];
    root.append(...children);
    for (const type of KEPT_INSIDE) {
      root.addEventListener(type, (/** @type {Event} */ event) => event.stopPropagation(), { passive: true });
    }
    return element;
  }

  return Object.freeze({
    host,
    sheet,
    /** @param {Node} node @returns {ShadowRoot|undefined} the root, if the node is one of our hosts */
    rootOf: (node) => roots.get(node),
  });
})();

Sidenote.ui.rootOf ??= Sidenote.ui.mount.rootOf;
