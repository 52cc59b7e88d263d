"""How long a site says that its document is, and how much of it is shown."""

import pytest

from pipeline.items import Page
from pipeline.refine import refine
from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.view import View
from tests.measured_lines import (
    AUTHORS,
    AUTHORS_UNHEARD,
    LENGTHS,
    LENGTHS_UNHEARD,
    PARTIAL,
    PARTIAL_UNHEARD,
)

TEXT = (
    "去年冬天我到任的时候，南岸的排水沟还没有通，地里的积水没过脚踝，乡亲们问我什么时候能下种。",
    "这一年里，我们先后修通了四条支渠，换了三台水泵，又把去年冲垮的两座便桥重新架了起来。",
    "渠通了以后，两岸的稻田第一次在清明前放上了水，老支书蹲在田埂上看了半个下午。",
    "路是一步一步走出来的，我愿意和大家一起，把这条路走得再扎实一些。",
)


def measured(line):
    """Characters, pages in all and pages shown of a line outside the text."""
    view = View.of("http://docs.example/x", f"<p>{line}</p>")
    facts = head_facts(view)
    find_line_facts(view, facts, frozenset(), counted=line[0].isdigit() and "/" in line)
    return tuple(facts.values.get(column) for column in ("chars_total", "pages_total", "pages_shown"))


def served(*, within="", below=""):
    """The record of a page with a line among its paragraphs or below them."""
    paragraphs = [f"<p>{line}</p>" for line in (*TEXT[:2], within, *TEXT[2:]) if line]
    body = f"<h1>治水述职报告</h1><div>{''.join(paragraphs)}</div>{below and f'<div class=x>{below}</div>'}"
    html = f"<html><head><meta charset=utf-8><title>治水述职报告</title></head><body>{body}</body></html>"
    page = Page(url="http://docs.example/x", fetched_at="2024-01-02T03:04:05Z", body=html.encode())
    (record,) = refine(page)
    return record


@pytest.mark.parametrize(("line", "chars", "pages", "shown"), LENGTHS)
def test_a_line_that_tells_a_length(line, chars, pages, shown):
    assert measured(line) == (chars, pages, shown)


def test_most_lines_that_no_rule_was_written_for():
    right = [measured(line) == tuple(told) for line, *told in LENGTHS_UNHEARD]
    assert sum(right) >= 26, f"{sum(right)} of {len(right)}"


@pytest.mark.parametrize("line", AUTHORS)
def test_what_an_author_says_of_lengths_is_no_fact(line):
    record = served(within=line)
    told = (record.chars_total, record.pages_total, record.pages_shown, record.text_state)
    assert told == (None, None, None, "full")
    assert line.strip() in record.text


def test_nothing_that_other_authors_say_is_a_fact():
    records = [served(within=line) for line in AUTHORS_UNHEARD]
    assert {(r.chars_total, r.pages_total, r.pages_shown) for r in records} == {(None, None, None)}


@pytest.mark.parametrize("line", PARTIAL)
def test_a_part_that_is_not_shown_makes_a_preview(line):
    assert served(below=line).text_state == "preview"


def test_most_previews_that_no_rule_was_written_for():
    assert sum(served(below=line).text_state == "preview" for line in PARTIAL_UNHEARD) >= 6
