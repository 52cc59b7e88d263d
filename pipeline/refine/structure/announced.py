"""Lists that a sentence announces: 「我有三个希望。希望…。希望…。希望…。」, and 「我讲三点意见。一、…」 where the page ends early."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.refine.folding import has_any
from pipeline.refine.numbering import numeral
from pipeline.refine.structure.sentences import sentence_starts

# The word that is counted is the word with which each item begins.
COUNTED = re.compile(r"([二两三四五六七八九])(?:个|点|条|件|项|句|种|样)([\u3400-\u9fff]{2})[。：:]")
# A single marker is a run cut short where several were announced right before it.
FIRST = re.compile(
    r"[几一二两三四五六七八九十](?:个|点|条|件|项|方面)[^。：:，,\n]{0,8}[。：:](?=一、|（一）|\(一\)|第一[，,、]|1[、．])"
    r"|(?:如下|以下几?[个点条项]?[^。：:，,\n]{0,6})[。：:](?=一、|（一）|\(一\)|第一[，,、]|1[、．])"
)
# One of these stands behind it.
MARKERS = ("一、", "（一）", "(一)", "第一", "1、", "1．")
# The answers to a paper stand below their heading.
ANSWERS = re.compile(r"(?:参考)?答案(?:与解析|及评分标准)?[:：]?(?=\s*(?:一、|1[．.、]))")


def announced_breaks(text: str) -> list[int]:
    """Offsets of the items of announced lists, of the sentence that announces one and of what follows it.

    >>> text = "天凉了。我有两个希望。希望大家读书。希望大家走路。散会。"
    >>> [text[at : at + 2] for at in announced_breaks(text)]
    ['我有', '希望', '希望', '散会']
    """
    found = [match.end() for match in FIRST.finditer(text)] if has_any(text, MARKERS) else []
    if "答案" in text:
        found += [at for match in ANSWERS.finditer(text) for at in match.span()]
    announced = list(COUNTED.finditer(text))
    if not announced:
        return found
    starts = list(sentence_starts(text))
    for match in announced:
        first = bisect_right(starts, match.end() - 1)
        items = starts[first : first + (numeral(match[1]) or 0)]
        # Each item is one sentence: longer ones are told apart by other means.
        if len(items) == numeral(match[1]) and all(text.startswith(match[2], at) for at in items):
            found += [*starts[max(first - 1, 0) : first], *items, *starts[first + len(items) :][:1]]
    return found
