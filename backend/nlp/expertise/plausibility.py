"""Whether the positions make a claimed field plausible."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from backend.nlp.concepts import closeness, concepts, kin, share_a_field
from backend.nlp.expertise.candidates import Candidate
from backend.nlp.expertise.meanings import has_other_meanings
from backend.nlp.expertise.roles import Role, is_commerce
from backend.nlp.gazetteer import mentions
from backend.nlp.tokens import Text, fold
from backend.schemas.capture import Profile

NEAR = 0.2
"""Closeness from which on work on one field makes another plausible."""
_ENDORSED = 5
"""Endorsements that make a skill of the same sector plausible."""

FOREIGN = frozenset({"others", "employer", "over", "slogan", "unsupported"})
"""Manners that do not tell of own present work."""


class Ground:
    """What the person has worked on, as the positions tell; without positions, the headline."""

    def __init__(self, profile: Profile, found: list[Candidate], roles: list[Role]) -> None:
        self.roles = {role.index: role for role in roles}
        self.has_positions = any(one.title or one.text for one in profile.positions)
        self.worked = {one.concept for one in found if one.role is not None and self.is_own(one)}
        self.has_field = bool(self.worked)
        claimed = {
            one.concept for one in found
            if one.part in ("headline", "about") and not one.manners & FOREIGN
        }  # fmt: skip
        self._anchors = self.worked or claimed
        self._business = {
            mention.concept
            for one in profile.positions[:20]
            if one.company
            for mention in mentions(Text(one.company), None)
            if not has_other_meanings(mention.concept)
        }
        self._names = [
            fold(name)
            for one in profile.positions
            for name in (one.title, one.company)
            if name and len(name) > 3
        ]

    def is_own(self, one: Candidate) -> bool:
        """Whether a mention in a position tells of the person's own field there."""
        if one.manners & FOREIGN or one.role is None:
            return False
        role = self.roles[one.role]
        return role.kind != "selling" or self.is_trade(one.concept, role)

    def is_trade(self, concept: str, role: Role) -> bool:
        """Whether the concept belongs to a seller's or recruiter's own trade."""
        if is_commerce(concept) or concept == "management":
            return True
        return any(
            is_commerce(field) and closeness(field, concept).value >= 0.35 for field in role.fields
        )

    def is_near(self, concept: str, claims: list[Candidate]) -> bool:
        """Whether a claim is plausible: worked on, near what was, or backed by the site's lines."""
        if concept in self._anchors:
            return True
        manners = frozenset[str]().union(*(one.manners for one in claims))
        if "wished" in manners:
            return False
        if "unsupported" in manners:
            return self.has_field and not self.only_sells
        if kin(concept) is None:
            return True
        if any(self._is_backed(one) for one in claims):
            return True
        # What a seller's goods are near to is the customers' field.
        return (not self.only_sells or is_commerce(concept)) and self._borders(concept, claims)

    def _borders(self, concept: str, claims: list[Candidate]) -> bool:
        """Whether a known field lies near one that was worked on, by the tables."""
        if any(
            closeness(anchor, concept).value >= NEAR or share_a_field(anchor, concept)
            for anchor in self._anchors
        ):
            return True
        if self._listed(claims) and concept in self._business:
            return True
        endorsed = max((one.endorsed for one in claims), default=0)
        return endorsed >= _ENDORSED and any(
            _roots(anchor) & _roots(concept) for anchor in self._anchors
        )

    def _listed(self, claims: Iterable[Candidate]) -> bool:
        return any(one.part == "skill" for one in claims) and not self.only_sells

    @property
    def only_sells(self) -> bool:
        """Whether every position is selling, recruiting or promoting."""
        return bool(self.roles) and all(role.kind == "selling" for role in self.roles.values())

    def _is_backed(self, one: Candidate) -> bool:
        lines = [fold(line) for line in one.backing]
        return any(name in line for line in lines for name in self._names)


@cache
def _roots(concept: str) -> frozenset[str]:
    known = concepts().get(kin(concept) or "")
    if known is None:
        return frozenset()
    if not known.broader:
        return frozenset({known.id})
    return frozenset().union(*(_roots(up) for up in known.broader))
