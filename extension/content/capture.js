// Captures the page in view: by itself where the user chose so, else when asked. Tells the worker how
// the reading went. Once the extension is gone, or the user wants none of it, nothing of this runs.
"use strict";

Sidenote.capture ??= (() => {
  const { browser, inView, pageWatch, reading } = Sidenote;

  /** A burst of changes is over after this long without one, or at the latest after MOST_MS. */
  const QUIET_MS = 800;
  const MOST_MS = 5_000;
  /** Between two readings: longer for longer discussions, so that endless scrolling stays cheap. */
  const GAP_MS = 2_000;
  const GAP_MS_PER_POST = 15;
  /** A page that stays unrecognised is left alone after this many looks. */
  const MOST_LOOKS_IN_VAIN = 15;
  /** The worker may be ended while a capture is under way; the same capture goes again. */
  const TRIES_MS = [0, 300, 1_500, 6_000];
  /** So much of a post is enough to see whether a guess is right. */
  const GUESS_WORDS = 120;

  /**
   * @typedef {import("../shared/messages.js").PageHealth} PageHealth
   * @typedef {import("../shared/messages.js").SiteSettings} SiteSettings
   * @typedef {import("../shared/messages.js").Guess} Guess
   * @typedef {import("../sites/contract.js").Capture} Capture
   * @typedef {import("../sites/contract.js").Post} Post
   * @typedef {import("../sites/recognise.js").Draft} Draft
   * @typedef {import("../sites/recognise.js").Reading} Reading
   */

  const life = new AbortController();
  /** @type {ReturnType<typeof visit>|null} the page in view */
  let current = null;
  /** @type {SiteSettings|null} */
  let settings = null;

  /** @param {object} message @returns {Promise<any>} undefined if nobody answered */
  async function tell(message) {
    try {
      return await browser.send(message);
    } catch (error) {
      if (error instanceof browser.Invalidated) stop();
      return undefined;
    }
  }

  function stop() {
    current?.end();
    current = null;
    life.abort();
  }

  /** @param {number} ms @returns {Promise<void>} */
  const after = (ms) => new Promise((done) => setTimeout(done, ms));

  /** @param {Capture} capture @param {AbortSignal} signal @returns {Promise<boolean>} it is in the outbox */
  async function hand(capture, signal) {
    for (const wait of TRIES_MS) {
      if (wait > 0) await after(wait);
      if (signal.aborted) return false;
      const answer = await tell({ type: "capture", capture });
      if (answer) return answer.stored === true;
    }
    return false;
  }

  /**
   * One page from its address to the next one's.
   * @param {ReturnType<typeof reading.memory>} before  what was read of the page before
   */
  function visit(before) {
    const controller = new AbortController();
    const { signal } = controller;
    const sent = reading.memory();
    const known = reading.memory();
    /** @type {PageHealth|null} */
    let health = null;
    let looks = 0;
    let lastLook = 0;
    /** @type {Promise<void>|null} */
    let looking = null;
    let again = false;
    let isStale = false;
    /** The person said that what was guessed is wrong. */
    let isRejected = false;
    /** @type {Reading|null} what was read last, unless it is the page before's */
    let latest = null;
    const feed = inView.open({ onSeen: () => void sendNew(), signal });
    /** @type {AbortController|null} */
    let watching = null;
    /** @type {Node|null} */
    let watched = null;

    /** @param {PageHealth} found */
    function report(found) {
      const told = isRejected && found.status === "unsure" ? rejected(found) : found;
      const isNew = JSON.stringify(told) !== JSON.stringify(health);
      health = told;
      if (isNew) void tell({ type: "page-health", health: told });
    }

    /** @param {PageHealth} guessed @returns {PageHealth} */
    const rejected = (guessed) =>
      ({ ...guessed, status: "not-recognised", reason: "health_rejected", kind: null, posts: 0, missing: [] });

    /** Looks at the page, and once more if something was added meanwhile. @returns {Promise<void>} */
    function look() {
      again = true;
      looking ??= (async () => {
        while (again && !signal.aborted) {
          await after(Math.max(lastLook + gap() - performance.now(), 0));
          again = false;
          await lookOnce();
          lastLook = performance.now();
        }
      })().finally(() => (looking = null));
      return looking;
    }

    const gap = () => (looks === 0 ? 0 : GAP_MS + GAP_MS_PER_POST * (health?.posts ?? 0));

    async function lookOnce() {
      await pageWatch.seen(signal);
      /** @type {Reading|null} */
      const found = await reading.read(signal);
      if (signal.aborted) return;
      looks += 1;
      if (found) {
        report(found.health);
        // The address changes before the page does: words of the page before are not this page's.
        isStale = found.drafts.length > 0 && found.drafts.every((draft) => before.isOfAnother(draft));
        if (!isStale) {
          take(found);
          await sendNew();
        }
      }
      if (!signal.aborted) watch();
    }

    /** @param {Reading} found */
    function take(found) {
      latest = found;
      found.drafts.forEach((draft) => known.add(draft));
      if (found.health.kind === "feed") for (const draft of found.drafts) feed.watch(draft.url, placeOf(draft));
    }

    /** @param {Draft} draft  a discussion of a feed @returns {Element|null} its first author's name */
    const placeOf = ({ site, discussion }) =>
      Sidenote.sites.byId(site)?.anchor.post?.(document, discussion?.posts[0].id ?? "") ?? null;

    /** @type {Promise<void>} */
    let sending = Promise.resolve();

    /** What may go by itself: nothing guessed, and of a feed what was in view. */
    function sendNew() {
      sending = sending.then(async () => {
        const { drafts, health: told } = latest ?? { drafts: [], health: null };
        if (told?.status !== "recognised") return;
        for (const draft of drafts) {
          if (settings?.mode !== "automatic" || !settings.paired || sent.hasAll(draft)) continue;
          if (told.kind === "feed" && !feed.has(draft.url)) continue;
          if (await hand(reading.captureOf(draft, "automatic"), signal)) sent.add(draft);
        }
      });
      return sending;
    }

    /** Watches where posts appear; on a page not recognised yet, all of it for a while. */
    function watch() {
      const isRead = (health?.status === "recognised" || health?.status === "unsure") && !isStale;
      if (!isRead && looks > MOST_LOOKS_IN_VAIN) return watching?.abort();
      const site = isRead ? Sidenote.sites.byId(health?.site) : null;
      const root = site?.watchRoot(document) ?? document.body;
      if (!root || (root === watched && root.isConnected)) return;
      watching?.abort();
      watching = new AbortController();
      watched = root;
      const stopped = AbortSignal.any([signal, watching.signal]);
      pageWatch.additions(root, () => void look(), { quiet: QUIET_MS, most: MOST_MS, signal: stopped });
    }

    return {
      known,
      look,
      end: () => controller.abort(),
      /** @returns {Promise<PageHealth|null>} */
      async state() {
        if (!health && document.visibilityState === "visible") await look();
        return health;
      },
      /** @returns {Guess|null} what the person is asked about a page whose structure was guessed */
      guess() {
        const { posts, title } = latest?.drafts[0]?.discussion ?? { posts: [], title: null };
        if (health?.status !== "unsure" || posts.length === 0) return null;
        const shown = (/** @type {Post} */ post) =>
          ({ author: post.author.name, words: Sidenote.dom.cut(Sidenote.dom.fold(post.text), GUESS_WORDS) });
        return { title, first: shown(posts[0]), last: posts.length > 1 ? shown(posts[posts.length - 1]) : null };
      },
      /** The person says that a guess is wrong. */
      reject() {
        isRejected = true;
        if (health) report(health);
        return health;
      },
      /**
       * The user asks for it: read now, whatever was sent before.
       * @param {boolean} sure  the person looked at what was guessed and says it is right
       */
      async readNow(sure) {
        /** @type {Reading|null} */
        const found = await reading.read(signal);
        if (!found) return undefined;
        if (sure) isRejected = false;
        report(found.health);
        take(found);
        if (found.health.kind === "feed") await feed.looked();
        const drafts = found.drafts.filter((draft) =>
          (sure || found.health.status !== "unsure")
            // What stands nowhere on the page can't come into view.
            && (found.health.kind !== "feed" || feed.has(draft.url) || !placeOf(draft)));
        drafts.forEach((draft) => sent.add(draft));
        return { captures: drafts.map((draft) => reading.captureOf(draft, "click")), health };
      },
    };
  }

  function openPage() {
    const before = current?.known ?? reading.memory();
    const isFirst = current === null;
    current?.end();
    current = visit(before);
    const mine = current;
    // After a silent navigation the page needs a moment to follow its address.
    if (isFirst) void mine.look();
    else void after(QUIET_MS).then(() => (current === mine ? mine.look() : undefined));
  }

  /** @param {import("../shared/messages.js").PageSettings|undefined} wished */
  function follow(wished) {
    settings = wished ?? null;
    Sidenote.packs.use(wished?.packs);
    if (!settings?.consent || settings.mode === "off") {
      current?.end();
      current = null;
    } else if (current) {
      void current.look();
    } else {
      openPage();
    }
  }

  browser.onMessage(
    (/** @type {any} */ message) => {
      if (message?.type === "page-state") {
        const showing = Boolean(Sidenote.annotate);
        return (current?.state() ?? Promise.resolve(null))
          .then((health) => ({ health, showing, guess: current?.guess() ?? null }));
      }
      if (message?.type === "read-page") {
        if (!current && settings?.mode === "off") return undefined;
        if (!current) openPage();
        return current?.readNow(message.sure === true);
      }
      if (message?.type === "reject-guess") return Promise.resolve(current?.reject() ?? null);
      if (message?.type === "settings") follow(message.settings);
      return undefined;
    },
    { signal: life.signal },
  );
  pageWatch.navigations(() => {
    if (current) openPage();
  }, life.signal);
  pageWatch.activity(() => {
    if (!browser.isAlive()) stop();
  }, life.signal);
  // A page that comes back from the browser's back-forward cache tells what it is once more.
  addEventListener("pageshow", (event) => {
    if (event.persisted && current) openPage();
  }, { signal: life.signal });

  void tell({ type: "site-settings", host: location.hostname }).then((answer) => {
    // A message with settings may have come first.
    if (!settings && !life.signal.aborted) follow(answer);
  });

  return Object.freeze({ stop });
})();
