// vBulletin: threads of versions 3 (tables or what themes made of them, around #post_message_…), 4
// (li.postcontainer) and 5 (li.b-post). The comments under posts of version 5 are not read. Versions
// 4 and 5: not seen in a file here, written after their stock templates.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const MESSAGE = "[id^='post_message_']";
  const POSTS_3 = "[id^='edit']";
  const POSTS_4 = "li[id^='post_'].postcontainer, li[id^='post_'].postbit, li[id^='post_'].postbitlegacy";
  const POSTS_5 = "li.b-post[data-node-id]";

  /** @param {Element} post ids of the posts it quotes, by the arrow beside "Originally Posted by" */
  const quoted = (post) => [...post.querySelectorAll(`${MESSAGE} a[href*='#post']`)]
    .map((link) => part(link, "href", /#post(\d+)$/));

  const PAGE = /[?&]page=(\d+)|[/-](?:page-?|p)(\d+)(?:[/.-]|$)|-(\d+)\.html$/;

  /** @param {Document} doc @param {string} url */
  function earlier(doc, url) {
    const shown = numberIn(doc.querySelector("link[rel=prev]") ? "2" : null);
    const [, ...numbers] = PAGE.exec(new URL(url).search + new URL(url).pathname) ?? [];
    return shown !== null || Number(numbers.find(Boolean) ?? 1) > 1 ? 1 : 0;
  }

  /** @param {Element} post the date stands beside the post's anchor, without a mark of its own */
  function dateOf3(post) {
    const head = post.querySelector("a[name^='post']")?.parentElement;
    return head?.querySelector(MESSAGE) ? null : dom.line(head, { skip: "a" });
  }

  const read3 = thread.reader({
    title: (page) => dom.lineOf(page, ".threadtitle", ".navbar strong", "h1") ?? dom.meta(page, "og:title"),
    posts: POSTS_3,
    // "edit" without a message is another part of the page, or a deleted post.
    id: (post) => (post.querySelector(MESSAGE) ? part(post, "id", /^edit(\d+)$/) : null),
    author: (post) => dom.first(post, ".bigusername", "[id^='postmenu_'] a", "[id^='postmenu_']"),
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
    author: (post) => dom.first(post, ".username_container .username", ".userinfo .username", ".username"),
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
    author: (post) => dom.first(post, ".b-userinfo .author a", "[itemprop=author] a", ".b-userinfo .author",
      "[itemprop=author]"),
    text: (post) => dom.text(dom.first(post, ".js-post__content-text", "[itemprop=text]")),
    date: (post) => dom.date(dom.first(post, ".b-post__timestamp time", "time[itemprop=dateCreated]")),
    number: (post) => numberIn(dom.lineOf(post, ".b-post__count")),
    answers: (post) => [...post.querySelectorAll(".bbcode_quote [data-nodeid], .bbcode_quote a[href*='#post']")]
      .map((one) => dom.attribute(one, "data-nodeid") ?? part(one, "href", /#post(\d+)$/)),
    before: earlier,
  });

  /** @param {Document} doc */
  const has3 = (doc) => doc.querySelector(`${POSTS_3} ${MESSAGE}`) !== null;
  /** @param {Document} doc */
  const has4 = (doc) => doc.querySelector(POSTS_4) !== null;
  /** @param {Document} doc */
  const has5 = (doc) => doc.querySelector(POSTS_5) !== null;

  sites.register(sites.fromLayouts({
    id: "vbulletin",
    label: "vBulletin",
    version: "1",
    matches: [],
    claims: (doc) => /^vBulletin\b/i.test(dom.meta(doc, "generator") ?? "")
      || (thread.loads(doc, /vbulletin/i) && (has3(doc) || has4(doc))),
    refuse: (_, doc) => {
      if (has3(doc) || has4(doc) || has5(doc)) return null;
      if (doc.querySelector(".standard_error form[action*='login'], form#frmLogin, .b-login")) return "login-wall";
      return doc.querySelector("#threadbits_forum_0, [id^='threadbits_forum'], #threadlist, #threads,"
        + " #forums, .forumbit_post, .js-topic-list, .topic-list") ? "listing" : null;
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
