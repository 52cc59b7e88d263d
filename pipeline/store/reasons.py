"""What kind of reason a reject has, without what is true of its one page alone."""

from __future__ import annotations

import re
from typing import Final

KIND: Final = (
    "CASE WHEN instr(reason, ': ') THEN substr(reason, 1, instr(reason, ': ') - 1)"
    " WHEN instr(reason, ' http') THEN substr(reason, 1, instr(reason, ' http')) || 'another address'"
    " ELSE reason END"
)
"""In SQL, of a row of ``rejects``: behind a colon stand the figures of one page, and it may name another page."""

_PLACE: Final = re.compile(r"\bthe record at byte \d+")


def kind_of(reason: str) -> str:
    """The same of one reason; places in a file are left out, too."""
    kind, _, _ = reason.partition(": ")
    before, other, _ = kind.partition(" http")
    return _PLACE.sub("a record", f"{before} another address" if other else kind)
