"""Cases read and marked: what a fixture asks, which part a case is in, what a hanging page costs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.quality.cases import Case, part_of
from pipeline.quality.figures import by_part, figures, lines
from pipeline.quality.folders import load
from pipeline.quality.measure import Marked, mark, timed
from pipeline.quality.peers import plain_text, ready, run
from pipeline.quality.worst import described, worst

PARAGRAPHS = (
    "各位老师、各位同学：",
    "今天我们在这里举行新图书馆的开馆仪式，我代表学校向参加建设的全体同志表示衷心的感谢。",
    "这座图书馆从设计到落成用了三年时间，共有座位两千个，藏书四十万册，每天从早上七点开放到晚上十点。",
    "希望大家爱护这里的一桌一椅，把安静留给别人，把时间留给自己，在书页之间度过求学路上最好的年华。谢谢大家。",
)
TITLE = "在图书馆开馆仪式上的讲话"
TEXT = "\n".join(PARAGRAPHS)


def fixture(folder: Path, *, heldout: bool = False, outcome: str = "document", **fields: Any) -> Path:
    """Write a case whose page is the speech above."""
    folder.mkdir(parents=True)
    paragraphs = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    page = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{paragraphs}"
    (folder / "page.html").write_text(page, "utf-8")
    url = f"https://wen.example/{folder.name}.html"
    meta = {"url": url, "status": 200, "content_type": "text/html; charset=utf-8", "heldout": heldout}
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    record = {"outcome": outcome} | ({"records": [fields]} if outcome == "document" else {})
    (folder / "record.json").write_text(json.dumps(record), "utf-8")
    return folder


def marked(folder: Path, **fields: Any) -> Marked:
    cases, complaints = load(fixture(folder, **fields).parent)
    assert not complaints
    return mark(cases[0])


def test_a_case_that_is_right_has_no_fault(tmp_path: Path) -> None:
    one = marked(
        tmp_path / "a", title=TITLE, text=TEXT, text_lacks=["下载"], text_contains=["求学路上"], uploader=None
    )
    assert (one.outcome, one.text, one.paragraphs) == ("document", (1, 0, 0), (1, 0, 0))
    assert {field.name: field.mark for field in one.fields} == dict.fromkeys(
        ("documents", "title", "uploader"), "exact"
    )
    assert not worst([one], 5)


def test_faults_are_told_apart(tmp_path: Path) -> None:
    one = marked(
        tmp_path / "a",
        title="别的题目",
        uploader="小李",
        text=TEXT + "\n再见。",
        text_lacks=["座位"],
        text_contains=["再见", "图书馆"],
    )
    assert {field.name: field.mark for field in one.fields} == {
        "documents": "exact",
        "title": "wrong",
        "uploader": "missing",
    }
    assert (one.noise, one.lost) == (("座位",), ("再见",))
    found = figures([one])
    assert (found.noise.strings_bad, found.noise.strings) == (1, 1)  # type: ignore[union-attr]
    assert (found.content.strings_bad, found.content.strings) == (1, 2)  # type: ignore[union-attr]
    told = "\n".join(described(one))
    for words in (
        "title wrong",
        "expected '别的题目'",
        "noise left: '座位'",
        "content lost: '再见'",
        "-再见。",
    ):
        assert words in told


def test_a_document_that_was_not_found_has_no_field_right(tmp_path: Path) -> None:
    fixture(tmp_path / "a", title=TITLE, uploader=None, text=TEXT)
    (tmp_path / "a" / "page.html").write_text("<html><p>您要下载的文档已被删除", "utf-8")
    one = mark(load(tmp_path)[0][0])
    assert one.outcome != "document"
    assert {field.mark for field in one.fields} == {"missing"}
    assert one.text == (0, 0, 1)


def test_flattened_pages_are_those_that_lost_their_line_breaks(tmp_path: Path) -> None:
    assert not marked(tmp_path / "1" / "a", text=TEXT).flattened
    assert marked(tmp_path / "2" / "a", text_unbroken=TEXT).flattened
    folder = fixture(tmp_path / "3" / "a", text=TEXT)
    (folder / "page.html").write_text(f"<html><h1>{TITLE}</h1><div>{''.join(PARAGRAPHS)}</div>", "utf-8")
    assert mark(load(folder.parent)[0][0]).flattened


def test_lines_and_parts_count_each_case_once(tmp_path: Path) -> None:
    fixture(tmp_path / "a", heldout=True, text=TEXT, language="zh", family="generic")
    fixture(tmp_path / "b", text=TEXT, language="en", family="generic")
    fixture(tmp_path / "c", outcome="gone")
    every = [mark(case) for case in load(tmp_path)[0]]
    assert {name: len(group) for name, group in lines(every).items()} == {
        "all": 3,
        "language en": 1,
        "language zh": 1,
    }
    parts = by_part(every)
    assert {part: found.cases for part, found in parts.items()} == {"all": 3, "tuned": 2, "held-out": 1}
    assert parts["all"].outcomes == {"document": {"document": 2}, "gone": {"document": 1}}
    assert worst(every, 1)[0].case.name == "c"


def test_twins_and_subdomains_stand_on_one_side_and_a_third_is_held_out() -> None:
    sides = [part_of(f"https://site{number}.com/a", "x") for number in range(600)]
    assert sides == [part_of(f"http://news.site{number}.com/b?c", "y") for number in range(600)]
    assert 150 < sides.count("held-out") < 250
    assert len({part_of("", str(number)) for number in range(20)}) == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("meta.json", "{", "meta.json is not JSON"),
        ("meta.json", "[]", "meta.json is not a JSON object"),
        ("meta.json", '{"url": 1}', "url is missing or no str"),
        ("record.json", '{"records": []}', "outcome is missing or no str"),
        ("record.json", '{"outcome": "document", "records": [1]}', "records is a list of objects"),
        ("page.txt", "x", "has 2 files named page.*"),
    ],
)
def test_a_broken_case_costs_only_itself(name: str, content: str, message: str, tmp_path: Path) -> None:
    fixture(tmp_path / "good", text=TEXT)
    (fixture(tmp_path / "bad", text=TEXT) / name).write_text(content, "utf-8")
    cases, complaints = load(tmp_path)
    assert [case.name for case in cases] == ["good"]
    assert len(complaints) == 1
    assert message in complaints[0]


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError):
            load(folder)


def test_a_call_that_hangs_or_raises_is_a_finding() -> None:
    hung = timed(lambda: time.sleep(60), limit=0.01)
    assert (hung.value, hung.error) == (None, "took longer than 0.01 s")
    assert timed(lambda: 1 // 0).error == "ZeroDivisionError: integer division or modulo by zero"
    assert timed(lambda: "text").value == "text"


def test_peers_are_run_on_the_same_pages(tmp_path: Path) -> None:
    fixture(tmp_path / "a", text=TEXT)
    fixture(tmp_path / "b", outcome="gone")
    cases: list[Case] = load(tmp_path)[0]
    found, absent = ready()
    assert {extractor.name for extractor in found} >= {"refine()", "trafilatura", "resiliparse"}
    assert len(found) + len(absent) == 5
    runs = {extractor.name: run(extractor, cases) for extractor in found}
    assert all(set(each.scores) == {"a"} for each in runs.values())
    assert runs["refine()"].scores["a"] == (1, 0, 0)
    assert not any(each.errors for each in runs.values())


def test_markup_of_peers_becomes_lines() -> None:
    markup = "<div>一<b>二</b><p>三</p>四<!-- 五 --><script>六</script></div>"
    assert plain_text(markup).split() == ["一二", "三", "四"]
    assert plain_text("<html><body><p>a<br>b</p></body></html>").split() == ["a", "b"]
    assert plain_text(None) == plain_text(" ") == ""
