"""WeChat ids of people, behind their cue, and the ids that WeChat gives itself (wxid_…).

Masks the id of 「微信：zhang_san-01」 「微信号 zhangsan」 「加微信zhangsan01」 「微信 zhangsan01」 「VX:zhangsan」 「微信：10001234」.
Keeps 「微信公众号：renmin」 and other accounts that publish, 「微信 iPhone6s」 「微信 wechat」, 「微信支付」 and 「微信：扫码」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.export.persons.plain import MASKED

# Six to twenty characters, a letter first.
ID = r"[A-Za-z][A-Za-z0-9_\-]{5,19}"
OWN = r"(?<![A-Za-z0-9_\-])wxid_[A-Za-z0-9]{8,20}"
# A cue that calls for an id, and one that does so with a colon behind it. Behind a blank an id has a figure and no capital.
STRONG = (
    r"(?:[微威薇Vv]信|(?i:weixin|wechat))(?:号码?|账号|帐号|ID|id)|(?<=[加＋+])(?:[微威薇Vv]信?|[VvWw][Xx])"
)
WEAK = r"[微威薇]信|[Vv]信|(?<![0-9A-Za-z_])(?i:weixin|wechat|vx|wx)"
SMALL = r"(?!android|windows|iphone|wechat|version)[a-z_\-]{1,19}[0-9]"
WECHAT = re.compile(
    rf"{OWN}(?![A-Za-z0-9_\-])"
    rf"|(?<!公众)(?<!官方)(?:(?:{STRONG})(?:[ :]{{0,3}}|[ :]?[为是][ :]?)|(?:{WEAK})(?: ?:[ :]{{0,2}}|[为是][ :]?| {{1,2}}(?={SMALL})))"
    rf"(?P<id>{ID}|(?!1[3-9][0-9]{{9}})[1-9][0-9]{{5,10}})(?![A-Za-z0-9_\-@{MASKED}]|\.[A-Za-z0-9{MASKED}]|年)"
)


def wechat_ids(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each id in a plain text."""
    for match in WECHAT.finditer(text):
        yield (*match.span("id" if match["id"] else 0), "wechat")
