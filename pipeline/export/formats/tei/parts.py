"""What the lines of a text are: heading, opener, paragraph, closer.

Only a line that is nothing else is taken for more than a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from pipeline.export.columns import Row
from pipeline.refine.describe.dates import DATE
from pipeline.refine.structure.opening import ADDRESS, GREETING

Kind = Literal[
    "head", "sub", "byline", "dateline", "salute", "section", "p", "signed", "end-dateline", "end-salute"
]


class Part(NamedTuple):
    """A line of the text. ``level`` is that of a section which begins with it, ``title`` its heading."""

    kind: Kind
    text: str
    level: int = 0
    title: str = ""


_LONGEST: Final = 60
_SUBTITLE: Final = re.compile(r"\s*[—–-]{2}")
_BRACKETED: Final = re.compile(r"[（(【\[]\s*(?P<inside>[^（）()【】\[\]]+)[）)】\]]")
_SENTENCE: Final = re.compile(r"[。！？!?；;]")
_PAUSE: Final = re.compile(r"[，,。！？!?；;：:]")
_COLON: Final = re.compile(r"[:：]\s*$")
_THANKS: Final = re.compile(
    r"\s*(?:(?:最后[，,])?(?:再次)?(?:谢谢|感谢)(?:大家|各位|你们)?[!！。.]*|此致|敬礼[!！]?|散会[。！]?|(?:Thank you|Thanks|Merci|Gracias)[^.!?]{0,30}[.!]?)\s*"
)
_SIGNED: Final = 30
_LAST: Final = 4


def parts(row: Row) -> list[Part]:
    """The lines of a document's text that say something, in order, every character kept."""
    found = list(_lines(str(row["text"] or ""), row["sections"]))
    top = _top(found, row)
    end = _end(found[len(top) :], row)
    return [*top, *found[len(top) : len(found) - len(end)], *end]


def _lines(text: str, sections: Any) -> Iterator[Part]:
    begins: Mapping[int, Any] = {section["start"]: section for section in reversed(sections)}
    at = 0
    for line in text.split("\n"):
        section = begins.get(at)
        if line.strip():
            yield (
                Part("section", line, max(1, section["level"]), section["title"])
                if section
                else Part("p", line)
            )
        at += len(line) + 1


def _top(lines: Sequence[Part], row: Row) -> list[Part]:
    """Title, subtitle, date line, speaker and whom he greets; up to the first line that is none of these."""
    found: list[Part] = []
    for n, line in enumerate(lines):
        kind: Kind | None = None
        if line.kind == "p":
            kind = _of_top(line.text, row, found[-1].kind if found else None)
            if n == 0 and not kind and len(lines) > 1 and _is_heading(line.text, lines[1], row):
                kind = "head"
        if not kind:
            break
        found.append(line._replace(kind=kind))
    return found


def _of_top(text: str, row: Row, last: Kind | None) -> Kind | None:
    if last is None and text.strip() == str(row["title"] or "").strip():
        return "head"
    if last == "head" and _SUBTITLE.match(text) and len(text) <= _LONGEST:
        return "sub"
    if last == "salute":
        return "salute" if GREETING.fullmatch(text.strip()) or _is_salute(text) else None
    if _is_date(text):
        return "dateline"
    if _is_speaker(text, row):
        return "byline"
    return "salute" if _is_salute(text) else None


def _is_heading(text: str, below: Part, row: Row) -> bool:
    """Short, no sentence, and what stands below it is what stands below headings."""
    if (
        len(text) > _LONGEST
        or _SENTENCE.search(text)
        or _COLON.search(text)
        or _BRACKETED.fullmatch(text.strip())
    ):
        return False
    return below.kind == "p" and _of_top(below.text, row, "head") is not None


def _is_date(text: str) -> bool:
    """A date, perhaps with a place, in brackets or alone."""
    core = text.strip()
    if len(core) > _LONGEST or _SENTENCE.search(core):
        return False
    bracketed = _BRACKETED.fullmatch(core)
    match = DATE.match(bracketed["inside"] if bracketed else core)
    return bool(match and (bracketed or match.end() == len(core)))


def _is_speaker(text: str, row: Row) -> bool:
    name, role = str(row["speaker"] or ""), str(row["speaker_role"] or "")
    return (
        bool(name)
        and name in text
        and len(text.strip()) <= len(name) + len(role) + 16
        and not _PAUSE.search(text.replace("：", "", 1))
    )


def _is_salute(text: str) -> bool:
    return (
        len(text) <= 80 and bool(_COLON.search(text) and ADDRESS.search(text)) and not _SENTENCE.search(text)
    )


def _end(lines: Sequence[Part], row: Row) -> list[Part]:
    """Thanks, signature and date below the last paragraph; the first line is always one."""
    found: list[Part] = []
    for line in reversed(lines[1:][-_LAST:]):
        kind = _of_end(line.text, row, found) if line.kind == "p" else None
        if not kind:
            break
        found.insert(0, line._replace(kind=kind))
    return found


def _of_end(text: str, row: Row, after: Sequence[Part]) -> Kind | None:
    first = after[0].kind if after else None
    if first is None and _is_date(text):
        return "end-dateline"
    signs = first == "end-dateline" or _is_speaker(text, row)
    if first != "end-salute" and signs and len(text.strip()) <= _SIGNED and not _SENTENCE.search(text):
        return "signed"
    return "end-salute" if _THANKS.fullmatch(text) else None
