// phpBB: topics in three ways of drawing them, written after viewtopic_body of phpBB 2.0 (subSilver,
// phpBB 2 and the boards made of it), 3.0 to 3.1 (subsilver2) and 3.0 to 3.3 (prosilver and the styles
// derived from it: some moved the post's id to an anchor in or before the post, or renamed the post).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { part } = thread;

  const MARKS = "[id^='p']";
  const MARK = /^(p\d+)$/;
  const BODY = ".content, .postbody, .post-text";
  const SUBSILVER_2 = "table.tablebg .postauthor";
  const SUBSILVER = "td .name > a[name]";
  const PROFILE = "a[href*='mode=viewprofile']";
  const NAMES = [".username", ".username-coloured"];

  /** @param {string} place */
  const names = (place) => NAMES.map((name) => `${place} ${name}`).join();

  /** @param {Element} post until 3.0 the name had no class */
  const authorOf = (post) => dom.first(post, names(".postprofile"), names(".author"), ".author strong a",
    ".author strong", ".postprofile dt a:not([class*='avatar'])", ".postprofile dt strong")
    ?? [...post.querySelectorAll(NAMES.join())].find((one) => !one.closest(BODY)) ?? null;

  /**
   * The date stands behind "by so-and-so »" without a mark of its own (a time element since 3.3).
   * @param {Element} post
   */
  function dateOf(post) {
    const line = post.querySelector(".author");
    const stamp = line?.querySelector("time[datetime]");
    if (stamp) return dom.date(stamp);
    const words = dom.line(line, { skip: "strong, .responsive-hide, .username, .username-coloured" });
    return words?.split("»").at(-1)?.trim() || dom.lineOf(post, ".post-date, .post-time");
  }

  /** @param {Element} post whose words the reader does not want, or nobody may see */
  const isHidden = (post) => post.matches(".deleted, .post-ignore")
    || post.querySelector(".postbody > .ignore, [id^='post_hidden']:not([style*='none'])") !== null;

  /**
   * The posts: what is marked "p12" and has words, or the post in or before which such a mark stands.
   * @param {Document} doc
   * @returns {Element[]}
   */
  const postsOf = (doc) => [...doc.querySelectorAll(MARKS)].filter((mark) => MARK.test(mark.id))
    .map((mark) => [mark, mark.closest(".post"), mark.nextElementSibling].find((one) => one?.querySelector(BODY)))
    .filter((post) => post !== undefined && post !== null);

  /** @param {Element} post */
  const idOf = (post) => part(post, "id", MARK) ?? part(post.previousElementSibling, "id", MARK)
    ?? [...post.querySelectorAll(MARKS)].map((one) => part(one, "id", MARK)).find(Boolean) ?? null;

  /** @param {string} words a signature stands behind a line of its own */
  const withoutSignature = (words) => words.replace(/(?:^|\n)_{15,}\n[^]*$/, "").trim();

  /** @param {Document} page @param {string} address */
  const before = (page, address) => startOf(address)
    || startOf(page.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "", address);

  /** @param {string} address @param {string} [base] how many posts stand on earlier pages */
  function startOf(address, base) {
    try {
      const { pathname, searchParams } = new URL(address, base);
      return Number(searchParams.get("start") ?? /-t\d+-(\d+)\.html$/.exec(pathname)?.[1]) || 0;
    } catch {
      return 0;
    }
  }

  const readProsilver = thread.reader({
    title: (page) => dom.lineOf(page, ".topic-title", "#page-body > h2", "#page-body h2")
      ?? dom.meta(page, "og:title") ?? dom.lineOf(page, "h3 a[href*='#p']")?.replace(/^Re: /, "") ?? null,
    posts: postsOf,
    id: (post) => (isHidden(post) ? null : idOf(post)),
    author: authorOf,
    text: (post) => dom.text(dom.first(post, ".postbody .content", ".content", BODY), {
      skip: ".signature, .notice, .attachbox, .postprofile, .author, .post-buttons, .profile-icons, h3",
    }),
    date: dateOf,
    answers: (post) => [...post.querySelectorAll(".content > blockquote > div > cite a, .content > blockquote > cite a")]
      .map((link) => part(link, "href", /#(p\d+)$/)),
    before,
  });

  /** @param {Element} name subsilver2: each post is a table, its author's link an image below */
  const tableOf = (name) => name.closest("table.tablebg");

  const readSubsilver2 = thread.reader({
    title: (page) => dom.lineOf(page, "#pageheader h2", "a.titles"),
    posts: SUBSILVER_2,
    id: (name) => part(tableOf(name)?.querySelector("a[name^='p']"), "name", /^(p\d+)$/),
    author: (name) => name,
    link: (name) => name.querySelector("a") ?? tableOf(name)?.querySelector(PROFILE) ?? null,
    text: (name) => dom.text(tableOf(name)?.querySelector(".postbody"), { skip: ".attachtitle, .attachcontent" }),
    date: (name) => behind(tableOf(name)?.querySelector("td.gensmall div:nth-of-type(2)")),
    answers: () => [],
    before,
  });

  /** @param {Element|null|undefined} line what follows the bold label: "Posted: Mon Jan 05" */
  const behind = (line) => dom.line(line, { skip: "b, a" })?.replace(/^[\s:]+/, "") || null;

  /** @param {Element} anchor subSilver: a post is two rows, the second with the profile's button */
  const rowOf = (anchor) => anchor.closest("tr");

  /** @param {Element} anchor the next row, unless a post begins there or the list ends */
  function buttonsOf(anchor) {
    const next = rowOf(anchor)?.nextElementSibling ?? null;
    return next?.querySelector(SUBSILVER) ? null : next;
  }

  /** @param {Element} anchor a quote closes the span of the text, so that it is many: their cell is read */
  const cellOf = (anchor) => rowOf(anchor)?.querySelector(".postbody")?.closest("td") ?? null;

  const readSubsilver = thread.reader({
    title: (page) => dom.lineOf(page, "a.maintitle", ".maintitle"),
    posts: SUBSILVER,
    id: (anchor) => (cellOf(anchor) ? part(anchor, "name", /^(\d+)$/)?.replace(/^/, "p") ?? null : null),
    author: (anchor) => anchor.closest(".name"),
    link: (anchor) => anchor.closest(".name")?.querySelector("a[href]")
      ?? rowOf(anchor)?.querySelector(PROFILE) ?? buttonsOf(anchor)?.querySelector(PROFILE) ?? null,
    text: (anchor) => withoutSignature(dom.text(cellOf(anchor), { skip: "td > .gensmall" })),
    date: (anchor) => /^[^:]*:\s*(.+)$/.exec(
      dom.firstWords(rowOf(anchor)?.querySelector("td + td .postdetails")) ?? "")?.[1] ?? null,
    answers: () => [],
    before,
  });

  /** @param {Document} doc */
  const hasProsilver = (doc) => postsOf(doc).length > 0;
  /** @param {Document} doc */
  const hasSubsilver2 = (doc) => doc.querySelector(SUBSILVER_2) !== null;
  /** @param {Document} doc */
  const hasSubsilver = (doc) => doc.querySelector("td .postbody") !== null && doc.querySelector(SUBSILVER) !== null
    && !hasSubsilver2(doc);
  /** @param {Document} doc */
  const hasPosts = (doc) => hasProsilver(doc) || hasSubsilver2(doc) || hasSubsilver(doc);

  const LISTED = "a.topictitle, a.forumlink, a.forumtitle";
  const LOGIN = "form[action*='mode=login'], form[action*='login.php'] input[type=password]";
  /** The footer names the software; it may not be taken away. */
  const CREDIT = "a[href*='//www.phpbb.com'], a[href*='//phpbb.com'], a[href*='//www.phpbb.de']";

  sites.register(sites.fromLayouts({
    id: "phpbb",
    label: "phpBB",
    version: "2",
    matches: [],
    claims: (doc) => doc.body?.id === "phpbb"
      || doc.querySelector("#page-body .post[id^='p'] .postbody .content") !== null
      || hasSubsilver2(doc) || hasSubsilver(doc)
      || (doc.querySelector(CREDIT) !== null
        && doc.querySelector(`${LISTED}, form[action*='ucp.php'], form[action*='login.php']`) !== null),
    refuse: (_, doc) => {
      if (hasPosts(doc)) return null;
      // A form to log in stands beside many lists too; alone it is the page.
      if (doc.querySelector("form#login, body.section-ucp")
        || (doc.querySelector(LOGIN) && !doc.querySelector(LISTED))) return "login-wall";
      return doc.querySelector("body.section-search") ? "search"
        : doc.querySelector(`.topiclist.topics, .topiclist.forums, ${LISTED}`) ? "listing" : null;
    },
    address: (url, doc) => thread.address(doc, url, (one) => {
      thread.drop(one, ["start", "p", "hilit", "highlight", "view", "sid", "postdays", "postorder"]);
    }),
    pageKind: (_, doc) => (hasPosts(doc) ? "discussion" : null),
    layouts: [
      {
        name: "prosilver",
        kind: "discussion",
        fits: hasProsilver,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: readProsilver,
        root: "#page-body",
      },
      {
        name: "subsilver2",
        kind: "discussion",
        fits: hasSubsilver2,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: readSubsilver2,
        root: "#pagecontent",
      },
      {
        name: "subsilver",
        kind: "discussion",
        fits: hasSubsilver,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: readSubsilver,
        root: "table.forumline",
      },
    ],
  }));
})();
