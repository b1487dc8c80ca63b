// How sure it is that a page of unknown software is a discussion, from evidence that can be counted.
//
//   confidence = sum of weight x share (each share 0..1) - deductions, cut to 0..1
//
//   named      .12  posts whose author has a name                 dated    .14  posts with a date
//   linked     .14  ... and the address of a person, or stands    worded   .14  posts whose words are
//                   in an element that is called after authors                  no one else's on the page
//   identified .08  posts with an id of the page's own            whole    .08  candidates that are posts
//   talking    .14  marks of talk: names of classes and address, answers nested, quotes, reply links,
//                   people who speak twice (half of these five is enough)
//   several    .06  different authors (3 or more = 1)             varied   .05  lengths of the texts differ
//   covering   .05  share of the page's words outside links       repeated .10  posts (6 or more = 1)
//
//   deductions: headlines that lead elsewhere  .8 x share;  texts that break off ("…")  .5 x share;
//   words mostly links .5 x share;  headings of their own .3 x share
//
// Whatever the sum, it is no discussion when one of the REFUSALS holds. Below LEAST nothing is read:
// an invented post is worse than a page that is not recognised. Fewer than four posts need .1 more.
"use strict";

/**
 * @typedef {import("./unknown-forum-outline.js").Outline} Outline
 * @typedef {import("./unknown-forum-fields.js").Fields} Fields
 * @typedef {import("./unknown-forum-posts.js").Found} Found
 * @typedef {{confidence: number, evidence: Record<string, number>, refusal: string|null}} Judgement
 *   evidence: the shares and deductions; refusal: why it is no discussion whatever the sum
 */

