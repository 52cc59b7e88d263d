"""The paragraph that a command ends with: what was stored, what was not and why, and where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.crawl.run import Ended

# One and several of what gave not even a page.
UNFETCHED = ("address was not fetched", "addresses were not fetched")
_WITHDRAWN = "unserved:withdrawn"
UNREAD = ("piece of input could not be read", "pieces of input could not be read")


def paragraph(
    counts: Counter[str],
    settings: Mapping[str, Any],
    *,
    unserved: tuple[str, str] = UNFETCHED,
    settled: int = 0,
    withdrawn: int = 0,
    waiting: int = 0,
    next_due: str | None = None,
) -> str:
    """Two to four lines out of the writer's counts.

    ``settled`` documents, read again at the end of the run, have a line of their own if there are any; so have
    pages that are ``withdrawn``, addresses ``waiting`` for the next run, or the time when something is due again.
    """
    kinds = [f"{counts[kind]} {kind}" for kind in ("new", "changed", "unchanged", "older") if counts[kind]]
    documents = f"{plural(counts['documents'], 'document')} ({', '.join(kinds) or 'none new'})"
    rejects = f"{plural(counts['rejects'], 'reject')}{_outcomes(counts, 'reject')}"
    line = f"{plural(counts['pages'], 'page')}: {documents}, {rejects}"
    if number := counts["unserved"] - counts[_WITHDRAWN]:
        line += f"; {number} {unserved[number != 1]}{_outcomes(counts, 'unserved')}"
    if number := withdrawn or counts[_WITHDRAWN]:
        line += f".\n{plural(number, 'withdrawn page')} left out (scrapy withdraw --list)"
    if settled:
        line += f".\n{settled_line(settled).rstrip('.')}"
    if waiting:
        line += f".\n{plural(waiting, 'address')} left for the next run"
    elif next_due:
        line += f".\nNothing is left to fetch; the first page is due again at {next_due}"
    return f"{line}.\nDatabase {shown(settings['DATABASE'])}, archive {shown(settings['ARCHIVE_DIR'])}."


def ended_paragraph(ended: Ended, settings: Mapping[str, Any]) -> str:
    """The paragraph of a crawl."""
    return paragraph(
        ended.counts,
        settings,
        settled=ended.settled,
        withdrawn=ended.withdrawn,
        waiting=ended.waiting,
        next_due=ended.next_due,
    )


def settled_line(documents: int) -> str:
    """What to say of documents that have changed with what was learned of their sites."""
    return f"Settled: {plural(documents, 'document')} stored earlier read again without lines learned to be the site's."


def plural(number: int, word: str) -> str:
    """``1 page``, ``2 pages``."""
    ending = "" if number == 1 else "es" if word.endswith("s") else "s"
    return f"{number} {word}{ending}"


def shown(path: str) -> str:
    """The path as a person at this folder would type it."""
    full = Path(path).absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)


def _outcomes(counts: Counter[str], kind: str) -> str:
    """`` (2 gone, 1 listing)``, or nothing."""
    names = (name for name in counts if name.startswith(f"{kind}:") and name != _WITHDRAWN)
    found = sorted(name.removeprefix(f"{kind}:") for name in names)
    each = ", ".join(f"{counts[f'{kind}:{outcome}']} {outcome}" for outcome in found)
    return f" ({each})" if each else ""
