"""Other extractors beside refine(), on the same pages, in the same process, one after another.

Each is imported only when asked for and left out when it is not installed. All are given the page as text,
decoded the way refine() decodes it, and that is not on their clock; refine() decodes on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from lxml import etree, html

from pipeline.items import Reject
from pipeline.quality.cases import Case
from pipeline.quality.measure import text_fractions, timed
from pipeline.quality.scores import Fractions
from pipeline.refine import EXTRACTOR_VERSION, refine
from pipeline.refine.decode import decode

# The first calls load models and fill caches.
WARM_UP = 3
# Elements that begin and end a line; the others may stand inside a word.
BLOCKS = (
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
    "section table td th tr ul"
).split()

# Page as text, and its case, to plain text.
Extract = Callable[[str, Case], str]


@dataclass(frozen=True, slots=True)
class Peer:
    """An extractor by its distribution, how to get it, and how to make it (which imports it)."""

    distribution: str
    source: str
    make: Callable[[], Extract]


@dataclass(frozen=True, slots=True)
class Extractor:
    """An extractor ready to run."""

    name: str
    version: str
    extract: Extract


@dataclass(frozen=True, slots=True)
class Run:
    """One extractor on all pages with a text: the score of each by its case, and pages per second of processor time."""

    name: str
    version: str
    scores: dict[str, Fractions]
    empty: int
    errors: int
    pages_per_second: float


def _trafilatura() -> Extract:
    extract = import_module("trafilatura").extract
    return lambda page, _: extract(page, include_comments=False) or ""


def _readability() -> Extract:
    document = import_module("readability").Document
    return lambda page, _: plain_text(document(page).summary(html_partial=True))


def _resiliparse() -> Extract:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda page, _: str(extract(page, main_content=True, alt_texts=False))


def _magic_html() -> Extract:
    extractor = import_module("magic_html").GeneralExtractor()
    return lambda page, case: plain_text(extractor.extract(page, base_url=case.page.url)["html"])


PEERS = {
    "trafilatura": Peer("trafilatura", "pip install trafilatura", _trafilatura),
    "readability-lxml": Peer("readability-lxml", "pip install readability-lxml", _readability),
    "resiliparse": Peer("resiliparse", "pip install resiliparse", _resiliparse),
    "magic-html": Peer("magic-html", "a wheel from github.com/opendatalab/magic-html/releases", _magic_html),
}


def plain_text(markup: str | None) -> str:
    """The text of a piece of HTML, each block on lines of its own."""
    if not markup or not markup.strip():
        return ""
    root = html.fragment_fromstring(markup, create_parent="div")
    etree.strip_elements(root, etree.Comment, "script", "style", with_tail=False)
    for element in root.iter(*BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return str(root.text_content())


def ready() -> tuple[list[Extractor], list[str]]:
    """refine() and every peer that can be imported; a line on each that cannot, with where to get it."""
    found = [Extractor("refine()", EXTRACTOR_VERSION, _refine)]
    absent = []
    for name, peer in PEERS.items():
        try:
            found.append(Extractor(name, version(peer.distribution), peer.make()))
        except (ImportError, PackageNotFoundError) as error:
            lacking = getattr(error, "name", None)
            why = f" lacks {lacking}," if lacking and lacking != peer.distribution else ""
            absent.append(f"{name}{why} ({peer.source})")
    return found, absent


def run(extractor: Extractor, cases: Sequence[Case]) -> Run:
    """Extract every case that has a text, after a few to warm up."""
    pages = [
        (decode(case.page.body, case.page.header("content-type")).text, case)
        for case in cases
        if case.text is not None
    ]
    for page, case in pages[:WARM_UP]:
        timed(partial(extractor.extract, page, case))
    tried = [(case, timed(partial(extractor.extract, page, case))) for page, case in pages]
    return Run(
        name=extractor.name,
        version=extractor.version,
        scores={case.name: text_fractions(case, one.value or "") for case, one in tried},
        empty=sum(not (one.value or "").strip() for _, one in tried),
        errors=sum(one.error is not None for _, one in tried),
        pages_per_second=len(tried) / max(sum(one.seconds for _, one in tried), 1e-9),
    )


def _refine(_: str, case: Case) -> str:
    found = refine(case.page)
    return "" if isinstance(found, Reject) else "\n".join(record.text for record in found)
