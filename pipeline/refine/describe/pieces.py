"""A line whose pieces only style sets apart, as its readers see them: ``<b>环卫</b><b>2022/7/2</b><b>9页</b>``."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.blocks import Block

# Between pieces of a line that only style sets apart.
SET_APART = " ¦ "
LEADS, LONGEST_LEAD = re.compile(r"(?:[:：]|于|由|\bby|\bpar|\bpor|\ble|\bon)\Z", re.IGNORECASE), 3
FEWEST_PIECES = 2


def row_of(block: Block) -> str:
    """The pieces of a line that only style sets apart, apart; a value stays with its label.

    Of two, unless one is a link, the second may as well be the rest of what the first says: <b>木子</b>上传.
    """
    if len(block.pieces) <= FEWEST_PIECES and not block.anchors:
        return ""
    row = ""
    for piece in block.pieces:
        leads = LEADS.search(row, len(row) - LONGEST_LEAD)
        row += ("" if not row else " " if leads else SET_APART) + piece
    return row


def numbers_apart(block: Block) -> str:
    """The pieces of a line apart, if they would make other numbers together: 2022/7/2 and 9页; else nothing.

    Of digits that stand one by one a counter is made.
    """
    for piece, next_ in pairwise(block.pieces):
        if (
            piece[-1:].isdigit()
            and next_[:1].isdigit()
            and len(piece) > 1
            and len(next_) > 1
            and f"{piece}{next_}" in block.text
        ):
            return SET_APART.join(block.pieces)
    return ""
