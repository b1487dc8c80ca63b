// What all LinkedIn pages have in common: addresses of people, organisations and posts, what kind of
// page an address leads to, and the pages from which nothing may be read. Told by addresses and
// marks, never by words: the interface may be in any language.
"use strict";

Sidenote.linkedin = (() => {
  const { dom, links } = Sidenote;

  /** Sign-in boxes stand inside the top card and the sections of guest pages. */
  const MODAL = ".modal, .contextual-sign-in-modal, [role=dialog], [aria-modal=true]";
  /** Forms that only walls have; guest pages keep theirs in modals. */
  const WALL = ".authwall-join-form, .authwall-sign-in-form, form.login__form";
  const CONTENT = ".top-card-layout, #topcard, article[data-activity-urn]";
  /** "mwlite" is the small mobile site, "comm" stands in links of mails. */
  const PREFIX = /^\/(?:mwlite|comm)(?=\/)/;
  /** Old addresses of people end in three short codes; /pub/dir/ is a directory of names. */
  const THING =
    /^\/(?:(?:in|company|school|showcase)\/[^/]+|pub\/(?!dir(?:\/|$))[^/]+(?:(?:\/[0-9a-z]{1,3}){3})?)/i;
  /** Subpages of a profile that show one section, and the field it is. */
  const DETAILS = new Map(Object.entries({
    experience: "positions", education: "education", skills: "skills", languages: "languages",
  }));

  /** @param {string} url */
  const pathOf = (url) => new URL(url).pathname.replace(PREFIX, "");

  /** @param {Document} doc guest pages name themselves */
  const pageKey = (doc) => dom.meta(doc, "pageKey") ?? "";

  /**
   * The one address of a person or organisation, without "/details/…", "/about", "/de" behind the name.
   * @param {string|null} address cleaned @returns {string|null} null when it leads to something else
   */
  function stem(address) {
    if (address === null) return null;
    const url = new URL(address);
    const path = links.isLinkedIn(url.hostname) ? THING.exec(pathOf(address))?.[0] : undefined;
    // "headless" and "UNKNOWN" stand for people outside one's network.
    if (path === undefined || /^\/in\/(?:headless|unknown)$/i.test(path)) return null;
    url.pathname = path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
    url.search = "";
    return url.href;
  }

  /**
   * @param {Element|null|undefined} link @param {string} base
   * @returns {string|null} the address of a person or organisation, else null
   */
  const memberUrl = (link, base) => stem(links.of(link, base));

  /**
   * The page's own person or organisation: canonical address, else the one in the bar.
   * @param {Document} doc @param {string} url
   */
  const ownUrl = (doc, url) =>
    memberUrl(doc.querySelector("link[rel=canonical]"), url) ?? stem(links.clean(url));

  /**
   * The number of a post or comment: the last one of its URN or address, the same in every layout.
   * @param {string|null|undefined} urn
   * @returns {string|null}
   */
  const numberOf = (urn) => urn?.match(/\d{6,}/g)?.at(-1) ?? null;

  /** @param {string} url its path with the colons and brackets of URNs as they are */
  function plainPath(url) {
    try {
      return decodeURIComponent(pathOf(url));
    } catch {
      return pathOf(url);
    }
  }

  /**
   * @param {string|null|undefined} words an address or attribute that may hold the URN of a post
   * @returns {string|null} the post's own address, the same from a feed, a group or a guest's link
   */
  function postUrl(words) {
    const found = /urn:li:(activity|ugcPost|share|groupPost):(\d[\d-]*)/.exec(words ?? "")
      ?? /\/posts\/.*-(activity|ugcPost|share)-(\d{10,})/.exec(words ?? "")
      ?? /\/(group)s\/\d+\/(\d+-\d{10,})/.exec(words ?? "");
    if (!found) return null;
    const type = found[1] === "group" ? "groupPost" : found[1];
    return `https://www.linkedin.com/feed/update/urn:li:${type}:${found[2]}`;
  }

  /** @param {string} url */
  const postNumber = (url) => numberOf(postUrl(plainPath(url)));

  /** @param {string} url @returns {string|null} the profile field a details page shows */
  const detailsOf = (url) =>
    DETAILS.get(/^\/in\/[^/]+\/details\/([^/]+)/.exec(pathOf(url))?.[1] ?? "") ?? null;

  /**
   * Why nothing may be read here.
   * @param {string} url @param {Document} doc
   * @returns {import("./contract.js").Refusal|null}
   */
  function refuse(url, doc) {
    const path = pathOf(url);
    if (/^\/(?:signup|reg|start)(?:\/|$)/.test(path)) return "sign-up";
    if (/^\/(?:authwall|login|uas|checkpoint|m\/login)(?:\/|$)/.test(path)) return "login-wall";
    if (/^\/search\//.test(path) && pageKind(url) === null) return "search";
    if (/^\/pub\/dir(?:\/|$)/.test(path)) return "listing";
    const key = pageKey(doc);
    if (/homepage-guest-home|auth_?wall|login|checkpoint/i.test(key)) return "login-wall";
    if (/registration|signup|cold_?join/i.test(key)) return "sign-up";
    if (doc.querySelector(WALL) && !doc.querySelector(CONTENT)) return "login-wall";
    const words = doc.body ? dom.text(doc.body, { most: 200 }) : "";
    // A page of scripts only: the network's answer to a visitor it does not trust.
    if (words === "") return "blocked";
    return null;
  }

  /** @type {[RegExp, import("./contract.js").PageKind|null][]} the first that fits */
  const KINDS = [
    [/^\/(?:in|company|school|showcase)\/[^/]+\/(?:recent-activity|posts)(?:\/|$)/, "feed"],
    [/^\/in\/[^/]+\/details\/(?!(?:experience|education|skills|languages)(?:\/|$))/, null],
    [/^\/in\/[^/]+/, "profile"],
    [/^\/pub\/(?!dir(?:\/|$))[^/]+/, "profile"],
    [/^\/(?:company|school|showcase)\/[^/]+/, "organisation"],
    [/^\/(?:posts|pulse|feed\/update)\/[^/]+/, "discussion"],
    [/^\/groups\/[^/]+\/(?:posts\/)?[^/]*\d{10,}/, "discussion"],
    [/^\/groups\/[^/]+(?:\/posts)?\/?$/, "feed"],
    [/^\/feed\/?$|^\/feed\/hashtag\//, "feed"],
    [/^\/search\/results\/people(?:\/|$)/, "people"],
    [/^\/search\/results\/content(?:\/|$)/, "feed"],
  ];

  /** @param {string} url @returns {import("./contract.js").PageKind|null} */
  function pageKind(url) {
    const path = pathOf(url);
    return KINDS.find(([shape]) => shape.test(path))?.[1] ?? null;
  }

  /**
   * The address of a post's page. A link may name what was shared ("…-share-1"), lists and the page
   * itself the activity of sharing it: that one is kept.
   * @param {string} url @param {Document} doc
   */
  function discussionUrl(url, doc) {
    if (/^\/pulse\//.test(pathOf(url))) return null;
    const posts = [...doc.querySelectorAll("div.feed-shared-update-v2[data-urn], article[data-activity-urn]")];
    const wanted = postNumber(url);
    const main = posts.length === 1 ? posts[0] : posts.find((one) => wanted !== null
      && [...one.attributes].some(({ name, value }) => /^data-.*urn$/.test(name) && numberOf(value) === wanted));
    return postUrl(main?.getAttribute("data-urn") ?? main?.getAttribute("data-activity-urn"))
      ?? postUrl(plainPath(url));
  }

  /** @param {string} url @param {Document} doc the one address of what the page is about */
  function address(url, doc) {
    const kind = pageKind(url);
    if (kind === "profile" || kind === "organisation") return ownUrl(doc, url);
    return kind === "discussion" ? discussionUrl(url, doc) : null;
  }

  return {
    MODAL, address, detailsOf, memberUrl, numberOf, ownUrl, pageKey, pageKind, postNumber, postUrl, refuse,
  };
})();
