"""What ``scrapy withdraw`` asks and says: on a terminal, twice, and of words that no terminal should print."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.archive import ArchiveWriter
from pipeline.refine import refine
from pipeline.store import Writer
from tests.command_line import ROOT, messages, places, run
from tests.site_pages import page
from tests.withdrawn_corpus import rows

PROMPT = "[y/N] "


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    with Writer(tmp_path / "a.db") as writer, ArchiveWriter(tmp_path / "archive") as archive:
        for each in (page(1), page(2)):
            kept = archive.write(each)
            writer.put(kept, refine(kept)).result()
    return tmp_path


def withdraw(folder: Path, *words: str) -> tuple[int, str, str]:
    return run("withdraw", *words, *places(folder))


def typed(folder: Path, keys: bytes) -> tuple[int, str]:
    """Exit code, and all that a terminal of its own shows when these keys are typed at the prompt."""
    words = ["withdraw", "--url", page(1).url, "--reason", "asked", *places(folder)]
    ours, its = pty.openpty()
    with closing(os.fdopen(ours, "rb", buffering=0)) as screen:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", *words],
            cwd=ROOT,
            pass_fds=[its],
            preexec_fn=lambda: os.login_tty(its),  # noqa: PLW1509 (a process group of its own, with the terminal)
        )
        os.close(its)
        shown = b""
        while not shown.endswith(PROMPT.encode()):
            shown += screen.read(1)
        os.write(ours, keys)
        while True:
            try:
                some = screen.read(4096)
            except OSError:
                break
            if not some:
                break
            shown += some
    return process.wait(timeout=60), shown.decode().partition(PROMPT)[2].replace("\r\n", "\n")


@pytest.mark.parametrize("keys", [b"y\n", b"YES\n"])
def test_a_yes_is_a_yes(corpus: Path, keys: bytes) -> None:
    code, said = typed(corpus, keys)
    assert code == 0
    assert "Withdrawn: 1 document, 1 page; refused from now on.\n" in said
    assert said.endswith("Purged from index, database and archive.\n")
    assert rows(corpus, "SELECT url FROM documents") == [(page(2).url,)]


@pytest.mark.parametrize("keys", [b"\n", b"n\n", b"yes, but not now\n", b"\x04"])
def test_anything_else_is_a_no(corpus: Path, keys: bytes) -> None:
    code, said = typed(corpus, keys)
    assert code == 0
    assert said.endswith("\nNothing is done.\n")
    assert rows(corpus, "SELECT * FROM withdrawals") == []
    assert rows(corpus, "SELECT count(*) FROM documents") == [(2,)]


def test_ctrl_c_at_the_prompt_says_that_nothing_was_begun(corpus: Path) -> None:
    code, said = typed(corpus, b"\x03")
    assert code == 130
    assert said == "^C\nstopped: nothing is withdrawn\n"
    assert rows(corpus, "SELECT * FROM withdrawals") == []


def test_what_is_withdrawn_already_keeps_its_number_and_its_reason(corpus: Path) -> None:
    url = page(1).url
    assert withdraw(corpus, "--url", url, "--reason", "asked by the author", "--yes")[0] == 0
    before = rows(corpus, "SELECT * FROM withdrawals")
    code, out, err = withdraw(corpus, "--url", url, "--reason", "another")
    assert (code, err) == (0, ""), "there is nothing to be asked"
    at = rows(corpus, "SELECT withdrawn_at FROM withdrawals")[0][0]
    assert out.splitlines()[1:4] == [
        "  Nothing is stored of it; it is refused already.",
        f"  Already withdrawn as number 1 at {at}; its reason stays: asked by the author",
        "Nothing is left to be done (scrapy withdraw -h shows how to withdraw something).",
    ]
    assert rows(corpus, "SELECT * FROM withdrawals") == before


def test_a_reason_is_shown_in_one_line(corpus: Path) -> None:
    assert withdraw(corpus, "--url", page(1).url, "--reason", "one\ntwo \x1b[31mred", "--yes")[0] == 0
    code, out, _ = withdraw(corpus, "--list")
    assert code == 0
    assert out.endswith("  one\\ntwo \\x1b[31mred\n")
    assert out.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["withdraw", "--uploader", b"\xff", "--reason", "x"], "--uploader "),
        (["withdraw", "--url", "https://a.example/", "--reason", b"\xff"], "--reason "),
        (["export", "a", "--site", b"\xff"], "--site "),
        (["export", "a", "--seed", b"\xff"], "--seed "),
        (["export", "a", "--release", b"\xff"], "--release "),
        (["export", "a", "--language", b"\xff"], "--language "),
        (["search", b"\xff"], ""),
        (["runs", "--site", b"\xff"], "--site "),
        (["explain", b"\xff"], ""),
        (["crawl", "site", "-a", b"url=\xff"], "-a url="),
        (["search", "a", "-s", b"NAME=\xff"], "--set NAME="),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(
    tmp_path: Path, words: list[str | bytes], option: str
) -> None:
    said = command(tmp_path, words)
    assert said == (
        2,
        f"error: {option}\\xff is no UTF-8: type it again in a terminal that is set to it\n",
    )


def test_a_folder_for_exports_is_text_too(corpus: Path) -> None:
    code, err = command(corpus, ["export", "a", "-o", b"\xff"])
    assert (code, err.partition(" is ")[0]) == (2, "error: -o \\xff")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["withdraw", "--lift", "9" * 23], "--lift"),
        (["withdraw", "--lift", "9" * 5000], "--lift"),
        (["search", "a", "--limit", "9" * 20], "--limit"),
        (["search", "a", "--offset", "9" * 20], "--offset"),
        (["export", "a", "--min-chars", "9" * 20], "--min-chars"),
        (["export", "a", "--sample", "9" * 20], "--sample"),
        (["runs", "9" * 20], ""),
    ],
)
def test_numbers_without_end_are_refused_in_one_line(corpus: Path, words: list[str], option: str) -> None:
    code, err = command(corpus, list(words))
    assert code == 2
    assert err.startswith(f"error: {option}")
    assert err.count("\n") == 1


def command(folder: Path, words: list[str | bytes]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *words, *places(folder)], cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode, done.stderr.decode()


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xd6\xc2.html")
    path.write_bytes(page(1).body)
    code, err = command(tmp_path, ["ingest", os.fsencode(path), "--url", page(1).url])
    assert (code, messages(err)) == (0, "")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
