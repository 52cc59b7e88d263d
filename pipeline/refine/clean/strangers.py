"""Lines in elements of their own kind, told by where they stand: behind the text's last word, and between its sentences.

A text that a speaker has closed (「谢谢大家！」), or signed and dated, is over: what the page shows below it in another element is the
site's, whatever it says. And a box that the page sets between sentences, once and again with the same words, or with words that
begin alike and sound at all like a site, is a mark of its own. Keeps headings, captions, quotations, tables and lists, which authors set so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from pipeline.refine.clean.apart import PART, kind_of, prose_lines
from pipeline.refine.clean.context import Context, is_title
from pipeline.refine.clean.injected import OFFERED
from pipeline.refine.clean.prompts import LONGEST, NUMBERED
from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.last_words import is_closed, is_dated, signature_size
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.markup import HEADINGS
from pipeline.refine.voice import sounds_like_site

# What an author sets between his paragraphs.
CONTENT_TAGS = HEADINGS | {
    "figure",
    "figcaption",
    "td",
    "th",
    "pre",
    "blockquote",
    "li",
    "dt",
    "dd",
    "b",
    "strong",
}
# Characters of a text that may be whole, and that two marks begin with alike.
ENOUGH, ALIKE = 60, 3
# Log odds of the site's voice from which a box between sentences is the site's, alone and beside others of its kind.
ALONE, ONE_OF_SEVERAL = 0.1, -0.5
# From which one such box shows what its kind is for, and another of that kind is no exception.
PROOF, OF_THAT_KIND = 1.25, -3.5
FEWEST_LETTERS = 3
CREDIT = re.compile(
    r"[（(]?(?:图片|配图|题图|文中图片)(?:来自|来源|源自)[\s:：于]*(?:网络|互联网|\S{0,4}网友?)[）)]?"
)
# Share of the text that its element has.
NEARLY_ALL = 0.85
LINK = 0.9
# Share of link text from which a line leads away, and how a sentence ends.
LED_AWAY = 0.5
# What an author encloses, cites or shows: 附件：渠道图纸.pdf, （参见《水利史》）, 图一.
REFERS = re.compile(
    r"[\s（(【\[]*(?:附[件表图录：:]|参[见阅考]|详见|[出引]处|引自|见[：:《]|[图表]\s?[\d一二三四五六七八九十])"
)
ENDED = re.compile(r"[。！；;]\s*$")
HAN = re.compile("[\u3400-\u9fff]")
# 某某网提示：, 下载须知
HEADS_HINTS = re.compile(
    r"\W*[^。，！？]{0,10}(?:提示|须知|声明|说明|帮助|推荐|热点|相关|猜你|下载)[^。，！？]{0,4}[:：]?"
)
# What an author adds below his name; the share of a text that a site adds to it at most.
AFTERWORD = re.compile(
    r"\s*[（(]?(?:附[件录表图:：]|抄[送报]|主送|联系|电话|地址|邮[编箱]|注[:：]|备注|[此本]件|主动公开|公开(?:方式|属性)|P\.?S\.?|又及|另[:：])"
)
LITTLE = 0.3
# Lines in which an end is looked for.
NEAR = 8
# How a speaker turns to his hall, what nobody says before that, and how lines of a head begin. As many may stand above.
GREETS = re.compile(r"(?:尊敬|敬爱|亲爱)的|各位|(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|战友|来宾)们")
SAYS, LONGEST_CALL = re.compile(r"\d|[。；！]$|[您你]"), 36
HEADS = re.compile(
    r"\s*(?:[—（(《“]|(?:时间|地点|主持|场合|会议|讲话人|演讲者?|发言人|题目|主题|编号|报告人|主讲)\S{0,2}[:：\s])"
)
FORE = 4
TOLD = re.compile(r"\W*(?:内容|文档|本文|资料|文章|全文|稿件)?(?:简介|提要|概要|概述|导读)\W{0,2}[:：]")
# 〔本站荐语〕, 【温馨提示】: who speaks, or what for.
SPEAKER = re.compile(
    r"[〔【\[（(［][^〕】\]）)］]{0,8}(?:荐|推荐|提示|广告|公告|插播|友情|温馨|小编|编辑|编者|站长|客服|公众号|声明|福利|提醒)[^〕】\]）)］]{0,6}[〕】\]）)］]"
)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop what stands behind the end in another element, and the boxes between sentences."""
    if not context.blocks or context.thread:
        return ledger
    prose = prose_lines(ledger.lines, context)
    if not prose:
        return ledger
    rules = dict.fromkeys(_behind_the_end(ledger.lines, prose, context), "after-end")
    rules |= dict.fromkeys(_above_opening(ledger.lines, context), "above-opening")
    rules |= dict.fromkeys(_told_above(ledger.lines, prose, context), "lead-in")
    rules |= dict.fromkeys(_between(ledger.lines, prose, context), "mark-between")
    rules |= dict.fromkeys(_linked(ledger.lines, prose, context), "linked-line")
    rules |= dict.fromkeys(_offered(ledger.lines, context), "way-on")
    return ledger.drop(lambda line: rules.get(line.start)) if rules else ledger


