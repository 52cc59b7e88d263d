"""A piece of a card that only blanks divide: 更新 2015-5-29 11:07:33 载重 31KB 驼主 木子."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.refine.describe.card_lines import FACT
from pipeline.refine.describe.card_words import TAKEN, TIMES

DAY = re.compile(r"(?:19|20)\d\d[-/.年].*")
CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
COUNT, UNIT_WORD = re.compile(r"[\d.,]+"), re.compile(r"[\u4e00-\u9fff]{1,4}")
HAN_WORD = re.compile(r"[\u4e00-\u9fff]{1,6}")
# 文献号 LW2015
NUMBERED = re.compile(r"[\u4e00-\u9fff]{0,4}(?:号|编号|编码|ID)")
SHORT_WORD = 6
# 上线日2022年06月30日: nothing but the figure ends the label.
GLUED = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6})(?P<value>\d.*)")


class Cell(NamedTuple):
    """A value as it is printed, its label in simplified characters (empty without one), and the line of both.

    ``row`` is the number of the line, ``first`` says that nothing stands before the value in it, ``pen`` that a drawn pen does.
    """

    label: str
    value: str
    line: str
    row: int
    first: bool = False
    pen: bool = False


class Names(NamedTuple):
    """What tells that a word names the next one."""

    is_label: Callable[[str], bool]
    is_agent: Callable[[str], bool]
    fold: Callable[[str], str]

    def calls(self, label: str, following: list[str]) -> bool:
        """Whether a word says who did something with the document, and a name follows: 递稿 木子."""
        return bool(following) and not following[0][:1].isdigit() and self.is_agent(label)


def spaced(token: str, line: str, row: int, names: Names, *, first: bool) -> Iterator[Cell]:
    """A piece without a colon: a fact, a name with a fact, or several with blanks between."""
    words = token.split(" ")
    label, _, value = token.partition(" ")
    named = names.fold(label)
    glued = GLUED.fullmatch(token) if len(words) == 1 else None
    if glued and names.is_label(names.fold(glued["label"])):
        yield Cell(names.fold(glued["label"]), glued["value"], line, row)
    elif len(words) == 1:
        yield Cell("", token, line, row, first)
    elif len(words) > 2 and (_are_facts(words) or _has_agent(words, names)):
        yield from _words(words, line, row, names, first=first)
    elif FACT.fullmatch(value) and FACT.fullmatch(label) and label[0].isdigit():
        yield Cell("", label, line, row, first)
        yield Cell("", value, line, row)
    elif (
        names.is_label(named)
        or names.calls(named, [value])
        or _tells(named, value)
        or (TAKEN.fullmatch(named) and TIMES.fullmatch(value))
    ):
        yield Cell(named, value.strip(), line, row)
    else:
        yield Cell("", token, line, row, first)


def _are_facts(words: list[str]) -> bool:
    """Whether the words between blanks are facts: two by their forms, or one that is no day among short words."""
    facts = [word for word in words if FACT.fullmatch(word)]
    return len(facts) > 1 or (
        any(not DAY.fullmatch(word) for word in facts)
        and all(
            len(word) <= SHORT_WORD and (word in facts or not word.isalpha() or not word.isascii())
            for word in words
        )
    )


def _has_agent(words: list[str], names: Names) -> bool:
    """2020-12-08 集友 木子"""
    return any(map(FACT.fullmatch, words)) and any(names.is_agent(names.fold(word)) for word in words[:-1])


def _words(words: list[str], line: str, row: int, names: Names, *, first: bool) -> Iterator[Cell]:
    n = 0
    while n < len(words):
        word, following = words[n], words[n + 1 : n + 3]
        label = names.fold(word)
        n += 1
        if CLOCK.fullmatch(word):
            continue
        value = following[0] if following else ""
        joined = len(following) > 1 and COUNT.fullmatch(value) and UNIT_WORD.fullmatch(following[1])
        if joined:
            value = f"{value} {following[1]}"
        if COUNT.fullmatch(word) and UNIT_WORD.fullmatch(value):
            yield Cell("", f"{word} {value}", line, row, first and n == 1)
            n += 1
        elif (
            value
            and not FACT.fullmatch(word)
            and (
                (joined and HAN_WORD.fullmatch(label))
                or _tells(label, value)
                or names.is_label(label)
                or names.calls(label, [value])
            )
        ):
            yield Cell(label, value, line, row)
            n += 2 if joined else 1
        else:
            yield Cell("", word, line, row, first and n == 1)


def _tells(label: str, value: str) -> bool:
    """Whether a word is what a site calls a fact: 载重 31KB, 文献号 LW2015. Before a day it may be a name."""
    if NUMBERED.fullmatch(label):
        return True
    return bool(
        HAN_WORD.fullmatch(label)
        and not FACT.fullmatch(label)
        and FACT.fullmatch(value)
        and not DAY.fullmatch(value)
    )
