"""An invented download of the shape of ESCO's: skills_LANGUAGE.csv with the official columns."""

from __future__ import annotations

import csv
from pathlib import Path

COLUMNS = (
    "conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels",
    "hiddenLabels", "status", "modifiedDate", "scopeNote", "definition", "inScheme", "description",
)  # fmt: skip
SKILLS = {
    "en": [
        ("1", "knowledge", "heat pumps", "heat pump technology", "released"),
        ("2", "skill/competence", "weave willow baskets", "basket weaving\nwillow work", ""),
        ("3", "knowledge", "vexillology", "science of flags", "released"),
        ("4", "skill/competence", "manage", "", "released"),
        ("5", "knowledge", "bell founding", "", "obsolete"),
    ],
    "fi": [
        ("1", "knowledge", "lämpöpumput", "lämpöpumpputekniikka", "released"),
        ("2", "skill/competence", "punoa pajukoreja", "korinpunonta\npajutyöt käsin", "released"),
        ("3", "knowledge", "lippuoppi", "vexillologia", "released"),
    ],
    "cs": [
        ("2", "skill/competence", "plést proutěné koše", "pletení z proutí", "released"),
        ("3", "knowledge", "vexilologie", "nauka o vlajkách", "released"),
    ],
}  # fmt: skip


def uri(number: str) -> str:
    return f"http://data.europa.eu/esco/skill/invented-{number}"


def write_download(folder: Path, *languages: str) -> list[Path]:
    """The files of these languages."""
    return [write_skills(folder, language, SKILLS[language]) for language in languages]


def write_skills(folder: Path, language: str, rows: list[tuple[str, str, str, str, str]]) -> Path:
    """One file; each row: number, skillType, preferredLabel, altLabels, status."""
    path = folder / f"skills_{language}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for number, kind, preferred, others, status in rows:
            writer.writerow(
                {
                    "conceptType": "KnowledgeSkillCompetence", "conceptUri": uri(number),
                    "skillType": kind, "reuseLevel": "sector-specific",
                    "preferredLabel": preferred, "altLabels": others, "status": status,
                    "modifiedDate": "2024-01-16T10:00:00Z", "description": "Invented.\nYes.",
                }
            )  # fmt: skip
    return path
