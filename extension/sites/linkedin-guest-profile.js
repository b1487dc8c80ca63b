// LinkedIn profiles as a visitor without an account sees them (2024-2026, pageKey public_profile_v3).
"use strict";

Sidenote.linkedin.guestProfile = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  const { anchors, dom, links, linkedin } = Sidenote;
  const { MODAL } = linkedin;

  /** @param {Element} main @param {string} name */
  const section = (main, name) => main.querySelector(`section[data-section="${name}"]`);

  /**
   * @param {Element} row @returns {{start: string|null, end: string|null}}
   */
  function dates(row) {
    const range = row.querySelector(".date-range");
    if (!range) return { start: null, end: null };
    const [start = null, end = null] = [...range.querySelectorAll("time")].map((time) => dom.line(time));
    if (start === null) return linkedin.dateRange(dom.line(range));
    // "2019" alone is a job of one month; "2019 - Present" has one <time> as well.
    const isOpen = /[-–—]/.test(dom.text(range).slice(start.length, start.length + 4));
    return { start, end: end ?? (isOpen ? null : start) };
  }

  /** @param {Element} row of one job @param {string} css of the job's own part of a class name */
  const part = (row, css) => row.querySelector(`[class*="${css}"]`);

  /** @param {Element} row the employer, from the row or from the group it stands in */
  function employer(row) {
    const own = part(row, "__subtitle");
    if (own) return { name: dom.line(own), link: own.closest("a") ?? own.querySelector("a") };
    const group = row.closest(".experience-group");
    const header = group && part(group, "experience-group-header__company");
    return {
      name: dom.line(header),
      link: header?.closest("a") ?? group?.querySelector("a[href*='/company/'], a[href*='/school/']"),
    };
  }

  /** @param {Element} row @param {string} url @returns {Position} */
  function position(row, url) {
    const { name, link } = employer(row);
    const description = row.querySelector(".show-more-less-text");
    const place = [...row.querySelectorAll("[class*='__meta-item'], [class*='__location']")]
      .find((one) => !one.querySelector(".date-range, .show-more-less-text"));
    const title = part(row, "__title");
    return {
      title: dom.isMasked(dom.line(title), title) ? null : dom.line(title),
      company: dom.isMasked(name) ? null : name,
      company_url: linkedin.memberUrl(link, url),
      ...dates(row),
      location: dom.line(place),
      text: linkedin.longText(description) || null,
    };
  }

  /** @param {Element} main @param {string} url */
  function positions(main, url) {
    const rows = section(main, "experience")
      ?.querySelectorAll("li.experience-item, li.experience-group-position") ?? [];
    return [...rows].filter((row) => !row.querySelector("li.experience-group-position"))
      .map((row) => position(row, url));
  }

  /** @param {Element} main */
  function education(main) {
    const rows = section(main, "educationsDetails")?.querySelectorAll("li[class*=education__list-item]") ?? [];
    return [...rows].map((row) => {
      const degree = [...row.querySelectorAll("h4 > span")].map((one) => dom.line(one)).filter(Boolean);
      return { school: dom.lineOf(row, "h3"), degree: degree.join(", ") || null, ...dates(row) };
    });
  }

  /** @param {Element} main */
  function skills(main) {
    const rows = section(main, "skills")?.querySelectorAll("li.skills__item, li[class*='skills__item']") ?? [];
    return [...rows].filter((row) => !/see-(?:more|less)|view-(?:more|less)/.test(row.className))
      .map((row) => ({ name: dom.line(row, { skip: MODAL }) ?? "", evidence: [] }));
  }

  /** @param {Element} main */
  const languages = (main) => [...section(main, "languages")?.querySelectorAll("li h3") ?? []]
    .map((row) => dom.line(row) ?? "");

  /**
   * What the owner wrote: articles, and of the activity only what carries the owner's name, by the
   * author's link or the slug in the post's address. What others wrote is not the owner's word.
   * @param {Element} main @param {string} url @param {string|null} owner
   */
  function ownPosts(main, url, owner) {
    const slug = owner ? new URL(owner).pathname.split("/")[2] : null;
    if (!slug) return [];
    const activity = section(main, "posts")
      ?.querySelectorAll(".tab__panel.posts .slide-list__item, .main-activity-card") ?? [];
    const articles = section(main, "articles")?.querySelectorAll(".main-article-card") ?? [];
    return [...activity, ...articles].map((card) => {
      const link = card.querySelector("a[href*='/posts/'], a[href*='/pulse/'], a[href*='/feed/update/']");
      const address = links.of(link, url);
      const author = card.querySelector("a[data-tracking-control-name=publisher-author-card]");
      const isOwn = author ? links.same(linkedin.memberUrl(author, url), owner)
        : card.matches(".main-article-card") || address?.includes(`/posts/${slug}_`);
      const words = [dom.text(card.querySelector(".see-more-text")
        ?? card.querySelector(".base-main-card__title")), dom.text(card.querySelector("p[class*=__description]"))];
      return isOwn ? {
        text: words.filter(Boolean).join("\n"),
        url: address,
        posted_at: dom.lineOf(card, "[class*=__metadata-item], [class*=__metadata]"),
      } : null;
    }).filter((post) => post !== null);
  }

  /** @param {Element} main */
  function contactPoints(main) {
    const rows = main.querySelectorAll("[data-section=websites] a[href], a[data-section=websites][href]");
    return [...rows].map((link) => links.clean(link.getAttribute("href")))
      .filter((href) => href !== null)
      .map((value) => ({ kind: /** @type {const} */ ("website"), value }));
  }

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const main = doc.querySelector("main") ?? doc.body;
    const card = main.querySelector(".top-card-layout") ?? main;
    const title = card.querySelector(".top-card-layout__title");
    const name = dom.line(title);
    const isMasked = dom.isMasked(name, title);
    if (isMasked) missing.push("person.name");
    const owner = linkedin.ownUrl(doc, url);
    if (!isMasked) anchors.remember(doc, "", title);
    const headline = card.querySelector(".top-card-layout__headline");
    yield;
    return {
      person: { name: isMasked ? null : name, url: owner },
      headline: dom.isMasked(dom.line(headline), headline) ? null : dom.line(headline),
      location: dom.firstWords(card.querySelector(".profile-info-subheader, .top-card__subline-item"),
        { skip: MODAL }),
      about: linkedin.longText(section(main, "summary")
        ?.querySelector(".core-section-container__content")) || null,
      positions: positions(main, url),
      education: education(main),
      skills: skills(main),
      languages: languages(main),
      contact_points: contactPoints(main),
      posts: ownPosts(main, url, owner),
    };
  }

  return {
    name: "guest-profile-2024",
    kind: /** @type {const} */ ("profile"),
    /** @param {Document} doc */
    fits: (doc) => linkedin.pageKey(doc).startsWith("public_profile_v3")
      && doc.querySelector(".top-card-layout") !== null,
    promises: ["person.name", "headline", "location", "positions", "positions.title", "positions.company"],
    read,
  };
})();
