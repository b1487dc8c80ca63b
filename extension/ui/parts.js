// For extension pages: loads the interface in its order and hands its parts out by name. Content
// scripts take the same files from the list in content/scripts.js.
import "../shared/browser.js";
import "./words.js";
import "./elements.js";
import "./signs.js";
import "./look.js";
import "./mount.js";
import "./codes.js";
import "./evidence.js";
import "./match-weights.js";
import "./correction.js";
import "./changes.js";
import "./person-card.js";

export const { words, elements, signs, mount, codes, evidence, correction, personCard } = Sidenote.ui;
export const { el, svg, button } = elements;
export const { t } = words;

/** Speaks the user's language and wears the shared look. @param {string} title a key of _locales */
export function dress(title) {
  document.documentElement.lang = t("locale_tag");
  document.title = t(title);
  document.adoptedStyleSheets = [mount.sheet()];
}
