// What of one page goes to the worker: by itself what is new, of a feed only what was in view, of a
// guessed page nothing before the person said yes.
"use strict";

Sidenote.sending ??= (() => {
  const { dom, inView, reading, sites } = Sidenote;

  /** The worker may be ended while a capture is under way; the same capture goes again. */
  const TRIES_MS = [0, 300, 1_500, 6_000];
  /** So much of a post is enough to see whether a guess is right. */
  const GUESS_WORDS = 120;

  /**
   * @typedef {import("../shared/messages.js").Guess} Guess
   * @typedef {import("../shared/messages.js").GuessedPost} GuessedPost
   * @typedef {import("../sites/contract.js").Capture} Capture
   * @typedef {import("../sites/contract.js").Post} Post
   * @typedef {import("../sites/recognise.js").Draft} Draft
   * @typedef {import("../sites/recognise.js").Reading} Reading
   */

  /** @param {Post} post @returns {GuessedPost} */
  const firstWords = ({ author, text }) =>
    ({ author: author.name, words: dom.cut(dom.fold(text), GUESS_WORDS) });

  /** @param {Draft} draft  a discussion of a feed @returns {Element|null} its first author's name */
  const placeOf = ({ site, discussion }) =>
    sites.byId(site)?.anchor.post?.(document, discussion?.posts[0].id ?? "") ?? null;

  /**
   * @param {{tell: (message: object) => Promise<any>, mayByItself: () => boolean,
   *   signal: AbortSignal}} options  tell: the worker; mayByItself: the user chose so for this host
   */
  function open({ tell, mayByItself, signal }) {
    const sent = reading.memory();
    const feed = inView.open({ onSeen: () => void sendNew(), signal });
    /** @type {Reading|null} */
    let latest = null;
    /** @type {Promise<void>} one capture after the other */
    let last = Promise.resolve();

    /** @param {Reading} found */
    function take(found) {
      latest = found;
      if (found.health.kind !== "feed") return;
      for (const draft of found.drafts) feed.watch(draft.url, placeOf(draft));
    }

    /** What is new and may go by itself. @returns {Promise<void>} */
    function sendNew() {
      last = last.then(async () => {
        const { drafts, health } = latest ?? { drafts: [], health: null };
        if (health?.status !== "recognised") return;
        for (const draft of drafts) {
          if (!mayByItself() || sent.hasAll(draft)) continue;
          if (health.kind === "feed" && !feed.has(draft.url)) continue;
          if (await hand(reading.captureOf(draft, "automatic"))) sent.add(draft);
        }
      });
      return last;
    }

    /** @param {Capture} capture @returns {Promise<boolean>} it is in the outbox */
    async function hand(capture) {
      for (const wait of TRIES_MS) {
        if (wait > 0) await new Promise((done) => setTimeout(done, wait));
        if (signal.aborted) return false;
        const answer = await tell({ type: "capture", capture });
        if (answer) return answer.stored === true;
      }
      return false;
    }

    return {
      take,
      sendNew,
      /**
       * What the user asks for, whatever was sent before.
       * @param {boolean} sure  the person looked at what was guessed and says it is right
       * @returns {Promise<Capture[]>}
       */
      async asked(sure) {
        const { drafts, health } = latest ?? { drafts: [], health: null };
        if (health?.status === "unsure" && !sure) return [];
        if (health?.kind === "feed") await feed.looked();
        // What stands nowhere on the page can't come into view.
        const wanted = drafts.filter((draft) =>
          health?.kind !== "feed" || feed.has(draft.url) || !placeOf(draft));
        wanted.forEach((draft) => sent.add(draft));
        return wanted.map((draft) => reading.captureOf(draft, "click"));
      },
      /** @returns {Guess|null} what shows a person whether a guess is right */
      guess() {
        const posts = latest?.drafts[0]?.discussion?.posts ?? [];
        if (latest?.health.status !== "unsure" || posts.length === 0) return null;
        return {
          title: latest.drafts[0].discussion?.title ?? null,
          first: firstWords(posts[0]),
          last: posts.length > 1 ? firstWords(posts[posts.length - 1]) : null,
        };
      },
    };
  }

  return Object.freeze({ open });
})();
