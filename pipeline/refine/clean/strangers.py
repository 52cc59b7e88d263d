"""Lines in elements of their own kind, told by where they stand: behind the text's last word, and between its sentences.

A text that a speaker has closed (「谢谢大家！」), or signed and dated, is over: what the page shows below it in another element is the
site's, whatever it says. And a box that the page sets between sentences, once and again with the same words, or with words that
begin alike and sound at all like a site, is a mark of its own. Keeps headings, captions, quotations, tables and lists, which authors set so.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from pipeline.refine.clean.apart import kind_of, prose_lines
from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.clean.prompts import LONGEST, NUMBERED
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.markup import HEADINGS
from pipeline.refine.structure.closing import is_closed, is_dated
from pipeline.refine.voice import sounds_like_site

# What an author sets between his paragraphs.
CONTENT_TAGS = HEADINGS | {
    "figure",
    "figcaption",
    "td",
    "th",
    "pre",
    "blockquote",
    "li",
    "dt",
    "dd",
    "b",
    "strong",
}
# Characters of a text that may be whole, and that two marks begin with alike.
ENOUGH, ALIKE = 60, 3
# Log odds of the site's voice from which a box between sentences is the site's, alone and beside others of its kind.
ALONE, ONE_OF_SEVERAL = 0.6, -0.5
FEWEST_LETTERS = 3


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop what stands behind the end in another element, and the boxes between sentences."""
    if not context.blocks or context.thread:
        return ledger
    prose = prose_lines(ledger.lines, context)
    if not prose:
        return ledger
    rules = dict.fromkeys(_behind_the_end(ledger.lines, prose, context), "after-end")
    rules |= dict.fromkeys(_between(ledger.lines, prose, context), "mark-between")
    return ledger.drop(lambda line: rules.get(line.start)) if rules else ledger


def _behind_the_end(lines: tuple[Line, ...], prose: list[int], context: Context) -> set[int]:
    """Starts of the lines below a closed text that stand outside the element it fills."""
    # Parents of lines in elements of their own, the element itself of a text in one.
    kinds = {kind_of(lines[i], context) for i in prose}
    paths = [context.blocks[line.block].path for line in lines if kind_of(line, context) in kinds]
    home = _common([path[:-1] for path in paths]) if len({*paths}) > 1 else paths[0]
    inside = [line for line in lines if context.blocks[line.block].path[: len(home)] == home]
    text = "\n".join(line.text for line in inside)
    if not home or len(text) < ENOUGH or not (is_closed(text) or is_dated(text)):
        return set()
    last = inside[-1].start
    behind = [line for line in lines if line.start > last]
    return {line.start for line in behind} if all(len(line.text) <= LONGEST for line in behind) else set()


def _between(lines: tuple[Line, ...], prose: list[int], context: Context) -> set[int]:
    """Starts of the lines in named elements between sentences that are marks of the site's."""
    kinds = {kind_of(lines[i], context) for i in prose}
    boxes: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines[prose[0] + 1 : prose[-1]]:
        block = context.blocks[line.block]
        name = block.places[-1] if block.places else ""
        if (
            " " in name
            and CONTENT_TAGS.isdisjoint(place.partition(" ")[0] for place in block.places)
            and line.block not in context.code
            and kind_of(line, context) not in kinds
            and len(line.text) <= LONGEST
            and sum(map(str.isalpha, line.text)) >= FEWEST_LETTERS
            and not NUMBERED.match(line.text.strip())
            and not is_title(line.text, context.title)
        ):
            boxes[name].append(line)
    gone: set[int] = set()
    for box in boxes.values():
        said = Counter(line.text.strip() for line in box)
        begun = Counter(line.text.strip()[:ALIKE] for line in box)
        for line in box:
            text = line.text.strip()
            least = ONE_OF_SEVERAL if begun[text[:ALIKE]] > 1 else ALONE
            named = context.with_site_named(text)
            if said[text] > 1 or named != text or sounds_like_site(text) >= least:
                gone.add(line.start)
    return gone


def _common(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The way that all paths begin with."""
    least, most = min(paths), max(paths)
    shared = next((i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    return least[:shared]
