// Captures the page in view: by itself where the user chose so, else when asked. Tells the worker how
// the reading went. Once the extension is gone, or the user wants none of it, nothing of this runs.
"use strict";

Sidenote.capture ??= (() => {
  const { browser, pageWatch, reading, sending } = Sidenote;

  /** A burst of changes is over after this long without one, or at the latest after MOST_MS. */
  const QUIET_MS = 800;
  const MOST_MS = 5_000;
  /** Between two readings: longer for longer discussions, so that endless scrolling stays cheap. */
  const GAP_MS = 2_000;
  const GAP_MS_PER_POST = 15;
  /** A page that stays unrecognised is left alone after this many looks. */
  const MOST_LOOKS_IN_VAIN = 15;

  /**
   * @typedef {import("../shared/messages.js").PageHealth} PageHealth
   * @typedef {import("../shared/messages.js").SiteSettings} SiteSettings
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

  /**
   * One page from its address to the next one's.
   * @param {ReturnType<typeof reading.memory>} before  what was read of the page before
   */
  function visit(before) {
    const controller = new AbortController();
    const { signal } = controller;
    const known = reading.memory();
    const mayByItself = () => settings?.mode === "automatic" && settings.paired;
    const outgoing = sending.open({ tell, mayByItself, signal });
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
          await outgoing.sendNew();
        }
      }
      if (!signal.aborted) watch();
    }

    /** @param {Reading} found */
    function take(found) {
      found.drafts.forEach((draft) => known.add(draft));
      outgoing.take(found);
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
      guess: () => (health?.status === "unsure" ? outgoing.guess() : null),
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
        return { captures: await outgoing.asked(sure), health };
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

  const asked = Sidenote.firstQuestions.settings();
  void (asked ?? tell({ type: "site-settings", host: location.hostname })).then((answer) => {
    // A message with settings may have come first.
    if (!settings && !life.signal.aborted) follow(answer);
  });

  return Object.freeze({ stop });
})();
