"""What databases that work together know of themselves, and say to a shared frontier."""

from __future__ import annotations

from pipeline.store.fields.shape import INTEGER, TEXT, TIME, Field, Table

IDENTITY = Table(
    "One row: by what a cluster, and a database that this one is merged into, know it.",
    {
        "id": Field(INTEGER, "Row number.", "1"),
        "name": Field(TEXT, "Random, and never changed.", "16 hex"),
    },
)

OUTBOX = Table(
    "Visits that the shared frontier of a cluster is to hear of; empty on a single machine. See docs/cluster.md.",
    {
        "id": Field(INTEGER, "Grows with every visit."),
        "queue_id": Field(INTEGER, "The queue.", "queues.id"),
        "report": Field(TEXT, "The visit, what came of it, and where it leads.", "JSON"),
        "reported_at": Field(TEXT, "When it was heard; NULL before. Forgotten soon afterwards.", TIME),
    },
)
