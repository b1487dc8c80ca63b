// vBulletin: threads of versions 3 (postbit and postbit_legacy of 3.5 to 3.8: tables, or what themes made
// of them, around #post_message_…), 4 (li.postcontainer) and 5 and 6 (li.b-post). The
// comments under posts of version 5 are not read. Only 4 was checked against a real page; the others
// follow what is known of their markup and other people's readers.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const MESSAGE = "[id^='post_message_']";
  const POSTS_3 = "[id^='edit'], table[id^='post'], div[id^='post'], li[id^='post']";
  const POSTS_4 = "li[id^='post_'].postcontainer, li[id^='post_'].postbit, li[id^='post_'].postbitlegacy";
  const POSTS_5 = "li.b-post[data-node-id]";

  /** @param {Element} post ids of the posts it quotes, by the arrow beside "Originally Posted by" */
  const quoted = (post) => [...post.querySelectorAll(`${MESSAGE} a[href*='#post']`)]
    .map((link) => part(link, "href", /#post(\d+)$/));

  const PAGE = /[?&/]page[-=]?(\d+)|-p(\d+)(?:\.html|\/)?$/;
  const PREVIOUS = "link[rel=prev], .pagenav a[rel=prev], .pagination a[rel=prev], .pagenav a[href*='prev']";

  /** @param {Document} doc @param {string} url */
  function earlier(doc, url) {
    const { pathname, search } = new URL(url);
    const [, ...numbers] = PAGE.exec(search) ?? PAGE.exec(pathname) ?? [];
    return Number(numbers.find(Boolean) ?? 1) > 1 || doc.querySelector(PREVIOUS) ? 1 : 0;
  }

  /** @param {Element} post the date stands beside the post's anchor, without a mark of its own */
  function dateOf3(post) {
    const head = post.querySelector("a[name^='post']")?.parentElement;
    return head?.querySelector(MESSAGE) ? null : dom.line(head, { skip: "a, .smallfont strong" });
  }

  /** @param {Element} post @param {...string} selectors @returns {Element|null} the first that says anything */
  const named = (post, ...selectors) =>
    selectors.map((selector) => [...post.querySelectorAll(selector)]
      .find((one) => dom.line(one) && !one.closest(MESSAGE))).find(Boolean) ?? null;

  /** @param {Element} post "edit12" without a message is another part of the page, or a deleted post */
  function idOf3(post) {
    const id = part(post, "id", /^(?:edit|post_?)(\d+)$/);
    return id && post.querySelector(MESSAGE) ? id : null;
  }

  const read3 = thread.reader({
    title: (page) => dom.lineOf(page, ".threadtitle", ".navbar strong", "h1") ?? dom.meta(page, "og:title"),
    posts: POSTS_3,
    id: idOf3,
    author: (post) => named(post, ".bigusername", "[id^='postmenu_'] a", "[id^='postmenu_']",
      "a[href*='member.php'], a[href*='/members/']", ".username"),
    text: (post) => dom.text(post.querySelector(MESSAGE)),
    date: dateOf3,
    number: (post) => numberIn(dom.lineOf(post, "[id^='postcount']")),
    answers: quoted,
    before: earlier,
  });

  const read4 = thread.reader({
    title: (page) => dom.lineOf(page, ".threadtitle", "#pagetitle h1") ?? dom.meta(page, "og:title"),
    posts: POSTS_4,
    id: (post) => (post.matches(".postbitdeleted, .postbitignored") ? null
      : part(post, "id", /^post_(\d+)$/)),
    author: (post) => named(post, ".username_container .username", ".userinfo .username", ".username",
      ".username_container strong", ".username_container", ".userinfo strong"),
    text: (post) => dom.text(dom.first(post, `${MESSAGE} .postcontent`, MESSAGE, ".postcontent")),
    date: (post) => dom.lineOf(post, ".postdate .date", ".postdate"),
    number: (post) => numberIn(dom.lineOf(post, ".postcounter")),
    answers: quoted,
    before: earlier,
  });

  const read5 = thread.reader({
    title: (page) => dom.lineOf(page, "h1.js-main-title", "h1.main-title") ?? dom.meta(page, "og:title"),
    posts: POSTS_5,
    id: (post) => (post.matches(".b-post--deleted, .b-post--placeholder, .js-post--deleted") ? null
      : dom.attribute(post, "data-node-id")),
    author: (post) => named(post, ".b-userinfo .author a", ".b-userinfo__details .author a", "[itemprop=author] a",
      ".b-userinfo .author", ".author", "[itemprop=author] [itemprop=name]"),
    text: (post) => dom.text(dom.first(post, ".js-post__content-text", "[itemprop=text]"), {
      skip: ".b-post__hide-when-deleted .b-post__title, .bbcode-attachment, .signature",
    }),
    date: (post) => dom.date(dom.first(post, ".b-post__timestamp time", "time[itemprop=dateCreated]")),
    number: (post) => numberIn(dom.lineOf(post, ".b-post__count")),
    answers: (post) => [...post.querySelectorAll(".bbcode_quote [data-nodeid], .bbcode_quote a[href*='#post']")]
      .map((one) => dom.attribute(one, "data-nodeid") ?? part(one, "href", /#post(\d+)$/)),
    before: earlier,
  });

  /** @param {Document} doc */
  const has3 = (doc) => !has4(doc) && [...doc.querySelectorAll(POSTS_3)].some(idOf3);
  /** @param {Document} doc */
  const has4 = (doc) => doc.querySelector(POSTS_4) !== null;
  /** @param {Document} doc */
  const has5 = (doc) => doc.querySelector(POSTS_5) !== null;

  const LISTS = "[id^='threadbits_forum'], #threadlist, #threads, #forums, .forumbit_post, .js-topic-list, .topic-list";

  sites.register(sites.fromLayouts({
    id: "vbulletin",
    label: "vBulletin",
    version: "2",
    matches: [],
    claims: (doc) => /^vBulletin\b/i.test(dom.meta(doc, "generator") ?? "")
      || (doc.querySelector(MESSAGE) !== null && (has3(doc) || has4(doc)))
      || (doc.querySelector(".js-post__content-text") !== null && has5(doc))
      || (thread.loads(doc, /vbulletin[_-]/i) && doc.querySelector(LISTS) !== null),
    refuse: (_, doc) => {
      if (has3(doc) || has4(doc) || has5(doc)) return null;
      if (doc.querySelector(".standard_error form[action*='login'], form#frmLogin, .b-login")) return "login-wall";
      return doc.querySelector(LISTS) ? "listing" : null;
    },
    address: (url, doc) => thread.address(doc, url, (one) => {
      thread.drop(one, ["page", "p", "highlight", "viewfull", "pp"]);
      one.pathname = one.pathname.replace(/\/page-?\d+\/?$/, "");
      one.search = one.search.replace(/\/page\d+/, "");
    }),
    pageKind: (_, doc) => (has3(doc) || has4(doc) || has5(doc) ? "discussion" : null),
    layouts: [
      {
        name: "thread-3",
        kind: "discussion",
        fits: has3,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read3,
        root: "#posts",
      },
      {
        name: "thread-4",
        kind: "discussion",
        fits: has4,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read4,
        root: "#posts",
      },
      {
        name: "thread-5",
        kind: "discussion",
        fits: has5,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read5,
        root: ".conversation-list",
      },
    ],
  }));
})();
