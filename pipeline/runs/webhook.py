"""Tell another machine that a run has ended: its summary as JSON, posted once."""

from __future__ import annotations

import json
from http.client import HTTPException
from threading import Thread
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pipeline.store.runs import Run

TIMEOUT_SECONDS = 10.0


def summary(run: Run) -> dict[str, Any]:
    """What is posted, and what ``scrapy runs --json`` prints: the row of the run with its JSON read."""
    return run._asdict()


def post(address: str, run: Run, *, timeout: float = TIMEOUT_SECONDS) -> str:
    """Post the summary; gives what went wrong in one line, empty when the other side took it. Never raises.

    The line names the host alone: addresses of such services often hold a secret.
    """
    if not address.startswith(("http://", "https://")):
        return "RUN_WEBHOOK is no web address: it must begin with http:// or https://"
    failures: list[object] = []
    # Looking up a name and a trickling answer know no timeout of their own.
    thread = Thread(target=_post, args=(address, run, timeout, failures), daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        failures.append(f"no answer in {timeout:g} s")
    host = address.split("/")[2]
    return f"the webhook at {host} was not told: {failures[0]}" if failures else ""


def _post(address: str, run: Run, timeout: float, failures: list[object]) -> None:
    body = json.dumps(summary(run), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "wenji"}
    try:
        request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 (checked by post)
        with build_opener(_NoRedirects).open(request, timeout=timeout):
            pass
    except (OSError, ValueError, HTTPException) as error:
        failures.append(getattr(error, "reason", None) or error)


class _NoRedirects(HTTPRedirectHandler):
    """A redirected POST would arrive as a GET without its summary: better to say that it failed."""

    def redirect_request(self, *_: object) -> None:
        return None
