"""Two texts side by side: a document and its copy, or two of its versions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from datasette.utils.asgi import NotFound

from pipeline.browse.beside import Row, beside
from pipeline.browse.corpus import Corpus
from pipeline.browse.document import rows
from pipeline.browse.pages import page
from pipeline.store.characters import characters

CONTEXT = 1
"""Equal paragraphs that stay in sight before and after a difference."""

_DOCUMENT = """
SELECT id, title, site, url, text, text_state, char_count, spoken_on, fetched_at FROM documents WHERE id = ?
"""
_VERSION = f"""
SELECT document_id AS id, title, text, text_state, {characters("text")} AS char_count, first_seen_at, last_seen_at
FROM document_versions WHERE document_id = ? AND id = ?
"""  # noqa: S608


class Stretch(NamedTuple):
    """Rows that follow each other; ``folded`` ones are the same on both sides and far from any difference."""

    rows: Sequence[Row]
    folded: bool

    @property
    def paragraphs(self) -> int:
        """How many paragraphs stand on the left."""
        return sum(row.paragraphs[0] for row in self.rows)


def stretches(found: Sequence[Row]) -> list[Stretch]:
    """The rows in stretches: long equal parts are folded away but for their edges."""
    near: set[int] = set()
    for place, row in enumerate(found):
        if not row.same:
            near.update(range(place - CONTEXT, place + CONTEXT + 1))
    marked: Iterable[tuple[bool, Row]] = ((place not in near, row) for place, row in enumerate(found))
    return [
        Stretch([row for _, row in group], folded) for folded, group in groupby(marked, lambda each: each[0])
    ]


async def _compared(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    # Off the loop: long texts take a while.
    found = await asyncio.to_thread(beside, one["text"], other["text"])
    return {
        "one": one,
        "other": other,
        "stretches": stretches(found),
        "same": sum(row.paragraphs[0] for row in found if row.same),
        "different": [sum(row.paragraphs[side] for row in found if not row.same) for side in (0, 1)],
        "too_long": not all(part.compared for row in found for side in row for part in side),
    }


def _two(connection: sqlite3.Connection, *keys: str) -> list[dict[str, Any]]:
    found = [row for key in keys for row in rows(connection, _DOCUMENT, (key,))]
    if len(found) < len(keys):
        raise NotFound("There is no such document")
    return found


@page
async def copies_beside(datasette: Any, request: Any, corpus: Corpus) -> Any:  # noqa: ARG001
    """``/document/ID/beside/OTHER``."""
    keys = request.url_vars["id"], request.url_vars["other"]
    one, other = await corpus.ask(lambda connection: _two(connection, *keys))
    return "beside.html", await _compared(one, other) | {"versions": False}


@page
async def versions_beside(datasette: Any, request: Any, corpus: Corpus) -> Any:  # noqa: ARG001
    """``/document/ID/version/N``: an earlier version beside the present one."""
    key, number = request.url_vars["id"], int(request.url_vars["number"])

    def ask(connection: sqlite3.Connection) -> tuple[dict[str, Any], dict[str, Any]]:
        (now,) = _two(connection, key)
        then = rows(connection, _VERSION, (key, number))
        if not then:
            raise NotFound("There is no such version")
        return then[0], now

    then, now = await corpus.ask(ask)
    return "beside.html", await _compared(then, now) | {"versions": True}
