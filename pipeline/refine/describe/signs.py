"""Facts between title and text whose labels no reader sees as words: ``<li title="下载">2.3K</li>``, ``<i class="fa fa-user"></i>苇塘``,
and the format that a drawn file beside the title has: ``<i class="ic-docx"></i>``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from pipeline.refine.blocks import LONGEST_ROW, Block
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.card import Card
from pipeline.refine.describe.card_person import agents_of, is_person
from pipeline.refine.describe.card_words import TAKEN, WHEN, is_card_label
from pipeline.refine.describe.cell_words import Cell
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import FORMATS, add
from pipeline.refine.markup import fold_space
from pipeline.refine.view import View

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TITLED = frozenset(("li", "span", "em", "b", "i", "dd", "td", "div", "p"))
DRAWN = "i[class], em[class], svg[class], span[class*='ico']"
PERSON, PUT_ON = "上传者", "发布时间"
# What a drawn sign stands for, by the words of its class.
WORDS = {
    **dict.fromkeys(("user", "author", "uploader", "person", "member"), PERSON),
    **dict.fromkeys(("download", "downloads", "downloaded", "dl", "down"), "下载"),
    **dict.fromkeys(("coin", "coins", "price", "money", "gold", "jifen"), "价格"),
    **dict.fromkeys(("clock", "calendar", "time", "date", "cal"), PUT_ON),
    **dict.fromkeys(("page", "pages"), "页数"),
    **dict.fromkeys(("size", "filesize", "hdd"), "大小"),
}
# Signs of buttons.
BUTTON = frozenset(
    "arrow chevron caret angle sort drop dropdown slide scroll pull menu prev next first last up left right thumbs close".split()
)
APART = re.compile(r"[\s_-]+")
LONGEST_LABEL, LONGEST_VALUE, FARTHEST, FEWEST, LONGEST_SIGN = 8, 40, 24, 2, 4
FIGURE = re.compile(r"\d")
COLUMNS = frozenset(
    ("uploader", "downloads", "pages_total", "price", "published_on", "file_size", "file_format")
)
FORMAT = re.compile(FORMATS, re.IGNORECASE)


def read_signs(view: View, facts: Facts, text: Collection[int]) -> None:
    """Add what two or more such labels between title and text say, if no two of one kind say different things."""
    title = facts.text("title")
    if view.tree is None or not text or not title or facts.values.keys() >= COLUMNS:
        return
    first = min(text)
    near = range(max(0, first - FARTHEST), first)
    start = next((i for i in reversed(near) if is_title(view.blocks[i].text, title)), None)
    if start is None:
        return
    # Most pages have no such row.
    if sum(len(_figures(view.blocks[i])) for i in range(start + 1, first)) < FEWEST:
        return
    cells = [cell for cell in (*_titled(view), *_drawn(view)) if start <= cell.row < first]
    told = {cell.label: cell.value for cell in cells}
    if len(told) < FEWEST or any(told[cell.label] != cell.value for cell in cells):
        return
    card = Card(agents_of(view, title), traditional=view.traditional)
    for cell in cells:
        card.cell(cell)
    for column, value in card.facts.values.items():
        if not isinstance(value, float):
            facts.add(column, value, card.facts.evidence[column])


def _figures(block: Block) -> list[str]:
    """The pieces of a short line that have figures."""
    if len(block.text) > LONGEST_ROW:
        return []
    return [piece for piece in block.pieces or (block.text,) if FIGURE.search(piece)]


def _titled(view: View) -> Iterator[Cell]:
    for element in view.select("[title]:not(a):not(img):not(link):not(option)"):
        if element.tag not in TITLED:
            continue
        label = (element.get("title") or "").strip(" :：")
        if not 0 < len(label) <= LONGEST_LABEL or not (is_card_label(label) or TAKEN.fullmatch(label)):
            continue
        value = fold_space(element.text_content())
        if 0 < len(value) <= LONGEST_VALUE and value != label:
            label = PUT_ON if WHEN.fullmatch(label) else label
            yield Cell(label, value, f"{label} {value}", _row(view, element))


def _drawn(view: View) -> Iterator[Cell]:
    if not any(word in view.names for word in ("user", "author", "down", "-dl")):
        return
    for element in view.select(DRAWN):
        words = APART.split((element.get("class") or "").lower())
        label = next((WORDS[word] for word in words if word in WORDS), None)
        if label is None or not BUTTON.isdisjoint(words) or element.text_content().strip():
            continue
        value = _beside(element)
        if 0 < len(value) <= LONGEST_VALUE and (label != PERSON or is_person(value)):
            yield Cell(label, value, value, _row(view, element))


def _beside(element: HtmlElement) -> str:
    """What stands behind a sign, or behind the cell that holds nothing else."""
    behind: str = fold_space(element.tail or "")
    if behind:
        return behind
    after = element.getnext()
    around = element.getparent()
    if after is None and around is not None and not around.text_content().strip():
        after = around.getnext()
    return fold_space(after.text_content()) if after is not None and isinstance(after.tag, str) else ""


def _row(view: View, element: HtmlElement) -> int:
    """The block in which an element stands; -1 for none."""
    if view.tree is None:
        return -1
    for around in (element, *element.iterancestors()):
        inside = view.tree.range_of(around)
        if inside:
            return inside[0]
    return -1


def format_of_sign(view: View, facts: Facts) -> None:
    """``file_format`` by the class of a sign in or right before the heading that is the title, or by a format that stands there alone."""
    title = facts.text("title")
    if "file_format" in facts.values:
        return
    for heading in (*view.select("h1"), *view.select("h2")):
        if not is_title(fold_space(heading.text_content()), title):
            continue
        before = heading.getprevious()
        for sign in (*heading.iterdescendants(), *(() if before is None else (before,))):
            said = fold_space(sign.text_content()) if isinstance(sign.tag, str) else " " * LONGEST_VALUE
            if len(said) > LONGEST_SIGN or sign.tag == "a":
                continue
            words = APART.split(sign.get("class") or "") if len(said) <= 1 else [said]
            form = next(filter(FORMAT.fullmatch, words), None)
            if form:
                add(facts, "file_format", form, said or sign.get("class") or "")
                return
