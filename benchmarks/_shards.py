"""WARC files of invented sites: speeches in two skins, navigation and related links about them, some of them copies."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks._speeches import NOUNS, VERBS, form, framed, usual_length
from pipeline.archive import ArchiveWriter
from pipeline.items import Page

SITES = 20
# Of so many documents one is a copy of an earlier one, with a header and a footer about it.
COPIES = 20
_LABELLED = '<h1>{title}</h1><h3>资源描述：</h3><div class="content">{body}</div>'
_PLAIN = '<div class="main"><h2>{title}</h2><div class="txt">{body}</div></div>'


def write_shards(folder: Path, pages: int, files: int) -> list[Path]:
    """So many pages in so many WARC files, the same each time."""
    made: list[Path] = []
    earlier: list[tuple[str, str]] = []
    for number in range(files):
        part = folder / f"{number:03}"
        with ArchiveWriter(part, max_bytes=1 << 40) as writer:
            for at in range(number, pages, files):
                writer.write(_page(at, earlier))
        made += part.glob("*.warc.gz")
    return sorted(made)


def _page(number: int, earlier: list[tuple[str, str]]) -> Page:
    rng = random.Random(number)
    if number % COPIES == 0 and earlier:
        title, text = rng.choice(earlier)
    else:
        speech = form(rng, usual_length(rng)).filled(rng)
        title, text = speech.title, speech.text
        if len(earlier) < 2000:
            earlier.append((title, text))
        if number % COPIES == 1:
            text = framed(speech, rng)
    site = number % SITES
    lines = text.split("\n")
    if site % 4 == 1:
        # A quarter of the sites print a line of their own into every text: within it, where no cleaner looks for one.
        lines.insert(2, f"归入{NOUNS[site]}馆东墙木柜")
    body = "".join(f"<p>{line}</p>" for line in lines)
    skin = (_LABELLED if site % 2 else _PLAIN).format(title=title, body=body)
    links = "".join(
        f'<li><a href="/p-{rng.randrange(10**6)}.html">{rng.choice(NOUNS)}{rng.choice(VERBS)}讲话稿</a></li>'
        for _ in range(30)
    )
    menu = "".join(f'<a href="/c-{n}.html">{noun}</a>' for n, noun in enumerate(NOUNS[site : site + 20]))
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_资料{site}号站</title></head><body>'
        f"<div class=nav>{menu}</div>{skin}"
        f"<div class=side><h4>相关文档</h4><ul>{links}</ul></div><div class=foot>Copyright 资料{site}号站</div></body></html>"
    )
    return Page(
        url=f"https://site{site}.example/p-{number}.html",
        fetched_at=f"2024-05-{1 + number // 86400 % 28:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z",
        body=html.encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )
