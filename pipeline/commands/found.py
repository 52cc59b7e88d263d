"""Documents found, printed: numbered, each with its facts, the words around the hits, and its address."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipeline.corpus.search import Found, Hit, Piece

HIT = "bold yellow"
# Drawn by terminals as commands to them or as changes of direction: a page must not write on a reader's screen.
_UNSHOWN = {"Cc", "Cf", "Zl", "Zp"}


def print_found(query: str, found: Found, offset: int, console: Console) -> None:
    """How many there are, then those chosen. ``console`` has markup, highlight and wrapping off."""
    if not found.total:
        console.print(f"Nothing found for {_shown(query)}.")
        return
    last = offset + len(found.hits)
    which = f"; {offset + 1:,} to {last:,}" if found.hits and len(found.hits) < found.total else ""
    noun = "document" if found.total == 1 else "documents"
    more = f" (next: --offset {last}; more at once: --limit N)" if found.hits and last < found.total else ""
    console.print(f"{found.total:,} {noun}{which}{more}.")
    if not found.hits:
        console.print(f"None is left behind the first {offset:,}.")
    margin = len(str(last)) + 2
    for number, hit in enumerate(found.hits, offset + 1):
        console.print()
        for line in _lines(hit, f"{number}. ".rjust(margin), " " * margin, console):
            console.print(line)


def as_json(query: str, found: Found) -> dict[str, Any]:
    """The same for programs; a snippet's pieces join to a slice of the text."""
    hits = [
        hit._asdict()
        | {
            "title_pieces": [p._asdict() for p in hit.title_pieces],
            "snippet": [p._asdict() for p in hit.snippet],
        }
        for hit in found.hits
    ]
    return {"query": query, "total": found.total, "pending": found.pending, "hits": hits}


def _lines(hit: Hit, head: str, indent: str, console: Console) -> Iterable[Text]:
    yield Text(head) + _marked(hit.title_pieces or (Piece(hit.url, hit=False),), "bold")
    facts = [
        hit.site,
        hit.genre,
        hit.speaker,
        hit.spoken_on,
        hit.text_state if hit.text_state != "full" else None,
    ]
    copy = None if hit.is_canonical else "copy"
    yield Text(indent + " · ".join(_shown(fact) for fact in (*facts, copy, hit.document_id) if fact), "dim")
    pieces = (Piece("…" * hit.cut_before, hit=False), *hit.snippet, Piece("…" * hit.cut_after, hit=False))
    for line in _folded(_marked(pieces, ""), console.width - len(indent) if console.is_terminal else 0):
        yield Text(indent) + line
    yield Text(indent + _shown(hit.url), "dim")


def _marked(pieces: Iterable[Piece], style: str) -> Text:
    text = Text(style=style)
    for piece in pieces:
        text.append(_shown(piece.text), HIT if piece.hit else None)
    return text


def _folded(text: Text, width: int) -> Iterable[Text]:
    """Lines that fit, a Chinese character taking two cells; all on one line if there is no width."""
    if width < 20:
        return [text]
    places, cells = [], 0
    for place, character in enumerate(text.plain):
        cells += cell_len(character)
        if cells > width:
            places.append(place)
            cells = cell_len(character)
    return list(text.divide(places))


def _shown(text: str) -> str:
    return "".join(" " if unicodedata.category(c) in _UNSHOWN else c for c in text)
