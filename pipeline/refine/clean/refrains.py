"""A phrase that the site sets between the pages of a document, in mid-sentence or as a line that divides one.

Removes 「仅供参考」-like phrases wherever they stand once they were seen to divide sentences, and closes the sentence up.
Keeps a heading or slogan that an author repeats: it stands between whole sentences, or is part of one.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span
from pipeline.refine.voice import sounds_like_site

# What sites say of a document in a word, with nothing before it that it could belong to.
FOR_REFERENCE = re.compile(
    r"(?:本|该|此)?(?:文档|文件|资料|材料|内容|资源|文章|文库)(?:来(?:自|源于)(?:网络|互联网|用户))?[,，]?(?:均|仅|只|都)?供(?:个人|内部|大家|您)?"
    r"(?:学习|参考|交流|研究|阅读|试读|预览|借鉴)(?:与|和|及|、)?(?:学习|参考|交流|研究|使用|之用)?"
)
ENDED = re.compile(r"[。！？!?：:；;…，,、.”」』)）]\s*$")
HAN = re.compile("[\u3400-\u9fff]")
PLAIN = re.compile(r"[^\s。！？!?；;：:，,、\d]{4,24}")
# A phrase that divides sentences must still be a site's: it speaks of files, of their use, of where they are from.
SITES = re.compile(
    r"文档|资料|文件|文库|文汇|文集|范文|网|站|仅供|参考|整理|收录|收集|搜集|下载|预览|水印|样本|版权|学习|交流|来源|来自|转载|上传|公众号|搜索|试读|制作|提供|出品"
)
FEWEST, MOST = 2, 8
# Log odds of the site's voice from which a phrase that is set apart is a watermark.
MARKED = 1.0
# A line that ends unfinished and is shorter is a heading.
LONG = 20


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut the phrases and join what they divided."""
    phrases = _dividing(ledger.lines) | _said_again(ledger) | _marks(context)
    if not phrases:
        return ledger
    pattern = re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))
    alone = {line.start for line in ledger.lines if pattern.fullmatch(line.text.strip())}
    behind = {
        below.start: not _ends(above) for above, line, below in _triples(ledger.lines) if line.start in alone
    }
    ledger = ledger.drop(lambda line: "refrain" if line.start in alone else None)
    ledger = ledger.join(lambda _, line: "" if behind.get(line.start) else None)
    return ledger.cut(lambda line: [Span(*m.span(), "refrain") for m in pattern.finditer(line.text)])


def _dividing(lines: tuple[Line, ...]) -> set[str]:
    """Short lines that stand between the halves of a sentence, and in the middle of another one."""
    text = "\n".join(line.text for line in lines)
    found = Counter(
        line.text.strip()
        for above, line, _ in _triples(lines)
        if PLAIN.fullmatch(line.text.strip())
        and SITES.search(line.text)
        and len(above.text) >= LONG
        and not _ends(above)
    )
    # A site has one such phrase or a few.
    likely = [phrase for phrase, _ in found.most_common(MOST)]
    return {phrase for phrase in likely if re.search(rf"\w{re.escape(phrase)}[\w，、]", text)}


def _marks(context: Context) -> set[str]:
    """Watermarks: phrases that the page itself sets apart within lines, once and again, and that are a site's."""
    return {
        mark
        for mark in context.marks
        if (HAN.search(mark) or mark.count(" ") >= FEWEST)
        and (sounds_like_site(mark) >= MARKED or any(name in mark for name in context.site_names))
    }


def _said_again(ledger: Ledger) -> set[str]:
    """A phrase for reference that interrupts at least one sentence."""
    text = "\n".join(line.text for line in ledger.lines)
    if "供" not in text:
        return set()
    found = [match for match in FOR_REFERENCE.finditer(text) if len(match[0]) >= 4]
    inside = [
        m
        for m in found
        if re.match(r"\w", text[m.end() : m.end() + 1]) and re.match(r"\w", text[m.start() - 1 : m.start()])
    ]
    return {match[0] for match in found} if inside and len(found) >= FEWEST else set()


def _triples(lines: tuple[Line, ...]) -> list[tuple[Line, Line, Line]]:
    pairs = list(pairwise(lines))
    return [(above, line, below) for (above, line), (_, below) in pairwise(pairs)]


def _ends(line: Line) -> bool:
    return bool(ENDED.search(line.text[-8:]))
