"""Where the heading of a numbered section ends and its body begins, when the page glued them together.

「二、把水泥退到树冠之外树要喘气，根要喝水。」 has no mark between the two. A heading's end is taken from what proves
it: a blank; its words taken up again right behind it; or a body that begins the way sentences
begin, behind words that a heading may end with. Headings of one run are of about one length, which
decides between candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from statistics import median

from pipeline.refine.numbering import Mark
from pipeline.refine.structure.joints import Joints

HEADING_END = re.compile(r"[。！？!?\n]")
STOP = re.compile(r"[。！？!?；;：:\n]")
LONGEST, SHORTEST, LONGEST_TITLE = 36, 3, 60
# Kinds whose items may have a heading of their own; 第一， opens a sentence.
HEADED = frozenset(("chapter", "han", "han-paren", "arabic", "arabic-paren"))
# How a first sentence begins behind a heading. Longer openers are surer.
SURE = re.compile(
    r"(?:借(?:此|这个)机会|会议(?:最后|确定|议定|认为|要求|明确|强调|指出|听取|决定|研究|同意|审议|讨论|通报)|以前(?:有人|我们|大家|总是)|首先是|其次是|今年以来|[一几多近]年来|近年来|长期以来|[上下]半年|去年|今年|明年|本[月周年](?!度)|过去|当前|目前|现在|如今|今后|刚才|昨天|前年|首先|第一[，,、]|一[是要靠]|第[一二三四五六七八九十]{1,3}条|（一）|\(一\)|1[、.．]"
    r"|我们(?!的)|我[县市省区乡镇村校院局厂公司们]|各级|各[单部县乡镇区市村级](?:位|门|区)?|全[市县省区国镇乡村校院厂公司体年](?!面)|同志们|大家|有的|有人|凡是|为了|随着|根据|按照|通过|作为|由于|如果|只要|面对|围绕"
    r"|习近平|党的|市委|县委|省委|中央|国务院|这[个些几次项两是里]|那[个些么]|他们|对于|所谓|截至|如何|\d{4}年|[一二三四五六七八九十]+月)"
)
# These begin sentences too, but as often stand in the middle of one: only a run's shape can decide.
DOUBTFUL = re.compile(r"(?:必须|要|在|从|我|有|没有|一个|各|把|对|靠)")
# Words that no heading ends with, and characters no sentence begins with.
UNFINISHED = re.compile(
    r"(?:[的和与及在是把被对从为以向由使让将等就也都不没很更最而或其于所要能会该可到得着并并且各全本我这那第]|以前|[、，,（“《—-])$"
)
NO_BEGINNING = re.compile(
    r"[的了着过们与和及、，,。：:；;！!？?）)”》·\s]|[上下中里内外间]|(?:有人|大家|我们|他们|她们|它们|自己|你们)[，。；、]"
)
BLANK = re.compile(r"(?<=[\u3400-\u9fff”》）]) (?=[\u3400-\u9fff“《（])")
# Headings that official writing sets over its parts again and again.
WHOLE = re.compile(
    r"(?:总则|附则|基本(?:情况|概况|做法)|(?:主要|具体)?(?:做法|成效|措施|经验|任务|目标|内容|工作)|工作(?:目标|任务|要求|措施|安排|打算|思路|重点)|指导思想|总体(?:要求|目标|思路)|组织(?:领导|机构)"
    r"|存在的?(?:主要|突出)?(?:问题|不足|困难)(?:和(?:不足|原因|困难))?|(?:主要|突出)?问题(?:和不足)?|不足之处|原因分析|下一步(?:工作)?(?:打算|计划|思路|安排|措施)|(?:几点|对策)?建议|保障措施"
    r"|活动(?:主题|目的|时间|地点|内容|安排|要求|背景|流程)|有关要求|注意事项|时间安排|实施步骤|适用范围|责任分工|监督检查|奖惩办法)(?=[\u3400-\u9fff])"
)
# A bare word of these is as often what a sentence is about; it is a heading where a sentence begins behind it: 二、措施要到位。
BARE, ALONE = 3, frozenset(("总则", "附则"))
SAYS_OF_IT = re.compile(r"要|必须|是|在于|出在|有|很|十分|非常|已经?|不|得|更|也|都|还(?!有)|应当?")
# 这场水照出了哪些毛病: what is asked for is a word of two hanzi, if it is not one of the commonest of one.
ASKED, ASKED_SCORE = re.compile(r"哪些(?!没有|[事钱人话账路题书])[\u3400-\u9fff]{2}$"), 2.2
# What speaks for a candidate, and how much is enough.
SURE_SCORE, WHOLE_SCORE, DOUBTFUL_SCORE, USUAL, PARALLEL, FRAMED, ENOUGH = 2.3, 2.6, 0.6, 1.5, 1.6, 2.2, 2.0
FEWEST_REPEATED = 3
FEWEST_SHARE = 1 / 3
# With these words a sentence begins, and seldom a heading.
BEGINS_SENTENCE = re.compile(r"(?:从|对于|今后|现在|目前|当前|为了|去年|今年|我们?(?!的)|大家|这|那)")
UNLIKELY = 1.0
# 第一章总则第一条: however short a heading is, the first article ends it.
CHAPTER = re.compile(r"[^。！？!?；;：:，,\n]{1,20}?(?=第[一二三四五六七八九十百]{1,4}条)")
PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("「", "」"))
# Characters of a line that may hold a heading and its body.
GLUED = 40
# What a place counts that the counts of characters are sure of.
LEARNED, HAN = 2.2, re.compile("[\u3400-\u9fff]")
# Characters with which such a pair begins, and that one may be longer.
FRAME = 2
PAUSED = re.compile("[，,]")
# Headings of a run that others are compared with.
MOST_KNOWN = 20


def heading_ends(text: str, marks: list[Mark], joints: Joints | None = None) -> list[int]:
    """Offsets at which the body begins right behind a heading, for the marks whose heading is told apart; ``joints`` tell where one may end
    beside the rules."""
    chapters = {mark: CHAPTER.match(text, mark.end) for mark in marks if mark.kind == "chapter"}
    found = [chapter.end() for chapter in chapters.values() if chapter]
    starts = [mark.start for mark in marks]
    for level in {mark.level for mark in marks}:
        run = [
            mark for mark in marks if mark.level == level and mark.kind in HEADED and not chapters.get(mark)
        ]
        found += _ends_of_run(text, run, starts, joints)
    return found


def heading_of(text: str, mark: Mark, next_start: int) -> str:
    """The title of a section: its first line, cut at the sentence's end, or where a long sentence first pauses."""
    stop = HEADING_END.search(text, mark.end)
    end = min(stop.start() if stop else len(text), next_start)
    title = text[mark.start : end].strip().rstrip("：:，,；;")
    if len(title) > LONGEST:
        pause = re.search(r"[：:，,；;]", title[len(text[mark.start : mark.end]) + SHORTEST :])
        title = title[: len(text[mark.start : mark.end]) + SHORTEST + pause.start()] if pause else title
    return title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE] + "…"


