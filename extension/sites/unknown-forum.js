// The last reader, for forums, comments and questions whose software nobody here knows: it finds the
// repeated posts by itself, from the page's elements alone, and says how sure it is
// (unknown-forum-confidence.js). Asked only when no other reader finds anything on the page; what it
// reads is sent only when the person says that it is right.
"use strict";

(() => {
  /**
   * @typedef {import("./unknown-forum-outline.js").Outline} Outline
   * @typedef {import("./unknown-forum-fields.js").Fields} Fields
   * @typedef {import("./unknown-forum-posts.js").Found} Found
   * @typedef {import("./contract.js").Post} Post
   * @typedef {import("./contract.js").Discussion} Discussion
   * @typedef {import("./unknown-forum-groups.js").Group} Group
   * @typedef {import("./unknown-forum-confidence.js").Judgement} Judgement
   * @typedef {{outline: Outline, fields: Fields, found: Found[], judgement: Judgement, groups: Group[], worth: number}} Answer
   */
  const { anchors, links, sites, thread, unknownForumConfidence: confidenceOf, unknownForumFields, unknownForumFrame: frame,
    unknownForumGroups, unknownForumOutline, unknownForumPosts } = Sidenote;
  /** Groups that are looked at closely, the best first. */
  const MOST_GROUPS = 8;

  /**
   * @param {Document} doc @param {string} url
   * @returns {Generator<void, Answer|null, void>} the group that most likely is the thread
   */
  function* best(doc, url) {
    const base = thread.baseOf(doc, url);
    const outline = yield* unknownForumOutline.walk(doc);
    const groups = yield* unknownForumGroups.find(outline);
    /** @type {Answer|null} */
    let top = null;
    for (const group of groups.slice(0, MOST_GROUPS)) {
      if (top && group.complete < 0.5 * top.fields.group.complete) break;
      const fields = yield* unknownForumFields.read(outline, group);
      const found = yield* unknownForumPosts.collect(outline, fields, base);
      yield;
      const judgement = confidenceOf.judge(outline, fields, found, url);
      const worth = worthOf(judgement, found);
      if (!top || worth > top.worth) top = { outline, fields, found, judgement, groups, worth };
      // Most of the page is read: what follows are parts of the same posts.
      if (top.judgement.refusal === null && top.judgement.evidence.covering > 0.5) break;
      yield;
    }
    return top;
  }

  /**
   * Of two groups the surer one; of equals the one with more words.
   * @param {Judgement} judgement @param {Found[]} found
   */
  const worthOf = ({ confidence, refusal }, found) => (refusal === null ? 1 : 0) + confidence
    + 0.03 * Math.log10(1 + found.reduce((sum, { text }) => sum + text.length, 0)) + 0.002 * Math.min(found.length, 50);

  /** @type {import("./contract.js").Reader<Discussion>} */
  function* read(doc, url, missing) {
    const answer = yield* best(doc, url);
    if (!answer || answer.judgement.refusal !== null) return null;
    const { outline, judgement } = answer;
    const base = thread.baseOf(doc, url);
    const isLater = frame.isLaterPage(url);
    const { found: replies, kinds } = yield* joined(answer, base);
    const root = isLater ? null : frame.rootBefore(outline, kinds, replies);
    const rootPost = root && (yield* unknownForumPosts.collect(outline, root, base))[0];
    const areComments = !rootPost && kinds.every(frame.areComments);
    const article = areComments ? frame.article(doc, outline, replies[0].at, base) : null;
    const found = rootPost ? [rootPost, ...replies] : replies;
    yield;
    const tops = topLevel(outline, found);
    const hasRoot = !isLater && !areComments && !isNewestFirst(found)
      && (Boolean(rootPost) || tops === 1 || tops === found.length);
    identify(found);
    const parents = frame.parents(outline, found, hasRoot);
    const before = hasRoot || article ? 0 : 1;
    const posts = found.map((post, i) => postOf(doc, post, parents[i], before + i));
    if (posts.every(({ author }) => author.url === null)) missing.push("posts.author.url");
    return { title: frame.title(doc), url: links.clean(url) ?? url, article, posts, confidence: judgement.confidence };
  }

  /** @param {Found[]} found do the numbers in their ids fall? A guestbook has no first post to answer */
  function isNewestFirst(found) {
    const numbers = found.map(({ id }) => Number(/(\d+)\D*$/.exec(id ?? "")?.[1] ?? Number.NaN));
    return numbers.length > 2 && numbers.every((number, i) => i === 0 || number < numbers[i - 1]);
  }

  /** @param {Outline} outline @param {Found[]} found */
  function topLevel(outline, found) {
    /** @type {number[]} */
    const levels = frame.levels(outline, found);
    const least = levels.reduce((one, other) => Math.min(one, other), Infinity);
    return levels.filter((level) => level === least).length;
  }

  /**
   * Comments on answers beside the answers themselves: another group near the best one that surely is
   * posts, too, by people whose addresses are of the same shape.
   * @param {Answer} answer @param {string} base
   * @returns {Generator<void, {found: Found[], kinds: Fields[]}, void>}
   */
  function* joined({ outline, fields, found, groups }, base) {
    const shape = frame.shapeOf(found);
    const around = commonRoot(outline, fields.group);
    const taken = inTexts(outline, fields);
    for (const group of shape === null ? [] : groups.slice(0, 3 * MOST_GROUPS)) {
      if (!group.members.every(({ at }) => at > around && at < outline.end[around] && !taken[at])) continue;
      const both = unknownForumGroups.apart(outline, fields.group, group);
      yield;
      if (!both) continue;
      const [one, other] = [yield* unknownForumFields.read(outline, both[0]), yield* unknownForumFields.read(outline, both[1])];
      if (other.headlines > 0.2) continue;
      /** @type {[Found[], Found[]]} */
      const [posts, more] = [
        yield* unknownForumPosts.collect(outline, one, base), yield* unknownForumPosts.collect(outline, other, base),
      ];
      const known = new Set(posts.map(({ text }) => text));
      const isSure = frame.shapeOf(more) === shape && posts.length >= 0.9 * found.length
        && more.length >= 0.8 * other.group.members.length
        && more.every(({ date, text }) => date !== null && !known.has(text));
      if (isSure) return { found: [...posts, ...more].sort((a, b) => a.at - b.at), kinds: [one, other] };
    }
    return { found, kinds: [fields] };
  }

  /** @param {Outline} outline @param {Fields} fields of each element: does it stand in the words of a post? */
  function inTexts({ elements, end }, { texts }) {
    const taken = new Uint8Array(elements.length);
    for (const text of texts) if (text !== null) taken.fill(1, text, end[text]);
    return taken;
  }

  /**
   * The element around all members, and what is beside it.
   * @param {Outline} outline @param {Group} group
   */
  function commonRoot({ end, parent }, { members }) {
    let at = members[0].at;
    const last = members[members.length - 1].at;
    while (at > 0 && end[at] <= last) at = parent[at];
    return Math.max(0, parent[at] ?? 0);
  }

  /** @param {Found[]} found each gets an id that lasts from visit to visit */
  function identify(found) {
    for (const post of found) post.id ??= `post-${digest(`${post.name} ${post.text.slice(0, 200)}`)}`;
  }

  /** @param {string} words FNV-1a, 32 bits: a name for a post that has none */
  function digest(words) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < words.length; i += 1) hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(36);
  }

  /**
   * @param {Document} doc @param {Found} found @param {string|null} parent @param {number} position
   * @returns {Post}
   */
  function postOf(doc, found, parent, position) {
    const id = /** @type {string} */ (found.id);
    anchors.remember(doc, id, found.shown);
    return {
      id,
      parent_id: parent,
      author: { name: found.name, url: found.url, headline: null },
      text: found.text,
      posted_at: found.date,
      position,
    };
  }

  Sidenote.unknownForum = { best, read };

  sites.register({
    id: "unknown-forum",
    label: "?",
    version: "2",
    matches: [],
    guesses: true,
    pageKind: () => "discussion",
    layoutNames: ["repeated-posts"],
    layouts: (doc) => (doc.body ? ["repeated-posts"] : []),
    read: { discussion: read },
    anchor: { post: (doc, id) => (id === "" ? null : anchors.find(doc, id)) },
    watchRoot: (doc) => doc.querySelector("main, [role=main]") ?? doc.body,
    promises: () => thread.PROMISES_WITHOUT_LINKS,
  });
})();
