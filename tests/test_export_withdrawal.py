"""What is withdrawn is in no later export, in whatever format, and what described it says so."""

from __future__ import annotations

import gzip
import json
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.export import recipe as recipes
from pipeline.export.comparison import compare
from pipeline.export.making import Made
from pipeline.store import open_database
from pipeline.store.withdrawals import Target
from pipeline.withdrawal import carry_out, plan
from tests.command_line import places, run
from tests.export_corpus import ALL_STATES, execute, made, parts, put, ready

SECRET = "雪后初晴的下午他独自走过第七座石桥，谁也不曾想到那竟是最后一次。"
NAME = "欧阳守拙"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Of each of three texts a near copy on another site; one is to be withdrawn."""
    texts = [f"{''.join(chr(0x4E00 + (n * 977 + i * 31) % 9000) for i in range(400))}。" for n in range(3)]
    texts[0] = f"各位朋友：\n{SECRET * 12}\n谢谢大家。"
    given = [
        {
            "number": n,
            "host": host,
            "text": text + more,
            "title": f"题目{n}",
            "speaker": NAME if n == 0 else None,
        }
        for n, text in enumerate(texts)
        for host, more in (("one.example", ""), ("two.example", "\n转载。"))
    ]
    put(tmp_path / "a.db", given)
    ready(tmp_path / "a.db")
    return tmp_path / "a.db"


def exported(database: Path, release: str) -> Made:
    select = {"text_state": ALL_STATES, "all_copies": True}
    formats = recipes.FORMATS
    return made(
        database, database.parent, formats=formats, release=release, splits=(40, 30, 30), select=select
    )


def withdraw(database: Path, *urls: str) -> None:
    with closing(open_database(database).conn) as connection:
        for url in urls:
            carry_out(connection, plan(connection, Target("url", url)), "asked by the author")
    ready(database)


def files_with(of: Made, *words: str) -> set[str]:
    """The files in which any of these words stands, unpacked."""
    found = set()
    for path in of.place.rglob("*"):
        octets = path.read_bytes() if path.is_file() else b""
        if path.suffix == ".gz":
            octets = gzip.decompress(octets)
        elif path.suffix == ".zst":
            octets = zstandard.ZstdDecompressor().decompressobj().decompress(octets)
        elif path.suffix == ".parquet":
            octets = json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False).encode()
        if any(word.encode() in octets for word in words):
            found.add(str(path.relative_to(of.place)))
    return found


def test_a_later_export_holds_nothing_of_it_and_says_how_many_went(database: Path) -> None:
    before = exported(database, "1")
    rows = execute(database, "SELECT id, canonical_url FROM documents WHERE speaker = ?", NAME)
    ids = [key for key, _ in rows]
    assert len(rows) == 2
    words = (SECRET[:9], SECRET[-9:-1], NAME, *ids)
    formats = {path.split("/")[1] for path in files_with(before, *words) if path.startswith("data/")}
    assert formats == {"jsonl", "csv", "parquet", "tei", "markdown", "sqlite"}
    assert "README.md" not in files_with(before, "Withdrawn on request")
    withdraw(database, *(url for _, url in rows))
    after = exported(database, "2")
    assert files_with(after, *words) == set()
    assert after.release.documents == before.release.documents - 2
    assert compare(before.place, after.place).removed == sorted(ids)
    assert json.loads((after.place / "MANIFEST.json").read_text("utf-8"))["withdrawn"] == 2
    assert "Withdrawn on request: 2 documents." in (after.place / "README.md").read_text("utf-8")


def test_its_copy_keeps_its_part(database: Path) -> None:
    before = exported(database, "1")
    canonical, url, copy = execute(
        database,
        "SELECT d.id, d.canonical_url, n.document_id FROM documents AS d JOIN near_duplicates AS n ON n.other_id = d.id"
        " WHERE d.speaker = ?",
        NAME,
    )[0]
    assert parts(before)[canonical] == parts(before)[copy]
    withdraw(database, url)
    after = parts(exported(database, "2"))
    assert canonical not in after
    assert after == {key: part for key, part in parts(before).items() if key != canonical}


def test_exports_made_elsewhere_are_named_and_the_hash_of_a_masked_row_is_known(tmp_path: Path) -> None:
    database, elsewhere = tmp_path / "a.db", tmp_path / "elsewhere"
    number = "13812345678"
    put(
        database,
        [{"number": 1, "text": f"各位来宾：\n联系电话：{number}。\n谢谢大家。"}, {"number": 2}],
    )
    assert run("export", "a", "--release", "1", "-o", elsewhere, *places(tmp_path))[0] == 0
    written = (elsewhere / "a/1/data/jsonl/all.jsonl").read_text("utf-8").split("\n")
    (row,) = [each for each in map(json.loads, filter(None, written)) if each["masked"]]
    assert number not in row["text"]
    words = ("withdraw", "--sha256", row["content_sha256"], "--reason", "asked", "--yes", *places(tmp_path))
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert f"Exports made before hold it still:\n  {elsewhere / 'a' / '1'}  1\n" in out
    assert "Withdrawn: 1 document, 1 page;" in out
    assert execute(database, "SELECT url FROM documents") == [("https://wen.example/p-2.html",)]
    assert [kind for (kind,) in execute(database, "SELECT kind FROM withdrawals")] == ["sha256", "url"]
    # Of an export that is gone nobody can tell, and that is said.
    code, out, _ = run(*words[:2], "0" * 64, *words[3:5], "--dry-run", *places(tmp_path))
    assert code == 0
    assert "Nothing that is stored has this hash; whatever has it would be refused from now on.\n" in out
    assert "masked > 0" in out
    assert "Nothing is stored" not in out
