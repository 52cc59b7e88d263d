"""Personal data out of a document: its words masked, its outline moved along, its figures those of what is exported."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, Protocol


class Span(Protocol):
    """A piece of a text that was replaced; offsets in the text before."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def replacement(self) -> str: ...  # noqa: D102


class Masked(Protocol):
    """What masking gives: ``pipeline.export.persons.mask``."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def spans(self) -> Sequence[Span]: ...  # noqa: D102


Mask = Callable[[str], Masked]

# What is read off the page in words; evidence and headings say again what stands there already.
_COUNTED: Final = (
    *("title", "text", "occasion", "speaker", "speaker_role", "venue", "uploader", "categories"),
    *("file_format", "file_size", "price"),
)
# So many characters of a masked piece in other words of the page are a part of it.
PART: Final = 5


def mask_row(row: dict[str, Any], mask: Mask) -> Mapping[str, int]:
    """Mask every column that has words of the page; how many pieces there were, by kind.

    Length and hash become those of the masked text: the hash of the text before would give away a number that is masked,
    to anybody who tries all numbers.
    """
    kinds: Counter[str] = Counter()
    spans: Sequence[Span] = ()
    pieces: set[str] = set()
    for name in _COUNTED:
        if value := row.get(name):
            masked = mask(value)
            if masked.spans:
                row[name] = masked.text
                kinds.update(span.kind for span in masked.spans)
                pieces.update(value[span.start : span.end] for span in masked.spans)
                if name == "text":
                    spans = masked.spans
    if row.get("evidence"):
        row["evidence"] = _evidence(row["evidence"], mask, pieces)
    for section in row["sections"]:
        section["title"] = mask(section["title"]).text
    if spans:
        move = mover(spans)
        for section in row["sections"]:
            section["start"], section["end"] = move(section["start"]), move(section["end"])
        measure(row)
    row["masked"] = kinds.total()
    return kinds


def _evidence(evidence: str, mask: Mask, pieces: Collection[str]) -> str:
    """Each quotation masked by itself; one that was cut within a masked piece is left out: half of it fits no rule."""
    try:
        quoted = json.loads(evidence)
    except ValueError:
        quoted = None
    if not isinstance(quoted, dict):
        return mask(evidence).text
    masked = {name: mask(words).text if isinstance(words, str) else words for name, words in quoted.items()}
    kept = {name: words for name, words in masked.items() if not _has_part(str(words), pieces)}
    return evidence if kept == quoted else json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _has_part(words: str, pieces: Collection[str]) -> bool:
    return any(
        piece[start : start + PART] in words
        for piece in pieces
        for start in range(max(1, len(piece) - PART + 1))
    )


def measure(row: dict[str, Any]) -> None:
    """Let length and hash be those of the text as it is now."""
    row["char_count"] = len(row["text"])
    row["content_sha256"] = hashlib.sha256(row["text"].encode()).hexdigest()


def mover(spans: Sequence[Span]) -> Callable[[int], int]:
    """From an offset in a text to that in the masked text. Within a piece: as far in, or its end if it is shorter now."""
    starts = [span.start for span in spans]
    moved = [0, *accumulate(len(span.replacement) - (span.end - span.start) for span in spans)]

    def move(offset: int) -> int:
        before = bisect_right(starts, offset)
        if before and offset < spans[before - 1].end:
            span = spans[before - 1]
            return span.start + moved[before - 1] + min(offset - span.start, len(span.replacement))
        return offset + moved[before]

    return move
