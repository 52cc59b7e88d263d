"""Single sentences of a site's trade in a text that says nothing else of the kind: 「下载本文需8点，」.

Keeps every sentence of a text about downloads, of an article of rules, of program text, and what is said to a hall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.refine.clean.apart import HALL
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.footers import ARTICLE
from pipeline.refine.folding import has_any, simplified, small
from pipeline.refine.ledger import Ledger
from pipeline.refine.lexicon import site_voice
from pipeline.refine.nicknames import nicknamed
from pipeline.refine.voice import sounds_like_site

SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]?|[。！？!?；;]+")
LATIN_SENTENCE = re.compile(r"(?<=[.!?])\s+")
HAN = re.compile("[\u3400-\u9fff]")
QUOTES = re.compile('[“”‘’"「」『』《》]')
# Words of the trade, without one of which no sentence is listened to.
TRADE = (
    "下载", "会员", "vip", "登录", "注册", "付费", "积分", "客户端", "公众号", "水印", "扫码", "本站", "文库", "download", "premium",
    "member", "subscri", "sign in", "log in", "unlock",
)  # fmt: skip
# Log odds of the site's voice from which a sentence goes, and its characters.
UNNAMED, LONGEST, LONGEST_LATIN = 4.0, 40, 120
# More sentences of the trade than this are what the text is about.
MOST = 2


def sentences_of_trade(ledger: Ledger, text: str, context: Context) -> dict[int, list[tuple[int, int]]]:
    """Sentences of the trade in a text that has no others, by the starts of their lines."""
    said = small(text)
    words = [word for word in TRADE if word in said]
    if not words:
        return {}
    speaking = [line for line in ledger.lines if has_any(small(line.text), words)]
    if len(speaking) > MOST:
        return {}
    found: dict[int, list[tuple[int, int]]] = {}
    for line in speaking:
        if line.block in context.code or ARTICLE.match(line.text):
            continue
        for start, end in _parts(line.text):
            part = line.text[start:end].strip()
            if not has_any(small(part), words):
                continue
            latin = not HAN.search(part)
            if (
                len(part) > (LONGEST_LATIN if latin else LONGEST)
                or len(part) == len(line.text.strip())
                or HALL.search(part)
                or QUOTES.search(part)
                or not site_voice(part)[1]
                or heard(part.rstrip("。．.!！"), [], context) < UNNAMED
            ):
                return {}
            found.setdefault(line.start, []).append((start, end))
    return found


def _parts(text: str) -> Iterator[tuple[int, int]]:
    if HAN.search(text):
        for found in SENTENCE.finditer(text):
            yield found.span()
        return
    at = 0
    for gap in LATIN_SENTENCE.finditer(text):
        yield at, gap.end()
        at = gap.end()
    yield at, len(text)


def heard(text: str, names: list[str], context: Context) -> float:
    """Log odds that a phrase is the site's, whatever name it calls itself by."""
    for name in reversed(names):
        text = text.replace(name, "本站")
    text = nicknamed(text, context.site_names)
    return sounds_like_site(simplified(text) if context.traditional else text)
