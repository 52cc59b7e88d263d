"""Of the lines of ``voice_unheard_*.txt``, set one at a time into a page of an author's, how many are taken out, by place.

A line of a site should go and an author's should stay, wherever it stands. The page is an unknown site's: prose in
paragraphs, and the line in a paragraph among them, first or last, in an element of its own or, as in a text dump, between line breaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from html import escape

from benchmarks.voice import Sample, unheard
from pipeline.items import Page
from pipeline.quality.folders import FETCHED_AT
from pipeline.refine import refine

TITLE = "在全县水利工作会议上的述职报告"
TEXT = (
    "尊敬的各位领导，同志们：",
    "去年冬天我到任的时候，南岸的排水沟还没有通，地里的积水没过脚踝，乡亲们问我什么时候能下种，我答不上来。",
    "这一年里，我们先后修通了四条支渠，换了三台水泵，又把去年冲垮的两座便桥重新架了起来，工程款全部由县里的专项资金支付。",
    "渠通了以后，两岸的稻田第一次在清明前放上了水，老支书蹲在田埂上看了半个下午，回家的时候什么也没有说，只是笑。",
    "教育方面，村小的屋顶翻修完毕，孩子们搬进了新教室，从城里来的两位年轻老师决定再留两年，这是我最高兴的一件事。",
    "存在的问题也要讲清楚：账目公开还不够及时，个别组的用水纠纷拖了三个月才解决，责任在我。",
    "明年的打算有三条，一是把东岸的渠道接通，二是把合作社的仓库盖起来，三是让每户人家都用上干净的自来水。",
    "路是一步一步走出来的，我愿意和大家一起，把这条路走得再扎实一些。",
)
# Lines of one pattern.
MOST = 3


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def among(line: str, tag: str) -> str:
    return f"{paragraphs(*TEXT[:4])}<{tag}>{escape(line)}</{tag}>{paragraphs(*TEXT[4:])}"


PLACES: dict[str, Callable[[str], str]] = {
    "among the paragraphs, in an element of its own": lambda line: among(line, "div"),
    "among them, as a heading": lambda line: among(line, "h3"),
    "among them, in a paragraph": lambda line: among(line, "p"),
    "first paragraph": lambda line: paragraphs(line, *TEXT),
    "last paragraph": lambda line: paragraphs(*TEXT, line),
    "between line breaks": lambda line: "<br>".join(map(escape, (*TEXT[:4], line, *TEXT[4:]))),
}


def is_gone(line: str, body: str) -> bool:
    """Whether a line does not stand in what the page gives."""
    html = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{body}</div></body></html>"
    given = refine(Page(url="http://docs.example/p/1.html", fetched_at=FETCHED_AT, body=html.encode()))
    text = "".join(record.text for record in given) if isinstance(given, list) else ""
    return "".join(line.split()) not in "".join(text.split())


def drawn(samples: Iterable[Sample]) -> list[str]:
    """A few lines of every pattern."""
    found: dict[str, list[str]] = defaultdict(list)
    for sample in samples:
        found[sample.origin].append(sample.line)
    return [line for lines in found.values() for line in lines[:MOST]]


def main() -> None:
    """Print the table."""
    sites, authors = map(drawn, unheard())
    print(
        f"| place | site's lines taken out, of {len(sites)} | author's, of {len(authors)} |\n| --- | ---: | ---: |"
    )
    for place, body in PLACES.items():
        gone, lost = (sum(is_gone(line, body(line)) for line in lines) for lines in (sites, authors))
        print(f"| {place} | {gone / len(sites):.3f} | {lost / len(authors):.3f} |")
