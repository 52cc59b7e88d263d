"""Lines that could head one document of several, and how many documents a page says that it has.

「述职报告汇编（2篇）」 and two headings of one kind; 「共3篇」 above three; 「活动方案和总结」 and a line that ends in each of
the two. A heading that a cleaner or the networks left out counts as well: it stands on the page, between lines of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from pipeline.refine.blocks import Block
from pipeline.refine.folding import simplified
from pipeline.refine.last_words import is_closed
from pipeline.refine.ledger import Ledger
from pipeline.refine.markup import HEADINGS
from pipeline.refine.numbering import numeral

LONGEST_TITLE = 60
COUNT = r"[两二三四五六七八九十]{1,2}|\d{1,2}"
# 就职讲话两则, 作文（三篇）, 家书三封, 合同两件套
ANNOUNCED = re.compile(
    rf"(?<![第式])(?P<count>{COUNT})\s*(?:[则篇份首](?![章目幅])|封(?!信的)|[件套](?=[套）)】\]]|$))"
    r"|\b(?P<english>\d{1,2}|two|three|four|five|six)\s(?:\w+\s){0,2}?(?:speeches|essays|letters|toasts|samples|examples|eulogies)\b",
    re.IGNORECASE,
)
# The same in a line above the text: 共3篇, 内含 2 件, 2份 · 2021-05-06.
COUNTED_ABOVE = re.compile(
    rf"(?:共|含|收录|收入|合集|本集|全集|以下|下面)[^\d。]{{0,6}}?(?P<count>{COUNT})\s*[则篇份首件封]|(?:^|[·|｜/／]\s*)(?P<bare>{COUNT})\s*[则篇份首]\s*(?=[·|｜/／—-]|$|[共合总]计?\s?\d)"
)
COUNTS = {"两": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
# What a title calls a page of several texts.
COLLECTION = re.compile(
    r"汇编|合集|(?<=[稿词辞文言话告结得信料])集合|集合(?=$|[（(])|合订|合编|选集|精选|集锦|大全|选编|合辑|专辑|选登|荟萃|范[文例本]|例文"
)
# The last word of a title that names a kind of text.
KINDS = (
    "工作总结|总结|述职报告|工作报告|调研报告|报告|讲话稿|讲话|演讲稿|演讲|发言稿|发言|致辞|致词|主持词|贺词|祝词|祝酒词|祝寿词|祝婚词|证婚词|悼词|颁奖词|欢迎词|欢送词|答谢词|开幕词|闭幕词|解说词|导游词|"
    "心得体会|心得|读后感|观后感|感言|感想|作文|日记|周记|随笔|散文|故事|事迹材料|材料|方案|计划|预案|制度|办法|规定|细则|守则|公约|合同|协议书|协议|补充协议|申请书|申请|倡议书|"
    "邀请函|承诺书|保证书|检讨书|决心书|志愿书|说明书|情况说明|通知|通报|公告|启事|请示|批复|函|纪要|请假条|借条|收条|欠条|证明|感谢信|慰问信|表扬信|辞职信|辞职报告|介绍信|求职信|推荐信|自荐信|情书|信|"
    "教案|说课稿|评语|寄语|简历|提纲|汇报|文案|台词|剧本|相声|小品|诗"
)
KIND = re.compile(rf"(?P<kind>{KINDS})(?:稿|范文|范本|模板|例文|样本)?$")
TWO_KINDS = re.compile(
    rf"^(?P<stem>.{{2,24}}?)(?P<one>{KINDS})\s*(?:[和及与暨、+＋&]|以及)\s*(?P<two>{KINDS})(?:范文|模板|[（(].{{0,8}})?$"
)
# 全套资料（通知+方案+致辞）
SEVERAL_KINDS = re.compile(rf"(?:{KINDS})(?:\s*[+＋]\s*[\u4e00-\u9fff]{{0,6}}?(?:{KINDS}))+")
# Talks of several kinds at one meeting; a report has a summary and a plan as sections.
TALKS = frozenset(
    "讲话稿 讲话 演讲稿 演讲 发言稿 发言 致辞 致词 主持词 贺词 祝词 祝酒词 祝寿词 祝婚词 证婚词 悼词 颁奖词 欢迎词 欢送词 答谢词 开幕词 闭幕词".split()
)
# 同学们：, alone on its line.
GREETING = re.compile(r"(?:尊敬的|敬爱的|亲爱的|各位|女士们|[\u4e00-\u9fff]{1,6}们)[^。？；]{0,50}[：:！!]$")
FEWEST_KINDS = 3
# A report on a year ends with the plan for the next.
LOOKS_BACK, LOOKS_AHEAD = ("工作总结", "总结", "述职报告", "工作报告", "报告"), ("计划",)
# 一、… and 第二章 head sections of one text.
SECTION = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．:：\s]|第\s*[一二三四五六七八九十\d]{1,3}\s*[章节条部步]|附[件录表：:]|[①-⑮])"
)
SENTENCE_END = re.compile(r"[。！？!?；;：:，,]\s*$")
PAUSE = re.compile(r"[，。！？；]")
# What a page draws between two texts: -------- 分割线 --------, ◆◆◆.
RULE = r"[-=_—―~～*＊·•◆◇★☆■□▲○●…─━]"
DRAWN = re.compile(rf"\s*{RULE}{{3,}}\s*(?P<words>[^。！？，]{{0,20}}?)\s*{RULE}*\s*")
# Blocks above the text in which a page may say how many it has, and in which a first heading may stand.
ABOVE, FIRST_ABOVE = 6, 2


class Head(NamedTuple):
    """A line that could head a document: where it begins in the source, its words, its block."""

    start: int
    text: str
    block: int


def announced(title: str | None) -> int | None:
    """How many documents a title says that its page has.

    >>> announced("就职讲话两则"), announced("第三则新闻"), announced("讲话"), announced("说三件事")
    (2, None, None, None)
    """
    found = ANNOUNCED.search(simplified(title or ""))
    return _several(found["count"] or found["english"]) if found else None


def announced_above(blocks: Sequence[Block], first: int) -> int | None:
    """The same of the lines right above the text, which begins with block ``first``."""
    for block in blocks[max(0, first - ABOVE) : first]:
        found = COUNTED_ABOVE.search(block.text) if len(block.text) <= LONGEST_TITLE else None
        if found and block.link_density < 0.5:
            return _several(found["count"] or found["bare"])
    return None


def announced_kinds(title: str | None) -> int | None:
    """The same of a title that names a kind of text for each: 全套资料（通知+方案+致辞）."""
    found = SEVERAL_KINDS.search(simplified(title or ""))
    number = len(re.split("[+＋]", found[0])) if found else 0
    # 述职报告（总结+计划） is one of its parts.
    return number if number >= FEWEST_KINDS else None


def _several(count: str) -> int | None:
    number = COUNTS.get(count.lower()) or numeral(count)
    return number if number and number > 1 else None


def heads_of(ledger: Ledger, blocks: Sequence[Block]) -> list[Head]:
    """The short lines of the text, and those that the page has between its lines or right above and that were left out."""
    found = [
        Head(line.start, line.text, line.block) for line in ledger.lines if len(line.text) <= LONGEST_TITLE
    ]
    if not blocks or not ledger.lines:
        return found
    kept = ledger.kept_blocks()
    first, last = min(kept), max(kept)
    starts = list(accumulate((len(text) + 1 for text in ledger.source.split("\n")), initial=0))
    found += [
        Head(starts[i], blocks[i].text, i)
        for i in range(max(0, first - FIRST_ABOVE), last)
        if i not in kept and len(blocks[i].text) <= LONGEST_TITLE and blocks[i].link_density < 0.3
    ]
    return sorted(found)


def of_one_kind(heads: Sequence[Head], blocks: Sequence[Block]) -> Iterator[list[Head]]:
    """Lines without a sentence's end that stand in elements of one kind, kind by kind; in one element, or each first in its own."""
    kinds: defaultdict[tuple[tuple[int, ...], str], list[Head]] = defaultdict(list)
    for head in heads:
        block = blocks[head.block]
        if not block.places or SENTENCE_END.search(head.text) or DRAWN.fullmatch(head.text):
            continue
        # Headings may have an id each, and stand in an element of their document each; so may those of tables.
        apart = is_heading(block)
        kinds[() if apart else block.path[:-1], block.tag if apart else block.places[-1]].append(head)
        if not apart and _opens_its_element(block, blocks[head.block - 1]):
            kinds[(), " ".join(block.places)].append(head)
    yield from kinds.values()