def _ends_of_run(text: str, run: list[Mark], starts: list[int], joints: Joints | None) -> list[int]:
    zones = [(mark.end, _zone_end(text, mark, starts)) for mark in run]
    tried = [_candidates(text, *zone, joints) for zone in zones]
    chosen = [
        max((at for at in each if each[at] >= ENOUGH), key=each.__getitem__, default=0) for each in tried
    ]
    lengths = [at - start for at, (start, _) in zip(chosen, zones, strict=True) if at]
    # A heading that the next marker follows ends there: it shows what the headings of its run look like.
    followed = set(starts)
    whole = [text[start:end] for start, end in zones if end in followed and end - start <= LONGEST]
    lengths += [len(heading) for heading in whole]
    if not lengths:
        return []
    usual = median(lengths)
    known = [*whole, *(text[start:at] for at, (start, _) in zip(chosen, zones, strict=True) if at)][
        :MOST_KNOWN
    ]
    found = []
    # Headings of one run have a pause in their middle or have none.
    paused = Counter(PAUSED.search(heading) is not None for heading in known)
    for each, at_first, (start, _) in zip(tried, chosen, zones, strict=True):
        mine = text[start:at_first]
        own = PAUSED.search(mine) is not None
        plain = paused[False] > (0 if own or not at_first else 1) and paused[True] <= (1 if own else 0)
        # A length like that of the other headings decides between candidates, and makes up for a doubtful one.
        scored = {
            at: score
            + (USUAL if len(lengths) > 1 and abs(at - start - usual) <= 2 else 0)
            - (UNLIKELY if plain and PAUSED.search(text[start:at]) else 0)
            + max((_parallel(text[start:at], other) for other in known if other != mine), default=0)
            for at, score in each.items()
        }
        best = max(scored, key=scored.__getitem__, default=None)
        if best is not None and scored[best] >= ENOUGH:
            found.append(best)
    # Items that are sentences have a 今年 in their middle now and then; headings stand in many items of a run.
    return found if len(found) + len(whole) >= FEWEST_SHARE * len(run) else []


