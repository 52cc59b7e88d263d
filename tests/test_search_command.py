"""``scrapy search`` and Datasette's search box: one way of asking."""

from __future__ import annotations

import asyncio
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from rich.console import Console

from pipeline.commands.found import print_found
from pipeline.corpus.search import catch_up, register, search
from pipeline.store import connect
from tests.command_line import places, run
from tests.search_corpus import store

TEXTS = ["电信大会在北京召开。\x1b[31m各位来宾", "移動通信與電信合作", "山中无甲子"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    store(folder / "a.db", TEXTS)
    return folder


def test_it_indexes_what_is_pending_and_shows_what_was_found(folder: Path) -> None:
    code, out, err = run("search", "電信", "-大会", *places(folder))
    assert (code, err) == (0, "")
    head, empty, title, facts, snippet, url = out.splitlines()
    assert (head, empty) == ("1 document.", "")
    assert title == "1. 开幕式上的致辞"
    assert re.fullmatch(r"   example\.com · address · [0-9a-f]{16}", facts)
    assert snippet == "   移動通信與電信合作"
    assert url == "   https://m.example.com/p-1.html"
    assert [path.name for path in folder.glob("a.db*")] == ["a.db"]


def printed(folder: Path, query: str, *, limit: int = 10, offset: int = 0, width: int = 0) -> str:
    """What the command prints; on a terminal so many cells wide if a width is given."""
    catch_up(folder / "a.db", lambda _done, _left: None)
    with closing(connect(folder / "a.db", readonly=True)) as connection:
        found = search(connection, query, limit=limit, offset=offset)
    out = io.StringIO()
    terminal = {"force_terminal": True, "width": width, "color_system": "standard"} if width else {}
    print_found(
        query, found, offset, Console(file=out, highlight=False, markup=False, soft_wrap=True, **terminal)
    )
    return out.getvalue()


def test_how_many_in_all_and_which_of_them(folder: Path) -> None:
    assert printed(folder, "title:致辞").startswith("3 documents.\n\n1. 开幕式上的致辞\n")
    assert printed(folder, "title:致辞", limit=2).startswith(
        "3 documents; 1 to 2 (next: --offset 2; more at once: --limit N).\n"
    )
    last = printed(folder, "title:致辞", limit=2, offset=2)
    assert last.startswith("3 documents; 3 to 3.\n\n3. 开幕式上的致辞\n")
    assert printed(folder, "title:致辞", offset=3) == "3 documents.\nNone is left behind the first 3.\n"
    assert printed(folder, "火星") == "Nothing found for 火星.\n"


def test_a_page_cannot_write_on_the_readers_screen(folder: Path) -> None:
    out = printed(folder, "北京")
    assert "\x1b" not in out
    assert "召开。 [31m各位" in out
    assert "\u202e" not in printed(folder, "\u202e火星")


def test_hits_are_marked_and_lines_fit_on_a_terminal(folder: Path) -> None:
    out = printed(folder, "电信", width=24)
    assert "\x1b[1;33m电信\x1b[0m" in out
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()]
    place = lines.index("   移動通信與電信合作")
    assert lines[place - 2].endswith(". 开幕式上的致辞")
    place = lines.index("   电信大会在北京召开。")
    assert lines[place + 1] == "   [31m各位来宾"


def test_json_has_the_pieces(folder: Path) -> None:
    code, out, _ = run("search", "电信 合作", "--json", "--site", "example.com", *places(folder))
    answer = json.loads(out)
    assert (code, answer["total"], answer["pending"]) == (0, 1, 0)
    (hit,) = answer["hits"]
    assert hit["snippet"] == [{"text": "移動通信與", "hit": False}, {"text": "電信合作", "hit": True}]
    assert hit["site"] == "example.com"


