// SITE_LABEL: what is read there, and how the page shows it.
"use strict";

(() => {
  /** @typedef {import("./contract.js").Post} Post */
  const { anchors, dom, links, sites } = Sidenote;

  // Most robust first: addresses and ids, then attributes for machines, then class names that mean
  // something; never hashed ones. A layout is told by the page alone.
  const POST = "article.post[id]";

  /** @type {import("./contract.js").Reader<import("./contract.js").Discussion>} */
  function* readThread(doc, url) {
    /** @type {Post[]} */
    const posts = [];
    const root = doc.querySelector(POST)?.id ?? null;
    for (const post of doc.querySelectorAll(POST)) {
      const author = post.querySelector("a.author");
      posts.push({
        id: post.id,
        parent_id: post.id === root ? null : root,
        author: { name: dom.line(author), url: links.of(author, url), headline: null },
        text: dom.text(post.querySelector(".content")),
        posted_at: dom.date(post.querySelector("time")),
        position: posts.length,
      });
      // Where the badge goes.
      anchors.remember(doc, post.id, author);
      // The page gets its turn between two posts.
      yield;
    }
    return { title: dom.lineOf(doc, "h1"), url: links.clean(url) ?? url, posts };
  }

  sites.register(sites.fromLayouts({
    id: "SITE_ID",
    label: "SITE_LABEL",
    version: "1",
    matches: ["*://*.SITE_HOST/*"],
    refuse: (url) => (/^\/(?:login|signup)/.test(new URL(url).pathname) ? "login-wall" : null),
    pageKind: (url) => (/^\/threads\//.test(new URL(url).pathname) ? "discussion" : null),
    layouts: [{
      name: "thread-THIS_YEAR",
      kind: "discussion",
      fits: (doc) => doc.querySelector(POST) !== null,
      promises: ["title", "posts.author.name", "posts.author.url", "posts.text", "posts.posted_at"],
      read: readThread,
      root: "main",
    }],
  }));
})();
