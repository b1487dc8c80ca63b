"""How strong the evidence for one field is, in terms anybody can add up.

The unit of a term is about one year of own work named in a title: three of them make .6 (strong)
under Σ ÷ (Σ + 2), two thirds of one make .25 (some). Other evidence is weighed against that.
Limits ("at most some") are terms of their own, with a negative value.
"""

from __future__ import annotations

import math
from datetime import date

from backend.nlp import arithmetic
from backend.nlp.concepts import TERM
from backend.nlp.expertise.candidates import Candidate
from backend.nlp.expertise.dates import RECENT_YEARS, Period, covered_months, recent_months
from backend.nlp.expertise.naming import surface_of
from backend.nlp.expertise.plausibility import FOREIGN, Ground
from backend.nlp.expertise.roles import is_commerce
from backend.schemas.finding import Evidence, Finding, Term

VERSION = "expertise/2"
STRONG, SOME = 0.6, 0.25
SUM_BELOW_STRONG, SUM_TRACE = 2.9, 0.6
"""Sums of terms that stay just below strong and below some."""

TITLE_MOST, WORK_MOST, WORK_ALONE_MOST, OLD_MOST = 8.0, 4.0, 1.8, 1.9
WORK_FIELDLESS_TITLE, WORK_TOLD_TWICE, WORK_TOLD_ONCE, OLD_YEAR = 0.8, 0.6, 0.35, 0.25
HEADLINE, ABOUT, SLOGAN = 1.2, 0.8, 0.3
PAST_HEADLINE, PAST_ABOUT = 0.6, 0.3
SKILL_WORKED, SKILL_PLAUSIBLE, SKILL_BARE = 0.6, 0.75, 0.35
POST, POSTS_MOST = 0.4, 0.8
THESIS, DEGREE, TRAINING, SIDE = 0.8, 0.45, 0.9, 0.75
PROOF, STATED_YEAR, STATED_MOST = 2.2, 0.22, 2.2
SOLD, SOLD_YEAR, SOLD_MOST, SOLD_KNOWN = 0.15, 0.06, 0.4, 0.7
QUOTES = 6


