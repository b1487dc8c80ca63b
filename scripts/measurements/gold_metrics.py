"""How well the product's answers agree with a gold folder's labels.

All figures are shares from 0 to 1, rounded to four places; None where nothing is labelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from backend.nlp.tokens import Text
from measurements.gold_answers import Answers
from measurements.gold_folder import GoldFolder, Row
from measurements.gold_matching import alike, pairs

KINDS = (
    "question", "request_help", "complaint", "praise", "wish", "buying_intent", "answer",
    "agreement", "disagreement", "promotion", "small_talk",
)  # fmt: skip
STANCES = ("for", "against", "none")

Figures = dict[str, Any]


def figures(folder: GoldFolder, answers: Answers) -> Figures:
    """All figures, by part."""
    return {
        "expertise": expertise(folder, answers.expertise),
        "relevance": relevance(folder.relevance, answers.relevance),
        "reactions": reactions(folder, answers.reactions),
        **seniority(folder.seniority, answers.seniority),
        "triage": triage(folder.triage, answers.triage),
    }


def share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def rates(right: float, given: float, wanted: float) -> dict[str, float | None]:
    """Precision, recall and F1 from counts; all None when nothing was wanted and nothing given."""
    f1 = share(2 * right, given + wanted)
    return {"precision": share(right, given), "recall": share(right, wanted), "f1": f1}


# -- expertise -------------------------------------------------------------------------------


def expertise(folder: GoldFolder, given: Sequence[Row]) -> Figures | None:
    """Micro-averaged over areas (matching: see gold_matching); `tempting_wrong` is the share of
    the not_areas that were returned, pairs of a true match aside."""
    if not folder.expertise:
        return None
    areas = {row["author"]: row["areas"] for row in given}
    language = folder.language_of_author()
    groups: dict[str, list[Row]] = {"all": folder.expertise}
    for row in folder.expertise:
        groups.setdefault(language.get(row["author"], "?"), []).append(row)
    whole = _expertise_counts(folder.expertise, areas)
    by_words = _expertise_counts(folder.expertise, areas, by_layer=False)
    return {
        **rates(whole["right"], whole["given"], whole["wanted"]),
        "tempting_wrong": share(whole["tempted"], whole["tempting"]),
        "f1_by_words": rates(by_words["right"], whole["given"], whole["wanted"])["f1"],
        "areas_per_author": share(whole["given"], len(folder.expertise)),
        "f1_by_language": {
            code: rates(one["right"], one["given"], one["wanted"])["f1"]
            for code, rows in sorted(groups.items())
            if code != "all" and (one := _expertise_counts(rows, areas))
        },
    }


def _expertise_counts(
    rows: Iterable[Row], areas: Mapping[str, list[Row]], *, by_layer: bool = True
) -> dict[str, int]:
    counts = dict.fromkeys(("right", "given", "wanted", "tempted", "tempting"), 0)
    for row in rows:
        given = areas.get(row["author"], [])
        matched = pairs(given, row["areas"], by_layer=by_layer)
        right = {pair.given for pair in matched}
        others = [one for number, one in enumerate(given) if number not in right]
        tempting = [_as_area(name) for name in row.get("not_areas") or ()]
        counts["right"] += len(matched)
        counts["given"] += len(given)
        counts["wanted"] += len(row["areas"])
        counts["tempting"] += len(tempting)
        counts["tempted"] += sum(
            any(alike(one, wrong, by_layer=by_layer) for one in others) for wrong in tempting
        )
    return counts


def _as_area(name: str | Row) -> Row:
    return {"concept": name} if isinstance(name, str) else name


# -- relevance -------------------------------------------------------------------------------


def relevance(gold: Sequence[Row], given: Sequence[Row]) -> Figures | None:
    """`pairwise_order`: of the pairs of authors of one discussion with different numeric grades the
    share whose scores differ the same way; no score counts as 0, a tie as wrong. `unknown_f1`: the
    label "unknown" against all others."""
    if not gold:
        return None
    said = {(row["discussion"], row["author"]): row for row in given}
    known = [(row, said.get((row["discussion"], row["author"]), {})) for row in gold]
    right = ordered = unscored = 0
    by_discussion: dict[str, list[tuple[float, float, bool]]] = {}
    for row, found in known:
        if row["grade"] != "unknown":
            score = found.get("score")
            by_discussion.setdefault(row["discussion"], []).append(
                (float(row["grade"]), float(score or 0.0), score is None)
            )
    for rows in by_discussion.values():
        for one, other in combinations(rows, 2):
            if one[0] != other[0]:
                ordered += 1
                right += (one[0] - other[0]) * (one[1] - other[1]) > 0
                unscored += one[2] or other[2]
    hits = sum(row["grade"] == "unknown" == found.get("grade") for row, found in known)
    return {
        "pairwise_order": share(right, ordered),
        "pairs": ordered,
        "pairs_without_score": share(unscored, ordered),
        "unknown_f1": rates(
            hits,
            sum(found.get("grade") == "unknown" for _, found in known),
            sum(row["grade"] == "unknown" for row in gold),
        )["f1"],
        "grade_accuracy": share(
            sum(row["grade"] == found.get("grade") for row, found in known), len(known)
        ),
    }


# -- reactions -------------------------------------------------------------------------------


def reactions(folder: GoldFolder, given: Sequence[Row]) -> Figures | None:
    """Macro F1 over the kinds that are labelled at all, over everything and by language; stance as
    one of three classes; mentions by surface, attitude among the mentions found."""
    if not folder.reactions:
        return None
    said = {row["comment"]: row for row in given}
    both = [(row, said[row["comment"]]) for row in folder.reactions if row["comment"] in said]
    language = folder.language_of_comment()
    groups: dict[str, list[tuple[Row, Row]]] = {}
    for row, found in both:
        groups.setdefault(language.get(row["comment"], "?"), []).append((row, found))
    by_kind = _kinds_f1(both)
    return {
        "macro_f1": _mean(by_kind.values()),
        "macro_f1_by_language": {
            code: _mean(_kinds_f1(rows).values()) for code, rows in sorted(groups.items())
        },
        "f1_by_kind": by_kind,
        **_stance(both),
        **_mentions(both),
    }


def _kinds_f1(both: Sequence[tuple[Row, Row]]) -> dict[str, float | None]:
    found = {}
    for kind in KINDS:
        wanted = sum(kind in row["kinds"] for row, _ in both)
        if wanted:
            given = sum(kind in answer["kinds"] for _, answer in both)
            right = sum(kind in row["kinds"] and kind in answer["kinds"] for row, answer in both)
            found[kind] = rates(right, given, wanted)["f1"]
    return found


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value or 0.0 for value in values]
    return share(sum(known), len(known))


def _stance(both: Sequence[tuple[Row, Row]]) -> Figures:
    said = [(row.get("stance_topic") or "none", answer["stance_topic"]) for row, answer in both]
    return {
        "stance_accuracy": share(sum(one == other for one, other in said), len(said)),
        "stance_macro_f1": macro_f1(said, STANCES),
    }


def _mentions(both: Sequence[tuple[Row, Row]]) -> Figures:
    right = given = wanted = attitudes = 0
    for row, answer in both:
        labelled = {_name(one["surface"]): one for one in row.get("mentions") or ()}
        found = {_name(one["surface"]): one for one in answer["mentions"]}
        matched = labelled.keys() & found.keys()
        given, wanted, right = given + len(found), wanted + len(labelled), right + len(matched)
        attitudes += sum(labelled[n]["attitude"] == found[n]["attitude"] for n in matched)
    return {
        "mentions_f1": rates(right, given, wanted)["f1"],
        "attitude_accuracy": share(attitudes, right),
    }


def _name(surface: str) -> str:
    return " ".join(Text(surface).norms)


# -- people and triage -----------------------------------------------------------------------


def seniority(gold: Sequence[Row], given: Sequence[Row]) -> Figures:
    """Accuracy of seniority, function and country, each over the labels that are there."""
    said = {row["author"]: row for row in given}
    result = {}
    for key in ("seniority", "function", "country"):
        both = [(row[key], said.get(row["author"], {}).get(key)) for row in gold if row.get(key)]
        result[f"{key}_accuracy"] = share(sum(one == other for one, other in both), len(both))
    return result


def triage(gold: Sequence[Row], given: Sequence[Row] | None) -> Figures | None:
    """`staff_hit3`: of the comments that have staff, how often one of them is among the first
    three returned. None until the product has that part."""
    if not gold or given is None:
        return None
    said = {row["comment"]: row for row in given}
    both = [(row, said[row["comment"]]) for row in gold if row["comment"] in said]
    with_staff = [(row, answer) for row, answer in both if row.get("staff")]
    hits = sum(bool({*row["staff"]} & {*answer["staff"][:3]}) for row, answer in with_staff)
    react = [(row["react"], answer["react"]) for row, answer in both]
    return {
        "react_macro_f1": macro_f1(react, ("yes", "no", "optional")),
        "staff_hit3": share(hits, len(with_staff)),
    }


def macro_f1(said: Sequence[tuple[str, str]], classes: Sequence[str]) -> float | None:
    """Mean F1 over the classes that are labelled; `said` is (label, answer) each."""
    values = []
    for one in classes:
        wanted = sum(label == one for label, _ in said)
        if wanted:
            given = sum(answer == one for _, answer in said)
            values.append(rates(sum(label == one == a for label, a in said), given, wanted)["f1"])
    return _mean(values)
