"""Titles of other documents injected as links into a text, as iask does; they displace nothing but themselves.

In mid-sentence they are removed only for families known to do so, and where they are called as documents are (「某某岗位职责.doc」) and one
of them stands behind a comma as no part of a sentence does, and where they lead to addresses built as those of the documents that the page lists,
or as those of others that are put there, or are listed beside the text themselves: elsewhere a link in a sentence is the author's. Between two sentences of one line a link that belongs to neither is the site's, and so is one that says
what it is (「荐读：…」).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.markup import fold_line
from pipeline.refine.view import LINKS, View

OFFERED = re.compile(
    r"[^\w“‘《（(]*(?:荐读|推荐(?:阅读)?|相关(?:阅读|推荐|文档|文章)?|另荐|延伸(?:阅读)?|猜你喜欢|热门(?:专题|文章|文档)?|同类|精选|专题|更多|还看了|拓展阅读|扩展阅读|Related|See also|Read (?:also|more|next))[^：:]{0,6}[：:]",
    re.IGNORECASE,
)
# Characters before a link that are looked at.
NEAR = 8
BEFORE, BEHIND = re.compile(r"(?:\A|[。！？!?…][”’』」）)]?)\s*\Z"), re.compile(r"\s*[\w“‘「『《（(]")
# What follows the subject of a sentence: 「<a>县水利局防汛办公室</a>表示…」.
PREDICATE = re.compile(
    r"(?:[的了是说曾已将被与和及等则也还都就共]|获得?|发[布表]|公布|宣布|表[示明彰]|认为|指出|强调|介绍|位于|成立|举[行办]|召开|提[出供]|规定|要求|显示|始建|来自|拥有|负责|承担|完成)"
)
HAN, SENTENCE_SIGN = re.compile("[\u3400-\u9fff]"), re.compile(r"[。！？!?；;，,]")
# A shorter link is a word that the site explains, not a title.
SHORTEST, SHORTEST_TITLE = 4, 6
# Where a sentence pauses, the names of documents, and how many of them in a page prove that they are put there.
PAUSED = re.compile(r"[，,、：:；;]\s*$")
NAMED_AS_DOCUMENT = re.compile(
    r"\.(?:docx?|pptx?|xlsx?|pdf|txt|wps)$|\d{1,3}\s?(?:篇|例|则|条|份|句|套)$|[一二三四五六七八九十]篇$|(?:大全|范文|范例|例文|样本|样例|模板|范本|须知|课程表|作文|致辞|发言稿?|演讲稿|讲话稿?|"
    r"主持词|串词|开场白|心得体会?|读后感|观后感|总结|报告|方案|计划书?|预案|教案|课件|试题|试卷|题库|答案|职责|制度|规定|办法|细则|合同|协议书?|申请书|倡议书|通知|口语|导游词|"
    r"手册|指南|资料|文档|周记|日记|检讨书|评语|标语|流程[单图]?|表格|说明书|论文|汇编|解析|真题)(?:[（(][^（()）]{1,16}[)）])?$"
)
FEWEST_NAMED, LONGEST_END, LONGEST_ENDING = 2, 32, 6
# Documents that no sentence speaks of by such a name, other than rules and notices; and from how many characters.
NEVER_SAID = re.compile(
    r"(?:大全|范文|范例|例文|样本|样例|模板|作文|致辞|发言稿?|演讲稿|讲话稿?|主持词|串词|心得体会?|[读观]后感|教案|课件|试[题卷]|题库|答案|真题|解析|汇编|检讨书|评语)(?:[（(][^（()）]{1,16}[)）])?$"
)
# What stands in it is the sentence's: 「在去年的<a>动员大会上的致辞</a>中，」, not 「<a>…致辞</a>中国的…」.
IN_IT = re.compile(r"[中里](?![国央心华医学小面程])")
SHORTEST_NEVER_SAID, QUOTED = 8, re.compile(r"[《“「『〈]\s*$")
# Alone it is enough.
FILE_NAME = re.compile(r"[^\s。，]{2,40}\.(?:docx?|pptx?|xlsx?|pdf|txt|wps)", re.IGNORECASE)
# How an address is built, whatever its numbers; and how many lines that are links to documents make a list of them.
NUMBERS = re.compile(r"\d[\da-f]*")
FEWEST_LISTED = 3
# Behind these a sentence goes on with a title that the author linked, or had linked; and before these, with what is in it or comes of it.
GOVERNED = re.compile(
    r"(?:[《“「『〈、和与及或的在对从由将把为即是见如读写了过用看有按以到给于篇份本部原]|根据|按照|依[照据]|参[照见阅考加]|落实|贯彻|执行|遵守|印发|出台|制定|起草|修[订改]|通过|审议|发布|下[发载]|签订|签署|提交|"
    r"填[写报]|关于|题为|名为|叫做|以及|学习|点击|打开|查[看阅询]|使用|收到|附件.?)\s*\Z"
)
WITHIN = re.compile(
    r"[后时前里中上等第]|一[文书]|全文|为准|以[后来]|同时|精神|内容|有关|相关|并|附后|下载|查看"
)
# What else a document is called that sites give away; and what an author speaks of by its name, whatever it is about.
PAPER = re.compile(r"(?:[单表册稿书卷]|[脚剧台]本|台账|记录)(?:[（(][^（()）]{1,16}[)）])?$")
SPOKEN_OF = re.compile(
    r"(?:办法|规[定划范程则]|条例|细则|章程|制度|标准|守则|公约|纲要|[法公]?[意预]见|决[定议]|通[知告报]|公[告报示]|方案|计划书?|预案|报告书?|白皮书|建议书|协议书?|合同书?|证书|图书|秘书|[代手仪外]表|法)(?:[（(][^（()）]{1,16}[)）])?$"
)
# More of a line that is link text is a list.
MOST_LINKED = 0.6


class Anchor(NamedTuple):
    """A stretch of link text in a line that is as the page has it: where the line starts in the source, its text, offsets in it."""

    line: int
    text: str
    start: int
    end: int

    @property
    def said(self) -> str:
        """What the link says."""
        return self.text[self.start : self.end].strip()


def cut_anchors(ledger: Ledger, view: View) -> Ledger:
    """Cut the anchors of lines that are still as the page has them."""
    blocks = view.blocks

    def spans(line: Line) -> list[Span]:
        block = blocks[line.block]
        if line.text != block.text or block.link_density > MOST_LINKED:
            return []
        return [Span(a, b, "injected-link") for a, b in block.anchors if b - a >= SHORTEST]

    return ledger.cut(spans)


def cut_interruptions(ledger: Ledger, view: View) -> Ledger:
    """Cut the anchors that stand between two Chinese sentences and belong to neither, and other documents' titles."""
    blocks = view.blocks
    anchors = [
        Anchor(line.start, line.text, a, b)
        for line in ledger.lines
        if blocks[line.block].anchors
        and line.text == blocks[line.block].text
        and blocks[line.block].link_density <= MOST_LINKED
        for a, b in blocks[line.block].anchors
    ]
    if not anchors:
        return ledger
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for anchor in _put_there(anchors, view):
        spans[anchor.line].append(Span(anchor.start, anchor.end, "injected-link"))
    return ledger.cut(lambda line: spans.get(line.start, ()))


