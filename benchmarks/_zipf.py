"""Synthetic Chinese documents whose words are as unevenly frequent as a language's: the n-th word comes 1/n as often."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

WORDS = 60_000
CHARS = 1_500
# Lengths of words, and how many in a hundred have them.
_LENGTHS, _SHARES = (1, 2, 3, 4), (2, 70, 16, 12)
_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社"
    "义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
    "提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强"
    "放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己"
    "美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群"
)


def words() -> list[str]:
    """All words there are, the commonest first."""
    rng = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < WORDS:
        length = rng.choices(_LENGTHS, _SHARES)[0]
        found["".join(rng.choices(_CHARACTERS, k=length))] = None
    return list(found)


def documents(count: int) -> Iterator[tuple[str, str]]:
    """Title and text of each, the same ones every time."""
    known = words()
    steps = np.cumsum(1 / np.arange(2, len(known) + 2))
    rng = np.random.default_rng(7)
    signs = ",,,、。。\n"
    for _ in range(count):
        chosen = [known[place] for place in np.searchsorted(steps, rng.random(800) * steps[-1])]
        parts = ["".join(chosen[start : start + 5]) for start in range(5, 800, 5)]
        ends = rng.integers(0, len(signs), len(parts))
        text = "".join(part + signs[end] for part, end in zip(parts, ends, strict=True))
        yield f"关于{''.join(chosen[:5])}的讲话", text[:CHARS]
