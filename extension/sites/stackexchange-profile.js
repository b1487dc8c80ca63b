// Stack Exchange: the page of a user: name, what he calls himself, where he lives, what he says of
// himself, and the tags he answers in, with their scores. Written after pages of 2015 to 2020
// (#user-card, .tag-container) and since 2021 (.fs-headline2, .js-about-me-content, #top-tags).
"use strict";

Sidenote.stackexchangeProfile = (() => {
  const { anchors, dom, links } = Sidenote;

  const USER = /^\/users\/\d+/;
  const NAME = ["#mainbar-full .fs-headline2", "#user-card .profile-user--name > div:first-child",
    "#user-card .profile-user--name", "#user-card h2", "h2.user-card-name", ".user-card-name",
    "#content .fs-headline2"];
  const LOCATION = ".s-anchors svg.iconLocation, #user-card svg.iconLocation, .user-links .icon-location";
  const OWN_LINKS = ".s-anchors a[rel~=me], #user-card a[rel~=me], .user-links a[rel~=me]";
  const MODERATOR = ".mod-flair, .s-badge, .badge, .top-badge";
  const TITLE = ["#mainbar-full .fs-title.fc-black-400", "#mainbar-full .fs-headline2 + .fs-title",
    "#user-card .current-position", ".user-card .current-position", "#content .fs-headline2 + .fs-title"];
  const ABOUT = ".js-about-me-content, #user-card .profile-user--bio, #user-card .bio, .user-about-me, #user-about-me";

  /** @param {Document} doc @returns {Element|null} */
  const nameOf = (doc) => dom.first(doc, ...NAME);

  /** @param {Document} doc what stands beside the sign of a place */
  function locationOf(doc) {
    const sign = doc.querySelector(LOCATION);
    const beside = sign?.closest("li") ?? sign?.parentElement?.parentElement ?? null;
    return dom.line(beside);
  }

  /**
   * @param {Document} doc
   * @returns {import("./contract.js").ContactPoint[]} the links a person gives as his own (rel=me)
   */
  const websites = (doc) => [...doc.querySelectorAll(OWN_LINKS)]
    .map((link) => ({ kind: /** @type {const} */ ("website"), value: links.of(link, doc.baseURI) ?? "" }))
    .filter(({ value }) => value !== "");

  /**
   * Words without a unit of their own: "Score 550", "Posts 260", as the page counts.
   * @param {Element} row
   * @returns {string[]}
   */
  function evidence(row) {
    const told = dom.attribute(row, "title") ?? dom.attribute(row.querySelector("[title*='Gave ']"), "title");
    if (told !== null) return [told];
    const figures = [...row.querySelectorAll(".number, .flex--item.d-flex, .grid--cell.d-flex")];
    return figures.map((one) => dom.line(one) ?? "").filter((words) => /\d/.test(words)).slice(0, 3);
  }

  /** @param {Document} doc @returns {import("./contract.js").Skill[]} */
  function skills(doc) {
    const tags = [...doc.querySelectorAll("#top-tags a.s-tag, #top-tags a.post-tag")].slice(0, 100);
    return tags.map((tag) => {
      const row = tag.closest("#top-tags .p12, #top-tags .tag-container > div") ?? tag.parentElement;
      return { name: dom.line(tag) ?? "", evidence: row ? evidence(row) : [] };
    });
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url) {
    const name = nameOf(doc);
    anchors.remember(doc, "", name);
    yield;
    const { pathname } = new URL(url);
    const canonical = links.of(doc.querySelector("link[rel=canonical]"), url);
    const own = canonical && USER.test(new URL(canonical).pathname) ? canonical
      : links.clean(/^\/users\/\d+(?:\/[^/?#]+)?/.exec(pathname)?.[0], url);
    return {
      person: { name: dom.line(name, { skip: MODERATOR }), url: own },
      headline: dom.lineOf(doc, ...TITLE),
      location: locationOf(doc),
      about: dom.text(doc.querySelector(ABOUT)) || null,
      positions: [], education: [],
      skills: skills(doc),
      languages: [],
      contact_points: websites(doc),
      posts: [],
      // The six tags one has most points in.
      partial: ["skills"],
    };
  }

  return {
    isUser: (/** @type {string} */ url) => /^\/users\/\d+(?:\/[^/]+)?\/?$/.test(new URL(url).pathname)
      && ["", "profile", "topactivity"].includes(new URL(url).searchParams.get("tab") ?? ""),
    fits: (/** @type {Document} */ doc) => dom.line(nameOf(doc)) !== null,
    read,
  };
})();
