// LinkedIn profiles as a visitor without an account sees them (2024-2026, pageKey public_profile_v3).
"use strict";

Sidenote.linkedin.guestProfile = (() => {
  /** @typedef {import("./contract.js").Position} Position */
  const { anchors, dom, links, linkedin } = Sidenote;
  const { MODAL, lines } = linkedin;

  const REST = "[class*=see-more], [class*=view-more], a[href*=session_redirect]";
  const SECTIONS = new Map(Object.entries({
    about: "summary", positions: "experience", education: "educationsDetails", skills: "skills",
    languages: "languages",
  }));

  /** @param {Element} main @param {string} name */
  const section = (main, name) => main.querySelector(`section[data-section="${name}"]`);

  /** @param {Element} row */
  const dates = (row) => lines.markedDates(row.querySelector(".date-range"));

  /** @param {Element} row of one job @param {string} css of the job's own part of a class name */
  const part = (row, css) => row.querySelector(`[class*="${css}"]`);

  /** @param {Element} row the employer: of the group it stands in (a subtitle there is another thing) */
  function employer(row) {
    const group = row.closest("[class~=experience-group]");
    const header = group && part(group, "experience-group-header__company");
    if (header) {
      const link = header.closest("a") ?? group.querySelector("a[href*='/company/'], a[href*='/school/']");
      return { element: header, link };
    }
    // An employer without a page of its own may stand in the bare heading.
    const own = part(row, "__subtitle") ?? row.querySelector("h4");
    return { element: own, link: own && (own.closest("a") ?? own.querySelector("a")) };
  }

  /** @param {Element} row @param {string} url @returns {Position} */
  function position(row, url) {
    const { element, link } = employer(row);
    const description = row.querySelector(".show-more-less-text");
    const place = [...row.querySelectorAll("[class*='__meta-item'], [class*='__location']")]
      .find((one) => !one.querySelector(".date-range, .show-more-less-text"));
    return {
      title: lines.shownLine(part(row, "__title") ?? row.querySelector("h3")),
      company: lines.shownLine(element),
      company_url: linkedin.memberUrl(link, url),
      ...dates(row),
      location: dom.line(place),
      text: lines.longText(description) || null,
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

  /** @param {Element} main @param {string} field a list whose rest is behind the wall */
  function isCut(main, field) {
    const name = SECTIONS.get(field);
    const rest = name && section(main, name)?.querySelectorAll(REST);
    return [...rest || []].some((one) => !one.closest(MODAL));
  }

  /**
   * The name without the pronouns behind it, which stand in an element of their own.
   * @param {Element|null} title
   */
  const nameOf = (title) =>
    lines.shownLine(title) && (dom.line(title, { skip: "span" }) ?? dom.line(title));

  /** @type {import("./contract.js").Reader<import("./contract.js").Profile>} */
  function* read(doc, url, missing) {
    const main = doc.querySelector("main") ?? doc.body;
    const card = main.querySelector(".top-card-layout") ?? main;
    const title = card.querySelector(".top-card-layout__title");
    const name = nameOf(title);
    if (name === null) missing.push("person.name");
    else anchors.remember(doc, "", title);
    const owner = linkedin.ownUrl(doc, url);
    yield;
    return lines.withPartial({
      person: { name, url: owner },
      headline: lines.shownLine(card.querySelector(".top-card-layout__headline")),
      location: dom.firstWords(card.querySelector(".profile-info-subheader, .top-card__subline-item"),
        { skip: MODAL }),
      about: lines.longText(section(main, "summary")
        ?.querySelector(".core-section-container__content")) || null,
      positions: positions(main, url),
      education: education(main),
      skills: skills(main),
      languages: languages(main),
      contact_points: contactPoints(main),
      posts: ownPosts(main, url, owner),
    }, /** @param {string} field */ (field) => field === "posts" || isCut(main, field));
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
