"""Blanks that a page left where it lost its line breaks.

Chinese has no blanks between sentences, so where several stand right behind sentence ends and few elsewhere,
each of them was a line break: also behind a heading, a date or a salutation.
"""

from __future__ import annotations

import re

HAN = "\u3400-\u9fff\uf900-\ufaff"
BLANK = re.compile(rf"(?<=[{HAN}。！？：，、；…”’」』）】》:!?)\d])[ \u3000]+(?=[{HAN}“‘「『（【《(\d①-⑮])")
ENDING = re.compile(r"[。！？!?：:…”’」』）)]")
SENTENCE = re.compile(r"[。！？]")
FEWEST, SHARE = 3, 0.5
# Blanks behind nearly all sentences are somebody's way to write.
ALL = 0.9
HEADING, SHORTEST_LINE = 40, 6


def blank_breaks(text: str) -> list[int]:
    """Offsets behind the blanks of a text that has them for line breaks; empty where they mean nothing."""
    blanks = list(BLANK.finditer(text))
    behind_ends = [blank for blank in blanks if ENDING.match(text, blank.start() - 1)]
    sentences = len(SENTENCE.findall(text))
    if (
        len(behind_ends) < FEWEST
        or len(behind_ends) < SHARE * len(blanks)
        or len(behind_ends) > ALL * sentences
    ):
        return []
    found, last = [], 0
    for blank in blanks:
        line = text[max(last, blank.start() - HEADING - 1) : blank.start()]
        # 「县长 庄怀远」 is one line, 「一、提高认识 全市」 two: without a sentence end only a short line may have ended.
        if ENDING.match(line, len(line) - 1) or (len(line) <= HEADING and _is_line(line)):
            found.append(blank.end())
            last = blank.end()
    return found


def _is_line(line: str) -> bool:
    """Whether words without a sentence end are a heading or a date, and not the first half of 「县长 庄怀远」."""
    return len(line) >= SHORTEST_LINE
