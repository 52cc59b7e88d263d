"""``scrapy savefixture URL|FILE|ID``: the skeleton of a fixture out of a page, with today's answer in it."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from scrapy.http import HtmlResponse
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader

from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.declarations import site_for
from pipeline.crawl.kept import page_named
from pipeline.crawl.sites import declared_sites
from pipeline.errors import ExitCode, InputError
from pipeline.items import Page, Record, Refined, Reject
from pipeline.refine import refine
from pipeline.urls import site_of

FIXTURES = Path(__file__).resolve().parents[2] / "tests" / "fixtures"
NAME = re.compile(r"\w[\w.-]*")
# Columns that only say where and when a record was made, or follow from others.
NOT_ASKED = frozenset(
    "id url content_sha256 char_count paragraph_count quality placeholders fetched_at page_id extractor_version"
    " rights evidence sections removals lines copy_key".split()
)


class Command(PipelineCommand):
    """Writes three files into a new folder; the answer is for a person to correct."""

    name = "savefixture"
    words: ClassVar[tuple[int, int | None]] = (1, 1)
    names_files = True

    def syntax(self) -> str:
        """For ``-h``."""
        return "URL|FILE|ID [--url URL] [--site NAME] [--case NAME] [--into DIR]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Make the skeleton of a fixture from a file or a page in the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Whose page a file is, and where the fixture goes."""
        super().add_options(parser)
        parser.add_argument("--url", help="the address that a FILE was saved from")
        parser.add_argument("--site", metavar="NAME", help="first folder (default: the page's site)")
        parser.add_argument("--case", metavar="NAME", help="second folder (default: the page's id)")
        parser.add_argument("--into", metavar="DIR", default=FIXTURES, help="default: tests/fixtures")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Nothing is overwritten."""
        database, archive = Path(self.settings["DATABASE"]), Path(self.settings["ARCHIVE_DIR"])
        page = page_named(words[0], options.url, database, archive)
        site, case = options.site or site_of(page.url).replace(":", "_"), options.case or page.id
        for name in (site, case):
            if not NAME.fullmatch(name):
                raise InputError(
                    f"{name} cannot name a folder: use letters, digits, dots, hyphens and underscores"
                )
        folder = Path(options.into) / site / case
        answer = refine(page)
        listed = isinstance(answer, Reject) and answer.outcome == "listing"
        files = skeleton(page, answer, _followed(page, get_spider_loader(self.settings)) if listed else {})
        try:
            folder.mkdir(parents=True)
            for name, content in files.items():
                (folder / name).write_bytes(content)
        except FileExistsError as error:
            raise InputError(f"{folder} exists already: choose another --case") from error
        except OSError as error:
            raise InputError(f"{folder} cannot be written: {error.strerror}") from error
        print(f"{folder}: correct record.json, and say in meta.json's note what the case is for.")
        print(
            "Rewrite the page's texts in your own words before you commit it: pages of others are never committed."
        )
        return ExitCode.DONE


def skeleton(page: Page, answer: Refined, links: Mapping[str, Any]) -> dict[str, bytes]:
    """Name and content of a fixture's three files, ``answer`` and ``links`` filled in as if they were right."""
    content_type = page.header("content-type") or "text/html"
    ending = "txt" if content_type.startswith("text/plain") else "html"
    meta = {
        "url": page.url,
        "status": page.status,
        "content_type": content_type,
        "note": "",
        "heldout": False,
        **links,
    }
    return {f"page.{ending}": page.body, "meta.json": _json(meta), "record.json": _json(_expected(answer))}


def _followed(page: Page, loader: SpiderLoaderProtocol) -> dict[str, Any]:
    """Which links of a listing its site's spider follows, by kind; empty where no spider is declared."""
    site = site_for(page.url, declared_sites(loader))
    if site is None:
        return {}
    spider: Any = next(
        each for each in map(loader.load, loader.list()) if getattr(each, "site", None) is site
    )
    response = HtmlResponse(page.url, headers=dict(page.headers), body=page.body)
    links: dict[str, list[str]] = {"document": [], "listing": [], "pager": []}
    for link in spider().links(response):
        links[link.kind].append(link.url)
    return {"spider": spider.name, "links": links}


def _expected(answer: Refined) -> dict[str, Any]:
    if isinstance(answer, Reject):
        return {"outcome": answer.outcome, "reason_contains": answer.reason}
    return {"outcome": "document", "records": [_asked(record) for record in answer]}


def _asked(record: Record) -> dict[str, Any]:
    columns = {name: value for name, value in asdict(record).items() if name not in NOT_ASKED}
    first = {name: columns.pop(name) for name in ("title", "text")}
    outline = [[section.level, section.title] for section in record.sections]
    return {**first, "text_contains": [], "text_lacks": [], **columns, "sections": outline}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
