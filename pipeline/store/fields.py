"""What every column means: the one place where tables are documented.

``python -m pipeline.store.fields`` writes docs/fields.md from it; tests hold that this, the page and the
schema agree. (The schema is not generated from here: a migration stays as it shipped.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

TEXT, INTEGER, REAL, BLOB = "TEXT", "INTEGER", "REAL", "BLOB"
TIME = "UTC, ISO 8601"
CHARS = "characters"
OFFSET = "characters from the start"


PAGE = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


class Field(NamedTuple):
    """One column: its SQLite type, its meaning in a sentence, and its unit or form ("" when it is plain)."""

    type: str
    meaning: str
    unit: str = ""


class Table(NamedTuple):
    """One table: what a row is, and its columns in order."""

    meaning: str
    fields: Mapping[str, Field]


RUN_ID = Field(INTEGER, "The run that stored this row last.", "runs.id")
EXTRACTOR = Field(TEXT, "The version of the rules that made this row.")
CANONICAL = Field(TEXT, "One address for all twins (`m.`, `www.`) of the page.", "URL")
SITE = Field(TEXT, "Host without twin prefix, with any unusual port; `local` for files.")

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
        "quality": Field(REAL, "How good the text is; docs/pipeline.md#quality has its parts.", "0 to 1"),
        "placeholders": Field(INTEGER, "Anonymised names in the text (XX市, ××).", "names"),
        "content_sha256": Field(TEXT, "Identity of the text: exact duplicates share it.", "64 hex"),
        "cluster_id": Field(TEXT, "Group of near duplicates; NULL until deduplicated, and after a change."),
        "is_canonical": Field(INTEGER, "Whether this one stands for its group.", "0, 1"),
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

PAGES = Table(
    "Every fetch, and where its raw bytes are.",
    {
        "id": Field(TEXT, "Hash of URL, time and body.", "16 hex"),
        "url": Field(TEXT, "Address that answered, after redirects.", "URL"),
        "canonical_url": CANONICAL,
        "site": SITE,
        "requested_url": Field(TEXT, "Address that was asked, when another answered.", "URL"),
        "status": Field(INTEGER, "HTTP status; 0 for a local file that is no HTTP response."),
        "headers": Field(TEXT, "Response headers in order.", "JSON, [[name, value], …]"),
        "sha256": Field(TEXT, "Digest of the body.", "64 hex"),
        "size": Field(INTEGER, "Length of the body, content encoding undone.", "bytes"),
        "warc_file": Field(TEXT, "File in the archive folder that has the WARC record."),
        "warc_offset": Field(INTEGER, "Where that record begins in the file.", "bytes"),
        "warc_length": Field(INTEGER, "How long it is in the file.", "bytes"),
        "body_page_id": Field(
            TEXT, "The earlier page whose record has the body, when unchanged.", "pages.id"
        ),
        "fetched_at": Field(
            TEXT, "When it was fetched; for a local file, when the file was last changed.", TIME
        ),
        "outcome": Field(TEXT, "`document`, or what the reject says.", "document or rejects.outcome"),
        "reason": Field(TEXT, "Why it gave no document; NULL when it gave one."),
        "documents": Field(INTEGER, "How many documents it gave.", "documents"),
        "run_id": Field(INTEGER, "The run that stored the page first.", "runs.id"),
        "source": Field(TEXT, "The file it was ingested from; NULL when fetched live."),
    },
)

REJECTS = Table(
    "URLs whose newest fetch gave no document.",
    {
        "canonical_url": CANONICAL,
        "url": Field(TEXT, "Address as last fetched.", "URL"),
        "site": SITE,
        "outcome": Field(TEXT, "What it was instead.", "blocked, gone, listing, rejected, error"),
        "reason": Field(TEXT, "Why, in one line."),
        "page_id": Field(TEXT, "The page; NULL when nothing was served.", "pages.id"),
        "first_seen_at": Field(TEXT, "First fetch that gave no document.", TIME),
        "last_seen_at": Field(TEXT, "Last fetch that gave no document.", TIME),
        "run_id": RUN_ID,
    },
)

RUNS = Table(
    "One row per execution of a command that stores something.",
    {
        "id": Field(INTEGER, "Number of the run."),
        "command": Field(TEXT, "The command, such as `crawl`."),
        "site": Field(TEXT, "The site or spider it was for, if one."),
        "started_at": Field(TEXT, "When it started.", TIME),
        "finished_at": Field(TEXT, "When it finished; NULL while running and after a crash.", TIME),
        "outcome": Field(TEXT, "How it ended; NULL while running and after a crash."),
        "exit_code": Field(INTEGER, "Exit code of the command."),
        "settings": Field(TEXT, "What it was run with: settings, spider arguments, paths.", "JSON"),
        "counts": Field(TEXT, "What it stored so far, exact even after a crash.", "JSON"),
        "extractor_version": Field(TEXT, "The version of the rules it used."),
    },
)

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

TABLES: Mapping[str, Table] = {
    "documents": DOCUMENTS,
    "sections": SECTIONS,
    "removals": REMOVALS,
    "document_versions": VERSIONS,
    "pages": PAGES,
    "rejects": REJECTS,
    "runs": RUNS,
    "sites": SITES,
    "site_texts": SITE_TEXTS,
    "site_lines": SITE_LINES,
}


BRIEF = Table(
    "A view: `documents` with the columns that fit on one line, for browsing.",
    {
        **{name: DOCUMENTS.fields[name] for name in ("id", "title", "genre", "speaker", "spoken_on")},
        **{name: DOCUMENTS.fields[name] for name in ("text_state", "char_count", "quality", "site", "url")},
        "beginning": Field("", "The first 100 characters of the text."),
    },
)
VIEWS: Mapping[str, Table] = {"documents_brief": BRIEF}


def markdown() -> str:
    """The text of docs/fields.md."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Fields\n"
    yield "Every table and column of the database. Written by `python -m pipeline.store.fields`; edit"
    yield "pipeline/store/fields.py, not this page. Times end in `_at`; counts are of Unicode characters.\n"
    yield "Tables that begin with an underscore are notes of the software's own: `_sqlite_migrations` says which"
    yield "versions of the schema the file has been through.\n"
    for name, table in {**TABLES, **VIEWS}.items():
        yield f"## {name}\n\n{table.meaning}\n"
        yield "| column | type | meaning | unit or form |\n|---|---|---|---|"
        for column, (sql_type, meaning, unit) in table.fields.items():
            yield f"| `{column}` | {sql_type} | {meaning} | {unit} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
