// People and organisations that a page describes in schema.org terms.
"use strict";

Sidenote.schemaProfile = (() => {
  /** @typedef {import("../shared/structured-data.js").Item} Item */
  /** @typedef {import("./contract.js").Profile} Profile */
  /** @typedef {import("./contract.js").Position} Position */
  /** @typedef {import("./contract.js").Organisation} Organisation */
  const { dom, links, structuredData: schema } = Sidenote;

  const ROLES = new Set(["Role", "OrganizationRole", "EmployeeRole", "PerformanceRole"]);
  const SCHOOLS = new Set([
    "EducationalOrganization", "CollegeOrUniversity", "School", "HighSchool", "MiddleSchool",
    "ElementarySchool",
  ]);
  const WRITINGS = new Set([...Sidenote.schemaDiscussion.ARTICLES, ...Sidenote.schemaDiscussion.TALK]);
  const ORGANISATIONS = new Set([
    "Organization", "Corporation", "LocalBusiness", "NGO", "EducationalOrganization",
    "CollegeOrUniversity", "GovernmentOrganization", "OnlineBusiness", "ProfessionalService", "Consortium",
    "ResearchOrganization", "Store", "MedicalOrganization", "NewsMediaOrganization", "Airline",
  ]);
  const PERSONS = new Set(["Person"]);
  /** What tells of a calling, and what is worth telling of a firm. */
  const CALLING = ["jobTitle", "worksFor", "hasOccupation", "alumniOf", "knowsAbout", "affiliation", "description"];
  const SUBSTANCE = ["address", "location", "numberOfEmployees", "foundingDate", "industry", "naics", "knowsAbout", "description",
    "slogan", "founder", "legalName", "telephone", "openingHours", "sameAs"];
  const PAGES = new Set(["ProfilePage", "AboutPage", "WebPage", "ItemPage"]);

  /**
   * The one person the page is about: it says so, it is the person's own address, or a person with a
   * calling of some kind stands in its title. The author box of an article is none of these.
   * @param {Item[]} items of one syntax @param {string} url @param {Document} doc
   * @returns {Item|null}
   */
  function person(items, url, doc) {
    const found = main(items, url, PERSONS);
    if (!found || isToldOrHere(found, items, url)) return found;
    const isWriting = items.some((item) => schema.isA(item, WRITINGS));
    return !isWriting && CALLING.some((name) => found.values(name).length > 0)
      && isInTitle(doc, Sidenote.schemaDiscussion.nameOf(found)) ? found : null;
  }

  /**
   * An organisation only if the page is about it and tells something of it: nearly every page names
   * its publisher.
   * @param {Item[]} items @param {string} url @param {Document} doc
   * @returns {Item|null}
   */
  function organisation(items, url, doc) {
    const found = main(items, url, ORGANISATIONS);
    if (!found || found.element?.closest("footer, aside, nav") || items.some((item) => schema.isA(item, WRITINGS))) return null;
    if (schema.children(pageOf(items), "mainEntity").includes(found)) return found;
    const isHere = isToldOrHere(found, items, url) || found.values("mainEntityOfPage").length > 0
      || (found.syntax !== "json-ld" && isInTitle(doc, schema.line(found, "name")));
    return isHere && SUBSTANCE.filter((name) => found.values(name).length > 0).length > 1 ? found : null;
  }

  /** @param {Item} found @param {Item[]} items @param {string} url */
  const isToldOrHere = (found, items, url) => schema.children(pageOf(items), "mainEntity", "about").includes(found)
    || links.same(schema.addressOf(found, url), url);

  /** @param {Document} doc @param {string|null} name does it stand in the page's title or first heading? */
  function isInTitle(doc, name) {
    const wanted = name?.toLowerCase() ?? "";
    return wanted !== ""
      && [doc.title, dom.lineOf(doc, "h1")].some((words) => dom.fold(words).toLowerCase().includes(wanted));
  }

  /** @param {Item[]} items */
  const pageOf = (items) => items.find((item) => schema.isA(item, PAGES)) ?? null;

  /**
   * @param {Item[]} items @param {string} url @param {ReadonlySet<string>} types
   * @returns {Item|null}
   */
  function main(items, url, types) {
    const told = items.filter((item) => schema.isA(item, PAGES))
      .flatMap((page) => schema.children(page, "mainEntity", "about"))
      .filter((item) => schema.isA(item, types));
    if (told.length > 0) return told[0];
    const free = items.filter((item) => schema.isA(item, types) && !item.owned);
    const here = free.filter((item) => links.same(schema.addressOf(item, url), url));
    if (here.length === 1) return here[0];
    return free.length === 1 ? free[0] : null;
  }

  /** @param {Item} item @returns {string|null} "Tampere, Finland" */
  function place(item) {
    for (const name of ["address", "homeLocation", "workLocation", "location"]) {
      for (const value of item.values(name)) {
        const where = value.item;
        if (!where) {
          if (value.text) return value.text;
          continue;
        }
        const [inner = where] = schema.children(where, "address");
        const parts = ["addressLocality", "addressRegion", "addressCountry"]
          .map((part) => schema.line(inner, part)).filter(Boolean);
        const words = [...new Set(parts)].join(", ") || schema.line(where, "name");
        if (words) return words;
      }
    }
    return null;
  }

  /**
   * A property through which a person belongs to an organisation, a Role between them or not.
   * @param {Item} owner @param {string} name
   * @returns {{organisation: Item|null, words: string|null, title: string|null, start: string|null,
   *   end: string|null, location: string|null, text: string|null}[]}
   */
  function ties(owner, name) {
    return owner.values(name).map((value) => {
      const role = value.item && schema.isA(value.item, ROLES) ? value.item : null;
      const inner = role ? schema.children(role, name, "worksFor", "alumniOf", "memberOf")[0] : value.item;
      const organisation = inner && inner !== role ? inner : null;
      // LinkedIn and others hang the years on the organisation's `member`.
      const [member = null] = schema.children(organisation, "member");
      const dates = role ?? member;
      return {
        organisation,
        words: value.item ? schema.line(organisation, "name") : value.text || null,
        title: schema.line(role, "roleName", "name", "jobTitle", "namedPosition"),
        start: schema.line(dates, "startDate"),
        end: schema.line(dates, "endDate"),
        location: organisation && place(organisation),
        text: role ? schema.passage(role, "description") || null : null,
      };
    });
  }

  /** @param {Item} owner @param {string} base @returns {Position[]} */
  function positions(owner, base) {
    /** @type {Position[]} */
    const found = [];
    const all = ["worksFor", "hasOccupation", "affiliation"].flatMap((name) => ties(owner, name))
      .concat(ties(owner, "alumniOf").filter((tie) => !isSchool(tie.organisation) && tie.organisation));
    for (const tie of all) {
      const { organisation: firm } = tie;
      const occupation = firm?.types.includes("Occupation") ? firm : null;
      const employer = occupation ? schema.children(occupation, "hiringOrganization")[0] ?? null : firm;
      found.push({
        title: tie.title ?? schema.line(occupation, "name"),
        company: occupation ? schema.line(employer, "name") : tie.words,
        company_url: employer && schema.addressOf(employer, base),
        start: tie.start,
        end: tie.end,
        location: tie.location ?? schema.line(occupation, "occupationLocation"),
        text: tie.text ?? (occupation && (schema.passage(occupation, "description") || null)),
      });
    }
    const title = schema.line(owner, "jobTitle");
    const [first] = found;
    // A bare employer and a bare job title are the present position.
    if (title && first && first.title === null && first.end === null) first.title = title;
    if (title && !first) found.push({ ...BLANK, title });
    return found;
  }

  /** @type {Position} */
  const BLANK = {
    title: null, company: null, company_url: null, start: null, end: null, location: null, text: null,
  };

  /** @param {Item|null} item */
  const isSchool = (item) => item !== null && schema.isA(item, SCHOOLS);

  /** @param {Item} owner */
  const education = (owner) => ties(owner, "alumniOf")
    .filter((tie) => isSchool(tie.organisation) || !tie.organisation)
    .map((tie) => ({ school: tie.words, degree: tie.title, start: tie.start, end: tie.end }));

  /** @param {Item} owner @param {...string} names every value in words */
  const list = (owner, ...names) => names.flatMap((name) => owner.values(name))
    .map((value) => (value.item ? schema.line(value.item, "name") : value.text))
    .filter((words) => words !== null && words !== "");

  /** @param {Item} owner @param {string} base */
  function contactPoints(owner, base) {
    const holders = [owner, ...schema.children(owner, "contactPoint")];
    const email = holders.flatMap((holder) => list(holder, "email"));
    const phone = holders.flatMap((holder) => list(holder, "telephone"));
    const own = schema.addressOf(owner, base);
    const websites = own && new URL(own).hostname !== new URL(base).hostname ? [own] : [];
    return [
      ...email.map((value) => ({ kind: /** @type {const} */ ("email"), value: value.replace(/^mailto:/, "") })),
      ...phone.map((value) => ({ kind: /** @type {const} */ ("phone"), value: value.replace(/^tel:/, "") })),
      ...websites.map((value) => ({ kind: /** @type {const} */ ("website"), value })),
    ];
  }

  /**
   * What the person wrote, as far as this page shows it.
   * @param {Item} owner @param {Item[]} items @param {string} base
   */
  function ownPosts(owner, items, base) {
    const pages = items.filter((item) => item.types.includes("ProfilePage"));
    const told = new Set(pages.flatMap((page) => schema.children(page, "hasPart")));
    const address = schema.addressOf(owner, base);
    /** @param {Item} author */
    const isOwner = (author) => author === owner
      || (address !== null && links.same(schema.addressOf(author, base), address));
    return items.filter((item) => schema.isA(item, WRITINGS)
      && (told.has(item) || schema.children(item, "author", "creator").some(isOwner)))
      .map((item) => ({
        text: schema.passage(item, "text", "articleBody", "description", "headline", "name"),
        url: schema.addressOf(item, base),
        posted_at: schema.line(item, "datePublished", "dateCreated"),
      }));
  }

  /**
   * @param {Item} owner @param {Item[]} items of the same syntax @param {string} url
   * @returns {Profile}
   */
  function read(owner, items, url) {
    const address = schema.addressOf(owner, url);
    const isElsewhere = address && new URL(address).hostname !== new URL(url).hostname;
    const { headline, nameOf } = Sidenote.schemaDiscussion;
    const occupations = schema.children(owner, "hasOccupation");
    return {
      person: { name: nameOf(owner), url: (isElsewhere ? null : address) ?? links.clean(url) },
      headline: headline(owner),
      location: place(owner),
      about: schema.passage(owner, "description", "abstract") || null,
      positions: positions(owner, url),
      education: education(owner),
      skills: [owner, ...occupations].flatMap((one) => list(one, "knowsAbout", "skills"))
        .map((skill) => ({ name: skill, evidence: [] })),
      languages: list(owner, "knowsLanguage"),
      contact_points: contactPoints(owner, url),
      posts: ownPosts(owner, items, url),
    };
  }

  /**
   * @param {Item} firm @param {string} url
   * @returns {Organisation}
   */
  function readOrganisation(firm, url) {
    const address = schema.addressOf(firm, url);
    const isHere = links.same(address, url);
    const size = schema.children(firm, "numberOfEmployees")[0] ?? null;
    const range = [schema.line(size, "minValue"), schema.line(size, "maxValue")].filter(Boolean).join("-");
    return {
      name: schema.line(firm, "name", "legalName") ?? "",
      url: isHere ? address : links.clean(url),
      website: isHere ? schema.address(firm, url, "sameAs") : address,
      industry: schema.line(firm, "industry", "knowsAbout", "naics"),
      size: schema.line(size, "value", "name") ?? (range || schema.line(firm, "numberOfEmployees")),
      headquarters: place(firm),
      founded: schema.line(firm, "foundingDate"),
      about: schema.passage(firm, "description", "slogan") || null,
    };
  }

  return { ORGANISATIONS, organisation, person, read, readOrganisation };
})();
