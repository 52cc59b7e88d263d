"""The card of a file that stands in the text's own element: a table or a list of labels and values.

Removes the whole of a ``<dl>`` with 贡献者, 贡献时间 and 演讲者 below a text, whatever its other labels are, and a second one beside it. Keeps
tables that sentences follow, rows of records below a row of labels, a time and place for a meeting: two labels must be those of
sites, and one say by whom, when or how often the file was taken.
"""

from __future__ import annotations

from collections import defaultdict

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import Context
from pipeline.refine.describe.above import LABEL
from pipeline.refine.describe.card_lines import CELLS
from pipeline.refine.describe.card_words import DATED, TAKEN, UPLOADER, WHEN, is_card_label
from pipeline.refine.describe.labels import is_lone_label
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line

# Characters of a cell, cells of a card, and the labels that it has at least.
LONGEST, MOST, FEWEST = 60, 48, 2
LONGEST_LABEL, PROSE = 12, 20


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop the cells of such cards."""
    blocks = context.blocks
    if not blocks:
        return ledger
    tables: defaultdict[tuple[int, ...], list[Line]] = defaultdict(list)
    for line in ledger.lines:
        block = blocks[line.block]
        if block.tag in CELLS:
            tables[table_of(block)].append(line)
    prose = [
        line.block for line in ledger.lines if len(line.text) >= PROSE and blocks[line.block].tag not in CELLS
    ]
    below = [cells for cells in tables.values() if prose and cells[0].block > max(prose)]
    certain = [cells for cells in below if _is_card(cells, context, spoken=False)]
    found = [cells for cells in below if _is_card(cells, context, spoken=True)] if certain else []
    gone = {line.start for cells in found for line in cells}
    return ledger.drop(lambda line: "fact-line" if line.start in gone else None) if gone else ledger


def table_of(block: Block) -> tuple[int, ...]:
    """The path of the innermost table or definition list around a cell; empty for one that stands in none."""
    for at in range(len(block.places) - 1, -1, -1):
        if block.places[at].split(" ", 1)[0] in ("table", "dl"):
            return block.path[: at + 1]
    return ()


def _is_card(cells: list[Line], context: Context, *, spoken: bool) -> bool:
    """Whether cells are labels and values of a file; ``spoken``: labels of speaking will do, beside another card."""
    if len(cells) > MOST or any(len(line.text) > LONGEST for line in cells):
        return False
    labels = [line.text.strip().rstrip(":： ") for line in cells if len(line.text) <= LONGEST_LABEL]
    if context.traditional:
        labels = [simplified(label) for label in labels]
    told = {label for label in labels if LABEL.fullmatch(label)} if spoken else set[str]()
    known = {label for label in labels if is_lone_label(label) or is_card_label(label)} | told
    if spoken and len(told) >= FEWEST:
        return True
    # A row of labels alone has records below it.
    first = [line.text.strip().rstrip(":： ") for line in cells[:2]]
    paired = len(first) == 2 and not all(label in known for label in first)
    return paired and len(known) >= FEWEST and any(map(_is_deed, known))


def _is_deed(label: str) -> bool:
    return not WHEN.fullmatch(label) and any(p.fullmatch(label) for p in (UPLOADER, DATED, TAKEN))
