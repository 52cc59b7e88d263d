"""What commands print: counts on stderr while they work, pieces of a page, paths as a person would type them."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.commands import progress
from pipeline.commands.explanation import print_explanation
from pipeline.commands.progress import Progress
from pipeline.commands.summary import paragraph, shown
from pipeline.items import Page
from pipeline.refine import explain
from tests.command_line import run

COUNTS = Counter(pages=5, documents=3, new=2, unchanged=1, rejects=2) + Counter({"reject:gone": 2})
SPEECH = "各位老师、各位同学：今天我们在这里举行新图书馆的开馆仪式，我代表学校向参加建设的同志表示感谢。"


def test_progress_is_plain_lines_away_from_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Progress() as shown_progress:
        shown_progress.show(COUNTS)
        monkeypatch.setattr(progress, "PLAIN_SECONDS", 0.0)
        shown_progress.show(COUNTS)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "5 pages, 3 documents, 2 rejects\n")


def test_the_paragraph_names_what_became_of_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = {"DATABASE": str(tmp_path / "a.db"), "ARCHIVE_DIR": "/elsewhere"}
    assert paragraph(COUNTS, settings) == (
        "5 pages: 3 documents (2 new, 1 unchanged), 2 rejects (2 gone).\nDatabase a.db, archive /elsewhere."
    )
    one = Counter(dict.fromkeys(("pages", "documents", "new", "unserved", "unserved:blocked"), 1))
    assert paragraph(one, settings, waiting=1).splitlines()[:2] == [
        "1 page: 1 document (1 new), 0 rejects; 1 address was not fetched (1 blocked).",
        "1 address left for the next run.",
    ]
    assert "due again at 2026-" in paragraph(one, settings, next_due="2026-11-24T08:00:00Z")
    refused = Counter({"unserved": 3, "unserved:withdrawn": 2, "unserved:blocked": 1})
    assert paragraph(refused, settings).splitlines()[:2] == [
        "0 pages: 0 documents (none new), 0 rejects; 1 address was not fetched (1 blocked).",
        "2 withdrawn pages left out (scrapy withdraw --list).",
    ]
    assert shown("b.db") == "b.db"


def page(body: str) -> Page:
    markup = f"<html><head><meta charset=utf-8><title>t</title></head><body>{body}</body></html>"
    return Page(url="https://w.example/p-1.html", fetched_at="2024-05-01T00:00:00Z", body=markup.encode())


def printed(shown_page: Page) -> str:
    out = io.StringIO()
    print_explanation(shown_page, explain(shown_page), Console(file=out, soft_wrap=True, markup=False))
    return out.getvalue()


def test_an_explanation_has_every_piece_once_in_page_order() -> None:
    one = page(
        f"<nav><a href=/>首页</a></nav><h1>开馆讲话</h1><p>{SPEECH}</p><p>{SPEECH}谢谢。</p><footer>备案号</footer>"
    )
    outcome = explain(one).outcome
    assert isinstance(outcome, list)
    text = printed(one)
    kept = re.findall(r"^\+ kept +\d+% (.+)$", text, re.MULTILINE)
    assert "\n".join(kept) == outcome[0].text
    assert text.index("+ kept") < text.index("备案号")
    assert f"document {outcome[0].id}" in text


def test_a_rejects_explanation_says_why() -> None:
    assert "no document: rejected, " in printed(page("<p>短</p>"))


@pytest.mark.parametrize("command", [("list",), ("settings", "--get", "USER_AGENT")])
def test_a_reader_that_goes_away_is_no_trouble(command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, _, err = run(*command, stdout=writing, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    os.close(writing)
    assert (code, err) == (0, "")
