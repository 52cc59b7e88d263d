"""Page glue: the CMS starts each page of flattened text with ``N、`` (1, 2, 3 …), often in mid-sentence.

Removed only as an unbroken run 1, 2, 3 … of line starts (or, in one line, of marks) of which most follow
text that does not end a sentence, with long chunks between them. A true list 1、2、3、 stays: its items
begin after a sentence end or a colon. Lines divided by glue are joined again.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span

MARK = re.compile(r"(\d{1,3})、\s*")
SENTENCE_END = re.compile(r"[。！？!?：:；;…][”」』)）\"'’]*\s*$")
# Chunks between marks held 250 to 600 characters in the pages seen; list items are far shorter.
SHORTEST_CHUNK = 120


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut validated runs of page glue and join what they divided."""
    del context
    lines = ledger.lines
    glued = _run([(i, 0) for i, line in enumerate(lines) if MARK.match(line.text)], lines)
    if glued:
        starts = {id(lines[i]) for i, _ in glued}
        joined = {lines[i].start for i, _ in glued[1:] if not _ends(lines[i - 1].text)}
        joined |= {lines[i].start for i, _ in glued[:1] if i and not _ends(lines[i - 1].text)}
        ledger = ledger.cut(lambda line: _first_mark(line) if id(line) in starts else [])
        after = {line.start for line in ledger.lines if _was_glued(line, joined)}
        return ledger.join(lambda _, line: "" if line.start in after else None)
    return ledger.cut(_inline)


def _was_glued(line: Line, joined: set[int]) -> bool:
    return any(0 < line.start - start <= 6 for start in joined)


def _first_mark(line: Line) -> list[Span]:
    mark = MARK.match(line.text)
    return [Span(0, mark.end(), "page-glue")] if mark else []


def _run(marks: list[tuple[int, int]], lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    """The marks that count 1, 2, 3 …; empty unless the run reads as glue."""
    found: list[tuple[int, int]] = []
    unfinished = 0
    for i, at in marks:
        mark = MARK.match(lines[i].text)
        if mark and int(mark[1]) == len(found) + 1:
            found.append((i, at))
            unfinished += bool(i) and len(found) > 1 and not _ends(lines[i - 1].text)
    if len(found) < 2 or unfinished * 2 < len(found) - 1 or not unfinished:
        return []
    chunks = [sum(len(lines[k].text) for k in range(a, b)) for (a, _), (b, _) in pairwise(found)]
    return found if min(chunks) >= SHORTEST_CHUNK else []


def _inline(line: Line) -> list[Span]:
    """Glue inside one flattened line."""
    if len(line.text) < 2 * SHORTEST_CHUNK:
        return []
    found: list[re.Match[str]] = []
    for mark in MARK.finditer(line.text):
        before = line.text[mark.start() - 1 : mark.start()]
        if int(mark[1]) == len(found) + 1 and not before.isdigit():
            if found and mark.start() - found[-1].end() < SHORTEST_CHUNK:
                return []
            found.append(mark)
    inside = [mark for mark in found if mark.start()]
    unfinished = sum(not _ends(line.text[: mark.start()]) for mark in inside)
    if len(found) < 2 or unfinished * 2 <= len(inside):
        return []
    return [Span(mark.start(), mark.end(), "page-glue") for mark in found]


def _ends(text: str) -> bool:
    return bool(SENTENCE_END.search(text[-8:]))
