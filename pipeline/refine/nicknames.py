"""What a site calls its visitors, its coins and itself after its own name: 盒友 and 盒票 on 办公盒, 纪豆 on 纪要网, 感吧编辑 on 读后感吧."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

HAN = re.compile("[\u3400-\u9fff]")
# What any nickname needs: a sign of the name before one of these.
COINED, KINDRED = re.compile("[\u3400-\u9fff](?=[友币豆贝])"), re.compile("[\u3400-\u9fff](?=[粉民主员票券])")
# Where one may begin: each has two signs.
OF_ANY, OF_LAST = frozenset("友币豆贝"), frozenset("粉民主员票券")
CANDIDATE = re.compile(
    "(?=[\u3400-\u9fff](?:[友币豆贝粉民主员票券]|[\u3400-\u9fff](?=编辑|小编|友情|客服|独家|出品))(?P<office>编辑|小编|友情|客服|独家|出品)?)"
)
SHORTEST = 3
# Words that are no nicknames though they look like some: 网友 and 会员 are everybody's, 校友 and 货币 an author's.
WORDS = frozenset(
    "网友 老友 良友 文友 学友 书友 笔友 校友 工友 好友 战友 亲友 朋友 室友 病友 会员 社员 馆员 店员 委员 党员 团员 队员 学员 教员 人员 成员 官员 船员 公民 居民 村民 市民 "
    "人民 农民 渔民 牧民 业主 民主 公主 货币 外币 纸币 硬币 土豆 黄豆 大豆 宝贝 门票 车票 船票 机票 邮票 发票 股票 选票 证券 债券 "
    "地主 房主 店主 车主 买主 户主 雇主 自主".split()
)


def nicknamed(text: str, names: frozenset[str]) -> str:
    """The text with plain words for what sites with these names say: 会员, 积分, 本站.

    >>> nicknamed("盒友们用三枚盒票换", frozenset(("办公盒",)))
    '会员们用三枚积分换'
    """
    called = _signs(names)
    if called is None:
        return text
    parts: list[str] = []
    last = 0
    for at in _found(text, called):
        parts += (text[last:at], _plain(text[at : at + 2]))
        last = at + 2
    return "".join((*parts, text[last:])) if parts else text


def has_nickname(text: str, name: str) -> bool:
    """Whether a text calls somebody or some coin after such a name."""
    han = "".join(HAN.findall(name))
    # Few texts have what is looked for.
    if len(han) < SHORTEST or not (
        han[-2:] in text or han[-1] in KINDRED.findall(text) or not set(han).isdisjoint(COINED.findall(text))
    ):
        return False
    called = _signs(frozenset((name,)))
    return called is not None and any(
        _plain(said) != said for said in (text[at : at + 2] for at in _found(text, called))
    )


class _Signs(NamedTuple):
    """The signs of some names, the last of each, and the last two."""

    any: frozenset[str]
    last: frozenset[str]
    pairs: frozenset[str]


@lru_cache(maxsize=256)
def _signs(names: frozenset[str]) -> _Signs | None:
    long = [han for name in names if len(han := "".join(HAN.findall(name))) >= SHORTEST]
    return (
        _Signs(*map(frozenset, ("".join(long), (han[-1] for han in long), (han[-2:] for han in long))))
        if long
        else None
    )


def _found(text: str, called: _Signs) -> Iterator[int]:
    """Where the two signs of each nickname begin, none within another."""
    end = 0
    for candidate in CANDIDATE.finditer(text):
        at = candidate.start()
        sign, word = text[at], text[at + 1]
        if at >= end and (
            (word in OF_ANY and sign in called.any)
            or (word in OF_LAST and sign in called.last)
            or (text[at : at + 2] in called.pairs and candidate["office"])
        ):
            end = at + 2
            yield at


def _plain(said: str) -> str:
    if said in WORDS:
        return said
    return "会员" if said[-1] in "友粉民主员" else "积分" if said[-1] in "币豆贝票券" else "本站"
