"""One page read: the rooms in the order in which it walks through them.

Decode, view (parse once), judge the response and the page, family, main text, clean, structure, describe, judge the
text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.items import Document, Genre, Page, Record, Reject, TextState
from pipeline.refine import judge
from pipeline.refine.clean import clean
from pipeline.refine.clean.context import Context, is_title, site_name_of
from pipeline.refine.clean.injected import cut_anchors, cut_interruptions
from pipeline.refine.clean.named_boxes import without_named_boxes
from pipeline.refine.clean.print_lines import join_print_lines
from pipeline.refine.clean.prompts import LONGEST_LATIN
from pipeline.refine.completeness import ELLIPSIS, text_state
from pipeline.refine.decode import decode
from pipeline.refine.describe import head_facts
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.describe.genre import find_genre, find_occasion
from pipeline.refine.describe.speaker import find_speaker
from pipeline.refine.describe.spoken_on import SPOKEN_GENRES, find_spoken_on
from pipeline.refine.describe.title import FORMAT_BEHIND
from pipeline.refine.divide import Part, divide
from pipeline.refine.families import family_of
from pipeline.refine.families.family import Family
from pipeline.refine.families.iask import sets_links
from pipeline.refine.folding import has_any, small
from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.main_text import keep_main_text
from pipeline.refine.printed import repeated_marks, set_in_phrases
from pipeline.refine.record import record_of
from pipeline.refine.rights import rights_of
from pipeline.refine.script_facts import find_script_facts
from pipeline.refine.site import Site
from pipeline.refine.site_lines import without_site_lines
from pipeline.refine.structure import restore_paragraphs, sections
from pipeline.refine.view import View
from pipeline.refine.walls import Verdict, judge_site_page
from pipeline.urls import site_of

# Elements that show program text.
CODE = frozenset(("pre", "listing", "xmp"))

# Lines right below a text that may say how to go on with it.
BELOW = 6
# Of these, the ones that say it of the text above and not of the site.
ADJOINING = 2

# What a site heads a summary with that it serves in the place of the text.
ABSTRACT = re.compile(
    r"(?:文档|内容|文章|全文|资料|智能|AI|机器)?\s*(?:摘要|概要|提要|速览)\s*[:：]?|(?:AI|machine)[- ](?:enhanced|generated)(?: title and)? (?:description|summary)|"
    r"(?:document |presentation )?(?:summary|abstract|overview)|résumé(?: du document)?|resumen(?: del documento)?|tóm tắt(?: tài liệu)?|zusammenfassung|riassunto",
    re.IGNORECASE,
)
# And how it says beside one that there is no more.
ONLY_ABSTRACT = re.compile(r"[只仅][^，。；\d]{0,8}(?:摘要|概要|提要)(?=$|[\s，,。；;（(])")
# A way to the whole of it, and lines of an abstract.
WHOLE = re.compile(
    r"全文|原文|正文共|PDF|full (?:text|paper)|texte intégral|texto completo|Volltext", re.IGNORECASE
)
MOST_IN_ABSTRACT = 4
# One of these is in each such heading, in small letters.
ABSTRACT_WORDS = (
    "摘要", "概要", "提要", "速览", "description", "summary", "abstract", "overview", "résumé", "resumen", "tóm tắt", "zusammenfassung",
    "riassunto",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one page was read: its visible text, the documents made of it, and what was stored.

    ``chances``: how likely each block was to be main text, where the networks were asked.
    """

    view: View | None
    documents: tuple[Document, ...]
    outcome: list[Record] | Reject
    chances: tuple[float, ...] = ()


def read(page: Page, site: Site | None = None) -> Explanation:
    """Read a page, and keep how it was read. Never raises for what a page holds."""
    verdict = judge.judge_response(page)
    if verdict:
        return Explanation(None, (), _reject(page, verdict))
    content_type = page.header("content-type")
    decoded = decode(page.body, content_type)
    view = View.of(page.url, decoded.text, plain=bool(content_type and "text/plain" in content_type))
    verdict = judge.judge_page(view)
    if verdict:
        return Explanation(view, (), _reject(page, verdict))
    return _read_view(page, view, site, mended=decoded.mended)


