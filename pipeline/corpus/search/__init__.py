"""Search: an index of words in step with the documents, a query language for people, and hits with their words.

``match``, ``search`` and ``register`` are what commands and the Datasette app use; docs/searching.md is for people.
"""

from pipeline.corpus.search.choice import Choice, conditions
from pipeline.corpus.search.finding import Among, Found, Hit, has_site, match, search
from pipeline.corpus.search.index import catch_up, pending
from pipeline.corpus.search.language import QueryError
from pipeline.corpus.search.registration import register
from pipeline.corpus.search.snippets import Piece, snippet
from pipeline.corpus.search.taking_out import forget_deleted, set_aside

__all__ = [
    "Among",
    "Choice",
    "Found",
    "Hit",
    "Piece",
    "QueryError",
    "catch_up",
    "conditions",
    "forget_deleted",
    "has_site",
    "match",
    "pending",
    "register",
    "search",
    "set_aside",
    "snippet",
]
