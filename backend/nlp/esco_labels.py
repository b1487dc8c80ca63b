"""ESCO's labels as further names of fields: the European Commission's skills in any language.

The operator brings the official download (`sidenote import esco`); the seed of our own concepts
does not need it. A label is found up to inflection: words of six letters and more may differ in
their endings. What ESCO names and our own concepts name as well is our concept; everything else is
a term, of the nearest own concept where its label holds one. Both carry the ESCO identifier.

ESCO: https://esco.ec.europa.eu (CC BY 4.0).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.nlp.concepts import KIN, TERM
from backend.nlp.gazetteer import Mention, own_mentions, readable_as
from backend.nlp.tokens import Text

FORMAT = 1
MOST_WORDS = 8
"""Words of a label that is looked for; longer ones are sentences."""
LONG, STEM, ENDING = 5, 4, 4
"""A word of LONG letters may change its last two (of nine letters its last three) and grow or
shrink by ENDING: "punominen", "punomista". The first STEM letters find it and stay."""
COMPOUND = 12
"""Letters of a single word that is looked for though it names no knowledge."""
LONG_ALONE = 6
"""The same of a label that is a single word."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class EscoSkill:
    """A row of the download: `labels` are all names in that language, the preferred one first."""

    uri: str
    labels: tuple[str, ...]
    is_knowledge: bool


@dataclass(frozen=True, eq=False)
class LanguageLabels:
    """The labels of one language, as arrays.

    `keys` [labels] sorted hashes of the words' beginnings; `owners` [labels] row of the skill;
    `surfaces` the folded words of each label; `uris` and `preferred` [skills].
    """

    keys: NDArray[np.uint64]
    owners: NDArray[np.int32]
    surfaces: tuple[tuple[str, ...], ...]
    uris: tuple[str, ...]
    preferred: tuple[str, ...]

    @classmethod
    def build(cls, skills: Iterable[EscoSkill]) -> LanguageLabels:
        """Arrays of what is worth looking for: of single words those that name knowledge and long
        ones (compounds: "Schaltschrankbau"), as single verbs ("manage") are in every text."""
        rows: dict[tuple[str, ...], int] = {}
        uris, preferred = [], []
        for number, skill in enumerate(skills):
            uris.append(skill.uri)
            preferred.append(skill.labels[0])
            for label in skill.labels:
                words = _words(label)
                if not 0 < len(words) <= MOST_WORDS or words in rows:
                    continue
                shortest = 3 if skill.is_knowledge else COMPOUND
                if len(words) > 1 or len(words[0]) >= shortest:
                    rows[words] = number
        found = sorted((_key(words), words, owner) for words, owner in rows.items())
        return cls(
            np.array([key for key, _, _ in found], np.uint64),
            np.array([owner for _, _, owner in found], np.int32),
            tuple(words for _, words, _ in found),
            tuple(uris),
            tuple(preferred),
        )

    def find(self, text: Text) -> Iterator[tuple[int, int, int]]:
        """First token, last token and skill's row of every label in the text, in any order."""
        if not len(text) or not len(self.keys):
            return
        tokens = np.array([_hash(norm) for norm in text.norms], np.uint64)
        keys = tokens
        for length in range(1, min(MOST_WORDS, len(text)) + 1):
            if length > 1:
                keys = keys[:-1] * _FACTOR + tokens[length - 1 :]
            at = np.searchsorted(self.keys, keys)
            at[at == len(self.keys)] = 0
            for first in np.flatnonzero(self.keys[at] == keys):
                words = text.norms[first : first + length]
                owner = self._confirmed(int(at[first]), int(keys[first]), words)
                if owner is not None:
                    yield int(first), int(first) + length - 1, owner

    def _confirmed(self, at: int, key: int, words: Sequence[str]) -> int | None:
        """The skill of the first label of that key that is these words up to their endings; one
        that is these very words comes before."""
        near = None
        while at < len(self.keys) and int(self.keys[at]) == key:
            surface = self.surfaces[at]
            if list(surface) == list(words):
                return int(self.owners[at])
            if near is None and _alike(surface, words):
                near = int(self.owners[at])
            at += 1
        return near

    def save(self, path: Path, **about: str) -> None:
        """Writes the labels; `about` is kept with them (the source's hash, say)."""
        arrays: dict[str, Any] = {
            "format": np.array(FORMAT),
            "keys": self.keys,
            "owners": self.owners,
            "surfaces": _packed("\n".join(" ".join(words) for words in self.surfaces)),
            "uris": _packed("\n".join(self.uris)),
            "preferred": _packed("\n".join(self.preferred)),
            **{f"about_{name}": _packed(value) for name, value in about.items()},
        }
        with path.open("wb") as stream:
            np.savez_compressed(stream, **arrays)

    @classmethod
    def load(cls, path: Path) -> LanguageLabels:
        """Raises ValueError for a file of another format."""
        with np.load(path, allow_pickle=False) as arrays:
            if int(arrays["format"]) != FORMAT:
                raise ValueError(f"{path.name}: of another format; import ESCO again")
            lines = [_unpacked(arrays[name]) for name in ("surfaces", "uris", "preferred")]
            surfaces, uris, preferred = (one.split("\n") if one else [] for one in lines)
            once: dict[str, str] = {}  # the same word of many labels is kept once
            return cls(
                arrays["keys"],
                arrays["owners"],
                tuple(
                    tuple(once.setdefault(word, word) for word in line.split(" "))
                    for line in surfaces
                ),
                tuple(uris),
                tuple(preferred),
            )


