// A reader for pages of tests/browser/invented_feed.py: a feed, a list of people, a guessed thread.
"use strict";

(() => {
  const { anchors, dom, links, sites } = Sidenote;

  function* postsOf(doc, root, url) {
    const posts = [];
    for (const one of root.querySelectorAll("[data-post]")) {
      const author = one.querySelector("a.author");
      posts.push({
        id: one.getAttribute("data-post"), parent_id: null,
        author: { name: dom.line(author), url: links.of(author, url), headline: null },
        text: dom.text(one.querySelector("p")), posted_at: null, position: posts.length,
      });
      anchors.remember(doc, one.getAttribute("data-post"), author);
      yield;
    }
    return posts;
  }

  function* feed(doc, url) {
    const discussions = [];
    for (const one of doc.querySelectorAll("article")) {
      const own = links.of(one.querySelector("a.own"), url);
      discussions.push({ title: null, url: own, posts: yield* postsOf(doc, one, url) });
    }
    return { discussions };
  }

  function* people(doc, url) {
    const found = [];
    for (const one of doc.querySelectorAll("li[id]")) {
      const name = one.querySelector("a");
      found.push({
        id: one.id, name: dom.line(name), url: links.of(name, url), headline: dom.lineOf(one, ".headline"),
      });
      anchors.remember(doc, one.id, name);
      yield;
    }
    return { people: found };
  }

  function* thread(doc, url) {
    return { title: dom.lineOf(doc, "h1"), url, posts: yield* postsOf(doc, doc, url) };
  }

  function* guess(doc, url) {
    return { ...(yield* thread(doc, url)), confidence: 0.72 };
  }

  const KINDS = { home: "feed", search: "people", post: "discussion", guess: "discussion" };
  const isGuess = (url) => new URL(url).pathname.startsWith("/guess");

  sites.register(sites.fromLayouts({
    id: "invented", label: "Invented", version: "1", matches: ["*://invented.test/*"],
    pageKind: (url) => KINDS[new URL(url).pathname.split("/")[1]] ?? null,
    layouts: [
      { name: "feed", kind: "feed", fits: () => true, promises: ["posts.author.name"], read: feed, root: "main" },
      { name: "people", kind: "people", fits: () => true, promises: ["people.headline"], read: people, root: "main" },
      { name: "thread", kind: "discussion", fits: (_, url) => !isGuess(url), promises: [], read: thread, root: "main" },
      { name: "guess", kind: "discussion", fits: (_, url) => isGuess(url), promises: ["title"], read: guess, root: "main" },
    ],
  }));
})();
