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
ALLOWED_BESIDE = re.compile(
    r"\s*(?:星期[一二三四五六日天]|周[一二三四五六日]|上午|下午|晚上?|中午)?"
    r"(?:[,，、\s]+(?:根据|依据|据|按照?)?.{0,6}(?:录音|记录|速记|现场|会议).{0,6}(?:整理|摘录)(?:稿)?|[,，、\s]*(?:于|在|[·•])\s*[^\d，。]{2,24}"
    r"|[,，、\s]+[\u4e00-\u9fff]{1,12}[省市县区镇乡村埠港岛州堂厅馆店校院场楼室京])?\s*"
)
VENUE = re.compile(r"[,，、\s]*(?:于|在)\s*([^\d，。]{2,24}?)\s*|[,，、\s]+([\u4e00-\u9fff]{2,13})\s*")
# 在…上的讲话（2021年3月） and 2021年3月11日在…上的讲话: as an edition or a range a date stands elsewhere in a title.
TITLE_OWN_DATE = re.compile(
    r"[（(]([^（）()]{6,20})[）)]\s*$|^((?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?)(?=在)"
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
    """``spoken_on`` with its precision, from the places where a document dates itself.

    A date with a clock time, a range, or words of publishing and enacting beside it is something else.
    """
    if genre not in SPOKEN_GENRES:
        return
    for bracket in BRACKETED.finditer(text[:TOP_CHARS]):
        _add_if_own(facts, bracket[1].strip().removeprefix("于"), bracket[0])
    lines = text.split("\n")
    for line in (*lines[:5], *lines[-3:]):
        bare = LINE_OPENING.sub("", line).strip(" （）()")
        ending = TITLE_DATE.search(bare)
        _add_if_own(
            facts, ending[1] if ending else bare, line, numeric=line.strip()[:1] in "（(" and bool(line)
        )
    named = TITLE_OWN_DATE.search(title or "")
    if title and named:
        _add_if_own(facts, named[1] or named[2], title)


def _add_if_own(facts: Facts, words: str, evidence: str, *, numeric: bool = True) -> None:
    """Take a date that stands alone, or with no more than the place or the taking down of the speech.

    ``numeric``: whether 2021-03-11 will do; on a line of its own that is how sites write.
    """
    match = DATE.match(words)
    if not match or "spoken_on" in facts.values or not ALLOWED_BESIDE.fullmatch(words[match.end() :]):
        return
    day = _day(match)
    if day and day.precision != "year" and (numeric or not match["y2"]):
        facts.add("spoken_on", day.iso, evidence)
        facts.add("spoken_on_precision", day.precision, evidence)
        place = VENUE.fullmatch(words[match.end() :])
        if place:
            facts.add("venue", place[1] or place[2], evidence)


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
