"""What the documents of an export are like, counted while they stream by.

Memory does not grow with the documents: classes are few, names are counted up to MOST_NAMES different ones, and
lengths are kept to 1 in 64. Whole numbers only, so that no order of the rows changes a figure.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.export.columns import SPLITS, Row
from pipeline.export.rights import reserves_training
from pipeline.store.counts import LENGTHS

MOST_NAMES: Final = 100_000
"""Of more different names than these, only how many rows have one is known."""
SHOWN_NAMES: Final = 20
FEWEST_DOCUMENTS: Final = 5
"""A speaker is named from so many documents on: fewer point to a private person more often than to an office."""
QUANTILES: Final = (5, 25, 50, 75, 95)
UNKNOWN: Final = "unknown"


class Names(NamedTuple):
    """How many documents have a value, how many different ones (None: more than MOST_NAMES), the commonest."""

    documents: int
    different: int | None
    most: dict[str, int]


class Dates(NamedTuple):
    """Documents of one year, by the date that says so."""

    spoken: int
    published: int


class Part(NamedTuple):
    """One split."""

    documents: int
    characters: int


class Masked(NamedTuple):
    """Pieces of personal data that were masked, by kind, and the documents that had any."""

    documents: int
    pieces: dict[str, int]


class Counts(NamedTuple):
    """The figures of an export. Frequent values come first; ``json()`` is the same for a file.

    ``years`` are by ``spoken_on``, else by ``published_on``; ``lengths`` by the lower end of their class in characters,
    ``qualities`` by the lower end in tenths. Quantiles of length are percentiles, at most 1 in 64 too low.
    ``reserved``: documents whose rights reserve them from training (``pipeline.export.rights``). ``filled`` says of every
    column in how many documents it has a value.
    """

    documents: int
    characters: int
    years: dict[str, Dates]
    undated: int
    sites: Names
    genres: dict[str, int]
    languages: dict[str, int]
    text_states: dict[str, int]
    lengths: dict[int, int]
    length_quantiles: dict[int, int]
    qualities: dict[int, int]
    speakers: Names
    splits: dict[str, Part]
    masked: Masked
    reserved: int
    filled: dict[str, int]

    def json(self) -> dict[str, object]:
        """The figures as dictionaries, numbers and text alone, their keys as text."""
        return {name: _plain(value) for name, value in self._asdict().items()}


class Figures:
    """Counts rows, each with the pieces of personal data that were masked in it, by kind."""

    def __init__(self) -> None:
        self._documents = self._characters = 0
        self._years: dict[str, Counter[str]] = {}
        self._sites, self._speakers = _Tally(), _Tally()
        self._genres: Counter[object] = Counter()
        self._languages: Counter[tuple[object, object]] = Counter()
        self._text_states: Counter[object] = Counter()
        self._lengths: Counter[int] = Counter()
        self._buckets: Counter[int] = Counter()
        self._qualities: Counter[int] = Counter()
        self._splits: dict[str, Counter[str]] = {}
        self._masked: Counter[str] = Counter()
        self._masked_documents = self._reserved = 0
        self._absent: Counter[str] = Counter()
        self._columns: tuple[str, ...] = ()

    def add(self, row: Row, masked: Mapping[str, int] | None = None) -> None:
        """Count one row. All rows have the same columns; those that a profile lacks are counted as absent."""
        length = _whole(row.get("char_count"))
        self._documents += 1
        self._characters += length
        self._columns = self._columns or tuple(row)
        for name, value in row.items():
            if value is None:
                self._absent[name] += 1
        self._date(row)
        self._sites.add(row.get("site"))
        self._speakers.add(row.get("speaker"))
        self._genres[row.get("genre")] += 1
        self._text_states[row.get("text_state")] += 1
        self._languages[row.get("language"), row.get("script")] += 1
        self._lengths[LENGTHS[bisect(LENGTHS, length) - 1]] += 1
        self._buckets[bucket(length)] += 1
        if isinstance(quality := row.get("quality"), float | int):
            self._qualities[min(9, round(quality * 1000) // 100)] += 1
        if (split := row.get("split")) is not None:
            part = self._splits.setdefault(str(split), Counter())
            part["documents"] += 1
            part["characters"] += length
        self._reserved += _reserves(row.get("rights"))
        if masked and any(masked.values()):
            self._masked_documents += 1
            self._masked.update({kind: number for kind, number in masked.items() if number})

    def _date(self, row: Row) -> None:
        for column, name in (("spoken_on", "spoken"), ("published_on", "published")):
            if (value := row.get(column)) is not None:
                self._years.setdefault(str(value)[:4], Counter())[name] += 1
                return

    def result(self) -> Counts:
        """What was counted so far."""
        dated = {year: Dates(by["spoken"], by["published"]) for year, by in sorted(self._years.items())}
        return Counts(
            documents=self._documents,
            characters=self._characters,
            years=dated,
            undated=self._documents - sum(map(sum, dated.values())),
            sites=self._sites.result(),
            genres=ranked(_named(self._genres)),
            languages=ranked(_tags(self._languages)),
            text_states=ranked(_named(self._text_states)),
            lengths={least: self._lengths[least] for least in LENGTHS},
            length_quantiles=_quantiles(self._buckets),
            qualities={tenth: self._qualities[tenth] for tenth in range(10)},
            speakers=self._speakers.result(FEWEST_DOCUMENTS),
            splits={
                name: Part(self._splits[name]["documents"], self._splits[name]["characters"])
                for name in SPLITS
                if name in self._splits
            },
            masked=Masked(self._masked_documents, ranked(self._masked)),
            reserved=self._reserved,
            filled={name: self._documents - self._absent[name] for name in self._columns},
        )


class _Tally:
    """Counts names. Once there are more than MOST_NAMES, in whatever order they came, none is told."""

    def __init__(self) -> None:
        self._documents = 0
        self._names: Counter[str] | None = Counter()

    def add(self, name: object) -> None:
        if name is None:
            return
        self._documents += 1
        if self._names is not None:
            self._names[str(name)] += 1
            if len(self._names) > MOST_NAMES:
                self._names = None

    def result(self, fewest: int = 1) -> Names:
        if self._names is None:
            return Names(self._documents, None, {})
        known = {name: number for name, number in self._names.items() if number >= fewest}
        most = ranked(known)
        return Names(self._documents, len(self._names), dict(list(most.items())[:SHOWN_NAMES]))


def ranked(counts: Mapping[str, int]) -> dict[str, int]:
    """The same, the most frequent first; equals in the order of their names."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def bucket(length: int) -> int:
    """The length with its seven highest bits kept: exact below 128, else at most 1 in 64 too low.

    >>> [bucket(length) for length in (0, 127, 129, 2760)]
    [0, 127, 128, 2752]
    """
    shift = max(0, length.bit_length() - 7)
    return length >> shift << shift


def _quantiles(buckets: Mapping[int, int]) -> dict[int, int]:
    total = sum(buckets.values())
    found: dict[int, int] = {}
    seen = 0
    wanted = list(QUANTILES) if total else []
    for length, number in sorted(buckets.items()):
        seen += number
        while wanted and seen * 100 >= wanted[0] * total:
            found[wanted.pop(0)] = length
    return found


@lru_cache
def _reserves(rights: object) -> bool:
    """Most pages of a site say the same."""
    return rights is not None and reserves_training(str(rights))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _named(counts: Mapping[object, int]) -> dict[str, int]:
    return _added((UNKNOWN if value is None else str(value), number) for value, number in counts.items())


def _tags(counts: Mapping[tuple[object, object], int]) -> dict[str, int]:
    """By tag: ``zh-Hans``."""
    return _added(("-".join(str(part) for part in both if part) or UNKNOWN, n) for both, n in counts.items())


def _added(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, number in pairs:
        found[name] += number
    return found


def _plain(value: object) -> object:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return value
