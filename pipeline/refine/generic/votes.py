"""Votes on which blocks are main text, as numbers that networks read."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pipeline.refine.generic.company import Numbers

# Blocks on either side among which the share of a vote counts.
NEAR, FAR = 2, 8


def vote_columns(vote: Collection[int], size: Numbers) -> Numbers:
    """Three numbers for each block: the vote on it, and the vote's share of the text in 5 and 17 blocks around. ``size`` is in bytes."""
    voted = np.zeros(len(size), dtype=np.float32)
    voted[list(vote)] = 1
    weight = np.sqrt(size + 5)
    return np.column_stack((voted, _around(voted, weight, NEAR), _around(voted, weight, FAR)))


def size_of(rows: Numbers) -> Numbers:
    """Bytes of each block: the first feature is their logarithm."""
    return np.asarray(np.expm1(rows[:, 0]), dtype=np.float32)


def _around(values: Numbers, weight: Numbers, width: int) -> Numbers:
    at = np.arange(len(values))
    low, high = np.maximum(0, at - width), np.minimum(len(values), at + width + 1)
    sums = np.concatenate(([0.0], np.cumsum(values * weight)))
    weights = np.concatenate(([0.0], np.cumsum(weight)))
    shares = (sums[high] - sums[low]) / np.maximum(1e-6, weights[high] - weights[low])
    return np.asarray(shares, dtype=np.float32)
