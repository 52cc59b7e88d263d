"""How likely a heading that was glued to its body ends at a place, learned from which words sentences begin and end with.

Where no blank, no repetition and no well-known opening tells the two apart, the company of characters often does: 「守住纪律，把责扛上肩下水的同志」
has 上肩 before the joint and 下水 behind it, and 肩下 is no pair that people write. The counts are plain numbers in ``joints.json``;
``python -m benchmarks joints`` makes them from the texts of our fixtures, and prints how it does on texts of hosts that it has not seen.
"""

from __future__ import annotations

import json
import re
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

WEIGHTS = Path(__file__).with_name("joints.json")
HAN = re.compile("[\u3400-\u9fff]")
PAUSE = re.compile("[，,]")
# Characters of a heading, and of what follows that are looked at.
SHORTEST, LONGEST, BEHIND = 2, 36, 3
# What is added to a count, for what was never met, and among how many kinds.
UNMET_FIRST, UNMET_PAIR, UNMET_BOND, KINDS = 2.0, 1.0, 0.3, 3000
# What stands for no joint at all, where a candidate of even odds counts 1.
NONE = 1.0


class Joints(NamedTuple):
    """Counts of characters and pairs: in texts (``signs``, ``pairs``), at the beginning (``first``, ``opening``) and at the end
    (``closing``) of sentences; and the weights of a logistic model over what they say, ``bias`` last.
    """

    signs: dict[str, int]
    pairs: dict[str, int]
    first: dict[str, int]
    opening: dict[str, int]
    closing: dict[str, int]
    totals: tuple[int, int, int, int, int]
    weights: tuple[float, ...]

    def __call__(self, text: str, start: int, end: int) -> dict[int, float]:
        """Probability of a joint at each offset of ``text`` from ``start`` on at which a heading may end; ``end`` is where the first sentence
        does."""
        last = min(end - BEHIND, start + LONGEST)
        odds = {
            at: exp(min(30.0, self.weigh(text[start:at], text[at : min(end, at + BEHIND)])))
            for at in range(start + SHORTEST, last + 1)
        }
        total = NONE + sum(odds.values())
        return {at: each / total for at, each in odds.items()}

    def weigh(self, heading: str, body: str) -> float:
        """Log odds that a heading ends and its body begins here."""
        *weights, bias = self.weights
        return bias + sum([w * x for w, x in zip(weights, self.describe(heading, body), strict=True)])

    def describe(self, heading: str, body: str) -> tuple[float, ...]:
        """What the counts say of a joint, and the heading's length and pauses."""
        signs, pairs, firsts, openings, closings = self.totals
        before, _, after = heading.rpartition("，") if "，" in heading else heading.rpartition(",")
        size = len(heading)
        return (
            _more(self.first.get(body[0], 0), firsts, self.signs.get(body[0], 0), signs, UNMET_FIRST),
            _more(self.opening.get(body[:2], 0), openings, self.pairs.get(body[:2], 0), pairs, UNMET_PAIR),
            _more(
                self.closing.get(heading[-2:], 0),
                closings,
                self.pairs.get(heading[-2:], 0),
                pairs,
                UNMET_PAIR,
            ),
            self._bond(heading[-1], body[0]),
            self._bond(heading[-2], heading[-1]),
            self._bond(body[0], body[1]),
            size / 10,
            log(size),
            1.0 if PAUSE.search(heading) else 0.0,
            abs(len(before) - len(after)) / 5 if before else 0.0,
        )

    def _bond(self, left: str, right: str) -> float:
        """How much oftener two characters stand side by side than chance would have it."""
        if not (HAN.match(left) and HAN.match(right)):
            return 0.0
        by_chance = self.signs.get(left, 0) * self.signs.get(right, 0) / self.totals[0]
        return log((self.pairs.get(left + right, 0) + UNMET_BOND) / (by_chance + UNMET_BOND))


def _more(here: int, of: int, anywhere: int, of_all: int, unmet: float) -> float:
    """How much commoner something is here than anywhere."""
    return log((here + unmet) / (of + unmet * KINDS)) - log((anywhere + unmet) / (of_all + unmet * KINDS))


@cache
def stored() -> Joints:
    """The model that comes with the repository."""
    return joints(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def joints(told: dict[str, Any]) -> Joints:
    """A model from its counts and weights as the JSON file has them."""
    return Joints(
        told["signs"],
        told["pairs"],
        told["first"],
        told["opening"],
        told["closing"],
        tuple(told["totals"]),
        tuple(told["weights"]),
    )
