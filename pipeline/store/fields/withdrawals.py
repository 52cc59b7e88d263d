"""What was withdrawn, and what is left to be done about it."""

from __future__ import annotations

from pipeline.store.fields.shape import INTEGER, TEXT, TIME, Field, Table

WITHDRAWALS = Table(
    "What was taken out of the corpus and is refused from then on; see docs/withdrawing.md. No title and no text.",
    {
        "id": Field(INTEGER, "Number of the withdrawal."),
        "kind": Field(TEXT, "What is withdrawn.", "url, site, uploader, sha256"),
        "value": Field(
            TEXT, "The canonical address, the site, the uploader, or the hash of a text or of a page's body."
        ),
        "site": Field(TEXT, "Of an uploader, the site that is meant; NULL for every site."),
        "reason": Field(TEXT, "Why, in the words of whoever withdrew it."),
        "withdrawn_at": Field(TEXT, "From when on it is refused.", TIME),
        "documents": Field(INTEGER, "Documents that it took, later ones included.", "documents"),
        "pages": Field(INTEGER, "Pages that it took, later ones included.", "pages"),
        "index_purged_at": Field(
            TEXT, "When copies, search index and free space were done; NULL while they are not.", TIME
        ),
        "archive_blanked_at": Field(
            TEXT, "When its records in the archive were blank; NULL while they are not.", TIME
        ),
        "completed_at": Field(
            TEXT, "When nothing of it was left in the files; NULL while something may be.", TIME
        ),
        "lifted_at": Field(TEXT, "When it was lifted; NULL while it is in force.", TIME),
    },
)

WITHDRAWN_RECORDS = Table(
    "Places in the archive that are blank, or are to be: the pages of withdrawals, their requests, and pages that were"
    " never stored.",
    {
        "warc_file": Field(TEXT, "File in the archive folder."),
        "warc_offset": Field(INTEGER, "Where the record begins in the file.", "bytes"),
        "warc_length": Field(INTEGER, "How long it is in the file.", "bytes"),
        "withdrawal_id": Field(INTEGER, "The withdrawal.", "withdrawals.id"),
        "blanked_at": Field(TEXT, "When it was made blank; NULL while it is not.", TIME),
    },
)
