"""What the lines between title and text, and a card elsewhere, say of when, where and by whom a text was spoken.

Sites set them apart from both: as lines of a document have them (「县长 庄怀远」, 「（2021年3月11日）」), or in a card under labels that
speak of speaking (讲话人, 讲话时间; of a place or an office only among these). Anything else there is the site's: a date or a name without such words.
Below the text only such labels count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise, takewhile

from pipeline.refine.clean.context import FILE_ENDING, fold, is_title
from pipeline.refine.describe.dates import DATE, day_of
from pipeline.refine.describe.names import LABELS
from pipeline.refine.describe.names import OFFICE as OFFICE_NAME
from pipeline.refine.describe.offers import OTHERS
from pipeline.refine.describe.own_lines import OwnLine, read_own_line

SPOKE = r"(?:讲话|演讲|发言|致[辞词]|述职|宣讲|授课|主讲|讲)"
WHO = rf"(?:{LABELS}|{SPOKE}[者人])"
WHEN = rf"{SPOKE}(?:时间|日期|日|于)"
WHERE = rf"{SPOKE}?(?:地点|会场|场地)"
LABEL = re.compile(rf"(?:(?P<who>{WHO})|(?P<when>{WHEN})|(?P<where>{WHERE}))\s*[:：]?")
HOLDS_OFFICE = re.compile(rf"{OFFICE_NAME}$")
OFFICE = re.compile(r"(?:职\s?务|身\s?份|职\s?位|头\s?衔)\s*[:：]?")
# 讲话者｜庄怀远　讲话日｜2021年3月11日
LABELLED = re.compile(
    rf"(?:^|(?<=[\s|｜/·]))(?:(?P<who>{WHO})|(?P<when>{WHEN})|(?P<where>{WHERE}))\s*[:：|｜]\s*(?P<value>[^\s|｜]{{2,40}})"
)
TOLD, FEWEST_TOLD = re.compile(rf"(?:{WHO}|{WHEN}|{WHERE})\s*[:：]"), 2
TOLD_DAY = re.compile(rf"{WHEN}\s*[:：]\s*(?:{DATE.pattern})", re.IGNORECASE)
SPOKEN = re.compile(rf"{SPOKE}|地点|会场|场地")
# The author or editor of a page is no speaker.
NO_SPEAKER = re.compile(r"作\s?者|姓\s?名|编辑|记者|上传|来源|整理")
# 年会致辞(2015.1.24讲).doc
FILE_NAMED = re.compile(
    rf"[（(](?P<date>{DATE.pattern})\s*{SPOKE}(?:稿|话)?[）)]\s*\.\w{{3,4}}$", re.IGNORECASE
)
CANONICAL = {"who": "主讲人", "when": "时间", "where": "地点"}
MOST_LINES, SHORTEST = 8, 6
# Characters of a heading, of its kind at its end, and the share of its pairs of characters that the title has.
LONG_HEADING, LONGEST_HEADING, KIND, RETOLD = 8, 40, 2, 0.7
# Lines of a page in which a card below the text is looked for, characters of one, and of what names an office.
MOST_BELOW, LONGEST_BELOW, LONGEST_OFFICE = 40, 60, 24
# 上一篇, 本站首发: other documents.
ANOTHER = re.compile(
    r"[上下前后]一[篇页条个]|首发|发表评论|(?:全部|网友|用户)?(?:评论|留言)(?:列表|区)?\s*[(（]?\d*[)）]?$"
)


def read_above(above: Sequence[str], title: str | None) -> list[tuple[OwnLine, str]]:
    """What each line between title and text says, with its words.

    >>> lines = ["年会上的讲话", "讲话人", "庄怀远", "讲话时间", "2021年3月11日", "2021-04-01"]
    >>> [(own.who and own.who.name, own.day and own.day.iso) for own, _ in read_above(lines, "年会上的讲话")]
    [('庄怀远', None), (None, '2021-03-11')]
    """
    return _read(tuple(_below_title(above, title)))


def read_below(below: str) -> list[tuple[OwnLine, str]]:
    """What a card below the text says under such labels; ``below`` are the page's lines there, up to what heads other documents.

    >>> own, _ = read_below("发言人\\n庄怀远\\n职务\\n县长\\n相关推荐\\n发言人\\n王二")[0]
    >>> own.who.name, own.who.role
    ('庄怀远', '县长')
    """
    if not SPOKEN.search(below):
        return []
    lines = [line for line in below.split("\n", MOST_BELOW)[:MOST_BELOW] if len(line) <= LONGEST_BELOW]
    found = _card(tuple(takewhile(lambda line: not (OTHERS.search(line) or ANOTHER.search(line)), lines)))
    # Of two speakers one is another document's.
    return found if len({own.who.name for own, _ in found if own.who}) <= 1 else []


# Two finders ask about the same lines.
@lru_cache(maxsize=64)
def _read(lines: tuple[str, ...]) -> list[tuple[OwnLine, str]]:
    found = _card(lines)
    for line in lines:
        named = FILE_NAMED.search(line) if FILE_ENDING.search(line) else None
        day = day_of(named) if named else None
        own = OwnLine(day) if day else _own(line)
        if own:
            found.append((own, line))
    return found


@lru_cache(maxsize=64)
def _card(lines: tuple[str, ...]) -> list[tuple[OwnLine, str]]:
    told = [*_paired(lines), *_labelled(lines)]
    # A place is told of many things.
    if not any(own.who or own.day for own, _ in told):
        return []
    role = next((below for line, below in pairwise(lines) if OFFICE.fullmatch(line.strip())), "").strip()
    if not 1 < len(role) <= LONGEST_OFFICE or LABEL.fullmatch(role) or not HOLDS_OFFICE.search(role):
        return told
    return [
        (replace(own, who=own.who._replace(role=role)) if own.who and not own.who.role else own, line)
        for own, line in told
    ]


def _own(line: str) -> OwnLine | None:
    """A line as documents have it: a role with a name, a date in brackets or with what it was."""
    if NO_SPEAKER.search(line):
        return None
    own = read_own_line(line)
    if own is None or own.place or (own.day and own.plain):
        return None
    if own.day and not (own.who or own.event or own.day.precision == "month" or line.strip()[0] in "（(【["):
        return None
    return own


def _below_title(above: Sequence[str], title: str | None) -> list[str]:
    printed = [
        i
        for i, line in enumerate(above)
        if is_title(line, title)
        or (len(line) >= SHORTEST and fold(title or "").startswith(fold(line) or " "))
    ] or [i for i, line in enumerate(above) if title and _retold(line, title)]
    below = above[printed[-1] + 1 :][:MOST_LINES] if printed else ()
    return [piece for line in below for piece in _pieces(line)]


def _retold(line: str, title: str) -> bool:
    """Whether a line is a heading that the page's title tells in other words: 在全县廉政工作会议上的讲话 of 县纪委书记在廉政工作会议上的讲话."""
    own, told = fold(line), fold(title)
    if not (LONG_HEADING <= len(own) <= LONGEST_HEADING) or own[-KIND:] != told[-KIND:]:
        return False
    pairs = [own[at : at + 2] for at in range(len(own) - 1)]
    return sum(pair in told for pair in pairs) >= RETOLD * len(pairs)


