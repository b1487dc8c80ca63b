// Discussions that a page describes in schema.org terms: a root (question, forum posting, article)
// and the comments and answers that hang on it.
"use strict";

Sidenote.schemaDiscussion = (() => {
  /** @typedef {import("../shared/structured-data.js").Item} Item */
  /** @typedef {import("../shared/structured-data.js").Value} Value */
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { anchors, dom, links, structuredData: schema } = Sidenote;

  const TALK = ["DiscussionForumPosting", "Question", "SocialMediaPosting"];
  const ARTICLES = [
    "Article", "BlogPosting", "NewsArticle", "TechArticle", "ScholarlyArticle", "Report",
    "OpinionNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting",
  ];
  const ROOTS = new Set([...TALK, ...ARTICLES]);
  const TALKS = new Set(TALK);
  const REPLIES = new Set(["Comment", "Answer", "CorrectionComment", "UserComments"]);
  const LISTS = new Set(["ItemList", "CollectionPage", "SearchResultsPage", "Blog"]);
  const REPLY_PROPERTIES = ["comment", "acceptedAnswer", "suggestedAnswer", "comments", "reply"];
  /** Bounds against cycles made of ever new objects. */
  const MAX_DEPTH = 200;
  const MAX_POSTS = 20_000;

  /** @param {Item} item @returns {Item[]} */
  const replies = (item) => schema.children(item, ...REPLY_PROPERTIES);

  /**
   * The one thing the page is about. An article is one only with comments: in it, or beside it when
   * there is no other.
   * @param {Item[]} items of one syntax @param {string} url
   * @returns {Item|null} null when there is none, or several with equal right
   */
  function root(items, url) {
    const posts = items.filter((item) => schema.isA(item, ROOTS) && !isReply(item));
    const areBeside = items.some((item) => isReply(item) && !item.owned);
    const talked = posts.filter((item) => schema.isA(item, TALKS) || replies(item).length > 0
      || (areBeside && posts.length === 1));
    const here = talked.filter((item) => links.same(schema.address(item, url, "url", "mainEntityOfPage"), url));
    if (here.length === 1) return here[0];
    const answered = talked.filter((item) => replies(item).length > 0);
    if (answered.length === 1) return answered[0];
    return talked.length === 1 ? talked[0] : null;
  }

  /**
   * A list of discussions or articles, none of them with its replies.
   * @param {Item[]} items of one syntax @param {string} url
   */
  function isListing(items, url) {
    if (root(items, url) !== null) return false;
    const posts = items.filter((item) => schema.isA(item, ROOTS) && !isReply(item) && replies(item).length === 0);
    const elsewhere = new Set(posts.map((item) => links.key(schema.addressOf(item, url)))
      .filter((address) => address !== null && address !== links.key(url)));
    return elsewhere.size > 1
      && (posts.every((item) => schema.isA(item, TALKS)) || items.some((item) => schema.isA(item, LISTS)));
  }

  /** @param {Item} item a posting that is itself the comment of another */
  const isReply = (item) => schema.isA(item, REPLIES);

  /**
   * @param {Item} item of a post
   * @param {string} base
   * @returns {{name: string|null, url: string|null, headline: string|null, anchor: Element|null}}
   */
  function author(item, base) {
    const values = [...item.values("author"), ...item.values("creator")];
    // Of several the first person; a firm that only publishes stands behind them.
    const value = values.find((one) => one.item && one.item.types.includes("Person")) ?? values[0];
    if (!value) return { name: null, url: null, headline: null, anchor: null };
    const person = value.item;
    if (!person) {
      const url = value.url ? links.clean(value.url, base) : null;
      return { name: dom.fold(value.text) || null, url, headline: null, anchor: value.element };
    }
    const name = nameOf(person);
    const url = schema.addressOf(person, base) ?? schema.address(person, base, "sameAs");
    const element = person.values("name")[0]?.element ?? person.element;
    return { name, url, headline: headline(person), anchor: visible(element, person.element, name) };
  }

  /** @param {Item} person */
  const nameOf = (person) => schema.line(person, "name", "alternateName")
    ?? ([schema.line(person, "givenName"), schema.line(person, "familyName")]
      .filter(Boolean).join(" ") || null);

  /** @param {Item} person what stands under the name */
  function headline(person) {
    const words = schema.line(person, "headline", "disambiguatingDescription");
    if (words) return words;
    const title = schema.line(person, "jobTitle");
    const employer = schema.line(person, "worksFor", "affiliation");
    return [title, employer].filter(Boolean).join(", ") || null;
  }

  /**
   * @param {Element|null} element shows the name, or says it to machines only
   * @param {Element|null} whole the author's part of the page @param {string|null} name
   * @returns {Element|null} the place for the badge
   */
  function visible(element, whole, name) {
    if (element && element.tagName !== "META" && element.tagName !== "LINK" && !dom.isHidden(element)) {
      return element;
    }
    const link = [...(whole?.querySelectorAll("a[href]") ?? [])].slice(0, 20)
      .find((one) => dom.line(one) === name);
    return link ?? whole;
  }

  /**
   * @param {Item} item @param {string} base @param {number} index
   * @returns {string} stable from one visit to the next where the page allows it
   */
  function identifier(item, base, index) {
    if (item.element?.id) return item.element.id;
    const given = schema.line(item, "identifier");
    if (given) return given;
    for (const value of [...item.values("url"), { url: item.id, text: "" }]) {
      const raw = value.url ?? value.text;
      const fragment = /#([^#]+)$/.exec(raw ?? "")?.[1];
      if (fragment) return fragment;
      const address = raw ? links.clean(raw, base) : null;
      if (address && !links.same(address, base)) return address;
    }
    return index === 0 ? "root" : `post-${index}`;
  }

  /**
   * @param {Item} top @param {Item[]} items of the same syntax @param {string} base
   * @returns {Generator<void, {item: Item, parent: Item|null}[], void>} in page order
   */
  function* thread(top, items, base) {
    /** @type {{item: Item, parent: Item|null}[]} */
    const found = [];
    const seen = new Set([top]);
    /** @type {{item: Item, parent: Item|null, depth: number}[]} to visit, next one last */
    const open = [{ item: top, parent: null, depth: 0 }];
    while (open.length > 0 && found.length < MAX_POSTS) {
      const { item, parent, depth } = /** @type {any} */ (open.pop());
      found.push({ item, parent });
      if (depth < MAX_DEPTH) {
        const below = replies(item).filter((child) => !seen.has(child) && seen.add(child));
        for (const child of below.reverse()) open.push({ item: child, parent: item, depth: depth + 1 });
      }
      if (found.length % 100 === 0) yield;
    }
    // Comments that stand beside the root, not inside it.
    for (const item of items) {
      if (isReply(item) && !item.owned && !seen.has(item)) {
        seen.add(item);
        found.push({ item, parent: parentOf(item, items, base) ?? top });
      }
    }
    const isSorted = found.every(({ item }, i) => i === 0 || inPageOrder(found[i - 1].item, item) <= 0);
    const sorted = isSorted ? found : found.sort((a, b) => inPageOrder(a.item, b.item));
    return withoutTwins(sorted, base);
  }

  /**
   * The same post twice (an answer that is also the accepted one) is one post.
   * @param {{item: Item, parent: Item|null}[]} found @param {string} base
   */
  function withoutTwins(found, base) {
    const seen = new Set();
    return found.filter(({ item }, i) => {
      // Marked elements are different ones; JSON-LD says things twice.
      if (i === 0 || item.element) return true;
      const key = item.id ?? [author(item, base).name, date(item), textOf(item).slice(0, 500)].join("\n");
      return !seen.has(key) && seen.add(key);
    });
  }

  /** @param {Item} item */
  const textOf = (item) => schema.passage(item, "text", "articleBody", "commentText", "description", "abstract");
  /** @param {Item} item */
  const date = (item) => schema.line(item, "datePublished", "dateCreated", "uploadDate", "commentTime");

  /** @param {Item} item @param {Item[]} items @param {string} base */
  function parentOf(item, items, base) {
    const address = schema.address(item, base, "parentItem");
    return address ? items.find((other) => schema.addressOf(other, base) === address) ?? null : null;
  }

  /** @param {Item} a @param {Item} b @returns {number} */
  function inPageOrder(a, b) {
    if (a === b || !a.element || !b.element) return 0;
    return a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  }

  const REPLYING = /(?:Comment|Reply|Write)Action$/;

  /** @param {Item} counter */
  const countsReplies = (counter) => REPLYING.test(
    schema.line(counter, "interactionType") ?? counter.values("interactionType")[0]?.url ?? "");

  /**
   * How many replies the page says there are, on this and other pages.
   * @param {Item} top
   */
  function declaredReplies(top) {
    /** @type {Item[]} */
    const counters = schema.children(top, "interactionStatistic")
      .filter(countsReplies);
    const words = [schema.line(top, "commentCount"), schema.line(top, "answerCount"),
      ...counters.map((one) => schema.line(one, "userInteractionCount"))];
    return Math.max(0, ...words.map(Number).filter(Number.isSafeInteger));
  }

  /**
   * Some forums describe the topic (its title once more as its text) and then the first post among
   * the comments: the topic itself is no post.
   * @param {{item: Item}[]} found @param {string|null} title @param {string} base
   */
  function isTopicOnly(found, title, base) {
    const [top, first] = found;
    return first !== undefined && title !== null
      && dom.fold(schema.passage(top.item, "text", "articleBody", "description")) === title
      && author(top.item, base).name === author(first.item, base).name;
  }

  /**
   * @param {Item} top @param {Item[]} items of the same syntax
   * @param {Document} doc @param {string} url @param {string[]} missing
   * @returns {Generator<void, Discussion, void>}
   */
  function* read(top, items, doc, url, missing) {
    const title = schema.line(top, "headline", "name") ?? dom.meta(doc, "og:title")
      ?? dom.lineOf(doc, "h1");
    /** @type {Map<Item, string>} */
    const ids = new Map();
    /** @type {Post[]} */
    const posts = [];
    const found = yield* thread(top, items, url);
    if (declaredReplies(top) > found.length - 1) missing.push("posts");
    const article = schema.isA(top, TALKS) ? null : articleOf(top, url);
    const isOnlyTopic = article !== null || isTopicOnly(found, title, url);
    const first = article ? null : isOnlyTopic ? found[1].item : top;
    for (const { item, parent: above } of isOnlyTopic ? found.slice(1) : found) {
      const parent = above === top && item !== first ? first : above;
      const { anchor, ...who } = author(item, url);
      const text = textOf(item);
      // A root that says nothing itself (the second page of a thread) is no post.
      if (!text && (item !== top || who.name === null)) continue;
      const id = identifier(item, url, posts.length);
      ids.set(item, id);
      posts.push({
        id,
        parent_id: parent ? ids.get(parent) ?? null : null,
        author: who,
        text,
        posted_at: date(item),
        position: posts.length,
      });
      anchors.remember(doc, id, anchor);
      yield;
    }
    return { title, url: links.clean(url) ?? url, article, posts };
  }

  /**
   * What comments are about, where it is no post itself.
   * @param {Item} top @param {string} url
   * @returns {import("./contract.js").Article}
   */
  function articleOf(top, url) {
    const { anchor: _, ...who } = author(top, url);
    return { author: who, text: textOf(top), posted_at: date(top) };
  }

  return { ARTICLES, REPLIES, TALK, declaredReplies, headline, isListing, nameOf, read, root, visible };
})();
