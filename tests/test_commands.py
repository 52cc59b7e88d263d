"""The commands as they are typed: exit codes, one clear line for what is wrong, everything else stored."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.archive import ArchiveWriter
from pipeline.items import Page, Reject
from pipeline.store import Writer
from tests.command_line import messages, places, run, start

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
    return run(words[0], *places(folder), *words[1:])


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
        (["crawl", "nosuch"], "no spider nosuch; there are baogao8, bdocx"),
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
    assert out.startswith("1 page: 1 document (1 new), 0 rejects.")
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
    lines = {line.partition(": ")[2].removeprefix(f"{tmp_path}/") for line in err.splitlines()}
    assert lines == {
        "missing.html cannot be read: No such file or directory.",
        "picture.html: not a web page: PNG image",
        "empty.html: empty page",
        "huge.html: page of 47.7 MB is over the limit of 16 MB",
    }
    assert "3 pages: 1 document (1 new), 2 rejects (2 rejected); 1 piece of input" in out
    assert runs(tmp_path) == [("finished with unreadable input", 2)]
    found = outcomes(tmp_path)
    assert found["good.html"] == "document"
    assert found["huge.html"] == "rejected page of 47.7 MB is over the limit of 16 MB"
    assert found["picture.html"].startswith("rejected ")
    assert found["empty.html"].startswith("rejected ")


def runs(folder: Path) -> list[tuple[str, int]]:
    connection = sqlite3.connect(folder / "a.db")
    rows = connection.execute("SELECT outcome, exit_code FROM runs").fetchall()
    connection.close()
    return rows


def test_bad_files_in_a_folder_are_counted_by_kind(page: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    page.rename(saved / "good.html")
    (saved / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (saved / "bad.warc.gz").write_bytes(b"no archive")
    code, out, err = scrapy("ingest", saved, folder=tmp_path)
    assert (code, err) == (0, "")
    assert (
        "2 pages: 1 document (1 new), 1 reject (1 rejected); 1 piece of input could not be read (1 error)."
        in out
    )
    assert "No document, and why: 1 error, damaged; 1 rejected, not a web page" in out


@pytest.mark.parametrize("content", [b"", b"words, and no archive", b"\x1f\x8b\x08" + bytes(17)])
def test_a_named_archive_that_holds_nothing_says_why(content: bytes, page: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.warc.gz").write_bytes(content)
    code, out, err = scrapy("ingest", tmp_path / "bad.warc.gz", page, folder=tmp_path)
    assert code == 2
    assert re.fullmatch(r"error: [^\n]*bad\.warc\.gz: (damaged|holds no WARC record): [^\n]+\n", err)
    assert "1 document (1 new)" in out


def test_a_named_page_that_is_a_listing_is_read_and_says_so(page: Path, tmp_path: Path) -> None:
    links = "".join(f"<li><a href=/p-{n}.html>在全校开学典礼上的讲话</a></li>" for n in range(30))
    page.write_text(f"<html><meta charset=utf-8><title>讲话</title><ul>{links}</ul></html>", "utf-8")
    code, _, err = scrapy("ingest", page, folder=tmp_path)
    assert code == 0
    assert re.fullmatch(r"no document: [^\n]*good\.html: list of links[^\n]*\n", err)


def test_nothing_is_made_for_paths_that_do_not_exist(tmp_path: Path) -> None:
    code, _, err = scrapy("ingest", tmp_path / "no.html", tmp_path / "neither.html", folder=tmp_path)
    assert code == 2
    assert "no.html cannot be read" in err
    assert "neither.html cannot be read" in err
    assert list(tmp_path.iterdir()) == []


def test_pictures_in_an_archive_are_counted_and_not_copied(page: Path, tmp_path: Path) -> None:
    fetched = {"fetched_at": "2024-05-01T00:00:00Z", "headers": (("Content-Type", "image/png"),)}
    with ArchiveWriter(tmp_path / "foreign") as archive:
        archive.write(Page(url="https://wen.example/1.png", body=b"\x89PNG\r\n\x1a\n1", **fetched))
        archive.write(Page(url="https://wen.example/2.png", body=b"\x89PNG\r\n\x1a\n2", **fetched))
        archive.write(
            Page(
                url="https://wen.example/p-1.html", body=page.read_bytes(), fetched_at="2024-05-01T00:00:00Z"
            )
        )
    (warc,) = (tmp_path / "foreign").iterdir()
    code, out, err = scrapy("ingest", warc, folder=tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("1 page: 1 document (1 new), 0 rejects.")
    assert "Left out: 2 image/png\n" in out
    assert list(outcomes(tmp_path)) == ["p-1.html"]


def test_the_database_is_one_file_after_every_command(page: Path, tmp_path: Path) -> None:
    url = "https://wen.example/p-1.html"
    for words in (["ingest", page, "--url", url], ["ingest", page, "--url", url], ["explain", url]):
        assert scrapy(*words, folder=tmp_path)[0] == 0
        assert [path.name for path in tmp_path.glob("a.db*")] == ["a.db"]
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "a.db").read_bytes())
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT title FROM documents_brief").fetchall() == [
        ("在图书馆开馆仪式上的讲话",)
    ]
    connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_ingest_says_what_is_stored_and_goes_on(
    number: signal.Signals, page: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    # More than can be read before the signal comes, on a machine with other things to do too.
    long = tmp_path / "long.html"
    long.write_text(
        page.read_text("utf-8").replace("</body>", f"{'<p>请大家爱护每一本书。</p>' * 400}</body>"), "utf-8"
    )
    for copy in range(3000):
        (saved / f"{copy}.html").hardlink_to(long)
    with start("ingest", *places(tmp_path), saved) as process:
        while not (tmp_path / "a.db").exists() or not stored(tmp_path):
            assert process.poll() is None
        process.send_signal(number)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert messages(err) == "stopped, and what is stored stays; type the same command again to go on\n"
    assert re.match(r"\d+ pages?: \d+ documents?", out)
    assert runs(tmp_path) == [("interrupted", 130)]
    assert [path.name for path in tmp_path.glob("a.db*")] == ["a.db"]


def stored(folder: Path) -> int:
    connection = sqlite3.connect(folder / "a.db", timeout=30)
    try:
        (number,) = connection.execute("SELECT count(*) FROM pages").fetchone()
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
    return int(number)


def test_a_reader_that_goes_away_is_no_fault(page: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, _, err = run("ingest", *places(tmp_path), page, stdout=writing)
    os.close(writing)
    assert (code, err) == (0, "")
    assert outcomes(tmp_path) == {"good.html": "document"}
    code, _, err = run("explain", page, stdout=subprocess.DEVNULL)
    assert (code, err) == (0, "")


def test_results_that_cannot_be_printed_are_storage_trouble(page: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        code, _, err = run("ingest", *places(tmp_path), page, stdout=full)
    assert code == 5
    assert err == "error: the results cannot be printed: No space left on device\n"
    assert outcomes(tmp_path) == {"good.html": "document"}


def test_a_narrow_encoding_prints_escapes(page: Path) -> None:
    code, out, err = run("explain", page, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (code, err) == (0, "")
    assert "\\u5404\\u4f4d" in out


def test_a_truncated_warc_gives_what_it_holds(page: Path, tmp_path: Path) -> None:
    for number in range(3):
        url = f"https://wen.example/p-{number}.html"
        assert scrapy("ingest", page, "--url", url, folder=tmp_path / "first")[0] == 0
    whole = b"".join(file.read_bytes() for file in sorted((tmp_path / "first" / "archive").iterdir()))
    (tmp_path / "cut.warc.gz").write_bytes(whole[:-200])
    code, out, err = scrapy("ingest", tmp_path / "cut.warc.gz", folder=tmp_path / "second")
    assert code == 2
    assert re.match(r"[23] pages: [23] documents", out)
    assert re.fullmatch(r"error: [^\n]*cut\.warc\.gz: damaged: the record at byte \d+ [^\n]+\n", err)


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
            assert re.search(rf"^\+ kept +\d+% {re.escape(text)}$", out, re.MULTILINE)
        assert re.search(r"^  title +在图书馆开馆仪式上的讲话", out, re.MULTILINE)
        assert re.search(r"^what these rules remove:\n  \S+ +\w", out, re.MULTILINE)


def test_explain_knows_what_was_never_served(tmp_path: Path) -> None:
    url = "https://wen.example/p-9.html"
    with Writer(tmp_path / "a.db") as writer:
        writer.put(None, Reject(url, "blocked", "robots.txt does not allow it"))
    code, out, err = scrapy("explain", url, folder=tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith(f"{url}\nno page was served, last tried ")
    assert out.endswith("no document: blocked, robots.txt does not allow it\n")


def test_explain_says_where_it_looked(page: Path, tmp_path: Path) -> None:
    url = "https://wen.example/p-1.html"
    scrapy("ingest", page, "--url", url, folder=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    code, _, err = scrapy("explain", url, "-s", f"ARCHIVE_DIR={elsewhere}", folder=tmp_path)
    assert code == 5
    assert f" is not in {elsewhere}; if the archive is elsewhere: -s ARCHIVE_DIR=DIR" in err
    code, _, err = scrapy("explain", tmp_path, folder=tmp_path)
    assert (code, err.count("\n")) == (2, 1)
    assert "is a folder: name one of its files" in err
    code, _, err = scrapy("explain", url, "-s", f"DATABASE={tmp_path}", folder=tmp_path)
    assert (code, err) == (5, f"error: Database {tmp_path} is a folder; name a file with -s DATABASE=FILE.\n")


def test_an_archive_that_cannot_exist_is_code_5_also_for_a_known_page(page: Path, tmp_path: Path) -> None:
    assert scrapy("ingest", page, folder=tmp_path)[0] == 0
    code, _, err = scrapy("ingest", page, "-s", f"ARCHIVE_DIR={page}/archive", folder=tmp_path)
    assert code == 5
    assert re.fullmatch(r"error: The archive folder [^\n]+\n", err)


def free_ports(number: int) -> str:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return ",".join(str(server.getsockname()[1]) for server in held)


@pytest.mark.parametrize("ports", ["80", "a,b,c", "1,2,99999", "8791,8792,8791"])
def test_ports_that_make_no_sense_are_refused(ports: str, tmp_path: Path) -> None:
    code, _, err = scrapy("demo", "--ports", ports, folder=tmp_path)
    assert code == 2
    assert re.fullmatch(r"error: [^\n]+\n", err)


def test_the_demo_ends_with_a_summary_and_a_second_one_finds_nothing_new(tmp_path: Path) -> None:
    ports = free_ports(3)
    code, out, err = scrapy("demo", "--ports", ports, folder=tmp_path)
    assert (code, err) == (0, "")
    for words in (
        "new)",
        "rejects",
        "6 addresses were not fetched (3 blocked, 3 rejected)",
        "removed",
        "Some of the records",
        "copies of other documents.",
        "in jsonl, csv, parquet.\n",
        "scrapy explain",
        "scrapy browse",
        "scrapy export NAME",
    ):
        assert words in out
    (exported,) = (tmp_path / "exports" / "demo").iterdir()
    manifest = json.loads((exported / "MANIFEST.json").read_text("utf-8"))
    assert f"demo {exported.name}: {manifest['documents']} documents.\n" in out
    assert manifest["documents"] > 30
    code, out, _ = scrapy("demo", "--ports", ports, folder=tmp_path)
    assert code == 0
    assert "Nothing is new since the last run." in out
    assert "in the place of the one before." in out
    assert list((tmp_path / "exports" / "demo").iterdir()) == [exported]
    assert [path.name for path in tmp_path.glob("a.db*")] == ["a.db"]


def test_a_demo_interrupted_while_it_loads_is_one_line(tmp_path: Path) -> None:
    with start("demo", "--ports", free_ports(3), *places(tmp_path)) as process:
        # One of the first libraries that our commands load; many others follow.
        while "fastwarc" not in Path(f"/proc/{process.pid}/maps").read_text():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert messages(err).count("\n") == 1
    assert messages(err).startswith("stopped")


def test_an_empty_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    code, _, err = scrapy("explain", "abc", "-s", f"DATABASE={tmp_path / 'empty.db'}", folder=tmp_path)
    assert code == 2
    assert re.fullmatch(r"error: [^\n]+ is empty: crawl or ingest something first\n", err)


def test_one_address_is_not_given_to_several_files(page: Path, tmp_path: Path) -> None:
    code, _, err = scrapy("ingest", page, page, "--url", "https://wen.example/p-1.html", folder=tmp_path)
    assert (code, err.count("\n")) == (2, 1)


def test_what_is_no_address_is_refused(page: Path, tmp_path: Path) -> None:
    for command in ("ingest", "explain", "savefixture"):
        code, _, err = scrapy(command, page, "--url", "notaurl", folder=tmp_path)
        assert (code, err.count("\n")) == (2, 1)
        assert "notaurl" in err


def test_the_archive_stands_beside_a_database_that_is_named_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = "<p>同志们，我们今天在这里开会，总结一年来的工作，布置下一年的任务。</p>" * 3
    page.write_text(f"<html><meta charset=utf-8><h1>在全校开学典礼上的讲话</h1>{text}", "utf-8")
    assert run("ingest", "-s", f"DATABASE={tmp_path / 'a.db'}", page)[0] == 0
    assert len(list((tmp_path / "archive").glob("*.warc.gz"))) == 1
