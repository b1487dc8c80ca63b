// The content scripts in the order they run: classic scripts on one namespace object. Files of one
// folder may rely on those above them. A new file belongs here; tests/browser/test_source.py compares.

/** What reads a page. */
export const READING = [
  "shared/browser.js",
  "sites/contract.js",
  "content/page-watch.js",
  "content/capture.js",
];

/** What shows annotations on a page: only where the user switched badges on. */
export const SHOWING = [];
