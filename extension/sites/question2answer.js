// Question2Answer: a question, its answers and the comments on both, as qa-theme-base.php of 1.5 to 1.8
// writes them. From what is known of it; not yet seen in a real page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { own, part } = thread;

  const POSTS = ".qa-q-view[id^='q'], .qa-a-list-item[id^='a'], .qa-c-list-item[id^='c']";

  /** @param {Element|null|undefined} post */
  const idOf = (post) => part(post, "id", /^([qac]\d+)$/);

  const read = thread.reader({
    title: (doc) => dom.line(dom.first(doc, ".qa-main-heading .entry-title", ".qa-main-heading h1", ".qa-main h1", "h1"), {
      skip: ".qa-q-closed, .qa-fave-off, form, button",
    }),
    posts: POSTS,
    id: (post) => (post.matches(".qa-q-view-hidden, .qa-a-list-item-hidden, .qa-c-item-hidden") ? null : idOf(post)),
    author: (post) => own(post, POSTS, "[class$='-who-data'] .qa-user-link", "[class$='-who-data']", ".qa-user-link"),
    text: (post) => dom.text(own(post, POSTS, "[class*='-content'] .entry-content", "[class*='-content'] [itemprop=text]",
      ".qa-post-content", ".qa-q-view-content", ".qa-a-item-content", ".qa-c-item-content")),
    date: (post) => dom.date(own(post, POSTS, "[class$='-when-data'] time", "[class$='-when-data'] .published",
      "[class$='-when-data']")),
    // The question stands above every page of its answers.
    answers: (post) => [idOf(post.parentElement?.closest(POSTS))],
  });

  /** @param {Document} doc */
  const isQuestion = (doc) => doc.querySelector(".qa-q-view[id^='q']") !== null;

  sites.register(sites.fromLayouts({
    id: "question2answer",
    label: "Question2Answer",
    version: "1",
    matches: [],
    claims: (doc) => doc.querySelector(".qa-body-wrapper, .qa-q-view") !== null,
    refuse: (_, doc) => (isQuestion(doc) ? null : doc.body.matches(".qa-template-login, .qa-template-register") ? "login-wall"
      : doc.body.matches(".qa-template-search") ? "search" : doc.querySelector(".qa-q-list") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => thread.drop(one, ["show", "start", "state"])),
    pageKind: (_, doc) => (isQuestion(doc) ? "discussion" : null),
    layouts: [{
      name: "question",
      kind: "discussion",
      fits: isQuestion,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: ".qa-main",
    }],
  }));
})();
