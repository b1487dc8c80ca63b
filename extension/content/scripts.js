// The content scripts in the order they run: classic scripts on one namespace object. Files of one
// folder may rely on those above them. A new file belongs here; tests/browser/test_source.py compares.

/** The page readers: nothing but reading, no browser API. scripts/new-site adds a line here. */
export const READERS = [
  "sites/contract.js",
  "shared/dom.js",
  "shared/links.js",
  "shared/schema-names.js",
  "shared/json-ld.js",
  "shared/microdata.js",
  "shared/structured-data.js",
  "sites/anchors.js",
  "sites/layouts.js",
  "sites/draft.js",
  "sites/recognise.js",
  "sites/linkedin-page.js",
  "sites/linkedin-guest-profile.js",
  "sites/linkedin-member-profile.js",
  "sites/linkedin-sdui-profile.js",
  "sites/linkedin-guest-discussion.js",
  "sites/linkedin-member-discussion.js",
  "sites/linkedin.js",
  "sites/discourse.js",
  "sites/stackexchange.js",
  "sites/thread.js",
  "sites/xenforo.js",
  "sites/phpbb.js",
  "sites/vbulletin.js",
  "sites/invision.js",
  "sites/vanilla.js",
  "sites/nodebb.js",
  "sites/mybb.js",
  "sites/smf.js",
  "sites/wordpress.js",
  "sites/reddit.js",
  "sites/lobsters.js",
  "sites/hackernews.js",
  "sites/github.js",
  "sites/schema-discussion.js",
  "sites/schema-anchors.js",
  "sites/schema-profile.js",
  "sites/schema-org.js",
];

/** What reads a page. */
export const READING = [
  "shared/browser.js",
  ...READERS,
  "content/page-watch.js",
  "content/reading.js",
  "content/capture.js",
];

/** What shows annotations on a page: only where the user switched badges on. */
export const SHOWING = [
  "ui/words.js",
  "ui/elements.js",
  "ui/signs.js",
  "ui/look.js",
  "ui/mount.js",
  "ui/codes.js",
  "ui/evidence.js",
  "ui/match-weights.js",
  "ui/correction.js",
  "ui/person-card.js",
  "ui/badge.js",
  "ui/hover-card.js",
  "content/badge-layer.js",
  "content/annotate.js",
];
