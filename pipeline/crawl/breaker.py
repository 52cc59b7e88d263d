"""The circuit breaker: a site that mostly refuses, or fails, is left alone until the next run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from pipeline.crawl.ending import refuse

BAD = frozenset(("blocked", "error"))
# How refine names a page that asks for proof of a person.
ASKED = "anti-bot"

_breakers: WeakKeyDictionary[Crawler, Breaker] = WeakKeyDictionary()


class Breaker:
    """Counts what became of the last ``window`` pages; ``opened`` is called with the reason, once.

    A few walls are no refusal: documents for members only stand on most sites.
    """

    def __init__(self, window: int, share: float, opened: Callable[[str], None]) -> None:
        self.why: str | None = None
        self._share = share
        self._opened = opened
        self._last: deque[bool] = deque(maxlen=max(1, window))

    def note(self, outcome: str, reason: str = "") -> None:
        """One page's outcome and reason as its row has them; one that was never answered counts as ``error``."""
        if outcome == "blocked" and reason.startswith(ASKED):
            # The quick look at the response missed it; the page was read whole by now.
            self.open(f"the site asks for proof of a person ({reason})")
        self._last.append(outcome in BAD)
        bad, all_ = sum(self._last), self._last.maxlen
        if all_ == len(self._last) and bad >= self._share * all_:
            example = f" (the last: {reason})" if reason and outcome in BAD else ""
            self.open(f"{bad} of the last {all_} pages were blocks, walls or errors{example}")

    def recall(self, well: Sequence[bool], hosts: int) -> None:
        """Go on as whoever asked a host before, one of so many ``hosts``: how its last pages went, the last one last.

        It counts for no more than its part of the window, and does not open by itself: the next page of ours does.
        """
        kept = max(1, (self._last.maxlen or 1) // max(1, hosts))
        self._last.extend(not each for each in well[-kept:])

    def open(self, why: str) -> None:
        """No further request."""
        if self.why is None:
            self.why = why
            self._opened(why)


def breaker_of(crawler: Crawler) -> Breaker:
    """The breaker of a crawl, which ends the run when it opens."""
    if crawler not in _breakers:
        window, share = crawler.settings.getint("BREAKER_WINDOW"), crawler.settings.getfloat("BREAKER_SHARE")
        _breakers[crawler] = Breaker(window, share, partial(refuse, crawler))
    return _breakers[crawler]
