"""The export's own card and manifest over the files of a batch."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow.parquet as pq

from pipeline.batch.files import appearing
from pipeline.batch.places import WORK, Places
from pipeline.batch.writing import COLUMNS, DOCUMENTS
from pipeline.export import manifest
from pipeline.export import recipe as recipes
from pipeline.export.card import FileFacts, write_card
from pipeline.export.columns import Row
from pipeline.export.figures import Figures
from pipeline.export.origin import Origin, Rejected, Rule
from pipeline.export.recipe import FORMATS, Recipe, Selection
from pipeline.export.release import LICENCE_NOTE, Release
from pipeline.export.selection import ALL

ROWS: Final = 1000
NOTHING: Final[Mapping[str, FileFacts]] = {}
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


def describe(folder: Places, partitions: int) -> int:
    """Write the card, and MANIFEST.json last of all: how many documents there are."""
    figures, versions, first, last = Figures(), set[str](), "", ""
    for row in documents(folder.folder):
        figures.add(row)
        versions.add(str(row["extractor_version"]))
        at = str(row["fetched_at"])
        first, last = min(first or at, at), max(last, at)
    counts = figures.result()
    release = _release(folder.folder, counts.documents, sorted(versions), (first, last))
    written = list(_files(folder.folder, "data/")) if counts.documents else []
    with TemporaryDirectory(dir=folder.work) as scratch:
        made = Path(scratch)
        (made / recipes.FILE_NAME).write_text(recipes.dumps(release.recipe), "utf-8")
        write_card(made, release, counts, _origin(folder, partitions), written)
        for path in sorted(path for path in made.rglob("*") if path.is_file()):
            with appearing(folder.folder / path.relative_to(made)) as place:
                shutil.copy(path, place)
    known = {each.path: each for each in written}
    with TemporaryDirectory(dir=folder.work) as scratch:
        manifest.write(Path(scratch), release, {}, _files(folder.folder, known=known))
        with appearing(folder.folder / manifest.FILE_NAME) as place:
            shutil.copy(Path(scratch) / manifest.FILE_NAME, place)
    return counts.documents


def documents(folder: Path) -> Iterator[Row]:
    """Every document of a batch, file by file in the order of ids."""
    for path in sorted((folder / DOCUMENTS).glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS):
                yield from batch.to_pylist()


def _files(folder: Path, below: str = "", known: Mapping[str, FileFacts] = NOTHING) -> Iterator[FileFacts]:
    """Every file in order of its path, save what leads to the result."""
    for path in sorted(path for path in (folder / below).rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name in known:
            yield known[name]
        elif name != manifest.FILE_NAME and not name.startswith((f"{WORK}/", ".")):
            yield FileFacts(name, manifest.sha256(path), path.stat().st_size, _rows(path))


def _rows(path: Path) -> int | None:
    return int(pq.read_metadata(path).num_rows) if path.suffix == ".parquet" else None


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
