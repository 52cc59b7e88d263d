"""A set of rows of ``documents`` by their numbers: a bit for each, whatever the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class RowSet:
    """Numbers from 1 on. A million take an eighth of a megabyte."""

    def __init__(self, rows: Iterable[int] = ()) -> None:
        self._bits = bytearray()
        for row in rows:
            self.add(row)

    def add(self, row: int) -> None:
        """Put a number in."""
        place, bit = row >> 3, 1 << (row & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        self._bits[place] |= bit

    def __contains__(self, row: int) -> bool:
        place = row >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (row & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        for place, byte in enumerate(self._bits):
            if byte:
                yield from (place << 3 | bit for bit in range(8) if byte >> bit & 1)

    def __len__(self) -> int:
        return sum(byte.bit_count() for byte in self._bits)
