import assert from "node:assert/strict";
import { test } from "node:test";

import {
  FROM_CONTENT, FROM_EXTENSION_PAGES, isWellFormed,
} from "../../extension/shared/messages.js";

const health = {
  url: "https://network.example/in/jana", status: "recognised", reason: "", site: "schema-org",
  site_version: "1", layout: "json-ld", kind: "profile", posts: 0, missing: [], fill: {}, confidence: null, unusable_packs: [],
};
const capture = {
  capture_id: "0123456789abcdef", kind: "profile", site: "schema-org", site_version: "1",
  layout: "json-ld", url: "https://network.example/in/jana", captured_at: "2026-11-21T10:00:00Z",
  trigger: "click", missing: [], profile: {},
};

/** One right message of every type. @type {Record<string, object>} */
const RIGHT = {
  "page-health": { health },
  capture: { capture },
  "known-annotations": { urls: [health.url] },
  "look-up-people": { people: [{ name: "Jana Nová", url: null, headline: "Bridge engineer" }] },
  "site-settings": { host: "network.example" },
  feedback: {
    person_id: "p", record: "contact", record_id: "c", verdict: "wrong", url: health.url,
  },
  "tab-state": { tabId: 1 },
  "capture-now": { tabId: 1, sure: true },
  "reject-guess": { tabId: 1 },
  "read-selection": { tabId: 1 },
  "capture-selection": { tabId: 1, author: { name: "Jana Nová", url: null } },
  outbox: {},
  "outbox-retry": {},
  "outbox-discard": { capture_id: "0123456789abcdef" },
  connection: {},
  pair: { server: "crm.example" },
  unpair: {},
  consent: { given: true },
  sites: {},
  "site-set": { host: "[::1]", mode: "off" },
  "site-granted": { host: "network.example" },
  "site-remove": { host: "network.example" },
};

test("every message somebody may send has a shape, and the right ones fit", () => {
  const all = new Set([...FROM_CONTENT, ...FROM_EXTENSION_PAGES]);
  assert.deepEqual([...all].sort(), Object.keys(RIGHT).sort());
  for (const [type, fields] of Object.entries(RIGHT)) {
    assert.ok(isWellFormed({ type, ...fields }), type);
  }
});

test("a field too many, one missing or one of another kind does not fit", () => {
  for (const [type, fields] of Object.entries(RIGHT)) {
    assert.ok(!isWellFormed({ type, ...fields, more: 1 }), `${type} with more`);
    for (const name of Object.keys(fields)) {
      const { [name]: _, ...rest } = /** @type {Record<string, any>} */ (fields);
      const optional = ["site-set mode", "capture-now sure"].includes(`${type} ${name}`);
      assert.equal(isWellFormed({ type, ...rest }), optional, `${type} without ${name}`);
      for (const wrong of [null, 1.5, [], {}, "", "x".repeat(5_000)]) {
        assert.ok(!isWellFormed({ type, ...fields, [name]: wrong }), `${type} ${name}`);
      }
    }
  }
});

test("what is no message at all does not fit", () => {
  for (const thing of [null, undefined, 1, "connection", [], { type: "__proto__" }, { type: 1 }, {}]) {
    assert.ok(!isWellFormed(thing));
  }
});

test("a capture carries its own kind and no other", () => {
  assert.ok(!isWellFormed({ type: "capture", capture: { ...capture, discussion: { posts: [] } } }));
  assert.ok(!isWellFormed({ type: "capture", capture: { ...capture, kind: "discussion" } }));
  assert.ok(!isWellFormed({ type: "capture", capture: { ...capture, url: "file:///etc/passwd" } }));
});
