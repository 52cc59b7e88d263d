"""Phrases of the interface: each is there in both languages, and each is used."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from pipeline.browse import failure, finding, hooks, phrases
from pipeline.browse.counted import Choice
from pipeline.browse.document import FACTS
from pipeline.browse.phrases import GENRES, STATES, WORDS
from pipeline.browse.query_words import problem
from pipeline.browse.questions import QUESTIONS
from pipeline.corpus.search import QueryError, match
from pipeline.items import RejectOutcome
from pipeline.store.fields import TABLES, VIEWS
from tests.app import Client, app_client, app_corpus
from tests.command_line import ROOT

corpus = pytest.fixture(scope="module")(app_corpus)
client = pytest.fixture(scope="module")(app_client)
FOLDER = Path(phrases.__file__).parent
SOURCES = [*FOLDER.glob("templates/*.html"), *map(Path, (hooks.__file__, failure.__file__, finding.__file__))]
CALL = re.compile(
    r"""\b(?:t|words)(?P<counted>\.counted|\.unit)?\(\s*(?P<quote>['"])(?P<name>[a-z_.]+)(?P=quote)(?!\s*~)"""
)
CHOSEN = re.compile(r"""\b(?:t|words)\('(\w+)' if \w+ else '(\w+)'\)""")
COLUMNS = {column for table in chain(TABLES.values(), VIEWS.values()) for column in table.fields}


def in_a_call() -> set[str]:
    """Phrases that a template or a hook names."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    calls = list(CALL.finditer(text))
    ones = {f"{found['name']}_one" for found in calls if found["counted"]}
    return {found["name"] for found in calls} | (ones & set(WORDS)) | set(chain(*CHOSEN.findall(text)))


def run_outcomes() -> set[str]:
    """How runs end, by the table of the docs; and what is said of one that has no end."""
    page = (ROOT / "docs/scheduled-runs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| ([^|]*`[^|]*)\|", page, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", "".join(rows))) | {"running", "cut off"}


def by_value() -> set[str]:
    """Phrases for values of ours, each of which is to have one."""
    kinds = TABLES["near_duplicates"].fields["kind"].unit.split(", ")
    return {
        *(f"genre.{genre}" for genre in GENRES),
        *(f"state.{state}{ending}" for state in STATES for ending in ("", ".means")),
        *(f"outcome.{outcome}" for outcome in (*run_outcomes(), "document", *get_args(RejectOutcome))),
        *(f"filter_{name}" for name in Choice._fields),
        *(f"field.{name}" for name in FACTS),
        *(f"robots.{said}" for said in ("allowed", "disallowed")),
        *(f"command.{command}" for command in ("crawl", "ingest", "reextract", "settle", "batch")),
        *kinds,
        *("tables", "views"),
    }


def test_every_phrase_is_in_both_languages() -> None:
    for name, (english, chinese) in WORDS.items():
        assert english, name
        assert chinese, name
        assert english.count("{}") == chinese.count("{}"), name
        assert not re.search("[\u4e00-\u9fff][,;?!]", chinese), name


def test_every_phrase_that_is_used_is_there() -> None:
    used = in_a_call() | by_value()
    assert len(in_a_call()) > 100
    assert used - set(WORDS) == set()


def test_every_phrase_that_is_there_is_used() -> None:
    asked = " ".join(question.sql for question in QUESTIONS.values())
    headings = {f"field.{name}" for name in {*COLUMNS, *re.findall(r"\w+", asked)}}
    assert set(WORDS) - in_a_call() - by_value() - headings == set()


def test_every_column_of_a_question_has_a_heading_in_chinese(client: Client) -> None:
    for name in QUESTIONS:
        shown = client.page(f"/corpus/{name}?rule=prompt", cookie="lang=zh")
        for heading in shown.xpath("//thead//th"):
            assert re.search("[\u4e00-\u9fff]", heading.text_content()), (name, heading.text_content())


@pytest.mark.parametrize(
    "query",
    [
        *(
            "",
            "()",
            "(a",
            "a)",
            "a OR",
            "OR a",
            "a AND OR b",
            "-a",
            '"a',
            "a”b",
            "“”",
            "」a",
            "colour:x",
            "title:",
            "site:",
        ),
        *(
            "title:(title:a)",
            'site:""',
            "title:)",
            "x" * 1001,
            " ".join(["a"] * 65),
            "(" * 20 + "a" + ")" * 20,
        ),
    ],
)
def test_what_is_wrong_with_a_query_is_one_sentence_in_chinese(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        match(query)
    assert problem(caught.value.what, "en") == caught.value.what
    assert re.match("[^a-zA-Z]|AND|OR|NOT|title:|site:", problem(caught.value.what, "zh"))
    assert re.search("[\u4e00-\u9fff]", problem(caught.value.what, "zh"))
