"""MinHash values of all texts, in datatrove's files: our shingles, and each value a bucket of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig
from datatrove.utils.word_tokenizers import WordTokenizer

from pipeline.batch.files import appearing
from pipeline.batch.gathering import Member
from pipeline.batch.places import Places
from pipeline.batch.shuffle import rows
from pipeline.batch.texts import folded_texts, put_signatures, write_texts
from pipeline.corpus.near_duplicates.bands import BANDS, SEED, pack, sign
from pipeline.corpus.near_duplicates.shingles import LENGTH, Hashes, shingles

TOGETHER: Final = 100
CONFIG: Final = MinhashConfig(
    n_grams=LENGTH,
    num_buckets=2 * BANDS,
    hashes_per_bucket=1,
    seed=SEED,
    hash_config=HashConfig(precision=32),
)


class Characters(WordTokenizer):
    """What datatrove asks for and we need not: our shingles are of characters."""

    def word_tokenize(self, text: str) -> list[str]:
        """Each by itself."""
        return list(text)

    def sent_tokenize(self, text: str) -> list[str]:
        """All of it."""
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        """All of it."""
        return [(0, len(text))]


class SignTexts(MinhashDedupSignature):
    """The first of datatrove's steps, with our values. Makes the file of the partition's texts on the way."""

    name = "MinHash values of texts"

    def __init__(self, folder: Places) -> None:
        super().__init__(str(folder.work / "signatures"), CONFIG, Characters())
        self.folder = folder
        self.signed: deque[list[int]] = deque()

    def get_shingles(self, text: str) -> Hashes:
        """As many as say whether there are any: texts come here signed."""
        return np.zeros(int(len(text) >= LENGTH), np.uint64)

    def get_signature(self, shingles: Hashes) -> list[list[int]]:  # noqa: ARG002
        """The low half of each key is its value; the high half is the number of its bucket."""
        return [[key & 0xFFFF_FFFF] for key in self.signed.popleft()]

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> None:  # noqa: ARG002
        """One partition of texts."""
        with ExitStack() as stack:
            scratch = stack.enter_context(TemporaryDirectory(dir=self.folder.work))
            database = Path(scratch) / "texts.db"
            write_texts(database, self._members(rank, world_size))
            super().run(self._documents(database), rank, world_size)
            made = stack.enter_context(appearing(self.folder.stage("sign", rank, ".db")))
            database.rename(made)

    def _members(self, rank: int, tasks: int) -> Iterator[Member]:
        for task in range(tasks):
            yield from rows(self.folder.stage("gather", task, ".texts"), rank)

    def _documents(self, database: Path) -> Iterator[Document]:
        texts = folded_texts(database)
        while batch := list(islice(texts, TOGETHER)):
            told = [(number, folded) for number, folded in batch if len(folded) >= LENGTH]
            signatures = sign(shingles(folded) for _, folded in told)
            numbers = [number for number, _ in told]
            put_signatures(database, zip(pack(signatures), numbers, strict=True))
            self.signed.extend(signatures.keys.tolist())
            for number, folded in batch:
                yield Document(text=folded, id=str(number))


def buckets(folder: Places) -> PipelineStep:
    """The second of datatrove's steps as it is: a task for each value."""
    return MinhashDedupBuckets(
        str(folder.work / "signatures"), str(folder.work / "buckets"), config=CONFIG, lines_to_buffer=1000
    )
