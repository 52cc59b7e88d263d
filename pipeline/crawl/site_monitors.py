"""The monitors: each compares one thing about a run with what the site declares or usually gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from spidermon import Monitor
from spidermon.decorators import monitors

from pipeline.crawl import expectations as limits
from pipeline.runs.measures import FIELDS, Measures, usual
from pipeline.runs.words import percent


class Harvest(NamedTuple):
    """What the monitors look at.

    ``history`` are the measures of the site's last healthy runs. ``declared`` and ``family``: whether
    somebody wrote rules for the site, and for its CMS. ``expected`` is its least and most documents, either
    None if unknown; ``alive`` how many are stored. ``whole`` is a run that no limit ended. ``listings`` are how
    many were read, because they were new or had changed, and how many of these named a document.
    """

    measures: Measures
    history: Sequence[Measures]
    declared: bool = False
    family: bool = False
    metadata_only: bool = False
    expected: tuple[int | None, int | None] = (None, None)
    alive: int = 0
    whole: bool = True
    listings: tuple[int, int] = (0, 0)


C = TypeVar("C", bound=Callable[..., None])


def named(name: str) -> Callable[[C], C]:
    """Spidermon's name of a monitor, by which its findings are known."""
    decorator: Callable[[C], C] = monitors.name(name)
    return decorator


class OutsideError(AssertionError):
    """What a failed monitor raises: the words, and the figures behind them."""

    def __init__(self, message: str, value: object, expected: object) -> None:
        super().__init__(message)
        self.value, self.expected = value, expected


class HarvestMonitor(Monitor):  # type: ignore[misc]
    """Base of all: ``self.harvest``, and two ways to compare."""

    data: Any

    @property
    def harvest(self) -> Harvest:
        """What is judged."""
        found: Harvest = self.data.harvest
        return found

    def need(self, number: int, least: int, things: str) -> None:
        """Skip the monitor when there is too little to judge."""
        if number < least:
            self.skipTest(f"only {number} {things}")

    def at_least(self, value: float | None, least: float | None, what: str) -> None:
        """Fail when a share is below the least; skip what is not known."""
        if value is None or least is None:
            self.skipTest("nothing to compare with")
        elif value < least:
            raise OutsideError(
                f"{what}: {percent(value)}, expected {percent(least)} or more", share(value), share(least)
            )

    def at_most(self, value: float | None, most: float | None, what: str) -> None:
        """Fail when a share is above the most; skip what is not known."""
        if value is None or most is None:
            self.skipTest("nothing to compare with")
        elif value > most:
            raise OutsideError(
                f"{what}: {percent(value)}, expected {percent(most)} or less", share(value), share(most)
            )


class PageMonitors(HarvestMonitor):
    """What became of the pages."""

    @named("document share")
    def test_documents(self) -> None:
        """Pages that gave documents, of those that are no listings."""
        self.need(self.harvest.measures.answers, limits.FEWEST_PAGES, "pages beside listings")
        normal = usual(each.share("documents") for each in self.harvest.history)
        unknown = limits.LEAST_DOCUMENTS if self.harvest.declared else None
        least = unknown if normal is None else normal * limits.LESS_THAN_USUAL
        self.at_least(self.harvest.measures.share("documents"), least, "pages that gave a document")

    @named("reject share")
    def test_rejects(self) -> None:
        """Pages that were no document, and errors."""
        self.need(self.harvest.measures.answers, limits.FEWEST_PAGES, "pages beside listings")
        normal = usual(each.share("rejected") for each in self.harvest.history)
        unknown = limits.MOST_REJECTED if self.harvest.declared else None
        most = unknown if normal is None else normal + limits.MORE_REJECTED
        self.at_most(
            self.harvest.measures.share("rejected"), most, "pages that were no document, or an error"
        )

    @named("block share")
    def test_blocks(self) -> None:
        """Walls, captchas and refusals."""
        self.need(self.harvest.measures.pages, limits.FEWEST_PAGES, "pages")
        normal = usual(each.share("blocked") for each in self.harvest.history)
        most = limits.MOST_BLOCKED if normal is None else normal + limits.MORE_BLOCKED
        self.at_most(self.harvest.measures.share("blocked"), most, "pages that were walls")

    @named("listing links")
    def test_links(self) -> None:
        """A site that writes its links otherwise gives listings and nothing else, and no error."""
        read, naming = self.harvest.listings
        self.need(read, limits.FEWEST_LISTINGS, "listings were read")
        if not naming:
            question = "do the site's links look otherwise now?"
            raise OutsideError(f"none of {read} listings named a document: {question}", 0, 1)


class RecordMonitors(HarvestMonitor):
    """What the documents hold."""

    def setUp(self) -> None:
        """Shares of a few documents say nothing."""
        self.need(self.harvest.measures.records, limits.FEWEST_RECORDS, "documents")

    @named("selectors")
    def test_family(self) -> None:
        """Documents that the declared family's selectors found."""
        if not self.harvest.family:
            self.skipTest("no family is declared")
        normal = usual(each.coverage("family") for each in self.harvest.history)
        least = limits.LEAST_OF_FAMILY if normal is None else normal - limits.LESS_OF_FAMILY
        value = self.harvest.measures.coverage("family")
        self.at_least(value, least, "documents that the selectors of the site's family found")

    @named("titles")
    def test_titles(self) -> None:
        """Documents with a title."""
        self.at_least(self.harvest.measures.coverage("title"), limits.LEAST_TITLED, "documents with a title")

    @named("texts")
    def test_texts(self) -> None:
        """Documents with a text."""
        if self.harvest.metadata_only:
            self.skipTest("the site serves no text")
        value = self.harvest.measures.coverage("text")
        self.at_least(value, limits.LEAST_WITH_TEXT, "documents with a text")

    @named("fields")
    def test_fields(self) -> None:
        """Columns that the site used to fill."""
        now = {name: self.harvest.measures.coverage(name) or 0.0 for name in FIELDS}
        normal = {name: usual(each.coverage(name) for each in self.harvest.history) for name in FIELDS}
        fallen = {
            name: before
            for name, before in normal.items()
            if before is not None and before - now[name] > limits.LESS_FILLED
        }
        if fallen:
            words = ", ".join(
                f"{name} {percent(now[name])}, usually {percent(was)}" for name, was in fallen.items()
            )
            values = {name: share(now[name]) for name in fallen}
            raise OutsideError(
                f"documents with these columns: {words}",
                values,
                {name: share(was) for name, was in fallen.items()},
            )


class SiteMonitors(HarvestMonitor):
    """What the site holds."""

    @named("expected documents")
    def test_expected(self) -> None:
        """Documents of the site that are stored and not gone, against the declaration."""
        least, most = self.harvest.expected
        if least is None and most is None:
            self.skipTest("no number is declared")
        if least is not None and self.harvest.whole and self.harvest.alive < least:
            raise OutsideError(f"documents of the site: {self.harvest.alive}, at least {least} expected",
                          self.harvest.alive, least)  # fmt: skip
        if most is not None and self.harvest.alive > most:
            raise OutsideError(f"documents of the site: {self.harvest.alive}, at most {most} expected",
                          self.harvest.alive, most)  # fmt: skip
        if least is not None and not self.harvest.whole:
            self.skipTest("a limit ended the run")


def share(value: float) -> float:
    """A share as it is stored."""
    return round(value, 4)
