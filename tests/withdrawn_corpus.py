"""Where a text may hide: every column of every table, every byte of database, log and archive, packed or not."""

from __future__ import annotations

import random
import sqlite3
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.archive import read_page
from pipeline.items import WarcLocation

WINDOW = 8
# More would say no more, and take minutes.
PIECES = 200


def rows(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        return connection.execute(query, values).fetchall()


def pieces_of(folder: Path, condition: str) -> set[str]:
    """Pieces of the texts of these documents that stand on no other page and in no other document."""
    texts = rows(folder, f"SELECT title, text FROM documents WHERE {condition}")
    texts += rows(
        folder,
        "SELECT title, text FROM document_versions WHERE document_id IN"
        f" (SELECT id FROM documents WHERE {condition})",
    )
    lines = [line for _, text in texts for line in text.split("\n") if len(line) >= WINDOW]
    pieces = {line[at : at + WINDOW] for line in lines for at in range(0, len(line) - WINDOW + 1, 3)}
    # Where a line ends another column may go on as if it were the next.
    pieces = {piece for piece in pieces if piece.isalpha()}
    others = "\n".join(_others(folder, condition))
    chosen = random.Random(1).sample(sorted(pieces), min(len(pieces), 2 * PIECES))
    return set([piece for piece in chosen if piece not in others][:PIECES])


def _others(folder: Path, condition: str) -> Iterator[str]:
    mine = f"SELECT canonical_url FROM documents WHERE {condition}"
    for file, offset, length in rows(
        folder,
        "SELECT body.warc_file, body.warc_offset, body.warc_length FROM pages AS page"
        " JOIN pages AS body ON body.id = ifnull(page.body_page_id, page.id)"
        f" WHERE body.warc_file IS NOT NULL AND page.canonical_url NOT IN ({mine})",
    ):
        body = read_page(folder / "archive", WarcLocation(file, offset, length)).body
        yield from (body.decode(encoding, "replace") for encoding in ("utf-8", "gb18030"))
    for (text,) in rows(folder, f"SELECT text FROM documents WHERE canonical_url NOT IN ({mine})"):
        yield text


def in_tables(folder: Path, pieces: Collection[str]) -> set[tuple[str, str, str]]:
    """Table, column and piece, wherever one is."""
    found = set()
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    found |= {(table, name, piece) for piece in pieces if piece in said}
    return found


def in_files(folder: Path, pieces: Collection[str]) -> set[tuple[str, str]]:
    """File and piece, wherever the bytes of one are."""
    found = set()
    words = [(piece, piece.encode(encoding)) for piece in pieces for encoding in ("utf-8", "gb18030")]
    for path in (*folder.glob("a.db*"), *(folder / "archive").iterdir()):
        raw = path.read_bytes()
        for octets in (raw, unpacked(raw)) if path.suffix == ".gz" else (raw,):
            found |= {(path.name, piece) for piece, octets_of in words if octets_of in octets}
    return found


def unpacked(raw: bytes) -> bytes:
    """All members of a gzip file, every one of them whole."""
    parts = []
    while raw:
        inflater = zlib.decompressobj(31)
        parts.append(inflater.decompress(raw))
        assert inflater.eof
        raw = inflater.unused_data
    return b"".join(parts)


def tokens(folder: Path) -> set[str]:
    """Every token that the search index has."""
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, documents_fts, row)")
        return {token for (token,) in connection.execute("SELECT term FROM tokens")}
