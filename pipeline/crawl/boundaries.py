"""Where no request goes, whoever asked for it: closed areas of any site, and private networks.

A link, a redirect or a name on the web must not make this machine ask its own network's servers. Only who
starts a crawl at such an address gets there.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from pipeline.crawl.off_limits import is_closed_area
from pipeline.crawl.refused import RefusedRequest

CLOSED = "a page we stay off: a log-in, a payment, a download or a captcha"
# RFC 1918, 6598, 3927, 4193 and "this host". Not 198.18.0.0/15: local proxies give names addresses from it.
PRIVATE = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.168.0.0/16", "::/128", "::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)
# A name that takes longer is left to the download, which says what is wrong with it.
RESOLVE_SECONDS = 5
Resolve = Callable[[str], Coroutine[None, None, list[str]]]


async def resolve(host: str) -> list[str]:
    """The addresses of a host name; none when it has none."""
    look_up = asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(look_up, RESOLVE_SECONDS)
    except (OSError, UnicodeError, TimeoutError):
        return []
    return [str(address[0]) for *_, address in found]


class Boundaries:
    """Refuses requests that would cross them; a host's name is looked up once."""

    def __init__(self, look_up: Resolve = resolve, starts: Iterable[str] = ()) -> None:
        self._look_up = look_up
        self._inside = False
        self._hosts: dict[str, asyncio.Task[str | None]] = {}
        self.start_at(starts)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Part of Scrapy's protocol."""
        boundaries = cls()

        def opened() -> None:
            named = getattr(crawler.spider, "named_urls", None)
            boundaries.start_at(named() if named else getattr(crawler.spider, "start_urls", ()))

        crawler.signals.connect(opened, signals.spider_opened, weak=False)
        return boundaries

    def start_at(self, urls: Iterable[str]) -> None:
        """A crawl that starts at an address of a private network, written as one, may go there."""
        hosts = (urlsplit(url).hostname or "" for url in urls)
        self._inside = any(host == "localhost" or is_private(host) for host in hosts)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedRequest."""
        if request.callback is not NO_CALLBACK and is_closed_area(request.url):
            raise RefusedRequest(CLOSED, "blocked")
        host = urlsplit(request.url).hostname or ""
        # Behind a proxy names are looked up by the proxy, and what this machine makes of them says nothing.
        if self._inside or ("proxy" in request.meta and not is_private(host)):
            return
        if host not in self._hosts:
            self._hosts[host] = asyncio.ensure_future(self._private_address(host))
        if address := await self._hosts[host]:
            raise RefusedRequest(f"{host} leads into a private network ({address})", "rejected")

    async def _private_address(self, host: str) -> str | None:
        if _address(host):
            return host if is_private(host) else None
        return next(filter(is_private, await self._look_up(host)), None)


def is_private(host: str) -> bool:
    """Whether ``host`` is written as an address of a private network, of this machine, or of its link."""
    address = _address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address is not None and any(address in network for network in PRIVATE)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
