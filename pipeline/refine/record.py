"""From a described document to its row."""

from __future__ import annotations

import hashlib
import json
import re

from pipeline.items import Document, Genre, Page, Record, TextState
from pipeline.refine import EXTRACTOR_VERSION
from pipeline.refine.completeness import quality
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.language import language_of
from pipeline.refine.site_lines import copy_key, standing_lines, with_site_lines
from pipeline.urls import canonical_url, site_of

# Looked for by their first signs, then by the whole.
PLACEHOLDER = re.compile(
    r"[XxＸ×*＊某○□_](?:(?<=[XxＸ×])[XxＸ×]+|(?<=[*＊])[*＊]+|(?<=某)某|(?<=○)○|(?<=□)□|(?<=_)__+)"
)


def record_of(
    page: Page,
    document: Document,
    state: TextState,
    genre: Genre,
    number: int = 1,
    rights: str | None = None,
) -> Record:
    """The record of a page's ``number``-th document, counted from 1; the first has the page's own id."""
    facts = Facts(dict(document.facts), dict(document.evidence))
    url = canonical_url(page.url)
    identity = url if number == 1 else f"{url}#{number}"
    text = document.text
    lines = with_site_lines(text, document.removals)
    language, script = language_of(text or facts.text("title") or "")
    return Record(
        id=hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=8).hexdigest(),
        url=page.url,
        canonical_url=url,
        site=site_of(page.url),
        family=document.family,
        text=text,
        text_state=state,
        genre=genre,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        char_count=len(text),
        paragraph_count=len([line for line in text.split("\n") if line]),
        quality=quality(text, state) if text else 0.0,
        placeholders=len(PLACEHOLDER.findall(text)),
        fetched_at=page.fetched_at,
        page_id=page.id,
        extractor_version=EXTRACTOR_VERSION,
        site_document_id=facts.text("site_document_id"),
        title=facts.text("title"),
        pages_total=facts.number("pages_total"),
        pages_shown=facts.number("pages_shown"),
        chars_total=facts.number("chars_total"),
        occasion=facts.text("occasion"),
        speaker=facts.text("speaker"),
        speaker_role=facts.text("speaker_role"),
        venue=facts.text("venue"),
        spoken_on=facts.text("spoken_on"),
        spoken_on_precision=facts.text("spoken_on_precision"),
        published_on=facts.text("published_on"),
        uploader=facts.text("uploader"),
        file_format=facts.text("file_format"),
        file_size=facts.text("file_size"),
        price=facts.text("price"),
        downloads=facts.number("downloads"),
        categories=facts.text("categories"),
        language=language,
        script=script,
        rights=rights,
        evidence=json.dumps(document.evidence, ensure_ascii=False, sort_keys=True)
        if document.evidence
        else None,
        sections=document.sections,
        removals=document.removals,
        lines=standing_lines(lines),
        copy_key=copy_key(lines) if text else "",
    )
