"""What a release added, changed and removed."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.export import index
from pipeline.export.comparison import compare
from tests.export_corpus import execute, made, put, ready


@pytest.mark.parametrize("formats", [("jsonl",), ("parquet", "csv"), ("markdown",), ("sqlite",)])
def test_added_changed_removed(tmp_path: Path, formats: tuple[str, ...]) -> None:
    database = tmp_path / "a.db"
    ids = put(database, [{"number": n} for n in range(6)])
    ready(database)
    old = made(database, tmp_path, formats=formats, release="1").place
    execute(database, "DELETE FROM documents WHERE id = ?", ids[0])
    execute(database, "UPDATE documents SET speaker = '王' WHERE id = ?", ids[1])
    put(database, [{"number": 2, "text": "完全不同的一篇文章。", "day": 2}])
    added = put(database, [{"number": 7}])
    ready(database)
    new = made(database, tmp_path, formats=formats, release="2").place
    found = compare(old, new)
    assert (found.old, found.new) == ("a 1", "a 2")
    assert found.added == added
    assert found.removed == [ids[0]]
    assert found.changed.keys() == {ids[1], ids[2]}
    assert found.changed[ids[1]] == ("speaker",)
    assert {"text", "char_count", "content_sha256", "fetched_at"} <= set(found.changed[ids[2]])
    assert (found.content, found.unchanged) == (1, 3)
    back = compare(new, old)
    assert (back.added, back.removed, back.changed.keys()) == (
        found.removed,
        found.added,
        found.changed.keys(),
    )
    same = compare(old, old)
    assert (same.added, same.changed, same.removed, same.unchanged) == ([], {}, [], 6)


def test_another_profile_has_other_columns_and_no_other_documents(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n} for n in range(3)])
    ready(database)
    full = made(database, tmp_path, release="1").place
    opened = made(database, tmp_path, release="2", profile="open", splits=(80, 10, 10)).place
    found = compare(full, opened)
    assert found.columns_removed == ("text", "evidence", "sections")
    assert found.columns_added == ("split",)
    assert (found.changed, found.unchanged) == ({}, 3)


def broken(folder: Path, content: bytes) -> None:
    (folder / index.FILE_NAME).write_bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"a,b\n1,2\n", mtime=0),
        gzip.compress(b"\xff\xff", mtime=0),
        None,
    ],
)
def test_what_is_no_export_is_an_error_of_one_line(tmp_path: Path, content: Any) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n} for n in range(3)])
    ready(database)
    place = made(database, tmp_path).place
    if content is None:
        (place / "MANIFEST.json").unlink()
    else:
        broken(place, content)
    with pytest.raises(InputError, match=r"cannot be read|is no export|is not ours") as caught:
        compare(place, place)
    assert "\n" not in str(caught.value)


def test_a_truncated_index_is_an_error(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n} for n in range(300)])
    ready(database)
    place = made(database, tmp_path).place
    broken(place, (place / index.FILE_NAME).read_bytes()[:-500])
    with pytest.raises(InputError, match="cannot be read"):
        compare(place, place)
