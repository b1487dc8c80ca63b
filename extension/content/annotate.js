// Shows annotations on the page: a badge after each author's name, near the viewport only, in slices
// short enough that scrolling never waits. Runs only where the user switched badges on.
"use strict";

var Sidenote = globalThis.Sidenote ?? {};
globalThis.Sidenote = Sidenote;

Sidenote.annotate ??= (() => {
  const SLICE_MS = 6;
  const NEAR_VIEWPORT = "600px 0px";
  const LOOK_AGAIN_MS = 400;
  const ALIVE_MS = 3_000;

  /**
   * @typedef {Object} Place  one author's name on the page
   * @property {string|null} id  a post's id; null for the profile's owner
   * @property {any} person  PersonAnnotation
   * @property {any|null} post  PostAnnotation
   * @property {Element|null} anchor
   * @property {{host: HTMLElement, button: HTMLButtonElement, update: (shown: any) => void,
   *   subject: any}|null} badge
   *
   * @typedef {import("../sites/contract.js").Site} Site
   */

  /** Gives the page a turn. */
  const breath = () =>
    /** @type {any} */ (globalThis).scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

  /** @returns {Site|null} the reader of this page */
  function siteOfPage() {
    const sites = /** @type {Site[]} */ (Sidenote.sites.all());
    /** @param {Site} site */
    const reads = (site) => {
      try {
        return site.pageKind(location.href, document) !== null;
      } catch {
        return false; // a reader that fails must not take the page's badges with it
      }
    };
    // A reader made for this host goes before one that fits any.
    const fits = sites.filter((site) => site.matches.length > 0 && site.matches.some(matchesHere));
    return [...fits, ...sites.filter((site) => site.matches.length === 0)].find(reads) ?? null;
  }

  /** @param {string} pattern  "https://*.example.com/*" @returns {boolean} */
  function matchesHere(pattern) {
    const [, host = ""] = /^[^:]+:\/\/([^/]+)\//.exec(pattern) ?? [];
    return host === "*" || host === location.hostname ||
      (host.startsWith("*.") && `.${location.hostname}`.endsWith(host.slice(1)));
  }

  /** @param {string} url @returns {string} without the fragment */
  const address = (url) => url.split("#")[0];

  /** @returns {"light"|"dark"} the page's own ground, told by the colour of its text */
  function toneOf(/** @type {Element} */ anchor) {
    const [r, g, b] = (getComputedStyle(anchor).color.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
    const ink = getComputedStyle(document.body).color.match(/[\d.]+/g)?.map(Number) ?? [r, g, b];
    const light = (/** @type {number[]} */ [x, y, z]) => 0.299 * x + 0.587 * y + 0.114 * z;
    return (light([r, g, b]) + light(ink)) / 2 > 140 ? "dark" : "light";
  }

  /** @param {AbortSignal} signal  takes every badge away */
  function layer(signal) {
    /** @type {Map<string, Place>} post id, or "" for the profile's owner */
    const places = new Map();
    /** @type {Map<Element, Place>} */
    const byAnchor = new Map();
    /** @type {Set<Place>} */
    const toMount = new Set();
    const site = siteOfPage();
    /** @type {"light"|"dark"|null} */
    let tone = null;
    let finding = false;
    let mounting = false;

    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const place = byAnchor.get(target);
          if (!place) continue;
          if (isIntersecting) toMount.add(place);
          else toMount.delete(place);
        }
        if (toMount.size > 0) void mountSoon();
      },
      { rootMargin: NEAR_VIEWPORT },
    );

    /** @param {Place} place @returns {Element|null} */
    function findAnchor(place) {
      try {
        const found = place.id === null
          ? site?.anchor.profile?.(document)
          : site?.anchor.post?.(document, place.id);
        // After a silent navigation the name may already be another person's.
        if (found && place.id === null && !sameName(found, place.person.name)) return null;
        return found ?? null;
      } catch {
        return null;
      }
    }

    /** Looks up every anchor not found yet, giving way to the page between slices. */
    async function findAnchors() {
      if (finding) return;
      finding = true;
      let until = performance.now() + SLICE_MS;
      for (const place of [...places.values()]) {
        if (signal.aborted) return;
        if (place.anchor?.isConnected) continue;
        const anchor = findAnchor(place);
        if (place.anchor && place.anchor !== anchor) forget(place);
        if (anchor && !byAnchor.has(anchor)) {
          place.anchor = anchor;
          byAnchor.set(anchor, place);
          near.observe(anchor);
        }
        if (performance.now() > until) {
          await breath();
          until = performance.now() + SLICE_MS;
        }
      }
      finding = false;
    }

    /** @param {Place} place  its anchor left the page */
    function forget(place) {
      if (place.anchor) {
        near.unobserve(place.anchor);
        byAnchor.delete(place.anchor);
        place.anchor = null;
      }
      remove(place);
    }

    /** @param {Place} place */
    function remove(place) {
      place.badge?.host.remove();
      place.badge = null;
    }

    async function mountSoon() {
      if (mounting) return;
      mounting = true;
      while (toMount.size > 0 && !signal.aborted) {
        await new Promise((done) => requestAnimationFrame(done));
        const until = performance.now() + SLICE_MS;
        for (const place of toMount) {
          toMount.delete(place);
          mount(place);
          if (performance.now() > until) break;
        }
      }
      mounting = false;
    }

    /** @param {Place} place */
    function mount(place) {
      if (signal.aborted || !place.anchor?.isConnected) return;
      tone ??= toneOf(place.anchor);
      if (!place.badge) {
        const badge = Sidenote.ui.badge.make(place, { tone });
        const subject = {
          host: badge.host,
          button: badge.button,
          shown: () => ({ person: place.person, post: place.post }),
          send: correct,
          onPerson: replacePerson,
        };
        Sidenote.ui.hoverCard.attach(subject);
        place.badge = { ...badge, subject };
      }
      if (place.badge.host.previousSibling !== place.anchor) place.anchor.after(place.badge.host);
    }

    /** @param {any} feedback */
    const correct = (feedback) => ask({ type: "feedback", url: location.href, ...feedback });

    /** @param {any} person  as the backend sees them now; every badge of theirs follows */
    function replacePerson(person) {
      for (const place of places.values()) {
        if (place.person.person_id !== person.person_id) continue;
        place.person = { ...person, key: place.person.key };
        place.badge?.update(place);
        if (place.badge) Sidenote.ui.hoverCard.refresh(place.badge.subject);
      }
    }

    /** @param {string} id @param {string|null} postId @param {any} person @param {any|null} post */
    function put(id, postId, person, post) {
      const known = places.get(id);
      if (known) {
        Object.assign(known, { person, post });
        known.badge?.update(known);
        if (known.badge) Sidenote.ui.hoverCard.refresh(known.badge.subject);
      } else {
        places.set(id, { id: postId, person, post, anchor: null, badge: null });
      }
    }

    /** @param {any} set  AnnotationSet; a long discussion comes in several, each adds its posts */
    function show(set) {
      if (signal.aborted || !set || !site) return;
      const people = new Map(set.people.map((/** @type {any} */ one) => [one.key, one]));
      if (set.kind === "profile" && address(set.url) === address(location.href) && set.people[0]) {
        put("", null, set.people[0], null);
      }
      for (const post of set.posts ?? []) {
        const person = people.get(post.person_key);
        if (person) put(post.id, post.id, person, post);
      }
      void findAnchors();
    }

    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let again;
    const changes = new MutationObserver((records) => {
      const isOurs = (/** @type {Node} */ node) => Sidenote.ui.rootOf(node) !== undefined;
      const theirs = records.some(({ addedNodes, removedNodes }) =>
        [...addedNodes].some((node) => !isOurs(node)) || removedNodes.length > 0);
      if (!theirs || again !== undefined) return;
      again = setTimeout(() => {
        again = undefined;
        if (!Sidenote.browser.isAlive()) return stopAll();
        for (const place of byAnchor.values()) {
          if (place.badge && !place.badge.host.isConnected && place.anchor?.isConnected) toMount.add(place);
        }
        if (toMount.size > 0) void mountSoon();
        void findAnchors();
      }, LOOK_AGAIN_MS);
    });
    const root = site?.watchRoot(document) ?? document.body;
    if (site && root) changes.observe(root, { childList: true, subtree: true });

    signal.addEventListener("abort", () => {
      clearTimeout(again);
      changes.disconnect();
      near.disconnect();
      Sidenote.ui.hoverCard.close();
      for (const place of places.values()) remove(place);
      places.clear();
      byAnchor.clear();
      toMount.clear();
    });

    return { show };
  }

  /** @param {Element} anchor @param {string|null} name @returns {boolean} */
  const sameName = (anchor, name) => {
    const plain = (/** @type {string|null} */ text) => (text ?? "").normalize("NFC").replace(/\s+/g, " ").trim();
    return !name || plain(anchor.textContent).includes(plain(name));
  };

  /** @type {AbortController|null} everything this script does */
  let all = null;
  /** @type {AbortController|null} the badges of the page in view */
  let page = null;
  /** @type {ReturnType<typeof layer>|null} */
  let shown = null;
  let lastUrl = "";

  /** The extension is gone, or the caller wants none of it: nothing of ours stays. */
  function stopAll() {
    page?.abort();
    all?.abort();
    page = all = shown = null;
  }

  /** @param {object} message @returns {Promise<any>} undefined if nobody answered */
  async function ask(message) {
    try {
      return await Sidenote.browser.send(message);
    } catch (error) {
      if (error instanceof Sidenote.browser.Invalidated) stopAll();
      return undefined;
    }
  }

  function hide() {
    page?.abort();
    page = shown = null;
  }

  /** Begins anew for the page in view; asks whether it is known already. */
  async function openPage() {
    hide();
    lastUrl = location.href;
    const mine = (page = new AbortController());
    shown = layer(mine.signal);
    const set = await ask({ type: "known-annotations", url: lastUrl });
    if (!mine.signal.aborted && set) shown?.show(set);
  }

  /** @param {any} settings  SiteSettings */
  function follow(settings) {
    const wanted = Boolean(settings?.badges && settings.consent && settings.granted);
    if (!wanted) hide();
    else if (!page) void openPage();
  }

  /**
   * Shows badges until the signal, the user's settings or the end of the extension takes them away.
   * @param {{signal?: AbortSignal}} [options]
   */
  async function start({ signal } = {}) {
    stopAll();
    const mine = (all = new AbortController());
    signal?.addEventListener("abort", stopAll, { signal: mine.signal });
    Sidenote.browser.onMessage((/** @type {any} */ message) => {
      if (message?.type === "settings") follow(message.settings);
      if (message?.type === "annotations") shown?.show(message.set);
      return undefined;
    }, { signal: mine.signal });
    const navigated = () => {
      if (page && address(location.href) !== address(lastUrl)) void openPage();
    };
    /** @type {any} */ (globalThis).navigation
      ?.addEventListener("currententrychange", navigated, { signal: mine.signal });
    window.addEventListener("popstate", navigated, { signal: mine.signal });
    const alive = setInterval(() => {
      if (!Sidenote.browser.isAlive()) stopAll();
    }, ALIVE_MS);
    mine.signal.addEventListener("abort", () => clearInterval(alive));
    const settings = await ask({ type: "site-settings", host: location.hostname });
    if (!mine.signal.aborted) follow(settings);
  }

  return Object.freeze({ start, stop: stopAll });
})();

void Sidenote.annotate.start();
