"""The YAML at the head of the card: what the Hugging Face Hub files a dataset under, and what ``datasets`` loads it by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import yaml

from pipeline.export.card.account import Account
from pipeline.export.card.files import Format
from pipeline.export.card.kinds import KINDS, SECTION, kind_of
from pipeline.export.columns import Column
from pipeline.export.figures import Counts
from pipeline.export.release import Release

SIZES: Final = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B")
LICENCES: Final = frozenset(
    "cc0-1.0 cc-by-4.0 cc-by-sa-4.0 cc-by-nc-4.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-nc-nd-4.0 odc-by odbl pddl"
    " apache-2.0 mit".split()
)
"""Those that a corpus may have and the Hub knows by name; any other is told as ``other`` and in words."""


def front_matter(release: Release, account: Account, counts: Counts, formats: Sequence[Format]) -> str:
    """The YAML text, without the lines of dashes. Documents load from the best format that has rows."""
    table = next((each for each in formats if each.has_rows), None)
    primary = [tag.partition("-")[0] for tag in account.languages]
    found: dict[str, Any] = {
        "pretty_name": f"{release.name} {release.version}",
        "language": list(dict.fromkeys(primary)),
        "language_details": list(account.languages),
        **_licence(account.licence),
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "multilinguality": ["monolingual" if len(set(primary)) == 1 else "multilingual"] if primary else [],
        "source_datasets": ["original"],
        "size_categories": [size_category(counts.documents)],
        **({} if release.profile == "open" else _TASKS),
        "tags": ["speech-transcripts", "public-speaking", "corpus"],
        **(_loading(release, table) if table else {}),
    }
    filled = {name: value for name, value in found.items() if value not in (None, "", [])}
    return yaml.safe_dump(filled, sort_keys=False, allow_unicode=True, width=10**9)


_TASKS: Final = {
    "task_categories": ["text-generation", "fill-mask"],
    "task_ids": ["language-modeling", "masked-language-modeling"],
}


def size_category(documents: int) -> str:
    """The Hub's class for so many documents.

    >>> size_category(999), size_category(1000), size_category(10**12)
    ('n<1K', '1K<n<10K', '100M<n<1B')
    """
    return SIZES[min(max(len(str(documents)) - 3, 0), len(SIZES) - 1)]


def _licence(licence: str) -> dict[str, str]:
    if licence.lower() in LICENCES:
        return {"license": licence.lower()}
    return {"license": "other", "license_name": "rights-of-the-authors", "license_details": licence}


def _loading(release: Release, table: Format) -> dict[str, Any]:
    # ``datasets`` refuses to load a split of no rows.
    parts = {name: part for name, part in table.parts.items() if part.rows}
    info = {
        "features": [_feature(column, table) for column in release.columns],
        # ``datasets`` compares the examples; of the bytes it only asks that they are there.
        "splits": [
            {"name": name, "num_bytes": part.bytes, "num_examples": part.rows} for name, part in parts.items()
        ],
        "download_size": table.bytes,
        "dataset_size": table.bytes,
    }
    files = [{"split": name, "path": part.pattern} for name, part in parts.items()]
    return {"configs": [{"config_name": "default", "data_files": files}], "dataset_info": info}


def _feature(column: Column, table: Format) -> dict[str, Any]:
    if column.kind != "sections" or table.kind == ".csv":
        return {"name": column.name, "dtype": KINDS[column.kind].features}
    parts = [{"name": name, "dtype": KINDS[kind_of(part)].features} for name, part in SECTION.items()]
    return {"name": column.name, "list": parts}
