"""What is counted while documents are stored."""

from __future__ import annotations

from pipeline.store.fields.shape import CHARS, INTEGER, SITE, TEXT, Field, Table

DOCUMENT_COUNTS = Table(
    "How many documents there are of each kind, kept in step with `documents`.",
    {
        "site": SITE,
        "genre": Field(TEXT, "Kind of text.", "speech, address, remarks, report, essay, other"),
        "text_state": Field(TEXT, "How much of it was served.", "full, preview, abstract, none"),
        "year": Field(INTEGER, "Year of `spoken_on`; 0 when it is not known.", "YYYY"),
        "length_from": Field(INTEGER, "Lower end of their class of length.", CHARS),
        "documents": Field(INTEGER, "How many documents.", "documents"),
        "canonical": Field(INTEGER, "Those that stand for their group of near duplicates.", "documents"),
        "characters": Field(INTEGER, "Length of their texts together.", CHARS),
    },
)

REMOVAL_COUNTS = Table(
    "How much each rule removes, kept in step with `removals`.",
    {
        "rule": Field(TEXT, "The rule."),
        "removals": Field(INTEGER, "How often it removed something.", "removals"),
        "characters": Field(INTEGER, "Length of what it removed.", CHARS),
    },
)
