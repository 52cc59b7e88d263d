"""What the database says of runs: their rows, the reasons of what gave no document, and what a crawl found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_COLUMNS = (
    "id, command, site, started_at, finished_at, outcome, exit_code, settings, counts, extractor_version,"
    " advice, stats, findings"
)
# Runs that can be compared: one command, one site, and of the spider `site` one choice of start addresses.
_SAME = """
command = :command AND site IS :site AND json_extract(settings, '$.queue') IS :queue AND origin IS NULL
"""
# A reason is a kind, and after a colon the figures of one page.
_KIND = "CASE instr(reason, ': ') WHEN 0 THEN reason ELSE substr(reason, 1, instr(reason, ': ') - 1) END"
_REASONS = f"""
SELECT outcome, kind, count(*) FROM (
    SELECT outcome, {_KIND} AS kind FROM pages WHERE run_id = :run AND outcome <> 'document'
    UNION ALL
    SELECT outcome, {_KIND} AS kind FROM rejects WHERE run_id = :run AND page_id IS NULL
) GROUP BY outcome, kind ORDER BY 3 DESC, 1, 2
"""  # noqa: S608
# By address and not by page id, which has no index.
_DOCUMENTS = """
FROM pages AS page JOIN documents AS document
    ON document.canonical_url = page.canonical_url AND document.page_id = page.id
WHERE page.run_id = ? AND page.outcome = 'document'
"""
_SITES = "SELECT DISTINCT site FROM pages WHERE run_id = ?"
_ALIVE = "SELECT count(*) FROM documents WHERE gone_at IS NULL AND site IN (SELECT value FROM json_each(?))"


class Run(NamedTuple):
    """A row of ``runs`` with its JSON read; absent JSON is empty, but ``findings`` stays None if not judged."""

    id: int
    command: str
    site: str | None
    started_at: str
    finished_at: str | None
    outcome: str | None
    exit_code: int | None
    settings: Mapping[str, Any]
    counts: Mapping[str, int]
    extractor_version: str | None
    advice: str | None
    stats: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]] | None

    @property
    def arguments(self) -> Mapping[str, str]:
        """What the spider was given with ``-a``."""
        given = self.settings.get("arguments")
        return given if isinstance(given, dict) else {}


class Reason(NamedTuple):
    """How many pages and addresses of a run gave no document for one kind of reason."""

    outcome: str
    reason: str
    number: int


def find_run(connection: sqlite3.Connection, number: int) -> Run | None:
    """The run with this id."""
    return next(_runs(connection, "id = :id", {"id": number}, 1), None)


def last_runs(
    connection: sqlite3.Connection, limit: int, *, site: str | None = None, failed: bool = False
) -> list[Run]:
    """The newest runs first; of one site, or those without exit code 0, when asked for."""
    condition = "(:site IS NULL OR site = :site) AND (NOT :failed OR exit_code IS NOT 0)"
    return list(_runs(connection, condition, {"site": site, "failed": failed}, limit))


def earlier_runs(connection: sqlite3.Connection, run: Run, limit: int) -> list[Run]:
    """Earlier runs of the same command on the same site, the newest first."""
    given = {"command": run.command, "site": run.site, "queue": run.settings.get("queue"), "id": run.id}
    return list(_runs(connection, f"{_SAME} AND id < :id", given, limit))


def crawls(
    connection: sqlite3.Connection, spider: str, arguments: Mapping[str, str], limit: int
) -> list[Run]:
    """Crawls of this spider with exactly these arguments, the newest first."""
    words = json.dumps(dict(sorted(arguments.items())), ensure_ascii=False)
    condition = (
        "command = 'crawl' AND site = :site AND json_extract(settings, '$.arguments') = json(:arguments)"
    )
    return list(_runs(connection, condition, {"site": spider, "arguments": words}, limit))


def reasons(connection: sqlite3.Connection, number: int) -> list[Reason]:
    """Why pages and addresses of a run gave no document, the most frequent first.

    Of addresses that served nothing, those that no later run has tried.
    """
    return [Reason._make(row) for row in connection.execute(_REASONS, {"run": number})]


def filled(connection: sqlite3.Connection, number: int, columns: Sequence[str]) -> dict[str, int]:
    """How many of the documents that a run was served have a value in each column; ``*`` counts them all.

    ``text`` counts those with a text, ``family`` those whose family is known.
    """
    ways = {"text": "nullif(document.text, '')", "family": "nullif(document.family, 'generic')"}
    counted = ", ".join(f"count({ways.get(name, f'document.{name}')})" for name in columns)
    row = connection.execute(f"SELECT count(*), {counted} {_DOCUMENTS}", (number,)).fetchone()
    return dict(zip(("*", *columns), row, strict=True))


def alive(connection: sqlite3.Connection, number: int, sites: Collection[str]) -> int:
    """How many documents are stored of these sites and of those that the run met, and are not gone."""
    met = {site for (site,) in connection.execute(_SITES, (number,))}
    found: tuple[int] = connection.execute(_ALIVE, (json.dumps(sorted(met | set(sites))),)).fetchone()
    return found[0]


def _runs(
    connection: sqlite3.Connection, condition: str, values: Mapping[str, object], limit: int
) -> Iterator[Run]:
    query = f"SELECT {_COLUMNS} FROM runs WHERE {condition} ORDER BY id DESC LIMIT {limit:d}"  # noqa: S608
    for row in connection.execute(query, values):
        settings, counts, stats = (json.loads(text) if text else {} for text in (row[7], row[8], row[11]))
        findings = None if row[12] is None else json.loads(row[12])
        yield Run._make((*row[:7], settings, counts, *row[9:11], stats, findings))
