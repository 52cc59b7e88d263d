"""Copies found among made-up speeches: recall and precision by kind of edit, then speed and memory over many.

DOCUMENTS says how many documents the second table has (20,000 unless given). datasketch's MinHashLSH stands beside it, on the
same shingles: threshold .5, 128 values, in memory, candidates not compared.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from datasketch import MinHash, MinHashLSH

from benchmarks._corpus import add_documents, clusters_of
from benchmarks._speeches import EDITS, Edit, Speech, form, usual_length
from pipeline.corpus.near_duplicates import dedupe
from pipeline.corpus.near_duplicates.fold import fold

ORIGINALS, COPIES, BASELINE = 1500, 500, 100
LENGTH, COPIED_EVERY, BLOCK = 1500, 20, 1000
Document = tuple[str, str]


class Found(NamedTuple):
    recall: float
    precision: float
    theirs: float


def _originals(rng: random.Random) -> list[Speech]:
    return [form(rng, usual_length(rng)).filled(rng) for _ in range(ORIGINALS)]


def quality(edit: Edit, seed: str) -> Found:
    """Of planted copies, how many stand with their original; of pairs that stand together, how many are planted."""
    rng = random.Random(seed)
    originals = _originals(rng)
    copies = [edit(each, rng) for each in originals[:COPIES]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.db")
        ids = add_documents(path, [*((s.title, s.text) for s in originals), *(("", text) for text in copies)])
        dedupe(path, lambda _done, _of: None)
        cluster = clusters_of(path)
    hits = sum(cluster[ids[n]] == cluster[ids[ORIGINALS + n]] for n in range(COPIES))
    together: defaultdict[str | None, int] = defaultdict(int)
    for found in cluster.values():
        together[found] += 1
    pairs = sum(number * (number - 1) // 2 for number in together.values())
    theirs = _baseline([each.text for each in originals[:BASELINE]], copies[:BASELINE])
    return Found(hits / COPIES, hits / max(pairs, 1), theirs)


def _sketch(text: str) -> MinHash:
    folded, sketch = fold(text), MinHash(num_perm=128)
    sketch.update_batch({folded[n : n + 5].encode() for n in range(len(folded) - 4)})
    return sketch


def _baseline(originals: Sequence[str], copies: Sequence[str]) -> float:
    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, text in enumerate(originals):
        index.insert(number, _sketch(text))
    return sum(number in index.query(_sketch(text)) for number, text in enumerate(copies)) / len(copies)


def hard(seed: str) -> tuple[float, float]:
    """Of pairs that must not be joined: speeches with half of their sentences formulas; of one form filled twice."""
    rng = random.Random(seed)
    kinds = (
        [form(rng, 800, formulas=0.5).filled(rng).text for _ in range(400)],
        [
            filled.text
            for one in (form(rng, 800) for _ in range(200))
            for filled in (one.filled(rng), one.filled(rng))
        ],
    )
    shares = []
    for texts in kinds:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "corpus.db")
            add_documents(path, [("", text) for text in texts])
            shares.append(sum(dedupe(path, lambda _done, _of: None).copies.values()))
    return shares[0] / 400, shares[1] / 200


def previews(length: int) -> int:
    """Of 60 speeches of 1,500 characters, how many stand with a preview of their first ``length``."""
    rng = random.Random(length)
    texts = [form(rng, LENGTH).filled(rng).text for _ in range(60)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.db")
        ids = add_documents(path, [("", text) for text in (*texts, *(text[:length] for text in texts))])
        dedupe(path, lambda _done, _of: None)
        cluster = clusters_of(path)
    return sum(cluster[one] == cluster[other] for one, other in zip(ids[:60], ids[60:], strict=True))


def parts(share: int) -> int:
    """Of 100 pages of 6,000 characters, how many stand with a part of so many in a hundred from their middle."""
    rng = random.Random(share)
    pages = ["\n".join(form(rng, LENGTH).filled(rng).text for _ in range(4)) for _ in range(100)]
    middles = []
    for page in pages:
        length = len(page) * share // 100
        start = rng.randint(len(page) * 3 // 10, len(page) * 65 // 100)
        middles.append(page[start : start + length])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.db")
        ids = add_documents(path, [("", text) for text in (*pages, *middles)])
        dedupe(path, lambda _done, _of: None)
        cluster = clusters_of(path)
    return sum(cluster[one] == cluster[other] for one, other in zip(ids[:100], ids[100:], strict=True))


def block(seed: int) -> tuple[list[Document], int]:
    """Speeches of 1,500 characters, of every twentieth a copy too; how many copies."""
    rng, edits = random.Random(seed), list(EDITS.values())
    documents: list[Document] = []
    planted = 0
    while len(documents) < BLOCK:
        one = form(rng, LENGTH).filled(rng)
        documents.append((one.title, one.text))
        if len(documents) % COPIED_EVERY == 0:
            documents.append((one.title, rng.choice(edits)(one, rng)))
            planted += 1
    return documents, planted


def _resident() -> float:
    """MB of this process."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def speed(number: int) -> Iterator[tuple[str, str]]:
    """From documents in SQLite to clusters written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.db")
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            planted = 0
            for documents, copies in pool.imap(block, range(number // BLOCK)):
                add_documents(path, documents)
                planted += copies
        before = path.stat().st_size
        resident: dict[int, float] = {}
        started, processor = time.perf_counter(), time.process_time()

        def watch(done: int, of: int) -> None:
            resident.setdefault(10 * done // of, _resident())

        report = dedupe(path, watch)
        seconds, processor = time.perf_counter() - started, time.process_time() - processor
        yield "documents, of 1,500 characters", f"{report.looked_at:,}"
        yield "documents a second, from SQLite to clusters written", f"{report.looked_at / seconds:,.0f}"
        yield "documents a second of processor time", f"{report.looked_at / processor:,.0f}"
        yield "load average at the end", f"{os.getloadavg()[0]:.1f}"
        early = resident[min(mark for mark in resident if mark)]
        yield "resident at 10 % and at the end", f"{early:,.0f} and {_resident():,.0f} MB"
        yield "copies found, of so many planted", f"{sum(report.copies.values()):,} of {planted:,}"
        yield (
            "added to the database",
            f"{(path.stat().st_size - before) / report.looked_at / 1000:.1f} kB a document",
        )
    texts = [text for _, text in block(0)[0][:300]]
    started = time.perf_counter()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    for place, text in enumerate(texts):
        index.insert(place, _sketch(text))
    yield (
        "datasketch, documents a second into its index",
        f"{len(texts) / (time.perf_counter() - started):,.0f}",
    )


def main() -> None:
    """Print the tables."""
    print("| edit | recall | precision | recall of datasketch |\n|---|---:|---:|---:|")
    for name, edit in EDITS.items():
        found = quality(edit, name)
        print(f"| {name} | {found.recall:.3f} | {found.precision:.3f} | {found.theirs:.2f} |", flush=True)
    formulas, filled = hard("hard")
    print(f"\nJoined of 400 speeches with half of their sentences formulas: {formulas:.3f};", end=" ")
    print(f"of 200 forms filled for two counties each: {filled:.3f}\n")
    tied = ", ".join(f"{previews(length)} at {length}" for length in (70, 80, 100, 120, 150, 200))
    print(f"Previews tied to their speech, of 60, by their characters: {tied}\n")
    middles = ", ".join(f"{parts(share)} at {share}" for share in (8, 10, 12, 15, 20, 25))
    print(f"Parts from the middle of a page tied to it, of 100, by their share of it in percent: {middles}\n")
    print("| | |\n|---|---:|")
    for what, figure in speed(int(os.environ.get("DOCUMENTS", "20000"))):
        print(f"| {what} | {figure} |", flush=True)
