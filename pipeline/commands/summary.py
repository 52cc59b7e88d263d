"""The paragraph that a command ends with: what was stored, what was not and why, and where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# One and several of what gave not even a page.
UNFETCHED = ("address was not fetched", "addresses were not fetched")
UNREAD = ("piece of input could not be read", "pieces of input could not be read")


def paragraph(
    counts: Counter[str],
    settings: Mapping[str, Any],
    *,
    unserved: tuple[str, str] = UNFETCHED,
    kept: int = 0,
    settled: int = 0,
) -> str:
    """Two or three lines out of the writer's counts; ``kept`` documents of an interrupted run stand apart.

    ``settled`` documents, read again at the end of the run, have a line of their own if there are any.
    """
    kinds = [f"{counts[kind]} {kind}" for kind in ("new", "changed", "unchanged", "older") if counts[kind]]
    documents = f"{plural(counts['documents'], 'document')} ({', '.join(kinds) or 'none new'})"
    rejects = f"{plural(counts['rejects'], 'reject')}{_outcomes(counts, 'reject')}"
    line = f"{plural(counts['pages'], 'page')}: {documents}, {rejects}"
    if number := counts["unserved"]:
        line += f"; {number} {unserved[number != 1]}{_outcomes(counts, 'unserved')}"
    if kept:
        line += f"; {plural(kept, 'document')} of the interrupted run not fetched again"
    if settled:
        line += f".\n{settled_line(settled).rstrip('.')}"
    return f"{line}.\nDatabase {shown(settings['DATABASE'])}, archive {shown(settings['ARCHIVE_DIR'])}."


def settled_line(documents: int) -> str:
    """What to say of documents that have changed with what was learned of their sites."""
    return f"Settled: {plural(documents, 'document')} stored earlier read again without lines learned to be the site's."


def plural(number: int, word: str) -> str:
    """``1 page``, ``2 pages``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def shown(path: str) -> str:
    """The path as a person at this folder would type it."""
    full = Path(path).absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)


def _outcomes(counts: Counter[str], kind: str) -> str:
    """`` (2 gone, 1 listing)``, or nothing."""
    found = sorted(name.removeprefix(f"{kind}:") for name in counts if name.startswith(f"{kind}:"))
    each = ", ".join(f"{counts[f'{kind}:{outcome}']} {outcome}" for outcome in found)
    return f" ({each})" if each else ""
