"""The declared sites: each knows its own addresses, says what it only infers, and reads pages in its site's shape.

A listing fixture names in its ``meta.json`` the spider and the links that it must follow there, by kind, in page
order and relative to the page; links that are not named must be left alone.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest
from scrapy.http import HtmlResponse, Request
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from pipeline.crawl.off_limits import is_off_limits
from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.families import FAMILIES
from pipeline.refine.site import Site
from spiders.base import DocumentSpider
from tests.command_line import ROOT
from tests.test_fixtures import CASES, expectation, meta, named

LOADER = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
SPIDERS: list[type[DocumentSpider]] = [
    spider for spider in map(LOADER.load, LOADER.list()) if getattr(spider, "site", None)
]
LISTINGS = [case for case in CASES if "spider" in meta(case)]


def site(spider: type[DocumentSpider]) -> Site:
    assert spider.site is not None
    return spider.site


def path_of(url: str) -> str:
    return urlunsplit(("", "", *urlsplit(url)[2:4], ""))


def documents_of(spider: type[DocumentSpider]) -> list[Path]:
    """The fixtures of documents on a spider's site; those held out are for measuring only."""
    return [
        case
        for case in CASES
        if urlsplit(meta(case)["url"]).hostname in site(spider).hosts
        and not meta(case).get("heldout")
        and expectation(case)["outcome"] == "document"
    ]


def page_of(case: Path) -> Page:
    given = meta(case)
    (body,) = case.glob("page.*")
    return Page(
        url=given["url"],
        status=given.get("status", 200),
        headers=(("Content-Type", given["content_type"]),),
        fetched_at="2024-01-02T03:04:05Z",
        body=body.read_bytes(),
    )


each_spider = pytest.mark.parametrize("spider", SPIDERS, ids=lambda spider: spider.name)
own_pages = pytest.mark.parametrize(
    ("spider", "case"),
    [
        pytest.param(spider, case, id=f"{spider.name}-{named(case)}")
        for spider in SPIDERS
        for case in documents_of(spider)
    ],
)


@pytest.mark.parametrize("case", LISTINGS, ids=named)
def test_a_listing_leads_where_it_should_and_nowhere_else(case: Path) -> None:
    given, page = meta(case), page_of(case)
    headers = {name: [value] for name, value in page.headers}
    response = HtmlResponse(page.url, headers=headers, body=page.body, request=Request(page.url))
    found: dict[str, list[str]] = {"document": [], "listing": [], "pager": []}
    for link in LOADER.load(given["spider"])().links(response):  # type: ignore[attr-defined]
        found[link.kind].append(link.url)
    assert found == {kind: [urljoin(page.url, path) for path in given["links"][kind]] for kind in found}


@each_spider
def test_a_site_has_a_fixture_of_a_listing_and_of_a_document(spider: type[DocumentSpider]) -> None:
    assert [case for case in LISTINGS if meta(case)["spider"] == spider.name]
    assert documents_of(spider)


@own_pages
def test_a_document_has_an_address_that_the_spider_follows(spider: type[DocumentSpider], case: Path) -> None:
    url = meta(case)["url"]
    assert re.fullmatch(spider.documents, path_of(url))
    assert not re.fullmatch(spider.listings, path_of(url))
    assert not is_off_limits(url)


@own_pages
def test_the_declaration_costs_a_document_nothing(spider: type[DocumentSpider], case: Path) -> None:
    """With the site's family named, the text is the one that the fixture expects, as without."""
    records = refine(page_of(case), site(spider))
    assert not isinstance(records, Reject), records.reason
    faults, expected = meta(case).get("known_faults", []), expectation(case)["records"]
    assert len(records) == len(expected)
    for place, (record, wanted) in enumerate(zip(records, expected, strict=True)):
        assert record.family == (site(spider).family or record.family)
        if f"[{place}].text" not in faults:
            assert record.text == wanted.get("text", record.text)
        assert record.text_state == wanted.get("text_state", record.text_state)
        if getattr(spider, "metadata_only", False):
            assert record.text_state in ("none", "abstract")


def test_no_two_sites_declare_one_host() -> None:
    hosts = Counter(host for spider in SPIDERS for host in site(spider).hosts)
    assert [host for host, times in hosts.items() if times > 1] == []


@each_spider
def test_addresses_to_start_from_are_on_the_site_and_no_documents(spider: type[DocumentSpider]) -> None:
    assert spider.start_urls
    given: tuple[str, ...] = (*getattr(spider, "sitemaps", ()), *getattr(spider, "categories", ()))
    for url in (*spider.start_urls, *(urljoin(spider.start_urls[0], each) for each in given)):
        assert urlsplit(url).hostname in site(spider).hosts
        assert not re.fullmatch(spider.documents, path_of(url))


@each_spider
def test_a_module_is_short_and_named_like_its_spider(spider: type[DocumentSpider]) -> None:
    module = sys.modules[spider.__module__]
    assert spider.__module__ == f"spiders.{spider.name}"
    assert spider.__name__.lower() == f"{spider.name}spider".replace("_", "")
    assert 10 <= len(Path(str(module.__file__)).read_text("utf-8").splitlines()) <= 25


@each_spider
def test_a_module_says_what_is_known_and_what_is_inferred(spider: type[DocumentSpider]) -> None:
    words = sys.modules[spider.__module__].__doc__ or ""
    assert re.search(r"^Known", words, re.MULTILINE)
    assert "Inferred" in words


@each_spider
def test_a_declaration_holds_no_code(spider: type[DocumentSpider]) -> None:
    own: dict[str, Any] = {name: value for name, value in vars(spider).items() if not name.startswith("__")}
    assert [name for name, value in own.items() if callable(value) or isinstance(value, classmethod)] == []


@each_spider
def test_the_documentation_lists_the_site(spider: type[DocumentSpider]) -> None:
    own = site(spider)
    row = f"| `{spider.name}` | {own.hosts[0]} | {own.family or 'by its looks'} |"
    assert row in (ROOT / "docs" / "adding-a-site.md").read_text("utf-8")


def test_every_family_has_a_site_and_every_site_a_known_family() -> None:
    declared = {site(spider).family for spider in SPIDERS} - {None}
    assert declared == set(FAMILIES)
