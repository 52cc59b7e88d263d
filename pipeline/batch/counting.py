"""The lines of each site, counted as a crawl counts them, and which of them are the site's own."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.files import appearing
from pipeline.batch.keeping import LinesOfText
from pipeline.batch.places import Places
from pipeline.batch.reading import Lines
from pipeline.batch.shuffle import rows
from pipeline.crawl.known_lines import judged
from pipeline.refine.site_lines import FEWEST_DOCUMENTS
from pipeline.store import open_database
from pipeline.store.line_counts import LineCounts
from pipeline.store.site_lines import CountedLine, frequent_lines

BATCH: Final = 2000
_SITES: Final = "SELECT site, texts FROM sites ORDER BY site"
# As frequent_lines asks it of the sites that are counted together.
_SHARED: Final = """
SELECT key, count(*) FROM site_lines JOIN sites USING (site)
WHERE documents > 1 AND 2 * documents < texts GROUP BY key
"""


class Counts(NamedTuple):
    """Of the sites of one partition: how many texts each has, its frequent lines, and the keys of lines that stand on
    some documents, but on fewer than half: of how many sites.
    """

    sites: dict[str, tuple[int, list[CountedLine]]]
    shared: dict[str, int]


class CountLines(PipelineStep):
    """Counts for one partition of sites, from what all tasks of a stage have read."""

    name = "lines of sites"
    type = "COUNT"

    def __init__(self, folder: Places, stages: Sequence[str]) -> None:
        super().__init__()
        self.folder = folder
        self.stages = stages

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        with TemporaryDirectory(dir=self.folder.work) as scratch:
            counts = _count(Path(scratch) / "lines.db", self._lines(rank, world_size))
        with appearing(self.folder.stage("count", rank)) as made:
            made.write_bytes(pickle.dumps(counts))

    def _lines(self, rank: int, tasks: int) -> Iterator[LinesOfText]:
        for stage in self.stages:
            for task in range(tasks):
                for found in rows(self.folder.stage(stage, task, ".lines"), rank):
                    self.stat_update("texts")
                    yield found


def _count(database: Path, lines: Iterator[LinesOfText]) -> Counts:
    with closing(open_database(database).conn) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        while batch := list(islice(lines, BATCH)):
            connection.execute("BEGIN")
            counts = LineCounts(connection, batch)
            for each in batch:
                counts.take(each)
            counts.write()
            connection.execute("COMMIT")
        sites = connection.execute(_SITES).fetchall()
        return Counts(
            {
                site: (texts, list(frequent_lines(connection, site, FEWEST_DOCUMENTS)))
                for site, texts in sites
            },
            dict(connection.execute(_SHARED)),
        )


class DecideLines(PipelineStep):
    """From the counts of all partitions to the lines that are sites' own; a single task."""

    name = "lines that are sites' own"
    type = "COUNT"

    def __init__(self, folder: Places, partitions: int) -> None:
        super().__init__()
        self.folder = folder
        self.partitions = partitions

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        counted = [self._counts(partition) for partition in range(self.partitions)]
        shared = Counter[str]()
        wanted = {line.key for each in counted for _, lines in each.sites.values() for line in lines}
        for each in counted:
            shared.update({key: number for key, number in each.shared.items() if key in wanted})
        found: dict[str, dict[str, str]] = {}
        for each in counted:
            for site, (texts, lines) in each.sites.items():
                # Those counted beside it are in its own figure.
                elsewhere = [
                    line._replace(
                        other_sites=line.other_sites + shared[line.key] - each.shared.get(line.key, 0)
                    )
                    for line in lines
                ]
                if own := judged(texts, elsewhere):
                    found[site] = own
                    self.stat_update("lines", value=len(own))
        with appearing(self.folder.lines) as made:
            made.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")

    def _counts(self, partition: int) -> Counts:
        counts: Counts = pickle.loads(self.folder.stage("count", partition).read_bytes())  # noqa: S301 (our own)
        return counts


def decided_lines(folder: Places) -> Lines:
    """What ``DecideLines`` has found."""
    found: Lines = json.loads(folder.lines.read_text("utf-8"))
    return found
