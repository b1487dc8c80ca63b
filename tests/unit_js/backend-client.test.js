import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser-double.js";
const { Refused, ServerTrouble, Unreachable, detailOf, retryAfter } = await import(
  "../../extension/background/backend-client.js"
);
const { pause } = await import("../../extension/background/outbox.js");
const { challengeOf } = await import("../../extension/background/pairing.js");

test("how long a server asks to wait", () => {
  assert.equal(retryAfter(null), null);
  assert.equal(retryAfter("120"), 120_000);
  assert.equal(retryAfter("-5"), 0);
  assert.equal(retryAfter("999999999"), 3_600_000, "an hour at most");
  assert.equal(retryAfter("soon"), null);
  const inAMinute = retryAfter(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
  assert.ok(inAMinute > 55_000 && inAMinute <= 60_000);
});

test("the server's words are shown short, and only words", () => {
  assert.equal(detailOf({ detail: "Too long.", title: "Bad" }), "Too long.");
  assert.equal(detailOf({ title: "Bad" }), "Bad");
  assert.equal(detailOf({ detail: { html: "<b>" }, title: 5 }), "");
  assert.equal(detailOf(null), "");
  assert.equal(detailOf({ detail: "x".repeat(1_000) }).length, 300);
});

test("failures have names and words for people", () => {
  assert.equal(new Unreachable().problem, "problem_unreachable");
  assert.equal(new Refused(422, "").problem, "problem_refused");
  assert.equal(new ServerTrouble(429, null).problem, "problem_server_busy");
  assert.equal(new ServerTrouble(500, null).general, false, "one capture's trouble");
  assert.equal(new ServerTrouble(503, null).general, true);
});

test("waiting grows, varies and ends", () => {
  const error = new Unreachable();
  for (const [tries, most] of [[1, 2_000], [2, 4_000], [5, 32_000], [40, 900_000]]) {
    const waits = Array.from({ length: 50 }, () => pause(tries, error));
    assert.ok(waits.every((wait) => wait >= most / 2 && wait <= most), `${tries}`);
    assert.ok(new Set(waits).size > 10, "jitter");
  }
  assert.equal(pause(1, new ServerTrouble(429, 120_000)), 120_000);
});

test("the challenge is that of RFC 7636, appendix B", async () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  assert.equal(await challengeOf(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});
