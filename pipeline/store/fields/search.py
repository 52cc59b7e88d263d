"""The index of words, and what is not yet in it."""

from __future__ import annotations

from pipeline.store.fields.shape import INTEGER, SITE, TEXT, Field, Table

DOCUMENTS_FTS = Table(
    "The index of words (FTS5, without a copy of the texts): its rowid is that of `documents`. Ask it through"
    " `scrapy search` or Datasette's search box, which turn words into its tokens; see docs/searching.md.",
    {
        "text": Field(
            "", "Tokens of title and text: pairs of Chinese characters, other words, single characters."
        ),
        "title": Field("", "Tokens of the title alone, each behind `t·`."),
        "site": Field("", "Tokens of the site, each behind `s·`."),
    },
)

SEARCH_DOCUMENTS = Table(
    "The documents in the index, and what ranking asks of them.",
    {
        "id": Field(INTEGER, "The rowid in `documents_fts` and in `documents`."),
        "document_id": Field(TEXT, "The document.", "documents.id"),
        "text_state": Field(TEXT, "How much of it was served.", "full, preview, abstract, none"),
        "is_canonical": Field(INTEGER, "Whether this one stands for its group.", "0, 1"),
    },
)

SEARCH_PENDING = Table(
    "Documents that are new, changed or deleted and the index does not know it yet; kept by triggers.",
    {
        "id": Field(INTEGER, "The rowid in `documents_fts` and in `documents`."),
        "change": Field(INTEGER, "Another random number with every change."),
        "title": Field(TEXT, "The title that the index has of it; NULL when it has nothing."),
        "text": Field(TEXT, "The text that the index has of it; NULL when it has nothing."),
        "site": SITE._replace(meaning="The site that the index has of it; NULL when it has nothing."),
    },
)

SEARCH_INDEX = Table(
    "One row about the index as a whole.",
    {
        "id": Field(INTEGER, "Row number.", "1"),
        "folding": Field(
            TEXT, "With what characters were folded; of another version, the index is made anew."
        ),
    },
)
