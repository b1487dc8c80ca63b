import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser-double.js";
const { addressOf, hostOf, patternsOf, sameOrigin, serverAddress, speaksFor } = await import(
  "../../extension/shared/hosts.js"
);

test("a server is https, or on this computer", () => {
  const cases = {
    "crm.example.com": "https://crm.example.com",
    " https://crm.example.com/ ": "https://crm.example.com",
    "https://crm.example.com/sidenote/": "https://crm.example.com/sidenote",
    "https://crm.example.com:8443?x=1#y": "https://crm.example.com:8443",
    "localhost:8765": "http://localhost:8765",
    "127.0.0.1:8765/": "http://127.0.0.1:8765",
    "http://[::1]:8765": "http://[::1]:8765",
    "http://crm.example.com": null,
    "http://localhost.example.com": null,
    "http://127.0.0.1.example.com": null,
    "ftp://crm.example.com": null,
    "javascript:alert(1)": null,
    "https://user@crm.example.com": null,
    "https://:secret@crm.example.com": null,
    "": null,
    "two words": null,
  };
  for (const [typed, expected] of Object.entries(cases)) {
    assert.equal(serverAddress(typed), expected, typed);
  }
});

test("hosts have no port, and only web pages have one", () => {
  assert.equal(hostOf("http://localhost:8766/in/jana"), "localhost");
  assert.equal(hostOf("chrome://extensions"), null);
  assert.equal(hostOf("file:///tmp/x"), null);
  assert.equal(hostOf(undefined), null);
  assert.deepEqual(patternsOf("a.example"), ["https://a.example/*", "http://a.example/*"]);
});

test("one origin", () => {
  assert.ok(sameOrigin("https://a.example/x", "https://a.example:443/y"));
  assert.ok(!sameOrigin("https://a.example", "http://a.example"));
  assert.ok(!sameOrigin("https://a.example", "https://b.example"));
  assert.ok(!sameOrigin("about:blank", "about:blank"));
  assert.ok(!sameOrigin(null, null));
});

test("a page speaks for its origin and for the main host beside its own", () => {
  assert.ok(speaksFor("https://a.example/x", "https://a.example/y"));
  assert.ok(speaksFor("https://old.forum.example/x", "https://www.forum.example/x"));
  assert.ok(!speaksFor("https://www.forum.example/x", "https://old.forum.example/x"));
  assert.ok(!speaksFor("https://old.forum.example/x", "http://www.forum.example/x"));
  assert.ok(!speaksFor("https://old.forum.example/x", "https://www.forum.example:8443/x"));
  assert.ok(!speaksFor("https://a.old.forum.example/x", "https://www.forum.example/x"));
  assert.ok(!speaksFor("https://a.example/x", "https://www.example/x"));
  assert.ok(!speaksFor("about:blank", "https://www.a.example/"));
});

test("a page has one address, however it was come by", () => {
  assert.equal(addressOf("http://a.example/in/x?utm_source=y#comments"), "http://a.example/in/x");
  assert.equal(addressOf("not an address"), "not an address");
});
