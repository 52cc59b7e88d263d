"""The card that a page prints between a document's title and its text, taken apart into labels and values.

Sites set it as a line with signs between, as a list, as a table by rows or by columns, or as elements that only style sets
apart: ``作者 / 木子``, ``<li>作者<b>木子</b></li>``, ``木子 | 2021-03-05 | 12页``, ``后缀：DOCX 花费：3券``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from typing import NamedTuple

from pipeline.refine.blocks import LONGEST_ROW, Block
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.card_words import AGENT, OWNER
from pipeline.refine.folding import simplified
from pipeline.refine.view import View

# Blocks that may stand between a title and the text, and those above the text among which the title is looked for.
LONGEST_CARD, FARTHEST = 14, 40
# What a site sets behind a title.
LONGEST_OFFER = 14
HEADINGS = frozenset(("h1", "h2", "h3"))
CELLS = frozenset(("td", "th", "dt", "dd"))
# Of these, the ones that hold labels, known or not.
NAMING = frozenset(("th", "dt"))
# A line that is a link names another page.
LINK = 0.5
APART = re.compile(r"\s*[|｜┃┆¦‖·•・■◆▪◇]\s*|\s+[/／–—-]\s+|\s{2,}")
SENTENCE = re.compile(r"[。！？；]")
COLON = re.compile(
    r"(?:(?<=\s)|(?<=[】〕」])|^)(?P<label>[^\s:：,，、。\[\]【】〔〕]{1,12})\s*[:：]\s*(?=\S)"
)
# 页 数：12
SPREAD = re.compile(r"(?<!\S)([\u4e00-\u9fff])\s([\u4e00-\u9fff])\s*[:：]")
BRACKETED = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6})\s*[\[【](?P<value>[^\[\]【】]{1,20})[\]】]")
# 木子 2021-03-05 9.9元: blanks are enough between what is a fact by its form.
FORM = (
    r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)|[共全]?\d{1,4}页|\d[\d.]*[KMG]B|docx?|pptx?|pdf|"
    r"\d{1,4}(?:\.\d\d?)?(?:元|[\u4e00-\u9fff]{1,2}[币豆券贝])|免费"
)
SPACED = re.compile(rf"\S{{2,16}}(?: (?:{FORM})){{2,6}}", re.IGNORECASE)
# 共6页 4.8文豆
FORMS = re.compile(rf"(?:{FORM})(?: (?:{FORM})){{1,6}}", re.IGNORECASE)
FEWEST_BRACKETED, FEWEST_COLUMNS = 2, 3
# What a cell may call the next one.
MAY_NAME = re.compile(r"(?!免费|会员免费)[\u4e00-\u9fff]{2,6}")
AFTER_LABEL = re.compile(r"\s*[:：]$")


class Cell(NamedTuple):
    """A value as it is printed, its label in simplified characters (empty without one), and the line of both.

    ``row`` is the number of the line, ``first`` says that nothing stands before the value in it.
    """

    label: str
    value: str
    line: str
    row: int
    first: bool = False


def card_cells(
    view: View, title: str | None, text: Collection[int], is_label: Callable[[str], bool]
) -> list[Cell]:
    """The cells of the card below the title; ``text`` are the blocks of the main text, which end it."""
    region = _region(view, title, text)
    if not region:
        return []
    fold = simplified if view.traditional else str
    cells: list[Cell] = []
    rows = [(i, view.blocks[i]) for i in region]
    for in_table, run in groupby(rows, key=lambda row: row[1].tag in CELLS):
        lines = list(run)
        if in_table and (columns := _columns(lines, fold)):
            cells += columns
            continue
        waiting = ""
        for i, block in lines:
            tokens = list(_tokens(block))
            for n, token in enumerate(tokens):
                label = fold(AFTER_LABEL.sub("", token))
                if waiting:
                    cells.append(Cell(waiting, token, f"{waiting} {token}", i))
                    waiting = ""
                elif (
                    (in_table and len(tokens) == 1 and (block.tag in NAMING or MAY_NAME.fullmatch(label)))
                    or (is_label(label) and (in_table or n + 1 < len(tokens)))
                    or _names_next(label, tokens[n + 1 :])
                ):
                    waiting = label
                else:
                    cells += _cells(token, block.text, i, fold, is_label, first=not n)
            if not in_table:
                waiting = ""
    return cells


def _region(view: View, title: str | None, text: Collection[int]) -> list[int]:
    """The short lines below the title that are no links, up to the text."""
    blocks = view.blocks
    first = min(text) if text else min(FARTHEST, len(blocks) - 1)
    near = range(first, max(-1, first - FARTHEST), -1)
    named = [i for i in near if _names(blocks[i], title)]
    heads = [i for i in named or near if blocks[i].tag in HEADINGS and blocks[i].link_density <= LINK]
    # A title that stands above the text once more is below the card.
    start = min(heads if named else heads[:1], default=None) or min(named, default=None)
    if start is None:
        return []
    found = [start] if len(blocks[start].pieces) > 1 else []
    for i in range(start + 1, min(start + 1 + LONGEST_CARD, len(blocks))):
        if i in text:
            break
        block = blocks[i]
        if len(block.text) <= LONGEST_ROW and block.link_density <= LINK and not SENTENCE.search(block.text):
            found.append(i)
    return found


def _names(block: Block, title: str | None) -> bool:
    if is_title(block.text, title):
        return True
    # 年会致辞(可编辑).doc
    if title and len(block.text) <= len(title) + LONGEST_OFFER and block.text.startswith(title):
        return block.link_density <= LINK
    return block.link_density <= LINK and any(is_title(piece, title) for piece in block.pieces)


def _columns(lines: list[tuple[int, Block]], fold: Callable[[str], str]) -> list[Cell]:
    """A table whose first row is of labels: as many values follow."""
    heads = [block for _, block in lines if block.tag == "th"]
    count = len(heads)
    if count < FEWEST_COLUMNS or len(lines) < 2 * count or any(b.tag != "th" for _, b in lines[:count]):
        return []
    if any(block.tag == "th" for _, block in lines[count:]):
        return []
    return [
        Cell(fold(head.text).strip(":： "), block.text, f"{head.text} {block.text}", i)
        for head, (i, block) in zip(heads, lines[count : 2 * count], strict=True)
    ]


def _tokens(block: Block) -> Iterator[str]:
    if not block.pieces and (SPACED.fullmatch(block.text) or FORMS.fullmatch(block.text)):
        yield from block.text.split()
        return
    for piece in block.pieces or (block.text,):
        for token in APART.split(piece):
            if bare := token.strip(" \u3000/／|,，"):
                yield bare


def _cells(
    token: str,
    line: str,
    row: int,
    fold: Callable[[str], str],
    is_label: Callable[[str], bool],
    *,
    first: bool,
) -> Iterator[Cell]:
    token = SPREAD.sub(r"\1\2：", token)
    labels = list(COLON.finditer(token))
    if labels:
        before = token[: labels[0].start()].strip()
        if before:
            yield Cell("", before, line, row, first)
        ends = [*(label.start() for label in labels[1:]), len(token)]
        for found, end in zip(labels, ends, strict=True):
            yield Cell(fold(found["label"]), token[found.end() : end].strip(), line, row)
        return
    bracketed = list(BRACKETED.finditer(token))
    if len(bracketed) >= FEWEST_BRACKETED:
        for pair in bracketed:
            yield Cell(fold(pair["label"]), pair["value"].strip(), line, row)
        return
    label, blank, value = token.partition(" ")
    if blank and (is_label(fold(label)) or _names_next(fold(label), [value])):
        yield Cell(fold(label), value.strip(), line, row)
    else:
        yield Cell("", token, line, row, first)


def _names_next(label: str, following: list[str]) -> bool:
    """Whether a word says who did something with the document, and a name follows: 递稿 木子."""
    deed = AGENT.fullmatch(label) or OWNER.fullmatch(label)
    return bool(deed and following) and not any(map(str.isdigit, following[0]))
