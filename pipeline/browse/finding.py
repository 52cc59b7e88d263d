"""Searching and choosing: a query, filters by site, genre, year and copies, and the result as a table to take away."""

from __future__ import annotations

import csv
import io
import shlex
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from pipeline.browse.corpus import Corpus
from pipeline.browse.document import rows
from pipeline.browse.pages import attachment, file_name, page
from pipeline.browse.phrases import GENRES
from pipeline.browse.query_words import problem
from pipeline.browse.words import Words, language
from pipeline.corpus.search import Among, Choice, Hit, Piece, QueryError, conditions, match, search, snippet
from pipeline.errors import InputError
from pipeline.spreadsheet import inert

PAGE_SIZE = 20
DEEPEST = 5000
"""No further hits than so many are ranked and paged through; whoever wants them all takes the CSV."""

MOST_CHOICES = 200
CSV_COLUMNS: Final = (
    "id title speaker speaker_role spoken_on genre occasion venue text_state char_count language site url"
    " published_on is_canonical cluster_id content_sha256"
).split()

Cells = Mapping[tuple[str, str, int, int], int]
"""Documents by the values of a Choice."""

_MATCHED = "SELECT rowid FROM documents_fts WHERE documents_fts MATCH :match"
# Off an index alone, which is why the row number is not looked up one by one (the plus sign): rows of documents are as
# long as their texts.
_CELLS = f"""
SELECT site, genre, CAST(substr(ifnull(spoken_on, '0'), 1, 4) AS INTEGER), is_canonical, count(*) FROM documents
WHERE +documents.rowid IN ({_MATCHED}) GROUP BY 1, 2, 3, 4
"""  # noqa: S608
_ALL_CELLS = """
SELECT site, genre, year, 1, sum(canonical) AS number FROM document_counts GROUP BY 1, 2, 3 HAVING number > 0
UNION ALL
SELECT site, genre, year, 0, sum(documents - canonical) AS number FROM document_counts GROUP BY 1, 2, 3
HAVING number > 0
"""
_LISTED = """
SELECT id, title, site, genre, speaker, spoken_on, text_state, is_canonical, url, substr(text, 1, 200) AS beginning
FROM documents JOIN (
    SELECT rowid AS row FROM documents WHERE {chosen} ORDER BY spoken_on DESC, rowid DESC LIMIT :limit OFFSET :offset
) ON row = documents.rowid ORDER BY spoken_on DESC, documents.rowid DESC
"""
_CSV = "SELECT {columns} FROM documents WHERE {chosen} {matched} ORDER BY spoken_on DESC, id"


