"""What tells a count or an amount from a number that names somebody."""

from __future__ import annotations

import re

COUNTED = re.compile(
    r" ?(?:余|多|左右)?(?:[元圆美欧英港日韩卢台万亿千百兆吨斤克升米里亩顷公平立户家件册株棵头只辆座栋间条页篇字份箱度瓦%‰℃]"
    r"|人(?!事|：|:)|名(?![片字称单])|个|(?:RMB|CNY|USD|EUR|kg|km|mm|cm|kWh|MW|GB|MB|KB)(?![A-Za-z]))"
)
MONEY = re.compile(r"(?:人民币|金额|总额|合计|共计|产值|投资|收入|余额|价值|约|达|近|超|超过)[:： ]?$")


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether a unit follows a number, or what is counted goes before it."""
    return bool(COUNTED.match(text, end) or MONEY.search(text[max(0, start - 5) : start]))
