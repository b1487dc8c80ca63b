"""Names of organisations brought to a form in which equal means equal.

Scripts are transliterated (anyascii), case and diacritics folded, legal forms of many countries and
decorations ("@", "ex-", "(part of ...)", "N.V., ARNHEIM, NL") taken off.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape

from anyascii import anyascii
from cleanco.termdata import terms_by_country, terms_by_type

from backend.linking.assets import asset

_WORD = re.compile(r"[a-z0-9]+")
_TIGHT_AND = re.compile(r"(?<=\b[a-z0-9])&(?=[a-z0-9]\b)|(?<=\b[a-z0-9]{2})&(?=[a-z0-9]\b)")
_APOSTROPHE = re.compile(r"['`´]s?\b(?=\s|$)|['`´]")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
     "Ø": "Oe", "Å": "Aa"}
)  # fmt: skip
_CJK_FORM = re.compile(
    "株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사|유한회사"
)
_REGISTRY_TAIL = re.compile(r"\s*/\s*[A-Z]{2,4}\s*/?\s*$")  # "CORP /DE/", "AG/ADR"
_BEFORE_PLACE = frozenset({"te", "in", "zu", "v", "ve"})
_LONGEST_FORM = 5  # tokens: "s de r l de c v" is met in two steps


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Latin lower case without diacritics; other scripts transliterated."""
    return anyascii(unicodedata.normalize("NFKC", text)).casefold()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text; "AT&T" is one, an apostrophe divides nothing."""
    folded = _APOSTROPHE.sub("", fold(text))
    return tuple(_WORD.findall(_TIGHT_AND.sub("", folded)))


def umlaut_variant(text: str) -> str | None:
    """`text` with umlauts written out ("Mueller" for "Müller"), or None where there are none."""
    composed = unicodedata.normalize("NFC", text)
    expanded = composed.translate(_UMLAUTS)
    return expanded if expanded != composed else None


@cache
def legal_forms() -> frozenset[str]:
    """Legal forms as joined tokens ("sro", "gmbh")."""
    own = asset("legal_forms")
    refused = set(own["not_forms"])
    forms = {form.replace(" ", "") for form in own["forms"]}
    for source in (*terms_by_type.values(), *terms_by_country.values()):
        for term in source:
            joined = "".join(_WORD.findall(fold(term)))
            if len(joined) >= 3 and joined not in refused:
                forms.add(joined)
    return frozenset(forms - refused)


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name taken apart.

    `tokens` is the core without legal form, fillers and abbreviations; `legal` the legal forms that
    were taken off; `tail` what followed the legal form after a comma (a place, in registers).
    """

    text: str
    tokens: tuple[str, ...]
    legal: frozenset[str]
    tail: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        """The core without spaces: equal for "Hitachiglobal" and "Hitachi Global"."""
        return "".join(self.tokens)


def _strip_legal(tokens: list[str]) -> tuple[list[str], set[str]]:
    forms = legal_forms()
    leading = asset("legal_forms")["leading"]
    found: set[str] = set()
    stripped = True
    while stripped and len(tokens) > 1:
        stripped = False
        for size in range(min(_LONGEST_FORM, len(tokens) - 1), 0, -1):
            joined = "".join(tokens[-size:])
            if joined in forms:
                tokens, stripped = tokens[:-size], True
                found.add(joined)
                break
    if len(tokens) > 1 and tokens[0] in leading:
        found.add(tokens[0])
        tokens = tokens[1:]
    return tokens, found


def _join_initials(tokens: list[str]) -> list[str]:
    """Runs of single letters become one token: "i b m" and "ibm" are the same."""
    joined: list[str] = []
    run = ""
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isalpha():
            run += token
            continue
        if run:
            joined.append(run)
            run = ""
        if token:
            joined.append(token)
    return joined


def _without_place_tail(text: str) -> tuple[str, tuple[str, ...]]:
    """Cut "Akzo Nobel N.V., Arnhem, NL" after its legal form; the rest is a place."""
    segments = text.split(",")
    if len(segments) < 2:
        return text, ()
    forms = legal_forms()
    for index in range(len(segments) - 1):
        head = list(words(segments[index]))
        if not head:
            continue
        ends_legal = any(
            "".join(head[-size:]) in forms and (index > 0 or size < len(head))
            for size in range(1, min(_LONGEST_FORM, len(head)) + 1)
        )
        rest = words(" ".join(segments[index + 1 :]))
        if ends_legal and rest and not _all_legal(rest):
            return ",".join(segments[: index + 1]), rest
    return text, ()


def _all_legal(tokens: tuple[str, ...]) -> bool:
    """Whether the tokens end in a legal form ("Ltd.", "Limited Company")."""
    forms = legal_forms()
    return any(
        "".join(tokens[-size:]) in forms for size in range(1, min(_LONGEST_FORM, len(tokens)) + 1)
    )


def _without_place_words(tokens: list[str]) -> list[str]:
    """Cut "DSM N.V. te Heerlen" after its legal form."""
    forms = legal_forms()
    for index in range(2, len(tokens) - 1):
        if tokens[index] in _BEFORE_PLACE and any(
            "".join(tokens[index - size : index]) in forms
            for size in range(1, min(_LONGEST_FORM, index - 1) + 1)
        ):
            return tokens[:index]
    return tokens


@lru_cache(maxsize=262_144)
def organisation_name(text: str) -> OrganisationName:
    """Take a name apart. At least one token stays wherever the text has a letter or digit."""
    own = asset("legal_forms")
    plain = unescape(text) if "&" in text else text
    plain = _REGISTRY_TAIL.sub("", _CJK_FORM.sub(" ", plain)).strip() or text
    plain, tail = _without_place_tail(plain)
    raw = _without_place_words(list(words(plain)))
    tokens, legal = _strip_legal(raw)
    tokens = _join_initials(tokens)
    kept = [token for token in tokens if token not in own["fillers"]] or tokens
    abbreviations = own["abbreviations"]
    core = tuple(abbreviations.get(token, token) for token in kept)
    return OrganisationName(text=text, tokens=core, legal=frozenset(legal), tail=tail)
