// A big page's annotations arrive in pieces that say the same as the whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser-double.js";

const { pieces } = await import("../../extension/background/annotations.js");

/** @param {number} posts */
const setOf = (posts) => ({
  capture_id: "one", url: "http://network.test/d/1",
  people: [...Array(50).keys()].map((number) => ({ key: `k${number}` })),
  posts: [...Array(posts).keys()].map((number) => ({ id: `p${number}`, person_key: `k${number % 50}` })),
});

test("a small set is one piece", () => {
  const set = setOf(200);
  assert.deepEqual([...pieces(set)], [set]);
});

test("a big set loses nothing, and each piece knows its people", () => {
  const set = setOf(1_050);
  const found = [...pieces(set)];
  assert.ok(found.length > 1);
  assert.deepEqual(found.flatMap((piece) => piece.posts), set.posts);
  for (const piece of found) {
    const keys = new Set(piece.people.map((/** @type {any} */ person) => person.key));
    assert.ok(piece.posts.every((/** @type {any} */ post) => keys.has(post.person_key)));
    assert.equal(piece.capture_id, "one");
  }
});

test("a profile's set has no posts and is one piece", () => {
  const set = { people: [{ key: "k" }] };
  assert.deepEqual([...pieces(set)], [set]);
});
