"""A query as an expression of FTS5. Tokens hold letters, figures and the middle dot only, so nothing needs escaping."""

from __future__ import annotations

from typing import Literal

from pipeline.corpus.search.query import All, Node, Site, Term
from pipeline.corpus.search.tokens import MARK, phrase_tokens

Way = Literal["found", "ranked", "titled"]
"""What finds the documents; what finds the same ones and lets titles count; what has all its words in the title."""


def expression(node: Node, way: Way = "found") -> str:
    """For the right side of MATCH."""
    if isinstance(node, Site):
        return f'"{node.token}"'
    if isinstance(node, Term):
        return _term(node, way)
    if isinstance(node, All):
        found = _joined([expression(each, way) for each in node.wanted], "AND")
        if not node.unwanted:
            return found
        return f"({found} NOT {_joined([expression(each) for each in node.unwanted], 'OR')})"
    return _joined([expression(each, way) for each in node.of], "OR")


def _term(term: Term, way: Way) -> str:
    if term.title or way == "titled":
        return _phrase(term, f"t{MARK}")
    if way == "found":
        return _phrase(term, "")
    # A title's words stand among those of the text: nothing more is found, but a title's rarer tokens weigh more.
    return _joined([_phrase(term, ""), _phrase(term, f"t{MARK}")], "OR")


def _phrase(term: Term, kind: str) -> str:
    tokens, goes_on = phrase_tokens(term.phrase)
    quoted = " ".join(kind + token for token in tokens)
    return f'"{quoted}"{" *" if goes_on else ""}'


def _joined(parts: list[str], sign: str) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {sign} '.join(parts)})"