def _opens_its_element(block: Block, above: Block) -> bool:
    """Whether a line in an element that has a name is the first in the one around it: each document of a page in a box of its own."""
    return " " in block.places[-1] and block.path[:-1] != above.path[: len(block.path) - 1]


def is_heading(block: Block) -> bool:
    """Whether the markup says that a line heads what follows."""
    return block.tag in HEADINGS or block.tag in ("th", "caption")


def names_kind(text: str) -> str | None:
    """The kind of text that a heading ends with; None for sections of a text and for words of other kinds.

    >>> names_kind("驾驶员述职报告"), names_kind("二、工作总结"), names_kind("我的家乡")
    ('述职报告', None, None)
    """
    if SECTION.match(text) or PAUSE.search(text):
        return None
    named = KIND.search(simplified(text.strip().strip("《》【】")))
    return named["kind"] if named else None


def are_titles(heads: Sequence[Head], blocks: Sequence[Block]) -> bool:
    """Whether lines are titles of texts and no numbered sections: headings by their markup, first lines of boxes of one kind, or names of
    kinds of text.
    """
    if any(SECTION.match(head.text) for head in heads):
        return False
    if all(is_heading(blocks[head.block]) for head in heads):
        return True
    around = {blocks[head.block].path[:-1] for head in heads}
    if len(around) == len(heads) and all(
        _opens_its_element(blocks[head.block], blocks[head.block - 1]) for head in heads
    ):
        return True
    return all(names_kind(head.text) for head in heads)


