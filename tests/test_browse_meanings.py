"""What tables and columns mean is said in the reader's language."""

from __future__ import annotations

import re

import pytest

from pipeline.browse.headings import HEADINGS
from pipeline.browse.metadata import TITLES, meanings, of_database
from pipeline.store.fields import TABLES, VIEWS
from pipeline.store.fields.chinese import CHINESE, UNITS
from tests.app import Client, app_client, app_corpus
from tests.browsed import Browsed

corpus = pytest.fixture(scope="module")(app_corpus)
client = pytest.fixture(scope="module")(app_client)

ALL = {**TABLES, **VIEWS}
READ = "documents documents_brief rejects removals sections near_duplicates runs pages".split()
ZH = {"cookie": "lang=zh"}


def test_every_column_of_the_tables_that_people_read_is_told_in_chinese() -> None:
    assert set(READ) <= set(CHINESE)
    for name, table in CHINESE.items():
        assert list(table.fields) == list(ALL[name].fields), name
        for said in (table.meaning, *table.fields.values()):
            assert re.search("[\u4e00-\u9fff].*。$", said), said
            assert not re.search("[\u4e00-\u9fff][,;:?!]", said), said


def test_every_column_of_the_tables_that_people_read_has_a_heading_in_chinese() -> None:
    columns = {column for name in READ for column in ALL[name].fields}
    assert columns - set(HEADINGS) == set()


def test_units_are_those_of_the_columns() -> None:
    assert set(UNITS) <= {field.unit for table in ALL.values() for field in table.fields.values()}
    assert meanings("documents", "zh")["char_count"] == "正文长度。单位或格式：字。"
    assert meanings("documents", "zh")["genre"].endswith("other 其他。")
    assert meanings("documents", "en")["char_count"] == "Length of the text. Unit or form: characters."


def test_every_table_that_is_shown_has_a_title() -> None:
    shown = {name for name, entry in of_database()["tables"].items() if not entry.get("hidden")}
    assert shown - set(TITLES) == {"documents_fts"}


def test_pages_tell_it_in_the_language_of_the_reader(client: Client, corpus: Browsed) -> None:
    table, row, read = "/corpus/documents", f"/corpus/documents/{corpus.bridge}", f"/document/{corpus.bridge}"
    for path, chinese, english in (
        ("/corpus", CHINESE["rejects"].meaning, "URLs whose newest fetch gave no document."),
        (table, CHINESE["documents"].meaning, "One row per document, in its newest version."),
        (table, f"<dd>{CHINESE['documents'].fields['venue']}", "<dd>Where it was said."),
        (table, f'title="{CHINESE["documents"].fields["venue"]}', 'title="Where it was said.'),
        (row, f'title="{CHINESE["documents"].fields["venue"]}', 'title="Where it was said.'),
        (read, f'title="{CHINESE["documents"].fields["speaker"]}', 'title="Who said it.'),
    ):
        said = client.text(path, **ZH)
        assert chinese in said, path
        assert english not in said, path
        assert english in client.text(path), path
