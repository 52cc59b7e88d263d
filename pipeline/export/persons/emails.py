"""E-mail addresses.

Masks 「zhang.san@example.com」 「ｚｓ＠example.com.cn」 「zs(at)example.com」 「10000@qq.com」.
Keeps 「@张三」 「Follow @zs.We」 「user@localhost」 「package@1.2.3」 and a picture's 「logo@2x.png」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Each run of an address's characters is tried once, from its beginning.
EMAIL = re.compile(
    r"(?<![0-9A-Za-z._%+\-])[0-9A-Za-z][0-9A-Za-z._%+\-]*+(?:@| ?[(\[]at[)\]] ?)"
    r"(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,62})\.){1,8}(?P<top>[A-Za-z]{2,24})(?![0-9A-Za-z@])"
)
FILES = frozenset("png jpg jpeg gif webp svg bmp ico css js html htm php mp4".split())


def emails(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each address in a plain text."""
    for match in EMAIL.finditer(text):
        if match["top"].lower() not in FILES:
            yield (*match.span(), "e-mail")
