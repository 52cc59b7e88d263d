"""From an address to the declaration of its site."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from pipeline.refine.site import Site
from pipeline.urls import site_of


def site_for(url: str, sites: Mapping[str, Site]) -> Site | None:
    """The declaration of the site that ``url`` belongs to, on whichever twin or port; None for a stranger."""
    try:
        return sites.get(folded(urlsplit(url).hostname or ""))
    except ValueError:
        return None


def folded(host: str) -> str:
    """A host as its twins (``m.``, ``www.``) have it in common."""
    return site_of(f"http://{host}")
