"""What the corpus is: documents with their parts and versions."""

from __future__ import annotations

from pipeline.store.fields.shape import (
    CANONICAL,
    CHARS,
    EXTRACTOR,
    INTEGER,
    OFFSET,
    REAL,
    RUN_ID,
    SITE,
    TEXT,
    TIME,
    Field,
    Table,
)

DOCUMENTS = Table(
    "One row per document, in its newest version. Absent is NULL, never an empty string.",
    {
        "id": Field(TEXT, "Stable: hash of the canonical URL (and `#n` on a page with several).", "16 hex"),
        "site_document_id": Field(TEXT, "The site's own number, from the page or its URL."),
        "url": Field(TEXT, "Address the newest page was fetched from.", "URL"),
        "canonical_url": CANONICAL,
        "site": SITE,
        "family": Field(TEXT, "The CMS whose rules were used; `generic` when none is known."),
        "title": Field(TEXT, "The document's own title, without site name, file type or page number."),
        "text": Field(TEXT, "Main text: what the author wrote, original characters.", "a paragraph a line"),
        "text_state": Field(TEXT, "How much of it was served.", "full, preview, abstract, none"),
        "pages_total": Field(INTEGER, "The document's page count as the site states it.", "pages"),
        "pages_shown": Field(
            INTEGER, "How many pages the site says it shows; NULL if it does not say.", "pages"
        ),
        "chars_total": Field(INTEGER, "Full length, when the site states it.", CHARS),
        "genre": Field(TEXT, "Kind of text.", "speech, address, remarks, report, essay, other"),
        "occasion": Field(TEXT, "What it was said at or written for."),
        "speaker": Field(TEXT, "Who said it."),
        "speaker_role": Field(TEXT, "Office or position of the speaker."),
        "venue": Field(TEXT, "Where it was said."),
        "spoken_on": Field(TEXT, "When it was said; never the upload date.", "YYYY[-MM[-DD]]"),
        "spoken_on_precision": Field(TEXT, "How exact that date is.", "day, month, year"),
        "published_on": Field(TEXT, "When the site published it.", "YYYY[-MM[-DD]]"),
        "uploader": Field(TEXT, "Who uploaded it, as the site shows."),
        "file_format": Field(TEXT, "Format of the file behind the page, as the site shows."),
        "file_size": Field(TEXT, "Size of that file, in the site's words."),
        "price": Field(TEXT, "Price of that file, in the site's words."),
        "downloads": Field(INTEGER, "How often it was downloaded, as the site shows.", "downloads"),
        "categories": Field(TEXT, "The site's categories or breadcrumbs."),
        "language": Field(TEXT, "Language of the text.", "BCP 47"),
        "script": Field(TEXT, "Simplified or traditional characters.", "Hans, Hant"),
        "char_count": Field(INTEGER, "Length of the text.", CHARS),
        "paragraph_count": Field(INTEGER, "Paragraphs in the text.", "paragraphs"),
        "quality": Field(
            REAL,
            "How good the text is: the mean of four parts, each 0 to 1, which are length (1 from 300 characters on),"
            " share of the text in lines that end as sentences do, share of common characters, and completeness (0.5"
            " for anything but `full`).",
            "0 to 1",
        ),
        "placeholders": Field(INTEGER, "Anonymised names in the text (XX市, ××).", "names"),
        "content_sha256": Field(TEXT, "Identity of the text: exact duplicates share it.", "64 hex"),
        "cluster_id": Field(
            TEXT,
            "The document that stands for this one and its copies; its own id when it has none. NULL until"
            " deduplicated, after a change, and without a text.",
            "documents.id",
        ),
        "is_canonical": Field(INTEGER, "Whether it is the one that stands for its group.", "0, 1"),
        "rights": Field(TEXT, "Robots decision and AI-use signals seen at fetch.", "JSON"),
        "evidence": Field(TEXT, "For each column read off the page, the words it was read from.", "JSON"),
        "first_seen_at": Field(TEXT, "First fetch that served the document.", TIME),
        "last_seen_at": Field(TEXT, "Last fetch that served it.", TIME),
        "changed_at": Field(TEXT, "First fetch that served it with this title and text.", TIME),
        "fetched_at": Field(TEXT, "Fetch of the page this row was made from.", TIME),
        "gone_at": Field(TEXT, "First fetch since last_seen_at at which the site served it no longer.", TIME),
        "run_id": RUN_ID,
        "page_id": Field(TEXT, "The page this row was made from.", "pages.id"),
        "extractor_version": EXTRACTOR,
    },
)

SECTIONS = Table(
    "Outline of a document's text, heading by heading.",
    {
        "document_id": Field(TEXT, "The document.", "documents.id"),
        "ordinal": Field(INTEGER, "Place in the outline.", "from 0"),
        "level": Field(INTEGER, "Depth of the heading.", "from 1"),
        "title": Field(TEXT, "The heading."),
        "start": Field(INTEGER, "Where the section begins in the text.", OFFSET),
        "end": Field(INTEGER, "Where it ends, its own sections included.", OFFSET),
    },
)

REMOVALS = Table(
    "Every span that a rule took out: with the text, they put the page's visible text back together.",
    {
        "document_id": Field(TEXT, "The document.", "documents.id"),
        "ordinal": Field(INTEGER, "Order in which they are to be put back.", "from 0"),
        "rule": Field(TEXT, "The rule that removed it."),
        "position": Field(INTEGER, "Where it stood in the text.", OFFSET),
        "text": Field(TEXT, "What was removed."),
        "replacement": Field(TEXT, "What stands there now; empty when nothing does."),
    },
)

VERSIONS = Table(
    "Every other title and text a document was seen with, one row each, however often it came back.",
    {
        "id": Field(INTEGER, "Row number."),
        "document_id": Field(TEXT, "The document.", "documents.id"),
        "title": Field(TEXT, "Its title then."),
        "text": Field(TEXT, "Its main text then.", "a paragraph a line"),
        "text_state": Field(TEXT, "How much of it was served.", "full, preview, abstract, none"),
        "content_sha256": Field(TEXT, "Identity of that text.", "64 hex"),
        "first_seen_at": Field(TEXT, "First fetch that served this version.", TIME),
        "last_seen_at": Field(TEXT, "Last fetch that served this version.", TIME),
        "run_id": RUN_ID,
        "page_id": Field(TEXT, "The last page that served this version.", "pages.id"),
        "extractor_version": EXTRACTOR,
    },
)
