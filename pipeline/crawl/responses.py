"""From Scrapy's responses and failures to the shapes that travel: Page and Reject.

What went wrong is said in words of ours: Scrapy's and Twisted's name their classes, not what happened.
"""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from twisted.internet.error import ConnectionClosed
from twisted.python.failure import Failure

from pipeline.crawl.refused import RefusedRequest
from pipeline.items import Page, Reject

TOO_LARGE = "the answer is larger than the download limit"
FAILURES = {
    CannotResolveHostError: "the host's name is not known",
    DownloadConnectionRefusedError: "the host refused the connection",
    DownloadTimeoutError: "no answer in time",
    DownloadCancelledError: TOO_LARGE,
    # Raised by the libraries that undo gzip and its like.
    EOFError: "the answer could not be unpacked",
    OSError: "the answer could not be unpacked",
}
# As the archive has it (WARC 1.1, 5.13): the connection ended before the body did.
CUT_SHORT = ("WARC-Truncated", "disconnect")


def page_of(response: Response) -> Page:
    """The page that a response is: the URL asked for first, and headers as sent and received."""
    request = response.request
    requested = request.meta.get("redirect_urls", [request.url])[0] if request else response.url
    return Page(
        url=response.url,
        fetched_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        body=response.body,
        status=response.status,
        headers=header_pairs(response.headers) + ((CUT_SHORT,) if is_cut_short(response) else ()),
        request_headers=header_pairs(request.headers) if request else (),
        requested_url=requested if requested != response.url else None,
        robots=request.meta.get("robots") if request else None,
    )


def response_of(page: Page) -> Response:
    """The response that a page was, of the class that Scrapy gives it."""
    headers = Headers(page.headers)
    kind = responsetypes.from_args(headers=headers, url=page.url, body=page.body)
    return kind(page.url, status=page.status, headers=headers, body=page.body)


def is_cut_short(response: Response) -> bool:
    """Whether fewer bytes came than the server had announced."""
    return "dataloss" in response.flags


def reject_of(failure: Failure, url: str) -> Reject:
    """Why nothing was served for ``url``."""
    error = failure.value
    if isinstance(error, RefusedRequest):
        return Reject(url, error.outcome, str(error))
    return Reject(url, "rejected" if isinstance(error, IgnoreRequest) else "error", failure_words(error))


def failure_words(error: BaseException | None) -> str:
    """One line on what went wrong with a request."""
    if isinstance(error, DownloadFailedError):
        return _no_answer(error)
    if isinstance(error, IgnoreRequest):
        return TOO_LARGE if "DOWNLOAD_MAXSIZE" in str(error) else _one_line(str(error))
    known = next((text for kind, text in FAILURES.items() if isinstance(error, kind)), None)
    return known or _one_line(f"{type(error).__name__}: {error}")


def _no_answer(error: DownloadFailedError) -> str:
    causes = [reason.value for reason in getattr(error.__cause__, "reasons", ())]
    if all(isinstance(cause, ConnectionClosed) for cause in causes):
        return "the host closed the connection without an answer"
    return f"the answer made no sense ({', '.join(type(cause).__name__ for cause in causes)})"


def header_pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Names and values in Latin-1, as the bytes came: a header's bytes must survive into the archive whatever they say."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
