"""Texts that share enough of their MinHash values, compared for true, as ``scrapy dedupe`` compares them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.places import Places
from pipeline.batch.shuffle import shuffling
from pipeline.batch.texts import Texts
from pipeline.corpus.near_duplicates.bands import BANDS, Keys, Numbers, Rows, Signatures
from pipeline.corpus.near_duplicates.candidates import LONGEST_BAND, agreeing, look_up
from pipeline.corpus.near_duplicates.comparison import compare

TOGETHER: Final = 1000
PAIRS: Final = 1 << 17
"""Of a file of texts that share a value, in memory at a time: some 20 MB with all that is computed of them."""


class CompareTexts(PipelineStep):
    """The texts of one partition, each with those before it."""

    name = "pairs of texts"
    type = "COMPARE"

    def __init__(self, folder: Places) -> None:
        super().__init__()
        self.folder = folder

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """Rows of the lesser number, the greater one, and the figures of the two."""
        with (
            closing(Texts(self.folder, world_size)) as texts,
            shuffling(self.folder.stage("compare", rank)) as shuffle,
        ):
            for number, other in self._candidates(rank, texts):
                self.stat_update("compared")
                figures = compare(texts.text(number), texts.text(other))
                if figures.kind:
                    self.stat_update(figures.kind)
                    shuffle.put(0, (other, number, figures))

    def _candidates(self, rank: int, texts: Texts) -> Iterator[tuple[int, int]]:
        """Pairs of a text of the partition and one before it that is worth reading."""
        numbers, signatures = texts.signed(rank)
        known = self._earlier(texts.firsts, numbers, signatures.keys)
        for start in range(0, len(numbers), TOGETHER):
            part = slice(start, start + TOGETHER)
            own, keys = numbers[part], signatures.keys[part]
            of_these = np.isin(known.keys, keys)
            added, pairs = look_up(Rows(known.keys[of_these], known.numbers[of_these]), keys, own)
            others = np.unique(pairs.others)
            of_part = Signatures(keys, signatures.sketches[part])
            found = agreeing(pairs, of_part, others, texts.signatures(others))
            yield from zip(own[found.places].tolist(), found.others.tolist(), strict=True)
            known = Rows(*map(np.concatenate, zip(known, added, strict=True)))

    def _earlier(self, firsts: list[int], numbers: Numbers, keys: Keys) -> Rows:
        """What texts of other partitions, that come before those of this one, have put into its bands."""
        found = [Rows(np.empty(0, np.int64), np.empty(0, np.int64))]
        for bucket in range(2 * BANDS):
            path = self.folder.work / "buckets" / f"{bucket:05}_00.dups"
            if len(numbers):
                pieces = _pieces(path, np.array(firsts))
                found += [_rows(pairs, numbers, keys[:, bucket]) for pairs in pieces]
        return Rows(*map(np.concatenate, zip(*found, strict=True)))


def _pieces(path: Path, firsts: Numbers) -> Iterator[Numbers]:
    """The pairs of a file, some whole bands at a time, so that memory does not grow with the number of texts."""
    rest = np.empty((0, 2), np.int64)
    with path.open("rb") as file:
        while len(read := np.fromfile(file, "<u4", 4 * PAIRS)):
            told = read.reshape(-1, 2, 2)
            pairs = np.concatenate((rest, firsts[told[..., 0]] + told[..., 1]))
            # The last band may go on behind this piece.
            ends = np.flatnonzero(pairs[1:, 0] != pairs[:-1, 1]) + 1
            end = ends[-1] if len(ends) else 0
            if end:
                yield pairs[:end]
            rest = pairs[end:]
    if len(rest):
        yield rest


def _rows(pairs: Numbers, numbers: Numbers, keys: Numbers) -> Rows:
    """The first texts of each band, of those before ``numbers``, where one of these is in it too.

    ``pairs``: those that share a value come one after the other, each paired with the next.
    """
    begins = np.concatenate(([True], pairs[1:, 0] != pairs[:-1, 1]))
    bands = np.cumsum(begins) - 1
    has_own = np.zeros(bands[-1] + 1, bool)
    has_own[bands[((pairs >= numbers[0]) & (pairs <= numbers[-1])).any(axis=1)]] = True
    kept = has_own[bands]
    pairs, begins, bands = pairs[kept], begins[kept], bands[kept]
    members = np.concatenate((pairs[begins, 0], pairs[:, 1]))
    bands = np.concatenate((bands[begins], bands))
    order = np.lexsort((members, bands))
    members, bands = members[order], bands[order]
    starts = np.searchsorted(bands, bands)
    own = (members >= numbers[0]) & (members <= numbers[-1])
    key_of = np.full(len(has_own), -1)
    key_of[bands[own]] = keys[np.searchsorted(numbers, members[own])]
    kept = (members < numbers[0]) & (np.arange(len(members)) - starts < LONGEST_BAND) & (key_of[bands] >= 0)
    return Rows(key_of[bands[kept]], members[kept])