def _pieces(line: str) -> list[str]:
    """A line at whose labels nothing but style sets facts apart, in pieces: 讲话人：庄怀远地点：礼堂讲话日期：2021年3月11日刊发：…"""
    starts = [label.start() for label in TOLD.finditer(line)] if SPOKEN.search(line) else []
    if len(starts) < FEWEST_TOLD:
        return [line]
    pieces = [line[at:after].strip() for at, after in pairwise((*starts, len(line)))]
    # Behind a day another label may follow that says nothing of speaking.
    dated = (TOLD_DAY.match(piece) for piece in pieces)
    return [
        *filter(None, (line[: starts[0]].strip(),)),
        *(m[0] if m else p for m, p in zip(dated, pieces, strict=True)),
    ]


def _paired(lines: Sequence[str]) -> list[tuple[OwnLine, str]]:
    found: list[tuple[OwnLine, str]] = []
    for line, below in pairwise(lines):
        label = LABEL.fullmatch(line.strip()) if SPOKEN.search(line) or line.strip(" :：") in LABELS else None
        own = _under(label, below) if label else None
        if own:
            found.append((own, f"{line} {below}"))
    return found


def _labelled(lines: Sequence[str]) -> list[tuple[OwnLine, str]]:
    return [
        (own, line)
        for line in lines
        if SPOKEN.search(line)
        for label in LABELLED.finditer(line)
        if (own := _under(label, label["value"]))
    ]


def _under(label: re.Match[str], value: str) -> OwnLine | None:
    kind = label.lastgroup if label.lastgroup != "value" else next(k for k in CANONICAL if label[k])
    own = read_own_line(f"{CANONICAL[str(kind)]}：{value.strip()}")
    return own if own and getattr(own, {"who": "who", "when": "day", "where": "place"}[str(kind)]) else None
