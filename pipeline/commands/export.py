"""``scrapy export NAME``: a dataset out of the corpus, in a folder that appears whole or not at all."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipeline.commands.export_options import add_choices, choices, recipe_of
from pipeline.commands.progress import Progress
from pipeline.commands.summary import plural, shown
from pipeline.crawl.catch_up import catch_up
from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.options import check_text
from pipeline.errors import ExitCode, InputError, StorageError
from pipeline.export.recipe import Recipe
from pipeline.store import export_places
from pipeline.store.database import check_corpus

if TYPE_CHECKING:
    from pipeline.export.comparison import Comparison
    from pipeline.export.making import Made

# Documents of each kind that a comparison names; --json has all.
NAMED = 10


class Command(PipelineCommand):
    """Compares and indexes what waits, then reads only, but for the numbers that keep splits as they are."""

    name = "export"
    words: ClassVar[tuple[int, int | None]] = (0, 1)

    def syntax(self) -> str:
        """For ``-h``."""
        return "NAME [filters] [--format FORMAT,…] | --recipe FILE | --diff OLD NEW [--json]"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Make a dataset: JSON Lines, CSV, Parquet, Hugging Face, TEI, Markdown or SQLite"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What is exported, how, and where to; or what is compared."""
        super().add_options(parser)
        # Scrapy's own --profile, which our exports need for something else.
        parser.conflict_handler = "resolve"
        add_choices(parser)
        parser.set_defaults(profile=None)
        parser.add_argument(
            "-o", "--output", metavar="DIR", help="where NAME/VERSION is made (default datasets/exports)"
        )
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of another one of the same version"
        )
        parser.add_argument(
            "--diff",
            nargs=2,
            metavar=("OLD", "NEW"),
            help="compare two exports: documents added, changed, removed",
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print the comparison as JSON"
        )

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """The same export again is no trouble: exit code 0."""
        from pipeline.export.making import export
        from pipeline.export.persons import mask

        if options.diff:
            if words or choices(options) or options.recipe:
                raise InputError("--diff takes two folders and nothing else but --json")
            return _diff(*map(Path, options.diff), as_json=options.as_json)
        if options.as_json:
            raise InputError("--json goes with --diff: MANIFEST.json in the export is for programs")
        recipe = recipe_of(words, options)
        database = Path(self.settings["DATABASE"])
        check_corpus(database)
        # It is to be noted and shown.
        check_text(options.output, "-o")
        root = Path(options.output or self.settings["EXPORTS_DIR"])
        with Progress() as progress:
            catch_up(self.settings, progress.show)
            made = export(
                database,
                recipe,
                root,
                lambda done, of: progress.say(f"{done:,} of {plural(of, 'document')} written"),
                mask if recipe.mask else None,
                replace=options.replace,
            )
            # Where nothing can be written nothing is noted either.
            with suppress(StorageError):
                export_places.note(database, made.place)
        if made.outcome == "different":
            raise InputError(
                f"{shown(str(made.place))} is another export: choose a name for this one with --release VERSION, or put it"
                " in the place of the other with --replace"
            )
        print("\n".join(summary(made, recipe)))
        return ExitCode.DONE


def summary(made: Made, recipe: Recipe) -> list[str]:
    """What was made, what it left out and why, and where it is."""
    release = made.release
    parts = f" ({_numbers(release.rows)})" if recipe.splits else ""
    lines = [f"{release.name} {release.version}: {plural(release.documents, 'document')}{parts}."]
    if release.left_out:
        lines.append(f"Left out: {_numbers(release.left_out, ahead=True)}.")
    if made.masked:
        lines.append(f"Masked: {_numbers(made.masked, ahead=True)}.")
    said = {
        "new": "{place}: {size} in {formats}.",
        "replaced": "{place}: {size} in {formats}, in the place of the one before.",
        "same": "{place} has it already, byte for byte.",
    }[made.outcome]
    place, formats = shown(str(made.place)), ", ".join(recipe.formats)
    return [*lines, said.format(place=place, size=_size(made.bytes), formats=formats)]


def _numbers(counts: Mapping[str, int], *, ahead: bool = False) -> str:
    """``train 90, test 10``, or with the number ahead."""
    return ", ".join(
        f"{number:,} {name}" if ahead else f"{name} {number:,}" for name, number in counts.items()
    )


def _size(octets: int) -> str:
    return f"{octets / 1e6:,.1f} MB" if octets >= 1e5 else f"{octets / 1e3:,.1f} kB"


def _diff(old: Path, new: Path, *, as_json: bool) -> ExitCode:
    from pipeline.export.comparison import compare

    found = compare(old, new)
    print(_as_json(found) if as_json else "\n".join(_described(found)))
    return ExitCode.DONE


def _as_json(found: Comparison) -> str:
    values = found._asdict() | {"by_column": found.by_column, "texts_changed": found.content}
    return json.dumps(values, ensure_ascii=False, indent=2)


def _described(found: Comparison) -> list[str]:
    counts = f"{len(found.added):,} added, {len(found.changed):,} changed ({found.content:,} in their text)"
    lines = [
        f"{found.old} to {found.new}: {counts}, {len(found.removed):,} removed, {found.unchanged:,} unchanged."
    ]
    for said, names in (("New columns", found.columns_added), ("Columns no more", found.columns_removed)):
        if names:
            lines.append(f"{said}: {', '.join(names)}.")
    if found.by_column:
        lines.append(f"Columns that changed: {_numbers(found.by_column)}.")
    lines += _listed("Added", found.added)
    lines += _listed("Changed", [f"{key}  {', '.join(names)}" for key, names in found.changed.items()])
    return lines + _listed("Removed", found.removed)


def _listed(said: str, lines: list[str]) -> list[str]:
    more = [f"  … and {len(lines) - NAMED:,} more (--json has all)"] if len(lines) > NAMED else []
    return [f"\n{said}:", *(f"  {line}" for line in lines[:NAMED]), *more] if lines else []
