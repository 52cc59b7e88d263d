"""What a visitor is told when something is not there or does not work: a status and one line."""

from __future__ import annotations

import re
from typing import Final

from datasette.database import QueryInterrupted
from datasette.utils.asgi import NotFound
from datasette.views.base import DatasetteError

from pipeline.browse.query_words import problem
from pipeline.browse.words import Words
from pipeline.corpus.search import QueryError
from pipeline.errors import InputError, PipelineError

_STATUS: Final = {NotFound: 404, InputError: 400, QueryInterrupted: 400}
_NOT_SELECT: Final = "Statement must be a SELECT"


def status_of(exception: Exception) -> int:
    """The status of HTTP; 500 and above is a fault of ours."""
    known = next((code for kind, code in _STATUS.items() if isinstance(exception, kind)), None)
    if known is not None:
        return known
    if isinstance(exception, PipelineError):
        return 503
    status = int(getattr(exception, "status", None) or 500)
    # What Datasette says of addresses that ask for what is not there, and of SQL.
    wrong = status == 500 and (isinstance(exception, DatasetteError) or _is_late(exception))
    return 400 if wrong else status


def told(exception: Exception, path: str, words: Words) -> str:
    """The line, in the visitor's language as far as we have words for it."""
    message = str(exception)
    if isinstance(exception, NotFound):
        return _missing(path, words)
    if isinstance(exception, QueryError):
        return words("unreadable", exception.position, problem(exception.what, words.language))
    if _is_late(exception):
        return words("too_long")
    if message == _NOT_SELECT:
        return words("select_only")
    if getattr(exception, "message_is_html", False):
        return words("too_long") if "limit" in message else getattr(exception, "title", None) or ""
    return message


def _is_late(exception: Exception) -> bool:
    return isinstance(exception, QueryInterrupted) or str(exception).startswith("interrupted")


def _missing(path: str, words: Words) -> str:
    """What is not there: a document or a page that is named, or a page of this app."""
    found = re.search(r"/(document|page)/([^/]+)", path)
    if not found:
        return words("not_found")
    key = found[2].removesuffix(".json").removesuffix(".bib")
    return words("no_document", key) if found[1] == "document" else words("no_page", key)
