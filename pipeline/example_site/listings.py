"""Listing pages: a category's documents, a dozen a page, behind a pager."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.example_site.catalogue import Entry, documents
from pipeline.example_site.sites import ExampleSite

PAGE_SIZE = 12
CATEGORIES = {
    "latest": "最新文档",
    "speech": "领导讲话",
    "address": "致辞贺词",
    "remarks": "发言材料",
    "report": "述职报告",
    "essay": "心得征文",
}


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor: its words and its path."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a category. ``pager`` has a path for each page of the category, this one's included."""

    category: str
    path: str
    number: int
    entries: tuple[Entry, ...]
    pager: tuple[Link, ...]

    @property
    def previous(self) -> Link | None:
        """The page before this one."""
        return self.pager[self.number - 2] if self.number > 1 else None

    @property
    def following(self) -> Link | None:
        """The page after this one."""
        return self.pager[self.number] if self.number < len(self.pager) else None


def listing_path(site: ExampleSite, category: str, number: int = 1) -> str:
    """Where page ``number`` of a category stands on a site."""
    pattern = site.listing if number == 1 else site.next_listing
    name = category if site.key == "teaser" else list(CATEGORIES).index(category) + 1
    return pattern.format(category=name, number=number)


def listings(site: ExampleSite) -> Iterator[Listing]:
    """All listing pages of a site; "latest" reaches every document outside the closed area."""
    for category in CATEGORIES:
        entries = [
            entry
            for entry in documents(site.key)
            if entry.outcome != "closed" and category in ("latest", entry.genre)
        ]
        numbers = range(1, 2 + max(0, len(entries) - 1) // PAGE_SIZE)
        pager = tuple(Link(str(number), listing_path(site, category, number)) for number in numbers)
        for number, link in zip(numbers, pager, strict=True):
            some = tuple(entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
            yield Listing(category, link.path, number, some, pager)
