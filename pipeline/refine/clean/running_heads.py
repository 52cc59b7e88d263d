"""Heads and feet that a printed page repeats: the same words with a page number that counts on, or with the title beside the number.

Removes 「——2/3——某某阁」, 「docs.example · pág. 3」 and 「某某苑·实施方案」 above 「- 1 -」. Keeps lines whose words differ, numbers that
do not rise, and a title without a page number next to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from pipeline.refine.clean.context import Context, fold
from pipeline.refine.clean.print_lines import PAGE_NUMBER
from pipeline.refine.ledger import Ledger, Line

# A page's number among other words: 2/3, 第3页, pág. 3, — 3 —.
NUMBER = re.compile(
    r"(?<!\d)(\d{1,4})\s?[/／]\s?\d{1,4}(?!\d)|第\s?(\d{1,4})\s?[页頁]|\b(?:p|pp|pg|page|pág|seite|trang|str)\b\.?\s?(\d{1,4})(?!\d)|[-—–]\s?(\d{1,4})\s?[-—–]",
    re.IGNORECASE,
)
FIGURES = re.compile(r"\d+")
SENTENCE = re.compile(r"[。！？；;!?]\s*$")
# Characters of such a line, and letters beside its number.
LONGEST, MOST_LETTERS, FEWEST = 60, 24, 2
SHORTEST_TITLE = 6


def without_running_heads(ledger: Ledger, context: Context) -> Ledger:
    """Drop such lines; before lines are told that were broken where the page ended."""
    counted: defaultdict[str, list[tuple[Line, int]]] = defaultdict(list)
    titled: defaultdict[str, list[Line]] = defaultdict(list)
    title = fold(context.title or "")
    numbers = {line.start for line in ledger.lines if PAGE_NUMBER.match(line.text)}
    beside = {b.start for a, b in pairwise(ledger.lines) if a.start in numbers}
    beside |= {a.start for a, b in pairwise(ledger.lines) if b.start in numbers}
    for line in ledger.lines:
        text = line.text.strip()
        if len(text) > LONGEST or SENTENCE.search(text) or line.start in numbers:
            continue
        found = NUMBER.search(text)
        letters = sum(map(str.isalpha, NUMBER.sub("", text)))
        if found and 0 < letters <= MOST_LETTERS:
            counted[FIGURES.sub("0", text)].append((line, int(found[found.lastindex or 1])))
        elif line.start in beside and len(title) >= SHORTEST_TITLE and title in fold(text):
            titled[text].append(line)
    gone = {
        line.start
        for lines in counted.values()
        if len(lines) >= FEWEST and all(b[1] > a[1] for a, b in pairwise(lines))
        for line, _ in lines
    }
    gone |= {line.start for lines in titled.values() if len(lines) >= FEWEST for line in lines}
    return ledger.drop(lambda line: "page-number" if line.start in gone else None) if gone else ledger
