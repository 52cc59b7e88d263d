"""Of which site captures are wanted: one that a spider declares, any other host, or whatever a file names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from pipeline.crawl.off_limits import is_off_limits
from pipeline.crawl.options import did_you_mean
from pipeline.errors import InputError
from pipeline.items import LinkKind
from pipeline.refine.site import Site
from pipeline.urls import TWIN_PREFIXES, site_of

# An index has the pages of www. under the name without it.
FOLDED = "www."


class Declared(Protocol):
    """What is asked of a spider: its name, its site, and what its rules take an address for."""

    name: str

    @property
    def site(self) -> Site | None: ...  # noqa: D102

    def kind_of(self, url: str) -> LinkKind | None: ...  # noqa: D102


class Scope(NamedTuple):
    """``hosts`` are the names to ask an index for; ``kind_of`` is None for addresses outside."""

    name: str
    hosts: tuple[str, ...]
    kind_of: Callable[[str], LinkKind | None]


def scope_of(word: str, declared: Sequence[Declared]) -> Scope:
    """The scope that a person names by a spider, a site or a host; nothing stands for every site. Raises InputError."""
    spiders = {_site(host): spider for spider in declared if spider.site for host in spider.site.hosts}
    if not word:
        return Scope("", (), lambda url: _kind(url, spiders, None))
    named = (spider for spider in declared if spider.site and word in (spider.name, spider.site.name))
    host = site_of(word) if "://" in word else _site(word)
    spider = next(named, None) or spiders.get(host)
    if spider and spider.site:
        own = {_site(host): spider for host in spider.site.hosts}
        names = dict.fromkeys(host.removeprefix(FOLDED) for host in spider.site.hosts)
        return Scope(spider.site.name, tuple(names), lambda url: _kind(url, own, ()))
    if host == "local" or ("." not in host and host != "localhost"):
        known = [name for spider in declared if spider.site for name in (spider.name, spider.site.name)]
        hint = did_you_mean(word, known) or ": scrapy list names the spiders"
        raise InputError(f"site={word} is neither a declared site nor a host{hint}")
    return Scope(host, _twins(host), lambda url: _kind(url, {}, (host,)))


def _kind(url: str, spiders: Mapping[str, Declared], strangers: Sequence[str] | None) -> LinkKind | None:
    """By the rules of the site's spider; of a site without one (any, for None) whatever we do not stay off."""
    # An index names a host many times in a row, and what is left of the address decides nothing.
    site = site_of("/".join(url.split("/", 3)[:3]))
    if spider := spiders.get(site):
        return spider.kind_of(url)
    if site == "local" or (strangers is not None and site not in strangers) or is_off_limits(url):
        return None
    return "document"


def _site(host: str) -> str:
    return site_of(f"http://{host}")


def _twins(host: str) -> tuple[str, ...]:
    name = urlsplit(f"http://{host}").hostname or ""
    try:
        ip_address(name)
    except ValueError:
        twins = (prefix for prefix in TWIN_PREFIXES if prefix != FOLDED)
        return (host, *(f"{prefix}{host}" for prefix in twins))
    return (host,)
