// A discussion as the panel shows it: people in order of who matters here, and what is said by whom.
// Pure: annotations in, plain objects out.

/**
 * @typedef {{person: any, posts: any[], kinds: Set<string>, rank: number, text: string,
 *   position: number}} Speaker
 * @typedef {{kind: string, count: number, everyone: number, experts: number}} Said  shares, 0..1
 */

/** What a person is to us, as a factor of the order in the list. */
const STATE_FACTOR = {
  customer: 1, outdated: 0.9, prospect: 0.85, several: 0.8, former: 0.7, unknown: 0.5,
};
/** Nothing known of the expertise is not nothing: between no relevance at all and one adjacent field. */
const UNKNOWN_WEIGHT = 0.15;
/** So that the state still orders people without any weight. */
const FLOOR = 0.1;

/** @param {any} person @returns {number} weight on the topic times what they are to us */
export function rankOf(person) {
  const weight = person.relevance?.score ?? UNKNOWN_WEIGHT;
  const factor = /** @type {Record<string, number>} */ (STATE_FACTOR)[person.state] ?? 0.5;
  return (FLOOR + weight) * factor;
}

/** @param {any} post @returns {any[]} reactions that were really found */
const found = (post) => (post.reactions ?? []).filter((/** @type {any} */ one) => one.score !== null);

/** @param {string} text @returns {string} what searching compares: no case, no accents */
export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {any} set  AnnotationSet @returns {Speaker[]} the weightiest first */
export function speakersOf(set) {
  /** @type {Map<string, any[]>} */
  const posts = new Map();
  for (const post of set.posts) {
    if (post.person_key === null) continue;
    const own = posts.get(post.person_key);
    if (own) own.push(post);
    else posts.set(post.person_key, [post]);
  }
  /** @type {Speaker[]} */
  const speakers = set.people.map((/** @type {any} */ person, /** @type {number} */ position) => {
    const own = posts.get(person.key) ?? [];
    const reactions = own.flatMap(found);
    const words = [
      person.name, person.headline, person.account?.name, person.contact?.account_name,
      ...(person.expertise ?? []).map((/** @type {any} */ one) => one.label),
      ...reactions.flatMap((one) => one.evidence.map((/** @type {any} */ e) => e.quote)),
    ];
    return {
      person, posts: own, position, rank: rankOf(person),
      kinds: new Set(reactions.map((one) => one.value)),
      text: folded(words.filter(Boolean).join("\n")),
    };
  });
  return speakers.sort((a, b) => b.rank - a.rank || a.position - b.position);
}

/**
 * @param {any} set  AnnotationSet
 * @param {readonly string[]} kinds  reaction kinds, in their own order
 * @returns {Said[]} kinds that occur; everyone = share of all posts, experts = share of the weight
 */
export function saidIn(set, kinds) {
  const total = set.posts.length;
  const weight = set.posts.reduce((/** @type {number} */ sum, /** @type {any} */ p) => sum + (p.weight ?? 0), 0);
  return kinds
    .map((kind) => {
      const own = set.posts.filter((/** @type {any} */ post) => found(post).some((one) => one.value === kind));
      const ownWeight = own.reduce((/** @type {number} */ sum, /** @type {any} */ p) => sum + (p.weight ?? 0), 0);
      return {
        kind,
        count: own.length,
        everyone: total ? own.length / total : 0,
        experts: weight ? ownWeight / weight : 0,
      };
    })
    .filter(({ count }) => count > 0);
}

/** What to quote of somebody first: what asks for an answer before what only tells. */
const TELLING = [
  "buying_intent", "complaint", "request_help", "question", "wish", "disagreement", "answer",
  "praise", "agreement", "promotion",
];

/**
 * @param {Speaker} speaker
 * @param {string|null} wanted  a reaction kind to prefer
 * @returns {{kind: string, quote: string}|null}
 */
export function quoteOf(speaker, wanted) {
  const all = speaker.posts.flatMap(found);
  const order = wanted ? [wanted, ...TELLING] : TELLING;
  for (const kind of order) {
    const reaction = all.find((one) => one.value === kind && one.evidence.length > 0);
    if (reaction) return { kind, quote: reaction.evidence[0].quote };
  }
  return null;
}

/** The filter chips: a speaker stays if every chosen one holds. */
export const FILTERS = Object.freeze({
  experts: (/** @type {Speaker} */ s, /** @type {number} */ expertFrom) =>
    (s.person.relevance?.score ?? 0) >= expertFrom,
  customers: (/** @type {Speaker} */ s) => s.person.state === "customer",
  questions: (/** @type {Speaker} */ s) => s.kinds.has("question") || s.kinds.has("request_help"),
  complaints: (/** @type {Speaker} */ s) => s.kinds.has("complaint"),
});

/**
 * @param {Speaker[]} speakers
 * @param {{filters: Set<string>, kind: string|null, query: string, expertFrom: number}} choice
 */
export function chosen(speakers, { filters, kind, query, expertFrom }) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const wanted = Object.entries(FILTERS).filter(([name]) => filters.has(name)).map(([, test]) => test);
  return speakers.filter(
    (speaker) =>
      wanted.every((test) => test(speaker, expertFrom)) &&
      (kind === null || speaker.kinds.has(kind)) &&
      words.every((word) => speaker.text.includes(word)),
  );
}