Sidenote.unknownForumConfidence = (() => {
  const { unknownForumFrame: frame } = Sidenote;

  const LEAST = 0.62;
  const WEIGHTS = {
    named: 0.12, linked: 0.14, dated: 0.14, worded: 0.14, identified: 0.08, whole: 0.08, talking: 0.14, several: 0.06,
    varied: 0.05, covering: 0.05, repeated: 0.1,
  };
  const TALK = new RegExp("comm?ent|post|repl|respon|answer|question|messag|msg|thread|topic|forum|discus|talk|conversation"
    + "|journal|note|guestbook|kommentar|beitrag|antwort|koment|prispev|odpov|diskus|vastaus|keskust|viesti|reactie|respuesta"
    + "|reponse|risposta|resposta", "i");
  const TALKING = /comm?ent|post|repl|answer|messag|msg|kommentar|beitrag|prispev/i;
  const TALK_ADDRESS = new RegExp("thread|topic|forum|discus|viewtopic|showthread|question|issue|ticket|message|archive|guestbook"
    + "|comment|diskus|keskustelu|foro|beitrag|[?&;](?:t|tid|topic)=\\d", "i");
  const REPLY = new RegExp("repl|respond|quote|answer|odpov|reag|vasta|antwort|zitier|répon|cita|rispond|beantw|svar|odpowied"
    + "|cytuj|ответ|цитат|返信|引用|回复|回覆|답글|답변", "i");
  const RATED = /(?:^|[-_\s])(?:rating|ratings|stars?|review|reviews|reviewer)(?:$|[-_\s])/i;
  const STARS = /★|\b\d(?:[.,]\d)?\s*(?:\/|(?:out )?of|von|z|sur|de|di|av)\s*5\b/;
  const PROSE = /[.!?…。!?؟।]|\n/u;
  const BREAKS_OFF = /(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$/;

  /** @param {number[]} values */
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
  /** @template T @param {T[]} list a few of them, from all over the page */
  const sample = (list) => list.filter((_, i) => i % Math.ceil(list.length / 40) === 0);
  /** @template T @param {T[]} list @param {(one: T) => boolean} holds */
  const share = (list, holds) => (list.length === 0 ? 0 : list.filter(holds).length / list.length);
  /** @param {string} text letters, those of Chinese, Japanese and Korean counted as the words they are */
  const length = (text) => text.length + 2 * (text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g)?.length ?? 0);

  /**
   * @param {Outline} outline @param {Fields} fields @param {Found[]} found @param {string} url
   * @returns {Judgement}
   */
  function judge(outline, fields, found, url) {
    const { members } = fields.group;
    const texts = found.map(({ text }) => text);
    const speakers = new Set(found.map(({ name, url: address }) => address ?? name));
    const talk = talking(outline, fields, found, url);
    const evidence = {
      named: share(found, ({ name }) => name !== null),
      linked: share(found, ({ member }) => member.author?.kind !== "bold"),
      dated: share(found, ({ date }) => date !== null),
      worded: new Set(texts).size / Math.max(1, texts.length),
      identified: share(found, ({ id }) => id !== null),
      whole: found.length / members.length,
      talking: Math.min(1, talk / 2.5),
      several: Math.min(1, (speakers.size - 1) / 2),
      varied: new Set(texts.map((text) => Math.round(Math.log2(1 + text.length)))).size > 1 ? 1 : 0,
      covering: covering(outline, texts),
      repeated: Math.min(1, found.length / 6),
      headlines: fields.headlines,
      broken: share(texts, (text) => BREAKS_OFF.test(text)),
      links: linked(outline, fields),
      titled: fields.titled,
    };
    const sum = Object.entries(WEIGHTS).reduce((total, [name, weight]) =>
      total + weight * evidence[/** @type {keyof typeof WEIGHTS} */ (name)], 0)
      - 0.8 * evidence.headlines - 0.5 * evidence.broken - 0.5 * evidence.links - 0.3 * evidence.titled;
    const confidence = Math.round(100 * Math.min(1, Math.max(0, sum))) / 100;
    const names = new Set(found.map(({ name }) => name)).size / found.length;
    /** @type {Case} */
    const all = { outline, found, evidence, texts, speakers: speakers.size, names, talk, fields };
    const refusal = REFUSALS.find(([, holds]) => holds(all))?.[0];
    return { confidence, evidence, refusal: refusal ?? (confidence < LEAST + (found.length < 4 ? 0.1 : 0) ? "unsure" : null) };
  }

  /**
   * @typedef {{outline: Outline, found: Found[], evidence: Record<string, number>, texts: string[], speakers: number,
   *   names: number, talk: number, fields: Fields}} Case
   * @type {[string, (one: Case) => boolean][]}
   */
  const REFUSALS = [
    ["too-few", ({ found, talk, evidence }) => found.length < 2 || (found.length < 3 && (talk < 2.5 || evidence.identified < 1))],
    ["aside", ({ found, evidence }) => evidence.covering < 0.08 && found.length < 6],
    ["one-author", ({ speakers }) => speakers < 2],
    ["unnamed", ({ evidence }) => evidence.named < 0.9],
    ["undated", ({ evidence }) => evidence.dated < 0.7],
    ["headlines", ({ evidence }) => evidence.headlines >= 0.5],
    ["teasers", ({ evidence }) => evidence.broken >= 0.6],
    ["same-texts", ({ evidence }) => evidence.worded < 0.6],
    // That people write twice is true of any list; something else has to speak for talk.
    ["no-talk", ({ talk, names }) => talk - Number(names < 1) < 1],
    ["entries", ({ evidence, talk }) => evidence.titled > 0.6 && talk < 3],
    ["short-texts", ({ texts }) => median(texts.map(length)) < 16
      || texts.reduce((sum, text) => sum + length(text), 0) / texts.length < 32],
    ["no-prose", ({ texts }) => share(texts, (text) => PROSE.test(text)) < 0.4],
    ["reviews", ({ outline, fields }) => areReviews(outline, fields)],
    ["scattered", ({ evidence, fields }) => fields.textKey === null && (evidence.linked < 0.3 || evidence.identified < 0.5)],
  ];

  /**
   * How much it sounds like talk: one for each mark.
   * @param {Outline} outline @param {Fields} fields @param {Found[]} found @param {string} url
   */
  function talking(outline, fields, found, url) {
    const { group: { label, members } } = fields;
    const levels = new Set(frame.levels(outline, found));
    const names = found.map(({ name }) => name);
    const { pathname, search } = new URL(url);
    return Number(TALK.test(label) || TALKING.test(fields.textKey ?? "") || share(found, ({ id }) => TALK.test(id ?? "")) > 0.5)
      + Number(TALK_ADDRESS.test(pathname + search))
      + Number(levels.size > 1) + Number(found.some(({ isQuoting }) => isQuoting))
      + Number(share(sample(members), (member) => offersReply(outline, member)) > 0.5)
      + Number(new Set(names).size < names.length);
  }

  /** @param {Outline} outline @param {import("./unknown-forum-groups.js").Member} member */
  function offersReply({ elements }, { at, end }) {
    for (let i = at; i < Math.min(end, at + 120); i += 1) {
      const element = elements[i];
      if (element.tagName !== "A" && element.tagName !== "BUTTON" && element.tagName !== "INPUT") continue;
      const words = (element.textContent ?? "").trim().slice(0, 30);
      if (REPLY.test(words) || REPLY.test(element.getAttribute("class") ?? "") || REPLY.test(element.getAttribute("href") ?? "")
        || REPLY.test(element.getAttribute("title") ?? "")) return true;
    }
    return false;
  }

  /** @param {Outline} outline @param {string[]} texts */
  function covering({ chars, linked }, texts) {
    const plain = (chars[0] ?? 0) - (linked[0] ?? 0);
    return Math.min(1, texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, 0.7 * plain));
  }

  /** @param {Outline} outline @param {Fields} fields share of posts whose words are mostly links */
  const linked = (outline, { texts }) => share(texts, (at) => at !== null && outline.linked[at] > 0.5 * outline.chars[at]);

  /** @param {Outline} outline @param {Fields} fields opinions on goods, with stars */
  function areReviews({ elements, end, naming }, { group }) {
    if (/review/i.test(group.label)) return true;
    return share(sample(group.members), ({ at }) => {
      for (let i = at; i < Math.min(end[at], at + 60); i += 1) {
        const element = elements[i];
        if (RATED.test(naming[i].sig.replaceAll(".", " ")) || STARS.test(element.getAttribute("aria-label") ?? "")
          || /^(?:reviewRating|ratingValue)$/.test(element.getAttribute("itemprop") ?? "")) return true;
      }
      return false;
    }) > 0.5;
  }

  return { LEAST, judge };
})();
