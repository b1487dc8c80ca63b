// One person, whole: who, what to us, what they know, and why we think so. The hover card and the panel
// show the same.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.personCard ??= (() => {
  const { el } = Sidenote.ui.elements;
  const { t, date, number, moneys, region } = Sidenote.ui.words;
  const { stateSign, stateLong, known } = Sidenote.ui.signs;
  const { findingLine } = Sidenote.ui.evidence;
  const { changes, codes, correction } = Sidenote.ui;

  /**
   * @param {string} title
   * @param {...(Node|string|null|undefined|false)} children
   * @returns {HTMLElement|null} null if nothing is in it
   */
  function section(title, ...children) {
    const kept = children.filter(Boolean);
    return kept.length ? el("section", {}, el("h3", {}, title), ...kept) : null;
  }

  /** @param {[string, Node|string|null|undefined|false][]} rows label and value; empty ones are left out */
  function facts(rows) {
    const kept = rows.filter(([, value]) => value);
    if (!kept.length) return null;
    return el("dl", { class: "facts" }, ...kept.flatMap(([label, value]) => [
      el("dt", {}, label), el("dd", {}, value),
    ]));
  }

  /** @param {any} finding @returns {boolean} "unknown" is said once, where the score would stand */
  const isKnown = (finding) => finding.score !== null;

  /** @param {number} count @param {any[]} sums @param {string} [none] */
  const countAndSum = (count, sums, none) =>
    count === 0 && none
      ? none
      : moneys(sums) ? t("count_and_sum", number(count), moneys(sums)) : number(count);

  /** @param {any} account  AccountCard */
  const payment = (account) =>
    el("span", { class: `payment ${account.payment_status}` },
      account.payment_status === "overdue" && account.overdue?.length
        ? t("payment_overdue_sum", moneys(account.overdue))
        : codes.payment(account.payment_status));

  /**
   * @param {any|null|undefined} account  AccountCard
   * @param {{whole?: boolean}} [options]
   * @returns {HTMLElement|null}
   */
  function accountSection(account, { whole = true } = {}) {
    if (!account) return null;
    const reason = codes.statusReason(account.status_reason);
    const last = [date(account.last_activity_on), account.last_activity].filter(Boolean).join(" · ");
    return section(
      t("section_account"),
      el("p", { class: "lead" }, account.name),
      facts([
        [t("field_status"), [codes.status(account.status), reason].filter(Boolean).join(" · ")],
        [t("field_owner"), account.owner],
        [t("field_payment"), payment(account)],
        [t("field_orders"), countAndSum(account.orders ?? 0, account.ordered, t("none_on_record"))],
        [t("field_last_order"), date(account.last_order_on)],
        [t("field_open_deals"), countAndSum(account.open_opportunities ?? 0, account.open_pipeline, t("none_open"))],
        [t("field_last_contact"), last || t("none_on_record")],
        [t("field_industry"), whole && account.industry],
        [t("field_country"), whole && region(account.country)],
      ]),
    );
  }

  /** @param {any|null|undefined} contact  ContactCard @param {boolean} whole @returns {(HTMLElement|null)[]} */
  const contactLines = (contact, whole) =>
    contact
      ? [
          contact.do_not_contact ? el("p", { class: "warning" }, t("do_not_contact")) : null,
          facts([
            [t("field_job_title"), contact.job_title],
            [t("field_employer"), whole && contact.account_name],
            [t("field_owner"), whole && contact.owner],
            [t("field_last_contact"), whole && date(contact.last_activity_on)],
          ]),
        ]
      : [];

  /** @param {any} person @param {string} titleId @returns {HTMLElement} */
  const header = (person, titleId) =>
    el("header", { class: "who" },
      el("h2", { id: titleId }, person.name || t("person_nameless")),
      person.headline && el("p", { class: "headline" }, person.headline),
      el("p", { class: `state ${known(person.state)}` },
        stateSign(person.state), el("strong", {}, stateLong(person.state)),
        person.state_reason && el("span", { class: "reason" }, codes.stateReason(person.state_reason))),
    );

  /**
   * @param {any} person  PersonAnnotation
   * @param {{posts?: any[], send: import("./correction.js").Send, onPerson: (person: any) => void,
   *   whole?: boolean, titleId?: string, inDiscussion?: boolean}} options
   *   `posts` are the person's PostAnnotations to show; `whole` adds what only the panel has room for;
   *   `inDiscussion` shows the weight on the topic even when it is unknown
   * @returns {DocumentFragment}
   */
  function make(person, { posts = [], send, onPerson, whole = false, titleId = "who", inDiscussion = false }) {
    const fragment = document.createDocumentFragment();
    // Somebody who was never captured (a search result) has no id to correct a link of.
    const judge = (/** @type {"contact"|"account"} */ kind) => {
      if (person.person_id) return [correction.section(person, kind, { send, onPerson, whole })];
      const link = person[`${kind}_link`];
      return link.judgement === "none" ? [] : correction.readOnly(link);
    };
    const reactions = posts.flatMap((post) => post.reactions ?? []);
    const role = [
      ["field_seniority", person.seniority], ["field_function", person.function],
      ["field_location", person.location],
    ].filter(([, finding]) => finding && (whole || finding.score !== null));
    const parts = [
      header(person, titleId),
      section(t("section_changes"), ...changes.lines(person, whole)),
      // In a discussion what counts first is what their word weighs here.
      inDiscussion && section(t("section_relevance"),
        person.relevance
          ? findingLine(person.relevance, isKnown(person.relevance) ? {} : { label: t("relevance_needs_profile") })
          : el("p", { class: "quiet" }, t("relevance_needs_profile"))),
      section(t(posts.length > 1 ? "section_posts" : "section_this_post"),
        ...reactions.map((one) => findingLine(one))),
      section(t("section_contact"), ...judge("contact"), ...contactLines(person.contact, whole)),
      accountSection(person.account, { whole }),
      // Where the person is known, their employer in the CRM follows from that.
      (whole || !person.contact) && section(t("link_employer"), ...judge("account")),
      section(t("section_expertise"),
        ...(person.expertise?.length
          ? person.expertise.map((/** @type {any} */ one) => findingLine(one))
          : [el("p", { class: "quiet" }, t("no_expertise"))])),
      section(t("section_about"),
        ...role.map(([label, finding]) =>
          findingLine(finding, {
            label: isKnown(finding) ? `${t(label)}: ${codes.finding(finding)}` : t(label),
          }))),
      whole && person.profile_captured_at &&
        el("p", { class: "place captured" }, t("profile_read_on", date(person.profile_captured_at))),
    ];
    fragment.append(.../** @type {Node[]} */ (parts.filter(Boolean)));
    return fragment;
  }

  return Object.freeze({ make, accountSection, facts, section });
})();
