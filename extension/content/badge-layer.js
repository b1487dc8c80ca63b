// The badges of one page: finds each author's name, shows a badge after those near the viewport, and
// keeps them in step with the page and with corrections. In slices, so that scrolling never waits.
"use strict";

Sidenote.badgeLayer ??= (() => {
  const SLICE_MS = 6;
  const NEAR_VIEWPORT = "600px 0px";
  /** What costs is the page's own layout, once a batch; flinging past mounts nothing. */
  const BATCH = { most: 12, gapMs: 80 };
  /** The very first stands at once: the observer and a frame of their own come after the reading. */
  const FIRST = 1;
  /** Badges kept at once; a frame costs by their number, however long the discussion is. */
  const MOST_BADGES = 150;
  /** While the page is being read its anchors come one after the other. */
  const LOOK_AGAIN_MS = [10, 15, 25, 60, 120, 250, 500, 1_000, 2_000];
  /** Reading for anchors alone: at most so often, and less often on longer discussions. */
  const READ_GAP_MS = 2_000;
  const READ_GAP_MS_PER_POST = 5;
  const CHANGES = { quiet: 300, most: 1_500 };

  /**
   * @typedef {Object} Place  one author's name on the page
   * @property {string|null} id  a post's id; null for the profile's owner
   * @property {any} person  PersonAnnotation
   * @property {any|null} post  PostAnnotation
   * @property {Element|null} anchor
   * @property {boolean} near  its name is near the viewport
   * @property {{host: HTMLElement, button: HTMLButtonElement, update: (shown: any) => void,
   *   subject: any}|null} badge
   */

  /** Gives the page a turn. @returns {Promise<void>} */
  const breath = () =>
    /** @type {any} */ (globalThis).scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

  /** @param {string} text "rgb(27, 31, 35)" @returns {number} how light, 0..255 */
  function lightness(text) {
    const [r = 0, g = 0, b = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return 0.299 * r + 0.587 * g + 0.114 * b;
  }

  /** Light text stands on a dark page, whatever the system prefers. @param {Element} anchor */
  const toneOf = (anchor) =>
    lightness(getComputedStyle(anchor).color) + lightness(getComputedStyle(document.body).color) > 280
      ? "dark"
      : "light";

  /** @param {Element} anchor @returns {boolean} asks the page for its layout: for few only */
  function isInView(anchor) {
    const { top, bottom, width } = anchor.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  }

  /** @param {string|null} text */
  const plain = (text) => (text ?? "").normalize("NFC").replace(/\s+/g, " ").trim();

  /** @param {Element} anchor @param {string|null} name @returns {boolean} */
  const sameName = (anchor, name) =>
    !name || plain(Sidenote.dom.line(anchor) ?? "").includes(plain(name));

  /** A person asked about alone comes without a weight on this discussion's topic; it stays.
   * @param {any} person @param {any} before */
  const inPlaceOf = (person, before) => ({
    ...person, key: before.key, relevance: person.relevance ?? before.relevance,
  });

  /**
   * @param {{signal: AbortSignal, correct: (feedback: any) => Promise<any>}} options
   *   `signal` takes every badge away
   * @returns {{show: (set: any) => void,
   *   showPeople: (people: {id: string, person: any}[]) => void}}
   *   show: an AnnotationSet; the next one adds to it · showPeople: those of a list, by their ids there
   */
  function open({ signal, correct }) {
    /** @type {Map<string, Place>} by post id, "" for the profile's owner */
    const places = new Map();
    /** @type {Map<Element, Place>} */
    const byAnchor = new Map();
    /** @type {Set<Place>} */
    const toMount = new Set();
    /** @type {Set<Place>} the oldest first */
    const mounted = new Set();
    /** @type {"light"|"dark"|null} */
    let tone = null;
    /** @type {import("../sites/contract.js").Site|null} */
    let site = null;
    let mounting = false;
    /** @type {Promise<void>|null} */
    let finding = null;
    let lastRead = 0;

    const near = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const place = byAnchor.get(target);
        if (!place) continue;
        place.near = isIntersecting;
        if (isIntersecting && !place.badge?.host.isConnected) toMount.add(place);
        else toMount.delete(place);
      }
      if (toMount.size > 0) void mountSoon();
    }, { rootMargin: NEAR_VIEWPORT });

    /** @param {Place} place @returns {Element|null} */
    function anchorOf({ id, person }) {
      if (id !== null) return site?.anchor.post?.(document, id) ?? null;
      const found = site?.anchor.profile?.(document) ?? null;
      // After a silent navigation the name may still be, or already be, somebody else's.
      return found && sameName(found, person.name) ? found : null;
    }

    const missing = () => [...places.values()].filter((place) => !place.anchor?.isConnected);

    /** Looks up what has no anchor yet, giving way to the page between slices. @returns {Promise<void>} */
    function find() {
      finding ??= findOnce().finally(() => (finding = null));
      return finding;
    }

    async function findOnce() {
      site ??= Sidenote.sites.recognise(document, location.href).site;
      let until = performance.now() + SLICE_MS;
      for (const place of missing()) {
        if (signal.aborted) return;
        if (place.anchor) forget(place);
        const anchor = anchorOf(place);
        if (anchor && !byAnchor.has(anchor)) {
          place.anchor = anchor;
          byAnchor.set(anchor, place);
          near.observe(anchor);
          if (mounted.size < FIRST && isInView(anchor)) mount(place);
        }
        if (performance.now() < until) continue;
        await breath();
        until = performance.now() + SLICE_MS;
      }
    }

    /** Until every name is found or the page is surely read; then reads it once for its anchors. */
    async function findAll() {
      let isReading = true; // it fills the anchors: no need to sleep past its end
      const reading = Sidenote.reading.settled().then(() => (isReading = false));
      for (const wait of LOOK_AGAIN_MS) {
        await find();
        if (signal.aborted || missing().length === 0) return;
        const pause = new Promise((done) => setTimeout(done, wait));
        await (isReading ? Promise.race([pause, reading]) : pause);
      }
      await readForAnchors();
    }

    async function readForAnchors() {
      const gap = READ_GAP_MS + READ_GAP_MS_PER_POST * places.size;
      if (signal.aborted || performance.now() - lastRead < gap) return;
      lastRead = performance.now();
      await Sidenote.reading.read(signal);
      await find();
    }

    /** @param {Place} place  its anchor left the page */
    function forget(place) {
      if (place.anchor) {
        near.unobserve(place.anchor);
        byAnchor.delete(place.anchor);
      }
      place.anchor = null;
      place.near = false;
      remove(place);
    }

    /** @param {Place} place */
    function remove(place) {
      place.badge?.host.remove();
      place.badge = null;
      mounted.delete(place);
    }

    /** Takes away what scrolled far off; in the turn of a batch, so that it costs no layout of its own. */
    function thinOut() {
      const surplus = Math.max(0, Math.min(BATCH.most, mounted.size - MOST_BADGES));
      if (surplus === 0) return;
      const far = [...mounted].filter((one) => !one.near && one.badge?.host !== document.activeElement);
      for (const place of far.slice(0, surplus)) remove(place);
    }

    async function mountSoon() {
      if (mounting) return;
      mounting = true;
      while (toMount.size > 0 && !signal.aborted) {
        await new Promise((done) => requestAnimationFrame(done));
        const until = performance.now() + SLICE_MS;
        for (const place of [...toMount].slice(0, BATCH.most)) {
          toMount.delete(place);
          mount(place);
          if (performance.now() > until) break;
        }
        thinOut();
        await new Promise((done) => setTimeout(done, BATCH.gapMs));
      }
      mounting = false;
    }

    /** @param {Place} place */
    function mount(place) {
      if (signal.aborted || !place.anchor?.isConnected) return;
      tone ??= toneOf(place.anchor);
      const { host } = (place.badge ??= badgeOf(place, tone));
      if (host.previousSibling !== place.anchor) place.anchor.after(host);
      mounted.add(place);
    }

    /** @param {Place} place @param {"light"|"dark"} ground */
    function badgeOf(place, ground) {
      const badge = Sidenote.ui.badge.make(place, { tone: ground });
      const subject = {
        ...badge, shown: () => place, send: correct, onPerson: replacePerson,
      };
      Sidenote.ui.hoverCard.attach(subject);
      return { ...badge, subject };
    }

    /** @param {Place} place */
    function redraw(place) {
      if (!place.badge) return;
      place.badge.update(place);
      Sidenote.ui.hoverCard.refresh(place.badge.subject);
    }

    /** @param {any} person  as the backend sees them now; every badge of theirs follows */
    function replacePerson(person) {
      for (const place of places.values()) {
        if (place.person.person_id !== person.person_id) continue;
        place.person = inPlaceOf(person, place.person);
        redraw(place);
      }
    }

    /** @param {string|null} id @param {any} person @param {any|null} post */
    function put(id, person, post) {
      const known = places.get(id ?? "");
      if (!known) {
        places.set(id ?? "", { id, person, post, anchor: null, near: false, badge: null });
        return;
      }
      Object.assign(known, { person, post });
      redraw(known);
    }

    /** @param {any} set  AnnotationSet; a long discussion comes in several, each adds its posts */
    function show(set) {
      if (signal.aborted) return;
      if (set.kind === "profile" && set.people[0]) put(null, set.people[0], null);
      const people = new Map(set.people.map((/** @type {any} */ one) => [one.key, one]));
      for (const post of set.posts ?? []) {
        const person = people.get(post.person_key);
        if (person) put(post.id, person, post);
      }
      void findAll().then(watch);
    }

    /** @param {{id: string, person: any}[]} people */
    function showPeople(people) {
      if (signal.aborted) return;
      for (const { id, person } of people) put(id, person, null);
      void findAll().then(watch);
    }

    let watching = false;
    function watch() {
      if (watching || signal.aborted) return;
      const root = site?.watchRoot(document) ?? document.body;
      watching = true;
      Sidenote.pageWatch.additions(root, async () => {
        for (const place of byAnchor.values()) {
          // The page drew its line anew and left our badge out.
          if (place.badge && !place.badge.host.isConnected && place.anchor?.isConnected) toMount.add(place);
        }
        if (toMount.size > 0) void mountSoon();
        await find();
        if (missing().length > 0) await readForAnchors();
      }, { ...CHANGES, signal });
    }

    signal.addEventListener("abort", () => {
      near.disconnect();
      Sidenote.ui.hoverCard.close();
      for (const place of places.values()) forget(place);
      places.clear();
      toMount.clear();
    });

    return { show, showPeople };
  }

  return Object.freeze({ open });
})();
