"""QQ numbers, of people and of groups, behind their cue.

Masks the number of 「QQ：10001234」 「QQ群 123456789」 「扣扣是10001234」 「企鹅号:10001234、20002345」.
Keeps 「QQ群」 without a number, 「QQ2013」, 「QQ 80000万用户」 and any number without the cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.export.persons.plain import MASKED
from pipeline.export.persons.units import is_counted

CUE = re.compile(
    r"(?<![0-9A-Za-z_])(?:QQ|[Qq]{2}|[Qq] ?[Qq](?=[:：号]))(?![A-Za-z_])(?:交流|学习|用户|官方|客服|工作)?群?(?:号码?|账号|帐号)?"
    r"|扣扣群?号?码?|企鹅号?码?"
)
JOINT = re.compile(r"(?:/微信|/VX|\(微信同号\)|微信同号)?(?:[ :]?[为是][ :]?|[ :]{0,3})")
# Eleven digits that a mobile may have are left to that rule.
NUMBER = re.compile(r"(?!1[3-9][0-9]{9})[1-9][0-9]{4,10}(?![0-9])")
AND = re.compile(r" ?[、,/;或和 ] ?")
FOLLOWED = re.compile(rf"[A-Za-z_@{MASKED}]|[.,\-][0-9{MASKED}]|年|版")


def qq_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each number in a plain text."""
    done = 0
    for cue in CUE.finditer(text):
        joint = JOINT.match(text, max(cue.end(), done))
        at = joint.end() if joint and cue.end() >= done else -1
        while at >= 0 and (number := NUMBER.match(text, at)):
            if FOLLOWED.match(text, number.end()) or is_counted(text, number.end(), number.end()):
                break
            yield (*number.span(), "qq")
            done = number.end()
            more = AND.match(text, done)
            at = more.end() if more else -1
