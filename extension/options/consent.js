// Step 1: what is sent, where and why, what never is; agreed to or withdrawn with one button.
import { button, el, t } from "../ui/parts.js";
import { step } from "./step.js";

const SENT = [
  "consent_fields_profile", "consent_fields_discussion", "consent_fields_organisation",
  "consent_fields_always", "consent_fields_marked", "consent_fields_lists", "consent_fields_unread",
];
const NEVER = [
  "consent_never_photos", "consent_never_messages", "consent_never_contacts", "consent_never_posting",
];

/** @param {string[]} keys @param {string} name */
const list = (keys, name) => el("ul", { class: name }, ...keys.map((key) => el("li", {}, t(key))));

/** @param {string} title @param {...Node} children */
const part = (title, ...children) => el("section", {}, el("h3", {}, t(title)), ...children);

/**
 * @param {HTMLElement} item
 * @param {{setConsent: (given: boolean) => Promise<void>}} actions
 * @returns {(connection: import("../shared/messages.js").Connection, server: string) => void}
 */
export function consentStep(item, { setConsent }) {
  const { body, setDone } = step(item, 1, "consent_title");
  const where = el("p", {});
  const said = el("p", { class: "said" });
  const give = button(t("consent_give"), () => void setConsent(true), { class: "button main", id: "give" });
  const withdraw = button(t("consent_withdraw"), () => void setConsent(false), { id: "withdraw" });
  body.append(
    part("consent_why_title", el("p", {}, t("consent_why"))),
    part("consent_where_title", where),
    part("consent_what_title", el("p", {}, t("consent_what_lead")), list(SENT, "fields")),
    part("consent_never_title", list(NEVER, "never")),
    el("div", { class: "decision" }, said, give, withdraw),
  );
  return ({ consent }, server) => {
    const focused = [give, withdraw].some((one) => one === document.activeElement);
    where.textContent = t("consent_where", server);
    said.textContent = consent ? t("consent_given") : "";
    give.hidden = consent;
    withdraw.hidden = !consent;
    if (focused) (consent ? withdraw : give).focus();
    setDone(consent);
  };
}
