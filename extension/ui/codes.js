// The backend speaks in stable codes; here each is put into the user's words. A code this version does
// not know is shown as it came, as text.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.codes ??= (() => {
  const { t, region, language } = Sidenote.ui.words;

  const STATE_REASON = {
    "contact-account": "reason_contact_account",
    "employer-account": "reason_employer_account",
    "employer-differs": "reason_employer_differs",
    "several-contacts": "reason_several_contacts",
    "several-accounts": "reason_several_accounts",
    "suggestion-only": "reason_suggestion_only",
    "no-match": "reason_no_match",
  };
  const STATUS_REASON = {
    "stated-by-crm": "status_reason_stated",
    "no-order-for-three-years": "status_reason_no_recent_order",
    "has-orders": "status_reason_orders",
    "no-orders-yet": "status_reason_no_orders",
  };
  const STATUS = {
    customer: "status_customer", prospect: "status_prospect", former: "status_former",
    unknown: "status_unknown",
  };
  const PAYMENT = {
    ok: "payment_ok", due: "payment_due", overdue: "payment_overdue", unknown: "payment_unknown",
  };
  const LINK_REASON = {
    "identity:url": "link_identity_url", "identity:domain": "link_identity_domain",
    "identity:email": "link_identity_email", "identity-name-differs": "link_identity_name_differs",
    "name+domain": "link_name_domain", "name+city": "link_name_city",
    "name+country": "link_name_country", "name+employer": "link_name_employer",
    "name+past-employer": "link_name_past_employer", "name-only": "link_name_only",
    several: "link_several", "too-weak": "link_too_weak", conflict: "link_conflict",
    "decision:right": "link_decision_right", "decision:wrong": "link_decision_wrong",
    "no-candidate": "link_no_candidate",
  };
  const JUDGEMENT = {
    linked: "judgement_linked", suggested: "judgement_suggested", none: "judgement_none",
  };
  const REACTION = {
    question: "reaction_question", request_help: "reaction_request_help",
    complaint: "reaction_complaint", praise: "reaction_praise", wish: "reaction_wish",
    buying_intent: "reaction_buying_intent", answer: "reaction_answer",
    agreement: "reaction_agreement", disagreement: "reaction_disagreement",
    promotion: "reaction_promotion", small_talk: "reaction_small_talk",
  };
  const STANCE = { for: "stance_for", against: "stance_against" };
  const SENIORITY = {
    entry: "seniority_entry", specialist: "seniority_specialist", manager: "seniority_manager",
    director: "seniority_director", executive: "seniority_executive", owner: "seniority_owner",
    unknown: "score_unknown",
  };
  const FUNCTION = {
    sales: "function_sales", marketing: "function_marketing", finance: "function_finance",
    it: "function_it", engineering: "function_engineering", operations: "function_operations",
    hr: "function_hr", legal: "function_legal", research: "function_research",
    support: "function_support", management: "function_management", other: "function_other",
    unknown: "score_unknown",
  };
  const RELEVANCE = {
    2: "relevance_core", 1: "relevance_adjacent", 0: "relevance_none", unknown: "score_unknown",
  };
  const SOURCE = {
    headline: "source_headline", position: "source_position", about: "source_about",
    skill: "source_skill", own_post: "source_own_post", education: "source_education",
    location: "source_location", title: "source_title", root_post: "source_root_post", article: "source_article",
    comment: "source_comment", crm: "source_crm", correction: "source_correction",
    name: "source_name", url: "source_url", page: "source_page",
  };

  /**
   * @param {Record<string, string>} table
   * @returns {(code: string|null|undefined, fallback?: string) => string}
   */
  const reader = (table) => (code, fallback) =>
    code && Object.hasOwn(table, code) ? t(table[code]) : (fallback ?? code ?? "");

  const reaction = reader({ ...REACTION, ...STANCE });
  const linkReason = reader(LINK_REASON);
  const seniority = reader(SENIORITY);
  const work = reader(FUNCTION);
  const relevance = reader(RELEVANCE);

  /** @param {any} finding @returns {string} what the finding concluded, in the user's words */
  function finding(finding) {
    const { kind, value, label } = finding;
    if (value === "unknown") return t("score_unknown");
    if (kind === "reaction") return reaction(value, label);
    if (kind === "seniority") return seniority(value, label);
    if (kind === "function") return work(value, label);
    if (kind === "relevance") return relevance(value, label);
    if (kind === "language") return language(value) || label;
    if (kind === "location" && label === value) return region(value);
    return label;
  }

  return Object.freeze({
    finding,
    reaction,
    reactions: Object.freeze(Object.keys(REACTION)),
    stateReason: reader(STATE_REASON),
    statusReason: reader(STATUS_REASON),
    status: reader(STATUS),
    payment: reader(PAYMENT),
    judgement: reader(JUDGEMENT),
    /** @param {string} code "name-only:parent" says more than we put into words */
    linkReason: (code) => linkReason(/^name-only/.test(code) ? "name-only" : code),
    source: reader(SOURCE),
  });
})();
