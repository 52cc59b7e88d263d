"""What changed in a document from one version to the next, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from pipeline.store.queries import Version

STYLES = {"-": "red", "+": "green"}


def print_versions(versions: Sequence[Version], console: Console) -> None:
    """Print the differences between versions of one document, oldest first, the current one last."""
    if len(versions) < 2:
        return
    console.print(f"\nversions of document {versions[-1].document_id}: {len(versions)}")
    for before, after in pairwise(versions):
        lines = list(changed_lines(before, after))
        gone, come = (sum(mark == wanted for mark, _ in lines) for wanted in "-+")
        counts = f"{gone} lines gone, {come} new"
        console.print(f"  seen until {before.last_seen_at}, changed by {after.first_seen_at}: {counts}")
        for mark, line in lines:
            console.print(Text(f"    {mark} {line}", style=STYLES[mark]))


def changed_lines(before: Version, after: Version) -> Iterator[tuple[str, str]]:
    """``-`` and ``+`` with each line of title, state and text that is not in both.

    >>> old = Version("d", "甲", "full", "一\\n二", "2024", "2024")
    >>> list(changed_lines(old, old._replace(text="一\\n三")))
    [('-', '二'), ('+', '三')]
    """
    for name in ("title", "text_state"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield "-", f"{name}: {was}"
            yield "+", f"{name}: {now}"
    old, new = before.text.split("\n"), after.text.split("\n")
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (("-", line) for line in old[a:b])
            yield from (("+", line) for line in new[c:d])
