"""Which of two languages a visitor reads, and the phrases in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, Literal
from urllib.parse import parse_qs

from pipeline.browse.phrases import WORDS

Language = Literal["en", "zh"]
_VALUES: Final[Mapping[str, str]] = {
    "genre": "genre",
    "text_state": "state",
    "outcome": "outcome",
    "command": "command",
}
"""Columns whose values have words, and what the names of these begin with."""

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "zh": "中文"}
COOKIE: Final = "lang"


class Words:
    """The words of one language. Unknown names come back as they are, for what sites and rules are called."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._place = 0 if language == "en" else 1

    def __call__(self, name: str, *values: object) -> str:
        """The words, with values in their places.

        >>> Words("zh")("results", 3), Words("en")("genre.speech")
        ('3 篇文献', 'speech')
        """
        words = WORDS.get(name)
        text = words[self._place] if words else name
        return text.format(*map(_number, values)) if values else text

    def counted(self, name: str, number: int) -> str:
        """The words for a number of something, with a form of their own for one where the language has it.

        >>> Words("en").counted("results", 1), Words("zh").counted("results", 1)
        ('1 document', '1 篇文献')
        """
        one = f"{name}_one"
        return self(one) if number == 1 and one in WORDS else self(name, number)

    def unit(self, name: str, number: int) -> str:
        """The words for what a figure beside them counts.

        >>> Words("en").unit("documents", 1), Words("en").unit("documents", 2)
        ('document', 'documents')
        """
        one = f"{name}_one"
        return self(one if number == 1 and one in WORDS else name)

    def either(self, prefix: str, value: object) -> str:
        """The word for a value of a column, or the value."""
        return self(f"{prefix}.{value}") if f"{prefix}.{value}" in WORDS else str(value)

    def value(self, column: str, value: object) -> str | None:
        """The word for a value of a column; None where it has none and is to be shown as it is.

        >>> Words("zh").value("genre", "address"), Words("zh").value("site", "address")
        ('致辞', None)
        """
        name = f"{_VALUES.get(column)}.{value}"
        return self(name) if name in WORDS else None

    def field(self, column: str) -> str:
        """The heading for a column."""
        return self.either("field", column).removeprefix("field.").replace("_", " ")

    def number(self, value: object) -> str:
        """A figure with separators."""
        return _number(value)


def language(scope: Mapping[str, Any]) -> Language:
    """What the address asks for (``?lang=``), else the cookie, else what the browser prefers."""
    if asked := asked_language(scope):
        return asked
    headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
    try:
        cookie = SimpleCookie(headers.get(b"cookie", "")).get(COOKIE)
    except CookieError:
        cookie = None
    if cookie and (known := _known(cookie.value)):
        return known
    return _preferred(headers.get(b"accept-language", ""))


def asked_language(scope: Mapping[str, Any]) -> Language | None:
    """The language that the address names, if one."""
    given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])
    return _known(given[-1])


def _preferred(header: str) -> Language:
    """Of an Accept-Language header the one of ours that is weighted highest, English if none is.

    >>> _preferred("de, zh-CN;q=0.8, en;q=0.5")
    'zh'
    """
    weighted: list[tuple[float, int, Language]] = []
    for place, part in enumerate(header.split(",")):
        tag, _, rest = part.strip().partition(";")
        quality = re.search(r"q\s*=\s*(\d(?:\.\d+)?)", rest)
        if found := _known(tag.strip().lower().partition("-")[0]):
            weighted.append((-float(quality[1]) if quality else -1.0, place, found))
    return min(weighted)[2] if weighted else "en"


def _known(name: str) -> Language | None:
    return "en" if name == "en" else "zh" if name == "zh" else None


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
