"""Lines in which a site names itself: its name alone, however it is spaced, in brackets or ornaments, beside its slogan, and hints under
the short form of it (「某某提示：」).

Keeps a line with the name of somebody whom the text is about or who signs it: a name that other sentences have, too, a label's value.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.apart import HALL
from pipeline.refine.clean.context import Context, fold, is_title
from pipeline.refine.clean.prompts import LABELLED, LONGEST, is_ended
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.voice import sounds_like_site

HAN = re.compile("[\u3400-\u9fff]")
BRACKETED = re.compile(r"[\[【（(〔].{4,}[\]】）)〕]")
# The same sign before and behind: ===== 某某网 =====.
ORNATE = re.compile(r"([~～*＊#=_★☆※◆◇●▼▲■□♦♣-])\1*.{3,}\1|.*(?:_{2}|／|｜|·.·|－－)")
# 囍 · 词友们都说好 · 囍
FRAMED = re.compile(r"(\S{1,3})\s?[·•|｜~～\s]\s?\S.{2,30}?\S\s?[·•|｜~～\s]\s?\1")
# 某某提示：, where 某某文库 is the site.
HINTS = re.compile(
    r"[\W_]*(?P<begun>[\u3400-\u9fff]{2})\S{0,2}(?:郑重|特别|温馨|友情|重要|小)?(?:说明|提示|提醒|声明|告知|公告|敬告|告示|启事|推荐|荐读|速递|寄语)\s*[:：]"
)
SHORTEST_BEGINNING, LONGEST_HINT = 2, 140
# Letters of a name, and of what stands beside it; characters of a spaced name; log odds of the site's voice of what names it.
FEWEST, BESIDE, LONGEST_NAME, HEARD = 3, 2, 24, 0.5
# Sentences with the name that make it the author's word, letters beside it in each, and log odds below which it is no site's.
FEWEST_SPOKEN, SENTENCE, NEVER = 2, 8, -1.0
ENDS = re.compile(r"(?<=[。！？!?])")


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop such lines."""
    names = {fold(name) for name in context.site_names | {context.site_name or ""}} - {""}
    if not names or context.thread:
        return ledger
    begun = {name[:SHORTEST_BEGINNING] for name in names}
    # Soon told: most names stand in no line that is short enough.
    short = {fold(line.text) for line in ledger.lines if len(line.text.strip()) <= LONGEST}
    names = {name for name in names if any(name in line or _begins(line, name) for line in short)}
    long = "\n".join(fold(line.text) for line in ledger.lines if len(line.text) > LONGEST) if names else ""
    # A site may be called by a word of everybody's: 青年, 图书馆员.
    names = {name for name in names if not _is_spoken_of(name, ledger, context)}
    strange = {name for name in names if len(name) >= FEWEST and name not in long}

    def is_sites(line: Line) -> bool:
        text = line.text.strip()
        hint = HINTS.match(text) if len(text) <= LONGEST_HINT else None
        if hint and hint["begun"] in begun:
            return True
        if len(text) > LONGEST or line.block in context.code or is_title(text, context.title):
            return False
        folded = fold(text)
        if len(text) <= LONGEST_NAME and any(_begins(folded, name) for name in names):
            return True
        if FRAMED.fullmatch(text) and context.with_site_named(text) != text and not HALL.search(text):
            return True
        named = next((name for name in names if name in folded), "")
        if named and BRACKETED.fullmatch(text) and not HALL.search(text.replace(named, "")):
            return True
        return named in strange and _is_named(text, folded.replace(named, ""), context)

    return ledger.drop(lambda line: "site-name" if is_sites(line) else None)


def _begins(folded: str, name: str) -> bool:
    """Whether a folded line is the beginning of a name, or all of it."""
    return len(folded) >= FEWEST and name.startswith(folded)


def _is_spoken_of(name: str, ledger: Ledger, context: Context) -> bool:
    """Whether several sentences have the name and say what no site says of itself."""
    said = [
        sentence
        for line in ledger.lines
        if name in fold(line.text)
        for sentence in ENDS.split(line.text)
        if name in (folded := fold(sentence)) and len(folded) >= len(name) + SENTENCE
    ]
    own = sum(sounds_like_site(context.with_site_named(sentence)) < NEVER for sentence in said)
    return own >= FEWEST_SPOKEN and own > len(said) / 2


def _is_named(text: str, beside: str, context: Context) -> bool:
    """Whether a line that names the site is the site's, by what is beside the name."""
    if len(beside) < BESIDE or is_ended(text) or LABELLED.match(text) or HALL.search(beside):
        return False
    return ORNATE.match(text) is not None or sounds_like_site(context.with_site_named(text)) >= HEARD
