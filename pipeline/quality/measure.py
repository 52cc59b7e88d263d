"""One case refined and marked, whatever happens to it: a page that raises or takes too long is an error."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Generic, TypeVar

from pipeline.items import Page, Record, Reject
from pipeline.quality.cases import Case
from pipeline.quality.fields import Field, documents, fields, lost, noise
from pipeline.quality.scores import Fractions, boundaries, boundary_fractions, fractions, tokens, unspaced
from pipeline.refine import refine
from pipeline.refine.decode import decode
from pipeline.refine.view import View

PAGE_SECONDS = 20.0
# A page whose longest line has more than this share of the text has lost its line breaks.
FLATTENED_SHARE = 0.6

T = TypeVar("T")


class TooLong(BaseException):
    """Out of the alarm's handler; no Exception, so that nothing below takes it for one of its own."""


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """What a call gave, or None and the error in a line; ``seconds`` is processor time."""

    value: T | None
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Marked:
    """A case beside what came of it. ``text`` and ``paragraphs`` are None where the case does not ask for them."""

    case: Case
    outcome: str
    reason: str | None
    records: tuple[Record, ...]
    text: Fractions | None
    paragraphs: Fractions | None
    flattened: bool
    fields: tuple[Field, ...]
    noise: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def family(self) -> str | None:
        """The expected one, else that of the record we got."""
        named = [record.get("family") for record in self.case.expected] + [r.family for r in self.records]
        return next(filter(None, named), None)


def timed(call: Callable[[], T], limit: float = PAGE_SECONDS) -> Timed[T]:
    """Call, with an end to it after ``limit`` seconds; never raises for what the call does. Main thread only."""
    before = signal.signal(signal.SIGALRM, _too_long)
    begin = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        value = call()
        signal.setitimer(signal.ITIMER_REAL, 0)
    except TooLong:
        return Timed(None, f"took longer than {limit:g} s", time.process_time() - begin)
    except Exception as error:  # noqa: BLE001 (whatever an extractor raises is a finding, not our end)
        line = " ".join(f"{type(error).__name__}: {error}".split())
        return Timed(None, line, time.process_time() - begin)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return Timed(value, None, time.process_time() - begin)


def mark(case: Case) -> Marked:
    """Refine the page of a case and compare."""
    tried = timed(lambda: refine(case.page))
    records: tuple[Record, ...] = ()
    if tried.value is None:
        outcome, reason = "error", tried.error
    elif isinstance(tried.value, Reject):
        outcome, reason = tried.value.outcome, tried.value.reason
    else:
        outcome, reason, records = "document", None, tuple(tried.value)
    text = "\n".join(record.text for record in records)
    asks_paragraphs = case.form == "fixtures" and case.text is not None and bool(boundaries(case.text))
    pairs: list[tuple[Mapping[str, Any], Record | None]] = list(
        zip_longest(case.expected, records[: len(case.expected)])
    )
    return Marked(
        case=case,
        outcome=outcome,
        reason=reason,
        records=records,
        text=None if case.text is None else text_fractions(case, text),
        paragraphs=boundary_fractions(case.text, text) if asks_paragraphs and case.text else None,
        flattened=asks_paragraphs and _is_flattened(case),
        fields=tuple(_fields(case, records, pairs)),
        noise=tuple(s for want, got in pairs for s in noise(want, got.text if got else "")),
        lost=tuple(s for want, got in pairs for s in lost(want, got.text if got else "")),
    )


def text_fractions(case: Case, text: str) -> Fractions:
    """A text against the case's, in the units of its form."""
    units = tokens if case.form == "gold" else unspaced
    return fractions(units(case.text or ""), units(text))


def visible(page: Page) -> str:
    """The page's visible text, one block a line."""
    return View.of(page.url, decode(page.body, page.header("content-type")).text).visible


def _fields(
    case: Case, records: Sequence[Record], pairs: Sequence[tuple[Mapping[str, Any], Record | None]]
) -> list[Field]:
    if case.form == "gold" or not case.expected:
        return []
    return [documents(case.expected, records), *(f for want, got in pairs for f in fields(want, got))]


def _is_flattened(case: Case) -> bool:
    if any("text_unbroken" in record for record in case.expected):
        return True
    longest = max((len(unspaced(line)) for line in visible(case.page).split("\n")), default=0)
    return longest > FLATTENED_SHARE * len(unspaced(case.text or ""))


def _too_long(*_: object) -> None:
    raise TooLong
