"""What a cleaner may know besides the lines: the page's title and the labels of its family."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.refine.blocks import Block
from pipeline.refine.nicknames import nicknamed

NOT_LETTERS = re.compile(r"[\W_]+")
FILE_ENDING = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf|zip|rar)$", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*[-_|–—｜]+\s*")
MOST_SIGNS = 60
# Words that many an author uses (首页, 讲话) are shorter or are no name alone.
NAME = re.compile(r"[^\W\d_]{3,12}(?: [^\W\d_]{2,12}){0,2}")


@dataclass(frozen=True, slots=True)
class Context:
    """``title`` is the document's own title; ``labels`` are headings that the site prints above the text;
    ``doubled`` says that titles printed twice divide the page and are left for that; ``traditional`` says that
    lines must be folded to simplified characters before they are matched; ``host`` is the page's own, without www., ``site_name``
    what the site calls itself; ``code`` are the blocks that show program text, and ``blocks`` all of the page's, where they are known; ``thread`` says that the
    text is several people's posts; ``site_names`` are what links to the site's start page say, ``marks`` phrases that the page sets
    into lines more than once, ``set_in`` those in elements of their own between sentences.
    """

    title: str | None = None
    labels: tuple[str, ...] = ()
    traditional: bool = False
    doubled: bool = False
    host: str | None = None
    site_name: str | None = None
    code: frozenset[int] = frozenset()
    blocks: Sequence[Block] = ()
    thread: bool = False
    site_names: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    set_in: frozenset[str] = frozenset()

    def with_site_named(self, line: str) -> str:
        """The line with 本站 for what the site calls itself, so that it sounds like what it is."""
        named = [name for name in self.site_names if name in line]
        for name in sorted(named, key=len, reverse=True):
            line = line.replace(name, "本站")
        return nicknamed(line, self.site_names)


def site_name_of(head_title: str | None, title: str | None) -> str | None:
    """What a site calls itself behind the title of its pages.

    >>> site_name_of("在开耕节上的讲话.doc_某某文库", "在开耕节上的讲话")
    '某某文库'
    """
    parts = SEPARATOR.split(head_title or "")
    name = parts[-1].strip()
    named = len(parts) > 1 and NAME.fullmatch(name) and name not in (title or parts[0])
    return name if named else None


# A title is compared with every line of its page.
@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Letters and digits only, width and case folded: for comparing, never for keeping."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))).lower()


def may_fold_to(heads: Sequence[str], text: str) -> bool:
    """Whether a text may begin with one of these letters when it is folded: a hanzi folds to itself, and an ASCII letter or
    figure without a mark behind it to its small form."""
    first = text[0]
    plain = first.isalnum() and ("\u3400" <= first <= "\u9fff" or text[:2].isascii())
    return not plain or first.lower() in heads


@lru_cache(maxsize=8192)
def _named(line: str) -> str:
    """What a line says, folded, without a file ending."""
    return fold(FILE_ENDING.sub("", line.strip()) if "." in line else line)


def is_title(line: str, title: str | None) -> bool:
    """Whether a line is the title and nothing else; a file ending or cut end does not matter."""
    # A title is hardly ever set with so much beside its letters.
    if not title or len(line) > 4 * len(title) + MOST_SIGNS:
        return False
    b = fold(title)
    if not line or not may_fold_to(b[:1], line):
        return False
    a = _named(line)
    return bool(a) and (a == b or (len(a) >= 8 and b.startswith(a) and line.rstrip().endswith(("...", "…"))))
