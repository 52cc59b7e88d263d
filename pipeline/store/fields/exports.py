"""What is kept so that exports stay what they were."""

from __future__ import annotations

from pipeline.store.fields.shape import INTEGER, TEXT, TIME, Field, Table

SPLIT_ANCHORS = Table(
    "By what it is decided to which part of a dataset (train, validation, test) a document belongs; see"
    " docs/exporting.md#splits. Written by the first export with splits after the document came, never changed.",
    {
        "document_id": Field(TEXT, "The document.", "documents.id"),
        "anchor": Field(
            INTEGER,
            "A number that it shares with its copies; says nothing of the document.",
            "64 bits, signed",
        ),
    },
)

EXPORT_PLACES = Table(
    "Where exports were made, so that a withdrawal can name those that hold what is withdrawn; see docs/withdrawing.md."
    " An export that was moved or copied since is not known.",
    {
        "place": Field(TEXT, "The folder of the export.", "absolute path"),
        "made_at": Field(TEXT, "When it was made there last.", TIME),
    },
)
