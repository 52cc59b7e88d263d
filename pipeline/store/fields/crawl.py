"""Where the corpus came from, and what is to be fetched next."""

from __future__ import annotations

from pipeline.store.fields.shape import CANONICAL, INTEGER, REAL, RUN_ID, SITE, TEXT, TIME, Field, Table

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
        "outcome": Field(
            TEXT,
            "`document`, `withdrawn`, or what the reject says.",
            "document, withdrawn or rejects.outcome",
        ),
        "reason": Field(TEXT, "Why it gave no document; NULL when it gave one."),
        "documents": Field(INTEGER, "How many documents it gave.", "documents"),
        "run_id": Field(INTEGER, "The run that stored the page first.", "runs.id"),
        "source": Field(
            TEXT,
            "The file it was ingested from, or the bytes of a WARC file on the web; NULL when fetched live.",
        ),
        "robots": Field(
            TEXT, "What the host's robots.txt and tdmrep.json said of it; NULL if unknown.", "JSON"
        ),
        "withdrawal_id": Field(
            INTEGER,
            "The withdrawal that it went with; then only its address, its times and its place are left.",
            "withdrawals.id",
        ),
    },
)

REJECTS = Table(
    "URLs whose newest fetch gave no document.",
    {
        "canonical_url": CANONICAL,
        "url": Field(TEXT, "Address as last fetched.", "URL"),
        "site": SITE,
        "outcome": Field(TEXT, "What it was instead.", "blocked, gone, listing, rejected, error, withdrawn"),
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
        "advice": Field(TEXT, "One line for a person on how it ended; NULL when all is well."),
        "stats": Field(TEXT, "Requests, answers, waits and speed.", "JSON"),
        "findings": Field(TEXT, "What its monitors found wrong; NULL when they did not run.", "JSON"),
        "origin": Field(
            TEXT,
            "Of a run that was merged, the database it was of; behind `~` a number, when that was a copy with runs of its own.",
            "identity.name there",
        ),
        "origin_run": Field(INTEGER, "Its number there.", "runs.id there"),
    },
)

QUEUES = Table(
    "What can be crawled and gone on with: one row per spider, or per start address of the spider `site`.",
    {
        "id": Field(INTEGER, "Number of the queue."),
        "name": Field(TEXT, "The spider, and the start address if it takes one."),
    },
)

FRONTIER = Table(
    "Every address a queue knows, from its discovery to its next visit.",
    {
        "id": Field(INTEGER, "Number of the address; grows in the order of discovery."),
        "queue_id": Field(INTEGER, "The queue.", "queues.id"),
        "key": Field(INTEGER, "First 8 bytes of the hash of the canonical URL.", "64 bits, signed"),
        "url": Field(
            TEXT,
            "The address to ask for; `warc:` and the place of its record for a capture of Common Crawl.",
            "URL",
        ),
        "kind": Field(TEXT, "What it was taken for.", "start, sitemap, listing, pager, document"),
        "depth": Field(INTEGER, "Listings of listings on the way to it.", "links"),
        "listing_id": Field(INTEGER, "Of a further page of a listing, the first one.", "frontier.id"),
        "barren": Field(
            INTEGER, "Of a listing, how many of its pages in a row had no new document.", "pages"
        ),
        "priority": Field(INTEGER, "Higher ones are asked for first."),
        "state": Field(TEXT, "Where it stands.", "queued, leased, done, failed, withdrawn"),
        "failures": Field(INTEGER, "Visits in a row that failed or found it gone.", "visits"),
        "interval_hours": Field(REAL, "How long to wait from one visit to the next.", "hours"),
        "due_at": Field(TEXT, "When to visit it again; NULL for never.", TIME),
        "found_at": Field(TEXT, "When its link was first seen.", TIME),
        "visited_at": Field(TEXT, "Last visit.", TIME),
        "page_id": Field(
            TEXT,
            "The page served then, if its links were read; the server is asked what changed since.",
            "pages.id",
        ),
        "run_id": Field(INTEGER, "The run that leased or visited it last.", "runs.id"),
    },
)

HOSTS = Table(
    "How a host wants to be treated, across runs.",
    {
        "host": Field(TEXT, "Host, with any unusual port."),
        "paused_until_at": Field(TEXT, "No request before; NULL when not paused.", TIME),
        "pause_reason": Field(TEXT, "Why it is paused."),
        "day": Field(TEXT, "The day that `requests` counts.", "YYYY-MM-DD, UTC"),
        "requests": Field(INTEGER, "Requests sent on that day.", "requests"),
    },
)
