"""Paragraphs that the end of a page or a box of the site cut in two: 「给六十五岁以」, a page number or an advertisement that is now cut,
「上的用户默认关掉弹窗」.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.refine.ledger import Ledger, Line

PAGE_RULES = frozenset(("counter", "page-number", "page-glue", "title-repeat"))
BOX_RULES = frozenset(
    ("voice", "prompt", "named-box", "outside-main", "family-noise", "way-on", "contact", "rights-notice")
)
# Characters of what stands between the halves of a sentence.
LONGEST_BOX = 150
# A heading has no sentence end before its last words, the beginning of a paragraph that goes on below mostly has.
INSIDE = re.compile(r"[。！？；，,]")
LONGEST_HEADING = 36
OPENS = re.compile(
    r"\s*(?:[（(【《]|第?[一二三四五六七八九十\d]{1,3}[、.．章节条篇，]|[①-⑮]|(?:尊敬|敬爱|亲爱)的|各位|\w{2,4}们[：，])"
)
# Words that begin a sentence rather than go on with one.
BEGINS = re.compile(r"\s*(?:[我你您他她它这那今明去每同各请但]|大家|下面|最后|首先|其次|如果|为了)")
HAN = re.compile(r"[\u3400-\u9fff，、“《]")
# Characters of a paragraph, and a sentence's end in one: no verse and no item of a list.
PARAGRAPH, SMALL_END = 120, re.compile(r"[.!?][\"”’)]? [A-ZÀ-Ý]")
SMALL_LAST = re.compile(r"[.!?][\"”’)]?\s*$")
ENDED = re.compile(r"[。！？!?]")


def join_page_ends(ledger: Ledger) -> Ledger:
    """Join two lines of a text where only a page mark or a small box stood between them and the first ends in mid-sentence."""
    marks = sorted(cut.start for cut in ledger.cuts if cut.rule in PAGE_RULES)
    boxes = sorted(cut.start for cut in ledger.cuts if cut.rule in BOX_RULES)

    def glue(before: Line, line: Line) -> str | None:
        end = before.pieces[-1].start + before.pieces[-1].width
        if _goes_on_small(before.text, line.text):
            # A line of a poem or a list has no sentence before its last words.
            if not SMALL_END.search(before.text):
                return None
            whole = len(before.text) >= PARAGRAPH and len(line.text) >= LONGEST_HEADING
            whole = whole and before.text[-1:].isalpha() and SMALL_LAST.search(line.text) is not None
            return " " if whole or _between(marks, end, line.start) else None
        if not HAN.match(before.text[-1:]) or not _goes_on(before.text, line.text):
            return None
        if _between(marks, end, line.start):
            return ""
        # A line of a poem or a list has no sentence before its last words.
        boxed = (
            line.start - end <= LONGEST_BOX
            and _between(boxes, end, line.start)
            and not BEGINS.match(line.text)
        )
        return "" if boxed and ENDED.search(before.text) else None

    return ledger.join(glue)


def _between(cuts: list[int], start: int, end: int) -> bool:
    at = bisect_left(cuts, start)
    return at < len(cuts) and cuts[at] < end


def _goes_on_small(before: str, line: str) -> bool:
    """The same of lines in letters that are small or capital, of which the second begins with a small one.

    >>> _goes_on_small("Nobody walks in a straight line. The library faces", "the water."), _goes_on_small("Aims", "to be met")
    (True, False)
    """
    last = before.rstrip()[-1:]
    return (
        len(before) > LONGEST_HEADING
        and line.lstrip()[:1].islower()
        and ((last.isalpha() and (last.islower() or last.isupper())) or last == ",")
    )


def _goes_on(before: str, line: str) -> bool:
    """Whether one line ends and the next begins inside a sentence.

    >>> _goes_on("第一，窗口要留。第二，给六十五岁以", "上的用户关掉弹窗。"), _goes_on("一、提高认识", "认识是前提。")
    (True, False)
    """
    if not (HAN.match(before[-1:]) and HAN.match(line)) or OPENS.match(line) or not ENDED.search(line):
        return False
    return len(before) > LONGEST_HEADING or len(INSIDE.findall(before)) >= 2
