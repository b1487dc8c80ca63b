// WoltLab Suite Forum (Burning Board 4 to Suite 6): threads (article.wbbPost). From what is known of the
// message templates of WCF 2.0 to 6.1; not yet seen in a real page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const POSTS = ".wbbPost[data-post-id], article.message[data-post-id]";

  /** @param {Element} post "#3" among the options in the corner */
  const numberOf = (post) => numberIn([...post.querySelectorAll(".messageQuickOptions a, .messageHeader a, .messageNumber")]
    .map((link) => dom.line(link)).find((words) => /^#?\s?\d[\d.,]*$/.test(words ?? "")));

  const read = thread.reader({
    title: (doc) => dom.line(dom.first(doc, ".contentHeaderTitle .contentTitle", ".contentHeader .contentTitle",
      ".boxHeadline h1", "h1"), { skip: ".label, .badge" }) ?? dom.meta(doc, "og:title"),
    posts: POSTS,
    id: (post) => (post.matches(".messageDeleted, .messageCollapsed") ? null : dom.attribute(post, "data-post-id")),
    author: (post) => dom.first(post, ".messageSidebar .messageAuthor .username", ".messageAuthorContainer",
      ".messageSidebar .username", ".messageSidebar .userLink", ".messageSidebar [itemprop=author]", ".messageAuthor"),
    link: (_, shown) => shown?.closest("a[href]") ?? shown?.querySelector("a[href]") ?? null,
    text: (post) => dom.text(post.querySelector(".messageBody .messageText, .messageText"), {
      skip: ".messageSignature, .toggleButton",
    }),
    date: (post) => dom.date(dom.first(post, ".messagePublicationTime time", ".messageHeader time", "time[datetime]",
      "meta[itemprop=dateCreated]")),
    number: numberOf,
    answers: (post) => [...post.querySelectorAll(".messageText > .quoteBox a[href*='postID='],"
      + " .messageText > woltlab-quote[data-link*='postID=']")]
      .map((one) => part(one, "href", /postID=(\d+)/) ?? part(one, "data-link", /postID=(\d+)/)),
    before: (_, url) => (Number(/[?&]pageNo=(\d+)/.exec(url)?.[1] ?? 1) > 1 ? 1 : 0),
  });

  /** @param {Document} doc */
  const hasPosts = (doc) => doc.querySelector(`:is(${POSTS}) .messageText`) !== null;

  sites.register(sites.fromLayouts({
    id: "woltlab",
    label: "WoltLab Suite",
    version: "1",
    matches: [],
    claims: (doc) => doc.body?.matches("[id^='tpl'][data-application]") || doc.querySelector(".wbbPost[data-post-id]") !== null,
    refuse: (_, doc) => (hasPosts(doc) ? null : doc.body.matches("[id^='tplLogin']") ? "login-wall"
      : doc.body.matches("[id^='tplSearch']") ? "search"
        : doc.querySelector(".wbbBoardList, .tabularList.wbbThreadList, .wbbThread") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => thread.drop(one, ["pageNo", "postID", "action"])),
    pageKind: (_, doc) => (hasPosts(doc) ? "discussion" : null),
    layouts: [{
      name: "thread",
      kind: "discussion",
      fits: hasPosts,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: ".messageList",
    }],
  }));
})();
