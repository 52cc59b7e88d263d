"""What sites do to a text before they serve it: flatten it, number its pages, cut it, edit it, garble it.

Pure functions from paragraphs to paragraphs; none of them knows a site or a template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.example_site.texts import Text

Paragraphs = tuple[str, ...]

MID_SENTENCE = re.compile(r"(?<=[一-鿿])(?=[一-鿿])")
SENTENCE_END = re.compile(r"(?<=[。！？])(?![”’）])|(?<=[。！？][”’）])")
HEADING = 40
SHORTEST_REST = 12
RARE_RUN = "靐龘齉爩麤灪纞虋"
NOTE_ON_TOP = {"essay": "（征文选登，编者对文字略有改动）"}
USUAL_NOTE = "（本稿由会务组根据现场录音整理，未经本人审阅）"


def flatten(paragraphs: Sequence[str]) -> Paragraphs:
    """Everything in one line, as imported Word files come out of the CMS."""
    return ("".join(paragraphs),)


def cut(paragraphs: Sequence[str], chars: int) -> Paragraphs:
    """About the first ``chars`` characters, ending between two hanzi of one sentence."""
    shown: list[str] = []
    for paragraph in paragraphs:
        if chars < len(paragraph) and (place := MID_SENTENCE.search(paragraph, max(chars, SHORTEST_REST))):
            return (*shown, paragraph[: place.start()])
        shown.append(paragraph)
        chars -= len(paragraph)
    return tuple(shown)


def glue(paragraphs: Sequence[str], every: int = 260) -> Paragraphs:
    """A new paragraph ``N、`` about every ``every`` characters, in mid-sentence, never in a heading; N runs from 1."""
    served: list[str] = []
    mark, room = "1、", every
    number = 1
    for paragraph in paragraphs:
        rest = paragraph
        while len(rest) > max(room, HEADING) and (place := MID_SENTENCE.search(rest, max(room, 1))):
            served.append(mark + rest[: place.start()])
            number += 1
            rest, mark, room = rest[place.start() :], f"{number}、", every
        served.append(mark + rest)
        mark, room = "", room - len(rest)
    return tuple(served)


def glue_flat(paragraphs: Sequence[str]) -> Paragraphs:
    """Page glue in a flattened text: one line for each page number and no other break."""
    return glue(flatten(paragraphs))


def revise(text: Text) -> Text:
    """A near duplicate: other names, a note on top, two sentences of its longest paragraph exchanged."""

    def renamed(words: str) -> str:
        for old, new in text.rename:
            words = words.replace(old, new)
        return words

    longest = max((p for p in text.paragraphs if len(SENTENCE_END.split(p)) > 3), key=len)
    first, second, third, *rest = SENTENCE_END.split(longest)
    exchanged = "".join((first, third, second, *rest))
    body = (exchanged if paragraph == longest else paragraph for paragraph in text.paragraphs)
    note = NOTE_ON_TOP.get(text.genre, USUAL_NOTE)
    return replace(
        text,
        title=renamed(text.title),
        speaker=text.speaker and renamed(text.speaker),
        paragraphs=(note, *map(renamed, body)),
    )


def garbled() -> Paragraphs:
    """What a broken font map leaves: one run of rare hanzi over and over."""
    return (RARE_RUN * 12,) * 8
