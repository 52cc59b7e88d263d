"""One document: the page for reading it, and its JSON and BibTeX."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from datasette.utils.asgi import NotFound, Response

from pipeline.browse import citation
from pipeline.browse.corpus import Corpus
from pipeline.browse.pages import attachment, page
from pipeline.browse.reading import Paragraph, paragraphs
from pipeline.items import Removal, Section
from pipeline.store.characters import characters

FACTS = (
    "speaker speaker_role occasion venue spoken_on published_on genre text_state site site_document_id uploader"
    " categories file_format file_size price downloads pages_total pages_shown chars_total char_count"
    " paragraph_count language script quality placeholders"
).split()
MOST_COPIES = 100
MOST_LINES, MOST_HEADINGS = 3000, 500
"""Lines of a text, and headings of its outline, that are shown until all are asked for: a browser and a reader are slow
with more.
"""

_SECTIONS = 'SELECT level, title, start, "end" FROM sections WHERE document_id = ? ORDER BY ordinal'
_REMOVALS = "SELECT rule, position, text, replacement FROM removals WHERE document_id = ? ORDER BY ordinal"
_VERSIONS = f"""
SELECT id, title, text_state, {characters("text")} AS char_count, first_seen_at, last_seen_at, extractor_version
FROM document_versions WHERE document_id = ? ORDER BY last_seen_at DESC, id DESC
"""  # noqa: S608
_PAGE = """
SELECT page.*, body.warc_file AS body_file, body.warc_offset AS body_offset, body.warc_length AS body_length
FROM pages AS page LEFT JOIN pages AS body ON body.id = page.body_page_id WHERE page.id = ?
"""
# A document is paired with the one that stands for it; its other copies are in its cluster.
_COPIES = """
WITH pairs AS (
    SELECT other_id AS id, kind, jaccard, containment FROM near_duplicates WHERE document_id = :id
    UNION ALL
    SELECT document_id, kind, jaccard, containment FROM near_duplicates WHERE other_id = :id
)
SELECT other.id, other.title, other.speaker, other.site, other.url, other.text_state, other.char_count,
    other.is_canonical,
    iif(pairs.kind IS NULL AND other.content_sha256 = :sha256, 'exact', pairs.kind) AS kind,
    pairs.jaccard, pairs.containment
FROM documents AS other LEFT JOIN pairs ON pairs.id = other.id
WHERE other.id <> :id
    AND other.id IN (SELECT id FROM pairs UNION SELECT id FROM documents WHERE cluster_id = :cluster)
ORDER BY other.is_canonical DESC, pairs.jaccard DESC, other.id LIMIT :most
"""
# Of a database that was never searched for near duplicates, the copies that can be told without.
_SAME_TEXT = """
SELECT id, title, speaker, site, url, text_state, char_count, is_canonical, 'exact' AS kind, 1.0 AS jaccard,
    1.0 AS containment
