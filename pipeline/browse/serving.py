"""Datasette with our plugin and settings, served until somebody stops it."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

import pipeline.browse
from pipeline.browse.corpus import corpus_of
from pipeline.browse.guard import LOOPBACK_HOSTS, named
from pipeline.browse.original import ARCHIVE, PLUGIN
from pipeline.errors import InputError

SETTINGS: Final[dict[str, Any]] = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 1000,
    "default_facet_size": 12,
    # Dozens of guesses at every table cost more than the table.
    "suggest_facets": False,
    "allow_download": False,
    "truncate_cells_html": 160,
    "num_sql_threads": 3,
    "max_csv_mb": 0,
    # What is shown may have changed by the next look.
    "default_cache_ttl": 0,
}
_USUAL_HOSTS: Final = "127.0.0.1 is for this machine alone, 0.0.0.0 for everybody who can reach it"
SECONDS_TO_FINISH = 3
"""How long answers under way may take once the server is to stop."""


def application(database: Path, archive: Path, *, sql: bool = True) -> Any:
    """A Datasette that serves this corpus, its archive beside it. ``sql`` lets visitors ask in SQL of their own."""
    if not pm.is_registered(pipeline.browse):
        pm.register(pipeline.browse)
    metadata = {"plugins": {PLUGIN: {ARCHIVE: str(archive)}}}
    settings = SETTINGS | {"default_allow_sql": sql}
    return Datasette([str(database)], metadata=metadata, settings=settings)


def listening(host: str, port: int) -> socket.socket:
    """A socket at that address; InputError when it is taken or not ours."""
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise InputError(f"--host {host} is no address of this machine; {_USUAL_HOSTS}") from error
    try:
        bound = socket.socket(kind, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise InputError(f"--host {host} is no address of this machine; {_USUAL_HOSTS}") from error
        reason = error.strerror or error
        raise InputError(
            f"cannot listen on {host} port {port} ({reason}): choose with --port, or --port 0 for any"
        ) from error
    return bound


def is_loopback(bound: socket.socket) -> bool:
    """Whether only this machine can reach the socket."""
    return ipaddress.ip_address(bound.getsockname()[0]).is_loopback


def url(host: str, bound: socket.socket) -> str:
    """An address that a browser on this machine can open."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 (what is asked for)
    return f"http://{_bracketed(name)}:{bound.getsockname()[1]}/"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def serve(datasette: Any, bound: socket.socket, host: str, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, which is raised as KeyboardInterrupt once answers under way are done.

    What only this machine can reach is served to those who ask for this machine, or for ``host``.
    """
    app = datasette.app()
    if is_loopback(bound):
        app = named(app, LOOPBACK_HOSTS | {_bracketed(host.lower())})
    config = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="on",
        access_log=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    try:
        _Server(config, ready).run(sockets=[bound])
    finally:
        if corpus := corpus_of(datasette):
            corpus.close()


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
