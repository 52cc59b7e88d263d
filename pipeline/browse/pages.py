"""What every page of ours has in common: the corpus is there, and a refusal is a page that says so."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Response

from pipeline.browse.corpus import Corpus, corpus_of

LONGEST_PART = 40
"""Characters of a query that a file's name shows."""

View = Callable[[Any, Any], Awaitable[Any]]


def page(view: Callable[[Any, Any, Corpus], Awaitable[Any]]) -> View:
    """A view of Datasette's out of one that gives a response, or a template, what is to fill it and the status (200)."""

    @wraps(view)
    async def shown(datasette: Any, request: Any) -> Any:
        corpus = corpus_of(datasette)
        if corpus is None:
            raise NotFound("No corpus is served here")
        found = await view(datasette, request, corpus)
        if isinstance(found, Response):
            return found
        template, context, *status = found
        html = await datasette.render_template(template, {**context, "corpus": corpus}, request=request)
        return Response.html(html, status=status[0] if status else 200)

    # Datasette looks at the names of a view's arguments, and would see those of the inner one.
    del shown.__wrapped__
    return shown


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser save an answer under this name."""
    plain = re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]+", "", name))
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    }


def file_name(*parts: object) -> str:
    """What was asked for as the beginning of a file's name; what is empty is left out.

    >>> file_name("wenji", '"大桥" -致辞', None, 2021)
    'wenji-大桥-致辞-2021'
    """
    words = (re.sub(r"\W+", "-", str(part)).strip("-")[:LONGEST_PART] for part in parts if part is not None)
    return "-".join(filter(None, words))
