// What of a server's answer is believed: signed by the pinned key, by the rules, and never older.
import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser-double.js";
const { taken } = await import("../../extension/background/selector-packs.js");

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const PURPOSE = "sidenote-selector-pack-1\n";
/** @type {any} */
const NOTHING = {
  server: "https://s.example", workspace: "w", since: "x", key: null, tag: "", asked_at: 0, packs: [], notices: [],
};

/** @param {ArrayBuffer} bytes */
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

async function operator() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  return {
    public_key: base64url(await crypto.subtle.exportKey("raw", publicKey)),
    /** @param {unknown} pack @param {string} [purpose] */
    sign: async (pack, purpose = PURPOSE) => {
      const body = typeof pack === "string" ? pack : JSON.stringify(pack);
      const bytes = new TextEncoder().encode(purpose + body);
      const algorithm = { name: "ECDSA", hash: "SHA-256" };
      return { body, signature: base64url(await crypto.subtle.sign(algorithm, privateKey, bytes)) };
    },
  };
}

/** @param {object} [changes] */
const pack = (changes = {}) => ({
  format: 1, site: "discourse", layout: "live-2027", version: 2, kind: "discussion",
  fits: { all: ["article"] },
  discussion: { posts: "article", id: { attribute: "id" }, author: { selector: "a" }, text: { selector: "p" } },
  ...changes,
});

const ours = await operator();

/** @param {unknown[]} packs @param {any} [known] @param {string|null} [public_key] */
const after = (packs, known = NOTHING, public_key = ours.public_key) =>
  taken(known, { tag: "t", public_key, packs, notices: [] });

/** @param {any} known */
const versions = (known) => known.packs.map((/** @type {any} */ one) => one.version);

test("a signed pack is taken, and the key pinned", async () => {
  const known = await after([await ours.sign(pack())]);
  assert.deepEqual(versions(known), [2]);
  assert.equal(known.key, ours.public_key);
});

test("a forged pack is not", async () => {
  const theirs = await operator();
  const signed = await ours.sign(pack());
  const forged = [
    await theirs.sign(pack()),
    { ...signed, body: signed.body.replace("article", "section") },
    { ...signed, body: `${signed.body} ` },
    { ...signed, signature: signed.signature.slice(0, -2) },
    { ...signed, signature: "" },
    { ...signed, signature: "*" },
    { body: signed.body },
    await ours.sign(pack(), ""),
    await ours.sign(pack(), "sidenote-something-else-1\n"),
    null,
    "pack",
  ];
  for (const one of forged) assert.deepEqual(versions(await after([one])), []);
});

test("another key is not believed until the browser is paired again", async () => {
  const theirs = await operator();
  const pinned = await after([await ours.sign(pack())]);
  const known = await after([await theirs.sign(pack({ version: 3 }))], pinned, theirs.public_key);
  assert.equal(known.key, ours.public_key);
  assert.deepEqual(versions(known), [2]);
});

test("a key that is none is not pinned", async () => {
  for (const key of ["", "abc", "javascript:alert(1)", "A".repeat(88)]) {
    assert.equal((await after([await ours.sign(pack())], NOTHING, key)).key, null);
  }
});

test("there is no way back to an older version, nor by leaving a pack out", async () => {
  const second = await after([await ours.sign(pack())]);
  assert.deepEqual(versions(await after([await ours.sign(pack({ version: 1 }))], second)), [2]);
  assert.deepEqual(versions(await after([], second)), [2]);
  const third = await after([await ours.sign(pack({ version: 3 }))], second);
  assert.deepEqual(versions(third), [3]);
});

test("a withdrawn pack stays withdrawn", async () => {
  const { format, site, layout } = pack();
  const withdrawn = await after([await ours.sign({ format, site, layout, version: 5, withdrawn: true })]);
  assert.deepEqual(versions(withdrawn), [5]);
  assert.deepEqual(versions(await after([await ours.sign(pack({ version: 4 }))], withdrawn)), [5]);
});

test("signed or not, what breaks the rules is refused", async () => {
  const wrong = [
    pack({ script: "alert(1)" }),
    pack({ fits: { all: ["a[href^='javascript:']"] } }),
    pack({ discussion: { ...pack().discussion, id: { attribute: "onclick" } } }),
    pack({ note: "x".repeat(500), replaces: "live" }),
    pack({ format: 2 }),
    "not json",
    "[]",
  ];
  for (const one of wrong) assert.deepEqual(versions(await after([await ours.sign(one)])), []);
});

test("a huge pack and too many packs are not taken", async () => {
  assert.deepEqual(versions(await after([await ours.sign(JSON.stringify(pack()) + " ".repeat(17_000))])), []);
  const many = await Promise.all(
    Array.from({ length: 80 }, async (_, n) => ours.sign(pack({ layout: `layout-${n}` }))));
  assert.equal((await after(many)).packs.length, 64);
});

test("an answer that makes no sense changes nothing", async () => {
  const known = await after([await ours.sign(pack())]);
  for (const answer of [{}, { packs: "x", notices: "y", tag: 5, public_key: 7 }]) {
    const next = await taken(known, answer);
    assert.deepEqual([versions(next), next.key, next.notices], [[2], ours.public_key, []]);
  }
});