def _read_view(page: Page, view: View, site: Site | None, *, mended: bool) -> Explanation:
    family = family_of(view, site.family if site else None)
    facts = head_facts(view)
    if mended:
        facts.evidence["text"] = "mojibake, read as it was meant"
    scripted = find_script_facts(view, facts)
    title = facts.text("title")
    whole, chances, thread, paged = keep_main_text(view, family, site, title)
    authors = without_site_lines(whole, site.lines if site else {})
    ledger = _cleaned(authors, view, family, title, thread=thread)
    if authors is not whole and judge.judge_text(ledger.text):
        # What was learned of other pages must not cost this one its document.
        ledger = _cleaned(whole, view, family, title, thread=thread)
    text = ledger.text
    kept = ledger.kept_blocks()
    rows = judge.rows_below(view.blocks, kept)
    find_line_facts(view, facts, kept, counted=family.name != "generic")
    verdict = (
        (
            None
            if paged or judge.has_card(view, facts, text)
            else judge.judge_listing(view.blocks, kept, title, chances)
        )
        or judge.judge_text(text)
        or judge.judge_beside_pictures(view, text, facts)
        or judge_site_page(title, text)
    )
    if verdict and not judge.serves_no_text(view, facts, verdict, scripted=scripted):
        return Explanation(view, (), _reject(page, verdict), chances)
    ledger = ledger.drop(lambda line: "way-on" if line.block in rows else None)
    parts = (
        [Part(ledger.drop(lambda _: "no-text"))]
        if verdict
        else divide(ledger, title, view.blocks, doubled=family.doubled)
    )
    abstracted = has_any(small(view.said), ABSTRACT_WORDS) and (
        any(map(ABSTRACT.fullmatch, view.lines))
        or any(i not in kept and ONLY_ABSTRACT.search(line) for i, line in enumerate(view.lines))
    )
    # The abstract is all there is where it stands right below its heading, beside a way to the whole.
    first = min(kept, default=0)
    headed = first > 0 and ABSTRACT.fullmatch(view.lines[first - 1].replace(" ", "")) is not None
    labelled = bool(view.lines) and ABSTRACT.match(view.lines[first].replace(" ", "")) is not None
    abstract_only = (
        (headed or labelled)
        and len(kept) <= MOST_IN_ABSTRACT
        and any(
            WHOLE.search(block.text) for i, block in enumerate(view.blocks) if block.anchors or i > max(kept)
        )
    )
    cut = cut_short(page)
    made = [
        _document(part, family, facts, abstracted=abstracted, abstract_only=abstract_only, cut=cut)
        for part in parts
    ]
    rights = rights_of(page, view)
    records = [record_of(page, *described, number, rights) for number, described in enumerate(made, 1)]
    return Explanation(view, tuple(document for document, *_ in made), records, chances)


def _cleaned(ledger: Ledger, view: View, family: Family, title: str | None, *, thread: bool) -> Ledger:
    cut_links = cut_anchors if family.injects_links or sets_links(view) else cut_interruptions
    ledger = cut_links(ledger, view)
    ledger = without_named_boxes(ledger, view.blocks)
    name = site_name_of(view.head_title, title)
    code = frozenset(i for i, block in enumerate(view.blocks) if block.tag in CODE)
    context = Context(
        title,
        family.labels,
        view.traditional,
        family.doubled,
        site_of(view.url),
        name,
        code,
        view.blocks,
        thread=thread,
        site_names=view.site_names,
        marks=repeated_marks(view),
        set_in=set_in_phrases(view),
    )
    ledger = clean(ledger, context)
    if not (family.doubled or thread):
        ledger = _without_site_title(ledger, title, view, repeated=family.repeats_title)
    return join_print_lines(ledger) if family.prints_lines else ledger


