// Simple Machines Forum: topics, written after Display.template.php of 1.0 and 1.1 (tables), 2.0, 2.1
// and of ElkArte, which came of it (.post_wrapper).
"use strict";

(() => {
  const { dom, sites, thread } = Sidenote;
  const { numberIn, part } = thread;

  const POSTS_2 = ".post_wrapper";
  const POSTS_1 = "#quickModForm td > div.post";

  /** @param {Element} post */
  const bodyOf = (post) => [...post.querySelectorAll("[id^='msg_']")].find((one) => /^msg_\d+$/.test(one.id)) ?? null;

  /** @param {Document} doc */
  const has2 = (doc) => [...doc.querySelectorAll(POSTS_2)].some(bodyOf);
  /** @param {Document} doc */
  const has1 = (doc) => doc.querySelector(`${POSTS_1}`) !== null && doc.querySelector("#quickModForm [id^='subject_']") !== null;

  /** Every page declares these names for the forum's own scripts. */
  const SCRIPT = /\bvar smf_(?:theme_url|scripturl)\b/;

  /** @param {Element} post before the name stands whether the person is there, as a picture */
  const authorOf = (post) => [...post.querySelectorAll(".poster h4 a")].filter((link) => dom.line(link)).at(-1)
    ?? dom.first(post, ".poster h4", ".poster .name");

  /** @param {string} [words] "« Reply #3 on: May 05, 2012 »" without what is bold and the marks */
  const bare = (words) => words?.replace(/[«»]/g, "").trim() || null;

  /** @param {Element} post */
  function dateOf2(post) {
    const stamp = dom.first(post, ".postinfo time", ".postinfo a.smalltext", ".keyinfo time", "time[datetime]");
    if (stamp) return dom.date(stamp.tagName === "TIME" ? stamp : null) ?? dom.line(stamp);
    return bare(dom.line(post.querySelector(".keyinfo .smalltext"), { skip: "strong, a" }) ?? undefined);
  }

  /** @param {Element|null} shown replies are counted from 1, so that the first post has no number */
  const numberOf = (shown) => (numberIn(dom.line(shown)) ?? 0) + 1;

  const START = /[?&;/]topic[=,]\d+\.(\d+)/;

  /** @param {Document} doc @param {string} url how many posts stand on earlier pages */
  const before = (doc, url) => Number(START.exec(url)?.[1]
    ?? START.exec(doc.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "")?.[1] ?? 0);

  const QUOTES = ":scope > blockquote > cite a, :scope > .quoteheader a";

  /** @param {Element|null} body */
  const quoted = (body) => [...body?.querySelectorAll(QUOTES) ?? []]
    .map((link) => part(link, "href", /msg=?(\d+)/)).map((id) => id && `msg_${id}`);

  const read2 = thread.reader({
    // 2.0 writes more than the subject over the thread: the first post has it alone.
    title: (page) => dom.lineOf(page, ".display_title #top_subject", ".display_title",
      "[id^='subject_'] a", "[id^='subject_']")?.replace(/^Re: /, "") ?? dom.meta(page, "og:title"),
    posts: POSTS_2,
    id: (post) => bodyOf(post)?.id ?? null,
    author: authorOf,
    link: (_, shown) => shown?.closest("a[href]") ?? shown?.querySelector("a[href]") ?? null,
    text: (post) => dom.text(bodyOf(post)),
    date: dateOf2,
    number: (post) => numberOf(dom.first(post, ".page_number", ".keyinfo .smalltext strong")),
    answers: (post) => quoted(bodyOf(post)),
    before,
  });

  /** @param {Element} body the row that has the author's cell and that of the text */
  const rowOf = (body) => body.closest("tr");

  /** @param {Element} body "« Reply #3 on: … »" */
  const lineOf = (body) => rowOf(body)?.querySelector("[id^='subject_']")?.parentElement?.querySelector(".smalltext")
    ?? null;

  const read1 = thread.reader({
    title: (page) => dom.lineOf(page, "[id^='subject_'] a", "[id^='subject_']")?.replace(/^Re: /, "") ?? null,
    posts: POSTS_1,
    id(body) {
      const id = part(rowOf(body)?.querySelector("[id^='subject_']"), "id", /^subject_(\d+)$/);
      return id && `msg_${id}`;
    },
    author: (body) => dom.first(rowOf(body), ":scope > td:first-child > b > a", ":scope > td:first-child > b"),
    text: (body) => dom.text(body),
    date: (body) => bare(dom.line(lineOf(body), { skip: "b" }) ?? undefined),
    number: (body) => numberOf(lineOf(body)?.querySelector("b") ?? null),
    answers: quoted,
    before,
  });

  sites.register(sites.fromLayouts({
    id: "smf",
    label: "Simple Machines Forum",
    version: "2",
    matches: [],
    claims: (doc) => doc.querySelector("#forumposts .post_wrapper") !== null || has1(doc)
      || [...doc.scripts].slice(0, 40).some((one) => !one.src && SCRIPT.test((one.textContent ?? "").slice(0, 20_000))),
    refuse: (_, doc) => (has2(doc) || has1(doc) ? null : doc.querySelector("form#frmLogin") ? "login-wall"
      : doc.querySelector("#messageindex, #boardindex_table, #forum_index, .boardindex_table, [id^='msg_'] a[href*='topic='],"
        + " a[href*='board=']") ? "listing" : null),
    address: (url, doc) => thread.address(doc, url, (one) => {
      one.search = one.search.replace(/([?&;]topic=\d+\.)(?:\d+|msg\d+|new|from\d+)\b.*/, "$10");
    }),
    pageKind: (_, doc) => (has2(doc) || has1(doc) ? "discussion" : null),
    layouts: [
      {
        name: "topic",
        kind: "discussion",
        fits: has2,
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read2,
        root: "#forumposts",
      },
      {
        name: "topic-1",
        kind: "discussion",
        fits: (doc) => has1(doc) && !has2(doc),
        promises: thread.PROMISES_WITHOUT_LINKS,
        read: read1,
        root: "#quickModForm",
      },
    ],
  }));
})();
