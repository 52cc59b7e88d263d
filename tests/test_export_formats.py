"""Every format opened with the tools that its users have, with rows that break careless writers."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.export import recipe as recipes
from pipeline.export.columns import columns
from pipeline.export.formats import parquet
from pipeline.export.formats.csv_table import cell
from pipeline.export.formats.markdown import document, escaped, heading
from pipeline.export.formats.markdown import yaml as front
from pipeline.export.making import Made
from pipeline.store import open_database
from tests.export_corpus import ALL_STATES, execute, lines, made, put, ready

FORMATS = list(recipes.FORMATS)
TITLES = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝１",
    'a "quoted", title; with\nnewline\r\nand tab\t.',
    "---\nx: y",
    "null",
    "yes",
    "😀 emoji 👩‍👩‍👧 and \U0002070e",
    "a\u2028b\u2029c\x85d\x0be",
    "# heading\x7f\ufeff",
    "{{ template }} <script>",
    "'already",
)
TEXT = "1. 第一\n2) 第二\n# 井号\n- 短线\n\n> 引用 *星* _线_ `码` <b> [a](b) &amp; \\ ~~~ $x$ | 表 |\n普通，“引号”,\t制表。\r\n完"
SIGN = "\ufffd"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("hostile")
    database = folder / "a.db"
    put(database, [{"number": n, "title": title, "text": f"{TEXT}{n}"} for n, title in enumerate(TITLES)])
    put(database, [{"number": 100, "title": None, "text": "", "text_state": "none"}])
    ready(database)
    # What no program of ours stores: NUL, halves of a surrogate pair, octets that are no UTF-8.
    with closing(open_database(database).conn) as connection:
        for number, octets in ((0, b"a\x00b"), (1, b"\xed\xa0\xbdhalf"), (2, b"\xff\xfe")):
            connection.execute(
                "UPDATE documents SET speaker = CAST(? AS TEXT), venue = '=1' WHERE url LIKE ?",
                (octets, f"%p-{number}.html"),
            )
        connection.execute(
            "UPDATE documents SET text = CAST(? AS TEXT) WHERE url LIKE '%p-3.html'", (b"x\x00y",)
        )
    ready(database)
    return made(
        database,
        folder / "exports",
        formats=FORMATS,
        name="hostile",
        select={"text_state": ALL_STATES, "all_copies": True},
    )


@pytest.fixture(scope="module")
def expected(hostile: Made) -> list[dict[str, Any]]:
    """The documents as JSON Lines have them, which is checked against the database first."""
    return lines(hostile)


def data(of: Made, name: str) -> Path:
    return of.place / "data" / name


def test_json_lines_have_what_was_stored(expected: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in expected] == sorted(row["id"] for row in expected)
    by_number = {int(row["url"][:-5].rpartition("-")[2]): row for row in expected}
    assert [by_number[n]["title"] for n in range(len(TITLES))] == list(TITLES)
    assert by_number[5]["text"] == f"{TEXT}5"
    assert by_number[0]["speaker"] == f"a{SIGN}b"
    assert by_number[1]["speaker"].endswith("half")
    assert by_number[1]["speaker"].startswith(SIGN)
    assert set(by_number[2]["speaker"]) == {SIGN}
    assert by_number[3]["text"] == f"x{SIGN}y"
    assert by_number[3]["char_count"] == 3
    assert all(hashlib.sha256(row["text"].encode()).hexdigest() == row["content_sha256"] for row in expected)
    assert by_number[100]["title"] is None
    assert by_number[100]["text"] == ""
    assert all(list(row) == [column.name for column in columns("full")] for row in expected)


def test_json_lines_are_one_line_each_to_every_reader(hostile: Made, expected: list[dict[str, Any]]) -> None:
    whole = data(hostile, "jsonl/all.jsonl").read_bytes()
    assert len(whole.decode().splitlines()) == len(expected)
    assert gzip.decompress(data(hostile, "jsonl/all.jsonl.gz").read_bytes()) == whole
    with data(hostile, "jsonl/all.jsonl.zst").open("rb") as file:
        assert zstandard.ZstdDecompressor().stream_reader(file).read() == whole
    path = data(hostile, "jsonl/all.jsonl")
    titles = [row["title"] for row in expected]
    assert pl.read_ndjson(path, infer_schema_length=None)["title"].to_list() == titles
    frame = pd.read_json(path, lines=True, dtype=False)
    assert frame["title"].replace({float("nan"): None}).to_list() == titles
    for name in ("all.jsonl", "all.jsonl.gz", "all.jsonl.zst"):
        found = duckdb.sql(f"SELECT title FROM read_json('{data(hostile, f'jsonl/{name}')}')").fetchall()
        assert [title for (title,) in found] == titles


def test_parquet_is_the_same_to_everybody(hostile: Made, expected: list[dict[str, Any]]) -> None:
    path = data(hostile, "parquet/all-00000-of-00001.parquet")
    table = pq.read_table(path)
    assert table.to_pylist() == expected
    assert pl.read_parquet(path).to_dicts() == expected
    names = [column.name for column in columns("full")]
    found = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
    assert [dict(zip(names, row, strict=True)) for row in found] == expected
    assert pd.read_parquet(path)["sections"].map(len).sum() == sum(len(row["sections"]) for row in expected)


def test_parquet_says_what_its_columns_mean(hostile: Made) -> None:
    schema = pq.read_schema(data(hostile, "parquet/all-00000-of-00001.parquet"))
    declared = parquet.schema(columns("full"))
    assert schema.equals(declared)
    for field in declared:
        assert field.metadata.items() <= schema.field(field.name).metadata.items()
    said = schema.field("char_count").metadata
    assert said[b"unit"] == b"characters"
    assert said[b"meaning"].startswith(b"Length of the text.")
    assert not schema.field("id").nullable


def test_csv_runs_no_formula_and_loses_nothing(hostile: Made, expected: list[dict[str, Any]]) -> None:
    path = data(hostile, "csv/all.csv")
    octets = path.read_bytes()
    assert gzip.decompress(data(hostile, "csv/all.csv.gz").read_bytes()) == octets
    assert octets.startswith(b"\xef\xbb\xbfid,")
    assert b"\0" not in octets
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len(rows) == len(expected)
    for row, known in zip(rows, expected, strict=True):
        for name, value in known.items():
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
            if isinstance(value, str):
                assert row[name].removeprefix("'") == value
        assert json.loads(row["sections"]) == known["sections"]
        assert row["is_canonical"] == str(known["is_canonical"]).lower()
    titles = [row["title"] for row in rows]
    assert f"'{TITLES[0]}" in titles
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert frame["title"].to_list() == titles
    assert [title or "" for title in pl.read_csv(path, infer_schema=False)["title"]] == titles
    found = duckdb.sql(
        f"SELECT title FROM read_csv('{path}', all_varchar = true, nullstr = '\x01')"
    ).fetchall()
    assert [title for (title,) in found] == titles


def test_sqlite_opens_and_says_what_its_columns_mean(hostile: Made, expected: list[dict[str, Any]]) -> None:
    path = data(hostile, "sqlite/hostile.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM documents ORDER BY id")]
        sections = [tuple(row) for row in connection.execute("SELECT * FROM sections ORDER BY 1, 2")]
        copies = connection.execute("SELECT count(*) FROM near_duplicates").fetchone()[0]
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert rows == [{k: v for k, v in row.items() if k != "sections"} for row in expected]
    assert sections == [
        (row["id"], n, *section.values()) for row in expected for n, section in enumerate(row["sections"])
    ]
    assert copies > 0
    described = json.loads(path.with_name("metadata.json").read_text("utf-8"))["databases"]["hostile"][
        "tables"
    ]
    assert set(described) == {"documents", "sections", "near_duplicates"}
    assert described["documents"]["columns"].keys() == rows[0].keys()


def test_markdown_is_a_file_for_each_document(hostile: Made, expected: list[dict[str, Any]]) -> None:
    for row in expected:
        file = data(hostile, f"markdown/{row['id'][:2]}/{row['id']}.md")
        with file.open(encoding="utf-8", newline="\n") as opened:
            _, head, _ = opened.read().split("---\n", 2)
        assert yaml.safe_load(head) == {k: v for k, v in row.items() if k not in ("text", "sections")}
        tokens = MarkdownIt().parse(document(row).split("---\n", 2)[2])
        headings = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
        outline = {section["title"] for section in row["sections"]}
        assert len(headings) <= 1 + len(outline), row["title"]
    assert len(list(data(hostile, "markdown").rglob("*.md"))) == len(expected)


@pytest.mark.parametrize("title", ["讲话\n# 二", "讲话\r\n- 二", "a\r===\rb"])
def test_a_title_of_several_lines_is_one_heading(title: str) -> None:
    tokens = MarkdownIt().parse(
        document({"title": title, "text": "一\r# 二", "sections": []}).split("---\n", 2)[2]
    )
    assert [token.tag for token in tokens if token.nesting == 1] == ["h1", "p"]


# Text functions

NO_CONTROL = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff"))
TRICKY = st.text(st.sampled_from("#*_`~-+>=.:|!()[]<>&;\\1 a讲x\"'$"), min_size=1)


def rendered(markdown: str, kind: str = "paragraph") -> str:
    """What a reader sees of one paragraph or heading."""
    tokens = MarkdownIt().parse(markdown)
    assert [token.type for token in tokens] == [f"{kind}_open", "inline", f"{kind}_close"], markdown
    assert {child.type for child in tokens[1].children or ()} <= {"text", "text_special"}
    return "".join(child.content for child in tokens[1].children or ())


@given(TRICKY | NO_CONTROL)
def test_markdown_shows_a_line_as_it_was_written(line: str) -> None:
    if line.strip():
        assert rendered(escaped(line)) == line.strip()


@given(TRICKY | NO_CONTROL)
@example("C #")
@example("##")
def test_markdown_shows_a_heading_as_it_was_written(line: str) -> None:
    if line.strip():
        assert rendered(f"## {heading(line)}", "heading") == line.strip()


@given(st.text(st.characters(exclude_categories=("Cs",))) | st.integers() | st.none() | st.booleans())
def test_front_matter_is_yaml(value: object) -> None:
    assert yaml.safe_load(f"a: {front(value)}") == {"a": value}


def test_headings_of_the_outline_are_headings() -> None:
    text = "一、开头*\n正文。\n（一）小节\n正文。"
    sections = [
        {"level": 1, "title": "一、开头*", "start": 0, "end": 17},
        {"level": 2, "title": "（一）小节", "start": 10, "end": 17},
    ]
    shown = document({"id": "a", "title": "题", "text": text, "sections": sections})
    assert shown.endswith("# 题\n\n## 一、开头\\*\n\n正文。\n\n### （一）小节\n\n正文。\n")


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell(text), "end"])
    ((found, _),) = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert found in (text, f"'{text}")


# Shards and parts


def test_shards_and_row_groups_are_cut_by_the_rows_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "SHARD_ROWS", 40)
    monkeypatch.setattr(parquet, "GROUP_ROWS", 15)
    database = tmp_path / "a.db"
    put(database, [{"number": n} for n in range(100)])
    ready(database)
    found = made(database, tmp_path, formats=("parquet",))
    shards = sorted(data(found, "parquet").iterdir())
    assert [shard.name for shard in shards] == [f"all-0000{n}-of-00003.parquet" for n in range(3)]
    files = [pq.ParquetFile(shard) for shard in shards]
    groups = [[f.metadata.row_group(n).num_rows for n in range(f.num_row_groups)] for f in files]
    assert groups == [[15, 15, 10], [15, 15, 10], [15, 5]]
    ids = [key for shard in shards for key in pq.read_table(shard)["id"].to_pylist()]
    assert ids == sorted(ids)
    assert len(ids) == 100
    rows = {file["path"]: file["rows"] for file in manifest(found) if "parquet" in file["path"]}
    assert list(rows.values()) == [40, 40, 20]


def test_a_part_without_documents_is_an_empty_file(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n} for n in range(3)])
    ready(database)
    found = made(database, tmp_path, formats=("parquet", "jsonl", "csv"), splits=(100, 0, 0))
    assert found.release.rows == {"train": 3, "validation": 0, "test": 0}
    empty = pq.read_table(data(found, "parquet/test-00000-of-00001.parquet"))
    assert (empty.num_rows, empty.schema.names) == (0, [c.name for c in columns("full", split=True)])
    assert data(found, "jsonl/test.jsonl").read_bytes() == b""
    assert len(data(found, "csv/test.csv").read_text("utf-8").splitlines()) == 1


def test_open_has_no_word_of_the_text(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n, "text": "绝密之言，不可外传。" * 20, "title": "题目"} for n in range(2)])
    ready(database)
    execute(database, 'UPDATE documents SET evidence = \'{"title": "绝密之言"}\'')
    found = made(database, tmp_path, formats=FORMATS, profile="open", name="open")
    for file in found.place.rglob("*"):
        octets = file.read_bytes() if file.is_file() else b""
        if file.suffix == ".gz":
            octets = gzip.decompress(octets)
        assert "绝密".encode() not in octets, file
    table = pq.read_table(data(found, "parquet/all-00000-of-00001.parquet"))
    assert {"text", "sections", "evidence"}.isdisjoint(table.column_names)
    assert table["title"].to_pylist() == ["题目"]
    assert isinstance(table.schema, pa.Schema)


def manifest(of: Made) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((of.place / "MANIFEST.json").read_text("utf-8"))["files"]
    return found


def test_the_manifest_names_every_file(hostile: Made, expected: list[dict[str, Any]]) -> None:
    files = {file["path"]: file for file in manifest(hostile)}
    on_disk = {str(p.relative_to(hostile.place)): p for p in hostile.place.rglob("*") if p.is_file()}
    assert set(files) == set(on_disk) - {"MANIFEST.json"}
    for name, facts in files.items():
        octets = on_disk[name].read_bytes()
        assert facts["sha256"] == hashlib.sha256(octets).hexdigest()
        assert facts["bytes"] == len(octets)
    rows = {name: facts.get("rows") for name, facts in files.items()}
    assert {rows[f"data/jsonl/all.jsonl{end}"] for end in ("", ".gz", ".zst")} == {len(expected)}
    assert rows["data/sqlite/hostile.db"] == rows["index.csv.gz"] == len(expected)
    assert rows[f"data/markdown/{expected[0]['id'][:2]}/{expected[0]['id']}.md"] == 1
    assert rows[f"data/tei/{expected[0]['id'][:2]}/{expected[0]['id']}.xml"] == 1
    assert rows["data/tei/hostile.xml"] is rows["data/tei/wenji.rng"] is None
    assert rows["README.md"] is None
    assert rows["data/sqlite/metadata.json"] is None


def test_never_absent_columns_are_those_of_the_database(tmp_path: Path) -> None:
    put(tmp_path / "a.db", [{"number": 1}])
    required = {
        row[1]
        for row in execute(tmp_path / "a.db", "PRAGMA table_info(documents)")
        if row[3] or row[1] == "id"
    }
    stored = [
        column for column in columns("full") if column.name not in ("sections", "page_sha256", "masked")
    ]
    assert {column.name for column in stored if not column.nullable} == required - {"page_id"}
