"""croissant.json: the export for programs that find and load datasets (Croissant 1.0, with its RAI vocabulary)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from pipeline.export.card.account import Account
from pipeline.export.card.files import FileFacts, Format
from pipeline.export.card.kinds import KINDS, SECTION, kind_of
from pipeline.export.columns import Column
from pipeline.export.release import Release
from pipeline.store.fields.shape import TIME, described

CONFORMS_TO: Final = ("http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0")
_CR: Final = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet"),
    *("format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
    *(
        "references",
        "regex",
        "repeated",
        "replace",
        "samplingRate",
        "separator",
        "source",
        "subField",
        "transform",
    ),
)
CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _CR},
}
MEDIA: Final = {
    ".parquet": "application/x-parquet",
    ".jsonl": "application/jsonlines",
    ".csv": "text/csv",
    ".xml": "application/tei+xml",
    ".md": "text/markdown",
    ".db": "application/vnd.sqlite3",
}
"""Of a compressed file that of what it holds: readers choose by it, and tell the compression by the bytes."""
OTHER_MEDIA: Final = "application/octet-stream"
UNITS: Final = {TIME: "sc:DateTime", "URL": "sc:URL"}
"""What is more than a text, by its unit."""


def croissant(release: Release, account: Account, formats: Sequence[Format]) -> dict[str, Any]:
    """The JSON-LD object. Records are those of the first format that holds rows and can be read so."""
    readable = next((each for each in formats if each.has_rows and not each.ending.endswith(".zst")), None)
    recipe, collected = release.recipe, release.collected
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": release.name,
        "description": account.summary,
        "version": release.version,
        "license": account.licence,
        "url": recipe.homepage,
        "creator": [{"@type": "sc:Person", "name": name} for name in recipe.authors],
        "citeAs": account.citation,
        "inLanguage": list(account.languages),
        "isLiveDataset": False,
        "rai:dataCollection": account.collection,
        "rai:dataCollectionType": ["Web Scraping"],
        "rai:dataCollectionTimeFrame": list(collected) if collected else [],
        "rai:dataPreprocessingProtocol": list(account.steps),
        "rai:dataLimitations": list(account.limits),
        "rai:personalSensitiveInformation": [account.personal],
        "distribution": [item for each in formats for item in _distribution(each)],
        "recordSet": [_records(release.columns, readable)] if readable else [],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _distribution(found: Format) -> Iterator[dict[str, Any]]:
    yield {
        "@type": "cr:FileSet",
        "@id": found.name,
        "name": found.name,
        "description": f"The documents as {found.name}.",
        "encodingFormat": MEDIA.get(found.kind, OTHER_MEDIA),
        "includes": found.pattern,
    }
    yield from (_file(file, found.kind) for file in found.files)


def _file(file: FileFacts, kind: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": PurePosixPath(file.path).name,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": MEDIA.get(kind, OTHER_MEDIA),
        "sha256": file.sha256,
    }


def _records(columns: Sequence[Column], found: Format) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "documents",
        "name": "documents",
        "description": "One record per document.",
        "key": {"@id": "documents/id"},
        "field": [_field(column, found) for column in columns],
    }


def _field(column: Column, found: Format) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"documents/{column.name}",
        "name": column.name,
        "description": described(column.meaning, column.unit),
    }
    read = {"fileSet": {"@id": found.name}, "extract": {"column": column.name}}
    if column.kind != "sections" or found.kind == ".csv":
        return {**field, "dataType": UNITS.get(column.unit, KINDS[column.kind].croissant), "source": read}
    parts = [
        {
            "@type": "cr:Field",
            "@id": f"documents/{column.name}/{name}",
            "name": name,
            "description": part.plain,
            "dataType": KINDS[kind_of(part)].croissant,
            "source": {**read, "transform": {"jsonPath": name}},
        }
        for name, part in SECTION.items()
    ]
    return {**field, "repeated": True, "subField": parts}
