"""How much a line sounds like a site that speaks to its visitors, learned from runs of its words and of their senses.

The lexicon knows words; this knows their company, so that 「后三页要登录才翻得到」 sounds like a site and 「剩下的三页他没有念」
does not. A wording that nobody has seen has runs of senses that others have (``senses``). The weights are plain numbers in
``voice.json``: ``python -m benchmarks voice`` trains them on lines that we wrote (``benchmarks/voice_*.txt``) and on lines of
authors, and prints how they do on wordings that they have not seen.
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

from pipeline.refine.senses import UNIT, senses

WEIGHTS = Path(__file__).with_name("voice.json")
NUMBER = re.compile(r"\d[\d,.]*")
# What sites put around a line to draw the eye, and an exclamation mark, which anybody puts behind one.
AROUND = " !~*|<>«»‹›^-–—_=·•▼▲△▽↓↑→←∨∧×…."
# In how many parts the share of units with a sense is told, in how many characters the length, and up to where.
SHARES, MOST_KINDS, STEP, MOST_STEPS = 4, 5, 6, 8
# What authors speak of.
AUTHORS = {"work", "self"}
# Log odds below which a word of the trade proves nothing: 请为他们点赞！
AUTHORS_OWN = -1.0
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
        known = filter(None, map(self.weights.get, found))
        return self.bias + sum(known) / (100 * sqrt(len(found)))


def runs(line: str) -> set[str]:
    r"""Runs of one to three units of a line and of their senses (each behind a tab), its ends marked, every number a 0, what only
    draws the eye left out; how many of its units have a sense, how many different ones, and how long the line is.

    >>> sorted(run for run in runs("共12页") if "\t" not in run)
    ['$', '0', '0页', '0页$', '^', '^共', '^共0', '共', '共0', '共0页', '页', '页$']
    >>> sorted(run.replace("\t", "/") for run in runs("共12页") if "\t" in run)[-4:]
    ['/page', '/page/$', '/senses 1', '/share 2']
    """
    folded = NUMBER.sub("0", unicodedata.normalize("NFKC", line).lower()).strip(AROUND)
    units = UNIT.findall(folded)
    named, share = senses(units)
    kinds = sum(len(sense) > 2 for sense in {*named} - AUTHORS)
    return {
        *_runs(["^", *(unit if len(unit) == 1 else f" {unit}" for unit in units), "$"]),
        *_runs(["\t^", *(f"\t{sense}" for sense in named), "\t$"]),
        f"\tshare {int(share * SHARES)}",
        f"\tsenses {min(kinds, MOST_KINDS)}",
        f"\tlength {min(len(folded) // STEP, MOST_STEPS)}",
    }


def _runs(units: list[str]) -> list[str]:
    pairs = [first + second for first, second in pairwise(units)]
    return units + pairs + [pair + unit for pair, unit in zip(pairs, units[2:], strict=False)]


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


def sounds_like_author(line: str) -> bool:
    """Whether a line is somebody's own, whatever words of a site it has.

    >>> sounds_like_author("（二）注册登录"), sounds_like_author("请先注册登录")
    (True, False)
    """
    return len(line) <= LONGEST and sounds_like_site(line) < AUTHORS_OWN