def _put_there(anchors: Sequence[Anchor], view: View) -> list[Anchor]:
    between = {anchor for anchor in anchors if _interrupts(anchor.text, anchor.start, anchor.end)}
    found = _documents_among(anchors)
    # Where one is put there, others are that stand in mid-sentence.
    within = {anchor for anchor in anchors if found and _is_never_said(*anchor[1:])}
    named = any(FILE_NAME.match(anchor.text, anchor.start) for anchor in found)
    proven = found | within if named or len(found | within) + len(between) >= FEWEST_NAMED else set[Anchor]()
    listed, elsewhere = _listed(view), _lead_to_documents(view)
    put_there = {anchor.said for anchor in proven}
    alike = listed | _built_as(put_there, view) if len(put_there) >= FEWEST_NAMED else listed
    apart = {
        anchor
        for anchor in anchors
        if anchor.said in alike
        and PAUSED.search(anchor.text, max(0, anchor.start - NEAR), anchor.start)
        and _stands_apart(*anchor[1:])
        and not SPOKEN_OF.search(anchor.said)
    }
    # Where all links of a text are listed beside it, and one stands where no sentence asks for it, so do the others.
    strangers = bool(apart) and all(anchor.said in listed for anchor in anchors)
    return [
        anchor
        for anchor in anchors
        if anchor in between
        or anchor in proven
        or anchor in apart
        or (anchor.said in elsewhere and _breaks_in(*anchor[1:]))
        or (strangers and not _is_quoted(anchor.text, anchor.start))
    ]


