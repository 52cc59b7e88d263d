"""Runs in a real database without a crawl, for the tests of monitors and reports."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from pipeline.crawl.monitors import check_run
from pipeline.runs.findings import Finding
from pipeline.runs.rates import run_stats
from pipeline.store import Writer
from spiders.base import DocumentSpider
from tests.store_items import page, record, reject


class WenSpider(DocumentSpider):
    name = "wen"


def store_run(
    database: Path,
    documents: int = 0,
    *,
    rejects: dict[str, int] | None = None,
    given: dict[str, str] | None = None,
    family: str = "wenku_cms",
    **columns: Any,
) -> int:
    """A run that is not finished yet: so many documents with these columns, so many rejects of each outcome."""
    with Writer(database) as writer:
        settings = {"arguments": given or {}, "queue": "wen", "DOWNLOAD_DELAY": 2.0}
        number = writer.start_run("crawl", "wen", settings, extractor_version="1")
        for count in range(documents):
            of = page(f"https://wen.example/p-{count}.html", day=number, body=f"{number} {count}".encode())
            writer.put(of, [record(of, family=family, **columns)])
        for outcome, several in (rejects or {}).items():
            for count in range(several):
                url = f"https://wen.example/{outcome}-{count}.html"
                of = page(url, day=number, body=f"{number} {outcome} {count}".encode())
                writer.put(of, reject(of, outcome, f"{outcome} for a reason: {count}"))
        writer.flush()
    return number


def crawler_of(spider: type[DocumentSpider] = WenSpider, given: dict[str, str] | None = None) -> Crawler:
    """A crawler that has come to its end."""
    crawler = get_crawler(spider)
    crawler.spider = spider.from_crawler(crawler, **(given or {}))
    crawler.stats.set_value("finish_reason", "finished")
    return crawler


def finish(
    database: Path, number: int, crawler: Crawler, *, code: int | None = None, outcome: str = "finished"
) -> list[Finding]:
    """The end of a run as a crawl writes it, with what its monitors found."""
    findings = check_run(crawler, database, number)
    code = code if code is not None else 3 if findings else 0
    row = (
        outcome if code != 3 else "outside",
        code,
        "; ".join(finding.message for finding in findings) or None,
        json.dumps(run_stats(crawler.stats.get_stats(), 30.0)),
        json.dumps([finding.as_json() for finding in findings]),
        number,
    )
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE runs SET finished_at = strftime('%Y-%m-%dT%H:%M:%SZ'), outcome = ?, exit_code = ?, advice = ?,"
            " stats = ?, findings = ? WHERE id = ?",
            row,
        )
    return findings


def healthy_runs(database: Path, several: int = 3, **columns: Any) -> None:
    """Runs that ended well, each with 30 documents on 32 pages and two listings."""
    for _ in range(several):
        number = store_run(database, 30, rejects={"listing": 2, "rejected": 2}, **columns)
        assert finish(database, number, crawler_of()) == []
