"""Import ESCO's official download (CSV) in any of its languages, for the whole installation.

Not per workspace: ESCO is public reference data without a word about anybody, the same for all, and
each worker would hold it once for every workspace. One file a language lies in the data folder; it
is put in place whole or not at all, so an import that was stopped is simply run again.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from backend.nlp.esco_labels import EscoSkill, LanguageLabels, about
from backend.schemas.imports import FileProblem
from backend.schemas.text import clean_text
from backend.services.import_captures import KEPT_PROBLEMS
from backend.tables.row_file import RowFile, open_rows
from backend.tables.source import Source, find_sources
from backend.tables.unreadable import Unreadable

_FILE = re.compile(r"skills_([a-z]{2})\.csv", re.IGNORECASE)
_URI = re.compile(r"https?://[^\s<>\"]{1,200}")
_NEEDED = ("conceptUri", "preferredLabel")
_HEADERS = {
    "conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels",
    "hiddenLabels", "status", "modifiedDate", "scopeNote", "definition", "inScheme", "description",
}  # fmt: skip
MOST_LABEL = 300
"""Characters of a label; ESCO's longest has about 150."""


@dataclass
class EscoReport:
    """What each file gave: language → (skills, names); `known` were imported before as they are."""

    imported: dict[str, tuple[int, int]] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    problem_count: int = 0
    problems: list[FileProblem] = field(default_factory=list)

    def note(self, problem: FileProblem) -> None:
        """Count a problem; the first thousand are kept."""
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)


class _SkillFiles:
    """The names of the files that are read; the download holds many others."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(_FILE.fullmatch(name))


def import_esco(
    folder: Path, paths: Sequence[Path], progress: Callable[[str, int], None] | None = None
) -> EscoReport:
    """Read the skills_LANGUAGE.csv of files, folders or zips into `folder`, a language at a time.

    A language that is there is replaced by another file of it, and left alone by the same one.
    `progress` hears (file, rows done). Rows that cannot be read are told and left out; a file in
    which nothing can be read leaves what was there.

    Raises:
        Unreadable: nothing of that name at the paths, or an archive that is broken.
    """
    report = EscoReport()
    for source in _files(paths):
        language = _language(source)
        try:
            digest = _digest(source)
            if about(folder / f"{language}.npz", "source") == digest:
                report.known.append(source.name)
                continue
            skills = list(_skills(source, report, progress))
        except Unreadable as error:
            report.note(FileProblem(source.name, None, str(error)))
            continue
        if not skills:
            report.note(FileProblem(source.name, None, "holds no skill that can be read"))
            continue
        labels = LanguageLabels.build(skills)
        _put(folder / f"{language}.npz", labels, digest)
        report.imported[language] = (len(labels.uris), len(labels.keys))
    return report


def _files(paths: Sequence[Path]) -> list[Source]:
    try:
        return find_sources(paths, _SkillFiles())
    except Unreadable as error:
        if "was found" in str(error):
            raise Unreadable("no skills_LANGUAGE.csv (skills_fi.csv, say) is there") from error
        raise


def _language(source: Source) -> str:
    match = _FILE.fullmatch(PurePath(source.member or source.path.name).name)
    assert match is not None  # found by that name
    return match[1].lower()


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    for chunk in source.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _skills(
    source: Source, report: EscoReport, progress: Callable[[str, int], None] | None
) -> Iterator[EscoSkill]:
    """The skills of a file; a problem for every row that cannot be read.

    Raises:
        Unreadable: the file breaks somewhere, or has not ESCO's columns.
    """
    table = open_rows(source, lambda cells: len(_HEADERS.intersection(c.strip() for c in cells)))
    if missing := [name for name in _NEEDED if name not in table.headers]:
        raise Unreadable(f"no column {' and no column '.join(missing)}: not ESCO's skills")
    seen: dict[str, int] = {}
    for done, (number, cells) in enumerate(table.rows(), start=1):
        try:
            skill = _skill(table, cells)
            if skill is not None:
                if skill.uri in seen:
                    raise ValueError(f"the same conceptUri as row {seen[skill.uri]}")
                seen[skill.uri] = number
                yield skill
        except ValueError as error:
            report.note(FileProblem(source.name, number, str(error)))
        if progress and done % 500 == 0:
            progress(source.name, done)
    if progress:
        progress(source.name, len(seen))


def _skill(table: RowFile, cells: Sequence[str]) -> EscoSkill | None:
    """A row; None for one that ESCO has withdrawn. Raises ValueError, saying what is wrong."""
    if len(cells) > len(table.headers):
        raise ValueError(f"{len(cells)} cells under {len(table.headers)} headers")
    row = dict(zip(table.headers, cells, strict=False))
    if row.get("status", "").strip().casefold() in ("obsolete", "deprecated"):
        return None
    uri = row.get("conceptUri", "").strip()
    if not _URI.fullmatch(uri):
        raise ValueError("no conceptUri" if not uri else "conceptUri is no address")
    preferred = _label(row.get("preferredLabel", ""))
    if not preferred:
        raise ValueError("no preferredLabel")
    others = "\n".join((row.get("altLabels", ""), row.get("hiddenLabels", "")))
    names = dict.fromkeys([preferred, *filter(None, map(_label, others.splitlines()))])
    return EscoSkill(uri, tuple(names), row.get("skillType", "").strip() == "knowledge")


def _label(cell: str) -> str:
    label = " ".join(str(clean_text(cell)).split())
    return label if len(label) <= MOST_LABEL else ""


def _put(path: Path, labels: LanguageLabels, digest: str) -> None:
    """Written aside and put in place whole: a worker never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as handle:
        written = Path(handle.name)
    try:
        labels.save(written, source=digest)
        os.replace(written, path)
    finally:
        written.unlink(missing_ok=True)
