"""Employers a headline states: "Head of Energy at Nordwind GmbH | ex-Siemens"."""

from __future__ import annotations

import re

from backend.linking.normalise import legal_forms, words
from backend.linking.records import Employer

_DIVIDER = re.compile(r"\s*[|•·●▪►»]\s*|\s+[–—-]\s+|\s*;\s*|\n+|\s*\u2022\s*")
_COMMA = re.compile(r"\s*,\s+|\s*/\s+|\s+/\s*|\s+&\s+(?=ex[- ])")
_PAST = re.compile(
    r"(?i)^(?:\W*)(?:ex[-–]\s*|ex\s+(?=[A-ZÀ-Ž])|former(?:ly)?\b|previously\b|prev\.|past:|earlier\b"
    r"|dříve\b|drive\b|předtím\b|bývalý\b|bývalá\b|byvaly\b|byvala\b|ex\.\s*"
    r"|entinen\b|ent\.|aiemmin\b|aikaisemmin\b|ehemals\b|ehemalige[rn]?\b|früher\b|vormals\b|zuvor\b)"
    r"\s*:?\s*"
)
_BETWEEN = (
    r"(?<!\w)(?:at|@|with|for|bei(?: der| dem)?|beim|im hause|von der firma|u firmy|u společnosti"
    r"|ve společnosti|ve firmě|ve skupině|v(?:e)? (?:společnosti|firmě|skupině|spol\.)|yrityksessä"
    r"|yhtiössä|hos|chez)\s+"
)
_MARKER = re.compile(rf"(?i){_BETWEEN}|(?<!\w)@")
_OWNER_OF = re.compile(
    r"(?i)\b(?:co-?)?(?:founder|owner|ceo|managing director|chairman|chairwoman|president"
    r"|zakladatel|zakladatelka|majitel|majitelka|jednatel|jednatelka|gründer(?:in)?|inhaber(?:in)?"
    r"|geschäftsführer(?:in)?|perustaja|omistaja|toimitusjohtaja)"
    r"\s*(?:of|von|der|společnosti|firmy)?\s+(?=[A-ZÀ-Ž0-9])"
)
_NOT_EMPLOYERS = frozenset(
    {
        "heart", "scale", "large", "work", "home", "night", "least", "present", "university",
        "school", "freelance", "freelancer", "self", "retired", "student", "your", "our", "the",
        "my", "all", "a", "an", "more", "growth", "sustainability", "innovation", "hire",
        "purpose", "ease", "better", "looking", "now", "people", "business",
    }
)  # fmt: skip
_TITLE_WORDS = re.compile(
    r"(?i)\b(?:manager|head|director|engineer|developer|consultant|officer|specialist|lead|leader|analyst"
    r"|vedoucí|ředitel\w*|manažer\w*|inženýr\w*|päällikkö|johtaja|insinööri|asiantuntija|leiter\w*"
    r"|berater\w*|ingenieur\w*|entwickler\w*|founder|owner|ceo|cto|cfo|coo)\b"
)
_TRAILING = re.compile(r"[\s,.;:!?–—-]+$")
MAX_EMPLOYERS = 8
_MAX_WORDS = 9
_MAX_CONJECTURED_WORDS = 6
_INSIDE = re.compile(
    r"(?:^|\s)(?:v|ve|u|von|der|av|på)\s+((?:[A-ZÀ-Ž][^\s,]*)(?:\s+[^\s,]+){0,4})$"
)
"""Czech "v Kovárnách Hostýn", German "der Nordwind", Swedish "på Fjällbäck" at a segment's end."""


def _ends_in_legal_form(text: str) -> bool:
    tokens = words(text)
    forms = legal_forms()
    return any(
        "".join(tokens[-size:]) in forms and len(tokens) > size
        for size in range(1, min(4, len(tokens) - 1) + 1)
    )


def _clean(text: str) -> str | None:
    """The name of an employer out of what followed a marker, or None where it can be none."""
    name = text.strip(" \t\"'“”„«»")
    parts = _COMMA.split(name)
    kept = parts[0]
    for part in parts[1:]:
        # "Nordwind, a.s." and "Kovo, spol. s r.o." go on after the comma.
        if not _ends_in_legal_form("x " + part) or len(words(part)) > 4:
            break
        kept = f"{kept}, {part}"
    kept = kept.strip()
    bare = _TRAILING.sub("", kept)
    # The dot of "a.s." or "Inc." is part of the name, that of a sentence is not.
    kept = bare + "." if kept.startswith(bare + ".") and _ends_in_legal_form(bare) else bare
    tokens = words(kept)
    if not tokens or len(tokens) > _MAX_WORDS or tokens[0] in _NOT_EMPLOYERS:
        return None
    return kept