def test_what_cannot_be_answered_is_one_line_and_exit_code_2(folder: Path, tmp_path: Path) -> None:
    code, out, err = run("search", '"电信', *places(folder))
    assert (code, out) == (2, "")
    assert err == 'error: the query cannot be read at character 1: the quotation mark " is never closed\n'
    code, _, err = run("search", "电信", *places(tmp_path))
    assert (code, err.count("\n")) == (2, 1)
    assert "there is no database" in err
    assert not (tmp_path / "a.db").exists()


def test_a_busy_database_is_searched_as_it_is(tmp_path: Path) -> None:
    store(tmp_path / "a.db", TEXTS[:1])
    catch_up(tmp_path / "a.db", lambda _done, _left: None)
    store(tmp_path / "a.db", TEXTS[1:], begin=1)
    with closing(connect(tmp_path / "a.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        code, out, err = run("search", "电信", *places(tmp_path))
    assert (code, out.splitlines()[0]) == (0, "1 document.")
    assert err == "2 documents are not indexed yet; the next command goes on with it\n"


class _Plugin:
    """As the app does it."""

    __name__ = "search in tests"

    @hookimpl(trylast=True)
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        register(conn)


@pytest.fixture
def datasette(folder: Path) -> Iterator[Datasette]:
    plugin = _Plugin()
    pm.register(plugin)
    try:
        yield Datasette(
            [str(folder / "a.db")],
            metadata={"databases": {"a": {"tables": {"documents": {"fts_table": "documents_fts"}}}}},
        )
    finally:
        pm.unregister(plugin)


def asked(datasette: Datasette, **query: str) -> tuple[int, Any]:
    """Status and answer of the page of the table ``documents``."""

    async def ask() -> tuple[int, Any]:
        await datasette.invoke_startup()
        answer = await datasette.client.get(
            "/a/documents.json", params={"_shape": "objects", "_col": "text", **query}
        )
        return answer.status_code, answer.json()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("電信", [0, 1]),
        ("电信 -大会", [1]),
        ("山", [2]),
        ("title:致辞 site:example.com 山中", [2]),
        ("“移动通信”", [1]),
        # What cannot be read is searched for its words; what has none finds nothing.
        ('"山中', [2]),
        ("山中 OR", []),
        ("。。。", []),
    ],
)
def test_the_search_box_of_datasette_asks_the_same_way(
    folder: Path, datasette: Datasette, query: str, found: list[int]
) -> None:
    catch_up(folder / "a.db", lambda _done, _left: None)
    status, answer = asked(datasette, _search=query)
    assert status == 200
    assert sorted(row["text"] for row in answer["rows"]) == sorted(TEXTS[number] for number in found)


@pytest.mark.parametrize("command", [("search", "x"), ("dedupe",), ("runs",)])
def test_another_programs_file_is_named_and_nothing_is_left_beside_it(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    database = tmp_path / "a.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE theirs (number)")
    code, out, err = run(*command, *places(tmp_path))
    assert (code, out) == (5, "")
    assert (
        err
        == f"error: Database {database} has another program's tables; choose another place with -s DATABASE=FILE.\n"
    )
    assert list(tmp_path.iterdir()) == [database]


def test_filters_of_the_command(tmp_path: Path) -> None:
    store(tmp_path / "a.db", ["大会讲话"], spoken_on="2021-03", genre="speech")
    store(tmp_path / "a.db", ["大会致辞"], begin=1, spoken_on="2020", genre="address")
    for words, number in (
        (("--year", "2021"), 1),
        (("--genre", "address"), 1),
        (("--genre", "address", "--year", "2021"), 0),
        (("--one-per-text", "--site", "example.com"), 2),
    ):
        _, out, _ = run("search", "大会", *words, "--json", *places(tmp_path))
        assert json.loads(out)["total"] == number, words
    _, out, err = run("search", "大会", "--site", "nowhere.org", *places(tmp_path))
    assert (out, err) == ("Nothing found for 大会.\n", "No document is of the site nowhere.org.\n")
    for words in (("--year", "21"), ("--genre", "poem")):
        code, _, err = run("search", "大会", *words, *places(tmp_path))
        assert code == 2
        assert err.startswith(f"error: {words[0]} {words[1]} is ")
