"""Corpora to export: documents as the store writes them, compared and indexed, and exports of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.corpus.near_duplicates import dedupe
from pipeline.corpus.search import catch_up
from pipeline.export.making import Made, export
from pipeline.export.persons import mask
from pipeline.export.recipe import Recipe
from pipeline.store import Writer
from tests.store_items import page, record

ALL_STATES = ("full", "preview", "abstract", "none")


def put(database: Path, documents: Iterable[dict[str, Any]]) -> list[str]:
    """Store documents, each with these columns and ``number``, its page; their ids."""
    ids = []
    with Writer(database) as writer:
        for given in documents:
            columns = dict(given)
            number = columns.pop("number")
            of = page(
                f"https://{columns.pop('host', 'wen.example')}/p-{number}.html", day=columns.pop("day", 1)
            )
            text = columns.pop("text", f"第{number}篇：各位来宾，大家好。\n谢谢大家，这是{number * 7919}号。")
            made = record(of, text, **columns)
            ids.append(made.id)
            writer.put(of, [made])
    return ids


def ready(database: Path) -> None:
    """Compare and index what waits."""
    dedupe(database, lambda _done, _of: None)
    catch_up(database, lambda _done, _left: None)


def made(database: Path, root: Path, *, replace: bool = False, **choices: Any) -> Made:
    """An export named ``a`` in JSON Lines, unless it is said otherwise."""
    recipe = Recipe.model_validate({"name": "a", "formats": ("jsonl",), **choices})
    return export(
        database, recipe, root, lambda _done, _of: None, mask if recipe.mask else None, replace=replace
    )


def lines(of: Made, name: str = "all.jsonl") -> list[dict[str, Any]]:
    """The documents of a part."""
    with (of.place / "data" / "jsonl" / name).open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def parts(of: Made) -> dict[str, str]:
    """From id to split."""
    return {
        row["id"]: row["split"]
        for name in ("train", "validation", "test")
        for row in lines(of, f"{name}.jsonl")
    }


def execute(database: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask or change the database as another program does."""
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