def are_greeted(ledger: Ledger, heads: Sequence[Head]) -> bool:
    """Whether each of several headings names a talk, has a salutation right below it and ends as talks do; nothing stands above."""
    starts = [line.start for line in ledger.lines]
    below = [bisect_right(starts, head.start) for head in heads]
    if starts and starts[0] < heads[0].start:
        return False
    ends = [bisect_left(starts, head.start) for head in heads[1:]] + [len(starts)]
    return all(
        names_kind(head.text) in TALKS
        and at < end
        and GREETING.match(ledger.lines[at].text.strip())
        and is_closed("\n".join(line.text for line in ledger.lines[at:end]))
        for head, at, end in zip(heads, below, ends, strict=True)
    )


def by_two_kinds(title: str | None, heads: Sequence[Head]) -> list[Head]:
    """读书日活动方案和总结: the two lines that end in one of the kinds each and begin as the title does, or are the kind alone."""
    named = TWO_KINDS.match(simplified(title or ""))
    if not named or (named["one"] in LOOKS_BACK and named["two"] in LOOKS_AHEAD):
        return []
    heads = [head for head in heads if not TWO_KINDS.match(head.text)]
    ones, twos = (
        [head for head in heads if _is_of_kind(head.text, kind, named["stem"])]
        for kind in (named["one"], named["two"])
    )
    return [*ones, *twos] if len(ones) == len(twos) == 1 and ones[0] < twos[0] else []


def _is_of_kind(text: str, kind: str, stem: str) -> bool:
    # Sections of a plan are numbered and called so too.
    name = SECTION.sub("", text, count=1).strip() if kind in TALKS else text.strip()
    return names_kind(name) == kind and (
        (kind in TALKS and name.strip("《》【】") == kind) or stem[:2] in name
    )
