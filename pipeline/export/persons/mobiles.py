"""Mobile numbers of mainland China.

Masks 「13800138000」 「138 0013 8000」 「138-0013-8000」 「+86 138…」 「(0086)138…」 「Tel:138…」 「１３８００１３８０００」.
Keeps 「13800000000元」, a round 13800000000, 「3.13800138000」, eleven digits inside a longer number or a name (AB13800138000,
example.com/13800138000), 「400-800-8000」, 「12345」 and landlines, which belong to offices (docs/personal-data.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.export.persons.units import is_counted

KIND = "mobile"
# Prefixes of the numbering plan, those of virtual operators and of satellite telephones included.
MOBILE = re.compile(r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}")
WITH_COUNTRY = re.compile(rf"(?:00|0)?86{MOBILE.pattern}|0?{MOBILE.pattern}")
# As people divide them.
SHAPES = frozenset({(3, 4, 4), (4, 3, 4), (3, 8), (7, 4), (3, 3, 5), (5, 6), (4, 4, 3)})
COUNTRY = frozenset({"86", "086", "0086"})
LEAD = re.compile(r"(?:\(\+?(?:00|0)?86\)|(?<![0-9A-Za-z])(?:\+ ?|00|0)?86|\+)[ \-]{0,3}$")
ROUND = "000000"


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether these characters of a text are such a number, with or without the country's."""
    return (
        11 <= end - start <= 15
        and bool(WITH_COUNTRY.fullmatch(text, start, end))
        and not text.endswith(ROUND, start, end)
        and not is_counted(text, start, end)
    )


def is_grouped(parts: Sequence[str]) -> bool:
    """Whether these groups make one."""
    return tuple(map(len, parts)) in SHAPES and bool(MOBILE.fullmatch("".join(parts)))


def with_country(text: str, start: int) -> int:
    """Where the number begins that the country's may stand before."""
    lead = LEAD.search(text, max(0, start - 10), start)
    return lead.start() if lead else start
