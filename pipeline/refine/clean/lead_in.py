"""The sentence a wenku CMS puts before the text: 《title》由会员分享,可在线阅读,更多相关《title(27页珍藏版)》请在site上搜索。

Wordings differ from site to site, the shape does not: the line opens with the page's own title in book
marks and goes on about reading, sharing and searching. Keeps a sentence of the text that tells of a member
sharing something, and a review that opens with the title of the book it is about.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context, fold
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line, Span

USUAL = re.compile(
    r"《[^》]{1,200}》由会员分享(?:[^。]{0,400}?请在.{1,40}?搜索\s*[。.]?|[,，]可在线阅读[^。]{0,200}[。.])"
)
VOICE = re.compile(
    r"在线|浏览|阅读|下载|搜索|检索|查找|分享|上传|供稿|提供|收藏|打印|同类|相关|更多|珍藏版|文库|本站|会员"
)
# 《…》由网友寄存，支持线上翻看
HANDED_IN = re.compile(
    r"^《[^》]*》\s*(?:由|[为系](?=[^，。]{0,10}所?[上传投供]))[^，。]{0,6}(?:会员|网友|用户|书友|读者|档友|友)[^，。]{0,6}(?:寄存|上[传载]|分享|提供|投[递稿]|贡献|整理|收集|发布|[供来]稿|推荐|交来|送来|奉上|存入|转[来载]|传阅|所[传供投])"
)
# 高校食堂师傅的发言 来自淘豆网www.taodocs.com转载请标明出处.
SOURCE_LINE = r"(?:^|(?<=[。！？”!?.]))\s*{title}\s*[-—_]{{0,2}}\s*(?:来自|来源|出自|摘自|转自|由)[^。]{{2,60}}?(?:转载|出处|www\.|\.com|\.cn|\.net)[^。]{{0,20}}[。.]?\s*$"
# Without one of these no line is one; titles are many, and a pattern for each takes time to make.
SOURCED = re.compile(r"(?:来自|来源|出自|摘自|转自|由)[^。]{2}")
OPENING = r"《{title}(?:\.\w{{2,4}})?\s*(?:[（(][^）)]{{1,20}}[）)])?》[^。\n]{{4,400}}?(?:。|$)"


# The beginning of a text, before it: among so many lines, of so many characters, compared with so many lines below.
CUT_OFF = re.compile(r"(?P<said>.+?)\s*(?:…+|\.{3,}|。{3,})[】）)”]?")
# 导读：…, 摘要速览 …, 【提要】…
DIGEST_LABEL = re.compile(r"[\W_]*(?:[\u3400-\u9fff]{2,6}|[A-Za-z]{4,12})(?:\s*[】\]）)：:|｜]|\s)\s*")
DIGESTS, LONGEST_DIGEST, SHORTEST_DIGEST, NEAR = 4, 400, 12, 6


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut the lead-in sentence, and the title where the site repeats it right behind."""
    title = context.title or ""
    known = len(title) >= 4

    def spans(line: Line) -> list[Span]:
        named = known and title in line.text
        if (
            named
            and SOURCED.search(line.text)
            and (credit := re.search(SOURCE_LINE.format(title=re.escape(title)), line.text))
        ):
            return [Span(*credit.span(), "source-line")]
        if "《" not in line.text:
            return []
        found = USUAL.search(line.text)
        opens = named and line.text.startswith(f"《{title}")
        if not found and opens and (own := re.match(OPENING.format(title=re.escape(title)), line.text)):
            # Whoever handed it in, or three words of the site's trade besides the title: a sentence about a book has none.
            rest = own[0].replace(title, "")
            rest = simplified(rest) if context.traditional else rest
            found = own if HANDED_IN.search(rest) or len(set(VOICE.findall(rest))) >= 3 else None
        if not found:
            return []
        end = found.end()
        behind = line.text[end:].lstrip()
        # Behind a bare repetition the text begins anew; a heading of the document runs on or ends a line.
        if title and behind.startswith(title) and behind[len(title) :].lstrip().startswith(title):
            end = len(line.text) - len(behind) + len(title)
        return [Span(found.start(), end, "lead-in")]

    return _without_digest(ledger.cut(spans), title)


def _without_digest(ledger: Ledger, title: str) -> Ledger:
    """Drop a line above the text that says its beginning and breaks off: 「导读：尊敬的各位领导，我叫……」."""
    gone: set[int] = set()
    for i, line in enumerate(ledger.lines[:DIGESTS]):
        cut = CUT_OFF.fullmatch(line.text.strip()) if len(line.text) <= LONGEST_DIGEST else None
        if not cut:
            continue
        label = DIGEST_LABEL.match(cut["said"])
        said = {fold(cut["said"]), fold(cut["said"][label.end() :] if label else "")}
        below = [fold(after.text) for after in ledger.lines[i + 1 : i + 1 + NEAR]]
        # A salutation or a date may stand above what is quoted.
        begun = ["".join(below[at:]).removeprefix(fold(title)) for at in range(min(DIGESTS, len(below)))]
        wanted = (each.removeprefix(fold(title)) for each in said)
        if any(
            len(words) >= SHORTEST_DIGEST and any(text.startswith(words) for text in begun)
            for words in wanted
        ):
            gone = {line.start}
            break
    return ledger.drop(lambda line: "lead-in" if line.start in gone else None) if gone else ledger
