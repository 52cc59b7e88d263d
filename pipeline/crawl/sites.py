"""What is known of the site of a URL: its declaration in a spider, and the lines that the store has seen on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader

from pipeline.crawl.declarations import folded, site_for
from pipeline.crawl.known_lines import KnownLines
from pipeline.errors import InputError
from pipeline.refine.site import Site
from pipeline.urls import site_of


class Sites:
    """From a URL to its site, declared or learned, None for a stranger. Any thread may call it; close it.

    Raises StorageError when the database cannot be read.
    """

    def __init__(self, declared: Mapping[str, Site], database: Path) -> None:
        self._declared = declared
        self._lines = KnownLines(database)
        self.close = self._lines.close

    @classmethod
    def of(cls, settings: BaseSettings) -> Sites:
        """Those of all spiders and of the database that the settings name; raises InputError and StorageError."""
        return cls(declared_sites(get_spider_loader(settings)), Path(settings["DATABASE"]))

    def __call__(self, url: str) -> Site | None:
        """The site with its lines as they are known now."""
        declared, name = site_for(url, self._declared), site_of(url)
        lines = self._lines(name)
        if not lines:
            return declared
        return replace(declared, lines=lines) if declared else Site(name=name, lines=lines)


def declared_sites(loader: SpiderLoaderProtocol) -> dict[str, Site]:
    """Every declared site by each of its hosts, twins folded; raises InputError if two spiders claim one."""
    sites: dict[str, Site] = {}
    for name in loader.list():
        site: Site | None = getattr(loader.load(name), "site", None)
        if site is None:
            continue
        for host in site.hosts:
            other = sites.setdefault(folded(host), site)
            if other is not site:
                raise InputError(f"sites {other.name} and {site.name} both declare the host {host}: keep one")
    return sites
