"""Where no request goes: closed areas, and private networks behind a public name."""

from __future__ import annotations

import asyncio

import pytest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from pipeline.crawl.boundaries import Boundaries, is_private
from pipeline.crawl.off_limits import is_closed_area, is_off_limits
from pipeline.crawl.refused import RefusedRequest

NAMES = {
    "wen.example": ["203.0.113.7", "2001:db8::7"],
    "parked.example": ["127.0.0.1"],
    "inside.example": ["203.0.113.7", "fe80::1"],
    "proxied.example": ["198.18.0.9"],
    "nowhere.example": [],
}


async def names(host: str) -> list[str]:
    return NAMES[host]


def ask(request: Request, *starts: str) -> None:
    async def main() -> None:
        await Boundaries(names, starts).process_request(request)

    asyncio.run(main())


@pytest.mark.parametrize("host", ["wen.example", "proxied.example", "nowhere.example", "203.0.113.7"])
def test_public_hosts_are_open(host: str) -> None:
    ask(Request(f"https://{host}/p-1.html"))


@pytest.mark.parametrize(
    "host",
    ["parked.example", "inside.example", "127.0.0.1", "192.168.1.1:8080", "[::1]", "[::ffff:10.0.0.1]"],
)
def test_private_networks_are_closed_to_a_crawl_of_the_web(host: str) -> None:
    with pytest.raises(RefusedRequest, match="leads into a private network") as caught:
        ask(Request(f"https://{host}/p-1.html"), "https://wen.example/")
    assert caught.value.outcome == "rejected"


def test_also_to_a_redirect_of_robots_txt() -> None:
    with pytest.raises(RefusedRequest):
        ask(Request("http://169.254.169.254/robots.txt", callback=NO_CALLBACK))


@pytest.mark.parametrize(
    "start", ["http://127.0.0.1:8771/", "http://localhost/", "http://10.1.2.3/", "http://[::1]/"]
)
def test_a_crawl_that_starts_inside_may_stay_there(start: str) -> None:
    ask(Request("http://parked.example/p-1.html"), start)


def test_behind_a_proxy_names_are_the_proxys_affair() -> None:
    ask(Request("http://parked.example/", meta={"proxy": "http://proxy.example:3128"}))
    with pytest.raises(RefusedRequest):
        ask(Request("http://127.0.0.1/", meta={"proxy": "http://proxy.example:3128"}))


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/user/login.aspx",
        "/Pay/order?id=1",
        "/download-12.html",
        "/down/9",
        "/captcha",
        "/fileroot1/a",
    ],
)
def test_closed_areas_are_closed_to_every_request(path: str) -> None:
    url = f"https://wen.example{path}"
    assert is_closed_area(url)
    assert is_off_limits(url)
    with pytest.raises(RefusedRequest, match="a page we stay off") as caught:
        ask(Request(url))
    assert caught.value.outcome == "blocked"


@pytest.mark.parametrize("path", ["/", "/tag/讲话/", "/sitemap.xml", "/search?q=a", "/payments-of-2021.html"])
def test_a_person_may_start_where_links_do_not_lead(path: str) -> None:
    ask(Request(f"https://wen.example{path}"))


@pytest.mark.parametrize(
    ("host", "private"),
    [
        *(("10.0.0.1", True), ("172.16.3.4", True), ("172.32.0.1", False), ("169.254.1.1", True)),
        *(
            ("0.0.0.0", True),
            ("fd00::1", True),
            ("fe80::1%eth0", True),
            ("8.8.8.8", False),
            ("localhost", False),
        ),
    ],
)
def test_private_addresses(host: str, private: bool) -> None:
    assert is_private(host) is private
