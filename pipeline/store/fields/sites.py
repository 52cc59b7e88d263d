"""What was counted of sites."""

from __future__ import annotations

from pipeline.store.fields.shape import BLOB, INTEGER, SITE, TEXT, TIME, Field, Table

SITES = Table(
    "What was counted of each site as a whole; see docs/pipeline.md#lines-of-a-site.",
    {
        "site": SITE,
        "texts": Field(INTEGER, "Different texts, copies counted once.", "texts"),
        "counted": Field(INTEGER, "Grows with every text and every line counted."),
        "settled": Field(INTEGER, "What `counted` was when stored documents were last brought up to date."),
        "settled_lines": Field(TEXT, "Digest of the learned lines at that time; NULL before.", "16 hex"),
    },
)

SITE_TEXTS = Table(
    "The different texts of a site, so that none counts twice.",
    {
        "site": SITE,
        "copy_key": Field(TEXT, "Equal for copies of one text: hash of its two longest lines.", "16 hex"),
        "lines": Field(BLOB, "Hashes of the short lines it was seen with.", "8 bytes each"),
        "first_on": Field(TEXT, "Day of its first fetch.", "YYYY-MM-DD"),
        "last_on": Field(TEXT, "Day of its last fetch.", "YYYY-MM-DD"),
    },
)

SITE_LINES = Table(
    "Short lines of each site's texts. Those on most of a site's texts are the site's and are removed.",
    {
        "site": SITE,
        "key": Field(TEXT, "The line without figures, width, script and white space."),
        "text": Field(TEXT, "The line as it was first met."),
        "documents": Field(INTEGER, "Different texts it stood on, copies counted once.", "texts"),
        "at_edge": Field(INTEGER, "Those with it among the first or last lines.", "texts"),
        "document_id": Field(TEXT, "A document on which it stood.", "documents.id"),
        "first_seen_at": Field(TEXT, "First fetch with it.", TIME),
        "last_seen_at": Field(TEXT, "Last fetch with it.", TIME),
    },
)
