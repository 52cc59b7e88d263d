"""A site of any size out of the example site's document pages, on loopback; ``/stats`` tells when it was asked.

Run as ``python -m benchmarks._many_pages DOCUMENTS``: prints its address.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pipeline.example_site.catalogue import catalogue
from pipeline.example_site.pages import respond

LISTED = 200
HEADER = "text/html; charset=utf-8"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    documents = 0
    pages: tuple[bytes, ...] = ()
    first = last = 0.0
    asked = 0

    def do_GET(self) -> None:
        body = self._body()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", HEADER)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        kind = type(self)
        if self.path == "/stats":
            told = {"pages": kind.asked, "seconds": kind.last - kind.first}
            kind.asked, kind.first = 0, 0.0
            return json.dumps(told).encode()
        kind.last = time.perf_counter()
        kind.first = kind.first or kind.last
        if self.path.startswith("/p-"):
            kind.asked += 1
            return kind.pages[int(self.path[3:-5]) % len(kind.pages)]
        if self.path.startswith("/c-") or self.path == "/":
            first = 0 if self.path == "/" else int(self.path[3:-5])
            return _listing(first, min(first + LISTED, kind.documents), kind.documents)
        return b""

    def log_message(self, *_: object) -> None:
        pass


def _listing(first: int, end: int, total: int) -> bytes:
    items = "".join(
        f'<li><a href="/p-{n}.html">在第{n}次全县工作会议上的讲话</a></li>' for n in range(first, end)
    )
    more = "".join(f'<a href="/c-{n}.html">{n}</a>' for n in range(0, total, LISTED)) if not first else ""
    return f"<html><head><title>讲话</title></head><body><ul>{items}</ul>{more}</body></html>".encode()


def main() -> None:
    """Serve until the end of the process."""
    _Handler.documents = int(sys.argv[1])
    entries = [entry for entry in catalogue() if entry.outcome == "document"]
    _Handler.pages = tuple(respond(entry.site, entry.path, {}).body for entry in entries)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
