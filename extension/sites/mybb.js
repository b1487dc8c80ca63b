// MyBB: threads of 1.8 (postbit, postbit_classic: div.post) and of 1.4 and 1.6 (tables with the same
// ids). Only 1.8 was checked against a real page.
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const POSTS = "[id^='post_']";
  const BODY = "[id^='pid_']";

  /** @param {Document} doc */
  const hasPosts = (doc) => doc.querySelector(`${POSTS} ${BODY}`) !== null;

  /** @param {Element} post "#6" in the corner */
  const numberOf = (post) => numberIn([...post.querySelectorAll("a[href*='pid']")]
    .map((link) => dom.line(link)).find((words) => /^#\s?\d/.test(words ?? "")));

  const PROFILE = "a[href*='user-'], a[href*='action=profile'], a[href*='/user/']";

  /** @param {Element} post themes rename the parts of the author's box; the link to the profile stays */
  const authorOf = (post) => dom.first(post, ".author_information .largetext a", ".author_information .largetext",
    ".author_information strong a", ".post_author .largetext a", ".post_author .largetext", ".largetext a", ".largetext")
    ?? [...post.querySelectorAll(PROFILE)].find((one) => dom.line(one) && !one.closest(BODY)) ?? null;

  /** @param {Element} post up to 1.6 it stands in a row of its own, without a mark */
  const dateOf = (post) => dom.line(
    dom.first(post, ".post_date", ".tcat .smalltext", ".post_buttons .smalltext"),
    { skip: ".post_edit, .edited_post, [id^='edited_by'], a" });

  const read = thread.reader({
    // The head of the first table; stock pages repeat the bare subject in <title>.
    title: (page) => dom.lineOf(page, "#posts_container .thead strong", ".thead div > strong", ".thread-header h1")
      ?? (dom.fold(page.title) || null),
    posts: POSTS,
    id: (post) => (post.matches(".deleted_post, .ignored_post, [style*='display: none']")
      || !post.querySelector(BODY) ? null : part(post, "id", /^(post_\d+)$/)),
    author: authorOf,
    text: (post) => dom.text(post.querySelector(BODY)),
    date: dateOf,
    number: numberOf,
    answers: (post) => [...post.querySelectorAll(`${BODY} > blockquote > cite a`)]
      .map((link) => part(link, "href", /#pid(\d+)$/)).map((id) => id && `post_${id}`),
    before: (_, address) => (Number(/[?&]page=(\d+)/.exec(address)?.[1]
      ?? /-page-(\d+)\.html/.exec(address)?.[1] ?? 1) > 1 ? 1 : 0),
  });

  sites.register(sites.fromLayouts({
    id: "mybb",
    label: "MyBB",
    version: "2",
    matches: [],
    claims: (doc) => thread.loads(doc, /\/jscripts\/(?:general|thread|jquery\.plugins)[.\w]*\.js/)
      || (doc.getElementById("posts") !== null && hasPosts(doc)
        && doc.querySelector(".post_author, .post_body") !== null),
    refuse: (_, doc) => {
      if (hasPosts(doc)) return null;
      const forms = [...doc.querySelectorAll("form input[name=action][value=do_login]")];
      if (forms.some((one) => !one.closest("#quick_login"))) return "login-wall";
      return doc.querySelector("[id^='tid_'], .forumdisplay_regular, .forumdisplay_sticky, tr.inline_row,"
        + " [id^='cat_']") ? "listing" : null;
    },
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.pathname = one.pathname.replace(/-(?:page|post)-\d+\.html$/, ".html");
      thread.drop(one, ["page", "pid", "highlight", "action", "mode"]);
    }),
    pageKind: (_, doc) => (hasPosts(doc) ? "discussion" : null),
    layouts: [{
      name: "thread",
      kind: "discussion",
      fits: hasPosts,
      promises: thread.PROMISES_WITHOUT_LINKS,
      read,
      root: "#posts",
    }],
  }));
})();
