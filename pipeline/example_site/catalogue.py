"""Every document page of the example sites and what a correct run makes of it. Pure and deterministic.

``plan.tsv`` says which text stands on which page and what is wrong with that page (its hazard); the
expected values follow from the text and the hazard. Tests and the demo compare records with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pipeline.example_site import shapes
from pipeline.example_site.sites import SITES, ExampleSite
from pipeline.example_site.texts import Text, all_texts
from pipeline.items import Genre, TextState

PLAN = Path(__file__).with_name("plan.tsv")
FIRST_UPLOAD = date(2022, 3, 1)

Expected = Literal["document", "blocked", "gone", "rejected", "error", "redirect", "closed"]

HAZARDS: Mapping[str, str] = {
    "plain": "the whole text in paragraphs",
    "flattened": "the whole text in one line",
    "glued": "page numbers N、 start new paragraphs in mid-sentence",
    "glued_flat": "page numbers N、 are the only breaks",
    "preview": "the text is cut and the page says so",
    "near_duplicate": "a note on top, other names, two sentences exchanged",
    "gbk": "encoded as GBK, declared gb2312, with a character gb2312 lacks",
    "mislabelled": "encoded as UTF-8, declared gb2312",
    "garbled": "one run of rare hanzi over and over",
    "canvas": "metadata and empty canvases, no text",
    "members": "a request to log in at status 200",
    "deleted": "a deletion notice at status 200",
    "missing": "404",
    "broken": "500",
    "redirect": "302 to the same text's canonical page",
    "closed": "a document inside the area that robots.txt closes",
}
OUTCOMES: Mapping[str, Expected] = {
    "garbled": "rejected",
    "members": "blocked",
    "deleted": "gone",
    "missing": "gone",
    "broken": "error",
    "redirect": "redirect",
    "closed": "closed",
}
# An article names a source and an archive page an account, neither of them as an uploader.
UNLABELLED = ("archive", "counted", "dots", "contact")
STATUSES = {"missing": 404, "broken": 500, "redirect": 302}
SERVED = {"flattened": shapes.flatten, "glued": shapes.glue, "glued_flat": shapes.glue_flat}


class Planned(NamedTuple):
    """One line of plan.tsv; ``text`` is a text's key."""

    site: str
    id: int
    skin: str
    hazard: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One document page: what is served, and the values expected in its record (None: no such column value).

    ``served`` holds the paragraphs as the page shows them, ``paragraphs`` those of the expected text.
    ``outcome`` is "document", an outcome of a reject, "redirect" (to ``target``) or "closed" (robots.txt).
    ``contributor`` is the name that the page shows, ``uploader`` the same where it is labelled as such.
    ``declared_charset`` stands in the page and in its Content-Type, whatever ``encoding`` really is.
    """

    site: str
    id: int
    path: str
    skin: str
    hazard: str
    text_key: str
    outcome: Expected
    status: int
    title: str
    served: tuple[str, ...]
    paragraphs: tuple[str, ...]
    text_state: TextState
    genre: Genre
    language: str
    published_on: str
    contributor: str
    uploader: str | None
    file_format: str | None
    spoken_on: str | None = None
    speaker: str | None = None
    pages_total: int | None = None
    pages_shown: int | None = None
    chars_total: int | None = None
    target: str | None = None
    encoding: str = "utf-8"
    declared_charset: str = "utf-8"

    @property
    def text(self) -> str | None:
        """The expected main text, one paragraph a line; None when the page is no document or serves none."""
        return "\n".join(self.paragraphs) or None

    @property
    def chars_shown(self) -> int:
        """Characters of the served text without spaces, as the sites count them."""
        return sum(len("".join(paragraph.split())) for paragraph in self.served)


def read_plan() -> tuple[Planned, ...]:
    """The lines of plan.tsv in file order."""
    rows = (line.split("\t") for line in PLAN.read_text("utf-8").splitlines()[1:])
    return tuple(Planned(site, int(number), skin, hazard, text) for site, number, skin, hazard, text in rows)


def counts(site: ExampleSite, planned: Planned, text: Text) -> dict[str, Any]:
    """Page and character totals as the site states them; a wenku counter says nothing of pages shown."""
    if site.key == "teaser":
        return {"chars_total": text.char_count if planned.skin == "counted" else None}
    preview = planned.hazard == "preview"
    total = 1 + text.char_count // (300 if preview else 900)
    shown = max(1, min(5, total // 2)) if preview else total
    return {"pages_total": total, "pages_shown": shown if site.key == "renren" else None}


def shown_chars(text: Text, stated: Mapping[str, Any]) -> int:
    """Where a preview is cut: after the shown share of its pages; two fifths where none are stated."""
    total, shown = stated.get("pages_total"), stated.get("pages_shown")
    return text.char_count * shown // total if total and shown else text.char_count * 2 // 5


def entry_for(planned: Planned) -> Entry:
    """The page of one plan line with everything that is expected of it."""
    site, hazard = SITES[planned.site], planned.hazard
    text = all_texts()[planned.text]
    if hazard == "near_duplicate":
        text = shapes.revise(text)
    stated = counts(site, planned, text)
    paragraphs = text.paragraphs
    state: TextState = "full"
    if hazard == "preview":
        paragraphs, state = shapes.cut(paragraphs, shown_chars(text, stated)), "preview"
    served = shapes.garbled() if hazard == "garbled" else SERVED.get(hazard, tuple)(paragraphs)
    if hazard == "canvas":
        served, state = (), "none"
    outcome = OUTCOMES.get(hazard, "document")
    contributor = site.uploaders[planned.id % len(site.uploaders)]
    pattern = site.documents[planned.skin]
    return Entry(
        site=site.key,
        id=planned.id,
        path=pattern.format(id=planned.id),
        skin=planned.skin,
        hazard=hazard,
        text_key=text.key,
        outcome=outcome,
        status=STATUSES.get(hazard, 200),
        title=text.title,
        served=served,
        paragraphs=paragraphs if outcome in ("document", "closed") and served else (),
        text_state=state,
        genre=text.genre,
        language=text.language,
        published_on=(FIRST_UPLOAD + timedelta(days=planned.id * 7 % 900)).isoformat(),
        contributor=contributor,
        uploader=None if planned.skin in UNLABELLED else contributor,
        file_format=file_format(planned),
        # A text that is not served tells nothing of its occasion.
        spoken_on=text.spoken_on if served else None,
        speaker=text.speaker if served else None,
        **charsets(hazard),
        **stated,
    )


def file_format(planned: Planned) -> str | None:
    """What the page says of the file: an archive is a zip, an article is no file."""
    if planned.site == "teaser":
        return None
    return "zip" if planned.skin == "archive" else ("doc", "docx", "pdf")[planned.id % 3]


def charsets(hazard: str) -> dict[str, Any]:
    """Real and declared encoding of a page."""
    if hazard not in ("gbk", "mislabelled"):
        return {}
    return {"encoding": "gbk" if hazard == "gbk" else "utf-8", "declared_charset": "gb2312"}


@cache
def catalogue() -> tuple[Entry, ...]:
    """All document pages of all sites, in plan order; redirects point to their text's first plain page."""
    entries = [entry_for(planned) for planned in read_plan()]
    canonical = {(e.site, e.text_key): e.path for e in reversed(entries) if e.outcome == "document"}
    return tuple(
        replace(e, target=canonical[e.site, e.text_key]) if e.outcome == "redirect" else e for e in entries
    )


def documents(site: str) -> tuple[Entry, ...]:
    """The catalogue's pages of one site."""
    return tuple(entry for entry in catalogue() if entry.site == site)