def about(path: Path, name: str) -> str | None:
    """What was kept with the labels under that name; None for no file, or one of another format."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if int(arrays["format"]) != FORMAT:
                return None
            return _unpacked(arrays[f"about_{name}"])
    except (OSError, KeyError, ValueError):
        return None


EscoFiles = tuple[tuple[str, int], ...]
"""Path and time of change (ns) of each language's file: another import is another value."""


def esco_files(folder: Path | None) -> EscoFiles:
    """The imported languages of a folder (LANGUAGE.npz); none where it does not exist."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(folder.glob("??.npz")))


def load_esco(files: EscoFiles) -> EscoLabels | None:
    """Their labels; None without any. Raises ValueError for a file of another format."""
    if not files:
        return None
    return EscoLabels({Path(name).stem: LanguageLabels.load(Path(name)) for name, _ in files})


class EscoLabels:
    """The labels of all imported languages, joined by ESCO's identifiers. Read-only: threads may
    share it."""

    def __init__(self, languages: Mapping[str, LanguageLabels]) -> None:
        self._languages = dict(sorted(languages.items(), key=lambda one: (one[0] != "en", one[0])))
        self._concepts: dict[str, str] = {}
        self._uris: dict[str, set[str]] = {}
        for code, labels in self._languages.items():
            for uri, label in zip(labels.uris, labels.preferred, strict=True):
                if uri not in self._concepts:
                    concept = _concept_of(label, code)
                    self._concepts[uri] = concept
                    self._uris.setdefault(concept, set()).add(uri)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._languages)

    def uris(self, concept: str) -> list[str]:
        """ESCO's identifiers of a concept; none where ESCO has nothing of that name."""
        return sorted(self._uris.get(concept, ()))

    def find(self, text: Text, language: str | None) -> list[Mention]:
        """The concepts that ESCO's labels name in the text, the longest label where they overlap;
        in a text of unknown language the labels of all languages count."""
        allowed = readable_as(language)
        spans = [
            (first, last, labels.uris[owner])
            for code, labels in self._languages.items()
            if allowed is None or code in allowed
            for first, last, owner in labels.find(text)
        ]
        spans.sort(key=lambda span: (span[0] - span[1], span[0], span[2]))
        taken: set[int] = set()
        found = []
        for first, last, uri in spans:
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                found.append(Mention(self._concepts[uri], first, last))
        return sorted(found, key=lambda mention: mention.first)


def _concept_of(label: str, code: str) -> str:
    """Our concept where the label is a name of it, else a term, of the concept that it holds."""
    text = Text(label)
    held = own_mentions(text, code)
    if len(held) == 1 and (held[0].first, held[0].last) == (0, len(text) - 1):
        return held[0].concept
    term = TERM + " ".join(label.replace(KIN, " ").split())
    if not held:
        return term
    return f"{term}{KIN}{max(held, key=lambda one: (one.last - one.first, -one.first)).concept}"


def _words(label: str) -> tuple[str, ...]:
    return tuple(Text(label).norms)


def _key(words: Sequence[str]) -> int:
    key = 0
    for word in words:
        key = (key * int(_FACTOR) + _hash(word)) & 0xFFFFFFFFFFFFFFFF
    return key


@lru_cache(maxsize=50_000)
def _hash(word: str) -> int:
    """64 bits of a short word, or of the beginning of a long one."""
    stem = (word[:STEM] + "|" if len(word) >= LONG else word).encode("utf-8", "replace")
    return zlib.crc32(stem) << 32 | zlib.crc32(stem, 0x5EED)


def _alike(surface: Sequence[str], words: Sequence[str]) -> bool:
    if len(surface) != len(words) or (len(words) == 1 and len(surface[0]) < LONG_ALONE):
        return False
    return all(map(_same, surface, words))


def _same(one: str, other: str) -> bool:
    """The same word up to its ending."""
    shorter, longer = sorted((len(one), len(other)))
    if one == other:
        return True
    kept = max(STEM, shorter - (3 if shorter >= 9 else 2))
    return shorter >= LONG and longer - shorter <= ENDING and one[:kept] == other[:kept]


def _packed(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), np.uint8)


def _unpacked(data: NDArray[np.uint8]) -> str:
    return data.tobytes().decode("utf-8")
