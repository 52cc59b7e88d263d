"""sqlite-utils, loaded without pandas.

It imports pandas wherever that is installed, as it is beside our tests: half a second at every start, for something
that nothing here uses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Meanwhile the module cannot be imported, unless it has been already."""
    if name in sys.modules:
        yield
        return
    # What Python takes for "there is none".
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with _hidden("pandas"):
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

__all__ = ["Database", "Migrations"]