def _behind_the_end(lines: tuple[Line, ...], prose: list[int], context: Context) -> set[int]:
    """Starts of the lines below a closed text that stand outside the element it fills."""
    # Parents of lines in elements of their own, the element itself of a text in one.
    kinds = {kind_of(lines[i], context) for i in prose}
    alike = [line for line in lines if kind_of(line, context) in kinds]
    home = _home([context.blocks[line.block].path for line in alike], [len(line.text) for line in alike])
    inside = [line for line in lines if context.blocks[line.block].path[: len(home)] == home]
    text = "\n".join(line.text for line in inside)
    if not home or len(text) < ENOUGH:
        return set()
    inside = inside[: _end_within(inside)]
    last = inside[-1].start
    if not _is_over("\n".join(line.text for line in inside)):
        return set()
    behind = [line for line in lines if line.start > last]
    behind = behind[signature_size([line.text for line in behind]) :]
    return {line.start for line in behind} if all(len(line.text) <= LONGEST for line in behind) else set()


def _end_within(lines: list[Line]) -> int:
    """How many of the lines of one element come before the site's own: below the date of a signed text, or under a heading
    of the site's below any end, where little more comes and no other end.
    """
    whole = sum(len(line.text) for line in lines)
    rest = 0
    for i in range(len(lines) - 1, 0, -1):
        rest += len(lines[i].text)
        if rest > LITTLE * whole or AFTERWORD.match(lines[i].text):
            break
        # The last lines tell: to look at all of them for each would take the square of their number.
        above = "\n".join(line.text for line in lines[max(0, i - NEAR) : i])
        hints = HEADS_HINTS.fullmatch(lines[i].text.strip()) is not None
        if whole - rest >= ENOUGH and (is_dated(above) or (hints and is_closed(above))):
            return i
    return len(lines)


def _is_over(text: str) -> bool:
    return len(text) >= ENOUGH and (is_closed(text) or is_dated(text))


def _above_opening(lines: tuple[Line, ...], context: Context) -> set[int]:
    """Starts of the lines above a salutation that are neither a heading nor a date, a place or a name: a site's counts and
    calls. They have figures, or are sentences, which nobody says before he greets; a longer one of the text's own kind is a
    paragraph of whoever turns to his hall only now.
    """
    greeted = next((i for i, line in enumerate(lines[: FORE + 1]) if GREETS.match(line.text)), 0)
    return {
        line.start
        for line in lines[:greeted]
        if len(line.text) <= LONGEST
        and (len(line.text) <= LONGEST_CALL or kind_of(line, context) != kind_of(lines[greeted], context))
        and SAYS.search(line.text)
        and not is_title(line.text, context.title)
        and read_own_line(line.text) is None
        and not DATE.search(line.text)
        and not HEADS.match(line.text)
        and not PART.match(line.text)
        and context.blocks[line.block].tag not in HEADINGS
    }


