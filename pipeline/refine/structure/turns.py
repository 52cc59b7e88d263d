"""Scripts of several voices: 男：…女：…, with what happens on the stage in brackets between them.

The turns of two hosts (男, 女, 合) are short and often stand in one paragraph; what is sure is that a stage direction (「（舞蹈毕）」)
stands by itself, and that no paragraph begins in the middle of a turn. People of a play, who have names, begin a line each time they speak,
and so does each question of a list of questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from pipeline.refine.structure.sentences import sentence_starts

TURN = re.compile(
    r"(?<![\u3400-\u9fff，、])(?P<who>[\u3400-\u9fff]{1,4}|主持人[甲乙丙一二三ABC]?|[A-Z]|[甲乙丙丁合齐]{1,3})[：:](?=\S)"
)
# Two voices at least that speak so often.
FEWEST_TURNS, FEWEST_VOICES, LONGEST_TURN = 6, 2, 160
DIRECTION = re.compile(
    r"[（(](?:[^（）()。]{0,12}(?:毕|结束|渐弱|渐强|渐起|起|完|上场|下场|登台|退场|入场|鼓掌|掌声|献花|灯光|音乐|奏乐|播放)[^（）()。]{0,8})[）)]"
)
# Whatever happens on the stage of a play.
ACTION = re.compile(r"(?<=[。！？!?…）)])[（(][^（）()]{2,60}[）)]|[（(][^（）()]{2,60}[。！][）)]")
# Voices that are no names: of hosts, and of those who ask and answer.
HOSTS = re.compile(r"[男女合齐甲乙丙丁问答A-Z]{1,3}|主持人?.?|旁白|画外音|[问答][题案]?")
QUESTION = re.compile(r"(?<![\u3400-\u9fff，、“‘：])(?P<who>问|答)(?:题|案)?\s*\d{0,2}[：:](?=\S)")
# The share of a text that is such a list and nothing else.
FEWEST_QUESTIONS, ALL_QUESTIONS, MOST_LAST = 3, 0.8, 2
# Share of the turns that begin within a line.
MOST_INSIDE = 0.6
# 请镇党委书记讲话。大家欢迎！……同志们，
PAUSE = re.compile(r"(?<=[。！？])(?:…{2}|\.{6})(?=[\u3400-\u9fff])")


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


def turns_within(text: str) -> list[int]:
    """The turns of hosts that begin within lines, where most lines of a script hold several."""
    spoken = turns(text)
    if not spoken or _have_names(text, spoken):
        return []
    inside = [at for at in spoken if at and text[at - 1] != "\n"]
    return inside if len(inside) >= MOST_INSIDE * len(spoken) else []


def direction_breaks(text: str, spoken: list[int]) -> list[int]:
    """Offsets before and behind the stage directions that stand before a turn."""
    if not spoken:
        return []
    begins = set(spoken)
    found = [at for match in DIRECTION.finditer(text) if match.end() in begins for at in match.span()]
    if _have_names(text, spoken):
        begins.add(len(text))
        found += [
            *spoken,
            *(at for match in ACTION.finditer(text) if match.end() in begins for at in match.span()),
        ]
    return found


def _have_names(text: str, spoken: list[int]) -> bool:
    """Whether those who speak are people of a play: 老林, 小何."""
    voices = Counter(match["who"] for at in spoken if (match := TURN.match(text, at)))
    named = sum(count for who, count in voices.items() if not HOSTS.fullmatch(who))
    return named > len(spoken) / 2


def pause_breaks(text: str) -> list[int]:
    """Offsets behind the dots between two sentences, where whoever leads through a meeting gives way to somebody.

    >>> pause_breaks("请书记讲话。……同志们，散会！"), pause_breaks("他说……好。")
    ([8], [])
    """
    found = [match.end() for match in PAUSE.finditer(text)]
    # None within a quotation that leaves something out.
    starts = set(sentence_starts(text)) if found else set()
    return [at for at in found if at in starts]


def question_breaks(text: str) -> list[int]:
    """Offsets of the questions of a list (问：…答：…问：…答：…), and of the answers where nearly all of the text is such a list.

    >>> question_breaks("问：甲？答：子。问：乙？答：丑。")
    []
    """
    if text.count("问") < FEWEST_QUESTIONS or text.count("答") < FEWEST_QUESTIONS:
        return []
    found = list(QUESTION.finditer(text))
    asked = [match for match in found if match["who"] == "问"]
    if len(asked) < FEWEST_QUESTIONS or any(a["who"] == b["who"] for a, b in pairwise(found)):
        return []
    # The last answer is no longer than twice the longest other one: what stands behind it is no list.
    longest = max(b.start() - a.start() for a, b in pairwise(found))
    end = min(len(text), found[-1].start() + MOST_LAST * longest)
    listed = end - found[0].start()
    if len(text) - end > listed:
        return []
    whole = listed >= ALL_QUESTIONS * len(text)
    return [match.start() for match in (found if whole else asked)]


def between_turns(found: Iterable[int], spoken: list[int]) -> list[int]:
    """The breaks that stand in the middle of no turn."""
    begins = set(spoken)
    return [at for at in found if at in begins]
