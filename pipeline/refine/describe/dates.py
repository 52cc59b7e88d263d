"""Dates as documents and sites write them, in Chinese, English, French, German, Italian, Portuguese, Spanish and
Vietnamese.

htmldate turns 2021年3月11日 into 2021-01-01 and takes copyright years for dates, so dates are read here.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from pipeline.refine.numbering import numeral

HAN_YEAR = "[〇零○O０一二三四五六七八九]{4}"
HAN_DAY = "[一二三四五六七八九十]{1,3}"
MONTH_NAMES = (
    "january|januar|jan|janvier|janv|enero|ene|janeiro|gennaio",
    "february|februar|feb|février|fevrier|févr|febrero|fevereiro|fev|febbraio",
    "march|märz|mar|mars|marzo|março",
    "april|apr|avril|avr|abril|abr|aprile",
    "may|mai|mayo|maio|maggio",
    "june|juni|jun|juin|junio|junho|giugno",
    "july|juli|jul|juillet|juil|julio|julho|luglio",
    "august|aug|août|aout|agosto|ago",
    "september|sept|sep|septembre|septiembre|setiembre|setembro|settembre",
    "october|oktober|oct|okt|octobre|octubre|outubro|out|ottobre",
    "november|nov|novembre|noviembre|novembro",
    "december|dec|décembre|decembre|déc|diciembre|dic|dezember|dez|dezembro|dicembre",
)
MONTHS = {name: i for i, names in enumerate(MONTH_NAMES, 1) for name in names.split("|")}
NAMED = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"民[国國]\s*(?P<y8>\d{{2,3}}|[一二三四五六七八九十百零〇○]{{1,5}})\s*年\s*(?P<m8>\d{{1,2}}|{HAN_DAY})\s*月(?:\s*(?P<d8>\d{{1,2}}|{HAN_DAY})\s*[日号號])?"
    rf"|(?P<y>{YEAR}|{HAN_YEAR})\s*年(?:\s*(?P<m>\d{{1,2}}|{HAN_DAY})\s*月(?:\s*(?P<d>\d{{1,2}}|{HAN_DAY})\s*[日号])?)?"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<m3>{NAMED})\b\.?,?(?:\s+del?)?\s+(?P<y3>{YEAR})"
    rf"|\b(?P<m5>{NAMED})\b\.?,?(?:\s+del?)?\s+(?P<y5>{YEAR})(?!\d)"
    rf"|\b(?P<m4>{NAMED})\b\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>{YEAR})"
    rf"|(?P<y2>{YEAR})\s*(?P<sep>[-./])\s*(?P<m2>\d{{1,2}})(?:\s*(?P=sep)\s*(?P<d2>\d{{1,2}}))?(?!\d)"
    rf"|(?<!\d)(?P<a6>\d{{1,2}})(?P<sep6>[-./])(?P<b6>\d{{1,2}})(?P=sep6)(?P<y6>{YEAR})(?!\d)"
    rf"|ngày\s+(?P<d7>\d{{1,2}})\s+tháng\s+(?P<m7>\d{{1,2}})\s*(?:,|năm)\s*(?P<y7>{YEAR})",
    re.IGNORECASE,
)
# What makes a date the first of several days: 2021年3月11日至13日, 2021年3月11-13日, 2021年3月30日—4月2日.
RANGE = re.compile(
    rf"(?P<days>\s*(?:\d{{1,2}}|{HAN_DAY})[日号]?)?\s*(?:至|到|、|和|[-–—－~～]{{1,2}})\s*(?:(?P<y>{YEAR})\s*年\s*)?(?:(?P<m>\d{{1,2}}|{HAN_DAY})\s*月\s*)?(?:\d{{1,2}}|{HAN_DAY})\s*[日号]"
)
# 民國元年.
FIRST_OF_REPUBLIC = 1912
# 20210311 is a date only where nothing else can stand.
COMPACT = re.compile(rf"({YEAR})(\d\d)(\d\d)")
# The patterns ignore case, so O is met as o too.
YEAR_DIGITS = str.maketrans("〇零○Oo０一二三四五六七八九", "000000123456789")


class Day(NamedTuple):
    """An ISO date as precise as the text: ``2021-03-11`` (day), ``2021-03`` (month), ``2021`` (year)."""

    iso: str
    precision: str


def parse_date(text: str) -> Day | None:
    """The first date in a text, None if there is none or it does not exist.

    A day and a month that could be each other's are no date.

    >>> parse_date("二〇二一年三月"), parse_date("2021年3月11日").iso
    (Day(iso='2021-03', precision='month'), '2021-03-11')
    >>> parse_date("民國一百零五年十一月十二日").iso
    '2016-11-12'
    >>> parse_date("民國一○五年十一月十二日").iso, parse_date("30. Juni 2017").iso
    ('2016-11-12', '2017-06-30')
    >>> parse_date("3 de marzo de 2021").iso, parse_date("25/12/2020").iso, parse_date("03/04/2021")
    ('2021-03-03', '2020-12-25', None)
    """
    for match in DATE.finditer(text):
        day = day_of(match)
        if day:
            return day
    return None


def _counted(years: str) -> int:
    """一百零五, and by its digits 一○五."""
    digits = years.translate(YEAR_DIGITS)
    return int(digits) if digits.isdecimal() else numeral(years.replace("○", "〇")) or 0


def parse_compact(text: str) -> Day | None:
    """A date of eight digits and nothing else.

    >>> parse_compact("20210311").iso, parse_compact("20211311")
    ('2021-03-11', None)
    """
    match = COMPACT.fullmatch(text.strip())
    return _existing(int(match[1]), int(match[2]), int(match[3])) if match else None


def day_of(match: re.Match[str]) -> Day | None:
    """The day that a match of ``DATE`` names, None if there is no such day."""
    name = match["m3"] or match["m4"] or match["m5"]
    if name:
        day_in = match["d3"] or match["d4"]
        year = int(match["y3"] or match["y4"] or match["y5"])
        return _existing(year, MONTHS[name.lower()], int(day_in) if day_in else None)
    if match["y6"]:
        return _in_either_order(int(match["y6"]), int(match["a6"]), int(match["b6"]))
    if match["y7"]:
        return _existing(int(match["y7"]), int(match["m7"]), int(match["d7"]))
    if match["y8"]:
        day_in = match["d8"]
        return _existing(
            FIRST_OF_REPUBLIC + _counted(match["y8"]) - 1,
            numeral(match["m8"]),
            numeral(day_in) if day_in else None,
        )
    year = int(match["y2"] or match["y"].translate(YEAR_DIGITS))
    month, day = match["m"] or match["m2"], match["d"] or match["d2"]
    return _existing(year, numeral(month) if month else None, numeral(day) if day else None)


def shared_part(day: Day, range_: re.Match[str]) -> Day | None:
    """What the days of a range have in common: nobody knows on which of them was spoken.

    >>> shared_part(Day("2021-03-11", "day"), RANGE.match("至13日"))
    Day(iso='2021-03', precision='month')
    >>> shared_part(Day("2021-03-30", "day"), RANGE.match("至4月2日"))
    Day(iso='2021', precision='year')
    """
    if day.precision == "year" or (day.precision == "month") != bool(range_["days"]):
        return None
    if range_["y"] and range_["y"] != day.iso[:4]:
        return None
    same = not range_["m"] or numeral(range_["m"]) == int(day.iso[5:7])
    return Day(day.iso[:7], "month") if same else Day(day.iso[:4], "year")


def _in_either_order(year: int, first: int, second: int) -> Day | None:
    """25/12/2020 and 12/25/2020; of 03/04/2021 nobody knows."""
    if first == second or second > 12:
        return _existing(year, first, second)
    return _existing(year, second, first) if first > 12 else None


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
