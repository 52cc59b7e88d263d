"""Training of the block networks: Adam on the log loss, several small networks side by side as one wide one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.refine.generic.company import Numbers
from pipeline.refine.generic.networks import FAR

UNITS = 32
SEEDS = 6
EPOCHS = 15
# Share of the inputs that each step does without, so that no unit leans on one of them.
DROPPED = 0.2
BATCH = 256
RATE = 0.002
DECAY = 0.005
# Weights that decay leave numbers so small that a processor multiplies them some forty times slower than others.
LEAST = 1e-6


def train(rows: Numbers, labels: Numbers, weight: Numbers) -> dict[str, Any]:
    """Weights of a network as nested lists. Shapes: (n, inputs), (n,) of 0 and 1, (n,) of importance."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-6] = 1
    inputs = np.clip((rows - mean) / scale, -FAR, FAR)
    nets = [_one(inputs, labels, weight / weight.sum(), seed) for seed in range(SEEDS)]
    return {
        "mean": _plain(mean),
        "scale": _plain(scale),
        "hidden": _plain(np.hstack([net[0] for net in nets])),
        "bias": _plain(np.hstack([net[1] for net in nets])),
        "out": _plain(np.concatenate([net[2] / SEEDS for net in nets])),
        "out_bias": float(np.mean([net[3][0] for net in nets])),
    }


def _one(inputs: Numbers, labels: Numbers, chance: Numbers, seed: int) -> list[Numbers]:
    random = np.random.default_rng(seed)
    n, width = inputs.shape
    bound = np.sqrt(6 / (width + UNITS))
    weights = [
        random.uniform(-bound, bound, (width, UNITS)).astype(np.float32),
        np.zeros(UNITS, dtype=np.float32),
        random.uniform(-0.4, 0.4, UNITS).astype(np.float32),
        np.zeros(1, dtype=np.float32),
    ]
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    sample = random.choice(n, size=n, p=chance)
    step = 0
    for _ in range(EPOCHS):
        order = random.permutation(sample)
        for start in range(0, n, BATCH):
            step += 1
            batch = order[start : start + BATCH]
            kept = random.random((len(batch), width), dtype=np.float32) > DROPPED
            seen = inputs[batch] * kept / np.float32(1 - DROPPED)
            for k, slope in enumerate(_gradients(weights, seen, labels[batch])):
                first[k] += 0.1 * (slope - first[k])
                second[k] += 0.001 * (slope * slope - second[k])
                pace = RATE / (1 - 0.9**step)
                weights[k] -= pace * first[k] / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
    return weights


def _gradients(weights: list[Numbers], inputs: Numbers, labels: Numbers) -> list[Numbers]:
    hidden, bias, out, out_bias = weights
    active = np.maximum(inputs @ hidden + bias, 0)
    error = (1 / (1 + np.exp(-(active @ out + out_bias))) - labels) / len(labels)
    back = np.outer(error, out) * (active > 0)
    return [
        inputs.T @ back + DECAY * hidden,
        back.sum(axis=0),
        active.T @ error + DECAY * out,
        np.array([error.sum()]),
    ]


def _plain(values: NDArray[Any]) -> Any:
    """Nested lists of four significant digits; what is next to nothing is nothing."""
    if values.ndim > 1:
        return [_plain(row) for row in values]
    return [float(f"{value:.4g}") if abs(value) >= LEAST else 0.0 for value in values]
