// What is new in a discussion since it was last read: how many posts, which were edited, which are gone.
import { el, evidence, t, words } from "../ui/parts.js";

const MOST = 20;

/**
 * @param {string} title
 * @param {HTMLElement[]} items
 * @returns {HTMLElement|null} a line with their number that opens to them
 */
const list = (title, items) =>
  items.length
    ? el("details", { class: "finding" },
        el("summary", {}, evidence.chevron(), el("span", { class: "what" }, title),
          el("span", { class: "score" }, words.number(items.length))),
        el("div", { class: "behind" }, el("ul", { class: "quotes" }, ...items.slice(0, MOST))))
    : null;

/** @param {string|null|undefined} name @param {string} text @param {string} place */
const item = (name, text, place) =>
  el("li", {}, el("span", { class: "place" }, name || t("person_nameless")), el("q", {}, text),
    el("span", { class: "place" }, place));

/** @param {any} set  AnnotationSet @returns {HTMLElement|null} null where nothing is new */
export function discussionNews({ discussion, posts, people }) {
  const names = new Map(people.map((/** @type {any} */ one) => [one.key, one.name]));
  const edited = posts.filter((/** @type {any} */ post) => post.edited).map((/** @type {any} */ post) =>
    item(names.get(post.person_key), post.edited.earlier_text,
      t("revision_before", words.date(post.edited.earlier_seen_at))));
  const gone = (discussion?.gone ?? []).map((/** @type {any} */ post) =>
    item(post.name, post.text, t("gone_since", words.date(post.gone_since))));
  const parts = [
    discussion?.new_posts > 0 && el("p", { class: "news" }, el("span", { class: "new" }),
      t("discussion_new", words.day(discussion.new_since), words.number(discussion.new_posts))),
    list(t("discussion_edited"), edited),
    list(t("discussion_gone"), gone),
  ].filter(Boolean);
  return parts.length ? el("section", { class: "since" }, ...parts) : null;
}
