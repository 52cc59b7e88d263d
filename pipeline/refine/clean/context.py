"""What a cleaner may know besides the lines: the page's title and the labels of its family."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

NOT_LETTERS = re.compile(r"[\W_]+")
FILE_ENDING = re.compile(r"\.(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf|zip|rar)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """``title`` is the document's own title; ``labels`` are headings that the site prints above the text;
    ``doubled`` says that titles printed twice divide the page and are left for that; ``traditional`` says that lines must be folded to simplified characters before they are matched.
    """

    title: str | None = None
    labels: tuple[str, ...] = ()
    traditional: bool = False
    doubled: bool = False


# A title is compared with every line of its page.
@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Letters and digits only, width and case folded: for comparing, never for keeping."""
    return NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).lower()


def is_title(line: str, title: str | None) -> bool:
    """Whether a line is the title and nothing else; a file ending or cut end does not matter."""
    if not title:
        return False
    a, b = fold(FILE_ENDING.sub("", line.strip())), fold(title)
    return bool(a) and (a == b or (len(a) >= 8 and b.startswith(a) and line.rstrip().endswith(("...", "…"))))
