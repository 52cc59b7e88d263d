"""Where Datasette calls us: routes, words for templates, what is known of tables, what is allowed."""

from __future__ import annotations

import re
import sqlite3
import sys
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import click
from datasette.plugins import pm
from datasette.utils.asgi import Response
from markupsafe import Markup
from pluggy import HookimplMarker

from pipeline.browse import guard, metadata, questions
from pipeline.browse.cells import cell, title_cell, whole
from pipeline.browse.characters import is_web_address, plain, visible
from pipeline.browse.comparison import copies_beside, versions_beside
from pipeline.browse.corpus import Corpus, adopt, corpus_of
from pipeline.browse.document import document, document_bib, document_json
from pipeline.browse.failure import status_of, told
from pipeline.browse.finding import found_csv, found_page
from pipeline.browse.home import home
from pipeline.browse.original import original, original_html
from pipeline.browse.query_words import WAYS
from pipeline.browse.words import LANGUAGES, Words, language
from pipeline.corpus import search
from pipeline.errors import PipelineError
from pipeline.refine.meanings import rule_means
from pipeline.runs import words as figures

hookimpl = HookimplMarker("datasette")

_DEFAULT_HANDLER: Final = "datasette.handle_exception"
_STATIC = Path(__file__).parent / "static"
_ID = r"(?P<id>[0-9a-f]{16})"


@hookimpl
def startup(datasette: Any) -> None:
    """Open our databases our way. Plain Datasette shows a click error as one line."""
    try:
        adopt(datasette)
    except PipelineError as error:
        raise click.ClickException(str(error)) from error
    # Every handler is called, whoever has answered: Datasette's prints a stack trace for a mistyped address.
    if pm.has_plugin(_DEFAULT_HANDLER):
        pm.unregister(name=_DEFAULT_HANDLER)


# After Datasette's own functions, one of which has to give way to ours.
@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """The functions that searching needs; those of our databases alone."""
    if isinstance(datasette.databases.get(database), Corpus):
        search.register(conn)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:  # noqa: ARG001
    """Our pages. They come before Datasette's, so no database may be named like one of them."""
    return [
        (r"/$", home),
        (r"/search$", found_page),
        (r"/search\.csv$", found_csv),
        (rf"/document/{_ID}$", document),
        (rf"/document/{_ID}\.json$", document_json),
        (rf"/document/{_ID}\.bib$", document_bib),
        (rf"/document/{_ID}/beside/(?P<other>[0-9a-f]{{16}})$", copies_beside),
        (rf"/document/{_ID}/version/(?P<number>\d{{1,18}})$", versions_beside),
        (rf"/page/{_ID}$", original),
        (rf"/page/{_ID}/html$", original_html),
        (r"/robots\.txt$", _robots),
    ]


async def _robots() -> Response:
    return Response.text(guard.ROBOTS)


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Headers for every answer; our pages can only be read."""
    pages = [re.compile(path) for path, _ in register_routes(datasette)]
    return partial(guard.guarded, pages=pages, base=datasette.setting("base_url"))


@hookimpl
def get_metadata(datasette: Any, key: str | None, database: str | None, table: str | None) -> dict[str, Any]:  # noqa: ARG001
    """Titles, descriptions, facets and search of every corpus that is served."""
    corpora = [name for name, each in datasette.databases.items() if isinstance(each, Corpus)]
    return {"title": "wenji 文集", "databases": dict.fromkeys(corpora, _OF_DATABASE)}


@hookimpl
def canned_queries(datasette: Any, database: str, actor: Any) -> dict[str, Any]:  # noqa: ARG001
    """Questions already asked."""
    return questions.as_canned() if isinstance(datasette.databases.get(database), Corpus) else {}


@hookimpl
def permission_allowed(action: str) -> bool | None:
    """The file itself is not handed out: it holds addresses and settings of whoever crawls."""
    return False if action == "view-database-download" else None


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Filters that templates of ours use."""
    env.filters |= {"visible": visible, "plain": plain, "whole": whole}
    env.filters |= {"when": figures.when, "percent": figures.percent}
    env.tests["web_address"] = is_web_address


@hookimpl
def extra_template_vars(request: Any, datasette: Any) -> dict[str, Any]:
    """What every template of ours and of Datasette's may use."""
    scope = request.scope if request else {}
    now = language(scope)
    words = Words(now)
    corpus = corpus_of(datasette)
    return {
        "t": words,
        "lang": now,
        "languages": LANGUAGES,
        "other_lang": "zh" if now == "en" else "en",
        "corpus_name": corpus.name if corpus else None,
        "asset": _asset,
        "rule_means": lambda rule: rule_means(rule, now),
        "questions_in_words": questions.QUESTIONS,
        "place": 0 if now == "en" else 1,
        "table_titles": metadata.TITLES,
        "meaning_of": lambda table: metadata.meaning(table, now),
        "meanings_of": lambda table: metadata.meanings(table, now),
        "ways": WAYS,
        "asked": request.args.get("q", "") if request else "",
        "switched": _switched(request),
    }


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, datasette: Any, database: str
) -> Markup | None:
    """Cells of a corpus: links to its pages, long texts cut, deceptive characters shown."""
    if not isinstance(datasette.databases.get(database), Corpus):
        return None
    if column == "title" and table in ("documents", "documents_brief") and value:
        return title_cell(value, row, datasette.urls)
    return cell(value, column, table, datasette.urls)


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A person gets a page with one line; what is no fault of theirs is told on stderr in one line, too."""

    async def answer() -> Response | None:
        status = status_of(exception)
        if status >= 500:
            line = " ".join(str(exception).split())
            print(f"error: {request.path}: {type(exception).__name__}: {line}", file=sys.stderr)
        message = told(exception, request.path, Words(language(request.scope)))
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        context = {"error": message, "status": status, "sql": request.args.get("sql")}
        html = await datasette.render_template("error.html", {**context, "request": request}, request=request)
        return Response.html(html, status=status)

    return answer


def _asset(name: str) -> str:
    """The address of a static file, with its digest, so that no browser keeps an old one."""
    digest = sha256((_STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/-/static-plugins/{__package__}/{name}?{digest}"


def _switched(request: Any) -> str:
    """The query of this page in the other language."""
    if not request:
        return ""
    other = "zh" if language(request.scope) == "en" else "en"
    kept = [(k, v) for k, v in parse_qsl(request.query_string, keep_blank_values=True) if k != "lang"]
    return "?" + urlencode([*kept, ("lang", other)])


_OF_DATABASE: Final = metadata.of_database()
