"""Texts that share enough of their MinHash values, compared for true, as ``scrapy dedupe`` compares them."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Final

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from pipeline.batch.places import Places
from pipeline.batch.shuffle import shuffling
from pipeline.batch.texts import Texts, number_of
from pipeline.corpus.near_duplicates.bands import BANDS
from pipeline.corpus.near_duplicates.candidates import agreeing, sharing
from pipeline.corpus.near_duplicates.comparison import compare
from pipeline.corpus.near_duplicates.known import LONGEST_BAND

_PAIR: Final = struct.Struct("<4I")
Band = list[int]


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
            closing(Texts(self.folder)) as texts,
            shuffling(self.folder.stage("compare", rank)) as shuffle,
        ):
            for number, others in sorted(self._candidates(rank)):
                sketches = texts.sketches([number, *others])
                for other in agreeing(sketches[number], others, sketches):
                    self.stat_update("compared")
                    figures = compare(texts.text(number), texts.text(other))
                    if figures.kind:
                        self.stat_update(figures.kind)
                        shuffle.put(0, (other, number, figures))

    def _candidates(self, rank: int) -> Iterator[tuple[int, list[int]]]:
        """Texts of the partition, with those before them that share enough bands."""
        bands: dict[int, Band] = {}
        keys: defaultdict[int, list[int]] = defaultdict(list)
        for key, band in enumerate(self._bands()):
            own = [number for number in band if number >> 32 == rank]
            if own:
                bands[key] = band[:LONGEST_BAND]
                for number in own:
                    keys[number].append(key)
        for number, its in keys.items():
            if others := sharing(_before(number, bands, its), its):
                yield number, others

    def _bands(self) -> Iterator[Band]:
        """The texts in each band of two or more, in order of their numbers."""
        for bucket in range(2 * BANDS):
            path = self.folder.work / "buckets" / f"{bucket:05}_00.dups"
            band: Band = []
            # Those that share a value come one after the other, each paired with the next.
            for one, place, other, other_place in _PAIR.iter_unpack(path.read_bytes()):
                first, second = number_of(one, place), number_of(other, other_place)
                if band and band[-1] == first:
                    band.append(second)
                    continue
                if band:
                    yield band
                band = [first, second]
            if band:
                yield band


def _before(number: int, bands: Mapping[int, Band], keys: list[int]) -> dict[int, Band]:
    return {key: [other for other in bands[key] if other < number] for key in keys}
