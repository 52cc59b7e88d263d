"""Dates as Chinese documents write them, and when a speech was given.

htmldate turns 2021年3月11日 into 2021-01-01 and takes copyright years for dates, so the date of a speech is
read from the text alone: a bracketed line under the heading, a line of its own at the top, or the line
below the signature. An upload date never becomes one.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from pipeline.refine.describe.facts import Facts
from pipeline.refine.numbering import numeral

HAN_YEAR = "[〇零○O０一二三四五六七八九]{4}"
HAN_DAY = "[一二三四五六七八九十]{1,3}"
DATE = re.compile(
    rf"(?P<y>(?:19|20)\d\d|{HAN_YEAR})\s*年(?:\s*(?P<m>\d{{1,2}}|{HAN_DAY})\s*月(?:\s*(?P<d>\d{{1,2}}|{HAN_DAY})\s*[日号])?)?"
    r"|(?P<y2>(?:19|20)\d\d)\s*(?P<sep>[-./])\s*(?P<m2>\d{1,2})(?:\s*(?P=sep)\s*(?P<d2>\d{1,2}))?(?!\d)"
)
YEAR_DIGITS = str.maketrans("〇零○O０一二三四五六七八九", "00000123456789")
BRACKETED = re.compile(r"[（(]([^（）()\n]{4,60})[）)]")
TOP_CHARS = 300
SPOKEN_GENRES = ("speech", "address", "remarks", "report")


class Day(NamedTuple):
    """An ISO date as precise as the text: ``2021-03-11`` (day), ``2021-03`` (month), ``2021`` (year)."""

    iso: str
    precision: str


def parse_date(text: str) -> Day | None:
    """The first date in a text, None if there is none or it does not exist.

    >>> parse_date("二〇二一年三月"), parse_date("2021年3月11日").iso
    (Day(iso='2021-03', precision='month'), '2021-03-11')
    """
    for match in DATE.finditer(text):
        day = _day(match)
        if day:
            return day
    return None


def find_spoken_on(text: str, title: str | None, genre: str, facts: Facts) -> None:
    """``spoken_on`` with its precision, from the places where a document dates itself."""
    for bracket in BRACKETED.finditer(text[:TOP_CHARS]):
        day = parse_date(bracket[1])
        # (2019年版) and the like name an edition; a dated line under a heading starts with its date.
        if day and day.precision != "year" and DATE.match(bracket[1].strip().removeprefix("于")):
            _add(facts, day, bracket[0])
    if genre not in SPOKEN_GENRES:
        return
    lines = text.split("\n")
    for line in (*lines[:5], *lines[-3:]):
        bare = line.strip(" （）()时间日期：:—-")
        match = DATE.match(bare)
        if match and len(bare) - match.end() <= 6:
            day = _day(match)
            if day:
                _add(facts, day, line)
    named = DATE.search(title or "")
    if title and named and named["m"]:
        day = _day(named)
        if day:
            _add(facts, day, title)


def _add(facts: Facts, day: Day, evidence: str) -> None:
    if "spoken_on" not in facts.values:
        facts.add("spoken_on", day.iso, evidence)
        facts.add("spoken_on_precision", day.precision, evidence)


def _day(match: re.Match[str]) -> Day | None:
    year = int(match["y2"] or match["y"].translate(YEAR_DIGITS))
    month, day = match["m"] or match["m2"], match["d"] or match["d2"]
    if not 1900 <= year <= 2100:
        return None
    if month is None:
        return Day(f"{year}", "year")
    m, d = numeral(month), numeral(day) if day else None
    try:
        whole = dt.date(year, m or 0, d or 1)
    except ValueError:
        return None
    return Day(whole.isoformat(), "day") if d else Day(whole.isoformat()[:7], "month")
