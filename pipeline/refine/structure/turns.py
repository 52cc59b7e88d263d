"""Scripts of several voices: 男：…女：…, with what happens on the stage in brackets between them.

Their turns are short and often stand in one paragraph; what is sure is that a stage direction (「（舞蹈毕）」) stands by itself,
and that no paragraph begins in the middle of a turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

TURN = re.compile(
    r"(?<![\u3400-\u9fff，、])(?P<who>[\u3400-\u9fff]{1,2}|主持人[甲乙丙一二三ABC]?|[A-Z]|[甲乙丙丁合齐]{1,3})[：:](?=\S)"
)
# Two voices at least that speak so often.
FEWEST_TURNS, FEWEST_VOICES, LONGEST_TURN = 6, 2, 160
DIRECTION = re.compile(
    r"[（(](?:[^（）()。]{0,12}(?:毕|结束|渐弱|渐强|渐起|起|完|上场|下场|登台|退场|入场|鼓掌|掌声|献花|灯光|音乐|奏乐|播放)[^（）()。]{0,8})[）)]"
)


def turns(text: str) -> list[int]:
    """Offsets at which the voices of a script begin to speak; empty for other texts.

    >>> turns("时间：三月。地点：礼堂。")
    []
    """
    found = list(TURN.finditer(text))
    voices = Counter(turn["who"] for turn in found)
    often = [who for who, count in voices.items() if count > 1]
    if len(found) < FEWEST_TURNS or len(often) < FEWEST_VOICES:
        return []
    if sum(voices[who] for who in often) < 0.8 * len(found) or len(text) > LONGEST_TURN * len(found):
        return []
    return [turn.start() for turn in found]


def direction_breaks(text: str, spoken: list[int]) -> list[int]:
    """Offsets before and behind the stage directions that stand before a turn."""
    begins = set(spoken)
    return (
        [at for match in DIRECTION.finditer(text) if match.end() in begins for at in match.span()]
        if spoken
        else []
    )


def between_turns(found: Iterable[int], spoken: list[int]) -> list[int]:
    """The breaks that stand in the middle of no turn."""
    begins = set(spoken)
    return [at for at in found if at in begins]
