"""What is declared about a site: one place that the crawl, ingest and re-extraction all read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A declared site.

    ``hosts`` are its twins without port, the one to prefer when fetching first. ``family`` names the
    CMS it runs on (``pipeline.refine.families.FAMILIES``); None lets the page's shape decide.
    ``main`` and ``noise`` are CSS selectors that go before the family's own.
    """

    name: str
    hosts: tuple[str, ...] = ()
    family: str | None = None
    main: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
