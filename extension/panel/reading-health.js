// How well the page in view was read: of each field, how many places are filled; and whether such pages
// are read worse than they used to be. Calm: it tells, it does not warn.
import { el, evidence, svg, t, words } from "../ui/parts.js";

const WIDTH = 60;

/** What a field is called; one that is not here is shown by its path. */
const FIELD = {
  title: "field_title", posts: "field_posts", "posts.author.name": "field_post_authors",
  "posts.author.url": "field_post_links", "posts.author.headline": "field_post_headlines",
  "posts.text": "field_post_texts", "posts.posted_at": "field_post_dates",
  "person.name": "field_name", "person.url": "field_address", name: "field_name", headline: "field_headline",
  location: "field_location", about: "field_about", positions: "field_positions",
  "positions.title": "field_job_titles", "positions.company": "field_companies",
  education: "field_education", skills: "field_skills", languages: "field_languages",
  website: "field_website", industry: "field_industry", size: "field_size",
  headquarters: "field_headquarters", founded: "field_founded",
  people: "field_people", "people.headline": "field_people_headlines",
};

/** @param {string} path */
const fieldName = (path) => {
  const key = /** @type {Record<string, string|undefined>} */ (FIELD)[path];
  return key ? t(key) : path;
};

/** @param {number} share */
const bar = (share) =>
  svg("svg", { viewBox: `0 0 ${WIDTH} 6`, preserveAspectRatio: "none", class: "fill", "aria-hidden": "true" },
    svg("rect", { x: 0, y: 0, width: WIDTH, height: 6, rx: 2, class: "ground" }),
    svg("rect", { x: 0, y: 0, width: share * WIDTH, height: 6, rx: 2, class: "value" }));

/** @param {[string, [number, number]]} rate */
const row = ([path, [filled, expected]]) =>
  el("div", {}, el("dt", {}, fieldName(path)),
    el("dd", {}, bar(expected ? filled / expected : 0),
      el("span", {}, t("health_filled", words.number(filled), words.number(expected)))));

/** @param {import("../shared/messages.js").HealthNotice} notice */
function told({ what, field, before, after, since }) {
  const rates = [words.percent(after), words.percent(before), words.date(since)];
  return el("p", { class: "small told" },
    what === "field" ? t("health_notice_field", fieldName(field), ...rates) : t("health_notice_pages", ...rates));
}

/**
 * @param {import("../shared/messages.js").TabState|null} tab
 * @param {boolean} isOpen  it was, before this
 * @returns {Node[]}
 */
export function readingHealth(tab, isOpen) {
  const { health, notices = [] } = tab ?? {};
  if (!health) return [];
  const { fill = {}, missing, unusable_packs = [], layout } = health;
  const rates = Object.entries(fill);
  const others = missing.filter((path) => !Object.hasOwn(fill, path));
  const parts = [
    ...notices.map(told),
    ...unusable_packs.map((pack) => el("p", { class: "small" }, t("health_pack_unusable", pack))),
  ];
  const isRead = health.status === "recognised" || health.status === "unsure";
  if (isRead && rates.length + missing.length > 0) {
    parts.push(el("details", { class: "small", id: "reading-health", open: isOpen },
      el("summary", {}, evidence.chevron(), el("span", {}, t("health_question"),
        missing.length > 0 && ` · ${t("health_fields_missing", words.number(missing.length))}`)),
      rates.length > 0 && el("dl", { class: "rates" }, ...rates.map(row)),
      others.length > 0 && el("p", { class: "small" }, t("health_missing", others.map(fieldName).join(", "))),
      layout && el("p", { class: "small" }, t("health_layout", `${layout} (${health.site} ${health.site_version})`))));
  } else if (missing.length > 0) {
    parts.push(el("p", { class: "small" }, t("health_missing", missing.map(fieldName).join(", "))));
  }
  return parts;
}
