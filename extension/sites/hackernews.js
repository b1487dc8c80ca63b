// Hacker News: an item (a story or one comment) and the comments under it. Item pages: not seen in a
// file here, written after the markup of the lists, which is the same.
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

  const read = thread.reader({
    title: (doc) => dom.lineOf(doc, ".fatitem .titleline > a", ".fatitem .onstory a", ".fatitem a.storylink"),
    posts: `${ROOT}, ${COMMENTS}`,
    // Flagged and deleted comments keep a row without words.
    id: (row) => (row.matches(".comtr") && !row.querySelector(".commtext") ? null : row.id),
    author: (row) => around(row).querySelector(".hnuser"),
    text: (row) => dom.text(around(row).querySelector(row.matches(".comtr") ? ".commtext" : ".toptext, .commtext"),
      { skip: ".reply" }),
    // "2026-03-08T11:06:56 1772968016"
    date: (row) => dom.attribute(around(row).querySelector(".age[title]"), "title")?.split(" ")[0] ?? null,
    answers: above,
    partial: (doc) => doc.querySelector("a.morelink") !== null,
  });

  /** @param {string} url */
  const path = (url) => new URL(url).pathname;

  sites.register(sites.fromLayouts({
    id: "hackernews",
    label: "Hacker News",
    version: "1",
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
