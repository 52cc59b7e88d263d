"""How likely each block of a page is main text, by two small networks over the features of blocks.

One reads the features alone. Where it is in doubt the other reads trafilatura's vote as well, which costs more
than all the rest. Their weights are plain numbers in ``weights.json``; ``python -m benchmarks blocks``
trains them and prints how they do on pages of sites that they have not seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipeline.refine.generic.company import Numbers
from pipeline.refine.generic.votes import size_of, vote_columns

WEIGHTS = Path(__file__).with_name("weights.json")
# Share of the text in doubt, against the text likely kept, from which the vote is asked for.
DOUBT = 0.4
# On a page of more blocks the vote takes seconds.
MANY = 5000
# What a change between kept and left out costs, in units of a long block's log likelihood.
CHANGE = 0.3
# Inputs are standardised; beyond this many deviations they say no more.
FAR = 4.0


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer of rectified units. Shapes: ``mean`` and ``scale`` (inputs,), ``hidden`` (inputs, units)."""

    mean: Numbers
    scale: Numbers
    hidden: Numbers
    bias: Numbers
    out: Numbers
    out_bias: float

    def __call__(self, rows: Numbers) -> Numbers:
        """Probability of main text for each row."""
        inputs = np.clip((rows - self.mean) / self.scale, -FAR, FAR)
        logits = np.maximum(inputs @ self.hidden + self.bias, 0) @ self.out + self.out_bias
        # Processors add up in different orders; what is decided must not hang on the last digits.
        return np.asarray(np.round(1 / (1 + np.exp(-logits)), 3), dtype=np.float32)


def network(weights: dict[str, Any]) -> Network:
    """A network from its weights as nested lists, as the JSON file has them."""
    arrays = {
        name: np.array(weights[name], dtype=np.float32) for name in ("mean", "scale", "hidden", "bias", "out")
    }
    return Network(**arrays, out_bias=float(weights["out_bias"]))


class Networks(NamedTuple):
    """The one that reads features alone, and the one that reads the vote as well."""

    alone: Network
    with_vote: Network


# Others than the stored ones are only set by the benchmark, which judges pages by networks that have not seen them.
in_use: ContextVar[Networks | None] = ContextVar("in_use", default=None)


@cache
def stored() -> Networks:
    """The networks that come with the repository."""
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Networks(network(weights["alone"]), network(weights["with_vote"]))


def probabilities(rows: Numbers, vote: Callable[[Numbers], Collection[int]]) -> Numbers:
    """Probability of main text for each block; ``vote`` is only called where the features leave doubt, with what
    they say."""
    alone, with_vote = in_use.get() or stored()
    found = alone(rows)
    if len(rows) > MANY or doubt(rows, found) < DOUBT:
        return found
    return with_vote(with_votes(rows, vote(found)))


def doubt(rows: Numbers, found: Numbers) -> float:
    """How much text could go either way, as a share of the text that is likely kept."""
    weight = size_of(rows) ** 0.75
    return float((np.minimum(found, 1 - found) * weight).sum() / max(1e-9, float((found * weight).sum())))


def with_votes(rows: Numbers, vote: Collection[int]) -> Numbers:
    """The rows with the columns of a vote."""
    return np.hstack((rows, vote_columns(vote, size_of(rows))))


def chosen(rows: Numbers, found: Numbers) -> set[int]:
    """The blocks to keep: likely ones, in runs (the cheapest labelling when each change of mind has a price)."""
    weight = np.log1p(size_of(rows)) / 4
    kept = (-np.log(np.maximum(found, 1e-4)) * weight).tolist()
    left = (-np.log(np.maximum(1 - found, 1e-4)) * weight).tolist()
    out, within = 0.0, CHANGE
    steps: list[tuple[bool, bool]] = []
    for cost_out, cost_in in zip(left, kept, strict=True):
        steps.append((within + CHANGE < out, within <= out + CHANGE))
        out, within = cost_out + min(out, within + CHANGE), cost_in + min(within, out + CHANGE)
    inside = within < out
    chosen: set[int] = set()
    for i in range(len(steps) - 1, -1, -1):
        if inside:
            chosen.add(i)
        inside = steps[i][inside]
    return chosen
