"""What a query means: words and phrases joined by AND, OR and NOT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.corpus.search.language import Lexeme, QueryError, lexemes
from pipeline.corpus.search.tokens import Phrase, runs, site_token
from pipeline.urls import site_of

MAX_CHARACTERS, MAX_TERMS, MAX_DEPTH = 1000, 64, 16
"""What SQLite answers in good time, and far beyond what a person types."""


@dataclass(frozen=True)
class Term:
    """A word or phrase, wherever it stands or only in titles."""

    phrase: Phrase
    title: bool = False


@dataclass(frozen=True)
class Site:
    """Documents of one site; ``token`` is what the index has for it."""

    token: str


@dataclass(frozen=True)
class All:
    """Every one of ``wanted`` (at least one) and none of ``unwanted``."""

    wanted: tuple[Node, ...]
    unwanted: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Any:
    """One of these or more."""

    of: tuple[Node, ...]


Node = Term | Site | All | Any


def parse(query: str) -> Node:
    """Raises QueryError, and nothing else whatever the query."""
    if len(query) > MAX_CHARACTERS:
        raise QueryError(f"it is longer than {MAX_CHARACTERS:,} characters", MAX_CHARACTERS + 1)
    return _Parser(query).whole()


def terms(node: Node) -> Iterator[Term]:
    """The words and phrases that a match has, or may have: none of those excluded."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, All | Any):
        for each in node.wanted if isinstance(node, All) else node.of:
            yield from terms(each)


def _host(said: str) -> str:
    """The site that a person means by a host, a part of one, or an address."""
    found = site_of(said if "://" in said else f"http://{said}")
    return said if found == "local" else found


@dataclass(frozen=True)
class _Not:
    """Something excluded, until the AND around it takes it in."""

    node: Node
    position: int


class _Parser:
    """NOT binds most, then AND, then OR; two words without a sign between them are joined by AND."""

    def __init__(self, query: str) -> None:
        self._lexemes = list(lexemes(query))
        self._end = len(query) + 1
        self._next = 0
        self._terms = 0

    def whole(self) -> Node:
        if not self._lexemes:
            raise QueryError("there is no word in it", 1)
        found = self._any(None, 0)
        if extra := self._peek():
            raise QueryError("this parenthesis was never opened", extra.position)
        return found

    def _peek(self, *kinds: str) -> Lexeme | None:
        """The next piece, if there is one and it is of these kinds."""
        here = self._lexemes[self._next] if self._next < len(self._lexemes) else None
        return here if here and (not kinds or here.kind in kinds) else None

    def _take(self, *kinds: str) -> Lexeme | None:
        if found := self._peek(*kinds):
            self._next += 1
        return found

    def _any(self, field: Literal["title"] | None, depth: int) -> Node:
        parts = [self._all(field, depth)]
        while sign := self._take("or"):
            self._expect_more(sign)
            parts.append(self._all(field, depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all(self, field: Literal["title"] | None, depth: int) -> Node:
        wanted: list[Node] = []
        unwanted: list[_Not] = []
        while True:
            found = self._factor(field, depth)
            if isinstance(found, _Not):
                unwanted.append(found)
            else:
                wanted.append(found)
            if sign := self._take("and"):
                self._expect_more(sign)
            elif self._peek("or", "close") or not self._peek():
                break
        if not wanted:
            raise QueryError("only exclusions: say also what is to be found", unwanted[0].position)
        if len(wanted) == 1 and not unwanted:
            return wanted[0]
        return All(tuple(wanted), tuple(each.node for each in unwanted))

    def _expect_more(self, sign: Lexeme) -> None:
        if not self._peek() or self._peek("and", "or", "close"):
            raise QueryError(f"nothing stands behind {sign.text}", sign.position)

    def _factor(self, field: Literal["title"] | None, depth: int) -> Node | _Not:
        if depth > MAX_DEPTH:
            raise QueryError("it is nested too deeply", self._position())
        if sign := self._take("not"):
            self._expect_more(sign)
            inner = self._factor(field, depth + 1)
            return inner.node if isinstance(inner, _Not) else _Not(inner, sign.position)
        if opened := self._take("open"):
            if self._peek("close"):
                raise QueryError("the parentheses are empty", opened.position)
            inner = self._any(field, depth + 1)
            if not self._take("close"):
                raise QueryError("the parenthesis is never closed", opened.position)
            return inner
        if named := self._take("field"):
            return self._field(named, field, depth)
        return self._term(field)

    def _field(self, named: Lexeme, field: Literal["title"] | None, depth: int) -> Node | _Not:
        if field:
            raise QueryError(f"{named.text}: cannot stand within title:", named.position)
        if named.text == "title":
            if not self._peek("open", "phrase", "word"):
                raise QueryError("title: needs a word right behind it", named.position)
            return self._factor("title", depth + 1)
        site = self._take("site", "phrase")
        token = site_token(_host(site.text)) if site else ""
        if not site or token == site_token(""):
            raise QueryError("site: needs a site right behind it, such as site:example.org", named.position)
        self._count(named)
        return Site(token)

    def _term(self, field: Literal["title"] | None) -> Node:
        found = self._take("word", "phrase")
        if not found:
            stray = self._peek()
            what = f"nothing stands before {stray.text}" if stray else "something is missing at its end"
            raise QueryError(what, self._position())
        self._count(found)
        said = runs(found.text)
        if not said:
            raise QueryError("there is no word in the quotation marks", found.position)
        return Term(Phrase(said, found.prefix), title=field is not None)

    def _count(self, here: Lexeme) -> None:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError(f"it has more than {MAX_TERMS} words", here.position)

    def _position(self) -> int:
        here = self._peek()
        return here.position if here else self._end
