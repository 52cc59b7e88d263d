"""What the demo shows at its end: the corpus in numbers, some records, and what to type next."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from pipeline.commands.summary import paragraph, shown
from pipeline.crawl.run import Ended
from pipeline.store.summary import Sample, Summary


def print_overview(
    corpus: Summary, ended: Ended, settings: BaseSettings, exported: Iterable[str], console: Console
) -> None:
    """Print a paragraph about this run, then the whole corpus, then the lines about what was ``exported`` of it.

    ``console`` has markup and highlight off.
    """
    counts = ended.counts
    console.print(paragraph(counts, settings, settled=ended.settled))
    if counts["documents"] and not counts["new"] + counts["changed"]:
        console.print("Nothing is new since the last run.")
    kept, removed = f"{corpus.chars_kept:,}", f"{corpus.chars_removed:,}"
    console.print(f"\nCharacters kept {kept}, removed {removed}; most by these rules (times, characters):")
    _print_rows(corpus.rules, console)
    console.print("\nPages and addresses that gave no document, and why:")
    _print_rows(corpus.rejects, console)
    console.print("\nSome of the records:")
    for sample in corpus.samples:
        console.print(_described(sample))
    console.print("\nExported:")
    for line in exported:
        console.print(f"  {line}")
    console.print("\nNext:")
    elsewhere = _elsewhere(settings)
    commands = (
        (
            f"scrapy explain {corpus.samples[0].id if corpus.samples else 'ID'}",
            "why one page became what it is",
        ),
        ("scrapy search QUERY", "find documents by their words"),
        ("scrapy browse", "read and search them in a browser"),
        ("scrapy export NAME", "make a dataset of them"),
        ("scrapy ingest PAGE.html --url URL", "a page you have saved"),
        ("scrapy crawl site -a url=URL -a limit=20", "a site of your own"),
    )
    for command, purpose in commands:
        console.print(f"  .venv/bin/{command + elsewhere:<42} {'' if elsewhere else purpose}".rstrip())
        if elsewhere:
            console.print(f"      {purpose}")


def _elsewhere(settings: BaseSettings) -> str:
    """The options that a command needs for these places; none for the usual ones."""
    given = [
        name
        for name in ("DATABASE", "ARCHIVE_DIR")
        if settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]
    ]
    return "".join(f" -s {name}={shown(settings[name])}" for name in given)


def _described(sample: Sample) -> str:
    facts = (sample.genre, sample.speaker, sample.spoken_on, sample.text_state)
    known = ", ".join(fact for fact in facts if fact)
    lines = sample.beginning.split("\n")
    # Headings, date lines and salutations say less than the first sentence.
    opening = next((line for line in lines if len(line) >= 40), lines[0])[:60]
    return f"  {sample.title or sample.url} ({known}, {sample.char_count:,} characters)\n    {opening}…"


def _print_rows(rows: Iterable[tuple[object, ...]], console: Console) -> None:
    if not console.is_terminal:
        for row in rows:
            console.print("  " + "  ".join(map(str, row)))
        return
    table = Table(show_header=False, box=None, padding=(0, 2))
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table)
