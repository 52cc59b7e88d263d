"""Encoding artefacts mended: Kangxi radicals and other compatibility forms in the place of common characters.

⼯⼈ (U+2F2F U+2F08) become 工人. Full-width forms, circled numbers and the like are an author's choice and stay.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span

# Kangxi Radicals, CJK Radicals Supplement, CJK Compatibility Ideographs (Unicode 16, blocks 2F00, 2E80, F900).
RADICALS = re.compile(r"[\u2e80-\u2eff\u2f00-\u2fdf\uf900-\ufaff]+")


def mended(text: str) -> str:
    """The text with common characters for radicals and compatibility forms."""
    return RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Put the character in the place of its radical or compatibility form."""
    del context
    return ledger.cut(_spans)


def _spans(line: Line) -> list[Span]:
    found: list[Span] = []
    for match in RADICALS.finditer(line.text):
        common = mended(match[0])
        if common != match[0]:
            found.append(Span(*match.span(), "mended-radical", common))
    return found
