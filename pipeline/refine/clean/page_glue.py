"""Page glue: the CMS starts each page of flattened text with ``N、`` (1, 2, 3 …), often in mid-sentence.

Removed only as an unbroken run 1, 2, 3 … of line starts (or, in one line, of marks) of which most follow
text that does not end a sentence, with long chunks between them; without the 1 of the first page only if all do. A true list 1、2、3、 stays: its items
begin after a sentence end or a colon. Lines divided by glue are joined again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.ledger import Ledger, Line, Span

MARK = re.compile(r"([1-9]\d{0,2})、\s*")
SENTENCE_END = re.compile(r"[。！？!?：:；;…][”」』)）\"'’]*\s*$")
# Chunks between marks held 250 to 600 characters in the pages seen; list items are far shorter.
SHORTEST_CHUNK = 120
# A list item of this length does not end in the middle of a sentence.
SHORTEST_DIVIDED = 80


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut validated runs of page glue and join what they divided; a page may hold several texts, each with its own."""
    while glued := _run(ledger.lines) or _run_from_two(ledger.lines):
        cut = _without_run(ledger, glued, context)
        # A mark that an earlier cut put together is no mark of the page.
        if len(cut.cuts) == len(ledger.cuts):
            break
        ledger = cut
    return ledger.cut(_inline)


def _without_run(ledger: Ledger, glued: list[int], context: Context) -> Ledger:
    above = ledger.lines[glued[0] - 1] if glued[0] else None
    marks = {ledger.lines[i].start for i in glued}
    divided = {
        ledger.lines[i].start
        for i in glued
        if not ledger.lines[i].text.startswith("1、") and not _ends(ledger.lines[i - 1].text)
    }
    # Joined first: afterwards a line no longer begins where its mark did.
    ledger = ledger.join(lambda _, line: "" if line.start in divided else None)
    ledger = ledger.cut(lambda line: _marks_at(line, marks))
    # The author's text begins with page 1, so a title above its mark is the site's.
    if above and is_title(above.text, context.title):
        return ledger.drop(lambda line: "site-title" if line.start == above.start else None)
    return ledger


def _marks_at(line: Line, starts: set[int]) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for piece in line.pieces:
        mark = MARK.match(piece.text) if piece.start in starts else None
        if mark:
            spans.append(Span(at, at + mark.end(), "page-glue"))
        at += len(piece.text)
    return spans


def _run(lines: tuple[Line, ...]) -> list[int]:
    """Indices of the lines whose marks count 1, 2, 3 …; empty unless the run reads as glue.

    A true list may stand between two pages, so of several lines with the next number the one that goes on
    an unfinished line is the page's.
    """
    sizes = list(accumulate((len(line.text) for line in lines), initial=0))
    options: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        mark = MARK.match(line.text)
        if mark:
            options.setdefault(int(mark[1]), []).append(i)
    listed = _listed(lines, options, sizes)
    found = [i for i in options.get(1, []) if i not in listed][:1]
    unfinished = 0
    while found:
        chunks = {
            i: sizes[i] - sizes[found[-1]]
            for i in options.get(len(found) + 1, [])
            if i > found[-1] and i not in listed
        }
        divided = [i for i in chunks if chunks[i] >= SHORTEST_DIVIDED and not _ends(lines[i - 1].text)]
        later = [i for i in chunks if chunks[i] >= SHORTEST_CHUNK] or divided
        if not later:
            break
        unfinished += bool(divided)
        found.append((divided or later)[0])
    return found if len(found) >= 2 and unfinished * 2 >= len(found) - 1 else []


def _run_from_two(lines: tuple[Line, ...]) -> list[int]:
    """The same where the first page has no mark: each of the others divides a sentence after a long chunk."""
    found: list[int] = []
    size = 0
    for i, line in enumerate(lines):
        mark = MARK.match(line.text)
        if mark and int(mark[1]) == 1:
            return []
        if mark and int(mark[1]) == len(found) + 2 and i and size >= SHORTEST_CHUNK:
            if _ends(lines[i - 1].text):
                return []
            found.append(i)
            size = 0
        size += len(line.text)
    alone = len(found) == 1 and sum(len(line.text) for line in lines[: found[0]]) < 2 * SHORTEST_CHUNK
    return [] if alone else found


def _listed(lines: tuple[Line, ...], options: dict[int, list[int]], sizes: list[int]) -> set[int]:
    """Lines that are items of a list: soon followed by the next number at the beginning of a sentence."""
    found: set[int] = set()
    for number, at in options.items():
        following = options.get(number + 1, [])
        for i in at:
            # The next one alone can be so near.
            after = bisect_right(following, i)
            for j in following[after : after + 1]:
                if sizes[j] - sizes[i] < SHORTEST_CHUNK and _ends(lines[j - 1].text):
                    found |= {i, j}
    return found


def _inline(line: Line) -> list[Span]:
    """Glue inside one flattened line, which may hold a true list too."""
    if len(line.text) < 2 * SHORTEST_CHUNK:
        return []
    options: dict[int, list[re.Match[str]]] = {}
    for mark in MARK.finditer(line.text):
        if not line.text[mark.start() - 1 : mark.start()].isdigit():
            options.setdefault(int(mark[1]), []).append(mark)
    found = options.get(1, [])[:1]
    unfinished = 0
    while found:
        chunks = {mark: mark.start() - found[-1].end() for mark in options.get(len(found) + 1, [])}
        divided = [
            mark for mark in chunks if chunks[mark] >= SHORTEST_DIVIDED and not _ends_before(line, mark)
        ]
        later = [mark for mark in chunks if chunks[mark] >= SHORTEST_CHUNK] or divided
        if not later:
            break
        unfinished += bool(divided)
        found.append((divided or later)[0])
    if len(found) < 2 or unfinished * 2 <= len(found) - 1:
        return []
    return [Span(mark.start(), mark.end(), "page-glue") for mark in found]


def _ends_before(line: Line, mark: re.Match[str]) -> bool:
    return _ends(line.text[max(0, mark.start() - 8) : mark.start()])


def _ends(text: str) -> bool:
    return bool(SENTENCE_END.search(text[-8:]))
