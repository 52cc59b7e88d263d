"""What describes an export to people and to programs, out of the same figures and the same words.

Whoever writes an export counts its rows with ``pipeline.export.figures.Figures``, reads ``pipeline.export.origin`` in the
same transaction, and calls ``write_card`` when all files below ``data/`` are final:

    README.md (the data card), fields.md, croissant.json, datapackage.json, figures/*.svg, figures/figures.json

MANIFEST.json and recipe.toml are the caller's. The bytes depend on the arguments alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.export.card.account import account
from pipeline.export.card.croissant import croissant
from pipeline.export.card.datapackage import datapackage
from pipeline.export.card.files import FileFacts, formats
from pipeline.export.card.plots import plots
from pipeline.export.card.prose import fields, readme
from pipeline.export.figures import Counts
from pipeline.export.origin import Origin
from pipeline.export.release import Release

__all__ = ["FileFacts", "write_card"]


def write_card(
    folder: Path, release: Release, counts: Counts, origin: Origin, files: Iterable[FileFacts]
) -> None:
    """Write the descriptions of an export into its folder; ``files`` are all those below ``data/``, in any order.

    OSError when the disk refuses.
    """
    found = formats(files)
    told = account(release, counts)
    charts = plots(counts, origin)
    texts: Mapping[str, str] = {
        "README.md": readme(release, told, counts, origin, found, charts),
        "fields.md": fields(release, counts),
        "croissant.json": _json(croissant(release, told, found)),
        "datapackage.json": _json(datapackage(release, told, found)),
        "figures/figures.json": _json({"export": counts.json(), "database": origin.json()}),
        **{f"figures/{name}": chart for name, chart in charts.items()},
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        # Names that people and pages gave may hold what UTF-8 cannot.
        path.write_bytes(text.encode("utf-8", "replace"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
