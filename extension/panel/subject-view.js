// A profile or an organisation: one subject, whole.
import { codes, correction, el, personCard, signs, t } from "../ui/parts.js";
import { correct, replacePerson } from "./state.js";

/** @param {any} person  PersonAnnotation @returns {HTMLElement} */
export const profileView = (person) =>
  el("article", { class: "person", "aria-labelledby": "who" },
    personCard.make(person, { send: correct, onPerson: replacePerson, whole: true }));

/** @param {any} organisation  OrganisationAnnotation @returns {HTMLElement} */
export const organisationView = (organisation) =>
  el("article", { class: "person", "aria-labelledby": "who" },
    el("header", { class: "who" },
      el("h2", { id: "who" }, organisation.name),
      el("p", { class: `state ${signs.known(organisation.state)}` },
        signs.stateSign(organisation.state),
        el("strong", {}, codes.status(organisation.state, signs.stateWord(organisation.state))),
        el("span", { class: "reason" }, codes.stateReason(organisation.state_reason)))),
    personCard.accountSection(organisation.account),
    personCard.section(t("section_link"), ...correction.readOnly(organisation.account_link)));
