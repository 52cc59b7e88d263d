"""Markdown: a file for each document, its metadata before the text, its headings as headings.

What a text has that Markdown would take for its own signs is escaped, so that what is shown is what was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.export.columns import Column, Row
from pipeline.export.formats.sharded import Sharded
from pipeline.export.release import Release

_DEEPEST: Final = 6
_ANYWHERE: Final = re.compile(r"([\\`*_<\[\]~|&$])")
_AT_THE_START: Final = re.compile(r"^(\s*)([#>+=:-]|\d{1,9}(?=[.)]))")
_NUMBERED: Final = re.compile(r"^(\s*\d{1,9})([.)])")
# JSON strings are YAML strings, save for characters that YAML calls unprintable, and marks of order and line ends.
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Markdown:
    """``ab/abcdef….md``; with splits, in a folder for each."""

    def __init__(self, folder: Path, columns: tuple[Column, ...], release: Release) -> None:
        del columns
        self._folder = folder
        self._files = Sharded(folder, release, ".md")

    def write(self, row: Row) -> None:
        """One file."""
        with (self._folder / self._files.place(row)).open("x", encoding="utf-8", newline="") as file:
            file.write(document(row))

    def abandon(self) -> None:
        """Nothing is open between two documents."""

    def close(self) -> Mapping[str, int]:
        """One row in every file."""
        return {"*": 1}


def document(row: Row) -> str:
    """Front matter in YAML and the text, a paragraph for each of its lines."""
    outline: Any = row.get("sections") or ()
    levels = {section["start"]: section["level"] for section in outline}
    front = [f"{name}: {yaml(value)}" for name, value in row.items() if name not in ("text", "sections")]
    parts = ["---", *front, "---", ""]
    if title := row.get("title"):
        parts += [f"# {heading(' '.join(str(title).split()))}", ""]
    for level, line in _lines(str(row.get("text") or ""), levels):
        marks = "#" * min(level + 1, _DEEPEST)
        parts += [f"{marks} {heading(line)}" if level else escaped(line), ""]
    return "\n".join(parts)


def _lines(text: str, levels: Mapping[int, int]) -> Iterator[tuple[int, str]]:
    """Each line that says something, and the level of its heading, 0 for a paragraph."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            # To Markdown it ends a line too.
            yield levels.get(at, 0), line.replace("\r", " ")
        at += len(line) + 1


def yaml(value: object) -> str:
    """A value on one line; JSON, of which YAML understands all that is left here.

    >>> yaml("a: 讲话"), yaml(None), yaml(True)
    ('"a: 讲话"', 'null', 'true')
    """
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def escaped(line: str) -> str:
    """A line that shows as it stands, as a paragraph of its own.

    >>> escaped("1. 讲话"), escaped("# 一*二*"), escaped("1.5 倍")
    ('1\\\\. 讲话', '\\\\# 一\\\\*二\\\\*', '1\\\\.5 倍')
    """
    line = _inline(line.strip())
    return _NUMBERED.sub(r"\1\\\2", _AT_THE_START.sub(_marked, line))


def heading(line: str) -> str:
    """A line that shows as it stands behind the marks of a heading, where signs at its end would be marks too.

    >>> heading("C #"), heading("#")
    ('C \\\\#', '\\\\#')
    """
    return re.sub("#$", r"\\#", _inline(line.strip()))


def _marked(match: re.Match[str]) -> str:
    return match[0] if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def _inline(line: str) -> str:
    return _ANYWHERE.sub(r"\\\1", line)
