"""Which documents are copies of one another, and what is kept to find that out."""

from __future__ import annotations

from pipeline.store.fields.shape import BLOB, INTEGER, REAL, TEXT, TIME, Field, Table

_SHARED = "Runs of five characters that both have, of those that either has."
_CONTAINED = "Those that both have, of those of the text with fewer."
_TEXT_ID = Field(INTEGER, "The text.", "folded_texts.id")

NEAR_DUPLICATES = Table(
    "One row per document that another one stands for, since it is a copy of that one: exact, near or contained.",
    {
        "document_id": Field(TEXT, "The copy.", "documents.id"),
        "other_id": Field(TEXT, "The document that stands for it.", "documents.id"),
        "kind": Field(
            TEXT,
            "`exact`: letters and figures are the same; `near`: most of them; `contained`: one is a part of the other.",
            "exact, near, contained",
        ),
        "jaccard": Field(REAL, _SHARED, "0 to 1"),
        "containment": Field(REAL, _CONTAINED, "0 to 1"),
        "found_at": Field(TEXT, "When it was found first.", TIME),
    },
)

FOLDED_TEXTS = Table(
    "The different texts, as they are compared: letters and figures alone, in simplified characters.",
    {
        "id": Field(INTEGER, "Number of the text."),
        "digest": Field(INTEGER, "Hash of the folded text.", "64 bits, signed"),
        "signature": Field(BLOB, "Its MinHash values: 64 of 4 bytes, then 256 of one byte.", "512 bytes"),
    },
)

DOCUMENT_TEXTS = Table(
    "Which text each document had when it was last looked at.",
    {
        "document_id": Field(TEXT, "The document.", "documents.id"),
        "text_id": _TEXT_ID,
    },
)

TEXT_BANDS = Table(
    "Texts by what they are found by: the first 16 texts with each MinHash value.",
    {
        "key": Field(INTEGER, "Number of the value and the value itself.", "32 bits each"),
        "text_id": _TEXT_ID,
    },
)

TEXT_PAIRS = Table(
    "Texts that were compared and are copies, or may be of one speech.",
    {
        "text_id": _TEXT_ID,
        "other_id": Field(INTEGER, "The other text, whichever came later.", "folded_texts.id"),
        "kind": Field(TEXT, "What they are to each other; NULL when they are no copies.", "near, contained"),
        "jaccard": Field(REAL, _SHARED, "0 to 1"),
        "containment": Field(REAL, _CONTAINED, "0 to 1"),
        "akin": Field(INTEGER, "Whether they may stand in one group, as others lead to it.", "0, 1"),
    },
)

DEDUPE_PENDING = Table(
    "Documents that wait to be looked at for copies; written by triggers.",
    {
        "id": Field(INTEGER, "Grows with every change."),
        "document_id": Field(TEXT, "The document that is new, changed or deleted.", "documents.id"),
    },
)

DEDUPE_STALE = Table(
    "Texts whose group is to be made again.",
    {"text_id": _TEXT_ID},
)

DEDUPE_FOLDING = Table(
    "One row about all texts that were looked at.",
    {
        "id": Field(INTEGER, "Row number.", "1"),
        "folding": Field(
            TEXT, "With what characters were folded; of another version, every document is looked at again."
        ),
    },
)
