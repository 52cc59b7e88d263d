"""Every document page of the example sites: its record as the catalogue expects it, and nothing of it missing."""

from __future__ import annotations

import pytest

from pipeline.example_site.catalogue import Entry, catalogue
from pipeline.example_site.pages import respond
from pipeline.items import Page, Reject
from pipeline.refine import explain
from pipeline.refine.ledger import restore
from pipeline.refine.reading import Explanation

ENTRIES = [entry for entry in catalogue() if entry.outcome not in ("redirect", "closed")]
DOCUMENTS = [entry for entry in ENTRIES if entry.outcome == "document"]
FIELDS = (
    "title",
    "text_state",
    "genre",
    "language",
    "spoken_on",
    "speaker",
    "published_on",
    "uploader",
    "file_format",
    "pages_total",
    "pages_shown",
    "chars_total",
)


def named(entry: Entry) -> str:
    return f"{entry.site}{entry.path} {entry.hazard}"


def explained(entry: Entry) -> Explanation:
    answer = respond(entry.site, entry.path, {})
    url = f"http://{entry.site}.example{entry.path}"
    when = "2024-01-02T03:04:05Z"
    return explain(
        Page(url=url, fetched_at=when, body=answer.body, status=answer.status, headers=answer.headers)
    )


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_outcome(entry: Entry) -> None:
    outcome = explained(entry).outcome
    assert (outcome.outcome if isinstance(outcome, Reject) else "document") == entry.outcome


@pytest.mark.parametrize("entry", DOCUMENTS, ids=named)
def test_record(entry: Entry) -> None:
    outcome = explained(entry).outcome
    assert not isinstance(outcome, Reject)
    (record,) = outcome
    # Where a page lost its paragraphs, not all of them can be told from the text.
    exact = entry.hazard not in ("flattened", "glued_flat")
    expected = entry.text or ""
    assert record.text == expected if exact else unspaced(record.text) == unspaced(expected)
    assert {name: getattr(record, name) for name in FIELDS} == {name: getattr(entry, name) for name in FIELDS}


@pytest.mark.parametrize("entry", DOCUMENTS, ids=named)
def test_text_and_removals_give_the_visible_page_back(entry: Entry) -> None:
    explanation = explained(entry)
    assert explanation.view is not None
    assert not isinstance(explanation.outcome, Reject)
    (record,) = explanation.outcome
    assert unspaced(restore(record.text, record.removals)) == unspaced(explanation.view.visible)
