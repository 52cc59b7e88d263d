"""What masking does to a row: its outline moves along, and nothing in it gives the masked piece away."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.masking import mask_row, mover
from pipeline.export.persons import mask
from tests.export_corpus import execute, lines, made, put, ready

MOBILE = "13800138000"
SECTION = {"level": 1, "title": f"二、联系电话：{MOBILE}"}


class Span(NamedTuple):
    start: int
    end: int
    kind: str
    replacement: str


class Masked(NamedTuple):
    text: str
    spans: tuple[Span, ...]


def digits(text: str) -> Masked:
    spans = tuple(Span(m.start(), m.end(), "digits", "<n>") for m in re.finditer(r"\d+", text))
    return Masked(re.sub(r"\d+", "<n>", text), spans)


@given(st.lists(st.text("ab1", max_size=6), max_size=6))
def test_an_offset_moves_to_the_same_place(pieces: list[str]) -> None:
    text = "".join(f"[{piece}]" for piece in pieces)
    masked = digits(text)
    move = mover(masked.spans)
    assert move(0) == 0
    assert move(len(text)) == len(masked.text)
    for offset, character in enumerate(text):
        # Of a piece, its beginning or what stands for it, or at most its end.
        assert masked.text[move(offset)] in ("<n>]ab" if character.isdigit() else character)
    moved = [move(offset) for offset in range(len(text) + 1)]
    assert moved == sorted(moved)


def test_every_column_with_words_is_masked_and_counted_once() -> None:
    row = {
        "title": "第3次",
        "text": "1234 讲话\n结束 5",
        "evidence": '{"title": "第3次"}',
        "speaker": None,
        "sections": [{"level": 1, "title": "结束 5", "start": 8, "end": 12}],
        **dict.fromkeys(("occasion", "speaker_role", "venue", "uploader", "categories")),
    }
    assert mask_row(row, digits) == {"digits": 3}
    assert row["text"] == "<n> 讲话\n结束 <n>"
    assert (row["title"], row["evidence"]) == ("第<n>次", '{"title": "第<n>次"}')
    assert row["sections"] == [{"level": 1, "title": "结束 <n>", "start": 7, "end": 13}]
    assert row["masked"] == 3
    assert row["char_count"] == len(row["text"])


def test_a_masked_number_is_nowhere_in_an_export_and_no_hash_tells_it(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    text = f"一、会议\n请与我们联系。\n二、联系电话：{MOBILE}\n谢谢大家。"
    start = text.index("二")
    section = {"level": 1, "title": f"二、联系电话：{MOBILE}", "start": start, "end": len(text)}
    (key,) = put(database, [{"number": 1, "text": text, "uploader": f"手机{MOBILE}"}])
    execute(
        database,
        'UPDATE sections SET title = ?, start = ?, "end" = ? WHERE ordinal = 2',
        section["title"],
        start,
        len(text),
    )
    ready(database)
    for profile in ("full", "open"):
        found = made(
            database, tmp_path, name=profile, formats=("jsonl", "csv", "sqlite", "markdown"), profile=profile
        )
        for file in found.place.rglob("*"):
            if file.is_file():
                assert MOBILE.encode() not in file.read_bytes(), file
                assert hashlib.sha256(text.encode()).hexdigest().encode() not in file.read_bytes(), file
    (row,) = lines(made(database, tmp_path))
    assert row["masked"] == 2
    assert row["id"] == key
    shown = row["sections"][2]
    assert row["text"][shown["start"] :].startswith(shown["title"])
    assert shown["end"] == len(row["text"])
    assert row["content_sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()


def test_personal_data_is_kept_when_that_is_asked_for(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": 1, "text": f"联系电话：{MOBILE}，欢迎来电。"}])
    ready(database)
    (row,) = lines(made(database, tmp_path, mask=False))
    assert MOBILE in row["text"]
    assert row["masked"] == 0


def test_no_part_of_a_masked_piece_stays_in_evidence() -> None:
    found = {
        "text_state": f"…\n述职人：李建国\n{MOBILE}",
        "title": "述职报告",
        "venue": f"…{MOBILE[4:]}，找李老师",
    }
    row = {
        "title": "述职报告",
        "text": f"述职人：李建国\n{MOBILE}",
        "sections": [],
        "evidence": json.dumps(found, ensure_ascii=False),
    }
    mask_row(row, mask)
    assert MOBILE[4:] not in str(row)
    assert json.loads(row["evidence"])["title"] == "述职报告"
    assert json.loads(row["evidence"])["text_state"].startswith("…\n述职人")
