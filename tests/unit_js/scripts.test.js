// A host's pages get the readers that can be of use there, and no other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { OF_HOSTS, READERS, READING, readersFor, readingOn } from "../../extension/content/scripts.js";

const folder = new URL("../../extension/", import.meta.url);
const source = (/** @type {string} */ file) => readFileSync(new URL(file, folder), "utf8");

/** What a reader's file says of its hosts: [] where it goes by the software. @param {string} file */
function domains(file) {
  const [, list = null] = /^ {4}matches: \[([^\]]*)\]/m.exec(source(file)) ?? [];
  if (list === null) return null;
  return [...list.matchAll(/"(?:\*:\/\/)?(?:\*\.)?([^"/]+)(?:\/\*)?"/g)].map(([, domain]) => domain);
}

test("the hosts of a reader are those it names itself", () => {
  const stated = Object.fromEntries(READERS.map((file) => [file, domains(file)])
    .filter(([, of]) => of !== null && of.length > 0)
    .map(([file, of]) => [String(file).replace(".js", ""), of]));
  assert.deepEqual(stated, OF_HOSTS);
});

test("a network's host gets its own reader and what all share", () => {
  const found = readersFor("www.linkedin.com");
  assert.ok(found.includes("sites/linkedin-company.js"));
  assert.ok(found.includes("sites/recognise.js"));
  assert.ok(!found.includes("sites/discourse.js"));
  assert.ok(!found.includes("sites/unknown-forum.js"));
  assert.deepEqual(readersFor("linkedin.com"), found);
});

test("any other host gets all that go by the software, in their order", () => {
  const found = readersFor("linkedin.com.forum.test");
  assert.ok(!found.some((file) => Object.keys(OF_HOSTS).some((name) => file.startsWith(name))));
  const others = READERS.filter((file) => domains(file)?.length === 0);
  assert.deepEqual(others.filter((file) => !found.includes(file)), []);
  assert.deepEqual(found, READERS.filter((file) => found.includes(file)));
});

test("every reader is of use somewhere, and reading is whole", () => {
  const somewhere = new Set(["forum.test", ...Object.values(OF_HOSTS).flat()].flatMap(readersFor));
  assert.deepEqual(READERS.filter((file) => !somewhere.has(file)), []);
  const left = READING.filter((file) => !readingOn("forum.test").includes(file));
  assert.ok(left.every((file) => READERS.includes(file)));
});
