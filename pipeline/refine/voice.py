"""How much a line sounds like a site that speaks to its visitors, learned from runs of its words.

The lexicon knows words; this knows their company, so that 「后三页要登录才翻得到」 sounds like a site and 「剩下的三页他没有念」
does not. The weights are plain numbers in ``voice.json``: ``python -m benchmarks voice`` trains them on lines that we wrote
(``benchmarks/voice_*.txt``) and on lines of authors, and prints how they do on wordings that they have not seen.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import NamedTuple

WEIGHTS = Path(__file__).with_name("voice.json")
# A word in Latin letters, any number, a single hanzi or sign.
UNIT = re.compile(r"[a-zß-ɏḁ-ỹ']+|0|[^\W_]|[^\w\s]")
NUMBER = re.compile(r"\d[\d,.]*")
# What sites put around a line to draw the eye, and an exclamation mark, which anybody puts behind one.
AROUND = " !~*|<>«»‹›^-–—_=·•▼▲△▽↓↑→←∨∧×…."
# No line in which a site speaks to its visitors is longer.
LONGEST = 160


class Voice(NamedTuple):
    """A logistic model: the weights of a line's runs, in hundredths, added up over the square root of their number."""

    bias: float
    weights: dict[str, int]

    def __call__(self, line: str) -> float:
        """Log odds that a site speaks."""
        found = runs(line)
        # Whole numbers: the same sum in whatever order a set has them.
        return self.bias + sum(self.weights[run] for run in found if run in self.weights) / (
            100 * sqrt(len(found))
        )


def runs(line: str) -> set[str]:
    """Runs of one to three units of a line, its ends marked, every number a 0, what only draws the eye left out.

    >>> sorted(runs("共12页"))
    ['$', '0', '0页', '0页$', '^', '^共', '^共0', '共', '共0', '共0页', '页', '页$']
    """
    folded = NUMBER.sub("0", unicodedata.normalize("NFKC", line).lower()).strip(AROUND)
    units = ["^", *(unit if len(unit) == 1 else f" {unit}" for unit in UNIT.findall(folded)), "$"]
    pairs = [first + second for first, second in pairwise(units)]
    found = {*units, *pairs}
    found.update(pair + unit for pair, unit in zip(pairs, units[2:], strict=False))
    return found


@cache
def stored() -> Voice:
    """The model that comes with the repository."""
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Voice(read["bias"], read["weights"])


# The same line is asked about by several rooms.
@lru_cache(maxsize=4096)
def sounds_like_site(line: str) -> float:
    """Log odds that a line is the site's; far below zero for a line that is too long to be.

    >>> sounds_like_site("登录后查看剩余9页") > 2, sounds_like_site("剩下的三页他没有念。") < 0
    (True, True)
    """
    return stored()(line) if len(line) <= LONGEST else float("-inf")