def _told_above(lines: tuple[Line, ...], prose: list[int], context: Context) -> set[int]:
    """Starts of the lines in which a site tells what the text is about, above it and outside its element."""
    kinds = {kind_of(lines[i], context) for i in prose if not TOLD.match(lines[i].text)}
    return {
        line.start
        for line in lines[:FORE]
        if TOLD.match(line.text) and kinds and kind_of(line, context) not in kinds
    }


def _between(lines: tuple[Line, ...], prose: list[int], context: Context) -> set[int]:
    """Starts of the lines in named elements between sentences that are marks of the site's."""
    kinds = {kind_of(lines[i], context) for i in prose}
    boxes: defaultdict[str, list[Line]] = defaultdict(list)
    inside = {line.start for line in lines[prose[0] + 1 : prose[-1]]}
    for line in lines:
        block = context.blocks[line.block]
        name = block.places[-1] if block.places else ""
        if (
            " " in name
            and CONTENT_TAGS.isdisjoint(place.partition(" ")[0] for place in block.places)
            and line.block not in context.code
            and kind_of(line, context) not in kinds
            and len(line.text) <= LONGEST
            and sum(map(str.isalpha, line.text)) >= FEWEST_LETTERS
            and not NUMBERED.match(line.text.strip())
            and not is_title(line.text, context.title)
        ):
            boxes[name].append(line)
    gone: set[int] = set()
    for box in boxes.values():
        said = Counter(line.text.strip() for line in box)
        begun = Counter(line.text.strip()[:ALIKE] for line in box)
        proven = False
        for line in box:
            if line.start not in inside:
                continue
            text = line.text.strip()
            least = ONE_OF_SEVERAL if begun[text[:ALIKE]] > 1 else ALONE
            named = context.with_site_named(text)
            heard = sounds_like_site(named)
            if said[text] > 1 or SPEAKER.match(text) or named != text or heard >= least:
                gone.add(line.start)
                proven = proven or named != text or heard >= PROOF
        if proven:
            # A kind of box is for one kind of words.
            gone |= {
                line.start
                for line in box
                if sounds_like_site(context.with_site_named(line.text.strip())) >= OF_THAT_KIND
            }
    return gone


def _linked(lines: tuple[Line, ...], prose: list[int], context: Context) -> set[int]:
    """Starts of the lines between Chinese sentences that lead away, mostly or in all, and say nothing whole."""
    return {
        line.start
        for line in lines[prose[0] + 1 : prose[-1]]
        if context.blocks[line.block].link_density >= LED_AWAY
        and len(line.text) <= LONGEST
        and HAN.search(line.text)
        and not ENDED.search(line.text)
        and not PART.match(line.text)
        and not NUMBERED.match(line.text.strip())
        and not REFERS.match(line.text)
        and not is_title(line.text, context.title)
        and CONTENT_TAGS.isdisjoint(
            place.partition(" ")[0]
            for place in (*context.blocks[line.block].places, context.blocks[line.block].tag)
        )
    }


def _home(paths: list[tuple[int, ...]], sizes: list[int]) -> tuple[int, ...]:
    """The innermost element that nearly all of the text stands in."""
    home: tuple[int, ...] = ()
    inside = list(zip(paths, sizes, strict=True))
    enough = NEARLY_ALL * sum(sizes)
    while True:
        depth = len(home)
        below: defaultdict[int, int] = defaultdict(int)
        for path, size in inside:
            if len(path) > depth:
                below[path[depth]] += size
        inner = max(below, key=below.__getitem__, default=0)
        if not below or below[inner] < enough:
            return home
        home = (*home, inner)
        inside = [(path, size) for path, size in inside if path[depth : depth + 1] == home[-1:]]


def _offered(lines: tuple[Line, ...], context: Context) -> set[int]:
    """Starts of the links to what the site has besides, and of lines about where a picture is from."""
    return {
        line.start
        for line in lines
        if (context.blocks[line.block].link_density >= LINK and OFFERED.match(line.text))
        or CREDIT.fullmatch(line.text.strip())
    }
