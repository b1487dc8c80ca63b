// A Discourse topic in the three forms it comes in. Written after its templates: what crawlers are
// served (app/views/topics/show.html.erb of 2017 to 2026), the posts as widgets drew them to 2025 and
// as components do since (components/post/*.gjs), and the preloaded store (an attribute, since 2026 a
// script).
"use strict";

Sidenote.discourse = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { dom, links, thread } = Sidenote;
  const { part } = thread;

  const MAX_INERT = 12_000_000;
  const MOST = 5_000;
  const LIVE = "article[data-post-id]";
  /** The navigation below is a .crawler-post too, the whole topic a DiscussionForumPosting. */
  const CRAWLED = ".crawler-post, [itemtype$='/DiscussionForumPosting']";
  const BODY = ":scope > .post, :scope > [itemprop=text], :scope > [itemprop=articleBody]";
  /** Posts shown a second time, below or above the one they answer or are answered by. */
  const EMBEDDED = ".embedded-posts";
  /** What is quoted are another's words; click counts are nobody's. */
  const NO_TEXT = "aside.quote, .cooked-selection-barrier, .badge.clicks, .quote-controls";

  /**
   * A number is the same in all three forms: a topic read while it loads and read again is one topic.
   * @param {string|number} number
   */
  const idOf = (number) => `post_${number}`;

  /** @param {Document} doc */
  const titleOf = (doc) => dom.lineOf(doc, "#topic-title h1 .fancy-title", "#topic-title h1 a", "#topic-title h1",
    ".crawler-topic-title") ?? dom.meta(doc, "og:title") ?? dom.lineOf(doc, "#main-outlet > h1");

  /** @param {Element} body @returns {(string|null)[]} the posts of this topic it quotes */
  function quoted(body) {
    const topic = /\/t\/(?:[^/]+\/)?(\d+)/.exec(body.ownerDocument.baseURI)?.[1] ?? null;
    return [...body.querySelectorAll("aside.quote[data-post]")]
      .filter((quote) => quote.getAttribute("data-topic") === topic)
      .map((quote) => part(quote, "data-post", /^(\d+)$/)).map((number) => number && idOf(number));
  }

  /**
   * The one to call a person by: the full name, unless it is the username with other capitals.
   * @param {string|null} full @param {string|null} user
   */
  const called = (full, user) =>
    (full && user && full.toLowerCase() === user.toLowerCase() ? user : full || user || null);

  // --- As it runs ------------------------------------------------------------------------------

  /** @param {Element} article @param {string} selector */
  const own = (article, selector) => [...article.querySelectorAll(selector)]
    .find((one) => !one.closest(`${EMBEDDED}, aside.quote`)) ?? null;

  /** @param {Element} article */
  const names = (article) => own(article, ".topic-meta-data .names") ?? own(article, ".names");

  /** @param {Element} article @returns {Element|null} what shows the name by which the author is called */
  function shownName(article) {
    const full = dom.first(names(article), ".full-name a", ".full-name");
    const user = dom.first(names(article), ".username a", ".username");
    return (called(dom.line(full), dom.line(user)) === dom.line(full) ? full : user)
      ?? own(article, "a[data-user-card]");
  }

  const live = thread.reader({
    title: titleOf,
    posts: LIVE,
    // Small action notes ("closed this topic") have no words of their own.
    id: (article) => (article.matches(".small-action") || !own(article, ".cooked") ? null
      : part(article, "id", /^(post_\d+)$/) ?? dom.attribute(article, "data-post-id")),
    author: shownName,
    name: (article, shown) => dom.line(shown) ?? dom.attribute(own(article, "a[data-user-card]"), "data-user-card"),
    link: (article, shown) => [shown, dom.first(names(article), "a[href]"), own(article, "a[data-user-card][href]")]
      .find((one) => links.of(one, article.baseURI)) ?? null,
    headline: (article) => dom.lineOf(names(article), ".user-title"),
    text: (article) => dom.text(own(article, ".cooked"), { skip: NO_TEXT }),
    date: (article) => dom.date(own(article, ".post-date [data-time], .relative-date[data-time]"))
      ?? dom.date(own(article, ".post-date time, .post-date [title]")),
    number: (article) => Number(part(article, "id", /^post_(\d+)$/)) || null,
    answers: (article) => quoted(/** @type {Element} */ (own(article, ".cooked"))),
  });

  // --- As served to crawlers -------------------------------------------------------------------

  /**
   * HTML as a document in which nothing runs and nothing is fetched.
   * @param {string} html
   * @returns {Document|null}
   */
  function inert(html) {
    if (html.length > MAX_INERT) return null;
    try {
      return new DOMParser().parseFromString(html, "text/html");
    } catch {
      return null;
    }
  }

  /** @param {ParentNode} source */
  const hasCrawled = (source) => [...source.querySelectorAll(CRAWLED)].some((one) => one.querySelector(BODY));

  /** @param {Document} doc @returns {Document|null} the page itself, or what its noscript holds */
  function crawled(doc) {
    if (hasCrawled(doc)) return doc;
    for (const noscript of doc.querySelectorAll("noscript")) {
      const source = noscript.textContent ?? "";
      if (source.includes("crawler-post") || source.includes("DiscussionForumPosting")) {
        const inside = inert(source);
        if (inside && hasCrawled(inside)) return inside;
      }
    }
    return null;
  }

  /** @param {Element} post @returns {number|null} "1", once "#1" */
  const numberOf = (post) => Number(part(post, "id", /^post_(\d+)$/)) || thread.numberIn(
    dom.line(dom.first(post, ".crawler-post-infos [itemprop=position]", ":scope > * > [itemprop=position]")));

  /** @param {Element} post */
  const creator = (post) => post.querySelector(".creator") ?? post.querySelector("[itemprop=author]");

  const readSource = thread.reader({
    title: titleOf,
    posts: CRAWLED,
    id: (post) => (post.querySelector(BODY) && numberOf(post) ? idOf(/** @type {number} */ (numberOf(post))) : null),
    author: (post) => dom.first(creator(post), "[itemprop=name]", "[itemprop=author]", "a", "b"),
    link: (post) => creator(post)?.querySelector("a[href]") ?? null,
    text: (post) => dom.text(post.querySelector(BODY)),
    date: (post) => dom.date(post.querySelector("time[datetime], [itemprop=datePublished]")),
    number: numberOf,
    answers: (post) => quoted(/** @type {Element} */ (post.querySelector(BODY))),
  });

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readCrawled(doc, url, missing) {
    const source = crawled(doc);
    if (!source) return null;
    yield;
    const found = yield* readSource(source, url, missing);
    return found && { ...found, title: found.title ?? titleOf(doc) };
  }

  // --- As preloaded JSON -----------------------------------------------------------------------

  /**
   * @param {Document} doc
   * @returns {any} the topic of the preloaded store, null when there is none
   */
  function preloaded(doc) {
    const holder = doc.getElementById("data-preloaded");
    const source = holder?.getAttribute("data-preloaded") || holder?.textContent || "";
    if (source === "" || source.length > MAX_INERT) return null;
    try {
      const store = JSON.parse(source);
      const key = Object.keys(store).find((one) => /^topic_\d+$/.test(one));
      const value = key === undefined ? null : store[key];
      const topic = typeof value === "string" ? JSON.parse(value) : value;
      return Array.isArray(topic?.post_stream?.posts) ? topic : null;
    } catch {
      return null;
    }
  }

  /** @param {any} value @returns {string} */
  const words = (value) => (typeof value === "string" ? value : "");

  /** @param {string} url @param {string} username */
  const profileOf = (url, username) => (username ? links.clean(
    `${/^(.*?)\/t\//.exec(new URL(url).pathname)?.[1] ?? ""}/u/${encodeURIComponent(username)}`, url) : null);

  const SMALL_ACTION = 3;

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* readPreloaded(doc, url) {
    const topic = preloaded(doc);
    /** @type {Set<string>} */
    const known = new Set();
    /** @type {Post[]} */
    const posts = [];
    for (const raw of topic?.post_stream.posts.slice(0, MOST) ?? []) {
      yield;
      const number = Number.isSafeInteger(raw?.post_number) && raw.post_number > 0 ? raw.post_number : null;
      const body = inert(words(raw?.cooked))?.body;
      if (!body || number === null || raw.post_type === SMALL_ACTION || known.has(idOf(number))) continue;
      const answered = [idOf(raw.reply_to_post_number), ...quoted(body)].find((id) => id && known.has(id));
      known.add(idOf(number));
      posts.push({
        id: idOf(number),
        parent_id: number === 1 ? null : answered ?? (known.has(idOf(1)) ? idOf(1) : null),
        author: {
          name: called(dom.fold(words(raw.name)), dom.fold(words(raw.username))),
          url: profileOf(url, words(raw.username)),
          headline: dom.fold(words(raw.user_title)) || null,
        },
        text: dom.text(body, { skip: NO_TEXT }),
        posted_at: words(raw.created_at) || null,
        position: number - 1,
      });
    }
    return { title: dom.fold(words(topic?.title)) || titleOf(doc), url, posts };
  }

  return {
    hasCrawled: (/** @type {Document} */ doc) => crawled(doc) !== null,
    hasLive: (/** @type {Document} */ doc) => doc.querySelector(`${LIVE} .cooked`) !== null,
    hasPreloaded: (/** @type {Document} */ doc) => preloaded(doc) !== null,
    live, readCrawled, readPreloaded,
  };
})();
