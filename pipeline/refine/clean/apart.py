"""Lines that sound like a site and stand where a site sets them: in an element of another kind than the sentences
around them, above the first sentence, below the last.

What a site says varies without end. So a line is judged by how it sounds (``voice``) and by where it stands: the less
it is set apart the surer the sound must be. Removes 「后三页要登录才翻得到」, 「把这份稿子转给同事」, 「Scroll on for the rest」 between and around
paragraphs. Keeps sentences among sentences of the same element, numbered headings, bylines, and what somebody says of
himself or to a hall.
"""

from __future__ import annotations

import re

from pipeline.refine.blocks import DEEPEST
from pipeline.refine.clean.boxes import HEADING
from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.clean.counters import ASKED
from pipeline.refine.clean.kept_back import holds_back
from pipeline.refine.clean.prompts import (
    CLOSES,
    HAN,
    HEADED,
    LABELLED,
    LONGEST,
    LONGEST_LATIN,
    NUMBERED,
    is_ended,
)
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.lexicon import site_voice
from pipeline.refine.markup import HEADINGS
from pipeline.refine.voice import sounds_like_site

# Log odds from which a line is taken for the site's: set apart, above or below all sentences, and among the author's own.
SET_APART, OUTSIDE, AMONG = 1.25, 1.3, 2.0
# Below which not even its name makes a sentence doubtful.
NEVER = -3.5
SENTENCE_MORE, LABELLED_MORE, LINKED_LESS = 0.5, 1.0, 1.0
# Share of the site's voice in a line beside a link.
OFFERING = 0.5
# Characters of a sentence that is surely the author's if it does not sound like a site.
PROSE, PROSE_LATIN, SHORT = 20, 40, 8
LINK, SOME_LINK, FEWEST_LETTERS = 0.5, 0.25, 3
# Above what a site was paid for.
ADVERTISEMENT = re.compile(
    r"[\W_]*(?:\w{1,4}广告位(?:招租|出租|招商)|广告(?:位(?:招租|出租|招商)?(?:\s?[\w×*-]{2,12})?)?|推广|赞助(?:内容|商)?|商业推广|advertisements?|sponsored(?: content)?|publicité|annonce|publicidad|anuncio|quảng cáo|anzeige|werbung)(?:\s?(?:关闭|close|fermer|cerrar|đóng))?[\W_x]*",
    re.IGNORECASE,
)
PAID = re.compile(
    r"\W{0,3}(?:广告|推广|赞助商?(?:广告)?|sponsored|advertisement|publicité|publicidad|anuncio|werbung|quảng cáo)\s?[-—–:：|｜/）)\]】]",
    re.IGNORECASE,
)
# What a line that is no sentence asks for: 限时 ¥158/年.
PRICED = re.compile(
    r"(?:取走|带走|下载|兑换|领取|[需须]扣|扣除|[需须]付|售价?|价格?)[^。，]{0,4}?\d+(?:\.\d+)?\s?[^\W\d]{0,3}[币豆券点贝分票]|[¥￥]\s?\d|\d\s?元\s?(?:/|每|一[年月]|下载|解锁|起|包[年月])|\bVIP\b.{0,8}[\d折]"
)
# The heading of one of several texts: 【第1篇】关于…的请示.
PART = re.compile(
    r"[【\[（(<《]?\s*(?:第\s*[一二三四五六七八九十\d]{1,3}\s*篇|(?:篇|范文|例文)\s*[一二三四五六七八九十\d]{1,3})"
)
# People who are spoken to in a hall, and who speak.
HALL = re.compile(
    r"各位|同志们|同学们|老师们|乡亲|[我他她咱](?!的|们|要)|\b(?:I|we|he|she|they|je|nous|yo|nosotros|tôi|chúng tôi)\b",
    re.IGNORECASE,
)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop the lines that sound like a site for where they stand."""
    lines = ledger.lines
    prose = prose_lines(lines, context)
    if not prose:
        return ledger
    gone: set[int] = set()
    at = 0
    for i, line in enumerate(lines):
        while at < len(prose) and prose[at] < i:
            at += 1
        if at < len(prose) and prose[at] == i:
            continue
        text = line.text.strip()
        if (
            line.block in context.code
            or len(text) > (LONGEST if HAN.search(text) else LONGEST_LATIN)
            or is_title(text, context.title)
        ):
            continue
        near = [lines[k] for k in (*prose[max(0, at - 1) : at], *prose[at : at + 1])]
        outside = at in (0, len(prose))
        folded = simplified(text) if context.traditional else text
        apart = _is_apart(line, near, context)
        linked = apart and bool(context.blocks) and context.blocks[line.block].link_density >= SOME_LINK
        called = context.with_site_named(folded)
        # So does a name.
        linked = linked or (apart and called != folded)
        if _is_sites(called, apart=apart, outside=outside, linked=linked) or (
            apart and _offers(folded) and _is_beside_link(line.block, context)
        ):
            gone.add(line.start)
    gone |= _below_headings(lines, prose, gone, context)
    # What the site says once it says wherever it stands.
    said = {line.text for line in lines if line.start in gone}
    gone |= {line.start for i, line in enumerate(lines) if line.text in said and i not in prose}
    return ledger.drop(lambda line: "voice" if line.start in gone else None) if gone else ledger


def _below_headings(lines: tuple[Line, ...], prose: list[int], gone: set[int], context: Context) -> set[int]:
    """Starts of the short lines below a heading of the site's, in its element, where all of that stands below the text."""
    if not context.blocks:
        return set()
    found: set[int] = set()
    elements: set[tuple[int, ...]] = set()
    for line in lines[prose[-1] + 1 :]:
        block = context.blocks[line.block]
        around = block.path[:-1]
        if line.start in gone and block.tag in HEADINGS:
            elements.add(around)
        elif any(block.path[: len(element)] == element for element in elements) and not is_ended(line.text):
            found.add(line.start)
    if not found:
        return found
    holding = {context.blocks[lines[i].block].path[:n] for i in prose for n in range(DEEPEST)}
    return found if elements.isdisjoint(holding) else set()


