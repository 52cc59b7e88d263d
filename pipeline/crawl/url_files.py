"""A file of addresses that a person wants, one a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.urls import site_of


def listed_urls(path: Path) -> Iterator[str]:
    """The addresses; empty lines and those that begin with ``#`` are left out. Raises InputError."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            for number, line in enumerate(file, 1):
                url = line.strip()
                if not url or url.startswith("#"):
                    continue
                if site_of(url) == "local":
                    raise InputError(
                        f"{path}, line {number}: {url[:80]} is no web address (http:// or https://)"
                    )
                yield url
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
