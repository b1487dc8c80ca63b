"""What a person is to us, from the judgements on them and the status of the account."""

from __future__ import annotations

from backend.schemas.annotation import AccountStatus, State
from backend.services.link_people import PersonLinks

Reason = str
"""A stable code that the interface puts into words: "contact-account", "employer-account",
"employer-differs", "several-contacts", "several-accounts", "suggestion-only", "no-match"."""


def person_state(
    links: PersonLinks,
    contact_account_status: AccountStatus | None,
    employer_account_status: AccountStatus | None,
) -> tuple[State, Reason]:
    """The state and why.

    A known contact who works elsewhere now is "outdated" before anything else: what the CRM says of
    them must not be believed. `*_status` are of the linked contact's account and of the linked
    employer's account; None where there is no such link.
    """
    if links.contact.judgement == "linked":
        if links.employer_is_contact_account is False:
            return "outdated", "employer-differs"
        if contact_account_status is not None:
            return contact_account_status, "contact-account"
    if links.account.judgement == "linked" and employer_account_status is not None:
        return employer_account_status, "employer-account"
    if links.contact.reason == "several":
        return "several", "several-contacts"
    if links.account.reason == "several":
        return "several", "several-accounts"
    if "suggested" in (links.contact.judgement, links.account.judgement):
        return "unknown", "suggestion-only"
    return "unknown", "no-match"