def _parallel(heading: str, other: str) -> float:
    """What it counts that two headings of one run have the same words in the same places: 规划要先行, 特色要鲜明; or that they begin and end
    alike and are of about one length: 把该减的担子减下来, 把该暖的心暖起来.

    >>> _parallel("演练的背景", "演练的要求") > 0, _parallel("演练的背景去", "演练的要求"), _parallel("把该减的担子减下来", "把该暖的心暖起来") > 0
    (True, 0, True)
    """
    if heading == other:
        return 0
    if (
        heading[:FRAME] == other[:FRAME]
        and heading[-1:] == other[-1:]
        and abs(len(heading) - len(other)) <= FRAME
    ):
        return FRAMED
    same = sum(a == b for a, b in zip(heading, other, strict=False))
    return PARALLEL if len(heading) == len(other) and same >= max(2, len(heading) // 4) else 0


def _zone_end(text: str, mark: Mark, starts: list[int]) -> int:
    stop = STOP.search(text, mark.end, mark.end + 4 * LONGEST)
    end = stop.start() if stop else min(len(text), mark.end + 4 * LONGEST)
    following = bisect_right(starts, mark.start)
    return min(end, starts[following]) if following < len(starts) else end


def _candidates(text: str, start: int, end: int, joints: Joints | None) -> dict[int, float]:
    """Offsets where a heading could end, each with what speaks for it."""
    found: dict[int, float] = {}
    last = min(end - SHORTEST, start + LONGEST)
    # A heading that ends its line was not glued to anything, nor is a short item.
    glued = (
        joints is not None
        and text.find("\n", start, start + GLUED) < 0
        and HAN.match(text, start) is not None
    )
    learned = joints(text, start, end) if joints and glued else {}
    whole = WHOLE.match(text, start, end)
    if (
        whole
        and not NO_BEGINNING.match(text, whole.end())
        and (whole.end() - start >= BARE or whole[0] in ALONE or SURE.match(text, whole.end()))
        and not SAYS_OF_IT.match(text, whole.end())
    ):
        found[whole.end()] = WHOLE_SCORE
    blank = BLANK.search(text, start + SHORTEST, last)
    if blank and not UNFINISHED.search(text[start : blank.start()]):
        # What is left of a lost line break.
        found[blank.end()] = SURE_SCORE
    for at in range(start + SHORTEST, last + 1):
        heading, body = text[start:at], text[at:end]
        if UNFINISHED.search(heading) or NO_BEGINNING.match(body) or _is_open(heading):
            continue
        sure = SURE.match(text, at)
        score = (
            SURE_SCORE + len(sure[0]) / 10 if sure else DOUBTFUL_SCORE if DOUBTFUL.match(text, at) else 0.0
        )
        score += min(_taken_up(heading, text[at : at + 8]), 4)
        if ASKED.search(heading):
            score += ASKED_SCORE
        elif BEGINS_SENTENCE.match(heading) or heading.endswith("了"):
            score -= UNLIKELY
        score = max(score - abs(at - start - 10) / 20, found.get(at, 0.0))
        found[at] = score + LEARNED * learned.get(at, 0.0)
    return found


def _is_open(heading: str) -> bool:
    """Whether a bracket or a quotation is still open where a heading ends."""
    return any(heading.count(begun) > heading.count(ended) for begun, ended in PAIRS)


def _taken_up(heading: str, body: str) -> int:
    """How many characters the body begins with that the heading ends or began with; blanks to fill in are none."""
    if not body[:1].isalnum():
        return 0
    ends = next(
        (n for n in range(min(6, len(heading)), FEWEST_REPEATED - 1, -1) if heading.endswith(body[:n])), 0
    )
    begins = next(
        (n for n in range(min(8, len(heading)), FEWEST_REPEATED - 1, -1) if heading.startswith(body[:n])), 0
    )
    return max(ends, begins)
