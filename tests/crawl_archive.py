"""An archive on the web for the tests: an index of captures in pages, and WARC files of which ranges are asked for.

The WARC file is written by our own writer, from pages of the example site under the addresses of a declared one.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipeline.archive import ArchiveWriter, SeenBody
from pipeline.example_site.catalogue import documents
from pipeline.example_site.pages import document_response
from pipeline.items import Page

INDEX = "CC-TEST-2024-10"
SITE = "https://m.777doc.com"
PER_PAGE = 4
Entry = dict[str, str]


def example_pages() -> list[Page]:
    """The documents of the wenku example site whose pages are ordinary, as captured a minute apart."""
    plain = [entry for entry in documents("wenku") if entry.hazard == "plain"]
    return [
        captured(f"{SITE}/p-{number}.html", number, document_response(entry).body)
        for number, entry in enumerate(plain, 1)
    ]


def captured(url: str, minute: int, body: bytes, status: int = 200, **headers: str) -> Page:
    """A page as a crawler of somebody else saw it in March 2024."""
    fields = {"Content-Type": "text/html; charset=utf-8", "X-Served-By": "them", **headers}
    at = f"2024-03-01T{12 + minute // 60:02}:{minute % 60:02}:00Z"
    return Page(url=url, fetched_at=at, body=body, status=status, headers=tuple(fields.items()))


@dataclass
class Warc:
    """A WARC file under way, and the lines of its index."""

    folder: Path
    originals: dict[str, SeenBody] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._writer = ArchiveWriter(self.folder, seen=lambda url, *_: self.originals.get(url))

    def add(self, page: Page, **more: str) -> Entry:
        """Write a page's record; ``more`` replaces fields of its line in the index."""
        location = self._writer.write(page).location
        assert location
        entry = {
            "urlkey": surt(page.url),
            "timestamp": re.sub(r"\D", "", page.fetched_at),
            "url": page.url,
            "mime": "text/html",
            "mime-detected": "text/html",
            "status": str(page.status),
            "digest": base64.b32encode(hashlib.sha1(page.body).digest()).decode(),
            "length": str(location.length),
            "offset": str(location.offset),
            "filename": f"crawl-data/{location.file}",
            **more,
        }
        self.entries.append(entry)
        return entry

    @property
    def file(self) -> Path:
        """The file that was written."""
        self._writer.close()
        (found,) = self.folder.glob("*.warc.gz")
        return found


def surt(url: str) -> str:
    """The key under which an index has an address; ``www.`` is left out."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{','.join(reversed(host.split('.')))}){parts.path.lower()}"


def cdxj(entry: Entry) -> str:
    """A line of an index file as Common Crawl offers them."""
    rest = {name: value for name, value in entry.items() if name not in ("urlkey", "timestamp")}
    return f"{entry['urlkey']} {entry['timestamp']} {json.dumps(rest)}"


@dataclass(frozen=True)
class Reply:
    """``announced`` is the Content-Length to send when it is not the true one."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None


@dataclass
class Server:
    """``asked`` are the paths, with ranges as fragments; ``sent`` the bytes of bodies. ``odd`` may answer first."""

    entries: Sequence[Entry]
    files: dict[str, bytes]
    odd: Callable[[str, int], Reply | None] = lambda _path, _times: None
    url: str = ""
    asked: list[str] = field(default_factory=list)
    sent: int = 0

    def reply(self, path: str, span: str | None) -> Reply:
        """The answer to one request."""
        place = path + (f"#{span}" if span else "")
        self.asked.append(place)
        if odd := self.odd(place, self.asked.count(place)):
            return odd
        parts = urlsplit(path)
        if parts.path == f"/{INDEX}-index":
            return self._index({name: words[0] for name, words in parse_qs(parts.query).items()})
        if parts.path.endswith("-index"):
            return Reply(404, json.dumps({"message": f"No index found for {parts.path}"}).encode())
        return self._range(parts.path, span)

    def _index(self, words: dict[str, str]) -> Reply:
        prefix = surt(f"https://{words['url'].removeprefix('https://').removesuffix('*')}")
        is_exact = not words["url"].endswith("*")
        of_host = sorted(
            (
                entry
                for entry in self.entries
                if (entry["urlkey"] == prefix if is_exact else entry["urlkey"].startswith(prefix))
            ),
            key=lambda entry: (entry["urlkey"], entry["timestamp"]),
        )
        pages = -(-len(of_host) // PER_PAGE)
        if words.get("showNumPages"):
            return Reply(200, json.dumps({"pages": pages, "pageSize": 5, "blocks": pages}).encode())
        page = int(words.get("page", 0))
        if page and page >= pages:
            return Reply(400, json.dumps({"message": f"Page {page} invalid"}).encode())
        found = of_host[page * PER_PAGE : (page + 1) * PER_PAGE] if "page" in words else of_host
        if pattern := words.get("filter", "").removeprefix("~status:"):
            found = [entry for entry in found if re.match(pattern, entry["status"])]
        if not found:
            return Reply(404, json.dumps({"message": f"No Captures found for: {words['url']}"}).encode())
        fields = words["fl"].split(",")
        lines = "".join(json.dumps({n: entry[n] for n in fields if n in entry}) + "\n" for entry in found)
        headers = {"Content-Type": "text/x-ndjson", "Content-Encoding": "gzip"}
        return Reply(200, gzip.compress(lines.encode()), headers)

    def _range(self, path: str, span: str | None) -> Reply:
        content = self.files.get(path.removeprefix("/data/"))
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", span or "")
        if content is None or found is None:
            return Reply(404, b"<Error><Code>NoSuchKey</Code></Error>")
        first, last = int(found[1]), int(found[2])
        told = {"Content-Range": f"bytes {first}-{min(last, len(content) - 1)}/{len(content)}"}
        return Reply(206, content[first : last + 1], {"Content-Type": "application/octet-stream", **told})


@contextmanager
def serving_archive(server: Server) -> Iterator[Server]:
    """The server at work on loopback; its ``url`` is set."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = server.reply(self.path, self.headers.get("Range"))
            self.close_connection = reply.announced is not None
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(reply.announced or len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            server.sent += len(reply.body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        web.daemon_threads = True
        thread = Thread(target=web.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        server.url = f"http://127.0.0.1:{web.server_address[1]}/"
        try:
            yield server
        finally:
            web.shutdown()
            thread.join()


def places_of(server: Server) -> list[str]:
    """Settings that name the server, and a pace for tests."""
    settings = {
        "COMMON_CRAWL_INDEX": server.url,
        "COMMON_CRAWL_DATA": f"{server.url}data",
        "DOWNLOAD_DELAY": "0",
        "BACKOFF_START": "0",
    }
    return [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]


def files_of(warcs: Iterable[Warc]) -> dict[str, bytes]:
    """The files as a server has them."""
    return {f"crawl-data/{warc.file.name}": warc.file.read_bytes() for warc in warcs}