def _from_segment(segment: str) -> tuple[str | None, bool]:
    """The employer one segment of a headline names, and whether it is a past one."""
    past = _PAST.match(segment)
    body = segment[past.end() :] if past else segment
    inner = re.search(r"(?i)\b(?:ex-)(?=\w)", body)
    if not past and inner and not _MARKER.search(body[: inner.start()]):
        body, past = body[inner.end() :], inner
    marker = None
    for marker in _MARKER.finditer(body):
        rest = body[marker.end() :]
        sure = "@" in marker[0] or "spole" in marker[0].casefold() or "firm" in marker[0].casefold()
        named = sure or rest[:1].isupper() or rest[:1].isdigit() or _ends_in_legal_form(rest)
        weak = marker[0].strip().casefold() in ("for", "with")
        if named and (not weak or _ends_in_legal_form(rest)) and (name := _clean(rest)):
            return name, bool(past)
    owner = _OWNER_OF.search(body)
    if owner and (name := _clean(body[owner.end() :])) and not _TITLE_WORDS.search(name):
        return name, bool(past)
    if past and not _TITLE_WORDS.search(body):
        return _clean(body), True
    return _with_legal_form(body), bool(past)


def _with_legal_form(body: str) -> str | None:
    """The last piece between commas that ends in a legal form ("CEO, Kovo, spol. s r.o.")."""
    parts = _COMMA.split(body)
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if index > 0 and "".join(words(part)) in legal_forms():
            part = f"{parts[index - 1]}, {part}"
        if _ends_in_legal_form(part) and not _TITLE_WORDS.search(part):
            return _clean(part)
    return None


def _conjectured(segment: str, *, first: bool) -> str | None:
    """What may be an employer by its place alone: after a comma ("Plant engineer, Nordwind Pumpen")
    or in a segment of its own that is not the first ("Plant engineer | Nordwind Pumpen").
    """
    inside = _INSIDE.search(segment)
    if inside:
        return _clean(inside[1])
    parts = _COMMA.split(segment)
    last = _TRAILING.sub("", parts[-1])
    tokens = words(last)
    fewest = 1 if len(parts) > 1 else 2
    if not fewest <= len(tokens) <= _MAX_CONJECTURED_WORDS or _PAST.match(last):
        return None
    if len(parts) == 1 and first:
        return None
    if tokens[0] in _NOT_EMPLOYERS or not last[:1].isupper() or _TITLE_WORDS.search(last):
        return None
    return last


def employers_from_headline(headline: str | None) -> tuple[Employer, ...]:
    """Employers in the order of the headline.

    A certain one has a marker ("at", "bei", "ex-") or a legal form, so that a slogan is no
    employer. Where a headline has no certain present one, what stands in an employer's place is
    given with `certain` false. Past ones have `current` false.
    """
    if not headline:
        return ()
    found: dict[str, Employer] = {}
    segments = _segments(headline)
    for segment in segments:
        name, past = _from_segment(segment)
        if name and (key := " ".join(words(name))) not in found:
            found[key] = Employer(name=name, current=not past)
        if len(found) == MAX_EMPLOYERS:
            break
    if not any(employer.current for employer in found.values()):
        for index, segment in enumerate(segments[:MAX_EMPLOYERS]):
            name = _conjectured(segment, first=index == 0)
            if name and (key := " ".join(words(name))) not in found:
                found[key] = Employer(name=name, certain=False)
    return tuple(found.values())


def _segments(headline: str) -> list[str]:
    """Pieces at the dividers; a comma divides only before a past employer ("at X, ex-Y, ex-Z")."""
    pieces: list[str] = []
    for piece in _DIVIDER.split(headline[:1_000]):
        current = ""
        for part in re.split(r"(,\s+|\s+&\s+|\s*\(|\)\s*)", piece):
            if _PAST.match(part) and part.strip():
                pieces.append(current)
                current = part
            elif part.strip() in ("(", ")"):
                pieces.append(current)
                current = ""
            else:
                current += part
        pieces.append(current)
    return [piece.strip() for piece in pieces if piece.strip(" ,&")]
