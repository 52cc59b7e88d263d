"""What a site writes into the author's own lines: phrases in brackets and ornaments, clauses that name the site, and single
sentences of its trade.

Removes 「【会员专享：去水印阅读】」 before a paragraph, 「~~某某文库 P2~~」 in mid-sentence, 「某某文库每篇均附Word，」 before a sentence, and 「下载本文需8点，」 in a
text that says nothing else of the kind. Keeps brackets of the author's, a name that he speaks of, and every sentence of a text about downloads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from itertools import takewhile

from pipeline.refine.clean.apart import ADVERTISEMENT, HALL
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.running_heads import NUMBER
from pipeline.refine.clean.trade import HAN, LONGEST, QUOTES, heard, sentences_of_trade
from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.printed import host_label
from pipeline.refine.voice import sounds_like_site

SQUARES = re.compile(r"[【〔〖\[［]([^【】〔〕〖〗\[\]［］]{4,40})[】〕〗\]］]")
ROUNDS = re.compile(r"[（(]([^（()）]{4,40})[）)]")
ORNAMENTS = re.compile(
    r"((?:(?![□☐☑☒✓✔])[~～*＊#=|■-➿⬀-⯿※]){1,4}|(?<!-)-{2,8}(?!-))\s?(?P<said>[^~～*＊#=|■-➿⬀-⯿※\n]{3,40}?)\s?\1"
)
DASHES = re.compile(r"——([^—\n]{4,40})——")
# Log odds of the site's voice from which a phrase goes: in square brackets, in round ones or between dashes, which authors use,
# in ornaments, as a clause that names the site, and as a part of one.
SQUARE, ROUND, ORNATE, NAMED, GLUED = 1.25, 2.0, 0.7, 2.0, 3.0
# The same for phrases in elements of their own: in brackets that name the site, in others, bare.
NAMED_SET_IN, WRAPPED_SET_IN, SET_IN = -2.0, 0.25, 0.75
PAUSE = re.compile(r"(?:^|[。！？；，,…”』」）)!?;])\s*$")
HASHTAG = re.compile(r"[#＃][^#＃]{2,20}[#＃]")
# （编辑：某某　审核：某某）
CREDITS = re.compile(
    r"[（(【\[]\s*(?:责任编辑|责编|编辑|编审|校对|审核|初审|复审|终审|排版)\s*[:：][^（()）【】\[\]。]{1,30}[）)】\]]"
)
# 本帖最后由 某人 于 2016-11-20 07:12 编辑
EDITED = re.compile(r"本帖最后由 .{1,24}? 于 [\d\-/]{8,10} [\d:]{4,8} 编辑")
# Each with signs one of which is in whatever it finds.
WRAPPED = (
    (SQUARES, SQUARE, re.compile(r"[【〔〖\[［]")),
    (ROUNDS, ROUND, re.compile(r"[（(]")),
    (ORNAMENTS, ORNATE, re.compile(r"[~～*＊#=|■-➿⬀-⯿※]|--")),
    (DASHES, ROUND, re.compile("——")),
)
# Who wrote it down: 本段以下由会员整理.
HANDED_IN = re.compile(
    r"(?:本|此|该|以上|以下)[^，。]{0,6}由[^，。]{0,6}(?:会员(?!代表|大会|单位|小组|们)|网友|用户|本站|小编|书友|版主)[^，。]{0,10}(?:整理|上传|收集|提供|录入|分享|发布|转录|投[来稿]|[送寄发]来)"
)
# 展开剩余60% at the head of a line that is there.
UNFOLDED = re.compile(
    r"^(?:展开|查看|阅读|显示|加载)(?:剩余|余下|其余|全部|更多)(?:内容|部分|文字)?\s?\d{1,2}\s?[%％](?=[\u4e00-\u9fff“])(?!的|了|后|内容|全文)"
)
# （来源：某某公文网）
SOURCE = re.compile(
    r"[（(【\[]\s*(?:来源|出处|转自|摘自)\s*[:：]\s*[^（()）【】\[\]。]{2,14}(?:网|文库|文档|资料|站|吧|论坛)\s*[）)】\]]"
)
BREAK = re.compile(r"[。！？；;!?…”」』】]|(?<=[a-z])\.(?=\s)")
STOP = re.compile(r"[，,。！？；;!?]")
# *Download the file* before you begin: a word that is stressed.
GOES_ON = re.compile(r"\s?[a-zà-ÿ]")
# （www.…）, behind the site's name.
ADDRESS = re.compile(r"[（(][\w.\-/: ]{2,40}[)）]", re.ASCII)
# What goes on from a name as the subject of a sentence.
OF_IT = re.compile(r"[的是和与将把被也还都就在有等里们]")
# What the word of an address says that a watermark leaves out, and letters that are left then.
WHAT_IT_IS, SHORTEST_STEM = re.compile(r"(?:wk|doc|docs|wenku|wendang|ziliao|share)$"), 5
# What a watermark says beside the site's name.
CLAIMED = "预览|水印|版权所有|版权|专供|专用|独家|出品|提供|原创|整理|制作|收藏版|首发"
SHORTEST_NAME, SHORTEST_SLOGAN = 3, 2
# Characters before a bracket in which a sentence may end.
NEAR = 8


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut such phrases, clauses and sentences out of lines that say more."""
    if context.thread:
        return ledger
    # What stands nowhere in the text need not be looked for in its lines.
    text = "\n".join(line.text for line in ledger.lines)
    names = sorted((name for name in _names(context) if name in text), key=len)
    slogans = _slogans(ledger, names)
    sentences = sentences_of_trade(ledger, text, context)
    word = _word_of(context.host)
    signature = (
        _signature(_names(context), context.host or "", word) if word and word in text.lower() else None
    )
    phrases = [phrase for phrase in context.set_in if phrase in text]
    remarks = [pattern for pattern in (SOURCE, EDITED, CREDITS) if pattern.search(text)]
    wrapped = [each for each in WRAPPED if each[2].search(text)]

    def spans(line: Line) -> list[Span]:
        if line.block in context.code:
            return []
        found = list(sentences.get(line.start, ()))
        unfolded = UNFOLDED.match(line.text) if len(line.text) > LONGEST else None
        if unfolded:
            found.append(unfolded.span())
        for pattern, least, signs in wrapped:
            if signs.search(line.text):
                found += _wrapped(line.text, (pattern, least), names, context)
        found += _naming(line.text, names, slogans)
        if signature and word in line.text.lower():
            found += [signed.span() for signed in signature.finditer(line.text)]
        found += _set_in(line.text, phrases, names, context)
        for pattern in remarks:
            found += [said.span() for said in pattern.finditer(line.text) if said[0] != line.text.strip()]
        return [Span(a, b, "inserted") for a, b in found]

    return ledger.cut(spans)


