"""Questions to an index server (pywb's, as Common Crawl runs it) and its answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.crawl.common_crawl.capture import Capture
from pipeline.crawl.common_crawl.cdx import Line, lines_of
from pipeline.items import RejectOutcome

# The fields that are read here; the rest (charset, languages, redirect …) would be half of an answer.
FIELDS = "url,timestamp,filename,offset,length,status,mime,mime-detected,digest,truncated"
HOW_MANY = "showNumPages"
# What the server says with status 404 when there is simply nothing; any other 404 is an index that does not exist.
NOTHING = "No Captures found"
MESSAGE_CHARS = 120
# At the usual pace, a request every two seconds, these are eleven hours of questions.
MOST_PAGES = 20_000
REFUSED = (401, 403, 429)


class Answer(NamedTuple):
    """``is_read`` says that the question is answered for good; ``reason`` says how, and ``pages`` are to be asked for next."""

    is_read: bool
    reason: str
    pages: tuple[str, ...] = ()
    outcome: RejectOutcome = "listing"


def endpoint(server: str, index: str) -> str:
    """Where an index is asked: its name at the server, or an address of its own."""
    return index if "://" in index else f"{server.rstrip('/')}/{index}-index"


def question(at: str, host: str, statuses: Iterable[str] | None) -> str:
    """How many pages the index has of a host: its addresses come in pages, and filters do not change their number."""
    words = [("url", f"{host}/*"), ("output", "json"), ("fl", FIELDS)]
    if statuses is not None:
        # A revisit may have none.
        words.append(("filter", f"~status:(?:{'|'.join(sorted(statuses))}|-)?$"))
    return f"{at}?{urlencode([*words, (HOW_MANY, 'true')])}"


def look_up(at: str, url: str) -> str:
    """The captures of one address."""
    return f"{at}?{urlencode({'url': url, 'output': 'json', 'fl': FIELDS})}"


def answer(url: str, status: int, body: bytes) -> Answer:
    """What the answer to a question says."""
    text = body.decode("utf-8", "replace")
    if status == 404 and NOTHING in text:
        return Answer(is_read=True, reason="index without captures of it")
    if status != 200:
        said = f" ({message})" if (message := _message(text)) else ""
        outcome: RejectOutcome = "blocked" if status in REFUSED else "error"
        return Answer(is_read=False, reason=f"the index answers HTTP {status}{said}", outcome=outcome)
    is_how_many = HOW_MANY in urlsplit(url).query
    if is_how_many and (number := _number(text)) is not None:
        return _asked_on(url, number)
    lines = list(_lines(text))
    bad = next((line.number for line in lines if not line.is_read), None)
    if is_how_many and lines and not any(line.capture for line in lines):
        bad = lines[0].number
    if bad:
        reason = f"the index answers something else than captures: line {bad}"
        return Answer(is_read=False, reason=reason, outcome="error")
    return Answer(is_read=True, reason=f"index page: {len(lines)} captures")


def captures_in(body: bytes) -> Iterator[Capture]:
    """The captures of an answer; that to how many pages there are has none."""
    for line in _lines(body.decode("utf-8", "replace")):
        if line.capture:
            yield line.capture


def original(captures: Sequence[Capture], at: str | None, digest: str | None) -> Capture | None:
    """The capture with the body that a revisit refers to, by time or else by digest."""
    bodies = [capture for capture in captures if not capture.is_revisit]
    of_time = (capture for capture in bodies if at == capture.captured_at)
    same = (capture for capture in bodies if digest and capture.digest == digest)
    return next(of_time, None) or max(same, key=attrgetter("timestamp", "filename", "offset"), default=None)


def _lines(text: str) -> Iterator[Line]:
    # Not ``splitlines``: JSON may hold the other signs that end a line, as they are.
    return lines_of(text.split("\n"))


def _asked_on(url: str, number: int) -> Answer:
    """What an index with so many pages is asked next."""
    if number > MOST_PAGES:
        reason = f"the index has {number:,} pages of it, and more than {MOST_PAGES:,} are not read: name a part with cdx=FILE"
        return Answer(is_read=False, reason=reason, outcome="error")
    parts = urlsplit(url)
    words = urlencode([(name, word) for name, word in parse_qsl(parts.query) if name != HOW_MANY])
    pages = tuple(urlunsplit(parts._replace(query=f"{words}&page={page}")) for page in range(number))
    return Answer(is_read=True, reason=f"index: {number} pages", pages=pages)


def _number(text: str) -> int | None:
    """``{"pages": 4, "pageSize": 5, "blocks": 18}``, or the number alone, as some servers say it."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    number = told.get("pages") if isinstance(told, dict) else told
    # True is a whole number to Python.
    return number if type(number) is int and number >= 0 else None


def _message(text: str) -> str:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    words = (told.get("message") or told.get("error") or "") if isinstance(told, dict) else ""
    return " ".join(str(words).split())[:MESSAGE_CHARS]
