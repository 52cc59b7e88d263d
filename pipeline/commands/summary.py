"""The paragraph that a command ends with: what was stored, what was not and why, and where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def paragraph(counts: Counter[str], settings: Mapping[str, Any]) -> str:
    """Two or three lines out of the writer's counts."""
    kinds = [f"{counts[kind]} {kind}" for kind in ("new", "changed", "unchanged", "older") if counts[kind]]
    documents = f"{counts['documents']} documents ({', '.join(kinds) or 'none new'})"
    outcomes = sorted(name.removeprefix("reject:") for name in counts if name.startswith("reject:"))
    rejects = ", ".join(f"{counts[f'reject:{outcome}']} {outcome}" for outcome in outcomes)
    return (
        f"{counts['pages']} pages: {documents}, {counts['rejects']} rejects{f' ({rejects})' if rejects else ''}.\n"
        f"Database {shown(settings['DATABASE'])}, archive {shown(settings['ARCHIVE_DIR'])}."
    )


def shown(path: str) -> str:
    """The path as a person at this folder would type it."""
    full = Path(path).absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)
