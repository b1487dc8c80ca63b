"""A text, tokenised once: words, stops and symbols with their places in the source.

One language-neutral tokeniser serves every lexicon, so that a pattern and a text are always cut the
same way and a Czech profile may carry English terms. It is one linear pass of one regular
expression: no input makes it slow (spaCy's tokenizer is quadratic on long runs of brackets, and its
vocabulary grows with hostile text; see docs/languages.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_CHARACTERS = 200_000
"""Characters of one text that are analysed; what lies beyond is not read (bounded time)."""

_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)[^\s<>\"]{1,300})"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63})"
    r"|(?P<face>[:;]-?[)D(P](?![^\W_])|<3|\^\^)"
    r"|(?P<number>\d+(?:[.,]\d+)*)(?![^\W_])"
    r"|(?P<word>\.NET\b|[^\W_]+(?:['’&][^\W_]+|\.(?:js|net|io|ai)\b)*(?:\+\+|[+#](?![^\W_]))?)"
    r"|(?P<end>[.!?…][.!?…]*|\n+)"
    r"|(?P<comma>[,;:|•·()\[\]{}\"„“”»«/]|[–—]|\s-\s)"
    r"|(?P<sign>[%€$£&@#+]|[\u2190-\u2bff\U0001f000-\U0001faff])"
)
_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "œ": "oe", "ı": "i", "’": "'"}
)
_ENDS = frozenset(".!?…\n")


def fold(word: str) -> str:
    """The word in lower case without diacritics: "Údržba" → "udrzba"."""
    if word.isascii():
        return word.lower()
    lowered = word.lower().translate(_FOLDED)
    if lowered.isascii():
        return lowered
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign)
    )


_fold_cached = lru_cache(maxsize=50_000)(fold)


class Text:
    """A source string with its tokens in parallel lists.

    `norms[i]` is the folded token, `starts[i]`/`ends[i]` its place in `source`; an end of sentence
    has one of ". ! ? …" or a line break as its norm, a link "<link>", an address "<mail>", a
    number keeps its digits. `joined` is " n0 n1 ... " for the Aho-Corasick automata; `token_at`
    finds the token behind a blank of `joined`, `places` is the same as a sorted list.
    """

    __slots__ = ("ends", "joined", "kinds", "norms", "places", "source", "starts", "token_at")

    def __init__(self, source: str) -> None:
        self.source = source
        self.norms: list[str] = []
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in _TOKEN.finditer(source, 0, MAX_CHARACTERS):
            kind = match.lastgroup or "word"
            self.kinds.append(kind)
            self.starts.append(match.start())
            self.ends.append(match.end())
            self.norms.append(_norm(kind, match.group()))
        self.token_at: dict[int, int] = {}
        self.places: list[int] = []
        place = 0
        for index, norm in enumerate(self.norms):
            self.token_at[place] = index
            self.places.append(place)
            place += len(norm) + 1
        self.joined = f" {' '.join(self.norms)} " if self.norms else ""

    def __len__(self) -> int:
        return len(self.norms)

    def quote(self, first: int, last: int) -> str:
        """The source from token `first` to token `last`, both included."""
        return self.source[self.starts[first] : self.ends[last]]

    def part(self, first: int, last: int) -> Text:
        """Tokens `first` to `last` as a text of their own."""
        return Text(self.quote(first, last))

    @property
    def words(self) -> int:
        """How many tokens are words."""
        return self.kinds.count("word")

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Token ranges (first, last) of the sentences, the closing sign included."""
        first = 0
        for index, kind in enumerate(self.kinds):
            if kind == "end":
                if index > first:
                    yield first, index
                first = index + 1
        if first < len(self.kinds):
            yield first, len(self.kinds) - 1


def _norm(kind: str, surface: str) -> str:
    if kind == "word":
        # Very long "words" are no words; cutting them keeps the fold cache and the joins small.
        return _fold_cached(surface) if len(surface) <= 60 else fold(surface[:60])
    if kind == "end":
        if "?" in surface:
            return "?"
        return "!" if "!" in surface else "."
    if kind in ("link", "mail"):
        return f"<{kind}>"
    return surface.strip() or surface[0]


def sentence_around(text: Text, index: int, reach: int = 60) -> tuple[int, int]:
    """The token range of the sentence that holds token `index`, at most `reach` tokens each way."""
    first = index
    while first > 0 and index - first < reach and text.kinds[first - 1] != "end":
        first -= 1
    last = index
    while last + 1 < len(text) and last - index < reach and text.kinds[last] != "end":
        last += 1
    return first, last


def short_quote(text: Text, first: int, last: int, limit: int = 240) -> str:
    """A quote of the token range, an exact substring of the source of at most `limit` signs."""
    while last > first and text.kinds[last] == "end" and text.source[text.starts[last]] == "\n":
        last -= 1
    return text.source[text.starts[first] : text.ends[last]][:limit].strip()
