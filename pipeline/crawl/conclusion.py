"""The last word on a crawl: its verdict after the monitors have spoken, and what its row keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.crawler import Crawler

from pipeline.crawl.monitors import check_run, judged
from pipeline.crawl.verdict import Verdict
from pipeline.errors import ExitCode
from pipeline.runs.rates import run_stats

JUDGED = (ExitCode.DONE, ExitCode.OUTSIDE_EXPECTATIONS)
"""Ends that say something of the site; a run that was interrupted or refused has not seen enough of it."""


class Conclusion(NamedTuple):
    """``stats`` and ``findings`` are for ``runs``; ``findings`` is None when the monitors were not asked."""

    verdict: Verdict
    stats: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]] | None = None


def concluded(crawler: Crawler, run_id: int | None, ending: Verdict, seconds: float) -> Conclusion:
    """What to write into the row of a run all of whose pages are stored. Raises StorageError."""
    found = None
    if run_id is not None and ending.exit_code in JUDGED:
        found = check_run(crawler, Path(crawler.settings["DATABASE"]), run_id)
        ending = judged(ending, found)
    findings = None if found is None else [finding.as_json() for finding in found]
    return Conclusion(ending, run_stats(crawler.stats.get_stats(), seconds), findings)
