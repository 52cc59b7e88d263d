"""From Scrapy's responses and failures to the shapes that travel: Page and Reject."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from pipeline.crawl.redirects import RedirectRefused
from pipeline.items import Page, Reject

FAILURES = {
    CannotResolveHostError: "the host's name is not known",
    DownloadConnectionRefusedError: "the host refused the connection",
    DownloadTimeoutError: "no answer in time",
    DownloadCancelledError: "the answer is larger than the download limit",
}


def page_of(response: Response) -> Page:
    """The page that a response is: the URL asked for first, and headers as sent and received."""
    request = response.request
    requested = request.meta.get("redirect_urls", [request.url])[0] if request else response.url
    return Page(
        url=response.url,
        fetched_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        body=response.body,
        status=response.status,
        headers=_pairs(response.headers),
        request_headers=_pairs(request.headers) if request else (),
        requested_url=requested if requested != response.url else None,
    )


def reject_of(failure: Failure, url: str) -> Reject:
    """Why nothing was served for ``url``."""
    error = failure.value
    if isinstance(error, RedirectRefused):
        return Reject(url, error.outcome, str(error))
    if isinstance(error, IgnoreRequest):
        # Scrapy has no class of its own for this; the wording is that of its robots.txt middleware.
        if "robots.txt" in str(error):
            return Reject(url, "blocked", "robots.txt does not allow it")
        return Reject(url, "rejected", _one_line(str(error)))
    known = next((text for kind, text in FAILURES.items() if isinstance(error, kind)), None)
    return Reject(url, "error", known or _one_line(f"{type(error).__name__}: {error}"))


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Latin-1, as the bytes came: a header's bytes must survive into the archive whatever they say."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
