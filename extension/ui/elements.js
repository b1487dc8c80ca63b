// Elements by DOM calls alone: whatever comes in as text stays text.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.elements ??= (() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** @typedef {Node|string|number|null|undefined|false} Child nothing is made of null, undefined, false */

  /**
   * @param {Element} element
   * @param {Record<string, string|number|boolean|null|undefined>} attributes
   *   true sets an empty attribute; false, null and undefined leave it out
   * @param {Child[]} children
   */
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      element.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children) {
      if (child === false || child === null || child === undefined) continue;
      element.append(child instanceof Node ? child : String(child));
    }
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {Record<string, string|number|boolean|null|undefined>} [attributes]
   * @param {...Child} children
   * @returns {HTMLElementTagNameMap[K]}
   */
  function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    fill(element, attributes, children);
    return element;
  }

  /**
   * @param {string} name
   * @param {Record<string, string|number|boolean|null|undefined>} [attributes]
   * @param {...Child} children
   * @returns {SVGElement}
   */
  function svg(name, attributes = {}, ...children) {
    const element = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
    fill(element, attributes, children);
    return element;
  }

  /**
   * @param {string} label
   * @param {(event: MouseEvent) => void} onClick
   * @param {Record<string, string|number|boolean|null|undefined>} [attributes]
   * @returns {HTMLButtonElement}
   */
  function button(label, onClick, attributes = {}) {
    const element = el("button", { type: "button", class: "button", ...attributes }, label);
    element.addEventListener("click", onClick);
    return element;
  }

  return Object.freeze({ el, svg, button });
})();
