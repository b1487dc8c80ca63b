"""The label chain against brute force over every sequence."""

import itertools

import numpy as np
import pytest

from backend.nlp.skills.label_chain import FORBIDDEN, Chain, best_labels, spans_of

RNG = np.random.default_rng(5)
ORDER, START = RNG.normal(size=(3, 3)), RNG.normal(size=3)


def weight(labels: tuple[int, ...], potentials: np.ndarray) -> float:
    """The sum of a sequence; -inf where I starts or follows O."""
    if labels[0] == 2 or any(pair == (0, 2) for pair in itertools.pairwise(labels)):
        return FORBIDDEN
    total = START[labels[0]] + sum(potentials[i, label] for i, label in enumerate(labels))
    return float(total + sum(ORDER[pair] for pair in itertools.pairwise(labels)))


def batch() -> tuple[np.ndarray, np.ndarray]:
    return RNG.normal(size=(3, 5, 3)), np.array([5, 1, 3])


def test_best_sequence_is_the_heaviest() -> None:
    potentials, lengths = batch()
    for row, labels in enumerate(best_labels(potentials, lengths, ORDER, START)):
        every = itertools.product(range(3), repeat=int(lengths[row]))
        assert tuple(labels) == max(every, key=lambda one: weight(one, potentials[row]))


def test_probabilities_are_shares_of_all_sequences() -> None:
    potentials, lengths = batch()
    chain = Chain(potentials, lengths, ORDER, START)
    logs = 0.0
    for row, length in enumerate(lengths.tolist()):
        every = list(itertools.product(range(3), repeat=length))
        shares = np.exp([weight(one, potentials[row]) for one in every])
        logs += float(np.log(shares.sum()))
        for first in range(length):
            for last in range(first, length):
                own = sum(
                    share
                    for one, share in zip(every, shares, strict=True)
                    if (first, last) in spans_of(list(one))
                )
                assert chain.span(row, first, last) == pytest.approx(own / shares.sum(), abs=1e-9)
    assert chain.log_sum() == pytest.approx(logs)


def test_labels_of_a_token_sum_to_one() -> None:
    potentials, lengths = batch()
    labels = Chain(potentials, lengths, ORDER, START).labels()
    for row, length in enumerate(lengths.tolist()):
        assert labels[row, :length].sum(axis=1) == pytest.approx(np.ones(length))


def test_an_inside_without_a_beginning_is_no_span() -> None:
    assert spans_of([0, 2, 2, 1, 2, 1, 0]) == [(3, 4), (5, 5)]