def _document(
    part: Part, family: Family, page: Facts, *, abstracted: bool, abstract_only: bool, cut: str
) -> tuple[Document, TextState, Genre]:
    facts = Facts(dict(page.values), dict(page.evidence))
    if part.title:
        facts.replace("title", part.title, part.title)
    title = facts.text("title")
    # Before a last half sentence becomes a line of its own.
    served = part.ledger.text
    ledger = restore_paragraphs(part.ledger, title)
    text, removals = ledger.finish()
    below = "\n".join(r.text for r in removals if r.position >= len(text) and r.rule != "outside-main")
    nearest = _first_below(ledger)
    adjoining = None if family.labels else "\n".join(nearest.strip().split("\n")[:ADJOINING])
    over = "\n".join(r.text for r in removals if r.position == 0)
    state: TextState = (
        text_state(served, facts, below + nearest, abstracted=abstracted, adjoining=adjoining, above=over)
        if text
        else "none"
    )
    if abstract_only and text:
        state = "abstract"
    # Where the text is the last thing that came of the page, nobody knows that it is whole.
    is_cut = state == "full" and bool(cut) and not _rest(ledger)
    if is_cut:
        state = "preview"
    if state == "preview":
        last = ledger.lines[-1]
        text, removals = ledger.cut(lambda line: _cut_mark(line) if line is last else []).finish()
    ended = f"…{text[-20:]}" if text else "no text is served"
    facts.evidence["text_state"] = f"{ended} ({cut})" if is_cut else ended
    genre = find_genre(title, text, facts, page.text("title") if part.title else None)
    find_occasion(title, facts, text)
    above = over.split("\n")
    beneath = "" if part.title else _rest(ledger)
    find_spoken_on(text, title, genre, facts, above, beneath)
    if genre in SPOKEN_GENRES:
        find_speaker(text, title, facts, above, beneath)
    return Document(text, family.name, removals, sections(text), facts.values, facts.evidence), state, genre


def _without_site_title(ledger: Ledger, title: str | None, view: View, *, repeated: bool) -> Ledger:
    """Drop the title that the site prints above the text when it came along as the text's first line.

    It is the site's when it did not already stand above; then it is the document's own heading, unless the
    family is known to repeat it.
    """
    if not ledger.lines:
        return ledger
    first = ledger.lines[0]
    # A site may add the format of the file: 消防知识讲座PPT.
    printed_above = any(
        is_title(FORMAT_BEHIND.sub("", block.text), title) for block in view.blocks[: first.block]
    )
    if is_title(first.text, title) and (repeated or not printed_above):
        return ledger.drop(lambda line: "site-title" if line is first else None)
    return ledger


def _cut_mark(line: Line) -> list[Span]:
    """The dots that a site puts where it cut a text; only the last line of a preview can have them."""
    mark = ELLIPSIS.search(line.text)
    return [Span(mark.start(), mark.end(), "cut-mark")] if mark else []


def _first_below(ledger: Ledger) -> str:
    """The page's lines right below the last kept one: where a cut text says how to go on."""
    if not ledger.lines:
        return ""
    below = _rest(ledger).split("\n", BELOW + 1)[: BELOW + 1]
    return "\n".join(line for line in below if len(line) <= LONGEST_LATIN)


def _rest(ledger: Ledger) -> str:
    """What the page shows below the last kept line."""
    if not ledger.lines:
        return ""
    last = ledger.lines[-1].pieces[-1]
    return ledger.source[last.start + last.width :].rstrip()


def cut_short(page: Page) -> str:
    """Words for a page of which only the beginning was fetched, as its record says (WARC 1.1, 5.13); else empty."""
    why = page.header("WARC-Truncated")
    is_whole = page.body.rstrip().lower().endswith(b"</html>")
    return f"page cut short: {why}" if why and not is_whole else ""


def _reject(page: Page, verdict: Verdict) -> Reject:
    cut = cut_short(page)
    reason = f"{verdict.reason}; {cut}" if cut else verdict.reason
    return Reject(page.url, verdict.outcome, reason, page.id)
