"""Paragraphs of flattened text restored, and the outline of sections.

A break is set only where the text itself proves one: before the markers of a validated numbering run,
around a bracketed date line and a salutation at the top, before closing thanks and a final date line.
Never inside a sentence on length alone.
"""

from __future__ import annotations

import re

from pipeline.items import Section
from pipeline.refine.ledger import Ledger
from pipeline.refine.numbering import Mark, outline

# A line this long holds several paragraphs; shorter ones are left as the page has them.
FLATTENED = 200
TOP = 240
HEADING_END = re.compile(r"[。！？!?\n]")
LONGEST_HEADING = 60
DATE_LINE = re.compile(
    r"[（(](?=[^（）()]{0,30}(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年)[^（）()\n]{4,60}[）)]"
)
ADDRESS = re.compile(
    r"(?:尊敬|敬爱|亲爱)的|各位|(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员)们"
)
PEOPLE = re.compile(
    r"(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员|领导|评委|书记|主任|校长|局长|总|们|好|家人|父老|专家)\s*$"
)
CLOSING = re.compile(
    r"(?:我的(?:讲话|发言|汇报|致辞)(?:完了|到此结束)[,，。]?\s*)?(?:最后[,，])?谢谢(?:大家|各位[^。！]{0,8})?[!！。]*\s*$"
)
FINAL_DATE = re.compile(
    r"(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年\s*[\d〇一二三四五六七八九十]{1,3}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?\s*$"
)
ENDED = re.compile(r"[。！？!?；;…][”」』)）\"'’]*\s*$")


def restore_paragraphs(ledger: Ledger) -> Ledger:
    """Split flattened lines at the breaks their text proves."""
    return ledger.split(lambda line: breaks(line.text) if len(line.text) >= FLATTENED else [])


def breaks(text: str) -> list[int]:
    """Offsets at which a flattened line is a new paragraph."""
    found = _top_breaks(text)
    found += [mark.start for mark in outline(text)]
    for closing in (CLOSING.search(text), FINAL_DATE.search(text)):
        if closing and ENDED.search(text[: closing.start()][-8:]):
            found.append(closing.start())
    return sorted({at for at in found if 0 < at < len(text)})


def sections(text: str) -> tuple[Section, ...]:
    """The outline of a text whose paragraphs are lines."""
    marks = outline(text)
    found: list[Section] = []
    for i, mark in enumerate(marks):
        following = marks[i + 1 :]
        end = next((later.start for later in following if later.level <= mark.level), len(text))
        found.append(Section(mark.level, _heading(text, mark, following), mark.start, end))
    return tuple(found)


def _heading(text: str, mark: Mark, following: list[Mark]) -> str:
    stop = HEADING_END.search(text, mark.end)
    end = min(stop.start() if stop else len(text), following[0].start if following else len(text))
    title = text[mark.start : end].strip().rstrip("：:，,；;")
    return title if len(title) <= LONGEST_HEADING else title[:LONGEST_HEADING] + "…"


def _top_breaks(text: str) -> list[int]:
    found: list[int] = []
    dated = DATE_LINE.search(text, 0, TOP)
    # In mid-sentence a bracketed date is a remark; as a line of its own it follows a heading.
    if dated and not re.search(r"[，,、：:。]", text[max(0, dated.start() - 1) : dated.start()]):
        followed = text[dated.end() : dated.end() + 1]
        if followed and followed not in "，,、。；;：:的":
            found += [dated.start(), dated.end()]
    found += _salutation(text, dated.end() if found and dated else 0)
    return found


def _salutation(text: str, start: int) -> list[int]:
    colon = re.compile(r"[：:!！]").search(text, start, start + TOP)
    if not colon:
        return []
    sentence = max((text.rfind(c, start, colon.start()) + 1 for c in "。！？!?"), default=start)
    begin = max(start, sentence)
    address = ADDRESS.search(text, begin, colon.start())
    if not address:
        return []
    spoken = text[address.start() : colon.start()]
    parts = [part for part in re.split(r"[，,、\s]+", spoken) if part]
    addressed = all(PEOPLE.search(part) or ADDRESS.match(part) for part in parts)
    return [address.start(), colon.end()] if addressed and len(spoken) <= 80 else []
