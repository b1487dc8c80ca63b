// LinkedIn posts with comments and nested replies, and the feed, in the server-driven interface (SDUI,
// 2026), known by component keys; classes mean nothing there. Its shapes are reported by other
// projects, no real page was at hand: what can't be told is left out and named.
"use strict";

Sidenote.linkedin.sduiDiscussion = (() => {
  /** @typedef {import("./contract.js").Post} Post */
  /** @typedef {import("./contract.js").Discussion} Discussion */
  const { anchors, dom, links, linkedin } = Sidenote;
  const { bareName } = linkedin.lines;

  const PROMISES = ["posts.author.name", "posts.author.url", "posts.text"];
  const COMMENT = "[componentkey^='replaceableComment_'], [componentkey^='CommentComponentReference_'],"
    + " [id^='replaceableComment_']";
  const THREAD = "[componentkey^='repliesThread_'], [id^='repliesThread_']";
  const BODY = "[data-testid=expandable-text-box], [componentkey^='feed-commentary_'],"
    + " [componentkey^='comment-commentary_']";
  const DETAIL = "[data-sdui-screen*='feed.UpdateDetail'], [componentkey$='FeedType_FEED_DETAIL']";
  const FEED = "[data-testid=mainFeed], [data-sdui-screen*='feed.MainFeed']";
  const CARD = "[componentkey*='FeedType_'][role=listitem], [componentkey^='update-card-focus'],"
    + " [data-view-name=feed-full-update]";
  const INDENT = /(?:margin|padding)-(?:left|inline-start)\s*:\s*([\d.]+)/;

  /** @param {Element} element */
  const keyOf = (element) => element.getAttribute("componentkey") ?? element.id;
  /** @param {Element|null|undefined} comment the same for the frames around one comment */
  const numberOf = (comment) => (comment ? linkedin.numberOf(keyOf(comment)) : null);

  /** @param {Element} link @param {string} url does it have words and lead to somebody? */
  const isNameLink = (link, url) =>
    linkedin.memberUrl(link, url) !== null && !link.closest(BODY) && dom.line(link) !== null;

  /** @param {Element} one @param {Element} other in the order of the page */
  const isBefore = (one, other) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);

  /** @param {string} words "· 2nd", "4d •", "500+": no headline */
  const isMark = (words) => /^[•·・(]/.test(words) || !/\p{L}/u.test(words)
    || (/\p{Nd}/u.test(words) && /[•·・]$/.test(words));

  /**
   * Name, address and headline: the link holds them all, each in its own block, or the name alone with
   * the headline in the next paragraph.
   * @param {Element|null} link @param {string} url @param {Element|null} body what comes after them
   */
  function authorOf(link, url, body) {
    const [name, ...rest] = dom.text(link).split(/\n+/);
    const own = rest.find(/** @param {string} words */ (words) => !isMark(words)) ?? null;
    const near = link?.parentElement?.parentElement;
    const after = own !== null || !near || !link ? [] : [...near.querySelectorAll("p")]
      .filter((one) => isBefore(link, one) && !link.contains(one) && !one.contains(body)
        && (!body || isBefore(one, body)))
      .map((one) => dom.line(one)).filter((words) => words !== null);
    return {
      name: bareName(name),
      url: linkedin.memberUrl(link, url),
      headline: own ?? after.find((words) => !isMark(words)) ?? null,
    };
  }

  /**
   * What of a card comes before an element; long lists of comments behind it are not walked.
   * @param {Element} card @param {string} css @param {Element|null} end
   */
  function before(card, css, end) {
    const found = [];
    for (const one of card.querySelectorAll(css)) {
      if (end && !isBefore(one, end)) break;
      found.push(one);
    }
    return found;
  }

  /**
   * Who wrote a post. Above it may stand who liked or shared it, so the first link will not do: it is the
   * one a button of the card names ("menu for the post by …", in any language), else the last before
   * the words.
   * @param {Element} card @param {Element|null} body @param {Element|null} end its first comment
   * @param {string} url
   */
  function actor(card, body, end, url) {
    const above = before(card, "a[href]", body ?? end).filter((link) => isNameLink(link, url));
    const labels = before(card, "button[aria-label]", end)
      .map((one) => one.getAttribute("aria-label") ?? "");
    const named = above.findLast((link) => {
      const name = bareName(dom.text(link).split(/\n+/)[0]);
      return name !== null && labels.some((label) => label.includes(name));
    });
    return named ?? (body ? above.at(-1) : above[0]) ?? null;
  }

  /** @param {Element} card @param {string} id @param {Document} doc @param {string} url @returns {Post|null} */
  function rootPost(card, id, doc, url) {
    const end = card.querySelector(COMMENT);
    const [body = null] = before(card, BODY, end);
    const link = actor(card, body, end, url);
    if (!link && !body) return null;
    anchors.remember(doc, id, link);
    return {
      id, parent_id: null, author: authorOf(link, url, body), text: dom.text(body), posted_at: null, position: 0,
    };
  }

  /** @param {Element} comment @param {Element} scope how far a comment is moved in, as far as styles tell */
  function indentOf(comment, scope) {
    let sum = 0;
    for (let at = /** @type {Element|null} */ (comment); at && at !== scope; at = at.parentElement) {
      sum += Number(INDENT.exec(at.getAttribute("style") ?? "")?.[1] ?? 0);
    }
    return sum;
  }

  /**
   * What a comment answers: the comment it stands in, the one whose thread of replies it stands in, or,
   * where replies follow flat, the last one that is moved in less.
   * @param {Element} comment @param {string} id @param {Element} scope
   * @param {Map<string, number>} indents of the comments before it, by number, in order
   * @param {Set<string>} replies those of them that are replies
   * @returns {string|null}
   */
  function parentOf(comment, id, scope, indents, replies) {
    for (let at = comment.parentElement?.closest(COMMENT); at; at = at.parentElement?.closest(COMMENT)) {
      const number = numberOf(at);
      if (number !== null && number !== id) return number;
    }
    const thread = comment.closest(THREAD);
    const named = numberOf(thread);
    if (named !== null && named !== id && indents.has(named)) return named;
    const own = indentOf(comment, scope);
    if (!thread && own === 0) return null;
    const earlier = [...indents.keys()];
    return (thread ? earlier.findLast((number) => !replies.has(number))
      : earlier.findLast((number) => (indents.get(number) ?? 0) < own)) ?? null;
  }

  /**
   * @param {Element} scope @param {string} rootId @param {Document} doc @param {string} url
   * @returns {Generator<void, Post[], void>}
   */
  function* comments(scope, rootId, doc, url) {
    /** @type {Post[]} */
    const found = [];
    /** @type {Map<string, number>} */
    const indents = new Map();
    /** @type {Set<string>} */
    const replies = new Set();
    for (const comment of scope.querySelectorAll(COMMENT)) {
      const id = numberOf(comment);
      // One comment has several frames with its number, and the page may hold it twice.
      if (id === null || indents.has(id)) continue;
      /** @param {Element} one */
      const isOwn = (one) => numberOf(one.closest(COMMENT)) === id;
      const body = [...comment.querySelectorAll(BODY)].find(isOwn) ?? null;
      const link = [...comment.querySelectorAll("a[href]")]
        .find((one) => isOwn(one) && isNameLink(one, url)) ?? null;
      const parent = parentOf(comment, id, scope, indents, replies);
      indents.set(id, indentOf(comment, scope));
      if (!link && !body) continue;
      if (parent !== null) replies.add(id);
      found.push({
        id,
        parent_id: parent ?? rootId,
        author: authorOf(link, url, body),
        text: dom.text(body),
        posted_at: dom.date([...comment.querySelectorAll("time")].find(isOwn)),
        position: found.length + 1,
      });
      anchors.remember(doc, id, link);
      yield;
    }
    return found;
  }

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* read(doc, url) {
    const screen = doc.querySelector(DETAIL) ?? doc.querySelector("main") ?? doc.body;
    const rootId = linkedin.postNumber(url) ?? "post";
    const root = rootPost(screen, rootId, doc, url);
    yield;
    const found = yield* comments(screen, rootId, doc, url);
    return { title: null, url: links.clean(url) ?? url, posts: root ? [root, ...found] : found };
  }

  /**
   * The address of a card's post: from its key, from a comment's (which names what it is under), from
   * the one address of a post in it that all agree on.
   * @param {Element} card @param {string} url
   */
  function addressOf(card, url) {
    const keys = [keyOf(card), ...[...card.querySelectorAll(COMMENT)].map(keyOf)]
      .map((key) => linkedin.postUrl(key) ?? linkedin.postUrl(key.replace("(", "(urn:li:"))).filter(Boolean);
    if (keys.length > 0) return keys[0];
    const all = [...card.querySelectorAll("a[href*='/feed/update/']")]
      .map((link) => linkedin.postUrl(links.of(link, url))).filter((one) => one !== null);
    return new Set(all).size === 1 ? all[0] : null;
  }

  /** @param {Element} card is it an advertisement, as its keys and tracking tell? */
  const isSponsored = (card) => [card, card.closest("[data-view-tracking-scope]"),
    card.querySelector("[data-view-tracking-scope]")].some((one) =>
    /sponsored/i.test(`${one?.getAttribute("componentkey")} ${one?.getAttribute("data-view-tracking-scope")}`));

  /** @type {import("./contract.js").Reader<import("./contract.js").Feed>} */
  function* readFeed(doc, url, missing) {
    /** @type {Discussion[]} */
    const discussions = [];
    for (const card of doc.querySelectorAll(CARD)) {
      if (card.parentElement?.closest(CARD) || isSponsored(card)) continue;
      const address = addressOf(card, url);
      // Cards name their post only sometimes; without its address it can't be known again.
      if (!address) missing.push("discussions.url");
      const id = linkedin.numberOf(address);
      const root = id && rootPost(card, id, doc, url);
      yield;
      if (!address || !root) continue;
      const posts = [root, ...(yield* comments(card, root.id, doc, url))];
      discussions.push({ title: null, url: address, posts });
    }
    return { discussions };
  }

  return [
    {
      name: "sdui-post-2026",
      kind: /** @type {const} */ ("discussion"),
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(`${DETAIL}, ${COMMENT}`) !== null,
      promises: PROMISES,
      read,
      root: "[data-testid*=commentList][data-component-type=LazyColumn]",
    },
    {
      name: "sdui-feed-2026",
      kind: /** @type {const} */ ("feed"),
      /** @param {Document} doc */
      fits: (doc) => doc.querySelector(`${FEED}, ${CARD}`) !== null,
      promises: PROMISES,
      read: readFeed,
      root: "[data-testid=mainFeed]",
    },
  ];
})();
