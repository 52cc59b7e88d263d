"""Spiders declare addresses; the base hands on each page with the links worth following, on the preferred twin."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterable
from urllib.parse import urljoin

import pytest
from scrapy import Spider
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from pipeline.crawl.declarations import site_for
from pipeline.crawl.fetched import Fetched
from pipeline.crawl.sites import declared_sites
from pipeline.errors import InputError
from pipeline.items import Found, LinkKind, Page, Reject
from spiders.base import DocumentSpider
from spiders.doc777 import Doc777Spider
from spiders.example import ExampleSpider
from spiders.site import SiteSpider


def listing(url: str, links: Iterable[str], extra: str = "") -> HtmlResponse:
    body = "".join(f'<a href="{link}">在全校开学典礼上的讲话</a>' for link in links) + extra
    return HtmlResponse(url, body=f"<html><body>{body}</body></html>".encode(), request=Request(url))


def followed(spider: DocumentSpider, response: Response, kind: LinkKind = "start") -> list[Found]:
    """The links that are looked for on a page that became no document."""

    async def parsed() -> list[Fetched]:
        return [item async for item in spider.parse(response, kind)]

    spider.settings = get_project_settings()
    (fetched,) = asyncio.run(parsed())
    page = fetched.outcome
    assert isinstance(page, Page)
    if fetched.links is None:
        return []
    # As it goes to another process.
    finder = pickle.loads(pickle.dumps(fetched.links))
    return list(finder(page, Reject(page.url, "listing", "list of links")).found)


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
    found = followed(Doc777Spider(), response)
    assert [tuple(link) for link in found] == [
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


def test_a_crawl_begins_with_start_pages_categories_and_sitemaps() -> None:
    class Chosen(Doc777Spider):
        categories = ("/c-7.html",)
        sitemaps = ("https://m.777doc.com/map.xml",)

    spider = Chosen()
    spider.settings = get_project_settings()
    assert set(spider.seeds()) == {
        ("https://m.777doc.com/", "start"),
        ("https://m.777doc.com/c-7.html", "listing"),
        ("https://m.777doc.com/map.xml", "sitemap"),
    }


def test_a_sitemap_leads_to_what_the_declaration_names_on_the_site() -> None:
    url = "https://www.777doc.com/sitemap.xml"
    addresses = [urljoin(url, path) for path in ("/p-1.html", "/c-2.html", "/help.html")]
    entries = "".join(f"<url><loc>{loc}</loc></url>" for loc in (*addresses, "https://a.example/p-3.html"))
    response = Response(url, body=f"<urlset>{entries}</urlset>".encode(), request=Request(url))
    assert followed(Doc777Spider(), response, "sitemap") == [
        ("https://m.777doc.com/p-1.html", "document"),
        ("https://www.777doc.com/c-2.html", "listing"),
    ]


def test_the_site_spider_takes_any_address() -> None:
    spider = SiteSpider(url="https://a.example/, http://127.0.0.1:9/list.html")
    assert list(spider.start_urls) == ["https://a.example/", "http://127.0.0.1:9/list.html"]
    response = listing("https://a.example/", ["/x-1.htm", "/x-2.htm", "http://127.0.0.1:9/x-3.htm"])
    assert [link.url for link in followed(spider, response)] == [
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
