"""The example sites over real HTTP/1.1 on loopback: a small threaded server each, one request log for all."""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import NamedTuple

from pipeline.errors import InputError
from pipeline.example_site.pages import respond
from pipeline.example_site.sites import SITES

LOOPBACK = "127.0.0.1"
ONE_HOST = (LOOPBACK,) * len(SITES)
HOST_EACH = tuple(f"127.0.0.{number}" for number, _ in enumerate(SITES, 1))
"""Loopback has many addresses; Linux answers to all of them."""
DEFAULT_PORTS = tuple(site.port for site in SITES.values())


class Request(NamedTuple):
    """One line of the request log; ``time`` is in seconds since the epoch, ``path`` has its query."""

    time: float
    host: str
    path: str
    user_agent: str


class SiteServer(ThreadingMixIn, TCPServer):
    """One site on one port; ``log`` is called with every request before it is answered."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, site: str, address: str, port: int, log: Callable[[Request], None]) -> None:
        self.site, self.address, self.log = site, address, log
        try:
            super().__init__((address, port), SiteHandler)
        except OverflowError:
            raise InputError(
                f"port {port} for the example site '{site}' is no port number (0 to 65535)"
            ) from None
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be opened ({error.strerror})"
            raise InputError(
                f"port {port} for the example site '{site}' {why}: "
                "stop what holds it, or choose others with --ports"
            ) from None

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """The site's front page."""
        return f"http://{self.address}:{self.server_address[1]}/"


class SiteHandler(BaseHTTPRequestHandler):
    """Logs a request and writes what ``respond`` answers, in one packet where it fits."""

    protocol_version = "HTTP/1.1"
    server_version = "example-site"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: SiteServer

    def do_GET(self) -> None:
        """Answer one request."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        host, agent = headers.get("host", ""), headers.get("user-agent", "")
        self.server.log(Request(time.time(), host, self.path, agent))
        response = respond(self.server.site, self.path, headers)
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_HEAD = do_GET  # noqa: N815 (http.server looks methods up by this name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is http.server's)
        """The request log takes the place of lines on stderr."""


def port_numbers(words: str) -> tuple[int, ...]:
    """``A,B,C`` as one port for each site; InputError for anything else."""
    ports = [word.strip() for word in words.split(",")]
    if len(ports) != len(SITES) or not all(port.isdecimal() and int(port) < 65536 for port in ports):
        raise InputError(f"'{words}' is not three port numbers, such as 8771,8772,8773")
    numbers = tuple(map(int, ports))
    for number in numbers:
        # 0 takes any free port, as often as it is named.
        if number and numbers.count(number) > 1:
            raise InputError(f"'{words}' names port {number} more than once: each site needs one of its own")
    return numbers


class Running:
    """The sites' servers, each in a thread: they listen once made and answer from ``start`` to ``stop``."""

    def __init__(
        self, ports: Sequence[int], log: Callable[[Request], None], addresses: Sequence[str] = ONE_HOST
    ) -> None:
        self.servers: list[SiteServer] = []
        self.threads: list[Thread] = []
        try:
            for site, address, port in zip(SITES, addresses, ports, strict=True):
                self.servers.append(SiteServer(site, address, port, log))
        except InputError:
            self.stop()
            raise

    def start(self) -> None:
        """Begin to answer."""
        for server in self.servers:
            thread = Thread(
                target=server.serve_forever, args=(0.05,), name=f"site-{server.site}", daemon=True
            )
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        """Stop answering and give the ports back."""
        if self.threads:
            for server in self.servers:
                server.shutdown()
        for thread in self.threads:
            thread.join()
        for server in self.servers:
            server.server_close()

    @property
    def urls(self) -> dict[str, str]:
        """Each site's front page."""
        return {server.site: server.url for server in self.servers}
