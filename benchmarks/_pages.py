"""Pages with known main text to train on: folders of gold texts, our fixtures, checkouts of three projects.

Labels are made, not given: a block is main text when its words stand in the gold text. Long blocks are found by
their 6-grams, short ones between the places where their neighbours were found. With gold text that way labelled
the best possible choice of blocks scores about .98 (``python -m benchmarks blocks`` prints it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.items import Page
from pipeline.quality.cases import NOT_DOCUMENTS
from pipeline.quality.folders import FETCHED_AT, load
from pipeline.refine.blocks import Block
from pipeline.refine.candidates import prune, trafilatura_vote
from pipeline.refine.decode import decode
from pipeline.refine.describe import head_facts
from pipeline.refine.generic.company import Numbers
from pipeline.refine.generic.features import features
from pipeline.refine.generic.page_kind import page_kind
from pipeline.refine.view import View

SPACE = re.compile(r"\s+")
LARGEST = 1_500_000


@dataclass(slots=True)
class TrainingPage:
    """``labels`` has a bool for each block, or None where nobody said; ``gold`` is None if only labels are known."""

    name: str
    url: str
    group: str
    language: str | None
    kind: str
    gold: str | None
    blocks: Sequence[Block]
    rows: Numbers
    vote: set[int]
    labels: list[bool | None]
    page: Page
    part: str | None = None

    def text_of(self, kept: Iterable[int]) -> str:
        """The text of some of its blocks."""
        return "\n".join(self.blocks[i].text for i in sorted(kept))


def gold_pages(folder: Path, group: str, *, part: str | None = None) -> Iterator[TrainingPage]:
    """Cases of ``scrapy evaluate`` that are documents with a text."""
    cases, _ = load(folder)
    for case in cases:
        if case.text and case.kind not in NOT_DOCUMENTS and part in (None, case.part):
            text = decode(case.page.body, case.page.header("content-type")).text
            page = _page(case.name, case.page.url, group, text, case.text)
            if page:
                page.language, page.kind, page.part, page.page = (
                    case.language,
                    case.kind,
                    case.part,
                    case.page,
                )
                yield page


def readability_pages(checkout: Path) -> Iterator[TrainingPage]:
    """mozilla/readability: its test pages with what its authors expect of each."""
    for folder in sorted((checkout / "test" / "test-pages").glob("*")):
        source, expected = folder / "source.html", folder / "expected.html"
        if source.exists() and expected.exists():
            gold = View.of("", f"<html><body>{expected.read_text(encoding='utf-8')}</body></html>").visible
            page = _page(
                folder.name,
                f"http://{folder.name}.example/",
                "readability",
                decode(source.read_bytes()).text,
                gold,
            )
            if page and len(gold) >= 100:
                yield page


def newspaper_pages(checkout: Path) -> Iterator[TrainingPage]:
    """AndyTheFactory/newspaper4k: pages of its tests with their texts."""
    for path in sorted((checkout / "tests" / "data" / "txt").glob("*.txt")):
        source = checkout / "tests" / "data" / "html" / f"{path.stem}.html"
        if source.exists():
            text = decode(source.read_bytes()).text
            page = _page(
                path.stem,
                f"http://{path.stem}.example/",
                "newspaper4k",
                text,
                path.read_text(encoding="utf-8"),
            )
            if page:
                yield page


def trafilatura_pages(checkout: Path) -> Iterator[TrainingPage]:
    """adbar/trafilatura: pages of its evaluation, of which some pieces are known to be text and some not to be."""
    folder = checkout / "tests"
    for url, case in json.loads((folder / "evaldata.json").read_text(encoding="utf-8")).items():
        source = next(
            (p for p in (folder / "eval" / case["file"], folder / "cache" / case["file"]) if p.exists()), None
        )
        if source is None or source.stat().st_size > LARGEST:
            continue
        page = _page(case["file"], url, "trafilatura", decode(source.read_bytes()).text, None)
        if page:
            page.labels = _from_pieces(page.blocks, case.get("with", []), case.get("without", []))
            yield page


def _page(name: str, url: str, group: str, text: str, gold: str | None) -> TrainingPage | None:
    view = View.of(url, text)
    if view.tree is None or not view.blocks:
        return None
    title = head_facts(view).text("title")
    described = view.meta.get("og:description") or view.meta.get("description") or ""
    rows = features(view.blocks, title, described, page_kind(view, view.tree))
    labels: list[bool | None] = list(from_gold(view.blocks, gold)) if gold is not None else []
    prune(view.tree)
    vote = trafilatura_vote(view.tree.root, view.blocks)
    if url.endswith(".example/"):
        url = view.meta.get("og:url") or url
    page = Page(url=url, fetched_at=FETCHED_AT, body=text.encode())
    return TrainingPage(name, url, group, None, "article", gold, view.blocks, rows, vote, labels, page)


def _flat(text: str) -> str:
    return SPACE.sub("", text).lower()


def from_gold(blocks: Sequence[Block], gold: str) -> list[bool]:
    """Whether each block stands in the gold text."""
    flat = _flat(gold)
    grams = {flat[k : k + 6] for k in range(max(1, len(flat) - 5))}
    texts = [_flat(block.text) for block in blocks]
    found = [False] * len(texts)
    places: dict[int, tuple[int, int]] = {}
    cursor = 0
    for i, text in enumerate(texts):
        own = [text[k : k + 6] for k in range(len(text) - 5)] if len(text) >= 16 else []
        if own and sum(gram in grams for gram in own) >= 0.6 * len(own):
            found[i] = True
            at = flat.find(text[-6:], max(0, cursor - 200))
            if 0 <= at < cursor + len(text) + 3000:
                cursor = at + 6
                places[i] = (cursor - len(text), cursor)
    below: list[int | None] = [None] * len(texts)
    for i in range(len(texts) - 2, -1, -1):
        below[i] = places[i + 1][0] if i + 1 in places else below[i + 1]
    cursor, last = 0, -99
    for i, text in enumerate(texts):
        if i in places:
            cursor, last = places[i][1], i
        elif text and not found[i] and len(text) < 16:
            limit = below[i] if below[i] is not None else min(len(flat), cursor + 400)
            at = flat.find(text, cursor, max(limit or 0, cursor) + 4)
            gap = at - cursor
            between = (
                below[i] is not None and gap <= 60 + 20 * (i - last) and (len(text) >= 3 or i - last < 4)
            )
            if at >= 0 and (gap <= 4 or between or (len(text) >= 6 and gap <= 300)):
                found[i] = True
                cursor, last = at + len(text), i
    return found


def _from_pieces(blocks: Sequence[Block], inside: Sequence[str], outside: Sequence[str]) -> list[bool | None]:
    texts = [_flat(block.text) for block in blocks]
    labels: list[bool | None] = [None] * len(texts)
    for piece in map(_flat, inside):
        first = next((i for i, text in enumerate(texts) if piece in text), None)
        if first is not None:
            labels[first] = True
    for piece in map(_flat, outside):
        for i, text in enumerate(texts):
            if labels[i] is None and piece in text and (len(piece) >= 8 or len(text) < 3 * len(piece)):
                labels[i] = False
    return labels
