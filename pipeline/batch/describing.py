"""The export's own card and manifest over the files of a batch."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

import pyarrow.parquet as pq
from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.places import DOCUMENTS, Places
from pipeline.batch.writing import COLUMNS
from pipeline.export import manifest
from pipeline.export import recipe as recipes
from pipeline.export.card import write_card
from pipeline.export.columns import Row
from pipeline.export.figures import Figures
from pipeline.export.origin import Origin, Rejected, Rule
from pipeline.export.recipe import FORMATS, Recipe, Selection
from pipeline.export.release import LICENCE_NOTE, Release
from pipeline.export.selection import ALL

ROWS: Final = 1000
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


class Describe(PipelineStep):
    """The card, and MANIFEST.json last of all; a single task."""

    name = "card and manifest"
    type = "WRITER"

    def __init__(self, folder: Places, partitions: int) -> None:
        super().__init__()
        self.folder = folder
        self.partitions = partitions

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        result = self.folder.result
        (result / manifest.FILE_NAME).unlink(missing_ok=True)
        figures, versions, first, last = Figures(), set[str](), "", ""
        for row in documents(result):
            figures.add(row)
            versions.add(str(row["extractor_version"]))
            at = str(row["fetched_at"])
            first, last = min(first or at, at), max(last, at)
        counts = figures.result()
        release = _release(self.folder.folder, counts.documents, sorted(versions), (first, last))
        (result / recipes.FILE_NAME).write_text(recipes.dumps(release.recipe), "utf-8")

        def rows(path: str) -> int | None:
            return int(pq.read_metadata(result / path).num_rows) if path.endswith(".parquet") else None

        with TemporaryFile("w+", encoding="utf-8", dir=self.folder.work) as notes:
            written = manifest.data_files(result, rows, notes)
            write_card(result, release, counts, _origin(self.folder, self.partitions), written)
            manifest.write(result, manifest.facts(release, {}, None), rows, notes)


class Publish(PipelineStep):
    """What is complete takes its place, MANIFEST.json last of all; a single task. Begun again, it goes on."""

    name = "the dataset in its place"
    type = "WRITER"

    def __init__(self, folder: Places) -> None:
        super().__init__()
        self.folder = folder

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """See the class."""
        os.sync()
        for path in sorted(self.folder.result.iterdir(), key=lambda path: path.name == manifest.FILE_NAME):
            path.rename(self.folder.folder / path.name)
        os.sync()


def documents(folder: Path) -> Iterator[Row]:
    """Every document of a batch, file by file in the order of ids."""
    for path in sorted((folder / DOCUMENTS).glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS):
                yield from batch.to_pylist()


def _release(folder: Path, number: int, versions: Sequence[str], collected: tuple[str, str]) -> Release:
    name = _NO_NAME.sub("-", folder.absolute().name).strip("-._") or "batch"
    recipe = Recipe(
        name=name,
        formats=tuple(each for each in FORMATS if each == "parquet"),
        mask=False,
        select=Selection(all_copies=True, text_state=("full", "preview", "abstract", "none")),
    )
    return Release(
        name,
        collected[1][:10] or "empty",
        recipe.profile,
        recipe,
        COLUMNS,
        tuple(versions),
        collected if number else None,
        LICENCE_NOTE,
        {ALL: number},
        {},
    )


def _origin(folder: Places, partitions: int) -> Origin:
    """The databases of all partitions as one."""
    rules: dict[str, Counter[str]] = {}
    copies, rejects, totals = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    for partition in range(partitions):
        told: dict[str, Any] = json.loads(folder.stage("write", partition, ".json").read_text("utf-8"))
        totals.update(documents=told["documents"], characters=told["characters"])
        copies.update(told["copies"])
        for rule in told["rules"]:
            found = rules.setdefault(rule["rule"], Counter())
            found.update(removals=rule["removals"], characters=rule["characters"])
        for reject in told["rejects"]:
            rejects[reject["outcome"], reject["reason"]] += reject["addresses"]
    by_size = sorted(rules.items(), key=lambda item: (-item[1]["characters"], item[0]))
    return Origin(
        totals["documents"],
        totals["characters"],
        tuple(Rule(rule, each["removals"], each["characters"]) for rule, each in by_size),
        dict(copies.most_common()),
        tuple(Rejected(*kind, number) for kind, number in rejects.most_common()),
        None,
    )
