"""Train the judge of blocks, and show how it does on sites that it was not trained on.

GOLD_PAGES names a folder with an index.jsonl (docs/quality.md). It is split into five parts by registered domain;
each part is judged by networks that were trained on the other four, on our fixtures and, if CHECKOUTS names a
folder with checkouts of them, on pages of ``readability``, ``newspaper4k`` and ``trafilatura``. With WEIGHTS=FILE
networks trained on everything are written there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from tldextract import TLDExtract

from benchmarks._network import train
from benchmarks._pages import (
    TrainingPage,
    gold_pages,
    newspaper_pages,
    readability_pages,
    trafilatura_pages,
)
from pipeline.errors import InputError
from pipeline.items import Reject
from pipeline.quality.scores import fractions, interval, tokens, total
from pipeline.refine import refine
from pipeline.refine.generic.company import Numbers
from pipeline.refine.generic.networks import Networks, in_use, network, with_votes

PARTS = 5
FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
# How much a page of each origin counts beside one with gold text.
IMPORTANCE = {"gold": 1.0, "fixtures": 0.1, "readability": 0.5, "newspaper4k": 0.5, "trafilatura": 0.3}
CHECKOUTS: dict[str, Callable[[Path], Iterator[TrainingPage]]] = {
    "readability": readability_pages,
    "newspaper4k": newspaper_pages,
    "trafilatura": trafilatura_pages,
}
_registered = TLDExtract(suffix_list_urls=(), cache_dir=None)


def example(pages: Sequence[TrainingPage], *, voted: bool) -> dict[str, Any]:
    """Weights trained on pages: each counts the same, and its blocks by their length."""
    rows: list[Numbers] = []
    labels: list[Numbers] = []
    weights: list[Numbers] = []
    for page in pages:
        known = np.array([label is not None for label in page.labels])
        if not known.any():
            continue
        size = (np.expm1(page.rows[:, 0]) + 5) ** 0.75
        rows.append((with_votes(page.rows, page.vote) if voted else page.rows)[known])
        labels.append(np.array([bool(label) for label in page.labels], dtype=np.float32)[known])
        weights.append((size / size.sum() * IMPORTANCE[page.group])[known])
    return train(np.vstack(rows), np.concatenate(labels), np.concatenate(weights))


def trained(pages: Sequence[TrainingPage]) -> dict[str, Any]:
    """The weights of both networks."""
    return {"alone": example(pages, voted=False), "with_vote": example(pages, voted=True)}


def text_by(page: TrainingPage, weights: dict[str, Any]) -> str:
    """What refine() makes of a page when blocks are judged with these weights."""
    token = in_use.set(Networks(network(weights["alone"]), network(weights["with_vote"])))
    try:
        outcome = refine(page.page)
    finally:
        in_use.reset(token)
    return "" if isinstance(outcome, Reject) else "\n".join(record.text for record in outcome)


def main() -> None:
    folder = os.environ.get("GOLD_PAGES")
    if not folder:
        print(
            "blocks: set GOLD_PAGES to a folder with an index.jsonl to train on (docs/quality.md)",
            file=sys.stderr,
        )
        return
    gold = list(gold_pages(Path(folder), "gold"))
    extra = list(gold_pages(FIXTURES, "fixtures", part="tuned"))
    checkouts = os.environ.get("CHECKOUTS")
    for name, pages_of in CHECKOUTS.items() if checkouts else ():
        place = Path(checkouts or "", name)
        if not place.is_dir():
            raise InputError(f"CHECKOUTS names {checkouts}, which has no folder {name}")
        extra += pages_of(place)
    print(f"{len(gold)} pages with gold text, {len(extra)} others to train on", file=sys.stderr)
    part = _parts(gold)
    texts: dict[str, str] = {}
    for k in range(PARTS):
        judged = {_site(page) for page in gold if part[page.name] == k}
        weights = trained(
            [page for page in gold + extra if part.get(page.name) != k and _site(page) not in judged]
        )
        texts |= {page.name: text_by(page, weights) for page in gold if part[page.name] == k}
    _table("refine(), networks that have not seen the site", gold, lambda page: texts[page.name])
    _table("trafilatura's vote", gold, lambda page: page.text_of(page.vote))
    _table(
        "best choice of blocks", gold, lambda page: page.text_of(i for i, y in enumerate(page.labels) if y)
    )
    if target := os.environ.get("WEIGHTS"):
        stored = json.dumps(trained(gold + extra), separators=(",", ":"))
        Path(target).write_text(stored + "\n", encoding="utf-8")


def _parts(pages: Sequence[TrainingPage]) -> dict[str, int]:
    sites = {page.name: _site(page) for page in pages}
    order = sorted(set(sites.values()))
    Random(1).shuffle(order)
    numbers = {site: i % PARTS for i, site in enumerate(order)}
    return {name: numbers[site] for name, site in sites.items()}


def _site(page: TrainingPage) -> str:
    return _registered(page.url).top_domain_under_public_suffix or page.name


def _table(title: str, pages: Sequence[TrainingPage], text: Callable[[TrainingPage], str]) -> None:
    groups: dict[str, Callable[[TrainingPage], bool]] = {
        "all": lambda _: True,
        "Chinese": lambda page: page.language == "zh",
        "threads": lambda page: page.kind == "forum",
        "tuned": lambda page: page.part == "tuned",
        "held-out": lambda page: page.part == "held-out",
    }
    for group, wanted in groups.items():
        scores = [fractions(tokens(page.gold or ""), tokens(text(page))) for page in pages if wanted(page)]
        result = total(scores)
        low, high = interval(scores)
        print(
            f"{title}, {group} ({len(scores)}): F1 {result.f1:.3f} ({low:.3f}-{high:.3f}), "
            f"precision {result.precision:.3f}, recall {result.recall:.3f}"
        )
