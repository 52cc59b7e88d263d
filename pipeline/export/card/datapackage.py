"""datapackage.json: the export for tools of the Frictionless kind, each table with its schema, each file with its hash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pipeline.export.card.account import Account
from pipeline.export.card.croissant import MEDIA, OTHER_MEDIA
from pipeline.export.card.files import FileFacts, Format
from pipeline.export.card.kinds import KINDS
from pipeline.export.columns import Column
from pipeline.export.release import Release
from pipeline.store.fields.shape import described

_READ: Final = (".csv", ".csv.gz")
"""What Frictionless reads without further packages: others are told of with their hash, so that a check passes anywhere."""


def datapackage(release: Release, account: Account, formats: Sequence[Format]) -> dict[str, Any]:
    """The descriptor. Of a format of very many files, MANIFEST.json alone has the hashes."""
    schema = _schema(release.columns)
    recipe = release.recipe
    found: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9._-]+", "-", release.name.lower()),
        "title": release.name,
        "description": account.summary,
        "version": release.version,
        "homepage": recipe.homepage,
        "contributors": [{"title": name, "role": "author"} for name in recipe.authors],
        "licenses": [{"name": "other", "title": account.licence}],
        "resources": [_resource(file, each, schema) for each in formats for file in each.files],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _resource(file: FileFacts, found: Format, schema: dict[str, Any]) -> dict[str, Any]:
    is_table = found.ending in _READ
    resource: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", file.path.removeprefix("data/").lower()).strip("-"),
        "type": "table" if is_table else "file",
        "path": file.path,
        "format": found.kind.removeprefix("."),
        "mediatype": MEDIA.get(found.kind, OTHER_MEDIA),
        "hash": f"sha256:{file.sha256}",
        "bytes": file.bytes,
    }
    if found.has_rows:
        resource |= {"encoding": "utf-8", "schema": schema}
    return resource


def _schema(columns: Sequence[Column]) -> dict[str, Any]:
    return {"fields": [_field(column) for column in columns], "primaryKey": ["id"]}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": KINDS[column.kind].frictionless,
        "description": described(column.meaning, column.unit),
    }
    # Where absent is written as nothing, a text without a character cannot be told from it.
    if not column.nullable and column.kind != "string":
        field["constraints"] = {"required": True}
    return field
