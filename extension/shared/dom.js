// Reading a page without touching it: text with its paragraphs, single lines, dates. Nothing here
// asks for layout (no innerText, no getComputedStyle), changes the page or leaves it. Every walk is
// bounded, because the page may be hostile.
"use strict";

Sidenote.dom = (() => {
  /** Longest passage that travels (backend/schemas/capture.py: Text, Line). */
  const MAX_TEXT = 100_000;
  const MAX_LINE = 500;
  /** Nodes one passage may have; what lies behind is not read. */
  const MAX_NODES = 50_000;

  const SILENT = new Set([
    "SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SVG", "IFRAME", "OBJECT", "EMBED", "CANVAS", "AUDIO",
    "VIDEO", "SELECT", "BUTTON", "INPUT", "TEXTAREA", "METER", "PROGRESS", "DIALOG", "MATH",
  ]);
  const PARAGRAPHS = new Set([
    "P", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "PRE", "UL", "OL", "DL", "TABLE", "HR",
    "FIGURE",
  ]);
  const LINES = new Set([
    "ADDRESS", "ARTICLE", "ASIDE", "CENTER", "DD", "DETAILS", "DIV", "DT", "FIELDSET", "FIGCAPTION",
    "FOOTER", "FORM", "HEADER", "HGROUP", "LI", "MAIN", "NAV", "SECTION", "SUMMARY", "TBODY", "TFOOT",
    "THEAD", "TR",
  ]);
  /** Classes by which networks hide the twin of a text that only screen readers should hear. */
  const HIDDEN_CLASS =
    /(?:^|\s)(?:visually-?hidden|sr-only|screen-reader-(?:text|only)|a11y-text|v-visible-sr|u-offscreen|d-none)(?:\s|$)/i;
  const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden/i;
  const KEEPS_NEWLINES = /white-?space-(?:pre|break)/;
  const KEEPS_NEWLINES_STYLE = /white-space\s*:\s*(?:pre|break)/;
  /** As backend/schemas/text.py: controls, bidi overrides, zero width, lone surrogates. */
  const REMOVED =
    // eslint-disable-next-line no-control-regex
    /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;
  /** Most texts are harmless already; this tells it ten times faster. */
  const PLAIN = /^[\n\x20-\x7e]*$/;
  const PICTOGRAPH = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
  const NONE = 0, SPACE = 1, LINE = 2, BLANK = 3;
  const GAPS = ["", " ", "\n", "\n\n"];

  /**
   * Harmless form of a string: no control, bidi-override or zero-width characters, no lone
   * surrogates, NFC.
   * @param {string} value
   */
  const clean = (value) =>
    (PLAIN.test(value) ? value : value.replace(REMOVED, "").normalize("NFC"));

  /**
   * One line: white space folded, cut to what the wire takes. "" stays "".
   * @param {string|null|undefined} value
   */
  function fold(value) {
    if (!value) return "";
    const whole = value.length > 4 * MAX_LINE ? value.slice(0, 4 * MAX_LINE) : value;
    return cut(clean(whole.replace(/\s+/g, " ")).replace(/ {2,}/g, " ").trim(), MAX_LINE);
  }

  /**
   * The first `most` UTF-16 units, never half a character.
   * @param {string} value @param {number} most
   */
  function cut(value, most) {
    if (value.length <= most) return value;
    const end = /[\ud800-\udbff]/.test(value[most - 1]) ? most - 1 : most;
    return value.slice(0, end).trimEnd();
  }

  /** Collects text with at most one gap between two pieces. */
  class Passage {
    constructor() {
      /** @type {string[]} */
      this.parts = [];
      this.length = 0;
      this.gap = NONE;
    }

    /** @param {number} gap */
    widen(gap) {
      if (gap > this.gap) this.gap = gap;
    }

    /** @param {string} value */
    addInline(value) {
      const folded = value.replace(/\s+/g, " ");
      if (folded === "" || folded === " ") {
        if (folded) this.widen(SPACE);
        return;
      }
      if (folded[0] === " ") this.widen(SPACE);
      const piece = folded.trim();
      if (this.parts.length > 0) this.parts.push(GAPS[this.gap]);
      this.parts.push(piece);
      this.length += piece.length + 2;
      this.gap = folded[folded.length - 1] === " " ? SPACE : NONE;
    }

    /** @param {string} value */
    addLines(value) {
      const lines = value.split("\n");
      for (let i = 0; i < lines.length; i += 1) {
        if (i > 0) this.gap = this.gap >= LINE ? BLANK : LINE;
        this.addInline(lines[i]);
      }
    }
  }

  /** @param {Element} element */
  function isHidden(element) {
    if (!element.hasAttributes()) return false;
    if (element.hasAttribute("hidden")) return true;
    const style = element.getAttribute("style");
    if (style !== null && HIDDEN_STYLE.test(style)) return true;
    const names = element.getAttribute("class");
    return names !== null && HIDDEN_CLASS.test(names);
  }

  /** @param {Element} element */
  function keepsNewlines(element) {
    if (element.tagName === "PRE") return true;
    if (!element.hasAttributes()) return false;
    const names = element.getAttribute("class");
    if (names !== null && KEEPS_NEWLINES.test(names)) return true;
    const style = element.getAttribute("style");
    return style !== null && KEEPS_NEWLINES_STYLE.test(style);
  }

  /** @param {Element} element @param {string} tag  its name, in capitals */
  const gapOf = (element, tag) =>
    PARAGRAPHS.has(tag) ? BLANK : LINES.has(tag) ? LINE : tag === "TD" || tag === "TH" ? SPACE
      : tag === "CITE" && headsQuote(element) ? LINE : NONE;

  /** Forums write who is quoted as the first thing in the quote, a line of its own by their styles.
   * @param {Element} cite */
  const headsQuote = (cite) => cite.parentNode?.nodeName === "BLOCKQUOTE" && cite.previousElementSibling === null;

  /** @param {Element} image an emoji drawn as a picture still says something */
  function pictureText(image) {
    const alt = image.getAttribute("alt") ?? "";
    return alt.length <= 16 && PICTOGRAPH.test(alt) ? alt : "";
  }

  /**
   * The text of an element as a person would read it: paragraphs divided by a blank line, lines by a
   * newline, no scripts, buttons, pictures, nor hidden twins. Whether `root` itself is hidden does
   * not matter: who asks for it wants it.
   *
   * @param {Element|null|undefined} root
   * @param {{skip?: string|((part: Element) => boolean), most?: number, keepsLines?: boolean}} [options]
   *   skip: selector of parts to leave out, or what tells them; most: longest result in UTF-16 units (default what a passage may have on the wire);
   *   keepsLines: its newlines are shown as such, though neither class nor style says so
   * @returns {string} "" when there is nothing
   */
  function text(root, options = {}) {
    if (!root) return "";
    const { skip = "", most = MAX_TEXT } = options;
    const isSkipped = typeof skip === "function" ? skip
      : skip ? (/** @type {Element} */ part) => part.matches(skip) : () => false;
    const passage = new Passage();
    /** @type {Element|null} */
    let preformatted = options.keepsLines || keepsNewlines(root) ? root : null;
    let seen = 0;
    /** @type {Node|null} */
    let node = root.firstChild;
    while (node !== null) {
      seen += 1;
      if (seen > MAX_NODES || passage.length > most) break;
      let down = false;
      if (node.nodeType === 3) {
        const { data } = /** @type {Text} */ (node);
        const value = data.length > 2 * most ? data.slice(0, 2 * most) : data;
        if (preformatted) passage.addLines(value);
        else passage.addInline(value);
      } else if (node.nodeType === 1) {
        const element = /** @type {Element} */ (node);
        const tag = element.tagName.toUpperCase();
        if (tag === "BUTTON") passage.widen(SPACE);
        if (!SILENT.has(tag) && !isHidden(element) && !isSkipped(element)) {
          down = element.firstChild !== null;
          if (tag === "BR") passage.gap = passage.gap >= LINE ? BLANK : LINE;
          else passage.widen(gapOf(element, tag));
          if (tag === "IMG") passage.addInline(pictureText(element));
          if (down && preformatted === null && keepsNewlines(element)) preformatted = element;
        }
      }
      if (down) {
        node = node.firstChild;
        continue;
      }
      while (node !== null && node.nextSibling === null) {
        node = node.parentNode;
        if (node === null || node === root) return finish(passage, most);
        if (node === preformatted) preformatted = null;
        passage.widen(gapOf(/** @type {Element} */ (node), node.nodeName.toUpperCase()));
      }
      // A sibling of a node we climbed to: that node is done.
      if (node !== null) {
        if (node === preformatted) preformatted = null;
        node = node.nextSibling;
      }
    }
    return finish(passage, most);
  }

  /** @param {Passage} passage @param {number} most */
  const finish = (passage, most) => cut(clean(passage.parts.join(""))
    // What held nothing but characters that go leaves its gaps behind.
    .replace(/ +(?=\n)/g, "").replace(/\n{3,}/g, "\n\n").trim(), most);

  /**
   * The text of an element as one line, or null when it has none.
   * @param {Element|null|undefined} element
   * @param {{skip?: string}} [options]
   * @returns {string|null}
   */
  function line(element, options = {}) {
    return fold(text(element, { ...options, most: 4 * MAX_LINE })) || null;
  }

  /**
   * The first of the selectors that finds an element with text; its text as one line, or null.
   * @param {ParentNode|null|undefined} root @param {...string} selectors
   * @returns {string|null}
   */
  function lineOf(root, ...selectors) {
    for (const selector of selectors) {
      const found = line(root?.querySelector(selector));
      if (found !== null) return found;
    }
    return null;
  }

  /**
   * What the first selector that finds anything finds: an order of preference, not of the page.
   * @param {ParentNode|null|undefined} root @param {...string} selectors
   * @returns {Element|null}
   */
  function first(root, ...selectors) {
    for (const selector of selectors) {
      const found = root?.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  /**
   * The first words inside an element: one text node, as one line, or null.
   * @param {Element|null|undefined} root
   * @param {{skip?: string}} [options] skip: selector of parts to leave out
   * @returns {string|null}
   */
  function firstWords(root, { skip = "" } = {}) {
    if (!root) return null;
    const unwanted = `button, script, style, template${skip && `, ${skip}`}`;
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let seen = 0; seen < MAX_NODES && walker.nextNode(); seen += 1) {
      const node = /** @type {Text} */ (walker.currentNode);
      const words = fold(node.data);
      const parent = node.parentElement;
      if (words && parent && !parent.closest(unwanted) && !isHidden(parent)) return words;
    }
    return null;
  }

  /**
   * An attribute as one line, or null when absent or empty.
   * @param {Element|null|undefined} element @param {string} name
   * @returns {string|null}
   */
  const attribute = (element, name) => fold(element?.getAttribute(name)) || null;

  /**
   * The content of `<meta name=… content>` or `<meta property=…>`.
   * @param {Document} doc @param {string} name
   * @returns {string|null}
   */
  function meta(doc, name) {
    // The browser keeps this list; a selector would walk the whole page for a tag that is not there.
    for (const tag of doc.getElementsByTagName("meta")) {
      if (tag.getAttribute("name") === name || tag.getAttribute("property") === name) {
        return attribute(tag, "content");
      }
    }
    return null;
  }

  /**
   * A date as the page tells it: a machine-readable one if there is, else the words. At most 40
   * characters (PartialDate), else null.
   * @param {Element|null|undefined} element
   * @returns {string|null}
   */
  function date(element) {
    if (!element) return null;
    for (const name of ["datetime", "content", "data-time"]) {
      const value = attribute(element, name);
      if (value !== null) return partialDate(value);
    }
    return partialDate(attribute(element, "title") ?? line(element));
  }

  /**
   * @param {string|null} value milliseconds since 1970 become an ISO time; the rest stays
   * @returns {string|null}
   */
  function partialDate(value) {
    const folded = fold(value);
    if (/^\d{12,14}$/.test(folded)) return new Date(Number(folded)).toISOString();
    const bare = folded.replace(/,\s*License:.*$/i, "");
    return bare !== "" && bare.length <= 40 ? bare : null;
  }

  /**
   * A name the network masked: asterisks, dots or bullets instead of letters, or a blurred element.
   * @param {string|null} value @param {Element|null} [element]
   */
  function isMasked(value, element = null) {
    if (value !== null && /^[\s*•·.…_-]*[*•]{2,}[\s*•·.…_-]*$/.test(value)) return true;
    return element !== null && element.closest(".blur, .blurred, [data-blurred=true]") !== null;
  }

  return {
    MAX_TEXT, MAX_LINE, attribute, clean, cut, date, first, firstWords, fold, isHidden, isMasked, line, lineOf, meta,
    partialDate, text,
  };
})();
