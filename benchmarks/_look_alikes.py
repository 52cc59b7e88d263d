"""Numbers as reports and speeches have them, none of them anybody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from stdnum import isbn, luhn
from stdnum.cn import uscc

UNITS = "元 万元 亿元 人 人次 户 吨 公斤 千瓦时 立方米 平方米 亩 公里 件 辆 册 美元 个 名 家 %".split()


def _digits(random: Random, least: int, most: int | None = None) -> str:
    count = random.randint(least, most or least)
    return str(random.randrange(1, 10)) + "".join(random.choices("0123456789", k=count - 1))


def _day(random: Random) -> dt.datetime:
    return dt.datetime(1990, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=random.randrange(20_000_000))


def _phone_like(random: Random) -> str:
    return "1" + random.choice("3456789") + "".join(random.choices("0123456789", k=9))


def _row(random: Random) -> str:
    return "  ".join(_digits(random, 1, 5) for _ in range(random.randint(4, 12)))


def _tight_row(random: Random) -> str:
    return " ".join(_digits(random, 1, 5) for _ in range(random.randint(3, 12)))


def _company(random: Random) -> str:
    body = "91" + random.choice(("110105", "330106", "440305")) + _digits(random, 9)
    return body + uscc.calc_check_digit(body)


def _isbn(random: Random) -> str:
    body = "9787" + "".join(random.choices("0123456789", k=8))
    return isbn.format(
        body + isbn.calc_check_digit(body) if hasattr(isbn, "calc_check_digit") else body + "0"
    )


def _short_of_check(random: Random) -> str:
    body = "62" + _digits(random, 16)
    return body + str((int(luhn.calc_check_digit(body)) + random.randrange(1, 10)) % 10)


LOOK_ALIKES: dict[str, Callable[[Random], str]] = {
    "years and plans": lambda random: f"{random.randrange(1900, 2050)}-{random.randrange(1900, 2050)}年规划",
    "dates": lambda random: f"于{_day(random):%Y-%m-%d %H:%M}召开，{_day(random):%Y%m%d}期",
    "document numbers": lambda random: f"国发〔{random.randrange(1990, 2025)}〕{random.randrange(1, 20_000)}号",
    "time stamps of 14 digits": lambda random: f"编号{_day(random):%Y%m%d%H%M%S}。",
    "amounts with a unit": lambda random: f"共{_digits(random, 5, 19)}{random.choice(UNITS)}。",
    "mobile-like amounts with a unit": lambda random: f"实现{_phone_like(random)}{random.choice(UNITS)}。",
    "mobile-like behind 产值": lambda random: f"产值{_phone_like(random)}，增长8.1%。",
    "round amounts of 11 digits": lambda random: f"其中{_phone_like(random)[:5]}000000，增长8.1%。",
    "thousands with commas": lambda random: f"{int(_digits(random, 5, 16)):,}",
    "decimals": lambda random: f"{_digits(random, 1, 12)}.{_digits(random, 1, 14)}",
    "rows of a table, two blanks": _row,
    "rows of a table, one blank": _tight_row,
    "landlines": lambda random: f"0{random.choice('23456789')}{_digits(random, 2)}-{_digits(random, 7, 8)}",
    "service numbers": lambda random: random.choice(("12345", "12315", "110", "95588", f"400-{_digits(random, 3)}-{_digits(random, 4)}", f"400{_digits(random, 7)}")),
    "postcodes": lambda random: f"邮编{_digits(random, 6)}",
    "ISBN": lambda random: "ISBN " + _isbn(random),
    "ISSN and CN": lambda random: f"ISSN {_digits(random, 4)}-{_digits(random, 4)} CN{_digits(random, 2)}-{_digits(random, 4)}/G",
    "companies of 18 characters": lambda random: f"统一社会信用代码{_company(random)}",
    "companies of 15 digits": lambda random: f"注册号{random.choice(('110105', '330106', '440305'))}{_digits(random, 9)}",
    "orders, ids of posts and invoices, 12 to 20 digits": lambda random: f"编号：{_digits(random, 12, 20)}。",
    "accounts of 62 without the check digit": lambda random: f"账号：{_short_of_check(random)}。",
    "any 11 digits": lambda random: f"其中{_digits(random, 11)}，",
    "any 15 digits": lambda random: f"其中{_digits(random, 15)}，",
    "any 16 digits": lambda random: f"其中{_digits(random, 16)}，",
    "any 18 digits": lambda random: f"其中{_digits(random, 18)}，",
    "any 19 digits": lambda random: f"其中{_digits(random, 19)}，",
    "QQ and WeChat as words": lambda random: random.choice(("QQ群{}人", "QQ{}万用户", "QQ20{}版", "微信{}亿用户", "微信公众号{}个", "微信公众号：abc{}")).format(_digits(random, 2, 6)),
}  # fmt: skip
