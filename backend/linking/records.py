"""What linking compares: people and organisations as a page states them, and as the CRM has them.

Plain frozen records, so that linking knows neither the store nor the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Employer:
    """One employer of a person as a page states it; `current` is false for a past one.

    `start` and `end` are partial dates as the page has them ("2021", "Mar 2021"). A `certain` one
    stands where only an employer can stand; the others ("Plant engineer, Nordwind Pumpen") may be
    something else: they can find an account, but that they find none says nothing.
    """

    name: str
    url: str | None = None
    domain: str | None = None
    current: bool = True
    start: str | None = None
    end: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """A person on a page. Without `employers` they are read from the headline."""

    name: str
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    headline: str | None = None
    employers: tuple[Employer, ...] = ()
    city: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationQuery:
    """An organisation on a page or the employer of a person (then city and country are theirs)."""

    name: str
    urls: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account of the CRM. `aliases` are other names, confirmed ones included."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A contact of the CRM, with the account it belongs to."""

    id: str
    name: str
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    account_id: str | None = None
    account_name: str | None = None
    city: str | None = None
    country: str | None = None
    job_title: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a pair: it outlives every re-run."""

    record: Literal["contact", "account"]
    record_id: str
    verdict: Literal["right", "wrong"]
