"""Which declaration belongs to a URL: the spiders are the one place where sites are declared."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from scrapy.spiderloader import SpiderLoaderProtocol

from pipeline.errors import InputError
from pipeline.refine.site import Site
from pipeline.urls import site_of


def declared_sites(loader: SpiderLoaderProtocol) -> dict[str, Site]:
    """Every declared site by each of its hosts, twins folded; raises InputError if two spiders claim one."""
    sites: dict[str, Site] = {}
    for name in loader.list():
        site: Site | None = getattr(loader.load(name), "site", None)
        if site is None:
            continue
        for host in site.hosts:
            other = sites.setdefault(_folded(host), site)
            if other is not site:
                raise InputError(f"sites {other.name} and {site.name} both declare the host {host}: keep one")
    return sites


def site_for(url: str, sites: Mapping[str, Site]) -> Site | None:
    """The declaration of the site that ``url`` belongs to, on whichever twin or port; None for a stranger."""
    try:
        return sites.get(_folded(urlsplit(url).hostname or ""))
    except ValueError:
        return None


def _folded(host: str) -> str:
    return site_of(f"http://{host}")