def _names(context: Context) -> set[str]:
    names = context.site_names | ({context.site_name} if context.site_name else set())
    return {name for name in names if len(name) >= SHORTEST_NAME and name not in (context.title or "")}


def _word_of(host: str | None) -> str:
    """The word by which a watermark calls an address, in small letters; empty where that is too common."""
    label = host_label(host)
    stem = WHAT_IT_IS.sub("", label)
    return (label if len(stem) < SHORTEST_STEM else stem).lower()


def _signature(names: Collection[str], host: str, word: str) -> re.Pattern[str]:
    """The site's name beside its address, or the word that its address is made of, with what it claims: 某某文库 mouwenku 独家; and
    the address beside a page's number. What it finds has the word.
    """
    # A watermark may have the short form of a name: its first signs.
    short = {name[:end] for name in names for end in range(SHORTEST_SLOGAN, len(name) + 1) if HAN.match(name)}
    either = "|".join(map(re.escape, sorted({*names, *short}, key=len, reverse=True))) or "(?!)"
    address = rf"(?:https?://)?[\w.-]{{0,20}}{re.escape(word)}[\w.]{{0,12}}"
    return re.compile(
        rf"(?:(?:{either})[\s·@|:：]{{0,3}}{address}|{address}[\s·@|:：]{{0,3}}(?:{either}))(?:[\s·]{{0,2}}(?:{CLAIMED}))*"
        rf"|\b{re.escape(host)}[\s·|,—–-]{{1,4}}(?:{NUMBER.pattern})",
        re.IGNORECASE | re.ASCII,
    )


