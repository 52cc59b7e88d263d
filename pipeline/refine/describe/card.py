"""What the card below the title says of the file, whatever words its site has for it.

The form of a value tells what it is where the label does not: 「容量 5.7M」 and 「体量：68KB」 are sizes, 「登架：2018-07-09」 is the day it
was put there, 「花费:3开元」 a price in a coin of the site's own. A value without a label counts only among others of other kinds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from itertools import takewhile

from pipeline.refine.describe import card_words as words
from pipeline.refine.describe.card_lines import card_lines
from pipeline.refine.describe.card_person import (
    FEWEST_KINDS,
    agents_of,
    find_person,
    labelled,
    put_on,
    sharer,
)
from pipeline.refine.describe.cell_words import Cell
from pipeline.refine.describe.cells import card_cells
from pipeline.refine.describe.fact_rows import NO_NAME
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import DAY_MONTH_YEAR, add
from pipeline.refine.describe.linked_names import find_linked
from pipeline.refine.describe.names import named_in
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.folding import simplified
from pipeline.refine.numbering import numeral
from pipeline.refine.view import View

# What every day and every number of pages has.
FIGURE = re.compile(r"\d|[一二三四五六七八九十]\s?页|年")
# And every size and format.
LATIN = re.compile(r"[A-Za-z]|字节")
BARE_PAGES = re.compile(r"(?P<value>\d{1,5})(?:\s?[张面])?")
# PDF（156KB，5P）
PARTS = re.compile(r"\s*[，,、/／·]\s*")
# A name may stand so many lines below the last that is no link.
NEAR = 3
# Of photographs too there are so many: only of slides it is the length.
BY, ON = "由", re.compile(r"\s[于於在]\s?\d")
SLIDES = re.compile(r"(?P<value>\d{1,4})\s?[张屏]")


def read_card(view: View, facts: Facts, updated: Facts, shown: Facts, text: Collection[int]) -> list[int]:
    """Add what the card says and no other line of the page did, and tell its lines; ``updated`` gets the day of the last change, ``shown`` a day that is
    the only fact beside words without a label: one of publishing if the page has such a day at all.
    """
    title = facts.text("title")
    is_agent = agents_of(view, title)
    region = card_lines(view, title, text)
    cells = card_cells(view, region, words.is_card_label, is_agent)
    if not cells:
        return region
    read = Card(is_agent, traditional=view.traditional)
    for cell in cells:
        read.cell(cell)
    found = read.facts
    certain = len(set().union(*read.kinds.values())) >= FEWEST_KINDS
    if certain:
        for column, value, line in read.unsure:
            add(found, column, value, line)
    if read.slides and str(found.values.get("file_format")).startswith("ppt"):
        add(found, "pages_total", *read.slides)
    if "uploader" not in found.values and "uploader" not in facts.values:
        find_person(cells, title, view, found, read.kinds)
        near = range(region[0], min(region[-1] + NEAR, len(view.blocks))) if certain else ()
        find_linked(view, takewhile(lambda i: i not in text, near), title, found)
    for column, told in found.values.items():
        if not isinstance(told, float):
            facts.add(column, told, found.evidence[column])
    read.add_lone_day(shown)
    if read.changed:
        updated.add("published_on", *read.changed)
    return region


class Card:
    """What the cells of one card say: ``facts`` beyond doubt, ``unsure`` what others must bear out, ``kinds`` the columns of each row."""

    def __init__(self, is_agent: Callable[[str], bool], *, traditional: bool) -> None:
        self.facts = Facts()
        self.changed: tuple[str, str] | None = None
        self.slides: tuple[str, str] | None = None
        self.unsure: list[tuple[str, str, str]] = []
        self.kinds: defaultdict[int, set[str]] = defaultdict(set)
        self._is_agent, self._traditional = is_agent, traditional

    def cell(self, cell: Cell) -> None:
        """Take what one cell says."""
        label, value = cell.label, simplified(cell.value) if self._traditional else cell.value
        if "数" in label and words.LENGTH.fullmatch(label) and (length := words.CHARACTERS.fullmatch(value)):
            self.facts.add("chars_total", int(length["value"].replace(",", "")), cell.line)
        if FIGURE.search(value):
            if words.COUNTED.search(f"{label}{value}"):
                self.kinds[cell.row].add("counted")
            self._day(cell, label, value)
            self._pages(cell, label, value)
            self._taken(cell, label, value)
        if words.ASIDE.fullmatch(f"{label}{value}"):
            self.kinds[cell.row].add("aside")
        if LATIN.search(value):
            self._file(cell, label, value)
        if words.TAKEN.fullmatch(label) and (taken := words.TIMES.fullmatch(value)):
            self._take("downloads", cell, taken["value"], sure=True)
        self._price(cell, label, value)
        self._who(cell, label, value)

    def add_lone_day(self, shown: Facts) -> None:
        """Add the only day without a label, unless its line says who spoke on it."""
        days = [(value, line) for column, value, line in self.unsure if column == "published_on"]
        if len({value for value, _ in days}) != 1:
            return
        value, line = days[0]
        if not (read_own_line(line) or named_in(line.replace(value, " ").strip(), alone=True)):
            add(shown, "published_on", value, line)

    def _take(self, column: str, cell: Cell, value: str, *, sure: bool) -> None:
        self.kinds[cell.row].add(column)
        if sure:
            add(self.facts, column, value, cell.line)
        else:
            self.unsure.append((column, value, cell.line))

    def _day(self, cell: Cell, label: str, value: str) -> None:
        day = words.DAY_VALUE.fullmatch(value)
        short = words.SHORT_DAY.fullmatch(value) if words.DATED.fullmatch(label) else None
        if short and not words.CHANGED.search(label):
            self._take("published_on", cell, f"20{short['value']}", sure=True)
        elif day is None:
            last = words.LAST_DAY.fullmatch(value)
            if last:
                self._take("published_on", cell, last["value"], sure=False)
        elif words.OTHER_DAY.search(label):
            return
        elif words.CHANGED.search(label) or words.CHANGED.search(day["verb"] or ""):
            iso = Facts()
            add(iso, "published_on", day["value"], cell.line)
            changed = iso.text("published_on")
            self.changed = self.changed or ((changed, cell.line) if changed else None)
        else:
            value = f"20{day['value']}" if day["short"] else day["value"]
            # 06/24 2020
            value = f"{value[-4:]}/{value[:5]}" if day["back"] else value
            self._take("published_on", cell, value, sure=bool(day["verb"] or words.DATED.fullmatch(label)))

    def _file(self, cell: Cell, label: str, value: str) -> None:
        size, kind, both = (
            words.SIZE_VALUE.fullmatch(value),
            words.FORMAT_VALUE.fullmatch(value),
            words.COMPOUND.fullmatch(value),
        )
        counted = words.COUNTED.search(f"{label}{value}") or words.SIZE_OF_OTHER.search(label)
        if size and not counted and (label or words.BARE_SIZE.search(value)):
            self._take("file_size", cell, size["value"], sure=bool(words.SIZE.fullmatch(label)))
        if kind:
            self._take("file_format", cell, kind["value"], sure=bool(words.FORMAT.fullmatch(label)))
        if both:
            self._parts(cell, both)
        named = words.FILE_NAME.fullmatch(value) if words.NAMED_FILE.fullmatch(label) else None
        if named:
            self._take("file_format", cell, named["value"], sure=True)

    def _parts(self, cell: Cell, both: re.Match[str]) -> None:
        for told in PARTS.split(both["rest"]):
            size, pages = words.SIZE_VALUE.fullmatch(told), words.PAGES_VALUE.fullmatch(told)
            if size or pages:
                self._take("file_format", cell, both["format"], sure=True)
            if size:
                self._take("file_size", cell, size["value"], sure=True)
            elif pages:
                self._take("pages_total", cell, pages["value"], sure=True)

    def _taken(self, cell: Cell, label: str, value: str) -> None:
        """How often it was taken, where the value says so: 人气 842次下载."""
        taken = words.TAKEN_SO_OFTEN.fullmatch(value)
        if not taken or words.OTHER_COUNT.search(label):
            return
        told = ("downloads", taken["value"] or taken["times"], cell.line)
        self.kinds[cell.row].add("counted")
        if label:
            add(self.facts, *told)
        else:
            self.unsure.append(told)

    def _pages(self, cell: Cell, label: str, value: str) -> None:
        if words.PART_OF_PAGES.search(label):
            return
        sure = words.PAGES.fullmatch(label)
        pages = words.PAGES_VALUE.fullmatch(value) or words.ENDS_IN_PAGES.fullmatch(value)
        pages = pages or (BARE_PAGES.fullmatch(value) if sure else None)
        sheets = words.SHEETS.fullmatch(value)
        behind = words.PAGES_BEHIND.fullmatch(value)
        if pages:
            self._take("pages_total", cell, str(numeral(pages["value"]) or ""), sure=bool(sure))
        elif behind and not label:
            self._take("pages_total", cell, behind["value"], sure=False)
        elif sheets:
            self._take("pages_total", cell, sheets["value"] or sheets["all"] or sheets["of"], sure=True)
        elif not label and (slides := SLIDES.fullmatch(value)):
            self.slides = self.slides or (slides["value"], cell.line)

    def _price(self, cell: Cell, label: str, value: str) -> None:
        # 领取 118 is how often.
        counted = words.TAKEN.fullmatch(label) and words.TIMES.fullmatch(value)
        if counted or words.OTHER_PRICE.search(label):
            return
        priced = words.PRICE_VALUE.match(value)
        own = words.NUMBERED.fullmatch(value) if label else None
        if priced and words.PRICE.fullmatch(label):
            self._take("price", cell, cell.value[: priced.end("value")], sure=True)
        elif (
            own
            and own["unit"] == label
            and label not in words.COUNTED_UNITS
            and not words.NO_COIN.search(label)
        ):
            self._take("price", cell, cell.value, sure=True)
        elif not label and (bare := words.BARE_PRICE.fullmatch(value) or self._coin(value)):
            self._take("price", cell, cell.value[slice(*bare.span("value"))], sure=False)
        elif (
            words.COIN.fullmatch(label) and not words.HELD.search(label) and words.COINS.fullmatch(value)
        ) or (own and words.COIN_OF_SITE.fullmatch(own["unit"]) and not words.HELD.search(label)):
            self._take("price", cell, cell.value, sure=False)

    @staticmethod
    def _coin(value: str) -> re.Match[str] | None:
        """A coin of the site's own before its number, unless it is what members hold."""
        first = (
            words.COIN_FIRST.fullmatch(value) if value[-1:].isdigit() or value[-1:] in "枚个颗粒" else None
        )
        return None if words.HELD.search(value) else first

    def _who(self, cell: Cell, label: str, value: str) -> None:
        put = put_on(f"由 {value}" if label == BY else value) if label in ("", BY) else None
        if label and not put:
            # By whom something else was done on that day is another.
            named = None if label == BY and ON.search(value) else labelled(cell, self._is_agent)
            if named:
                self._take("uploader", cell, named[0], sure=named[1])
            return
        by = words.PUT_BY_WHOM.fullmatch(value)
        if by and not NO_NAME.search(by["who"]):
            self._take("uploader", cell, cell.value[slice(*by.span("who"))], sure=True)
            if by["when"]:
                self._take("published_on", cell, DAY_MONTH_YEAR.sub(r"\3-\2-\1", by["when"]), sure=True)
            return
        if put:
            at = value.find(put["who"])
            self._take("uploader", cell, cell.value[at : at + len(put["who"])], sure=True)
            self._take("published_on", cell, put["when"], sure=True)
            if put["format"]:
                self._take("file_format", cell, put["format"], sure=True)
        elif who := sharer(value):
            at = value.find(who)
            self._take("uploader", cell, cell.value[at : at + len(who)], sure=True)
