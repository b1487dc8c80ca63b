// The rules of selector packs as the extension checks them; tests/packs/test_rules.py holds the server
// to the same file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { isPack } from "../../extension/background/pack-rules.js";

const { good, bad } = JSON.parse(readFileSync(new URL("../packs/rules.json", import.meta.url), "utf8"));

for (const { why, pack } of good) test(`taken: ${why}`, () => assert.ok(isPack(pack)));
for (const { why, pack } of bad) test(`refused: ${why}`, () => assert.ok(!isPack(pack)));

test("names that every object has are no fields", () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    assert.ok(!isPack(JSON.parse(JSON.stringify(good[0].pack).replace("{", `{"${name}":{},`))), name);
  }
});