def _wrapped(
    text: str, wrapping: tuple[re.Pattern[str], float], names: list[str], context: Context
) -> Iterator[tuple[int, int]]:
    """Phrases in one kind of brackets or ornaments that sound like the site."""
    pattern, least = wrapping
    for found in pattern.finditer(text):
        said = found[found.lastindex or 0]
        mixed = pattern is ROUNDS or (pattern is SQUARES and not any(name in said for name in names))
        if (
            (mixed and not _stands_alone(text[max(0, found.start() - NEAR) : found.start()]))
            or found[0] == text.strip()
            or HALL.search(said)
        ):
            continue
        if pattern is ORNAMENTS and GOES_ON.match(text, found.end()):
            continue
        if HANDED_IN.search(said) or ADVERTISEMENT.fullmatch(said) or heard(said, names, context) >= least:
            yield found.span()


def _set_in(text: str, phrases: list[str], names: list[str], context: Context) -> Iterator[tuple[int, int]]:
    """Phrases in elements of their own that sound at all like the site, or call it or its visitors by a name."""
    for phrase in phrases:
        at = text.find(phrase)
        if at < 0 or phrase == text.strip() or HALL.search(phrase) or not HAN.search(phrase):
            continue
        said = phrase.strip("（）()[]【】〔〕#＃ ")
        named = context.with_site_named(said) != said or any(name in said for name in names)
        # A line's first words may be a heading, whatever is quoted a title.
        bare = said == phrase and not named
        if (bare and (QUOTES.search(phrase) or not text[:at].strip())) or not PAUSE.search(
            text, max(0, at - NEAR), at
        ):
            continue
        least = NAMED_SET_IN if named and said != phrase else SET_IN if said == phrase else WRAPPED_SET_IN
        if not HASHTAG.fullmatch(phrase) and heard(said, names, context) < least:
            continue
        yield at, at + len(phrase)


def _stands_alone(before: str) -> bool:
    """Whether a bracket belongs to no sentence: it opens a line, or stands behind a sentence's end."""
    before = before.rstrip()
    return not before or BREAK.match(before[-1]) is not None


def _naming(text: str, names: list[str], slogans: set[str]) -> Iterator[tuple[int, int]]:
    """Clauses that name the site at the beginning of a sentence or behind its end, and slogans wherever they stand."""
    for slogan in slogans:
        for found in re.finditer(re.escape(slogan), text):
            yield found.span()
    breaks = (
        [0, *(found.end() for found in BREAK.finditer(text))] if any(name in text for name in names) else []
    )
    for name in names:
        at = text.find(name)
        while at >= 0:
            behind = at + len(name)
            start = breaks[bisect_right(breaks, at) - 1]
            # What reaches farther is too long for a clause of the site's.
            stop = STOP.search(text, behind, start + LONGEST + 1)
            end = stop.end() if stop else len(text)
            if end - start <= LONGEST and end - start < len(text.strip()):
                yield from _clause(text, name, (start, at, behind, end), stop[0] if stop else "")
            at = text.find(name, behind)


def _clause(text: str, name: str, edges: tuple[int, int, int, int], stop: str) -> Iterator[tuple[int, int]]:
    """What of a clause is the site's, if anything: ``edges`` are where it starts, its name starts and ends, and where it ends."""
    start, at, behind, end = edges
    clause = text[start:end]
    if not HAN.search(clause) or QUOTES.search(clause) or HALL.search(clause):
        return
    rest = text[behind:end].strip("，,。！？；;!? ")
    own = (
        stop not in ("，", ",")
        and len(rest) >= SHORTEST_SLOGAN
        and sounds_like_site(rest) < SQUARE
        and not OF_IT.match(rest)
    )
    if own and sounds_like_site(f"{text[start:at]}本站") >= GLUED:
        yield start, behind
    elif sounds_like_site(ADDRESS.sub("", clause).strip(" \u3000，,").replace(name, "本站")) >= NAMED:
        yield start, end


def _slogans(ledger: Ledger, names: list[str]) -> set[str]:
    """What the site says of itself with the same words behind its name, each time that it does."""
    found: set[str] = set()
    for name in filter(HAN.search, names):
        behind = [
            line.text[at.end() : at.end() + LONGEST]
            for line in ledger.lines
            for at in re.finditer(re.escape(name), line.text)
        ]
        alike = takewhile(lambda signs: len({*signs}) == 1, zip(*behind, strict=False))
        same = "".join(signs[0] for signs in alike).rstrip("。！？!? \u3000")
        if len(behind) > 1 and len(same) >= SHORTEST_SLOGAN and sounds_like_site(f"本站{same}") >= NAMED:
            found.add(name + same)
    return found
