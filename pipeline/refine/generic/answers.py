"""The answers in a thread of posts: short lines for whose worth only their place in the page can vouch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile

from pipeline.refine.blocks import Block
from pipeline.refine.candidates import DROPPED_TAGS, DROPPED_WORDS
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.genre import find_genre
from pipeline.refine.generic.words import COMMENT_WORDS

# Of the kept text, what stands in places of one name to be taken for the text of posts.
MUCH = 0.15
# Words that name what stands below every post of an author, and what stands above every thread.
STANDING = re.compile(r"(?:^|[\s_-])(?:signature|sig\d*|notices?)(?=$|[\s_-])")
# What a title asks, so that the posts below are answers.
ASKS = re.compile(
    r"怎么|咋|如何|请问|求助|求教|请教|为什么|为何|哪[里儿个位些]|多少|能不能|是不是|有没有|[吗呢么]?[?？]\s*$|吗\s*$|\b(?:how|why|what|which|where|help)\b",
    re.IGNORECASE,
)
# Characters of a first post that is the speech its thread is named for.
DOCUMENT = 100
SPOKEN = ("speech", "address", "remarks")
# How the opening of a text is shown in a list of others.
CUT = ("...", "…")


def with_answers(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """With every block that stands where posts have their text, or where comments have most of theirs; without what
    stands with all of them.
    """
    own = {
        name
        for name, size in _sizes(blocks, kept).items()
        if size >= MUCH * sum(len(blocks[i].text) for i in kept)
    }
    talk = [
        i
        for i, block in enumerate(blocks)
        if block.link_density < 0.3
        and not block.text.endswith(CUT)
        and any(COMMENT_WORDS.search(place) for place in block.places)
        and not _is_aside(block.places)
    ]
    own.update(name for name, _ in _sizes(blocks, talk).most_common(1))
    grown = kept | {
        i
        for i, block in enumerate(blocks)
        if block.places[-2:] in own and block.link_density < 0.5 and not _is_aside(block.places)
    }
    return {i for i in grown if not STANDING.search("".join(blocks[i].places[-1:]))}


def is_of_speech(title: str | None) -> bool:
    """Whether a thread is named for a speech, so that its first post is a document and the others are about it."""
    return bool(title) and find_genre(title, "", Facts()) in SPOKEN and not ASKS.search(title or "")


def without_replies(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The first post alone, where it is longer than all others together."""
    said = sorted(kept)
    levels = zip(*(blocks[i].path for i in said), strict=False)
    shared = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
    posts: dict[tuple[int, ...], set[int]] = {}
    for i in said:
        posts.setdefault(blocks[i].path[: shared + 1], set()).add(i)
    first, *others = posts.values() or [set()]
    size, *sizes = [sum(len(blocks[i].text) for i in post) for post in (first, *others)]
    return first if size >= DOCUMENT and size > sum(sizes) else kept


def with_subject(blocks: Sequence[Block], kept: set[int], title: str | None) -> set[int]:
    """With the line that prints the title above the posts: whoever began the thread wrote it."""
    above = range(min(kept, default=0) - 1, -1, -1)
    subject = next(
        (i for i in above if blocks[i].link_density < 0.5 and is_title(blocks[i].text, title)), None
    )
    return kept if subject is None else kept | {subject}


@lru_cache(maxsize=4096)
def _is_aside(places: tuple[str, ...]) -> bool:
    return any(
        place.partition(" ")[0] in DROPPED_TAGS or DROPPED_WORDS.search(place)
        for place in places
        if place != "form"
    )


def _sizes(blocks: Sequence[Block], among: Iterable[int]) -> Counter[tuple[str, ...]]:
    sizes: Counter[tuple[str, ...]] = Counter()
    for i in among:
        # Without words of class or id a place has no name to know it by.
        if any(" " in place for place in blocks[i].places[-2:]):
            sizes[blocks[i].places[-2:]] += len(blocks[i].text)
    return sizes
