"""``scrapy evaluate`` and ``scrapy savefixture`` as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = (
    "各位来宾：今天我们在这里为新修的渡口剪彩，我代表全村向出工出力的乡亲们表示感谢。",
    "渡口修了八个月，用去石料六百方，没有误过一天摆渡。从今往后，孩子上学不再等水退。",
    "希望大家爱护栈桥，雨天慢行，船满不上。祝各位一路平安，谢谢大家。",
)
TEXT = "\n".join(SENTENCES)
TITLE = "在渡口落成仪式上的致辞"
PAGE = (
    f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><h1>{TITLE}</h1>'
    f"<div>{''.join(f'<p>{sentence}</p>' for sentence in SENTENCES)}</div></body></html>"
)
URL = "https://wen.example/p-71.html"


def scrapy(*words: object) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    command = [sys.executable, "-m", "scrapy", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Two fixtures, one of them held out and wrong, and two gold pages, one of them a listing."""
    folder = tmp_path / "cases"
    for name, title in (("right", TITLE), ("wrong", "别的题目")):
        place = folder / "wen" / name
        place.mkdir(parents=True)
        meta = {"url": URL, "status": 200, "content_type": "text/html", "heldout": name == "wrong"}
        record = {
            "title": title,
            "text": TEXT,
            "text_lacks": ["下载"],
            "text_contains": ["栈桥"],
            "language": "zh",
        }
        (place / "page.html").write_text(PAGE, "utf-8")
        (place / "meta.json").write_text(json.dumps(meta), "utf-8")
        (place / "record.json").write_text(json.dumps({"outcome": "document", "records": [record]}), "utf-8")
    (folder / "public").mkdir()
    rows = []
    for name, kind in (("one", "article"), ("two", "listing")):
        rows.append({"name": name, "split": "public", "lang": "zh", "page_type": kind, "url": ""})
        (folder / "public" / f"{name}.html").write_text(PAGE, "utf-8")
        (folder / "public" / f"{name}.txt").write_text(TEXT, "utf-8")
    (folder / "index.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


def test_tables_of_both_forms(cases: Path) -> None:
    code, out, err = scrapy("evaluate", cases)
    assert (code, err) == (0, "")
    assert "fixtures, 2 cases: text by runs of 4 characters" in out
    assert "gold, 2 cases: text by runs of 4 tokens" in out
    assert re.search(r"^\| all \| 2 \| 1\.000 \| 1\.000 \| 1\.000 \| 1\.000–1\.000 \|", out, re.MULTILINE)
    assert "| title | 1 of 2 (1 wrong) | 1 of 1 | 0 of 1 (1 wrong) |" in out
    assert "| documents | 1 | 1.000 |" in out
    # A held-out case is shown to nobody who did not ask for it.
    assert "别的题目" not in out
    assert "wen/wrong (held-out" in scrapy("evaluate", cases, "--split", "held-out")[1]


def keys(value: Any) -> set[str]:
    assert isinstance(value, dict)
    return set(value)


AGREEMENT = {"cases", "precision", "recall", "f1", "low", "high"}


def test_json_has_everything_in_a_stable_form(cases: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.json", "b.json")]
    for file in files:
        assert scrapy("evaluate", cases, "--worst", "0", "--json", file)[0] == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    sheet = json.loads(files[0].read_bytes())
    assert (
        files[0].read_text("utf-8") == json.dumps(sheet, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    assert keys(sheet) == {"version", "extractor_version", "unreadable", "forms"}
    assert (sheet["version"], sheet["unreadable"]) == (1, [])
    assert keys(sheet["forms"]) == {"fixtures", "gold"}
    for form in sheet["forms"].values():
        assert keys(form) == {"lines", "extractors", "cases"}
        assert form["extractors"] == {}
        assert len(form["cases"]) == 2
        for parts in form["lines"].values():
            assert keys(parts) == {"all", "tuned", "held-out"}
            for found in parts.values():
                assert keys(found) == {
                    "cases", "errors", "text", "noise", "content", "paragraphs", "flattened", "outcomes", "fields",
                }  # fmt: skip
                assert found["text"] is None or keys(found["text"]) == AGREEMENT
        for case in form["cases"].values():
            assert keys(case) == {
                "part", "split", "type", "language", "family", "outcome", "text", "paragraphs", "flattened",
                "noise_left", "content_lost", "fields_off",
            }  # fmt: skip
            assert keys(case["outcome"]) == {"expected", "got", "reason"}
            assert keys(case["text"]) == {"precision", "recall", "f1"}
    whole = sheet["forms"]["fixtures"]["lines"]["all"]["all"]
    assert whole["noise"] == {"cases": 2, "cases_bad": 0, "strings": 2, "strings_bad": 0}
    assert keys(whole["paragraphs"]) == AGREEMENT
    assert whole["fields"]["title"] == {"listed": 2, "exact": 1, "wrong": 1, "missing": 0}
    (off,) = sheet["forms"]["fixtures"]["cases"]["wen/wrong"]["fields_off"]
    assert off == {"name": "title", "mark": "wrong", "expected": "别的题目", "got": TITLE}
    assert sheet["forms"]["gold"]["lines"]["all"]["all"]["outcomes"] == {"document": {"document": 1}}


def test_peers_stand_side_by_side(cases: Path, tmp_path: Path) -> None:
    code, out, _ = scrapy("evaluate", cases, "--peers", "--json", tmp_path / "a.json")
    assert code == 0
    assert "gold: extractors side by side, 2 pages with a text" in out
    assert re.search(r"^\| trafilatura \| .* \| 1\.00 \|$", out, re.MULTILINE)
    extractors = json.loads((tmp_path / "a.json").read_bytes())["forms"]["gold"]["extractors"]
    assert keys(extractors) >= {"refine()", "trafilatura", "resiliparse"}
    for found in extractors.values():
        assert keys(found) == {"version", "lines", "empty", "errors", "pages_per_second", "of_trafilatura"}
        assert keys(found["lines"]["all"]) == AGREEMENT
    for name in ("readability-lxml", "magic-html"):
        assert (name in extractors) != (f"{name} (" in out.partition("not installed: ")[2])


def test_a_broken_case_is_named_and_the_others_are_scored(cases: Path) -> None:
    (cases / "wen" / "wrong" / "record.json").write_text("{", "utf-8")
    with (cases / "index.jsonl").open("a", encoding="utf-8") as index:
        index.write('\n{"name": "lost", "split": "public", "lang": "zh", "page_type": "article"}')
    code, out, err = scrapy("evaluate", cases)
    assert code == 2
    assert re.fullmatch(
        r"error: [^\n]*record\.json is not JSON[^\n]*\nerror: [^\n]*lost\.html cannot be read[^\n]*\n", err
    )
    assert "fixtures, 1 cases" in out
    assert "gold, 2 cases" in out


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"outcome": "dokument"}, "outcome is 'dokument', not one of document, blocked, gone,"),
        (
            {"outcome": "document", "documents": []},
            "'documents' is none of outcome, reason_contains, records",
        ),
        ({"outcome": "document", "records": [{"titel": "x"}]}, "'titel' is none of "),
        ({"outcome": "document", "records": [{"text_lacks": "一句"}]}, "text_lacks is no list of strings"),
        (
            {"outcome": "document", "records": [{"genre": "speach"}]},
            "genre is 'speach', not one of speech, address,",
        ),
        ({"outcome": "document", "records": [{"pages_total": "12"}]}, "pages_total is '12', no whole number"),
        (
            {"outcome": "document", "records": [{"spoken_on": "2021年3月"}]},
            "spoken_on is '2021年3月', no day as YYYY",
        ),
    ],
)
def test_a_key_that_nothing_is_compared_with_is_named(
    cases: Path, answer: dict[str, object], message: str
) -> None:
    (cases / "wen" / "wrong" / "record.json").write_text(json.dumps(answer), "utf-8")
    code, _, err = scrapy("evaluate", cases)
    assert code == 2
    assert f"{cases / 'wen' / 'wrong' / 'record.json'} is not understood: {message}" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evaluate"], "usage: scrapy evaluate DIR"),
        (["evaluate", "nowhere"], "nowhere is not a folder"),
        (["evaluate", "settings"], "settings holds no cases"),
        (["evaluate", "tests/fixtures", "--worst", "few"], "--worst few is not possible"),
        (["evaluate", "tests/fixtures", "--json", "nowhere/a.json"], "there is no folder nowhere"),
        (["evaluate", "tests/fixtures", "--json", "settings"], "settings cannot be written: it is a folder"),
        (["evaluate", "tests/fixtures", "--split", "tunde"], "did you mean tuned?"),
        (["savefixture", "nosuch"], "nosuch"),
        (["savefixture", "README.md", "--site", "../x"], "../x cannot name a folder"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_code_2(words: list[str], message: str) -> None:
    code, _, err = scrapy(*words)
    assert code == 2
    assert message in err
    assert re.fullmatch(r"error: [^\n]+\n", err)


def test_a_saved_fixture_is_a_case_that_agrees(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, "utf-8")
    words = ("savefixture", file, "--url", URL, "--case", "ferry", "--into", tmp_path / "fixtures")
    code, out, err = scrapy(*words)
    assert (code, err) == (0, "")
    assert "in your own words before you commit" in out
    place = tmp_path / "fixtures" / "wen.example" / "ferry"
    assert (place / "page.html").read_text("utf-8") == PAGE
    assert json.loads((place / "meta.json").read_bytes())["url"] == URL
    record = json.loads((place / "record.json").read_bytes())
    assert (record["outcome"], record["records"][0]["title"], record["records"][0]["text"]) == (
        "document",
        TITLE,
        TEXT,
    )
    code, out, _ = scrapy("evaluate", tmp_path / "fixtures")
    assert code == 0
    assert "the worst" not in out
    code, _, err = scrapy(*words)
    assert code == 2
    assert "ferry exists already" in err


def test_a_saved_listing_of_a_declared_site_names_the_links_that_are_followed(tmp_path: Path) -> None:
    file, url = tmp_path / "page.html", "https://m.777doc.com/c-1.html"
    paths = [f"/p-{number}.html" for number in range(20)]
    links = "".join(f'<li><a href="{path}">在全校开学典礼上的讲话</a></li>' for path in (*paths, "/c-2.html"))
    file.write_text(f'<html><meta charset="utf-8"><title>讲话</title><ul>{links}</ul></html>', "utf-8")
    words = ("savefixture", file, "--url", url, "--case", "listing", "--into", tmp_path)
    assert scrapy(*words)[0] == 0
    meta = json.loads((tmp_path / "777doc.com" / "listing" / "meta.json").read_bytes())
    assert meta["spider"] == "doc777"
    assert meta["links"] == {
        "document": [f"https://m.777doc.com{path}" for path in paths],
        "listing": ["https://m.777doc.com/c-2.html"],
        "pager": [],
    }


def test_a_fixture_from_the_archive(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<html><h1>{TITLE}</h1><p>您要查看的文档已被删除</p></html>", "utf-8")
    places = ("-s", f"DATABASE={tmp_path / 'a.db'}", "-s", f"ARCHIVE_DIR={tmp_path / 'archive'}")
    assert scrapy("ingest", *places, file, "--url", URL)[0] == 0
    code, _, err = scrapy("savefixture", *places, URL, "--site", "wen", "--case", "gone", "--into", tmp_path)
    assert (code, err) == (0, "")
    record = json.loads((tmp_path / "wen" / "gone" / "record.json").read_bytes())
    assert set(record) == {"outcome", "reason_contains"}
    assert (tmp_path / "wen" / "gone" / "page.html").read_bytes() == file.read_bytes()