FROM documents WHERE content_sha256 = :sha256 AND id <> :id AND text <> '' ORDER BY id LIMIT :most
"""
_HAS_NEAR = "SELECT 1 FROM sqlite_master WHERE name = 'near_duplicates'"

Row = dict[str, Any]


class Reading(NamedTuple):
    """A document with what stands beside it in the database."""

    document: Row
    sections: tuple[Section, ...]
    removals: tuple[Removal, ...]
    copies: list[Row]
    versions: list[Row]
    page: Row | None
    run: Row | None


def rows(connection: sqlite3.Connection, query: str, values: Any = ()) -> list[Row]:
    """The rows of a query, by the names of their columns."""
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def read(connection: sqlite3.Connection, key: str) -> Reading | None:
    """The document with this id, or None."""
    found = rows(connection, "SELECT * FROM documents WHERE id = ?", (key,))
    if not found:
        return None
    document = found[0]
    return Reading(
        document=document,
        sections=tuple(Section(*row) for row in connection.execute(_SECTIONS, (key,))),
        removals=tuple(Removal(*row) for row in connection.execute(_REMOVALS, (key,))),
        copies=copies(connection, document),
        versions=rows(connection, _VERSIONS, (key,)),
        page=next(iter(rows(connection, _PAGE, (document["page_id"],))), None),
        run=next(iter(rows(connection, "SELECT * FROM runs WHERE id = ?", (document["run_id"],))), None),
    )


def copies(connection: sqlite3.Connection, document: Row) -> list[Row]:
    """Where else the text is: near duplicates as far as they were looked for, and equal texts in any case."""
    given = {"id": document["id"], "sha256": document["content_sha256"], "most": MOST_COPIES}
    given["cluster"] = document["cluster_id"]
    near = rows(connection, _COPIES, given) if connection.execute(_HAS_NEAR).fetchone() else []
    known = {row["id"] for row in near}
    return near + [row for row in rows(connection, _SAME_TEXT, given) if row["id"] not in known]


def facts(document: Row) -> list[tuple[str, Any, str]]:
    """Column, value and the words it was read from, for each that is known."""
    evidence = parsed(document["evidence"])
    return [
        (name, document[name], str(evidence.get(name, "")))
        for name in FACTS
        if document[name] not in (None, "")
    ]


def parsed(text: str | None) -> Mapping[str, Any]:
    """A JSON column that holds an object; empty for None and for anything else."""
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


async def reading_of(corpus: Corpus, key: str) -> Reading:
    """The document; NotFound when there is none."""
    reading = await corpus.ask(lambda connection: read(connection, key))
    if reading is None:
        raise NotFound(f"There is no document {key}")
    return reading


def text_of(
    reading: Reading, *, removed: bool, most: int | None = None
) -> tuple[Sequence[Paragraph], Sequence[Paragraph], int]:
    """The text for the page up to its last kept line, the removals after it, and how many lines there are.

    Of more than ``most`` lines only so many, and nothing after them.
    """
    shown = reading.removals if removed else ()
    found = list(paragraphs(reading.document["text"], reading.sections, shown))
    if most is not None and len(found) > most:
        return found[:most], (), len(found)
    end = next((place for place in range(len(found), 0, -1) if not found[place - 1].removed), 0)
    return found[:end], found[end:], len(found)


def struck(removals: Sequence[Removal]) -> int:
    """How many pieces are struck out where removals are shown: a removal of several lines is several."""
    return sum(sum(1 for line in removal.text.split("\n") if line.strip()) for removal in removals)


@page
async def document(datasette: Any, request: Any, corpus: Corpus) -> Any:  # noqa: ARG001
    """``/document/ID``, with ``?removed=1`` for what was removed, and ``?all=1`` for all lines of a very long text."""
    reading = await reading_of(corpus, request.url_vars["id"])
    removed = request.args.get("removed") == "1"
    row = reading.document
    most = None if request.args.get("all") == "1" else MOST_LINES
    # Off the loop: long texts take a while.
    text, after, lines = await asyncio.to_thread(text_of, reading, removed=removed, most=most)
    return "document.html", {
        "reading": reading,
        "document": row,
        "paragraphs": text,
        "removed_after": after,
        "removed": removed,
        "struck": struck(reading.removals),
        "shortened": lines if most is not None and lines > most else 0,
        "whole": f"/document/{row['id']}?{'removed=1&' if removed else ''}all=1",
        "outline": reading.sections[: MOST_HEADINGS if most else None],
        "sections_shown": {each.section for each in text},
        "facts": facts(row),
        "rights": parsed(row["rights"]),
        "plain": citation.plain(row),
        "bibtex": citation.bibtex(row),
    }


@page
async def document_json(datasette: Any, request: Any, corpus: Corpus) -> Any:  # noqa: ARG001
    """``/document/ID.json``: the row with its JSON columns read, and what belongs to it."""
    reading = await reading_of(corpus, request.url_vars["id"])
    row = reading.document | {name: parsed(reading.document[name]) for name in ("evidence", "rights")}
    page_row = reading.page and {
        name: value for name, value in reading.page.items() if name != "headers" and "body_" not in name
    }
    found = row | {
        "sections": [_named(each) for each in reading.sections],
        "removals": [_named(each) for each in reading.removals],
        "near_duplicates": reading.copies,
        "versions": reading.versions,
        "page": page_row,
        "citation": citation.plain(row),
    }
    text = json.dumps(found, ensure_ascii=False, default=str)
    return Response(text, content_type="application/json; charset=utf-8")


@page
async def document_bib(datasette: Any, request: Any, corpus: Corpus) -> Any:  # noqa: ARG001
    """``/document/ID.bib``."""
    key = request.url_vars["id"]
    reading = await reading_of(corpus, key)
    return Response.text(citation.bibtex(reading.document) + "\n", headers=attachment(f"wenji-{key}.bib"))


def _named(part: Section | Removal) -> Row:
    return {name: getattr(part, name) for name in part.__slots__}
