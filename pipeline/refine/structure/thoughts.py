"""Breaks in long unmarked runs, before sentences that open a new thought.

The weights were fitted to texts written for this project (the example site's and those of the tests): how
often a paragraph ends before a sentence with this cue. Length alone never makes a break, and a sentence
that leans on the one before it (他…, 但是…, 于是…) never opens a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container
from itertools import pairwise

from pipeline.refine.structure.sentences import sentence_starts

# Shorter runs between two known breaks are one paragraph, so are longer ones behind 第一，, and a shorter part of a run is none.
SHORTEST_RUN, SHORTEST_SECTION, SHORTEST_PART = 100, 200, 35
ENOUGH, SURE = 0.7, 1.2
GROUP = r"(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员|校友|听众|同仁|伙伴|学[弟妹])们"
LEANING = re.compile(
    r"[他她它其]|这(?!一年|里[我还，,])|我[看说]|刚才|下面|第[一二三四五六七八九十]|那(?!么[，,]|年|天|时)|于是|所以|因此|但|可是|不过|然而|而|就|也|还(?!有)|又|再(?![次说讲看谈]|多[说讲])|结果|其实|当然|否则|因为|并|同时|有的|只|不|没有|甚至|更|尤其|特别|比如|例如"
    r"|全[年县市]|如果|要是|谁|什么|怎么|为什么|[”’」』）)]"
)
CUES: tuple[tuple[float, re.Pattern[str]], ...] = (
    (1.2, re.compile(rf"(?:各位|亲爱的|尊敬的|[\u3400-\u9fff]{{0,4}}{GROUP})[^。！？]{{0,14}}?[，,！!：:](?!这|那|他|她|它)|总之|总而言之|综上|[这一]年来?[，,]|这一年[，,]|借(?:此|这个|今天[这的]个?)机会|下一步[，,]|今后[，,]|(?:先|再|接着|最后)(?:说|讲|谈|看)(?:一[说讲谈看]|[说讲谈看])?(?![了过不得])|(?:说|讲|谈|写)到这[里儿]|再多[说讲]|在?这里[，,还]|在?这里我|我还(?:想|要|有)|还有(?:一[件个点条]|[两几][件个点句])|(?:讲|说)完了[^，。]{1,8}[，,]|接下来怎么|会议(?:最后|强调|指出|认为|要求|决定|议定|明确)[，,：:]")),
    (0.8, re.compile(
        r"过去的|今年以来|[一几多近]年来|近年来|当前|目前|如今|接下来|为此|回[顾首]|展望|站在|面对|说起|说到|至于|关于|那么[，,]|成绩|有人|有[\u3400-\u9fff]{1,3}问我?[，,]|有的(?:同志|人|家长|老师|朋友|同学)|也有(?:人|同志)|还有(?:人|一|几|的|个|位)|我(?:还|也)?(?:记得|想起|常想)"
        r"|与此同时|此外[，,]|另外[，,]|新的一年|明年|最后|希望(?:大家|各位|同志|同学)|根据|为了|随着|\d{4}年[，,]"
    )),
    (0.5, re.compile(r"(?:从那以?后|从此|[一二三四五六七八九十两几多]+[年天个月]+[前后]|[上下]个?[月周]|去年|那年|那天|当年|第二天|昨天|昨晚|\d+年|\d+月|[一二三四五六七八九十两]+年[以之]?[前后]|有一)")),
)  # fmt: skip
# A sentence behind an exclamation, and one that announces a list: 下一步，要抓好以下几项工作：.
EXCLAIMED, ANNOUNCES = 0.6, 0.8
# 我说三句话。第一句，…
COUNTS_OFF, COUNTED_OFF = (
    1.2,
    re.compile(
        r"[^。！？\n]{0,40}?(?:[一二两三四五六七八九几]|\d)(?:个|点|条|件|项|句|方面|种)[^。！？，\n]{0,8}(?:。(?=第一|一是|首先)|[。：:](?=一、|（一）|\(一\)|1[.．、]))"
    ),
)
# How much stands before: (characters, weight).
BEFORE = ((90, 0.4), (60, 0.2))
# A sentence none of whose words stand in the paragraph before is about something else.
ELSEWHERE, WINDOW, MOST_COMMON = 0.6, 120, 1
# Sentences far apart that begin alike count off a list: 一个是…, 左边的座位….
ALIKE, FEWEST_ALIKE, APART = 3, 3, 45
# A text without line breaks that is longer was never written as one; its other breaks are found all the same.
LONGEST = 200_000
# The cues are Chinese.
SAMPLE, SAMPLE_SHARE = 2000, 0.3
HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")


def thought_breaks(text: str, known: list[int], headed: Container[int] = ()) -> list[int]:
    """Offsets of further paragraphs between the known breaks, of which ``headed`` begin with a number of a run."""
    edges = [0, *known, len(text)]
    if len(text) > LONGEST or len(HAN_PAIR.findall(text, 0, SAMPLE)) < SAMPLE_SHARE * min(len(text), SAMPLE):
        return []
    starts = list(sentence_starts(text))
    alike = _alike(text, starts)
    announcing = {_last_before(starts, mark) for mark in known if text[mark - 1] in ":："}
    found: list[int] = []
    last = 0
    for at in starts:
        i = bisect_right(edges, at)
        before, after = edges[i - 1], edges[min(i, len(edges) - 1)]
        last = max(last, before)
        if at - last < SHORTEST_PART or after - at < SHORTEST_PART // 2:
            continue
        # Behind the last number the text goes on to its end.
        shortest = SHORTEST_SECTION if before in headed and after in headed else SHORTEST_RUN
        enough = ENOUGH if after - before >= shortest else SURE
        if at in alike or _weight(text, at, last, announcing) >= enough:
            found.append(at)
            last = at
    return found


def _weight(text: str, at: int, last: int, announcing: set[int]) -> float:
    # Who calls 各位乡亲 in every sentence opens no paragraph with it.
    if LEANING.match(text, at) or text.startswith(text[at : at + ALIKE], last):
        return 0.0
    weight = next((weight for weight, pattern in CUES if pattern.match(text, at)), 0.0)
    weight = max(weight, ANNOUNCES if at in announcing else 0.0)
    weight = weight if weight >= COUNTS_OFF or not COUNTED_OFF.match(text, at) else COUNTS_OFF
    weight += next((more for length, more in BEFORE if at - last >= length), 0.0)
    weight += EXCLAIMED if text[at - 1] in "！!" else 0.0
    # Looked at last, for it costs most.
    if weight < ENOUGH <= weight + ELSEWHERE and at - last >= BEFORE[0][0] and _is_elsewhere(text, at):
        weight += ELSEWHERE
    return weight


def _last_before(starts: list[int], at: int) -> int:
    i = bisect_left(starts, at)
    return starts[i - 1] if i else 0


def _is_elsewhere(text: str, at: int) -> bool:
    before = set(HAN_PAIR.findall(text[max(0, at - WINDOW) : at]))
    return len(before & set(HAN_PAIR.findall(text[at : at + WINDOW]))) <= MOST_COMMON


def _alike(text: str, starts: list[int]) -> set[int]:
    """Starts of sentences that begin with the same words as others, each far from the next."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at in starts:
        words = text[at : at + ALIKE]
        if not LEANING.match(words) and re.fullmatch(r"[\u3400-\u9fff]+", words):
            groups[words].append(at)
    return {
        at
        for words, group in groups.items()
        # A name that opens sentences stands within others too.
        if len(group) >= FEWEST_ALIKE
        and min(b - a for a, b in pairwise(group)) >= APART
        and text.count(words) <= len(group) + 1
        for at in group
    }
