"""Lines of a printed page: lone page numbers, and paragraphs that were broken where the paper ended.

Joined only where lines are of one width and the earlier one neither ends a sentence nor is markedly shorter
than the rest. Headings, list items and verse keep their lines.
"""

from __future__ import annotations

import re

from pipeline.refine.ledger import Ledger, Line, Span

PAGE_NUMBER = re.compile(
    r"^\s*(?:[-–—]\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6})(?:\s*[-–—])?\s*$|^Page\s+\d+(?:\s+of\s+\d+)?$"
)
ENDED = re.compile(r"[。！？!?.:：;；…][”」』)）\"'’]*\s*$")
OPENS = re.compile(
    r"^\s*(?:[•●▪◦■□◆·*–—-]\s|\d{1,2}[.、．)]\s?|[（(]?[一二三四五六七八九十]+[)）、]|第[一二三四五六七八九十\d]+[章节条篇部])"
)
HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\s*$")
# Shorter than this share of the usual width, a line was ended by its author.
FULL = 0.72
FEWEST_LINES = 4


def join_print_lines(ledger: Ledger) -> Ledger:
    """Drop page numbers and join the lines of a paragraph."""
    ledger = ledger.drop(lambda line: "page-number" if PAGE_NUMBER.match(line.text) else None)
    widths = sorted(len(line.text) for line in ledger.lines)
    if len(widths) < FEWEST_LINES:
        return ledger
    usual = widths[int(len(widths) * 0.8)]
    joined = {
        line.start: bool(HYPHEN.search(before.text))
        for before, line in zip(ledger.lines, ledger.lines[1:], strict=False)
        if _runs_on(before.text, line.text, usual)
    }
    broken = {
        before.start
        for before, line in zip(ledger.lines, ledger.lines[1:], strict=False)
        if joined.get(line.start)
    }
    ledger = ledger.cut(lambda line: _hyphen(line) if line.start in broken else [])

    def glue(before: Line, line: Line) -> str | None:
        if line.start not in joined:
            return None
        wide = bool(re.search(r"[\u3000-\u9fff\uff00-\uffef]\s*$", before.text))
        return "" if joined[line.start] or wide else " "

    return ledger.join(glue)


def _runs_on(before: str, line: str, usual: int) -> bool:
    if ENDED.search(before) or OPENS.match(line) or len(before) < FULL * usual or len(before) > 2 * usual:
        return False
    return (
        bool(HYPHEN.search(before)) or not line[:1].isupper() or before.rstrip().endswith((",", "，", "、"))
    )


def _hyphen(line: Line) -> list[Span]:
    found = HYPHEN.search(line.text)
    return [Span(*found.span(), "hyphen")] if found else []
