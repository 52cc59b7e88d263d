"""Cleaners: each removes one kind of noise that stands inside extracted text, and says by which rule."""

from __future__ import annotations

from pipeline.refine.clean import counters, fact_lines, footers, lead_in, page_glue, prompts, titles
from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger

# Whole lines go before spans, so that page glue sees the true neighbours of a line; titles are looked for
# at the top of what is left.
CLEANERS = (counters, fact_lines, footers, prompts, lead_in, page_glue, titles)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Run all cleaners over the lines that are left of a page."""
    for cleaner in CLEANERS:
        ledger = cleaner.clean(ledger, context)
    return ledger
