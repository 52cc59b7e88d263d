"""Pages and records of no site, for the tests of the store. Day n is fetched on day n of May 2024."""

import hashlib

from pipeline.items import Page, Record, Reject, Removal, Section, WarcLocation
from pipeline.urls import canonical_url, site_of

URL = "https://m.example.com/p-1.html"


def page(url=URL, *, day=1, body=None, archived=False, **more):
    body = f"{url} on day {day}".encode() if body is None else body
    location = WarcLocation("one.warc.gz", day, 100) if archived else None
    headers = (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    at = f"2024-05-{day:02}T08:00:00Z"
    return Page(url=url, fetched_at=at, body=body, headers=headers, location=location, **more)


def record(of, text="各位来宾,大家好。\n谢谢大家。", *, number=1, **more):
    canonical = canonical_url(of.url)
    key = canonical if number == 1 else f"{canonical}#{number}"
    values = {
        "id": hashlib.sha256(key.encode()).hexdigest()[:16],
        "url": of.url,
        "canonical_url": canonical,
        "site": site_of(of.url),
        "family": "generic",
        "title": "开幕式上的致辞",
        "text": text,
        "text_state": "full",
        "genre": "address",
        "content_sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "char_count": len(text),
        "paragraph_count": text.count("\n") + 1,
        "quality": 0.5,
        "placeholders": 0,
        "fetched_at": of.fetched_at,
        "page_id": of.id,
        "extractor_version": "1",
        "sections": tuple(Section(1, line, 0, len(line)) for line in text.split("\n")),
        "removals": tuple(Removal("prompt", n, f"下载{line}") for n, line in enumerate(text.split("\n"))),
    }
    return Record(**(values | more))


def reject(of, outcome="rejected", reason="too little text"):
    return Reject(of.url, outcome, reason, of.id)
