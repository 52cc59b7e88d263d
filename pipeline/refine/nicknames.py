"""What a site calls its visitors, its coins and itself after its own name: 盒友 and 盒票 on 办公盒, 纪豆 on 纪要网, 感吧编辑 on 读后感吧."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = re.compile("[\u3400-\u9fff]")
# What any nickname needs: a sign of the name before one of these.
COINED, KINDRED = re.compile("[\u3400-\u9fff](?=[友币豆贝])"), re.compile("[\u3400-\u9fff](?=[粉民主员票券])")
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
    pattern = _pattern(names)
    return pattern.sub(_plain, text) if pattern else text


def has_nickname(text: str, name: str) -> bool:
    """Whether a text calls somebody or some coin after such a name."""
    han = "".join(HAN.findall(name))
    # A pattern takes long to make, and few texts have what it looks for.
    if len(han) < SHORTEST or not (
        han[-2:] in text or han[-1] in KINDRED.findall(text) or not set(han).isdisjoint(COINED.findall(text))
    ):
        return False
    pattern = _pattern(frozenset((name,)))
    return pattern is not None and any(_plain(found) != found[0] for found in pattern.finditer(text))


@lru_cache(maxsize=256)
def _pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    parts = []
    for name in sorted(names):
        han = "".join(HAN.findall(name))
        if len(han) >= SHORTEST:
            parts.append(
                rf"(?:[{han}][友币豆贝]|{han[-1]}[粉民主员票券]|{han[-2:]}(?=编辑|小编|友情|客服|独家|出品))"
            )
    return re.compile("|".join(parts)) if parts else None


def _plain(found: re.Match[str]) -> str:
    said = found[0]
    if said in WORDS:
        return said
    return "会员" if said[-1] in "友粉民主员" else "积分" if said[-1] in "币豆贝票券" else "本站"
