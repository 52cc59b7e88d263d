"""Spiders declare addresses; the base follows listings to documents, once each, on the preferred twin."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from scrapy import Spider
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from pipeline.crawl.sites import declared_sites, site_for
from pipeline.errors import InputError
from pipeline.items import Page
from pipeline.refine.families import FAMILIES
from spiders.base import DocumentSpider
from spiders.doc777 import Doc777Spider
from spiders.example import ExampleSpider
from spiders.ppt31 import Ppt31Spider
from spiders.renrendoc import RenrendocSpider
from spiders.site import SiteSpider

DECLARED = [Doc777Spider, RenrendocSpider, Ppt31Spider]


def listing(url: str, links: Iterable[str], extra: str = "") -> HtmlResponse:
    body = "".join(f'<a href="{link}">在全校开学典礼上的讲话</a>' for link in links) + extra
    return HtmlResponse(url, body=f"<html><body>{body}</body></html>".encode(), request=Request(url))


def followed(spider: DocumentSpider, response: Response, kind: str = "start", hops: int = 0) -> list[Request]:
    async def parsed() -> list[Page | Request]:
        return [item async for item in spider.parse(response, kind, hops)]

    first, *rest = asyncio.run(parsed())
    assert isinstance(first, Page)
    return [request for request in rest if isinstance(request, Request)]


@pytest.fixture
def loader() -> SpiderLoader:
    return SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))


def test_a_listing_leads_to_documents_on_the_mobile_twin_once() -> None:
    response = listing(
        "https://www.777doc.com/c-1.html",
        [
            "/p-1.html",
            "https://m.777doc.com/p-1.html",
            "/p-2.html",
            "/c-2.html",
            "/help/9.html",
            "/login.html",
        ],
        '<div class="paginator"><a href="/c-1-2.html">2</a></div>',
    )
    requests = followed(Doc777Spider(), response)
    assert [(r.url, r.cb_kwargs["kind"]) for r in requests] == [
        ("https://m.777doc.com/p-1.html", "document"),
        ("https://m.777doc.com/p-2.html", "document"),
        ("https://www.777doc.com/c-2.html", "listing"),
        ("https://www.777doc.com/c-1-2.html", "pager"),
    ]


def test_a_document_leads_nowhere_unless_it_is_the_start() -> None:
    response = listing("https://m.777doc.com/p-1.html", ["/p-2.html"])
    assert followed(Doc777Spider(), response, "document") == []
    assert len(followed(Doc777Spider(), response, "start")) == 1


@pytest.mark.parametrize("status", [404, 500, 403])
def test_every_response_is_a_page_but_only_good_ones_are_followed(status: int) -> None:
    response = listing("https://m.777doc.com/c-1.html", ["/p-2.html"]).replace(status=status)
    assert followed(Doc777Spider(), response, "listing") == []


def test_a_response_that_is_no_text_is_a_page() -> None:
    response = Response(
        "https://m.777doc.com/p-1.html", body=b"\x89PNG", request=Request("https://a.example")
    )
    assert followed(Doc777Spider(), response) == []


def test_the_limit_counts_documents() -> None:
    spider = Doc777Spider(limit="2")
    response = listing("https://m.777doc.com/c-1.html", ["/c-9.html", *(f"/p-{i}.html" for i in range(9))])
    assert [r.cb_kwargs["kind"] for r in followed(spider, response)] == ["listing", "document", "document"]


def test_depth_counts_listings_not_pagers() -> None:
    pager = '<div class="paginator"><a href="/c-1-2.html">2</a></div>'
    response = listing("https://m.777doc.com/c-1.html", ["/c-9.html"], pager)
    kinds = [r.cb_kwargs["kind"] for r in followed(Doc777Spider(depth="2"), response, "listing", hops=2)]
    assert kinds == ["pager"]


@pytest.mark.parametrize("spider", DECLARED)
def test_declared_spiders_know_their_document_addresses(spider: type[DocumentSpider]) -> None:
    assert spider.site is not None
    assert spider.site.family in FAMILIES
    start = spider.start_urls[0]
    kinds = {r.cb_kwargs["kind"] for r in followed(spider(), listing(start, ["/p-7.html", "/c-7-2.html"]))}
    assert kinds == {"document", "listing"}


def test_the_site_spider_takes_any_address() -> None:
    spider = SiteSpider(url="https://a.example/, http://127.0.0.1:9/list.html")
    assert list(spider.start_urls) == ["https://a.example/", "http://127.0.0.1:9/list.html"]
    response = listing("https://a.example/", ["/x-1.htm", "/x-2.htm", "http://127.0.0.1:9/x-3.htm"])
    assert [r.url for r in followed(spider, response)] == [
        "https://a.example/x-1.htm",
        "https://a.example/x-2.htm",
    ]


@pytest.mark.parametrize(
    "arguments", [{}, {"url": " , "}, {"url": "a.example"}, {"url": "file:///etc/passwd"}]
)
def test_the_site_spider_needs_a_web_address(arguments: dict[str, str]) -> None:
    with pytest.raises(InputError):
        SiteSpider(**arguments)


def test_the_example_spider_has_addresses_of_its_own() -> None:
    assert list(ExampleSpider().start_urls) == [f"http://127.0.0.1:{port}/" for port in (8771, 8772, 8773)]


def test_unknown_arguments_are_refused() -> None:
    with pytest.raises(InputError, match="did you mean limit"):
        Doc777Spider(limt="3")


def test_sites_are_found_by_any_twin_and_port(loader: SpiderLoader) -> None:
    sites = declared_sites(loader)
    for url in (
        "https://m.777doc.com/p-1.html",
        "https://777doc.com/x",
        "http://www.777doc.com:8443/p-1.html",
    ):
        assert site_for(url, sites) is Doc777Spider.site
    for url in ("https://a.example/", "file:///a.html", "http://[broken"):
        assert site_for(url, sites) is None


def test_no_spider_switches_robots_txt_off(loader: SpiderLoader) -> None:
    for name in loader.list():
        spider: type[Spider] = loader.load(name)
        assert "ROBOTSTXT_OBEY" not in (spider.custom_settings or {})


def test_the_contact_joins_the_user_agent() -> None:
    settings = get_project_settings()
    settings.set("CONTACT", "corpus@a.example")
    Doc777Spider.update_settings(settings)
    assert settings["USER_AGENT"] == "wenji/0.1 (document corpus crawler; contact: corpus@a.example)"


@pytest.mark.parametrize("overlay", ["development", "scheduled"])
def test_settings_overlays_keep_what_every_run_needs(overlay: str) -> None:
    settings = Settings()
    settings.setmodule(f"settings.{overlay}")
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getfloat("DOWNLOAD_DELAY") >= 2
    assert [path.rpartition(".")[2] for path in settings["ITEM_PIPELINES"]] == [
        "ArchivePipeline",
        "RefinePipeline",
        "StorePipeline",
    ]
