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
  "sites/selection.js",
  "sites/thread.js",
  "sites/layout-from-pack.js",
  "sites/linkedin-page.js",
  "sites/linkedin-lines.js",
  "sites/linkedin-guest-profile-older.js",
  "sites/linkedin-guest-profile.js",
  "sites/linkedin-member-profile-2018.js",
  "sites/linkedin-member-profile.js",
  "sites/linkedin-sdui-profile.js",
  "sites/linkedin-guest-discussion.js",
  "sites/linkedin-guest-article.js",
  "sites/linkedin-member-discussion.js",
  "sites/linkedin-sdui-discussion.js",
  "sites/linkedin-search.js",
  "sites/linkedin-company.js",
  "sites/linkedin.js",
  "sites/discourse-topic.js",
  "sites/discourse.js",
  "sites/stackexchange-profile.js",
  "sites/stackexchange.js",
  "sites/xenforo.js",
  "sites/phpbb.js",
  "sites/vbulletin.js",
  "sites/invision.js",
  "sites/vanilla.js",
  "sites/nodebb.js",
  "sites/mybb.js",
  "sites/smf.js",
  "sites/wordpress-comments.js",
  "sites/wordpress.js",
  "sites/reddit.js",
  "sites/lobsters.js",
  "sites/hackernews.js",
  "sites/github-discussion.js",
  "sites/github.js",
  "sites/flarum.js",
  "sites/bbpress.js",
  "sites/steam.js",
  "sites/slashdot.js",
  "sites/fluxbb.js",
  "sites/woltlab.js",
  "sites/question2answer.js",
  "sites/drupal.js",
  "sites/lemmy.js",
  "sites/khoros.js",
  "sites/insided.js",
  "sites/mastodon.js",
  "sites/bluesky.js",
  "sites/xing.js",
  "sites/schema-discussion.js",
  "sites/schema-anchors.js",
  "sites/schema-profile.js",
  "sites/schema-completion.js",
  "sites/schema-org.js",
  "sites/unknown-forum-marks.js",
  "sites/unknown-forum-outline.js",
  "sites/unknown-forum-groups.js",
  "sites/unknown-forum-fields.js",
  "sites/unknown-forum-posts.js",
  "sites/unknown-forum-frame.js",
  "sites/unknown-forum-confidence.js",
  "sites/unknown-forum.js",
];

/** Which of them are for some hosts alone, by how their names begin; as the site's own `matches`. */
export const OF_HOSTS = {
  "sites/linkedin": ["linkedin.com"],
  "sites/stackexchange": [
    "stackexchange.com", "stackoverflow.com", "superuser.com", "serverfault.com", "askubuntu.com",
    "mathoverflow.net", "stackapps.com",
  ],
  "sites/reddit": ["reddit.com"],
  "sites/hackernews": ["news.ycombinator.com"],
  "sites/github": ["github.com"],
  "sites/bluesky": ["bsky.app"],
  "sites/xing": ["xing.com"],
};

/** The last that every host needs. */
const LAST_SHARED = "sites/layout-from-pack.js";

/**
 * The readers that can be of use on a host: its own or, where it has none, all that go by the software.
 * Every page of the host waits for their parsing.
 * @param {string} host
 * @returns {string[]}
 */
export function readersFor(host) {
  const isOf = (/** @type {string} */ domain) => host === domain || host.endsWith(`.${domain}`);
  const own = Object.entries(OF_HOSTS).find(([, domains]) => domains.some(isOf))?.[0];
  const bound = Object.keys(OF_HOSTS);
  const shared = READERS.slice(0, READERS.indexOf(LAST_SHARED) + 1);
  const rest = READERS.slice(shared.length).filter((file) =>
    own ? file.startsWith(own) : !bound.some((name) => file.startsWith(name)));
  return [...shared, ...rest];
}

/** What reads a page. */
export const READING = [
  "shared/browser.js",
  "content/first-questions.js",
  ...READERS,
  "content/page-watch.js",
  "content/reading.js",
  "content/in-view.js",
  "content/sending.js",
  "content/capture.js",
  "content/selection-capture.js",
];

/** @param {string} host @returns {string[]} what reads a page there */
export function readingOn(host) {
  const useful = new Set(readersFor(host));
  return READING.filter((file) => useful.has(file) || !READERS.includes(file));
}

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
  "ui/changes.js",
  "ui/person-card.js",
  "ui/badge.js",
  "ui/hover-card.js",
  "content/badge-layer.js",
  "content/feed-badges.js",
  "content/people-badges.js",
  "content/annotate.js",
];
