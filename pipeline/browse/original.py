"""A page as it was archived, beside the text that was made of it. Nothing on it is ever run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from datasette.utils.asgi import NotFound, Response
from lxml.etree import Element, LxmlError
from lxml.html import HTMLParser, defs, document_fromstring, tostring
from lxml_html_clean import Cleaner

from pipeline.archive.reader import read_body
from pipeline.browse.corpus import Corpus
from pipeline.browse.document import MOST_LINES
from pipeline.browse.pages import page
from pipeline.browse.reading import paragraphs
from pipeline.errors import PipelineError, WithdrawnError
from pipeline.refine.decode import decode
from pipeline.store.queries import StoredPage, documents_of, find_page
from pipeline.store.withdrawals import number_of

ARCHIVE = "archive_dir"
"""Name of the plugin's setting for the folder of the archive; else it is beside the database."""

PLUGIN = "wenji"
SEALED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'self'"
)
"""What an archived page may do in a browser: be looked at."""

_LOADED = frozenset(("src", "srcset", "background", "poster", "lowsrc", "dynsrc"))
"""Attributes by which a browser fetches something by itself."""

MOST_CHARACTERS = 3_000_000
WITHDRAWN = "withdrawn"
_NOT_KEPT = "This page was withdrawn and is kept no more."


def archive_of(datasette: Any, corpus: Corpus) -> Path:
    """The folder of the archive."""
    given = (datasette.plugin_config(PLUGIN) or {}).get(ARCHIVE)
    return Path(given) if given else Path(corpus.path).absolute().parent / "archive"


async def _page(corpus: Corpus, key: str) -> StoredPage:
    found = await corpus.ask(lambda connection: find_page(connection, key))
    if found is None or found.id != key:
        raise NotFound(f"There is no page {key}")
    return found


def markup(page: StoredPage, archive: Path) -> tuple[str, bool]:
    """The text of the archived body, and whether it is HTML. PipelineError when it cannot be read."""
    if page.body is None:
        raise PipelineError("it was not archived")
    body = read_body(archive, page.body)
    headers = {name.lower(): value for name, value in page.headers}
    text = decode(body, headers.get("content-type")).text[:MOST_CHARACTERS]
    return text, "<" in text and "html" in (headers.get("content-type") or "html").lower()


def harmless(html: str) -> str | None:
    """The page without scripts, handlers, frames, forms and whatever a browser fetches by itself.

    The headers forbid all that as well; this is for a browser that reads them otherwise. None when the page
    cannot be parsed.
    """
    cleaner = Cleaner(
        scripts=True,
        javascript=True,
        comments=True,
        style=False,
        links=True,
        meta=True,
        page_structure=False,
        processing_instructions=True,
        embedded=True,
        frames=True,
        forms=True,
        safe_attrs_only=True,
        safe_attrs=defs.safe_attrs | {"style"},
        add_nofollow=True,
    )
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
        cleaner(tree)
        for element in tree.iter(Element):
            for name in _LOADED & set(element.attrib):
                if not element.attrib[name].lstrip().lower().startswith("data:"):
                    del element.attrib[name]
        return str(tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))
    except (LxmlError, ValueError, AssertionError, RecursionError):
        return None


@page
async def original(datasette: Any, request: Any, corpus: Corpus) -> Any:
    """``/page/ID``: the page in a sealed frame beside the text."""
    found = await _page(corpus, request.url_vars["id"])

    made = await corpus.ask(lambda connection: documents_of(connection, found.url, found.id))
    problem, withdrawn = "", None
    try:
        if found.outcome == WITHDRAWN:
            withdrawn = await corpus.ask(lambda connection: number_of(connection, found.id))
            raise WithdrawnError(_NOT_KEPT)
        await asyncio.to_thread(markup, found, archive_of(datasette, corpus))
    except PipelineError as error:
        problem = str(error)
    texts = []
    for each in made:
        lines = list(paragraphs(str(each.columns["text"]), each.sections))
        texts.append((each.columns, lines[:MOST_LINES], len(lines) if len(lines) > MOST_LINES else 0))
    told = {"page": found, "documents": texts, "problem": problem, "withdrawn": withdrawn}
    return "original.html", told


@page
async def original_html(datasette: Any, request: Any, corpus: Corpus) -> Any:
    """``/page/ID/html``: what stands in the frame; ``?source=1`` gives the source code as text."""
    found = await _page(corpus, request.url_vars["id"])
    if found.outcome == WITHDRAWN:
        return Response.text(f"{_NOT_KEPT}\n", status=404)
    try:
        text, is_html = await asyncio.to_thread(markup, found, archive_of(datasette, corpus))
    except PipelineError as error:
        return Response.text(f"{error}\n", status=404)
    html = None
    if is_html and request.args.get("source") != "1":
        html = await asyncio.to_thread(harmless, text)
    headers = {"Content-Security-Policy": SEALED}
    if html is None:
        return Response.text(text.encode("utf-8", "replace").decode(), headers=headers)
    return Response.html(html, headers=headers)
