import assert from "node:assert/strict";
import { test } from "node:test";

import { split } from "../../extension/background/capture-parts.js";

/** @param {number} count @param {number} [length] @returns {any} */
const discussion = (count, length = 10) => ({
  capture_id: "a".repeat(32),
  kind: "discussion",
  discussion: {
    title: "t",
    url: "https://network.example/d/1",
    posts: Array.from({ length: count }, (_, position) => ({
      id: `p${position}`, parent_id: null, author: {}, text: "x".repeat(length), position,
    })),
  },
});

test("a short discussion and every other page stay whole", () => {
  const short = discussion(2_000);
  assert.deepEqual(split(short), [short]);
  const profile = /** @type {any} */ ({ kind: "profile", profile: {} });
  assert.deepEqual(split(profile), [profile]);
});

test("a long one is split without losing, doubling or moving a post", () => {
  for (const [count, length] of [[2_001, 10], [4_500, 10], [300, 100_000], [3, 9_000_000]]) {
    const whole = discussion(count, length);
    const parts = split(whole);
    assert.ok(parts.length > 1);
    const posts = parts.flatMap((part) => part.discussion?.posts ?? []);
    assert.deepEqual(posts, whole.discussion.posts);
    parts.forEach(({ discussion: part }, index) => {
      assert.deepEqual(part?.part, { index, count: parts.length });
      assert.ok((part?.posts.length ?? 0) <= 2_000);
    });
    const ids = parts.map((part) => part.capture_id);
    assert.equal(new Set(ids).size, parts.length);
    assert.ok(ids.every((id) => /^[A-Za-z0-9-]{8,64}$/.test(id)));
    assert.deepEqual(split(whole).map((part) => part.capture_id), ids, "the same ids again");
  }
});
