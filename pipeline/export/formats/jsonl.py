"""JSON Lines: a document a line, every column in every line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.export.columns import Column, Row
from pipeline.export.formats.text_file import TextFile
from pipeline.export.release import Release

# Line ends to some readers, and to Python's splitlines.
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def jsonl(ending: str) -> Callable[[Path, tuple[Column, ...], Release], Jsonl]:
    """Writers of files that end so: ``.jsonl``, ``.jsonl.gz``, ``.jsonl.zst``."""
    return lambda folder, _columns, release: Jsonl(folder, release, ending)


class Jsonl:
    """A file for each part."""

    def __init__(self, folder: Path, release: Release, ending: str) -> None:
        self._files = {part: TextFile(folder / f"{part}{ending}") for part in release.rows}

    def write(self, row: Row) -> None:
        """A line of its part."""
        self._files[part_of(row)].write(line(row))

    def abandon(self) -> None:
        """Close what is open."""
        for file in self._files.values():
            file.abandon()

    def close(self) -> Mapping[str, int]:
        """Rows of each file."""
        return close_all(self._files)


def part_of(row: Row) -> str:
    """The part that a row belongs to: its split, or all."""
    return str(row.get("split", "all"))


def close_all(files: Mapping[str, TextFile], above: int = 0) -> Mapping[str, int]:
    """Close them; how many lines each has beside those ``above`` the rows."""
    for file in files.values():
        file.close()
    return {file.name: file.lines - above for file in files.values()}


def line(row: Row) -> str:
    """One object and a line feed.

    >>> line({"id": "a", "text": "一\\u2028二", "title": None})
    '{"id":"a","text":"一\\\\u2028二","title":null}\\n'
    """
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _LINE_ENDS.items():
        if character in text:
            text = text.replace(character, escape)
    return f"{text}\n"
