"""When a speech was given, and where: read from the text alone.

A bracketed line under the heading, a line of its own at the top, or the line below the signature. An
upload date never becomes one, nor does a date the text tells of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.refine.describe.above import read_above, read_below
from pipeline.refine.describe.dates import DATE, Day, day_of
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.genre import ADDRESSED
from pipeline.refine.describe.names import named_in
from pipeline.refine.describe.own_lines import OwnLine, read_own_line

SPOKEN_GENRES = ("speech", "address", "remarks", "report")
OPENING = 300
TOP_LINES, LAST_LINES = 6, 4
# 在…上的讲话（2021年3月） and 2021年3月11日在…上的讲话: as an edition or a range a date stands elsewhere in a title.
TITLE_OWN_DATE = re.compile(
    r"[（(]([^（）()]{6,20})[）)]\s*$|^((?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?)(?=在)"
)


# 今天我们在万家广场举行启动仪式: where the speaker says that all are met; of a time or a cause such a place has no word.
MET = re.compile(
    r"(?:今天|今晚|今日|此刻)[，,]?(?:我们|大家|咱们)?(?:[相齐欢汇]?聚)?在(?!这|此|全|我[省市县区]|本[省市县区])"
    r"(?P<place>[\u4e00-\u9fff]{1,12}?(?:广场|礼堂|[厅馆室场所楼坪园厂校院堂村站店台库港]|酒店|中心|码头|工地|基地|新区|小区|社区))[上里内]?[，,]?(?:隆重)?(?:举行|召开|举办|集会|相聚|欢聚)"
)


def find_spoken_on(
    text: str, title: str | None, genre: str, facts: Facts, above: Sequence[str] = (), below: str = ""
) -> None:
    """``spoken_on`` with its precision and ``venue``, from the places where a document dates itself.

    A date with words of publishing and enacting beside it is something else, and a bare year is the
    year of a report. ``above`` are the page's lines above the text, ``below`` those below it.
    """
    if genre not in SPOKEN_GENRES:
        return
    lines = text.split("\n")
    paired = list(zip(lines, ["", *lines], strict=False))
    # Whoever reports to no audience signed on that day what he wrote.
    is_written = genre == "report" and ADDRESSED.search(text[:OPENING]) is None
    last = [] if is_written else paired[TOP_LINES:][-LAST_LINES:]
    for line, previous in (*paired[:TOP_LINES], *last):
        own = read_own_line(line)
        if own is None:
            continue
        if own.place:
            facts.add("venue", own.place, line)
        if own.day and _counts(own, own.day, genre, previous):
            facts.add("spoken_on", own.day.iso, line)
            facts.add("spoken_on_precision", own.day.precision, line)
    _from_title(title, facts)
    _told_apart([*read_above(above, title), *read_below(below)], facts)
    met = MET.search(text[:OPENING]) if genre != "report" else None
    if met and "的" not in met["place"]:
        facts.add("venue", met["place"], met[0])


def _counts(own: OwnLine, day: Day, genre: str, previous: str) -> bool:
    """Whether the day of a line is the day of the speech: 2021-03-11 on a line of its own is how sites write, unless
    it stands below a name.
    """
    if day.precision == "year":
        return genre != "report" and not own.plain
    return not own.plain or named_in(previous, alone=True) is not None


def _told_apart(told: Sequence[tuple[OwnLine, str]], facts: Facts) -> None:
    """From lines that a page sets apart from title and text."""
    for own, line in told:
        if own.place:
            facts.add("venue", own.place, line)
        if own.day and own.day.precision != "year" and "spoken_on" not in facts.values:
            facts.add("spoken_on", own.day.iso, line)
            facts.add("spoken_on_precision", own.day.precision, line)


def _from_title(title: str | None, facts: Facts) -> None:
    named = TITLE_OWN_DATE.search(title or "")
    date = DATE.fullmatch((named[1] or named[2]).strip()) if named else None
    day = day_of(date) if date else None
    if title and day and day.precision != "year":
        facts.add("spoken_on", day.iso, title)
        if facts.evidence.get("spoken_on") == title.strip()[:200]:
            facts.add("spoken_on_precision", day.precision, title)
