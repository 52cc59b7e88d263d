"""An export from beginning to end: chosen, written, described and published, all from one state of the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, NamedTuple, Protocol

from pipeline.errors import InputError, StorageError
from pipeline.export import index, manifest
from pipeline.export import recipe as recipes
from pipeline.export.anchors import anchor
from pipeline.export.card import write_card
from pipeline.export.columns import Row, columns
from pipeline.export.figures import Counts, Figures
from pipeline.export.formats import FORMATS, Writer, folder_of
from pipeline.export.formats.sqlite import Sqlite
from pipeline.export.masking import Mask
from pipeline.export.origin import origin
from pipeline.export.publishing import Outcome, making, publish
from pipeline.export.recipe import Recipe, Selection
from pipeline.export.release import LICENCE_NOTE, Release
from pipeline.export.row_set import RowSet
from pipeline.export.rows import exported
from pipeline.export.selection import Chosen, choose
from pipeline.store import connect
from pipeline.store.database import storage_errors

Watch = Callable[[int, int], None]
"""Sees how many documents are written, and of how many."""

WATCHED: Final = 500
_FACTS = """
SELECT extractor_version, min(fetched_at), max(fetched_at) FROM documents WHERE is_chosen(rowid) GROUP BY 1 ORDER BY 1
"""
_COPIES = "SELECT document_id, other_id, kind, jaccard, containment FROM near_duplicates ORDER BY document_id"


class Opened(Protocol):
    """What takes documents: the index, and the writer of each format."""

    def write(self, row: Row) -> None: ...  # noqa: D102
    def abandon(self) -> None: ...  # noqa: D102


class Made(NamedTuple):
    """What came of it. ``masked``: pieces of personal data by kind; ``bytes``: size of all files."""

    place: Path
    outcome: Outcome
    release: Release
    masked: Mapping[str, int]
    bytes: int


def export(
    database: Path, recipe: Recipe, root: Path, watch: Watch, mask: Mask | None, *, replace: bool = False
) -> Made:
    """Make ``root/NAME/VERSION``. Raises InputError (nothing is chosen, a mistake in the choice) and StorageError."""
    if recipe.splits:
        anchor(database)
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        # From here on the database stays as it is, for us.
        connection.execute("BEGIN")
        chosen = choose(connection, recipe)
        if not chosen.rows:
            unknown = "".join(_unknown(connection, recipe.select))
            raise InputError(f"no document is chosen{_why(chosen.left_out)}{unknown}")
        release = _release(connection, recipe, chosen)
        place = root / release.name / release.version
        with _disk_errors(place), making(place) as folder:
            masked, size = _Making(connection, folder, release).run(chosen, watch, mask)
            outcome = publish(folder, place, replace=replace)
    return Made(place, outcome, release, masked, size)


class _Making:
    """The folder of one export while it is filled."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, release: Release) -> None:
        self._connection = connection
        self._folder = folder
        self._release = release
        self._rows: dict[str, int | None] = {}

    def run(self, chosen: Chosen, watch: Watch, mask: Mask | None) -> tuple[Mapping[str, int], int]:
        """Personal data that was masked, by kind, and the size of all files."""
        counts = self._write(chosen, watch, mask)
        (self._folder / recipes.FILE_NAME).write_text(recipes.dumps(self._release.recipe), "utf-8")
        masked, of = counts.masked.pieces, origin(self._connection)
        with TemporaryFile("w+", encoding="utf-8", dir=self._folder) as notes:
            written = manifest.data_files(self._folder, self._rows_in, notes)
            write_card(self._folder, self._release, counts, of, written)
            facts = manifest.facts(self._release, masked, of.withdrawn)
            return masked, manifest.write(self._folder, facts, self._rows_in, notes)

    def _write(self, chosen: Chosen, watch: Watch, mask: Mask | None) -> Counts:
        figures = Figures()
        with self._abandoning() as opened:
            listed = index.Index(self._folder, self._release.columns)
            opened.append(listed)
            writers = list(self._writers(opened))
            self._stream(chosen, watch, mask, [listed, *(writer for _, writer in writers)], figures)
            for below, writer in writers:
                if isinstance(writer, Sqlite):
                    writer.write_copies(self._connection.execute(_COPIES))
                self._rows |= {f"data/{below}/{name}": rows for name, rows in writer.close().items()}
            self._rows[index.FILE_NAME] = listed.close()
        return figures.result()

    def _stream(
        self, chosen: Chosen, watch: Watch, mask: Mask | None, into: Sequence[Opened], figures: Figures
    ) -> None:
        rows = exported(self._connection, chosen, self._release.columns, mask)
        for done, (row, kinds) in enumerate(rows):
            for each in into:
                each.write(row)
            figures.add(row, kinds)
            if done % WATCHED == 0:
                watch(done, len(chosen.rows))

    def _writers(self, opened: list[Opened]) -> Iterator[tuple[str, Writer]]:
        """With the folder of each. ``hf`` and ``parquet`` are the same files."""
        wanted = {
            ("parquet" if name == "hf" else name): FORMATS[name] for name in self._release.recipe.formats
        }
        for name, factory in wanted.items():
            below = folder_of(name)
            folder = self._folder / "data" / below
            folder.mkdir(parents=True, exist_ok=True)
            writer = factory(folder, self._release.columns, self._release)
            opened.append(writer)
            yield below, writer

    @contextmanager
    def _abandoning(self) -> Iterator[list[Opened]]:
        """Whatever is opened meanwhile is let go of when something fails."""
        opened: list[Opened] = []
        try:
            yield opened
        except BaseException:
            for each in opened:
                each.abandon()
            raise

    def _rows_in(self, path: str) -> int | None:
        others = "/".join((*path.split("/")[:2], "*"))
        return self._rows.get(path, self._rows.get(others))


def _release(connection: sqlite3.Connection, recipe: Recipe, chosen: Chosen) -> Release:
    rows = RowSet(chosen.rows)
    connection.create_function("is_chosen", 1, rows.__contains__)
    facts = connection.execute(_FACTS).fetchall()
    first, last = min(begin for _, begin, _ in facts), max(end for _, _, end in facts)
    return Release(
        recipe.name,
        # The day of the newest page among them: a clock would name the same documents differently tomorrow.
        recipe.release or last[:10],
        recipe.profile,
        recipe,
        columns(recipe.profile, split=recipe.splits is not None),
        tuple(version for version, *_ in facts),
        (first, last),
        LICENCE_NOTE,
        chosen.in_parts,
        chosen.left_out,
    )


def _why(left_out: Mapping[str, int]) -> str:
    """What became of all documents, for somebody who got none."""
    found = ", ".join(f"{number:,} {reason}" for reason, number in left_out.items())
    return f": {found}" if found else ": the database has none yet; crawl or ingest something first"


def _unknown(connection: sqlite3.Connection, select: Selection) -> Iterator[str]:
    """What no document of the database is of, and may be misspelt."""
    for column in ("site", "language"):
        for value in getattr(select, column):
            known = f"SELECT 1 FROM documents WHERE {column} = ? LIMIT 1"  # noqa: S608
            if not connection.execute(known, (value,)).fetchone():
                yield f"; none has the {column} {value}"


@contextmanager
def _disk_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"The export {place} cannot be written: {reason}. Nothing of it is left."
        ) from error
