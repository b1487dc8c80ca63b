"""Which language a text is in, or an honest "unknown".

eldc where it is installed, else py3langid; beside it the function words of the language files,
which carry short comments and Czech written without diacritics.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.metadata import version

from backend.nlp import arithmetic
from backend.nlp.assets_reading import languages, section
from backend.nlp.tokens import Text, fold
from backend.schemas.finding import Evidence, Finding, Source

Scores = Callable[[str], dict[str, float]]

VERSION = "language 1.0"
READ = 1_500
"""Characters that are looked at: more changes nothing."""
_LETTERS_SHARE, _WORDS_SHARE = 0.6, 0.4
_ENOUGH = 0.55
_MARGIN = 0.08
_FEWEST_WORDS, _USUAL_SHARE = 2.0, 0.2
"""Function words of a text in its language: at least, and as a share of all words."""


DETECTORS = ("eldc", "py3langid")
"""Detectors by letter groups, best first; without both, function words alone decide."""


class _Letters:
    """Letter-group detector: eldc, or py3langid where eldc has no wheel (ARM), or none.

    `missing` says why those above the used one are not used; `degraded` that there are some.
    """

    def __init__(self) -> None:
        self.missing: dict[str, str] = {}
        self._lock = threading.Lock()
        for name, load in zip(DETECTORS, (self._load_eldc, self._load_py3langid), strict=True):
            try:
                self._scores = load()
            except (ImportError, OSError) as error:
                self.missing[name] = f"not installed ({type(error).__name__})"
            else:
                self.name = f"{name} {version(name)}" if name == "eldc" else name
                break
        else:
            self.name, self._scores = "function words", lambda _: {}
        self.degraded = bool(self.missing)
        if self.degraded:
            self.name += f" ({', '.join(self.missing)} missing)"

    def _load_eldc(self) -> Scores:
        import eldc

        eldc.init()
        detector = eldc.instance()
        detector.set_scores(8)
        return lambda text: dict(detector.detect_details(text).scores)

    def _load_py3langid(self) -> Scores:
        from py3langid import langid

        def scores(text: str) -> dict[str, float]:
            with self._lock:
                code, _ = langid.classify(text)
            return {str(code): 0.75}

        return scores

    @property
    def absent(self) -> bool:
        """Whether there is no detector by letter groups at all."""
        return len(self.missing) == len(DETECTORS)

    def scores(self, text: str) -> dict[str, float]:
        """Language → likeness 0..1, best first; empty when there are no letters."""
        return self._scores(text)


@cache
def letters() -> _Letters:
    """The detector, loaded once a process."""
    return _Letters()


@cache
def _function_words() -> dict[str, dict[str, float]]:
    """Folded word → language → weight; a word several languages share counts for less."""
    owners: dict[str, list[str]] = {}
    for code, words in section("function_words").items():
        for word in {fold(one) for one in words.split()}:
            owners.setdefault(word, []).append(code)
    return {word: {code: 1 / len(codes) for code in codes} for word, codes in owners.items()}


def detect(text: Text) -> tuple[str | None, list[tuple[str, float]]]:
    """The language's code or None, and the terms (name, value) of the winner's score."""
    words = [
        norm for norm, kind in zip(text.norms[:300], text.kinds[:300], strict=True)
        if kind == "word"
    ]  # fmt: skip
    letter_count = sum(map(len, words))
    if letter_count < 3 or not any(word.isalpha() for word in words):
        return None, []
    counted: Counter[str] = Counter()
    known = _function_words()
    for word in words:
        for code, weight in known.get(word, {}).items():
            counted[code] += weight  # type: ignore[assignment]
    # half of a sign beyond the basic plane (a cut text has it) cannot be encoded
    whole = text.source[:READ].encode("utf-8", "ignore").decode("utf-8")
    found = letters().scores(" ".join(whole.split()))
    return _decide(found, counted, len(words), letter_count)


def _decide(
    found: dict[str, float], counted: Counter[str], words: int, letter_count: int
) -> tuple[str | None, list[tuple[str, float]]]:
    total = sum(counted.values())
    ranked: list[tuple[float, str, list[tuple[str, float]]]] = []
    for code in {*list(found)[:6], *counted}:
        by_letters = found.get(code, 0.0)
        if letters().absent:
            # alone they must be as frequent as in running text: a few stand in any language
            usual = max(_FEWEST_WORDS, _USUAL_SHARE * words)
            terms = [("function words", counted[code] / total * min(1, counted[code] / usual))]
        elif total:
            terms = [
                (f"letter groups ({letters().name})", _LETTERS_SHARE * by_letters),
                ("function words", _WORDS_SHARE * counted[code] / total),
            ]
        else:
            terms = [(f"letter groups ({letters().name})", by_letters)]
        ranked.append((sum(value for _, value in terms), code, terms))
    ranked.sort(key=lambda one: (-one[0], one[1] not in languages(), one[1]))
    if not ranked:
        return None, []
    score, code, terms = ranked[0]
    margin = score - ranked[1][0] if len(ranked) > 1 else score
    # Short texts without a single function word tell little: ask for a clear winner.
    thin = not counted[code] and (words < 3 or letter_count < 15)
    if score < (0.86 if thin else _ENOUGH) or margin < (2.5 * _MARGIN if thin else _MARGIN / 2):
        return None, terms
    return code, terms


def made_by() -> str:
    """The maker of the findings; what it has to do without is named."""
    return f"{VERSION}, {letters().name}" if letters().degraded else VERSION


def language_finding(parts: list[tuple[Source, str, Text]]) -> Finding:
    """The language of several texts together, weighted by length: `parts` = (source, where, text).

    Unknown when no part tells.
    """
    votes: Counter[str] = Counter()
    first: dict[str, tuple[Source, str, Text]] = {}
    for source, where, text in parts:
        code, _ = detect(text)
        if code is None:
            continue
        votes[code] += min(text.words, 200)
        if code not in first or text.words > first[code][2].words:
            first[code] = (source, where, text)
    total = sum(votes.values())
    if not total:
        return Finding(
            kind="language", value="unknown", label="unknown",
            reason="too few words to tell the language",
            arithmetic=arithmetic.nothing(), made_by=made_by(),
        )  # fmt: skip
    code, count = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    source, where, text = first[code]
    quote = text.source[:200].strip()
    terms = [arithmetic.term(f"words in {code} of all words that tell", count / total)]
    made = arithmetic.combine(arithmetic.LARGEST, terms)
    return Finding(
        kind="language", value=code, label=language_name(code), score=made.result,
        evidence=[Evidence(source=source, quote=quote, where=where)],
        arithmetic=made, made_by=made_by(),
    )  # fmt: skip


def language_name(code: str) -> str:
    """The English name of a language we have a file for, else its code."""
    asset = languages().get(code)
    return str(asset["name"]) if asset else code
