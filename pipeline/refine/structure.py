"""Paragraphs of flattened text restored, and the outline of sections.

A break is set only where the text itself proves one: before the markers of a validated numbering run,
around a bracketed date line and a salutation at the top, before closing thanks and a final date line.
Never inside a sentence on length alone.
"""

from __future__ import annotations

import re

from pipeline.items import Section
from pipeline.refine.describe.dates import DATE
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.numbering import Mark, outline, spoken_order

# A line this long holds several paragraphs; shorter ones are left as the page has them.
FLATTENED = 200
SHORTEST, ALONE = 80, 0.7
TOP = 240
# What a heading ends with when a dated line follows it.
SPEECH_NAME = re.compile(
    r"(?:讲话|致[辞词]|发言|演讲|报告|汇报|述职|总结|摘要|稿|[祝贺献]词|[祝贺献]辞|主持[辞词]|感言|全文|节选|提纲|要点)[》”]?\s*$"
)
SENTENCE = re.compile(r"[。！？!?；;]")
SUBTITLE = re.compile(r"(?<=[^—])——(?=[^—])")
HEADING_END = re.compile(r"[。！？!?\n]")
LONGEST_HEADING = 60
SUBJECT = 6
DATE_LINE = re.compile(
    r"[（(](?=[^（）()]{0,30}(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年)[^（）()\n]{4,60}[）)]"
)
ADDRESS = re.compile(
    r"(?:尊敬|敬爱|亲爱)的|各位|(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员)们"
)
PEOPLE = re.compile(
    r"(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员|领导|评委|书记|主任|校长|局长|总|们|好|家人|父老|专家|师傅|大叔|大婶|大爷|大娘|阿姨|员|长|户|商|人|主)\s*$"
)
CLOSING = re.compile(
    r"(?:我的(?:讲话|发言|汇报|致辞)(?:完了|到此结束)[,，。]?\s*)?(?:最后[,，])?谢谢(?:大家|各位[^。！]{0,8})?[!！。]*\s*$"
)
FINAL_DATE = re.compile(
    r"(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年\s*[\d〇一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?\s*$"
)
ENDED = re.compile(r"[。！？!?；;…][”」』)）\"'’]*\s*$")


def restore_paragraphs(ledger: Ledger, title: str | None = None) -> Ledger:
    """Split flattened lines at the breaks their text proves."""
    whole = sum(len(line.text) for line in ledger.lines)

    def breaks_of(line: Line) -> list[int]:
        # A line that is nearly all of the text is flattened however short, and lost every break it had.
        alone = len(line.text) >= SHORTEST and len(line.text) >= ALONE * whole
        found = breaks(line.text, title) if alone or len(line.text) >= FLATTENED else []
        return [*found, *spoken_order(line.text)] if alone else found

    return ledger.split(breaks_of)


def breaks(text: str, title: str | None = None) -> list[int]:
    """Offsets at which a flattened line is a new paragraph."""
    found = _top_breaks(text, title)
    found += [mark.start for mark in outline(text)]
    for closing in (CLOSING.search(text), FINAL_DATE.search(text)):
        if closing and ENDED.search(text[: closing.start()][-8:]):
            found.append(closing.start())
    return sorted({at for at in found if 0 < at < len(text)})


def sections(text: str) -> tuple[Section, ...]:
    """The outline of a text whose paragraphs are lines."""
    marks = outline(text)
    ends = [len(text)] * len(marks)
    open_marks: list[int] = []
    for i, mark in enumerate(marks):
        while open_marks and marks[open_marks[-1]].level >= mark.level:
            ends[open_marks.pop()] = mark.start
        open_marks.append(i)
    starts = [*(mark.start for mark in marks[1:]), len(text)]
    return tuple(
        Section(mark.level, _heading(text, mark, next_start), mark.start, end)
        for mark, next_start, end in zip(marks, starts, ends, strict=False)
    )


def _heading(text: str, mark: Mark, next_start: int) -> str:
    stop = HEADING_END.search(text, mark.end)
    end = min(stop.start() if stop else len(text), next_start)
    title = text[mark.start : end].strip().rstrip("：:，,；;")
    # Where heading and body run together, the body often takes up the heading's first words again.
    again = text.find(text[mark.end : mark.end + SUBJECT], mark.end + SUBJECT, mark.start + len(title))
    title = title[: again - mark.start] if len(title) > 2 * SUBJECT and again > 0 else title
    return title if len(title) <= LONGEST_HEADING else title[:LONGEST_HEADING] + "…"


def _top_breaks(text: str, title: str | None) -> list[int]:
    """Heading, subtitle, date line, name line and salutation, glued together at the top."""
    salutation = _salutation(text)
    dated = _date_line(text)
    if salutation and not SENTENCE.search(text, 0, salutation[0]):
        head = text[: salutation[0]]
    elif dated and not SENTENCE.search(text, 0, dated[0]):
        head = text[: dated[1]]
    else:
        head = title if title and text.startswith(title) else ""
    found = list(salutation)
    if head:
        found.append(len(head))
        found += [match.start() for match in SUBTITLE.finditer(head)]
        found += [len(title)] if title and head.startswith(title) else []
        bare = DATE.search(head)
        found += dated or ((bare.start(), bare.end()) if bare and bare["m"] else ())
    return found


def _date_line(text: str) -> tuple[int, int] | None:
    """A bracketed date at the top. In mid-sentence it is a remark; as a line of its own it follows a heading."""
    dated = DATE_LINE.search(text, 0, TOP)
    if not dated or re.search(r"[，,、：:。]", text[max(0, dated.start() - 1) : dated.start()]):
        return None
    heads = SPEECH_NAME.search(text[: dated.start()]) or not DATE.fullmatch(dated[0][1:-1].strip())
    followed = text[dated.end() : dated.end() + 1]
    return dated.span() if heads and followed and followed not in "，,、。；;：:的" else None


def _salutation(text: str) -> tuple[int, ...]:
    """Start and end of the first address to an audience, up to its colon; empty if there is none at the top."""
    for colon in re.finditer(r"[：:!！]", text[:TOP]):
        begin = max((text.rfind(c, 0, colon.start()) + 1 for c in "。！？!?"), default=0)
        address = ADDRESS.search(text, begin, colon.start())
        if not address:
            continue
        spoken = text[address.start() : colon.start()]
        parts = [part for part in re.split(r"[，,、\s]+", spoken) if part]
        if len(spoken) <= 80 and all(PEOPLE.search(part) or ADDRESS.match(part) for part in parts):
            return (address.start(), colon.end())
    return ()
