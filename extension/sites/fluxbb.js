// FluxBB and PunBB: topics as viewtopic.php of PunBB 1.2 and FluxBB 1.4 to 1.5 (.blockpost) and of PunBB
// 1.3 to 1.4 (.post with .posthead) writes them. From what is known of it; not yet seen in a real page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const FLUX = ".blockpost[id^='p']";
  const PUN = ".brd-page .posthead[id^='p']";

  /** @param {Document} _ @param {string} url */
  const before = (_, url) => (Number(/[?&]p=(\d+)|\/page\/(\d+)/.exec(url)?.slice(1).find(Boolean) ?? 1) > 1 ? 1 : 0);

  const readFlux = thread.reader({
    title: (doc) => dom.lineOf(doc, ".crumbs li:last-child strong", ".crumbs li:last-child a", ".linkst ul li:last-child",
      ".postright h3")?.replace(/^[»\s]+/, "") ?? null,
    posts: FLUX,
    id: (post) => part(post, "id", /^(p\d+)$/),
    author: (post) => dom.first(post, ".postleft dt a", ".postleft dt strong", ".postleft dt"),
    text: (post) => dom.text(post.querySelector(".postright .postmsg:not(.postsignature)"), { skip: ".postedit" }),
    date: (post) => dom.lineOf(post, "h2 a"),
    number: (post) => numberIn(dom.lineOf(post, "h2 .conr")),
    answers: (post) => [...post.querySelectorAll(".quotebox cite a")].map((link) => part(link, "href", /#(p\d+)$/)),
    before,
  });

  /** @param {Element} head PunBB: the head of a post has its id */
  const postOf = (head) => head.closest(".post") ?? head.parentElement;

  const readPun = thread.reader({
    title: (doc) => dom.lineOf(doc, ".main-title", "h1"),
    posts: PUN,
    id: (head) => part(head, "id", /^(p\d+)$/),
    author: (head) => dom.first(head, ".post-byline strong a", ".post-byline a", ".post-byline strong")
      ?? dom.first(postOf(head), ".author-ident .username a", ".author-ident .username"),
    text: (head) => dom.text(postOf(head)?.querySelector(".entry-content"), { skip: ".sig-content, .sig-line, .edited" }),
    date: (head) => dom.lineOf(head, ".post-link a", ".permalink"),
    number: (head) => numberIn(dom.lineOf(head, ".post-num")),
    answers: () => [],
    before,
  });

  /** @param {Document} doc */
  const hasFlux = (doc) => doc.querySelector(`${FLUX} .postleft`) !== null;
  /** @param {Document} doc */
  const hasPun = (doc) => doc.querySelector(PUN) !== null;
  const PAGE = ".pun[id^='pun'], .brd-page[id^='brd-']";

  sites.register(sites.fromLayouts({
    id: "fluxbb",
    label: "FluxBB / PunBB",
    version: "1",
    matches: [],
    claims: (doc) => hasFlux(doc) || doc.querySelector(PAGE) !== null,
    refuse: (_, doc) => (hasFlux(doc) || hasPun(doc) ? null : doc.querySelector("#punlogin, #brd-login") ? "login-wall"
      : doc.querySelector("#punsearch, #brd-search, #brd-searchtopics") ? "search"
        : doc.querySelector("#punindex, #punviewforum, #brd-index, #brd-viewforum") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/\/page\/\d+\/?$/, "/");
      thread.drop(one, ["p", "pid"]);
    }),
    pageKind: (_, doc) => (hasFlux(doc) || hasPun(doc) ? "discussion" : null),
    layouts: [
      { name: "topic", kind: "discussion", fits: hasFlux, promises: thread.PROMISES_WITHOUT_LINKS, read: readFlux,
        root: "#punviewtopic" },
      { name: "topic-punbb", kind: "discussion", fits: (doc) => hasPun(doc) && !hasFlux(doc),
        promises: thread.PROMISES_WITHOUT_LINKS, read: readPun, root: ".brd-page" },
    ],
  }));
})();
