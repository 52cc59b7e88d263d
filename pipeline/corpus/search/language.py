"""A person's query cut into words, signs and quoted phrases, each with its place in what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.corpus.search.folding import folded
from pipeline.corpus.search.tokens import runs
from pipeline.errors import InputError

Kind = Literal["and", "or", "not", "open", "close", "field", "phrase", "word", "site"]

# As an input method types them.
_ASCII = str.maketrans("（）：＊－−｜＂“”„‟〝〞〟\u3000", "():*--|" + '"' * 8 + " ")
_CLOSING = {'"': '"', "「": "」", "『": "』"}
FIELDS = {
    "title": "title", "标题": "title", "標題": "title",
    "site": "site", "网站": "site", "網站": "site", "站点": "site", "站點": "site",
}  # fmt: skip
_FIELD = re.compile(r"([^\W\d_]+):(?!//)")
_SITE = re.compile(r'[^\s()"「」『』]+')
_WORDS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_SIGNS: dict[str, Kind] = {"(": "open", ")": "close", "|": "or"}
# Signs inside don't, COVID-19, 3.5, 10:30; between Chinese words they separate.
_INNER = frozenset(".,'’-/&+_@:")


class QueryError(InputError):
    """A query that cannot be read: ``what`` is wrong, and where; ``position`` counts its characters from 1."""

    def __init__(self, what: str, position: int) -> None:
        super().__init__(f"the query cannot be read at character {position}: {what}")
        self.what = what
        self.position = position


class Lexeme(NamedTuple):
    """A piece of a query. ``text`` of a field is its English name, of a phrase what stands in the quotes."""

    kind: Kind
    text: str
    position: int
    prefix: bool = False


def lexemes(query: str) -> Iterator[Lexeme]:
    """The pieces, in order; what neither means nor says anything is left out. Raises QueryError."""
    text = query.translate(_ASCII)
    place = 0
    while place < len(text):
        sign = text[place]
        if sign in _CLOSING:
            end = text.find(_CLOSING[sign], place + 1)
            if end < 0:
                raise QueryError(f"the quotation mark {query[place]} is never closed", place + 1)
            yield Lexeme("phrase", query[place + 1 : end], place + 1)
            place = end + 1
        elif sign in "」』":
            raise QueryError(f"the quotation mark {sign} was never opened", place + 1)
        elif sign in _SIGNS:
            yield Lexeme(_SIGNS[sign], sign, place + 1)
            place += 1
        elif sign == "-" and _is_minus(text, place):
            yield Lexeme("not", "-", place + 1)
            place += 1
        elif found := _FIELD.match(text, place):
            yield from _field(query, text, found)
            place = found.end()
            if FIELDS[found[1].casefold()] == "site" and (site := _SITE.match(text, place)):
                yield Lexeme("site", site[0], place + 1)
                place = site.end()
        elif (end := _word_end(text, place)) > place:
            word = query[place:end]
            kind = _WORDS.get(unicodedata.normalize("NFKC", word), "word")
            prefix = text[end : end + 1] == "*"
            yield Lexeme(kind, word, place + 1, prefix)
            place = end + prefix
        else:
            place += 1


def _field(query: str, text: str, found: re.Match[str]) -> Iterator[Lexeme]:
    name = FIELDS.get(found[1].casefold())
    position = found.start() + 1
    if name is None:
        raise QueryError(
            f"there is no field {found[1]}: (there are title: and site:); to find the word, put it in quotes",
            position,
        )
    if not text[found.end() : found.end() + 1].strip(" )-"):
        raise QueryError(f"{query[found.start() : found.end()]} needs a word right behind it", position)
    yield Lexeme("field", name, position)


def _is_minus(text: str, place: int) -> bool:
    """Whether a hyphen excludes what follows: it stands before a word and behind none."""
    before, after = text[place - 1 : place] if place else " ", text[place + 1 : place + 2]
    return (before.isspace() or before in "(-") and (_speaks(after) or (after != "" and after in '("「『-'))


def _word_end(text: str, place: int) -> int:
    """Where the word that begins here ends; ``place`` itself if none does."""
    end = place
    while end < len(text):
        inner = text[end] in _INNER and end > place and _is_latin(text[end - 1])
        if not (_speaks(text[end]) or (inner and _is_latin(text[end + 1 : end + 2]))):
            break
        end += 1
    return end if runs(text[place:end]) else place


@lru_cache(maxsize=4096)
def _speaks(character: str) -> bool:
    """Whether it is, or may stand within, a word; signs and spaces separate."""
    return character != "" and (folded(character) == "" or bool(runs(character)))


def _is_latin(character: str) -> bool:
    return character != "" and (found := runs(character)) != () and not found[0].cjk
