"""The card that a page prints between a document's title and its text, taken apart into labels and values.

Sites set it as a line with signs between, as a list, as a table by rows or by columns, or as elements that only style sets
apart: ``作者 / 木子``, ``<li>作者<b>木子</b></li>``, ``木子 | 2021-03-05 | 12页``, ``后缀：DOCX 花费：3券``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.refine.blocks import Block
from pipeline.refine.describe.card_lines import CELLS, FACT, pieces_of
from pipeline.refine.describe.card_person import put_on
from pipeline.refine.describe.card_words import PUT_BY_WHOM, TAKEN, TIMES, is_card_label
from pipeline.refine.describe.cell_words import CLOCK, HAN_WORD, NUMBERED, Cell, Names, spaced
from pipeline.refine.describe.grids import grid_pairs
from pipeline.refine.folding import simplified
from pipeline.refine.markup import fold_space
from pipeline.refine.view import View

# Of these, the ones that hold labels, known or not.
NAMING = frozenset(("th", "dt"))
COLON = re.compile(
    r"(?:(?<=\s)|(?<=[】〕」])|^)(?P<label>(?!\d+\s*[:：])[^\s:：,，、。\[\]【】〔〕]{1,12})\s*[:：]\s*(?=\S)"
)
BRACKETED = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6})\s*[\[【](?P<value>[^\[\]【】]{1,20})[\]】]")
# 〔大小〕28KB 〔点数〕5点: in brackets stands the label.
HEADED = re.compile(
    r"[\[【〔［](?P<label>[\u4e00-\u9fff]{2,6})\s*[:：]?\s*[\]】〕］]\s*[:：]?\s*(?P<value>[^\[\]【】〔〕［］]+)"
)
# Signs that sites draw before a fact: whoever put it there, what it costs, anything else.
ICON = re.compile(
    r"(?:[\U0001f300-\U0001faff\u2300-\u23ff\u2600-\u2604\u2607-\u27bf\ue000-\uf8ff\u2b00-\u2bff↓⇩⤓]\ufe0f?\s*)+"
)
DRAWN = re.compile(r"[\ue000-\uf8ff]+")
PERSON_ICONS, COIN_ICONS = frozenset("👤👥🧑👨👩🙋🙎"), frozenset("💰🪙💎💵💴")
PEN_ICONS = frozenset("🖊🖋✍✒✏🖌🪶")
PERSON_LABEL, COIN_LABEL, SIZE_LABEL, PAGES_LABEL, TAKEN_LABEL = "上传者", "价格", "大小", "页数", "下载"
DOWN_ICONS = frozenset("⬇📥⏬🔽↓⇩⤓")
LEAVES, COMPOUND_LABEL, HALF = re.compile(r"\d{1,4}\s?页"), 4, 2
BYTES = re.compile(r"\d[\d.]*[KMG]", re.IGNORECASE)
# 5 已有 266 次兑换
ALREADY = re.compile(r"(?<=\d)\s+(?=已[有被])")
FIGURE, YEAR = re.compile(r"\d"), re.compile(r"(?:19|20)\d\d")
SLASHED = re.compile(r"\s*[/／]\s*")
TWO_COUNTS = re.compile(r"\d[\d,.]*[万wk]?\s?[/／]\s?\d[\d,.]*[万wk]?", re.IGNORECASE)
FEWEST_BRACKETED = 2
# Of two characters are sections too.
SHORTEST_IN_LIST = 2
# What a cell may call the next one.
MAY_NAME = re.compile(r"(?!免费|会员免费)[\u4e00-\u9fff]{2,6}")
NAMED_NEXT = re.compile(r"[\u4e00-\u9fff]{2,6}\s?[:：]\s?\S")
AFTER_LABEL = re.compile(r"\s*[:：]$")


def card_cells(
    view: View, region: Sequence[int], is_label: Callable[[str], bool], is_agent: Callable[[str], bool]
) -> list[Cell]:
    """The cells of a card whose lines are the blocks ``region``.

    ``is_agent`` tells a word for whoever put a document on the site.
    """
    if not region:
        return []
    names = Names(is_label, is_agent, simplified if view.traditional else str)
    struck = struck_out(view)
    cells: list[Cell] = []
    grid = grid_pairs([view.blocks[i] for i in region], (), is_label)
    for at, pairs in grid.items():
        cells += (
            Cell(names.fold(label).strip(":： "), value, f"{label} {value}", region[at])
            for label, value in pairs
        )
    rows = [(i, view.blocks[i]) for at, i in enumerate(region) if at not in grid]
    for in_table, run in groupby(rows, key=lambda row: row[1].tag in CELLS):
        cells += _run_cells(run, names, struck, in_table=in_table)
    return [part for cell in cells for part in _apart(cell)]


def _run_cells(
    run: Iterable[tuple[int, Block]], names: Names, struck: frozenset[str], *, in_table: bool
) -> Iterator[Cell]:
    waiting = ""
    lists: dict[tuple[int, ...], int] = {}
    for at, block in run:
        # The items of a list are one row.
        i = lists.setdefault(block.path[:-1], at) if block.tag == "li" else at
        if len(block.pieces) > 1 and _is_put_on(block, names):
            yield Cell("", block.text, block.text, i)
            continue
        headed = list(HEADED.finditer(block.text))
        if len(headed) >= FEWEST_BRACKETED or any(
            found[0] == block.text and names.is_label(names.fold(found["label"])) for found in headed
        ):
            yield from _headed(headed, block.text, i, names, struck)
            continue
        # A drawn sign without a meaning of its own is no piece.
        tokens = [token for token in pieces_of(block) if token not in struck and not DRAWN.fullmatch(token)]
        if waiting and in_table and len(tokens) == FEWEST_BRACKETED and all(map(FACT.fullmatch, tokens)):
            # 格式页数 | ppt / 7页
            tokens = [" / ".join(tokens)]
        for n, token in enumerate(tokens):
            label, following = names.fold(AFTER_LABEL.sub("", token)), tokens[n + 1 :]
            ended = label != token and HAN_WORD.fullmatch(label) is not None and bool(following)
            # 点击： 送稿人：木子
            waiting = "" if waiting and NAMED_NEXT.match(token) else waiting
            if waiting and not ended and block.tag != "dt":
                yield Cell(waiting, token, f"{waiting} {token}", i)
                waiting = ""
            elif (
                ended
                or (in_table and len(tokens) == 1 and (block.tag in NAMING or MAY_NAME.fullmatch(label)))
                or (names.is_label(label) and (in_table or following))
                or _names_next(label, following, names)
            ):
                waiting = label
            elif n and BYTES.fullmatch(token) and f"页 / {token}" in block.text:
                yield Cell(SIZE_LABEL, token, block.text, i)
            else:
                first = not n and i == at and (block.tag != "li" or len(token) > SHORTEST_IN_LIST)
                yield from _cells(token, block.text, i, names, first=first)
        if not in_table:
            waiting = ""


def _is_put_on(block: Block, names: Names) -> bool:
    """Whether a line says who put the document there and nothing else, and the name is a piece of it: 由 木子 于 2021-03-05 上传."""
    line = names.fold(block.text)
    put = PUT_BY_WHOM.fullmatch(line) or (put_on(line) if YEAR.search(line) else None)
    return put is not None and put["who"] in map(names.fold, block.pieces)


def _names_next(label: str, following: list[str], names: Names) -> bool:
    """Whether a word is a label by what stands behind it: a name, a number, how often it was taken, two counts."""
    if not following:
        return False
    value = following[0]
    return bool(
        names.calls(label, following)
        or (NUMBERED.fullmatch(label) and FIGURE.search(value))
        or (TAKEN.fullmatch(label) and TIMES.fullmatch(value))
        or (SLASHED.search(label) and TWO_COUNTS.fullmatch(value))
    )


def struck_out(view: View) -> frozenset[str]:
    """What the page crosses out: a price that is no more."""
    return frozenset(
        text for element in view.select("s, del, strike") if (text := fold_space(element.text_content()))
    )


def _cells(token: str, line: str, row: int, names: Names, *, first: bool) -> Iterator[Cell]:
    icon = ICON.match(token)
    if icon and len(token) > icon.end():
        bare = list(_cells(token[icon.end() :], line, row, names, first=first))
        drawn = (
            PERSON_LABEL
            if not PERSON_ICONS.isdisjoint(icon[0])
            else COIN_LABEL
            if not COIN_ICONS.isdisjoint(icon[0])
            else TAKEN_LABEL
            if not DOWN_ICONS.isdisjoint(icon[0]) and TIMES.fullmatch(token[icon.end() :])
            else ""
        )
        if len(bare) == 1 and not bare[0].label:
            bare = [bare[0]._replace(label=drawn, pen=not PEN_ICONS.isdisjoint(icon[0]))]
        yield from bare
        return
    labels = list(COLON.finditer(token))
    if labels:
        before = token[: labels[0].start()].strip()
        if before:
            yield from spaced(before, line, row, names, first=first)
        ends = [*(label.start() for label in labels[1:]), len(token)]
        for found, end in zip(labels, ends, strict=True):
            value, *rest = ALREADY.split(token[found.end() : end].strip(), maxsplit=1)
            word, _, others = value.partition(" ")
            if others and FACT.fullmatch(word) and not CLOCK.match(others):
                value, rest = word, [others, *rest]
            yield Cell(names.fold(found["label"]), value, line, row)
            for more in rest:
                yield from spaced(more, line, row, names, first=False)
        return
    bracketed = list(BRACKETED.finditer(token))
    if len(bracketed) >= FEWEST_BRACKETED:
        for pair in bracketed:
            yield Cell(names.fold(pair["label"]), pair["value"].strip(), line, row)
        return
    yield from spaced(token, line, row, names, first=first)


def _headed(
    headed: list[re.Match[str]], line: str, row: int, names: Names, struck: frozenset[str]
) -> Iterator[Cell]:
    for found in headed:
        value = found["value"].strip()
        for gone in struck:
            value = value.removeprefix(gone).strip()
        if value:
            yield Cell(names.fold(found["label"]), value, line, row)


def _apart(cell: Cell) -> Iterator[Cell]:
    """浏览/下载 380/21 are two, and so are DOC/17.3KB."""
    labels, values = SLASHED.split(cell.label), SLASHED.split(cell.value)
    if len(values) == FEWEST_BRACKETED and len(cell.label) == COMPOUND_LABEL:
        halves = [cell.label[:HALF], cell.label[HALF:]]
        labels = halves if all(map(is_card_label, halves)) else labels
    if len(labels) == len(values) == FEWEST_BRACKETED:
        yield from (
            cell._replace(label=label, value=value) for label, value in zip(labels, values, strict=True)
        )
    elif len(values) == FEWEST_BRACKETED and all(map(FACT.fullmatch, values)):
        yield cell._replace(value=values[0])
        # 26K by itself may be how often it was read.
        yield cell._replace(
            label=SIZE_LABEL
            if BYTES.fullmatch(values[1])
            else PAGES_LABEL
            if LEAVES.fullmatch(values[1]) and cell.label
            else "",
            value=values[1],
        )
    else:
        yield cell
