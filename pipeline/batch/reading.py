"""From shards to what comes of their pages, in this process: where a place is begun at, it can be begun again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from pipeline.batch.shards import Shard, pages_of
from pipeline.crawl.declarations import site_for
from pipeline.crawl.reading import Step, Task, read
from pipeline.crawl.refinery import PAGE_SECONDS
from pipeline.items import Page, Refined, Reject
from pipeline.refine import refine
from pipeline.refine.site import Site
from pipeline.urls import site_of

Lines = Mapping[str, Mapping[str, str]]
"""Of each site, the lines that are its own by their keys, with the evidence of each."""


class Place(NamedTuple):
    """A page by the number of its shard, and its own in that shard."""

    shard: int
    item: int


START: Final = Place(0, 0)


class Came(NamedTuple):
    """A page without its bytes (None when it could not be read), and what came of it."""

    page: Page | None
    outcome: Refined


class Read(NamedTuple):
    """``next`` is where to go on after it. Between shards there is no ``came``."""

    next: Place
    came: Came | None


class Reading(NamedTuple):
    """How pages are read. ``declared``: sites by their hosts. ``step`` and ``seconds`` are for tests."""

    declared: Mapping[str, Site]
    step: Step = refine
    seconds: float = PAGE_SECONDS


class Work(NamedTuple):
    """Shards to read. With ``lines``, pages of the sites that it names alone, and nothing of what could not be read."""

    shards: Sequence[Shard]
    reading: Reading
    lines: Lines | None = None


def came_of(
    work: Work,
    start: Place,
    given_up: Mapping[Place, str],
    skipped: Counter[str],
    at_work: Callable[[Place | None], None],
) -> Iterator[Read]:
    """What comes of every page from ``start`` on. Pages that were ``given_up`` are rejects for the reason given.

    ``at_work`` is told the place of a page before it is read, and None after it. ``skipped`` counts what is no page of
    text, of whole shards.
    """
    for number in range(start.shard, len(work.shards)):
        for item, found in enumerate(pages_of(work.shards[number], skipped)):
            place = Place(number, item)
            if place < start or not _is_wanted(found, work.lines):
                continue
            if isinstance(found, Reject):
                came = Came(None, found)
            elif place in given_up:
                came = Came(found.without_body(), Reject(found.url, "error", given_up[place], found.id))
            else:
                at_work(place)
                outcome = read(work.reading.step, Task(found, _site(found.url, work))).refined
                at_work(None)
                came = Came(found.without_body(), outcome)
            yield Read(Place(number, item + 1), came)
        yield Read(Place(number + 1, 0), None)


def _is_wanted(found: Page | Reject, sites: Container[str] | None) -> bool:
    return sites is None or (isinstance(found, Page) and site_of(found.url) in sites)


def _site(url: str, work: Work) -> Site | None:
    declared, name = site_for(url, work.reading.declared), site_of(url)
    lines = (work.lines or {}).get(name)
    if not lines:
        return declared
    return replace(declared, lines=lines) if declared else Site(name=name, lines=lines)
