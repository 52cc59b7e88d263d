"""What a question that somebody else has written may cost: how long a value may be, and how long it may take."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pipeline.items import MAX_PAGE_BYTES

LONGEST_VALUE: Final = 3 * MAX_PAGE_BYTES + (8 << 20)
"""Octets of the longest value or row that such a question may hold.

The longest document has to fit: one byte of a page (in the single-byte encodings of Thai, say) becomes up to three of UTF-8,
and its other columns stand in the same row.
"""


@contextmanager
def stopped_after(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Meanwhile a statement that runs when the time is over is interrupted.

    SQLite looks between two rows at the latest, however few of its steps they take; a handler of its own would be asked
    after many steps only, each of which may be a function over a very long text.
    """
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        # A late interruption would meet the next statement.
        timer.join()
