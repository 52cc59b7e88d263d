"""Cells of Datasette's tables."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from pipeline.browse.characters import has_deceptive, is_web_address, visible

LONGEST = 120
"""Characters of a value that a cell shows; the row has all of them."""

_DOCUMENT_COLUMNS: Final = ("document_id", "other_id", "full_id")
_ID_CHARACTERS = frozenset("0123456789abcdef")


def cell(value: Any, column: str, table: str | None, urls: Any) -> Markup | None:
    """What a cell shows, None to leave it to Datasette."""
    if not isinstance(value, str):
        return None
    if address := _page_of(value, column, table):
        return Markup('<a href="{}">{}</a>').format(urls.path(address), value)
    if column == "rule" and table in (None, "removal_counts"):
        return Markup('<a href="removed_by_rule?{}">{}</a>').format(
            urlencode({"rule": value}), visible(value)
        )
    if is_web_address(value):
        return Markup('<a href="{}" rel="noreferrer noopener nofollow external">{}</a>').format(
            value, _short(value)
        )
    if len(value) > LONGEST or has_deceptive(value):
        return Markup("<bdi>{}</bdi>").format(_short(value))
    return None


def title_cell(title: str, row: Any, urls: Any) -> Markup | None:
    """The title of a document as the way to it, where its row has an id."""
    if "id" not in row.keys() or not _is_id(str(row["id"])):  # noqa: SIM118 (a row of sqlite3 is no mapping)
        return None
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(urls.path(f"/document/{row['id']}"), _short(title))


def whole(value: str) -> Markup | None:
    """All of a value on the page of its row; None for one that its cell shows as it is.

    What has parts in JSON (settings, counts) is written part by part.
    """
    try:
        parts = json.loads(value) if value[:1] in ("{", "[") else None
    except ValueError:
        parts = None
    if isinstance(parts, dict | list) and parts:
        laid_out = json.dumps(parts, ensure_ascii=False, indent=2)
        return Markup('<pre class="sql">{}</pre>').format(visible(laid_out))
    if len(value) <= LONGEST or is_web_address(value):
        return None
    return Markup('<bdi class="whole">{}</bdi>').format(visible(value))


def _page_of(value: str, column: str, table: str | None) -> str | None:
    """The page of ours that an id leads to."""
    if not _is_id(value):
        return None
    if column in _DOCUMENT_COLUMNS or (column == "id" and table in ("documents_brief", None)):
        return f"/document/{value}"
    if column == "page_id" or (column == "id" and table == "pages"):
        return f"/page/{value}"
    return None


def _is_id(value: str) -> bool:
    return len(value) == 16 and _ID_CHARACTERS.issuperset(value)


def _short(value: str) -> Markup:
    return visible(value if len(value) <= LONGEST else f"{value[:LONGEST]}…")
