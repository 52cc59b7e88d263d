"""Learned site lines: a line that stands on most documents of one site is the site's, not the authors'.

Counted while pages pass (the store keeps the counts), decided here, cut from later pages and from earlier ones
read again. This copes with sites that nobody wrote rules for. See docs/decisions/0006-site-lines.md.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from pipeline.items import Removal, TextLine
from pipeline.refine.author_lines import is_formula
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger
from pipeline.refine.lexicon import site_voice

RULE = "site-line"
# Longer lines are paragraphs. Shorter keys (in letters) are page marks and names.
LONGEST, SHORTEST_KEY = 100, 4
# A site's lines stand where its text begins and ends; of a long text the middle is not looked at.
FROM_EACH_END, EDGE = 30, 4
DIGITS = re.compile(r"\d+")
NOT_LETTERS = re.compile(r"[\W_]+")

FEWEST_DOCUMENTS = 5
# A day on which few documents came proves little, so no share is of fewer than these (or all there are).
SMALLEST_WINDOW = 50
# One site may share a line with a twin under another name; authors are on more.
MOST_OTHER_SITES = 1
# 95 %: the share that is certain is the lower end of Wilson's interval, so a small site needs a higher one.
Z = 1.96
# Running text: a sentence, also in Latin letters (more than a name), or clauses of words without a figure.
SENTENCE = re.compile(r"(?:[。！？!?…]|\w+\W+\w+\W+\w+\.)[”」』)）»\"']*$")
CLAUSES = re.compile(r"[^\W\d]{2,}[\s”」』)）»\"']*[,，;；、][\s“「『(（«\"']*[^\W\d]{2,}")
SPOKEN = re.compile(
    r"我|咱|同志|大家|各位|今天|希望|祝|谢|私|皆|です|ます"
    r"|\b(?:i|we|me|us|our|my|today|let|hope|je|nous|mes|notre|nos|aujourd['’]hui|nosotros|nuestr[oa]s?|hoy|ich|wir|unser\w*|heute|"
    r"tôi|chúng|hôm nay)\b",
    re.IGNORECASE,
)


class Sighting(NamedTuple):
    """What is known of one line of one site.

    ``documents``: different texts it stood on, ``at_edge``: those with it among the first or last lines.
    ``window``: different texts of the site in the time in which the line was seen; ``site_documents``: in all.
    ``other_sites``: sites on which it stands too, but on few documents, as an author's line does.
    """

    text: str
    documents: int
    at_edge: int
    window: int
    site_documents: int
    other_sites: int = 0

    @property
    def of(self) -> int:
        """Of how many documents ``documents`` are a share."""
        return max(self.documents, self.window, min(SMALLEST_WINDOW, self.site_documents))

    @property
    def evidence(self) -> str:
        """For a person: why the line is the site's."""
        return f"stood on {self.documents} of {self.of} documents of this site"


def line_key(line: str) -> str | None:
    """What lines that differ in figures, width, script and white space share; None for a line that is not counted.

    >>> line_key("本頁 編號：００２１７"), line_key("本页编号:8"), line_key("（完）")
    ('本页编号:0', '本页编号:0', None)
    """
    if len(line) > LONGEST:
        return None
    key = DIGITS.sub("0", "".join(simplified(unicodedata.normalize("NFKC", line)).split())).lower()
    return key if len(NOT_LETTERS.sub("", key)) >= SHORTEST_KEY else None


def with_site_lines(text: str, removals: Iterable[Removal]) -> list[str]:
    """A text's lines and, in their places, the site lines cut from it: being cut must not change what is counted."""
    return list(_lines(text, [removal for removal in removals if removal.rule == RULE]))


def standing_lines(lines: Sequence[str]) -> tuple[TextLine, ...]:
    """The short lines at both ends of a text, each key once."""
    last = len(lines) - 1
    found: dict[str, TextLine] = {}
    for i, line in enumerate(lines):
        if min(i, last - i) < FROM_EACH_END and (key := line_key(line)):
            at_edge = min(i, last - i) < EDGE or (key in found and found[key].at_edge)
            found[key] = TextLine(key, line.strip(), at_edge)
    return tuple(found.values())


def copy_key(lines: Sequence[str]) -> str:
    """Equal for copies of one text, also under another title, of another year or with another footer.

    From its two longest lines: with one alone, a long notice below short texts would make them all one text.
    """
    longest = [DIGITS.sub("0", "".join(line.split())) for line in sorted(lines, key=len)[-2:]]
    return hashlib.blake2b("\n".join(longest).encode("utf-8", "replace"), digest_size=8).hexdigest()


def is_site_line(seen: Sighting) -> bool:
    """Whether the line is the site's: on enough different documents, on a share of them that its looks ask for.

    An author's formula never is, and a line that stands on a few documents of many sites only if it has the
    site's own voice.
    """
    if seen.documents < FEWEST_DOCUMENTS or is_formula(seen.text):
        return False
    voice, strong = site_voice(seen.text)
    if strong and voice >= 0.5:
        return _certain_share(seen.documents, seen.of) >= 0.2
    return seen.other_sites <= MOST_OTHER_SITES and _certain_share(seen.documents, seen.of) >= _needed(seen)


def without_site_lines(ledger: Ledger, lines: Mapping[str, str]) -> Ledger:
    """Drop the lines whose key is in ``lines``; the same ledger if there are none.

    The same, too, if they are most of the text: then they are the text, of which the site has many versions.
    """
    gone = (
        {line.start: len(line.text) for line in ledger.lines if line_key(line.text) in lines} if lines else {}
    )
    if not gone or 2 * sum(gone.values()) > sum(len(line.text) for line in ledger.lines):
        return ledger
    return ledger.drop(lambda line: RULE if line.start in gone else None)


def _needed(seen: Sighting) -> float:
    """The certain share that a line without the site's voice needs.

    A speaker's words, and running text without figures, are somebody's motto or habit for long: they need all of
    35 or 22 texts, or nearly all of more.
    """
    if SPOKEN.search(seen.text):
        return 0.9
    if SENTENCE.search(seen.text) or (CLAUSES.search(seen.text) and not DIGITS.search(seen.text)):
        return 0.85
    return 0.55 if 2 * seen.at_edge >= seen.documents else 0.7


def _certain_share(found: int, of: int) -> float:
    share, z = found / of, Z * Z / of
    return (share + z / 2 - Z * sqrt((share * (1 - share) + z / 4) / of)) / (1 + z)


def _lines(text: str, cut: Sequence[Removal]) -> Iterator[str]:
    at, todo = 0, 0
    for line in text.split("\n") if text else ():
        while todo < len(cut) and cut[todo].position <= at:
            yield from cut[todo].text.split("\n")
            todo += 1
        yield line
        at += len(line) + 1
    for removal in cut[todo:]:
        yield from removal.text.split("\n")
