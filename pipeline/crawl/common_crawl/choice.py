"""Which captures of an index are fetched: those of pages that a site's rules name, one of each page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.crawl.common_crawl.capture import REVISIT, Capture
from pipeline.errors import InputError
from pipeline.items import LinkKind
from pipeline.store.frontier import key_of

# What people call a web page; servers and indexes have both names for it.
PAGES = frozenset(("text/html", "application/xhtml+xml"))
OK = frozenset(("200",))
# What a person may write for them, and for anything.
HTML, ANY = "html", "any"
KINDS = {"documents": "document", "listings": "listing"}


@dataclass(frozen=True)
class Wish:
    """``kind_of`` says what an address is taken for, None for what nobody asked for.

    None for ``statuses`` or ``types`` takes any. ``every`` takes all captures of a page, not only its newest.
    """

    kind_of: Callable[[str], LinkKind | None]
    kinds: frozenset[str] = frozenset(("document",))
    statuses: frozenset[str] | None = OK
    types: frozenset[str] | None = PAGES
    every: bool = False

    def wants(self, capture: Capture) -> bool:
        """Whether it is to be fetched, were it the only one of its page."""
        status, types = capture.status, capture.types
        return (
            # Indexes leave the status of a revisit out.
            (self.statuses is None or status in self.statuses or (not status and capture.is_revisit))
            and (self.types is None or bool(self.types.union((REVISIT,)).intersection(types)))
            and self.kind_of(capture.url) in self.kinds
        )


def wish_of(arguments: Mapping[str, str], kind_of: Callable[[str], LinkKind | None]) -> Wish:
    """The wish that a person's words make: captures, status, mime, kinds. Raises InputError."""
    captures = arguments.get("captures", "newest")
    if captures not in ("newest", "all"):
        raise InputError(f"captures={captures} is not possible: give newest or all")
    kinds = _words(arguments.get("kinds", "documents"))
    if not kinds or kinds - KINDS.keys():
        raise InputError(
            f"kinds={arguments.get('kinds')} is not possible: give {' or '.join(KINDS)}, or both with a comma"
        )
    statuses, types = _words(arguments.get("status", "200")), _words(arguments.get("mime", "html"))
    if ANY not in statuses and not all(re.fullmatch(r"[1-5]\d\d", word) for word in statuses):
        raise InputError(
            f"status={arguments.get('status')} is not possible: give 200, several with commas, or any"
        )
    if ANY not in types and not all(word == HTML or "/" in word for word in types):
        raise InputError(
            f"mime={arguments.get('mime')} is not possible: give html, types such as text/plain, or any"
        )
    return Wish(
        kind_of,
        kinds=frozenset(KINDS[word] for word in kinds),
        statuses=None if ANY in statuses else frozenset(statuses),
        types=None if ANY in types else frozenset(types - {HTML}) | (PAGES if HTML in types else frozenset()),
        every=captures == "all",
    )


def _words(given: str) -> set[str]:
    return {word.strip().lower() for word in given.split(",") if word.strip()}


def chosen(captures: Iterable[Capture], wish: Wish) -> Iterator[str]:
    """The addresses of the captures that are wanted, in the order in which their pages were first met.

    Of several of a page (twins and ways to write its address are one) the newest: one with a body of its own
    before any revisit, which may lead nowhere. The order of the captures decides nothing.
    """
    if wish.every:
        yield from dict.fromkeys(capture.address for capture in captures if wish.wants(capture))
        return
    newest: dict[int, tuple[bool, str, str]] = {}
    for capture in filter(wish.wants, captures):
        key = key_of(capture.url)
        one = (not capture.is_revisit, capture.timestamp, capture.address)
        newest[key] = max(newest.get(key, one), one)
    yield from (address for *_, address in newest.values())
