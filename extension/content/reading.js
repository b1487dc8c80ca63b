// Reads the page in slices, so that it never waits for us, and tells what of it is new.
"use strict";

Sidenote.reading ??= (() => {
  const SLICE_MS = 8;
  const MOST_KNOWN = 50_000;

  /**
   * @typedef {import("../sites/contract.js").Capture} Capture
   * @typedef {import("../sites/recognise.js").Draft} Draft
   * @typedef {import("../sites/recognise.js").Reading} Reading
   */

  /** @type {Set<(found: Reading) => void>} */
  const listeners = new Set();
  /** @type {{url: string, found: Reading}|null} */
  let latest = null;

  /**
   * @param {(found: Reading) => void} listener  gets every reading, and the latest one of this page now
   * @param {AbortSignal} signal
   */
  function follow(listener, signal) {
    listeners.add(listener);
    signal.addEventListener("abort", () => listeners.delete(listener));
    if (latest !== null && latest.url === Sidenote.pageWatch.address()) listener(latest.found);
  }

  /**
   * Gives the page a turn. Not scheduler.yield: what follows it goes before the page's own tasks, and
   * we are the guest.
   * @returns {Promise<void>}
   */
  const breath = () =>
    /** @type {any} */ (globalThis).scheduler?.postTask?.(() => {}) ??
    new Promise((done) => setTimeout(done));

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<Reading|null>} null if ended, or if the page became another one meanwhile
   */
  async function readPage(signal) {
    const url = Sidenote.pageWatch.address();
    const { href } = location;
    const isLeft = () =>
      signal.aborted || (location.href !== href && Sidenote.pageWatch.address() !== url);
    const steps = Sidenote.sites.read(document, href);
    let until = performance.now() + SLICE_MS;
    for (;;) {
      const step = steps.next();
      if (step.done) return isLeft() ? null : told(url, step.value);
      if (performance.now() < until) continue;
      await breath();
      if (isLeft()) return null;
      until = performance.now() + SLICE_MS;
    }
  }

  /** @param {string} url @param {Reading} found */
  function told(url, found) {
    latest = { url, found };
    for (const listener of [...listeners]) listener(found);
    return found;
  }

  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /**
   * One reading after the other: two at once would mix up the anchors.
   * @param {AbortSignal} signal
   * @returns {Promise<Reading|null>}
   */
  function read(signal) {
    const next = last.then(() => (signal.aborted ? null : readPage(signal)));
    last = next.catch(() => {});
    return next;
  }

  /** @returns {Promise<unknown>} once no reading is under way: the anchors are known then */
  const settled = () => last;

  /**
   * @param {Draft} draft
   * @param {"click"|"automatic"} trigger
   * @returns {Capture}
   */
  const captureOf = (draft, trigger) => ({
    ...draft,
    capture_id: identifier(),
    captured_at: new Date().toISOString(),
    trigger,
  });

  /** crypto.randomUUID is missing on http pages. @returns {string} 128 random bits */
  const identifier = () =>
    [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");

  /** @param {string} text @returns {string} 53 bits, enough to tell versions of one page apart */
  function digest(text) {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 2654435761);
      b = Math.imul(b ^ unit, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  }

  /**
   * What a draft says, piece by piece: a discussion's posts one by one (networks take posts out of
   * the page as it scrolls), other pages as a whole; never by address, which changes first.
   * @param {Draft} draft
   * @returns {string[]}
   */
  const pieces = (draft) =>
    draft.discussion
      ? draft.discussion.posts.map((post) => `${post.id}\n${post.text.length}`)
      : [digest(JSON.stringify(draft[draft.kind], withoutAddresses))];

  /** @param {string} name @param {unknown} value */
  const withoutAddresses = (name, value) => (name === "url" ? undefined : value);

  /** Remembers what was read or sent, by fingerprints, and of which address. */
  function memory() {
    /** @type {Set<string>} */
    const known = new Set();
    /** @param {Draft} draft @param {string} [of] */
    const has = (draft, of = "") => pieces(draft).every((piece) => known.has(of + piece));
    return {
      /** @param {Draft} draft @returns {boolean} nothing of it is new */
      hasAll: (draft) => has(draft, `${draft.url} `),
      /** @param {Draft} draft @returns {boolean} all of it was there under another address: a feed's
       *   post may be opened by itself, the words of the page before must not be */
      isOfAnother: (draft) => has(draft) && !has(draft, `${draft.url} `),
      /** @param {Draft} draft */
      add(draft) {
        if (known.size > MOST_KNOWN) known.clear();
        for (const piece of pieces(draft)) known.add(piece).add(`${draft.url} ${piece}`);
      },
    };
  }

  return Object.freeze({ captureOf, digest, follow, memory, read, settled });
})();