def _documents_among(anchors: Sequence[Anchor]) -> set[Anchor]:
    found: set[Anchor] = set()
    for (_, text), group in groupby(anchors, key=lambda anchor: anchor[:2]):
        own = list(group)
        starts = _documents(text, [(anchor.start, anchor.end) for anchor in own])
        found.update(anchor for anchor in own if anchor.start in starts)
    return found


def _lead_to_documents(view: View) -> frozenset[str]:
    """What the links say that lead to addresses built as those of the documents that the page lists."""
    lists = {
        block.text
        for block in view.blocks
        # Only ends are looked at, and of ASCII only the ending of a file is one.
        if block.link_density > MOST_LINKED
        and (not block.text.isascii() or "." in block.text[-LONGEST_ENDING:])
        and NAMED_AS_DOCUMENT.search(block.text, max(0, len(block.text) - LONGEST_END))
    }
    if len(lists) < FEWEST_LISTED:
        return frozenset()
    return frozenset(_built_as(lists, view))


def _listed(view: View) -> set[str]:
    """What the links say that are lines of their own."""
    return {
        block.text
        for block in view.blocks
        if block.link_density > MOST_LINKED and len(block.text) >= SHORTEST_TITLE
    }


def _built_as(these: set[str], view: View) -> set[str]:
    """What the links say that lead to addresses built as those of these links."""
    links = [
        (fold_line(link.text_content()), NUMBERS.sub("0", link.get("href") or ""))
        for link in view.select(LINKS)
    ]
    built = {shape for said, shape in links if said in these and "0" in shape}
    return {said for said, shape in links if shape in built}


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a title stands where the sentence does not ask for one."""
    said = text[start:end].strip()
    return (
        len(said) >= SHORTEST_TITLE
        and said[0] not in "《“「"
        and SENTENCE_SIGN.search(said) is None
        and start > 0
        and HAN.match(text, end) is not None
        and GOVERNED.search(text, max(0, start - NEAR), start) is None
        and (PREDICATE.match(text, end) or WITHIN.match(text, end)) is None
    )


def _breaks_in(text: str, start: int, end: int) -> bool:
    """The same of a document that nobody speaks of."""
    said = text[start:end].strip()
    return (
        (NAMED_AS_DOCUMENT.search(said) or PAPER.search(said)) is not None
        and SPOKEN_OF.search(said) is None
        and _stands_apart(text, start, end)
    )


def _documents(text: str, anchors: Sequence[tuple[int, int]]) -> list[int]:
    """Where links begin that are called as documents are, one or several in a row, and part what is before from what follows."""
    found: list[int] = []
    run: list[int] = []
    last = 0
    for start, end in anchors:
        said = text[start:end].strip()
        if text[last:start].strip() or not run:
            run = [] if PAUSED.search(text, max(0, start - NEAR), start) is None else [start]
        else:
            run.append(start)
        last = end
        named = NAMED_AS_DOCUMENT.search(said) or (PAPER.search(said) and not PREDICATE.match(text, end))
        if len(said) < SHORTEST_TITLE or SENTENCE_SIGN.search(said) or not named:
            run = []
        elif run and BEHIND.match(text, end) and not text.startswith(" ", end):
            found += run
    return found


def _is_never_said(text: str, start: int, end: int) -> bool:
    said = text[start:end].strip()
    return (
        len(said) >= SHORTEST_NEVER_SAID
        and NEVER_SAID.search(said) is not None
        and SENTENCE_SIGN.search(said) is None
        and not _is_quoted(text, start)
        and HAN.match(text, end) is not None
        and IN_IT.match(text, end) is None
    )


def _is_quoted(text: str, start: int) -> bool:
    return text[start] in "《“「" or QUOTED.search(text, max(0, start - NEAR), start) is not None


def _interrupts(text: str, start: int, end: int) -> bool:
    said = text[start:end]
    if (
        not HAN.search(said)
        or not BEFORE.search(text, max(0, start - NEAR), start)
        or not BEHIND.match(text, end)
    ):
        return False
    if OFFERED.match(said):
        return True
    if PREDICATE.match(text, end) and not NAMED_AS_DOCUMENT.search(said):
        return False
    return start > 0 and end - start >= SHORTEST_TITLE and not SENTENCE_SIGN.search(said)
