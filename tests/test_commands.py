"""The commands as they are typed: exit codes, one clear line for what is wrong, everything else stored."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>在图书馆开馆仪式上的讲话</title></head><body>
<h1>在图书馆开馆仪式上的讲话</h1><div class="content">{paragraphs}</div></body></html>"""
PARAGRAPHS = (
    "各位老师、各位同学：今天我们在这里举行新图书馆的开馆仪式，我代表学校向参加建设的全体同志表示衷心的感谢。",
    "这座图书馆从设计到落成用了三年时间，共有座位两千个，藏书四十万册，每天从早上七点开放到晚上十点。",
    "希望大家爱护这里的一桌一椅，把安静留给别人，把时间留给自己，在书页之间度过求学路上最好的年华。谢谢大家。",
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "good.html"
    file.write_text(PAGE.format(paragraphs="".join(f"<p>{text}</p>" for text in PARAGRAPHS)), "utf-8")
    return file


def scrapy(*words: object, folder: Path) -> tuple[int, str, str]:
    """Exit code, stdout, stderr; with a database and an archive in the folder unless words say otherwise."""
    places = [f"DATABASE={folder / 'a.db'}", f"ARCHIVE_DIR={folder / 'archive'}"]
    options = [word for place in places for word in ("-s", place)]
    command = [sys.executable, "-m", "scrapy", str(words[0]), *options, *map(str, words[1:])]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def outcomes(folder: Path) -> dict[str, str]:
    """Outcome and reason of each page and of each reject without one, by the last part of its URL."""
    connection = sqlite3.connect(folder / "a.db")
    query = (
        "SELECT url, outcome, ifnull(reason, '') FROM pages UNION ALL"
        " SELECT url, outcome, reason FROM rejects WHERE page_id IS NULL"
    )
    rows = {
        url.rpartition("/")[2]: f"{outcome} {reason}".strip()
        for url, outcome, reason in connection.execute(query)
    }
    connection.close()
    return rows


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["crawl", "exmple"], "no spider exmple (did you mean example?)"),
        (["crawl", "nosuch"], "no spider nosuch; there are doc777, example"),
        (["crawl"], "usage: scrapy crawl SPIDER"),
        (["crawl", "site", "doc777"], "usage: scrapy crawl SPIDER"),
        (["crawl", "site"], "needs an address"),
        (["crawl", "site", "-a", "url"], "write -a NAME=VALUE"),
        (["crawl", "doc777", "-a", "limit=many"], "limit=many is not possible"),
        (["crawl", "site", "-o", "x.json"], "no option -o"),
        (["crawl", "site", "-s", "DATABSE=x"], "did you mean DATABASE?"),
        (["crawl", "site", "-s", "DOWNLOAD_DELAY=abc"], "DOWNLOAD_DELAY=abc is not possible: give a number"),
        (["crawl", "site", "-L", "LOUD"], "LOG_LEVEL=LOUD is not one of"),
        (["ingest"], "usage: scrapy ingest PATH"),
        (["ingest", "x.html", "--colour=red"], "no option --colour"),
        (["ingest", "/nowhere/x.html"], "/nowhere/x.html cannot be read"),
        (["demo", "now"], "usage: scrapy demo"),
        (["explain", "nosuch"], "nosuch"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_code_2(words: list[str], message: str, tmp_path: Path) -> None:
    code, _, err = scrapy(*words, folder=tmp_path)
    assert code == 2
    assert message in err
    assert re.fullmatch(r"error: [^\n]+\n", err)


def test_an_ingested_page_is_a_document_with_all_its_text(page: Path, tmp_path: Path) -> None:
    code, out, err = scrapy("ingest", page, "--url", "https://wen.example/p-1.html", folder=tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("1 pages: 1 documents (1 new), 0 rejects.")
    connection = sqlite3.connect(tmp_path / "a.db")
    url, text, site = connection.execute("SELECT canonical_url, text, site FROM documents").fetchone()
    connection.close()
    assert (url, site) == ("https://wen.example/p-1.html", "wen.example")
    assert text.split("\n")[-3:] == list(PARAGRAPHS)
    assert "1 unchanged" in scrapy("ingest", page, "--url", url, folder=tmp_path)[1]


def test_bad_input_is_rejected_with_reasons_and_the_rest_is_stored(page: Path, tmp_path: Path) -> None:
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "huge.html").write_bytes(b"<p>" + b"word " * 10_000_000)
    paths = [tmp_path / name for name in ("picture.html", "missing.html", "empty.html", "huge.html")]
    code, out, err = scrapy("ingest", *paths, page, folder=tmp_path)
    assert code == 2
    assert re.fullmatch(r"error: [^\n]*missing\.html cannot be read[^\n]*\n", err)
    assert "1 documents (1 new), 3 rejects" in out
    found = outcomes(tmp_path)
    assert found["good.html"] == "document"
    assert found["huge.html"] == "rejected page of 50.0 MB is over the limit of 16 MB"
    assert found["picture.html"].startswith("rejected ")
    assert found["empty.html"].startswith("rejected ")


def test_a_truncated_warc_gives_what_it_holds(page: Path, tmp_path: Path) -> None:
    for number in range(3):
        url = f"https://wen.example/p-{number}.html"
        assert scrapy("ingest", page, "--url", url, folder=tmp_path / "first")[0] == 0
    whole = b"".join(file.read_bytes() for file in sorted((tmp_path / "first" / "archive").iterdir()))
    (tmp_path / "cut.warc.gz").write_bytes(whole[:-200])
    code, out, _ = scrapy("ingest", tmp_path / "cut.warc.gz", folder=tmp_path / "second")
    assert code == 0
    assert re.match(r"[23] pages: [23] documents", out)


def test_a_database_that_cannot_be_made_is_code_5(page: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    database = f"DATABASE={tmp_path / 'file' / 'a.db'}"
    for words in (["ingest", page], ["crawl", "example"]):
        code, _, err = scrapy(*words, "-s", database, folder=tmp_path)
        assert code == 5
        assert re.fullmatch(r"error: [^\n]+\n", err)


def test_explain_shows_what_was_kept_and_what_was_not(page: Path, tmp_path: Path) -> None:
    url = "https://wen.example/p-1.html"
    scrapy("ingest", page, "--url", url, folder=tmp_path)
    for words in ([page, "--url", url], [url]):
        code, out, err = scrapy("explain", *words, folder=tmp_path)
        assert (code, err) == (0, "")
        for text in PARAGRAPHS:
            assert re.search(rf"^\+ kept +{re.escape(text)}$", out, re.MULTILINE)
        assert re.search(r"^  title +在图书馆开馆仪式上的讲话", out, re.MULTILINE)


def free_ports(number: int) -> str:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return ",".join(str(server.getsockname()[1]) for server in held)


@pytest.mark.parametrize("ports", ["80", "a,b,c", "1,2,99999"])
def test_ports_that_make_no_sense_are_refused(ports: str, tmp_path: Path) -> None:
    code, _, err = scrapy("demo", "--ports", ports, folder=tmp_path)
    assert code == 2
    assert re.fullmatch(r"error: [^\n]+\n", err)


def test_the_demo_ends_with_a_summary_and_a_second_one_finds_nothing_new(tmp_path: Path) -> None:
    ports = free_ports(3)
    code, out, err = scrapy("demo", "--ports", ports, folder=tmp_path)
    assert (code, err) == (0, "")
    for words in ("new)", "rejects", "removed", "Some of the records", "scrapy explain", "datasette"):
        assert words in out
    code, out, _ = scrapy("demo", "--ports", ports, folder=tmp_path)
    assert code == 0
    assert "Nothing is new since the last run." in out