class Weighing:
    """The terms of one field, and what limits them."""

    def __init__(self, concept: str, found: list[Candidate], ground: Ground, today: date) -> None:
        self.concept, self.found, self._ground, self._today = concept, found, ground, today
        self.terms: list[Term] = []
        self.is_worked = False
        self.is_skill_only = all(one.part == "skill" for one in found)
        self.is_item = concept.startswith(TERM) and all(one.part == "work" for one in found)
        self.years = 0.0
        self._is_length_known = True
        self._weigh()

    @property
    def total(self) -> float:
        return math.fsum(term.value for term in self.terms)

    def finding(self) -> Finding | None:
        """The finding, or None when nothing speaks for the field but a passing word in a post."""
        if all(one.part == "post" for one in self.found) and not self._is_supported():
            return None
        made = arithmetic.combine(arithmetic.SHARE, self.terms)
        if not made.result:
            return None
        return Finding(
            kind="expertise",
            value=self.concept,
            label=self.found[0].label,
            score=made.result,
            evidence=self._evidence(),
            arithmetic=made,
            made_by=VERSION,
        )

    @property
    def share(self) -> float:
        """The score the terms make, 0..1."""
        return arithmetic.combine(arithmetic.SHARE, self.terms).result or 0.0

    @property
    def is_near(self) -> bool:
        """Whether what the person works on makes the field plausible."""
        return self._ground.is_near(self.concept, self.found)

    @property
    def is_of_seller(self) -> bool:
        """Whether the person sells, recruits or promotes and the field is none of that trade."""
        return self._ground.only_sells and not is_commerce(self.concept)

    def is_current(self, one: Candidate) -> bool:
        """Whether a mention stands in a position the person still holds."""
        return one.role is not None and self._ground.roles[one.role].period.is_current

    def is_title_now(self, one: Candidate) -> bool:
        """Whether a mention is the present title: the headline, where there are no positions."""
        part = "title" if self.has_positions else "headline"
        return one.part == part and (part == "headline" or self.is_current(one))

    @property
    def has_positions(self) -> bool:
        return self._ground.has_positions

    @property
    def surface(self) -> str:
        """The words of the profile that name the field best."""
        return surface_of(self.found)

    def _weigh(self) -> None:
        self._work()
        self._training()
        self._claims()
        self._skills()
        self._education()
        self._sold()
        self._limits()

    def _add(self, name: str, value: float, note: str | None = None) -> None:
        if value:
            self.terms.append(arithmetic.term(name, value, note))

    def _own(self, part: str) -> list[Candidate]:
        return [one for one in self.found if one.part == part and not one.manners & FOREIGN]

    # -- positions ---------------------------------------------------------------------------

    def _in_roles(self, part: str, kind: str) -> set[int]:
        return {
            one.role for one in self.found
            if one.part == part and one.role is not None and self._ground.is_own(one)
            and _kind(self._ground, one) == kind
        }  # fmt: skip

    def _periods(self, indices: set[int]) -> list[Period]:
        return [self._ground.roles[index].period for index in indices]

    def _work(self) -> None:
        titles = self._in_roles("title", "own") | self._in_roles("title", "selling")
        works = (self._in_roles("work", "own") | self._in_roles("work", "selling")) - titles
        if not titles and not works:
            return
        self.is_worked = True
        periods = self._periods(titles | works)
        self.years = covered_months(periods) / 12
        self._is_length_known = all(one.is_known for one in periods)
        if not recent_months(periods, self._today):
            note = f"none of it in the last {RECENT_YEARS} years"
            self._add("years of own work, long ago", min(OLD_MOST, OLD_YEAR * self.years), note)
            return
        if titles:
            years = covered_months(self._periods(titles)) / 12
            self._add("years with it in the title", min(TITLE_MOST, years), self._note(titles))
        self._told(works)

    def _told(self, works: set[int]) -> None:
        """Years of positions whose text, not whose title, names the field."""
        if not works:
            return
        places = {one.evidence.where for one in self.found if not one.manners & FOREIGN}
        plain = {index for index in works if not self._ground.roles[index].fields}
        factor = WORK_TOLD_TWICE if len(places) > 1 else WORK_TOLD_ONCE
        years = covered_months(self._periods(works - plain)) / 12 * factor
        years += covered_months(self._periods(plain)) / 12 * WORK_FIELDLESS_TITLE
        most = WORK_MOST if len(places) > 1 else WORK_ALONE_MOST
        self._add("years of work whose text names it, weighed", min(most, years), self._note(works))

    def _note(self, indices: set[int]) -> str:
        years = covered_months(self._periods(indices)) / 12
        guess = "" if all(one.is_known for one in self._periods(indices)) else ", partly guessed"
        return f"{years:.1f} years{guess}"

    def _training(self) -> None:
        if any(self._in_roles(part, "training") for part in ("title", "work")):
            self._add("internship, traineeship or studies", TRAINING)
        elif any(self._in_roles(part, "side") for part in ("title", "work")):
            self._add("a side role", SIDE)

    # -- claims ------------------------------------------------------------------------------

    def _claims(self) -> None:
        headline = [one for one in self.found if one.part == "headline"]
        if plain := [one for one in headline if not one.manners & FOREIGN]:
            self._add("named in the headline", HEADLINE * _aged(plain, PAST_HEADLINE))
        elif any("slogan" in one.manners for one in headline):
            self._add("named in a slogan of the headline", SLOGAN)
        about = [one for one in self.found if one.part == "about"]
        if plain := [one for one in about if not one.manners & FOREIGN]:
            self._add("told in the about text", ABOUT * _aged(plain, PAST_ABOUT))
            self._stated(plain)
        elif any("slogan" in one.manners for one in about):
            self._add("named in a slogan of the about text", SLOGAN)
        posts = {one.evidence.where for one in self._own("post") if "past" not in one.manners}
        self._add("own posts on it", min(POSTS_MOST, POST * len(posts)))
        if any("proof" in one.manners for one in self.found if _can_prove(one)):
            self._add("licence, authorship, chair or the like", PROOF)

    def _stated(self, plain: list[Candidate]) -> None:
        years = max(one.years for one in plain)
        if years >= 2 and not all(one.manners & {"past"} for one in plain):
            value = min(STATED_MOST, STATED_YEAR * years)
            self._add("years the person states", value, f"{years} years")

    def _skills(self) -> None:
        skills = [one for one in self.found if one.part == "skill"]
        if not skills:
            return
        if self.is_worked:
            base, name = SKILL_WORKED, "listed skill, worked with"
        elif self._ground.is_near(self.concept, skills):
            base, name = SKILL_PLAUSIBLE, "listed skill a position makes plausible"
        else:
            base, name = SKILL_BARE, "listed skill without support"
        endorsed = max(one.endorsed for one in skills)
        self._add(name, base)
        self._add("endorsements", min(0.4, 0.1 * math.log2(1 + endorsed)), str(endorsed))

    def _education(self) -> None:
        studied = self._own("education")
        if any("training" in one.manners for one in studied):
            self._add("thesis or course", THESIS)
        elif studied:
            self._add("degree", DEGREE)

    def _sold(self) -> None:
        """Fields of customers, employers and colleagues: sold, recruited for, supplied."""
        foreign = [one for one in self.found if self._is_foreign(one)]
        if not foreign:
            return
        indices = {one.role for one in foreign if one.role is not None}
        years = covered_months(self._periods(indices)) / 12
        value = min(SOLD_MOST, SOLD + SOLD_YEAR * years)
        self._add("sold, recruited or supplied for, not done", value, f"{years:.1f} years")
        knows = {one.part for one in self.found} & {"post", "education", "skill"}
        if years >= 5 and len(knows) >= 2 and not self.is_worked:
            self._add("years and shown knowledge of it", SOLD_KNOWN)

    def _is_foreign(self, one: Candidate) -> bool:
        if one.manners & {"others", "employer"}:
            return True
        if one.role is None or one.manners & FOREIGN:
            return False
        return not self._ground.is_own(one)

    # -- limits ------------------------------------------------------------------------------

    def _limits(self) -> None:
        if self._is_given_up():
            self._limit("the person says it is over", 2.2 if self.years >= 3 else 0.4)
        if not self._is_supported():
            self._limit("no position supports it", SUM_TRACE)
        if any(term.value == PROOF for term in self.terms) or self._states_years():
            return
        if self.is_worked and self.is_old:
            self._limit(f"no work in it in the last {RECENT_YEARS} years", SUM_BELOW_STRONG)
        elif self.is_worked and self._is_length_known and self.years < 3:
            self._limit("less than three years", SUM_BELOW_STRONG)
        elif not self.is_worked:
            self._limit("claimed, no position names it", SUM_BELOW_STRONG)

    def _limit(self, name: str, most: float) -> None:
        if self.total > most:
            self._add(f"limit: {name}", most - self.total)

    def _is_given_up(self) -> bool:
        return any("over" in one.manners for one in self.found)

    def _states_years(self) -> bool:
        return any(term.name == "years the person states" for term in self.terms) and not (
            self._ground.has_field and not self.is_worked
        )

    @property
    def is_old(self) -> bool:
        """Whether all own work in it is long ago."""
        return any(term.name == "years of own work, long ago" for term in self.terms)

    def _is_supported(self) -> bool:
        if self.is_worked or any(one.role is not None and self._ground.is_own(one)
                                 for one in self.found):  # fmt: skip
            return True
        if any(term.name.startswith(("thesis", "years and shown")) for term in self.terms):
            return True
        return self._ground.is_near(self.concept, self.found)

    def _evidence(self) -> list[Evidence]:
        """The quotes, own work first, each place once."""
        order = {"title": 0, "work": 1, "headline": 2, "about": 3, "skill": 4}
        chosen: dict[tuple[str, str], Evidence] = {}
        for one in sorted(self.found, key=lambda one: order.get(one.part, 5)):
            chosen.setdefault((one.evidence.where, one.evidence.quote), one.evidence)
        return list(chosen.values())[:QUOTES]


def _kind(ground: Ground, one: Candidate) -> str:
    assert one.role is not None
    kind = ground.roles[one.role].kind
    if kind != "own" or one.part != "work":
        return kind
    return "training" if "training" in one.manners else "own"


def _aged(plain: list[Candidate], factor: float) -> float:
    return factor if all("past" in one.manners for one in plain) else 1.0


def _can_prove(one: Candidate) -> bool:
    return one.part in ("headline", "about", "work", "title") and not one.manners & FOREIGN
