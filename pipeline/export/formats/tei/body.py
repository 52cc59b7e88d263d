"""The body of a document: sections as divisions, lines as what they are, a gap for what is not there."""

from __future__ import annotations

from typing import Final

from lxml import etree

from pipeline.export.columns import Row
from pipeline.export.formats.tei.markup import TEI, append_words, element, words
from pipeline.export.formats.tei.parts import Kind, Part, parts
from pipeline.export.persons import PLACEHOLDER, kind_of

_OPENERS: Final = frozenset[Kind](("byline", "dateline", "salute"))
_CLOSERS: Final = {"signed": "signed", "end-dateline": "dateline", "end-salute": "salute"}
_TEXT: Final = (f"{{{TEI}}}p", f"{{{TEI}}}div")
_WHY: Final = {"preview": "preview", "abstract": "abstract", "none": "not-served"}


def body(row: Row) -> etree._Element:
    """The body of one document. Without its ``text`` (profile open), it is one gap."""
    made = element("body")
    made.text = "\n"
    if "text" not in row:
        _put(made, element("p", element("gap", reason="rights")))
        return made
    _Lines(made, masked=bool(row["masked"])).put(parts(row))
    # A body needs a paragraph or a division, even for a gap.
    has_text = any(each.tag in _TEXT for each in made)
    if reason := _WHY.get(str(row["text_state"])):
        gap = element("gap", reason=reason, **_extent(row))
        _put(made, gap if has_text else element("p", gap))
    elif not has_text:
        _put(made, element("p"))
    return made


def _extent(row: Row) -> dict[str, object]:
    """How much is missing, where the site says how long the whole is."""
    whole, here = row["chars_total"], row["char_count"]
    more = whole - here if isinstance(whole, int) and isinstance(here, int) else 0
    return {"unit": "chars", "quantity": more} if more > 0 else {}


class _Lines:
    """Lines put into a body, each into the section that is open."""

    def __init__(self, made: etree._Element, *, masked: bool) -> None:
        self._body = made
        self._masked = masked
        self._open: list[tuple[int, etree._Element]] = []

    def put(self, found: list[Part]) -> None:
        """All lines of a document, once."""
        around: etree._Element | None = None
        for part in found:
            if part.kind in _OPENERS or part.kind in _CLOSERS:
                name = "opener" if part.kind in _OPENERS else "closer"
                if around is None:
                    around = _put(self._body, element(name))
                    around.text = "\n"
                _put(around, self._worded(_CLOSERS.get(part.kind, part.kind), part.text))
                continue
            around = None
            self._line(part)

    def _line(self, part: Part) -> None:
        if part.kind in ("head", "sub"):
            head = self._worded("head", part.text)
            head.set("type", "main" if part.kind == "head" else "sub")
            _put(self._body, head)
        elif part.level:
            self._section(part)
        else:
            _put(self._place, self._worded("p", part.text))

    @property
    def _place(self) -> etree._Element:
        return self._open[-1][1] if self._open else self._body

    def _section(self, part: Part) -> None:
        while self._open and self._open[-1][0] >= part.level:
            self._open.pop()
        division = _put(self._place, element("div", type="section"))
        division.text = "\n"
        self._open.append((part.level, division))
        if not part.text.strip().removeprefix(part.title).strip("：:，,；;。 "):
            _put(division, self._worded("head", part.text))
            return
        before, title, after = part.text.partition(part.title) if part.title else (part.text, "", "")
        paragraph = self._worded("p", before)
        if title:
            paragraph.append(self._worded("label", title))
            self._append(paragraph, after)
        _put(division, paragraph)

    def _worded(self, name: str, text: str) -> etree._Element:
        made = element(name)
        self._append(made, text)
        return made

    def _append(self, to: etree._Element, text: str) -> None:
        at = 0
        for match in PLACEHOLDER.finditer(text) if self._masked else ():
            append_words(to, words(text[at : match.start()]))
            to.append(element("gap", element("desc", kind_of(match[0])), reason="personal-data"))
            at = match.end()
        append_words(to, words(text[at:]))


def _put(into: etree._Element, made: etree._Element) -> etree._Element:
    made.tail = "\n"
    into.append(made)
    return made
