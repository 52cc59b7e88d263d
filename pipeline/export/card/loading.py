"""Lines of code that open an export, for the formats that it has. Tests run them as they stand in the card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.export.card.files import Format


class Snippet(NamedTuple):
    """How one tool opens it: the name of the tool, the language and the code, for a reader in the export's folder."""

    tool: str
    language: str
    code: str


def snippets(formats: Sequence[Format]) -> list[Snippet]:
    """Those that apply; of several formats with rows, the best one is opened."""
    table = next((each for each in formats if each.has_rows), None)
    found = list(_of_rows(table)) if table else []
    for each in formats:
        if each.kind == ".db":
            found += [Snippet("SQLite", "python", _SQLITE.format(path=file.path)) for file in each.files]
        if each.kind == ".xml":
            found.append(Snippet("lxml (TEI)", "python", _TEI.format(pattern=each.pattern)))
    return found


def _of_rows(table: Format) -> Iterator[Snippet]:
    yield Snippet("datasets", "python", _DATASETS)
    pattern, kind = table.pattern, table.kind
    if kind == ".parquet":
        yield Snippet("pandas", "python", _PANDAS.format(read=f'pandas.read_parquet("{table.folder}")'))
        yield Snippet("polars", "python", _POLARS.format(read=f'polars.scan_parquet("{pattern}")'))
    else:
        read = "read_json(file, lines=True)" if kind == ".jsonl" else "read_csv(file)"
        many = f'pandas.concat(pandas.{read} for file in sorted(Path(".").glob("{pattern}")))'
        yield Snippet("pandas", "python", "from pathlib import Path\n" + _PANDAS.format(read=many))
        scan = "scan_ndjson" if kind == ".jsonl" else "scan_csv"
        yield Snippet("polars", "python", _POLARS.format(read=f'polars.{scan}("{pattern}")'))
    yield Snippet("DuckDB", "sql", _DUCKDB.format(pattern=pattern))


_DATASETS = """from pathlib import Path
from datasets import load_dataset

documents = load_dataset(str(Path.cwd()))  # or its name on the Hub
print(documents)"""
_PANDAS = """import pandas

documents = {read}
print(documents.genre.value_counts())"""
_POLARS = """import polars

documents = {read}
print(documents.group_by("genre").len().collect())"""
_DUCKDB = """SELECT genre, count(*), sum(char_count) FROM '{pattern}' GROUP BY genre ORDER BY 2 DESC;"""
_SQLITE = """import sqlite3

connection = sqlite3.connect("{path}")
print(connection.execute("SELECT genre, count(*) FROM documents GROUP BY genre").fetchall())"""
_TEI = """from pathlib import Path
from lxml import etree

names = {{"tei": "http://www.tei-c.org/ns/1.0"}}
for file in sorted(Path(".").glob("{pattern}"))[:3]:
    print(etree.parse(file).findtext(".//tei:title", namespaces=names))"""
