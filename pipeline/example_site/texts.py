"""The example sites' texts, all written for this project: one file each, fields above, paragraphs below.

They are what a correct extraction gives back, so a file holds exactly one paragraph a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from pipeline.errors import InputError
from pipeline.items import Genre

FOLDER = Path(__file__).parent / "texts"
GENRES = ("speech", "address", "remarks", "report", "essay", "other")


@dataclass(frozen=True, kw_only=True)
class Text:
    """One original text. ``rename`` pairs an own name with the one that stands in a near duplicate of it."""

    key: str
    title: str
    genre: Genre
    language: str
    paragraphs: tuple[str, ...]
    spoken_on: str | None = None
    speaker: str | None = None
    rename: tuple[tuple[str, str], ...] = ()

    @property
    def char_count(self) -> int:
        """Characters without spaces and line breaks, as the sites count them."""
        return sum(len("".join(paragraph.split())) for paragraph in self.paragraphs)


def parse(key: str, source: str) -> Text:
    """One text from its file's content; an unknown genre or a missing field is an InputError."""
    head, _, body = source.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    try:
        title, genre, language = fields["title"], fields["genre"], fields["language"]
    except KeyError as error:
        raise InputError(f"texts/{key}.txt: the line '{error.args[0]}: …' is missing") from None
    if genre not in GENRES:
        raise InputError(f"texts/{key}.txt: genre is '{genre}'; use one of {', '.join(GENRES)}")
    pairs = (pair.split("=", 1) for pair in fields.get("rename", "").split(",") if pair)
    return Text(
        key=key,
        title=title,
        genre=cast("Genre", genre),
        language=language,
        paragraphs=tuple(line.strip() for line in body.splitlines() if line.strip()),
        spoken_on=fields.get("spoken_on"),
        speaker=fields.get("speaker"),
        rename=tuple((old.strip(), new.strip()) for old, new in pairs),
    )


@cache
def all_texts() -> Mapping[str, Text]:
    """Every text by its key, which is its file's stem."""
    return {path.stem: parse(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.txt"))}
