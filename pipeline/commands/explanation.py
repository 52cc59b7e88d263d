"""An explanation on paper: the page's visible text in order, each piece kept or removed by a named rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pipeline.items import Page, Record, Reject
from pipeline.refine.ledger import Stretch, account
from pipeline.refine.meanings import rule_means
from pipeline.store.queries import KeptReject

if TYPE_CHECKING:
    from pipeline.refine.reading import Explanation

KEPT = "kept"
NO_LINES: Mapping[str, str] = {}
NO_CHANCES: Mapping[str, float] = {}
# Not facts about the document: shown elsewhere on the sheet, or only of use to the database.
NOT_FACTS = {
    "id",
    "url",
    "canonical_url",
    "text",
    "page_id",
    "content_sha256",
    "evidence",
    "sections",
    "removals",
    "lines",
    "copy_key",
}


def print_explanation(
    page: Page, explanation: Explanation, console: Console, site_lines: Mapping[str, str] = NO_LINES
) -> None:
    """Print the outcome, each document's facts with the words they were read from, and the text's pieces.

    ``site_lines`` are those of the page's site, each key with its evidence.
    """
    # A file was not fetched, and nothing answered with a status.
    served = f"fetched {page.fetched_at}, status {page.status}, " if page.status else ""
    console.print(f"{page.url}\n{served}{len(page.body):,} bytes")
    if page.location and page.source:
        console.print(f"ingested from {page.source}")
    outcome = explanation.outcome
    if isinstance(outcome, Reject):
        console.print(f"\nno document: {outcome.outcome}, {outcome.reason}\n")
        for block in explanation.view.blocks if explanation.view else ():
            _print_piece("", block.text, console)
        return
    chances = _chances(explanation)
    if chances:
        console.print(
            "\nmain text: line by line; a figure is how likely the line was to be main text by itself, but short "
            "lines that go on from a kept one stay, and few changes are preferred to many"
        )
    for record in outcome:
        evidence = json.loads(record.evidence or "{}")
        console.print(f"\ndocument {record.id}")
        for name, value in _facts(record):
            words = f"   from: {' '.join(evidence[name].split())[:60]}" if name in evidence else ""
            console.print(f"  {name:<20} {value}{words}")
        for section in record.sections:
            console.print(f"  {'section':<20} {'  ' * (section.level - 1)}{section.title}")
        console.print()
        rules: dict[str, None] = {}
        for stretch in account(record.text, record.removals):
            rules.setdefault(stretch.rule or KEPT)
            new = f"  now: {stretch.replacement}" if stretch.replacement else ""
            text = _with_evidence(stretch, site_lines)
            _print_piece(stretch.rule or KEPT, text + new, console, chances)
        _print_meanings(rules, console)


def print_reject(reject: KeptReject, console: Console) -> None:
    """Print why a URL has no page that could be explained."""
    console.print(f"{reject.url}\nno page was served, last tried {reject.last_seen_at}")
    console.print(f"\nno document: {reject.outcome}, {reject.reason}")


def _print_meanings(rules: Iterable[str], console: Console) -> None:
    known = [(rule, meaning) for rule in rules if (meaning := rule_means(rule, "en"))]
    if known:
        console.print("\nwhat these rules remove:")
    for rule, meaning in known:
        console.print(f"  {rule:<22} {meaning}")


def _with_evidence(stretch: Stretch, site_lines: Mapping[str, str]) -> str:
    """The text; lines that were learned to be the site's each with the reason."""
    from pipeline.refine.site_lines import RULE, line_key

    text = stretch.text
    if stretch.rule != RULE:
        return text
    return "\n".join(f"{line}   {site_lines.get(line_key(line) or '', '')}" for line in text.split("\n"))


def _facts(record: Record) -> Iterator[tuple[str, object]]:
    for field in fields(record):
        value = getattr(record, field.name)
        if value is not None and field.name not in NOT_FACTS:
            yield field.name, value


def _chances(explanation: Explanation) -> dict[str, float]:
    """How likely each line was to be main text, by the line; of equal ones the likeliest."""
    found: dict[str, float] = {}
    if explanation.view:
        # No chances at all for pages of a family.
        for block, chance in zip(explanation.view.blocks, explanation.chances, strict=False):
            found[block.text] = max(chance, found.get(block.text, 0.0))
    return found


def _print_piece(rule: str, text: str, console: Console, chances: Mapping[str, float] = NO_CHANCES) -> None:
    for line in filter(None, map(str.strip, text.split("\n"))):
        style = "" if rule in (KEPT, "") else "dim"
        chance = f"{chances[line]:>4.0%} " if line in chances else "     " if chances else ""
        console.print(Text(f"{'+' if rule == KEPT else '-'} {rule:<22} {chance}{line}", style=style))
