// phpBB 3: topics as prosilver and the styles derived from it draw them (div.post with .postprofile
// and .postbody). The table style subsilver2 is not read.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const POSTS = ".post[id^='p']";
  const NAMES = ["username", "username-coloured"];

  /** @param {string} place */
  const names = (place) => NAMES.map((name) => `${place} .${name}`).join();

  /** @param {Element} post until 3.0 the name had no class */
  const authorOf = (post) => dom.first(post, names(".postprofile"), names(".author"),
    ".author strong a", ".author strong", ".postprofile dt strong");

  /**
   * The date stands behind "by so-and-so »" without a mark of its own (a time element since 3.3).
   * @param {Element} post
   */
  function dateOf(post) {
    const line = post.querySelector(".author");
    const stamp = line?.querySelector("time[datetime]");
    if (stamp) return dom.date(stamp);
    const words = dom.line(line, { skip: "strong, .responsive-hide, .username, .username-coloured" });
    return words?.split("»").at(-1)?.trim() || null;
  }

  const read = thread.reader({
    title: (page) => dom.lineOf(page, ".topic-title", "#page-body > h2") ?? dom.meta(page, "og:title"),
    posts: POSTS,
    id: (post) => (post.matches(".deleted, .post-ignore") ? null : part(post, "id", /^(p\d+)$/)),
    author: authorOf,
    text: (post) => dom.text(dom.first(post, ".postbody .content", ".content"), { skip: ".signature" }),
    date: dateOf,
    answers: (post) => [...post.querySelectorAll(".content > blockquote > div > cite a")]
      .map((link) => part(link, "href", /#(p\d+)$/)),
    before: (page, address) => startOf(address)
      || startOf(page.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "", address),
  });

  /** @param {string} address @param {string} [base] how many posts stand on earlier pages */
  function startOf(address, base) {
    try {
      return Number(new URL(address, base).searchParams.get("start")) || 0;
    } catch {
      return 0;
    }
  }

  sites.register(sites.fromLayouts({
    id: "phpbb",
    label: "phpBB",
    version: "1",
    matches: [],
    claims: (doc) => doc.body?.id === "phpbb"
      || doc.querySelector("#page-body .post[id^='p'] .postbody .content") !== null,
    refuse: (_, doc) => {
      if (doc.querySelector(POSTS)) return null;
      if (doc.querySelector("form#login, body.section-ucp")) return "login-wall";
      return doc.querySelector("body.section-search") ? "search"
        : doc.querySelector(".topiclist.topics, .topiclist.forums") ? "listing" : null;
    },
    address: (url, doc) => thread.address(doc, url, (one) => {
      thread.drop(one, ["start", "p", "hilit", "view", "sid"]);
    }),
    pageKind: (_, doc) => (doc.querySelector(`${POSTS} .content`) ? "discussion" : null),
    layouts: [{
      name: "prosilver",
      kind: "discussion",
      fits: (doc) => doc.querySelector(`${POSTS} .content`) !== null,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#page-body",
    }],
  }));
})();
