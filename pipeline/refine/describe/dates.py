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
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = re.compile(
    rf"(?P<y>(?:19|20)\d\d|{HAN_YEAR})\s*年(?:\s*(?P<m>\d{{1,2}}|{HAN_DAY})\s*月(?:\s*(?P<d>\d{{1,2}}|{HAN_DAY})\s*[日号])?)?"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m3>{MONTHS})\w*\.?,?\s+(?P<y3>(?:19|20)\d\d)"
    rf"|(?P<m5>{MONTHS})\w*\.?,?\s+(?P<y5>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<m4>{MONTHS})\w*\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,\s+(?P<y4>(?:19|20)\d\d)"
    r"|(?P<y2>(?:19|20)\d\d)\s*(?P<sep>[-./])\s*(?P<m2>\d{1,2})(?:\s*(?P=sep)\s*(?P<d2>\d{1,2}))?(?!\d)",
    re.IGNORECASE,
)
YEAR_DIGITS = str.maketrans("〇零○O０一二三四五六七八九", "00000123456789")
BRACKETED = re.compile(r"[（(]([^（）()\n]{4,60})[）)]")
LINE_OPENING = re.compile(r"^[\s—（(-]*(?:(?:时间|日期)\s*[:：])?")
# A subtitle may end in its date: Address to the Annual Meeting, February 2012.
TITLE_DATE = re.compile(
    rf"^[^。！？!?]{{8,80}}?[,，、\s]((?:(?:{MONTHS})\w*\.?\s|\d|{HAN_YEAR})[^,，。]{{3,20}})$", re.IGNORECASE
)
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
        bare = LINE_OPENING.sub("", line).strip(" （）()")
        match = DATE.match(bare)
        in_brackets = bool(BRACKETED.fullmatch(line.strip()))
        ending = TITLE_DATE.search(bare)
        match = match or (ending and DATE.match(ending[1]))
        if match and (ending or in_brackets or len(bare) - match.end() <= 6):
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
    name = match["m3"] or match["m4"] or match["m5"]
    if name:
        day_in = match["d3"] or match["d4"]
        return _existing(
            int(match["y3"] or match["y4"] or match["y5"]),
            MONTHS.split("|").index(name.lower()) + 1,
            int(day_in) if day_in else None,
        )
    year = int(match["y2"] or match["y"].translate(YEAR_DIGITS))
    month, day = match["m"] or match["m2"], match["d"] or match["d2"]
    return _existing(year, numeral(month) if month else None, numeral(day) if day else None)


def _existing(year: int, month: int | None, day: int | None) -> Day | None:
    if not 1900 <= year <= 2100:
        return None
    if month is None:
        return Day(f"{year}", "year")
    try:
        whole = dt.date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return Day(whole.isoformat(), "day") if day is not None else Day(whole.isoformat()[:7], "month")
