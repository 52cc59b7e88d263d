"""What is known about a site, declared or learned: one place that the crawl, ingest and re-extraction all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A declared site, or a host of which only its lines are known.

    ``hosts`` are its twins without port, the one to prefer when fetching first. ``family`` names the
    CMS it runs on (``pipeline.refine.families.FAMILIES``); None lets the page's shape decide.
    ``main`` and ``noise`` are CSS selectors that go before the family's own.
    ``lines`` are learned, not declared: the keys of the site's own lines, each with its evidence
    (``pipeline.refine.site_lines``).
    """

    name: str
    hosts: tuple[str, ...] = ()
    family: str | None = None
    main: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict, hash=False)
