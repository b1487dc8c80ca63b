// A long discussion travels in parts, each a capture of its own, so that no part is too big for the
// server and a failed one does not hold back the others.

/** @typedef {import("../sites/contract.js").Capture} Capture */
/** @typedef {import("../sites/contract.js").Post} Post */

const MOST_POSTS = 2_000;
const MOST_CHARACTERS = 4_000_000;

/**
 * @param {Capture} capture
 * @param {{posts: number, characters: number}} [most]  of one part
 * @returns {Capture[]} the capture itself if it is short enough; else parts whose ids derive from its
 *   id, so that splitting it again gives the same parts
 */
export function split(capture, most = { posts: MOST_POSTS, characters: MOST_CHARACTERS }) {
  const { discussion } = capture;
  if (!discussion) return [capture];
  const runs = runsOf(discussion.posts, most);
  if (runs.length <= 1) return [capture];
  return runs.map((posts, index) => ({
    ...capture,
    capture_id: `${capture.capture_id}-${index}`,
    discussion: { ...discussion, posts, part: { index, count: runs.length } },
  }));
}

/**
 * @param {Post[]} posts
 * @param {{posts: number, characters: number}} most
 * @returns {Post[][]}
 */
function runsOf(posts, most) {
  /** @type {Post[][]} */
  const runs = [];
  let characters = 0;
  for (const post of posts) {
    const length = post.text.length + 200;
    const last = runs.at(-1);
    if (last && last.length < most.posts && characters + length <= most.characters) {
      last.push(post);
      characters += length;
    } else {
      runs.push([post]);
      characters = length;
    }
  }
  return runs;
}
