"""Is a crawl's result what its site usually gives? Spidermon's monitors, asked once the crawl has ended.

A monitor passes, fails with a finding, or is skipped when there is too little to judge. Nothing that is
stored changes by it: findings and an exit code tell a person to look.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Spider
from scrapy.crawler import Crawler
from spidermon import MonitorSuite
from spidermon.results.monitor import MonitorResult
from spidermon.runners import MonitorRunner

from pipeline.crawl.frontier import is_shared
from pipeline.crawl.site_monitors import Harvest, OutsideError, PageMonitors, RecordMonitors, SiteMonitors
from pipeline.crawl.verdict import Verdict
from pipeline.errors import ExitCode
from pipeline.runs.findings import Finding, dated
from pipeline.runs.measures import Measures, healthy
from pipeline.runs.rates import MEASURES, MONITORS
from pipeline.store import connect
from pipeline.store.database import storage_errors
from pipeline.store.runs import Run, alive, earlier_runs, find_run
from pipeline.urls import site_of

HISTORY = 10
"""How many earlier runs are looked at: a site may change for good, and is then judged by what it is now."""

LIMITS = ("limit", "depth", "pages", "minutes", "urls")
READ, NAMING = "listings/read", "listings/naming"
"""Counted by the crawl: listings (not front pages) served anew, and those of them that link to a document."""


def check_run(crawler: Crawler, database: Path, run_id: int) -> list[Finding]:
    """What is wrong with a crawl that has come to an orderly end and whose pages are all stored.

    Reads only. What it measured is left in the crawl's stats, from where ``run_stats`` takes it into the
    run's row: later runs are judged by it. Raises StorageError.
    """
    with storage_errors(database), closing(connect(database, readonly=True)) as connection:
        run = find_run(connection, run_id)
        if run is None or crawler.spider is None or crawler.stats is None:
            raise ValueError(f"there is no run {run_id} of this crawl")
        earlier = earlier_runs(connection, run, HISTORY)
        # What one of several workers fetched says nothing of the whole site.
        is_part = is_shared(crawler.settings)
        harvest = _harvest(
            connection, run, earlier, crawler.spider, crawler.stats.get_stats(), is_part=is_part
        )
        judged, found = judge(harvest)
        crawler.stats.set_value(MEASURES, harvest.measures.as_json())
        crawler.stats.set_value(MONITORS, judged)
        return [dated(finding, run, earlier) for finding in found]


def judge(harvest: Harvest) -> tuple[list[str], list[Finding]]:
    """The monitors that could judge, and what those that failed found."""
    result: _Result = _Runner().run(_Suite(), harvest=harvest)
    if result.errors:
        raise RuntimeError(result.errors[0][1].strip().splitlines()[-1])
    return sorted(result.judged), result.found


def judged(ending: Verdict, findings: Sequence[Finding]) -> Verdict:
    """The verdict on a run that ended so, now that its monitors have spoken: a worse one stays."""
    if not findings or ending.exit_code not in (ExitCode.DONE, ExitCode.OUTSIDE_EXPECTATIONS):
        return ending
    lines = [f"{finding.monitor}: {finding.message} (since run {finding.since_run})" for finding in findings]
    advice = "; ".join([*([ending.advice] if ending.advice else []), *lines])
    outcome = ending.outcome if ending.exit_code else "outside"
    return Verdict(outcome, ExitCode.OUTSIDE_EXPECTATIONS, advice)


def _harvest(
    connection: sqlite3.Connection,
    run: Run,
    earlier: Sequence[Run],
    spider: Spider,
    stats: Mapping[str, Any],
    *,
    is_part: bool,
) -> Harvest:
    declared = getattr(spider, "site", None)
    least, most = getattr(spider, "expected", (None, None))
    hosts = {site_of(f"http://{host}") for host in declared.hosts} if declared else set()
    ended = stats.get("finish_reason", "finished") == "finished"
    return Harvest(
        measures=Measures.of(connection, run),
        history=() if is_part else healthy(earlier),
        declared=declared is not None,
        family=bool(declared and declared.family),
        metadata_only=getattr(spider, "metadata_only", False),
        expected=(least, most),
        alive=0 if least is None and most is None else alive(connection, run.id, hosts),
        whole=ended and not is_part and not set(LIMITS) & set(run.arguments),
        listings=(stats.get(READ, 0), stats.get(NAMING, 0)),
    )


class _Suite(MonitorSuite):  # type: ignore[misc]
    monitors: ClassVar[list[type]] = [PageMonitors, RecordMonitors, SiteMonitors]


class _Result(MonitorResult):  # type: ignore[misc]
    """Keeps what Spidermon would only print."""

    def __init__(self) -> None:
        super().__init__()
        self.judged: list[str] = []
        self.found: list[Finding] = []

    def addSuccess(self, test: Any) -> None:  # noqa: N802 (unittest's name)
        super().addSuccess(test)
        self.judged.append(test.method_name)

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802 (unittest's name)
        super().addFailure(test, err)
        self.judged.append(test.method_name)
        outside = err[1]
        if isinstance(outside, OutsideError):
            self.found.append(Finding(test.method_name, str(outside), outside.value, outside.expected))


class _Runner(MonitorRunner):  # type: ignore[misc]
    def create_result(self) -> _Result:
        return _Result()
