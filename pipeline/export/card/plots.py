"""Which charts a data card has: file names below ``figures/`` and their SVG text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from pipeline.export.card.drawing import Bar, Column, bars, columns
from pipeline.export.figures import Counts
from pipeline.export.origin import Origin

MOST_YEARS, MOST_SITES, MOST_RULES = 60, 12, 12
STATES: Final[Mapping[str, str]] = {
    "full": "full text",
    "preview": "preview, cut by the site",
    "abstract": "summary alone",
    "none": "no text served",
}
SHOWN_COLUMNS: Final = (
    *(
        "title",
        "text",
        "language",
        "occasion",
        "speaker",
        "speaker_role",
        "venue",
        "spoken_on",
        "published_on",
    ),
    *("uploader", "categories", "pages_total", "rights"),
)
"""Columns whose gaps a reader should know of; the others are always there, or seldom asked for."""


def plots(counts: Counts, origin: Origin) -> dict[str, str]:
    """Charts by file name; those that would be empty are left out."""
    if not counts.documents:
        return {}
    found = {
        "years.svg": _years(counts),
        "genres.svg": _shares(
            "Documents by genre", "As title, heading and salutation tell it.", counts.genres
        ),
        "sites.svg": _sites(counts),
        "lengths.svg": _lengths(counts),
        "completeness.svg": _completeness(counts),
        "quality.svg": _quality(counts),
        "filled.svg": _filled(counts),
        "removed.svg": _removed(origin),
    }
    return {name: chart for name, chart in found.items() if chart}


def percent(number: int, whole: int) -> str:
    """``12.3 %``; what is not nothing is never shown as nothing, and what is not all never as all.

    >>> percent(1, 3), percent(1, 100_000), percent(99_999, 100_000), percent(0, 0)
    ('33.3 %', 'under 0.1 %', 'over 99.9 %', '0 %')
    """
    if not number:
        return "0 %"
    if number == whole:
        return "100 %"
    tenths = (2000 * number + whole) // (2 * whole)
    if tenths in (0, 1000):
        return "under 0.1 %" if not tenths else "over 99.9 %"
    return f"{tenths // 10}.{tenths % 10} %"


def _years(counts: Counts) -> str:
    if not counts.years:
        return ""
    known = {int(year): dates for year, dates in counts.years.items()}
    last = max(known)
    first = max(min(known), last - MOST_YEARS + 1)
    rows = [Column(str(year), tuple(known.get(year, (0, 0)))) for year in range(first, last + 1)]
    earlier = sum(sum(dates) for year, dates in known.items() if year < first)
    notes = [
        f"{counts.undated:,} of {counts.documents:,} documents have no date"
        if counts.undated
        else "All have a date"
    ]
    notes += [f"{earlier:,} are older than {first}"] if earlier else []
    return columns(
        "Documents by year",
        f"{'; '.join(notes)}.",
        rows,
        ("spoken then", "published then, date of the speech unknown"),
    )


def _sites(counts: Counts) -> str:
    sites = counts.sites
    if sites.different is None:
        return ""
    shown = dict(list(sites.most.items())[:MOST_SITES])
    rest = sites.documents - sum(shown.values())
    more = sites.different - len(shown)
    under = f"{sites.different:,} site{'s' if sites.different != 1 else ''} in all."
    return _shares("Documents by site", under, shown, (f"{more:,} more sites", rest) if more else None)


def _shares(title: str, under: str, counts: Mapping[str, int], rest: tuple[str, int] | None = None) -> str:
    whole = sum(counts.values()) + (rest[1] if rest else 0)
    return bars(title, under, list(_rows(list(counts.items()), rest, whole)))


def _rows(counts: Sequence[tuple[str, int]], rest: tuple[str, int] | None, whole: int) -> Iterator[Bar]:
    most = max(1, *(number for _, number in counts), rest[1] if rest else 0)
    for label, number in counts:
        yield Bar(label, f"{number:,}  ({percent(number, whole)})", number / most)
    if rest:
        yield Bar(rest[0], f"{rest[1]:,}  ({percent(rest[1], whole)})", rest[1] / most, soft=True)


def length_classes(counts: Counts) -> dict[str, int]:
    """Documents by class of length, as a reader names the classes."""
    starts = list(counts.lengths)
    names = [f"{start:,} to {end - 1:,}" for start, end in pairwise(starts)] + [f"{starts[-1]:,} or more"]
    return dict(zip(names, counts.lengths.values(), strict=True))


def _lengths(counts: Counts) -> str:
    low, middle, high = (counts.length_quantiles[part] for part in (25, 50, 75))
    under = f"Characters of text. Median {middle:,}; half of the documents have {low:,} to {high:,}."
    return _shares("Documents by length", under, length_classes(counts))


def _completeness(counts: Counts) -> str:
    ordered = {label: counts.text_states.get(state, 0) for state, label in STATES.items()}
    return _shares("How much of each document was served", "As the page itself tells it.", ordered)


def _quality(counts: Counts) -> str:
    rows = [Column(f"0.{tenth}", (number,)) for tenth, number in counts.qualities.items()]
    return columns(
        "Documents by quality", "From 0 to 1, by the lower end of each tenth; the last one holds 1.", rows
    )


def _filled(counts: Counts) -> str:
    whole = counts.documents
    shown = [(name, counts.filled[name]) for name in SHOWN_COLUMNS if name in counts.filled]
    rows = [Bar(name, percent(number, whole), number / whole) for name, number in shown]
    return bars("What is known of the documents", "Share of documents that have a value in a column.", rows)


def _removed(origin: Origin) -> str:
    if not origin.rules:
        return ""
    shown, others = origin.rules[:MOST_RULES], origin.rules[MOST_RULES:]
    whole = origin.removed + origin.characters
    rest = (f"{len(others)} more rules", sum(rule.characters for rule in others)) if others else None
    under = (
        f"{percent(origin.removed, whole)} of the characters on all pages of documents; share of each rule."
    )
    rows = _rows([(rule.rule, rule.characters) for rule in shown], rest, whole)
    return bars("What was removed from the pages", under, list(rows))
