"""From shards to what comes of their pages, in this process: where a place is begun at, it can be begun again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from pipeline.archive.octets import Mark
from pipeline.archive.whole_files import MISSING, MISSING_OR_WITHDRAWN
from pipeline.batch.shards import Shard, page_in, pages_of
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


class Found(NamedTuple):
    """Where a page stands that another shard repeats."""

    shard: Shard
    mark: Mark


NOTHING: Final[Mapping[str, Found]] = {}


class Work(NamedTuple):
    """Shards to read. With ``lines``, pages of the sites that it names alone, and nothing of what could not be read.

    ``found``: pages of other shards by their names. ``repeats``: what repeats those alone, found or not.
    """

    shards: Sequence[Shard]
    reading: Reading
    lines: Lines | None = None
    found: Mapping[str, Found] = NOTHING
    repeats: bool = False


class OtherShards:
    """Asked for pages of other shards by their names. ``unknown`` are names that led nowhere, ``ids`` pages that were found."""

    def __init__(self, found: Mapping[str, Found]) -> None:
        self.unknown: set[str] = set()
        self.ids: set[str] = set()
        self._found = found

    def __call__(self, names: Sequence[str]) -> Page | None:
        """The page, if it was found."""
        place = next((self._found[name] for name in names if name in self._found), None)
        page = place and page_in(*place)
        if page:
            self.ids.add(page.id)
        else:
            self.unknown.update(names)
        return page


def came_of(
    work: Work,
    start: Place,
    given_up: Mapping[Place, str],
    skipped: Counter[str],
    others: OtherShards,
    at_work: Callable[[Place | None], None],
) -> Iterator[Read]:
    """What comes of every page from ``start`` on. Pages that were ``given_up`` are rejects for the reason given.

    ``at_work`` is told the place of a page before it is read, and None after it. ``skipped`` counts what is no page of
    text, of whole shards.
    """
    for number in range(start.shard, len(work.shards)):
        for item, found in enumerate(pages_of(work.shards[number], skipped, others)):
            place = Place(number, item)
            if place < start or not _is_wanted(found, work, others):
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


def repeats_unknown(outcome: Refined) -> bool:
    """Whether something could not be read because it repeats a page that its shard has not."""
    return isinstance(outcome, Reject) and outcome.reason in (MISSING, MISSING_OR_WITHDRAWN)


def _is_wanted(found: Page | Reject, work: Work, others: OtherShards) -> bool:
    if isinstance(found, Reject):
        return repeats_unknown(found) if work.repeats else work.lines is None
    if work.repeats:
        return found.body_page_id in others.ids
    return work.lines is None or site_of(found.url) in work.lines


def _site(url: str, work: Work) -> Site | None:
    declared, name = site_for(url, work.reading.declared), site_of(url)
    lines = (work.lines or {}).get(name)
    if not lines:
        return declared
    return replace(declared, lines=lines) if declared else Site(name=name, lines=lines)