class FilterError(InputError):
    """A filter of an address that has no such value."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value} is no filter")
        self.name = name
        self.value = value


class Facet(NamedTuple):
    """What one filter may be set to, with the documents that would then be found; ``chosen`` is its value now."""

    name: str
    choices: list[tuple[str | int, int]]
    chosen: str | int | None


class Result(NamedTuple):
    """One page of what was found: its number, and that of the last page that can be looked at."""

    total: int
    hits: Sequence[Hit]
    pending: int
    facets: list[Facet]
    number: int = 1
    last: int = 1


def cells(connection: sqlite3.Connection, query: str) -> Cells:
    """How many documents match, by site, genre, year and whether they are canonical; of all documents when the query is empty."""
    sql, given = (_CELLS, {"match": match(query)}) if query else (_ALL_CELLS, {})
    return {(row[0], row[1], row[2], row[3]): row[4] for row in connection.execute(sql, given)}


def facets(found: Cells, choice: Choice) -> list[Facet]:
    """The filters. What one may be set to depends on the others."""
    built = []
    for place, name in enumerate(Choice._fields):
        counts: Counter[str | int] = Counter()
        for key, number in found.items():
            others = zip(key, choice, range(len(key)), strict=True)
            if all(wanted is None or value == wanted for value, wanted, at in others if at != place):
                counts[key[place]] += number
        ordered = sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
        if name in ("year", "canonical"):
            ordered = sorted(counts.items(), key=lambda each: -int(each[0]))
        built.append(Facet(name, ordered[:MOST_CHOICES], choice[place]))
    return built


def find(connection: sqlite3.Connection, query: str, choice: Choice, number: int) -> Result:
    """Page ``number`` (from 1) of what was found, the last one when there are fewer.

    Raises InputError for a query that cannot be read.
    """
    counted = cells(connection, query)
    total = sum(
        figure
        for key, figure in counted.items()
        if all(wanted is None or value == wanted for value, wanted in zip(key, choice, strict=True))
    )
    last = max(1, -(-min(total, DEEPEST) // PAGE_SIZE))
    number = min(number, last)
    offset = (number - 1) * PAGE_SIZE
    if not query:
        hits, missing = list(_listed(connection, choice, offset)), 0
    else:
        among = None if choice == Choice() else Among(conditions(choice), choice._asdict())
        found = search(connection, query, limit=PAGE_SIZE, offset=offset, among=among)
        hits, missing, total = found.hits, found.pending, found.total
    return Result(total, hits, missing, facets(counted, choice), number, last)


def _listed(connection: sqlite3.Connection, choice: Choice, offset: int) -> Iterator[Hit]:
    """Documents without a query: the newest speech first."""
    given = choice._asdict() | {"limit": PAGE_SIZE, "offset": offset}
    for row in rows(connection, _LISTED.format(chosen=conditions(choice)), given):
        beginning = row.pop("beginning")
        pieces = (Piece(row["title"], False),) if row["title"] else ()
        opening, _, more = snippet(beginning.replace("\n", " "), ())
        key = row.pop("id")
        yield Hit(document_id=key, score=0.0, title_pieces=pieces, snippet=opening, cut_after=more, **row)


def asked(request: Any) -> tuple[str, Choice, int]:
    """Query, filters and page number of an address. Raises FilterError."""
    given = request.args
    genre = given.get("genre") or None
    if genre and genre not in GENRES:
        raise FilterError("genre", genre)
    choice = Choice(
        given.get("site") or None,
        genre,
        _number(request, "year", 9999),
        _number(request, "canonical", 1),
    )
    return (given.get("q") or "").strip(), choice, max(1, _number(request, "page", 999_999) or 1)


def _number(request: Any, name: str, most: int) -> int | None:
    given = request.args.get(name) or ""
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 6 and int(given) <= most):
        raise FilterError(name, given)
    return int(given)


def as_export(query: str, choice: Choice) -> str:
    """The command that makes a dataset of what was found."""
    options = {
        "--query": query or None,
        "--site": choice.site,
        "--genre": choice.genre,
        "--from": f"{choice.year:04}" if choice.year else None,
        "--to": f"{choice.year:04}" if choice.year else None,
    }
    wheres = ["spoken_on IS NULL"] if choice.year == 0 else []
    wheres += ["NOT is_canonical"] if choice.canonical == 0 else []
    words: list[str] = []
    for name, value in options.items():
        if value is not None:
            # What begins with a hyphen would be taken for an option of its own.
            words += [f"{name}={value}"] if value.startswith("-") else [name, value]
    words += ["--where", " AND ".join(wheres)] if wheres else []
    words += ["--all-copies"] if choice.canonical != 1 else []
    return shlex.join(["scrapy", "export", "NAME", *words])


def address(query: str, choice: Choice, **more: object) -> str:
    """The query string of a result."""
    values = {"q": query, **choice._asdict(), **more}
    return urlencode({name: value for name, value in values.items() if value not in (None, "")})


@page
async def found_page(datasette: Any, request: Any, corpus: Corpus) -> Any:  # noqa: ARG001
    """``/search?q=&site=&genre=&year=&canonical=&page=``; 400 for a query that cannot be read, which the page explains."""
    query, choice, number = (request.args.get("q") or "").strip(), Choice(), 1
    words = Words(language(request.scope))
    trouble, result = "", Result(0, (), 0, [])
    try:
        query, choice, number = asked(request)
        result = await corpus.ask(lambda connection: find(connection, query, choice, number))
    except QueryError as error:
        trouble = words("unreadable", error.position, problem(error.what, words.language))
    except FilterError as error:
        trouble = words("bad_filter", error.name, error.value)
    except InputError as error:
        trouble = str(error)

    def link(**change: object) -> str:
        values = choice._asdict() | {name: change[name] for name in change if name in Choice._fields}
        rest = {name: value for name, value in change.items() if name not in Choice._fields}
        return "/search?" + address(query, Choice(**values), **rest)

    context = {
        "query": query,
        "choice": choice,
        "result": result,
        "problem": trouble,
        "number": result.number,
        "last": result.last,
        "link": link,
        "csv": "/search.csv?" + address(query, choice),
        "export": as_export(query, choice),
    }
    return "found.html", context, 400 if trouble else 200


@page
async def found_csv(datasette: Any, request: Any, corpus: Corpus) -> Response:  # noqa: ARG001
    """``/search.csv``: every document found, one a row, for a spreadsheet."""
    query, choice, _ = asked(request)
    matched = f"AND +rowid IN ({_MATCHED})" if query else ""
    sql = _CSV.format(columns=", ".join(CSV_COLUMNS), chosen=conditions(choice), matched=matched)
    given = choice._asdict() | ({"match": match(query)} if query else {})

    def table(connection: sqlite3.Connection) -> str:
        # Spreadsheets take a file for UTF-8 only when it begins with this mark.
        text = io.StringIO("\ufeff", newline="")
        text.seek(0, io.SEEK_END)
        writer = csv.writer(text)
        writer.writerow(CSV_COLUMNS)
        writer.writerows(map(inert, row) for row in connection.execute(sql, given))
        return text.getvalue()

    parts = (query, choice.site, choice.genre, choice.year, "copies" if choice.canonical == 0 else None)
    headers = attachment(f"{file_name('wenji', *parts)}.csv")
    return Response(await corpus.ask(table), headers=headers, content_type="text/csv; charset=utf-8")
