"""What a new reading of a page changes about what is stored of it; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from difflib import unified_diff
from itertools import islice
from typing import Final, Literal, NamedTuple

from pipeline.crawl.rereading import lost
from pipeline.items import Record, Refined, Reject
from pipeline.store.queries import StoredDocument, StoredPage

Kind = Literal[
    "documents unchanged",
    "documents with another text",
    "documents with other fields",
    "new documents",
    "documents from rejects",
    "documents that today's rules would reject, kept as they are",
    "rejects unchanged",
    "rejects for another reason",
]
UNCHANGED: Final[tuple[Kind, ...]] = ("documents unchanged", "rejects unchanged")
KEPT: Final = "documents that today's rules would reject, kept as they are"
# No columns, or columns that say how the row came about.
_NOT_COMPARED = frozenset({"sections", "removals", "lines", "copy_key", "extractor_version"})
_COLUMNS = tuple(field.name for field in fields(Record) if field.name not in _NOT_COMPARED)
DIFF_LINES, LINE_CHARS = 6, 70


class Difference(NamedTuple):
    """One document (or reject), what becomes of it, and a few lines that show it."""

    kind: Kind
    url: str
    shown: Sequence[str] = ()

    @property
    def is_stored(self) -> bool:
        """Whether the new reading is to take the place of the stored one."""
        return self.kind not in (*UNCHANGED, KEPT)


def differences(page: StoredPage, stored: Sequence[StoredDocument], outcome: Refined) -> list[Difference]:
    """A difference for each document of the page, before and now; one for a page that has none."""
    if gone := lost(stored, outcome):
        why = outcome.reason if isinstance(outcome, Reject) else "the page gives fewer documents or less text"
        return [Difference(KEPT, str(one.columns["url"]), [why]) for one in gone]
    if isinstance(outcome, Reject):
        before, now = f"{page.outcome}, {page.reason}", f"{outcome.outcome}, {outcome.reason}"
        if before == now:
            return [Difference("rejects unchanged", page.url)]
        return [Difference("rejects for another reason", page.url, [f"- {before}", f"+ {now}"])]
    by_id = {one.columns["id"]: one for one in stored}
    new: Kind = "documents from rejects" if page.outcome != "document" else "new documents"
    return [
        _compared(by_id[record.id], record)
        if record.id in by_id
        else Difference(new, record.url, [_cut(record.text)])
        for record in outcome
    ]


def _compared(stored: StoredDocument, record: Record) -> Difference:
    before = str(stored.columns["text"])
    if before != record.text:
        return Difference("documents with another text", record.url, list(_diff(before, record.text)))
    changed = [name for name in _COLUMNS if stored.columns[name] != getattr(record, name)]
    shown = [f"{name}: {_cut(stored.columns[name])} -> {_cut(getattr(record, name))}" for name in changed]
    if stored.sections != record.sections:
        shown.append(f"sections: {len(stored.sections)} -> {len(record.sections)}")
    if stored.removals != record.removals:
        shown.append(f"removals: {len(stored.removals)} -> {len(record.removals)}")
    kind: Kind = "documents with other fields" if shown else "documents unchanged"
    return Difference(kind, record.url, shown[:DIFF_LINES])


def _diff(before: str, now: str) -> Iterator[str]:
    lines = unified_diff(before.split("\n"), now.split("\n"), n=0, lineterm="")
    changes = (line for line in lines if not line.startswith(("---", "+++", "@@")))
    return islice((f"{line[0]} {_cut(line[1:])}" for line in changes), DIFF_LINES)


def _cut(value: object) -> str:
    line = " ".join(str(value).split())
    return line if len(line) <= LINE_CHARS else f"{line[:LINE_CHARS]}…"