def prose_lines(lines: tuple[Line, ...], context: Context) -> list[int]:
    """Which lines are surely the author's: long sentences, and short ones in the kind of element that these are in."""
    long = [i for i, line in enumerate(lines) if _is_prose(line.text.strip(), context)]
    kinds = {kind_of(lines[i], context) for i in long}
    short = [
        i
        for i, line in enumerate(lines)
        if _is_short_sentence(line.text.strip()) and kind_of(line, context) in kinds
    ]
    return sorted({*long, *short})


def kind_of(line: Line, context: Context) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """What element a line stands in, and of what kind it is itself."""
    if not context.blocks:
        return (), ()
    block = context.blocks[line.block]
    return block.path[:-1], block.places[-1:]


def _is_sites(text: str, *, apart: bool, outside: bool, linked: bool) -> bool:
    if ADVERTISEMENT.fullmatch(text) or PAID.match(text):
        return True
    if (
        CLOSES.search(text)
        or HALL.search(text)
        or ASKED.search(text)
        or PART.match(text)
        or sum(map(str.isalpha, text)) < FEWEST_LETTERS
    ):
        return False
    if (apart or outside) and (holds_back(text) or (PRICED.search(text) and not is_ended(text))):
        return True
    if NUMBERED.match(text):
        # The terms that a site numbers, and no headings.
        return (
            (apart or outside)
            and not HEADED.match(text)
            and sounds_like_site(NUMBERED.sub("", text)) >= AMONG
        )
    ended = is_ended(text)
    # An author too may head a list of books with 推荐阅读.
    if (not apart and HEADING.fullmatch(text)) or (ended and not (apart or outside)):
        return False
    least = SET_APART if apart else OUTSIDE if outside else AMONG
    # A sentence says more of itself than a button; a label may be an author's, and leads to what he says.
    least += (
        SENTENCE_MORE if ended else LABELLED_MORE if LABELLED.match(text) or text.endswith((":", "：")) else 0
    )
    return sounds_like_site(text) >= least - (LINKED_LESS if linked else 0)


def _offers(text: str) -> bool:
    """Whether a short line may be what a link beside it is for."""
    share, strong = site_voice(text)
    return share >= OFFERING and strong > 0 and not is_ended(text) and not HALL.search(text)


def _is_beside_link(at: int, context: Context) -> bool:
    """Whether the next line, or the one before, is a link in the same element: a box with its button."""
    blocks = context.blocks
    near = (blocks[i] for i in (at - 1, at + 1) if 0 <= i < len(blocks))
    return any(
        block.link_density > LINK and block.path[: len(blocks[at].path) - 1] == blocks[at].path[:-1]
        for block in near
    )


def _is_apart(line: Line, near: list[Line], context: Context) -> bool:
    """Whether a line stands in another kind of element than the sentences above and below it."""
    if not context.blocks:
        return False
    if context.blocks[line.block].link_density >= LINK:
        return True
    return kind_of(line, context) not in {kind_of(other, context) for other in near}


def _is_prose(text: str, context: Context) -> bool:
    if text.endswith((":", "：")) and HALL.search(text):
        return True
    latin = not HAN.search(text)
    if len(text) < (PROSE_LATIN if latin else PROSE):
        return False
    if len(text) > (LONGEST_LATIN if latin else LONGEST):
        return True
    if not is_ended(text):
        return False
    # A word of the site's trade makes a sentence doubtful, and so does its name.
    called = context.with_site_named(text)
    return (
        sounds_like_site(called) < NEVER
        if called != text
        else not site_voice(text)[1] or sounds_like_site(text) < 0
    )


def _is_short_sentence(text: str) -> bool:
    return (
        SHORT <= len(text) < PROSE
        and is_ended(text)
        and not site_voice(text)[1]
        and sounds_like_site(text) < 0
    )
