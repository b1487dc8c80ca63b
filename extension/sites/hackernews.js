// Hacker News: an item (a story, a question, a job or one comment) and the comments under it. Written
// after the markup of the lists, which is the same, and item pages of 2018 to 2026 (.storylink,
// .titlelink, .titleline; the words of a question had no class before .toptext).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;

  const ROOT = "table.fatitem tr.athing[id]";
  const COMMENTS = "tr.athing.comtr[id]";
  const MAX_DEPTH = 1_000;

  /** @param {Element} row a story tells its author in the row below */
  const around = (row) => (row.matches(".comtr") ? row : row.closest("table.fatitem") ?? row);

  /** @param {Element} row how deep it stands: 40 pixels a level before the attribute came */
  function depth(row) {
    const cell = row.querySelector("td.ind");
    const levels = Number(cell?.getAttribute("indent")
      ?? Number(cell?.querySelector("img")?.getAttribute("width") ?? 0) / 40);
    return levels > 0 && levels < MAX_DEPTH ? Math.floor(levels) : 0;
  }

  /** The rows above, by their depth: the table is flat. @type {WeakMap<Document, string[]>} */
  const paths = new WeakMap();

  /** @param {Element} row @returns {string[]} what it answers, nearest first */
  function above(row) {
    const path = row.matches(".comtr") ? paths.get(row.ownerDocument) ?? [] : [];
    path.length = Math.min(path.length, row.matches(".comtr") ? depth(row) : 0);
    const answered = [...path].reverse();
    if (row.matches(".comtr")) path[depth(row)] = row.id;
    paths.set(row.ownerDocument, path);
    return answered;
  }

  /** @param {Element} row @returns {Element|null} the words of a story; those of one comment */
  function rootText(row) {
    const item = around(row);
    return item.querySelector(".toptext, .commtext") ?? [...item.querySelectorAll("tr:not([class]) > td:last-child")]
      .find((cell) => !cell.matches(".subtext, .title") && !cell.querySelector("form, input, textarea, .subtext")
        && cell.closest("table") === item) ?? null;
  }

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, ".fatitem .titleline > a", ".fatitem .onstory a", ".fatitem .storyon a",
      ".fatitem a.storylink", ".fatitem a.titlelink", ".fatitem td.title a[href]"),
    posts: `${ROOT}, ${COMMENTS}`,
    // Flagged and deleted comments keep a row without words.
    id: (row) => (row.matches(".comtr") && !row.querySelector(".commtext") ? null : row.id),
    author: (row) => around(row).querySelector(".hnuser"),
    text: (row) => dom.text(row.matches(".comtr") ? row.querySelector(".commtext") : rootText(row), { skip: ".reply" }),
    // "2026-03-08T11:06:56 1772968016"
    date: (row) => dom.attribute(around(row).querySelector(".age[title]"), "title")?.split(" ")[0]
      ?? dom.lineOf(around(row), ".age"),
    answers: above,
    partial: (doc) => doc.querySelector("a.morelink") !== null,
  });

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "hackernews",
    label: "Hacker News",
    version: "2",
    matches: ["*://news.ycombinator.com/*"],
    refuse: (url) => (path(url) === "/login" ? "login-wall" : path(url) === "/item" ? null : "listing"),
    address: (url) => {
      const id = new URL(url).searchParams.get("id");
      return id ? new URL(`/item?id=${encodeURIComponent(id)}`, url).href : null;
    },
    pageKind: (url) => (path(url) === "/item" ? "discussion" : null),
    layouts: [{
      name: "item",
      kind: "discussion",
      fits: (doc) => doc.querySelector(ROOT) !== null,
      promises: ["title", "posts.author.name", "posts.author.url", "posts.posted_at"],
      read,
      root: "table.comment-tree",
    }],
  }));
})();
