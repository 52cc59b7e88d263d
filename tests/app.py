"""The app of the tests, asked through Datasette's own client."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html as parser

from pipeline.browse.corpus import corpus_of
from pipeline.browse.serving import application
from tests.browsed import Browsed, browsed


class Client:
    """Answers of the app."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette
        self._loop = asyncio.new_event_loop()

    def get(self, path: str, **headers: str) -> Any:
        return self._loop.run_until_complete(self.datasette.client.get(path, headers=headers))

    def ask(self, method: str, path: str) -> Any:
        return self._loop.run_until_complete(self.datasette.client.request(method, path))

    def text(self, path: str, status: int = 200, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == status, answer.text[-2000:]
        return str(answer.text)

    def page(self, path: str, status: int = 200, **headers: str) -> Any:
        return parser.document_fromstring(self.text(path, status, **headers))

    def close(self) -> None:
        corpus = corpus_of(self.datasette)
        if corpus:
            corpus.close()
        self.datasette.executor.shutdown()
        self._loop.close()


def app_corpus(tmp_path_factory: pytest.TempPathFactory) -> Browsed:
    """For a fixture: the documents of ``browsed``."""
    return browsed(tmp_path_factory.mktemp("browsed"))


def app_client(corpus: Browsed) -> Iterator[Client]:
    """For a fixture: the app that serves them."""
    made = Client(application(corpus.database, corpus.archive))
    yield made
    made.close()


def paths(corpus: Browsed) -> list[str]:
    """Every kind of page."""
    here = f"/document/{corpus.bridge}"
    return [
        "/",
        "/search",
        f"/search?q={quote('大桥')}",
        "/search?genre=address&year=2021",
        here,
        f"{here}?removed=1",
        f"{here}/beside/{corpus.copy}",
        f"{here}/version/1",
        f"/document/{corpus.hostile}",
        f"/document/{corpus.hostile}?removed=1",
        f"/document/{corpus.hostile}/beside/{corpus.bridge}",
        f"/page/{corpus.page}",
        "/corpus",
        "/corpus?sql=select+title+from+documents",
        "/corpus/documents",
        "/corpus/documents_brief",
        "/corpus/rejects",
        "/corpus/runs",
        "/corpus/pages",
        "/corpus/what_rules_remove",
        "/corpus/removed_by_rule?rule=prompt",
        f"/corpus/documents/{corpus.hostile}",
        f"/corpus/documents/{corpus.bridge}",
    ]
