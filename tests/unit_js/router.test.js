import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser-double.js";
const { kindOf, router } = await import("../../extension/background/router.js");

const page = { id: "our-id", url: "chrome-extension://our-id/panel/panel.html" };
const content = {
  id: "our-id", url: "https://network.example/in/jana", frameId: 0, tab: { id: 7 },
};

/** @param {object} sender */
const kind = (sender) => kindOf(/** @type {any} */ (sender));

test("who is who", () => {
  assert.equal(kind(page), "extension");
  assert.equal(kind({ ...page, tab: { id: 3 }, frameId: 0 }), "extension", "the options in a tab");
  assert.equal(kind(content), "content");
  for (const stranger of [
    { ...page, id: "other" },
    { ...content, id: "other" },
    { id: "our-id" },
    { ...content, frameId: 3 },
    { ...content, tab: undefined },
    { ...content, url: "about:blank" },
    { ...content, url: "file:///tmp/page.html" },
    { ...content, url: "chrome-extension://our-id.example/x" },
    { ...content, url: "chrome-extension://other/x" },
  ]) {
    assert.equal(kind(stranger), null, JSON.stringify(stranger));
  }
});

test("each has a list, and no answer beyond it", async () => {
  const handlers = { outbox: async () => "for pages", "site-settings": async () => "for scripts" };
  const open = router(handlers, async () => true);
  const shut = router(handlers, async () => false);
  const settings = { type: "site-settings", host: "network.example" };
  const from = (/** @type {object} */ sender) => /** @type {any} */ (sender);
  assert.equal(await open({ type: "outbox" }, from(page)), "for pages");
  assert.equal(await open(settings, from(content)), "for scripts");
  assert.equal(open({ type: "outbox" }, from(content)), undefined);
  assert.equal(open(settings, from(page)), undefined);
  assert.equal(open({ type: "constructor" }, from(page)), undefined);
  assert.equal(await shut(settings, from(content)), undefined, "a host we may not read");
});
