"""A small export made without a database: rows of every kind, files of three formats, and its card."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.export.card import FileFacts, write_card
from pipeline.export.columns import Column, columns
from pipeline.export.figures import Counts, Figures
from pipeline.export.origin import Origin, Rejected, Rule
from pipeline.export.recipe import Recipe
from pipeline.export.release import Release

HOSTILE = 'a.example|<script>alert(1)</script>&"[x](http://x)\n| `b` \x00\ud800'
ORIGIN = Origin(
    documents=60,
    characters=90_000,
    rules=(Rule("outside-main", 120, 8000), Rule("prompt", 40, 1999), Rule("counter", 1, 1)),
    copies={"near": 9, "exact": 2},
    rejects=(Rejected("listing", "list of links", 31), Rejected("blocked", "login wall", 13)),
    withdrawn=1,
)
_SECTION = pa.struct(
    {"level": pa.int64(), "title": pa.string(), "start": pa.int64(), "end": pa.int64()}.items()
)
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "sections": pa.list_(_SECTION),
}
_STRINGS = {
    "site": lambda n: HOSTILE if n == 7 else f"site{n % 3}.example",
    "text_state": lambda n: ("full", "full", "preview", "abstract", "none")[n % 5],
    "genre": lambda n: ("speech", "address", "report")[n % 3],
    "speaker": lambda n: "王守望" if n % 2 else None,
    "spoken_on": lambda n: ("2019-05-04", "2021-03", "2023", None)[n % 4],
    "published_on": lambda n: "2022-01-01" if n % 8 else None,
    "language": lambda _: "zh",
    "script": lambda n: "Hans" if n % 5 else "Hant",
    "text": lambda n: f"各位来宾，大家好：\n这是第{n}篇，“引号”、逗号, 与 emoji 🎤。\n谢谢！",
    "split": lambda n: ("train", "train", "train", "validation", "test")[n % 5],
    "fetched_at": lambda n: f"2024-05-{n % 28 + 1:02}T08:00:00Z",
    "id": lambda n: f"{n:016x}",
}


def rows(number: int, found: tuple[Column, ...]) -> list[dict[str, object]]:
    return [{column.name: _value(n, column) for column in found} for n in range(number)]


def _value(n: int, column: Column) -> object:
    if column.name in _STRINGS:
        return _STRINGS[column.name](n)
    if column.nullable:
        return None
    return {
        "string": f"{column.name} {n}",
        "integer": n % 3 if column.name == "masked" else 100 * n,
        "number": round(n % 11 / 10, 3),
        "boolean": True,
        "sections": [{"level": 1, "title": "一、开头", "start": 0, "end": 9}] * (n % 3),
    }[column.kind]


def release(profile="full", *, split=True, number=40, **recipe) -> Release:
    return Release(
        name="small",
        version="1.0.0",
        profile=profile,
        recipe=Recipe(name="small", formats=("parquet", "jsonl", "csv"), profile=profile, **recipe),
        columns=columns(profile, split=split),
        extractor_versions=("1",),
        collected=("2024-05-01T08:00:00Z", "2024-05-28T08:00:00Z") if number else None,
        licence_note="Texts belong to their authors.",
        rows={"all": number},
        left_out={"copy of another document": 20},
    )


def counted(found) -> Counts:
    figures = Figures()
    for row in found:
        figures.add(row, {"mobile": row["masked"]})
    return figures.result()


def make(folder: Path, told: Release, number=40, kinds=("parquet", "jsonl", "csv")) -> list[FileFacts]:
    """Write the files and the card; the facts of the files come back."""
    every = rows(number, told.columns)
    parts: dict[str, list[dict[str, object]]] = {}
    for row in every:
        parts.setdefault(str(row.get("split", "all")), []).append(row)
    facts = []
    for kind in kinds:
        (folder / "data" / kind).mkdir(parents=True)
        for part, some in sorted(parts.items()):
            path = folder / "data" / kind / f"{part}-00000-of-00001.{kind}"
            _WRITE[kind](path, some, told.columns)
            body = path.read_bytes()
            digest = hashlib.sha256(body).hexdigest()
            facts.append(FileFacts(path.relative_to(folder).as_posix(), digest, len(body), len(some)))
    write_card(folder, told, counted(every), ORIGIN, facts)
    return facts


def _text(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _parquet(path, some, found) -> None:
    schema = pa.schema([(column.name, _ARROW[column.kind]) for column in found])
    clean = [{name: _text(value) for name, value in row.items()} for row in some]
    pq.write_table(pa.Table.from_pylist(clean, schema), path)


def _jsonl(path, some, _) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in some), "utf-8")


def _csv(path, some, found) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        written = csv.writer(file)
        written.writerow([column.name for column in found])
        for row in some:
            cells = (json.dumps(cell) if isinstance(cell, list) else cell for cell in row.values())
            written.writerow("" if cell is None else str(cell).replace("\0", "") for cell in cells)


_WRITE = {"parquet": _parquet, "jsonl": _jsonl, "csv": _csv}
