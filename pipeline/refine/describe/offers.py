"""What the doors to the file say of it, right below the text: 搬走这份 ¥4.50, 取走原档（DOCX / 22 KB）, 31.5 KB, 下载次数: 208.

A price counts beside a word for taking this document, and not in the clause of members, cards, gifts, other documents or
work to order. Cards of other documents end the search.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import fold, is_title
from pipeline.refine.describe.card_lines import APART, LONGEST_CARD
from pipeline.refine.describe.card_words import CARRY, TAKEN_SO_OFTEN
from pipeline.refine.describe.cells import struck_out
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import FORMATS, add
from pipeline.refine.view import View

TAKE = re.compile(
    rf"下载|下单|购物车|加购|购买|付款|付费(?!专区|会员|用户)|支付|购入|买[下断]|获取|{CARRY}|取[用稿件阅]|领取|[带搬抱领拿]回家?|导出|解锁|兑换|换取|保存到?|存[为到]|收藏[原全本此]|入手|拿下|打包|收入"
    r"|本[稿文件篇份]\S{0,3}[需须]|\b(?:Download|Buy|Télécharger|Acheter|Descargar|Comprar)\b",
    re.IGNORECASE,
)
# Of members, what is charged, given, lent or ordered, and of more than this document.
OTHER = re.compile(
    r"会员|VIP|SVIP|[卡折充]|赏|赞助|捐|拼团|团购|[年季月]|原价|代写|写手|改写|扩写|润色|定制|服务|[您你]?[剩有]?余|赚|[得送奖返]\s?\d|签到|邀请|任务|押|发票|APP|系列|合[集辑]|套餐|全站|其[余他]|\d\s?篇|首[单次]|升级|开通|起$"
    # Nor of other things: a program, a film, a print, a gift, a pack of what documents are paid with.
    r"|阅读器|客户端|软件|插件|浏览器|视频|录音|音频|图片|打印|冲印|上传|礼|红包|[上下]一?篇|[上下]午|[早晚]上|[券币豆点]\s?\d+\s?[张枚个颗]|[买领][取]?[^\d\s]{0,3}[币豆券]\s?\d|我的|看一段|连[盒箱筐篮袋包]",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"(?<![\d.])(?!0+(?:\.0+)?\s?[^\d.])(?P<value>[￥¥]\s?\d+(?:\.\d{1,2})?|\d{1,5}(?:\.\d{1,2})?\s?(?:元|[枚个颗粒]?\s?(?!张\s?[\u4e00-\u9fff]{0,2}券)[\u4e00-\u9fff]{0,3}[币豆券贝票]|[枚个颗粒]\s?[\u4e00-\u9fff]{1,3}?(?=$|[\s方可才即就能来，,）)、])|[\u4e00-\u9fff]{1,2}分(?![钟享类])|[\u4e00-\u9fff]{0,1}点(?![半多钟]))(?![\d\u4e00-\u9fff]*[起/]))"
)
# Unlock the remaining pages for $4.95, and nothing by the month.
IN_FULL = re.compile(
    r"\b(?:Download|Unlock|Purchase|Buy|Get|Débloquer|Télécharger|Acheter|Desbloquear|Descargar|Comprar)\b[^.;$€£]{0,24}?"
    r"\b(?:document|documento|file|paper|essay|speech|deck|presentation|slides|pages|páginas|text|rest)\b[^.;$€£]{0,24}?"
    r"(?P<value>[$€£]\s?\d+(?:\.\d\d)?)(?![\d.]|\s?(?:/|per\b|an?\b|off\b|month|year|par\b|al\b))",
    re.IGNORECASE,
)
SIZE = re.compile(r"(?<![\d.])(?P<value>\d[\d.,]*\s?(?:[KMG]B|[KMG]o))(?![A-Za-z])", re.IGNORECASE)
# A format in brackets is the file's; 存为PDF makes another one.
FORMAT = re.compile(rf"[（(]\s*(?P<value>{FORMATS})\s?(?=[）)·/,，\s原版])", re.IGNORECASE)
PAGES = re.compile(r"共\s?(?P<value>\d{1,4})\s?页")
CLAUSE = re.compile(r"[，,。；;？?！!／〓|｜①-⑳]|\s/\s")
# 青瓷茶具 ¥88: goods, called by a name without a word for taking or for a document; 炉工手册.pdf 5元: another file.
GOODS = re.compile(
    r"(?![^\s]*[本此该原整全单每需扣售付用价费取下搬带领导买解兑换文篇份件档稿存收藏])[\u4e00-\u9fff]{2,12}\s+(?=[￥¥]|\d+(?:\.\d+)?\s?元)"
)
FILE = re.compile(rf"[\w）)》”]\.{FORMATS}", re.IGNORECASE)
BRACKET = re.compile(r"[（(][^（）()]*[）)]")
ATTACHED = re.compile(r"(?P<value>\d[\d.]*\s?[KMG]B)\s*[,，]\s*下载次数", re.IGNORECASE)
OTHERS = re.compile(
    r"相[关似近邻]|推荐|猜[你您]|类似|热[门销榜]|排行|同[类城系系列]|更多|评[论价]|留言|跟帖|还(?:在|想|看|找|下|买)|精选|延伸|最新|Related|Similar|recommand|relacionad",
    re.IGNORECASE,
)
FARTHEST, LONGEST, LONGEST_NAME = 10, 60, 16
FIGURE, FOREIGN_COIN = re.compile(r"\d"), re.compile(r"[$€£]")


def find_offers(view: View, facts: Facts, text: Collection[int]) -> None:
    """Add price, size and format from the lines below the text that offer this document, and the size of a lone attachment."""
    if not text:
        return
    end = max(text)
    struck: frozenset[str] | None = None
    for i in (*_below(view, end), *_above(view, facts.text("title"), min(text))):
        block = view.blocks[i]
        if len(block.text) > LONGEST or not FIGURE.search(block.text) or _is_anothers(block.text, facts):
            continue
        full = IN_FULL.search(block.text) if FOREIGN_COIN.search(block.text) else None
        if full:
            add(facts, "price", full["value"], block.text)
        if struck is None:
            struck = struck_out(view)
        next_ = view.lines[i + 1] if i + 1 < len(view.blocks) else ""
        _read(block, next_ if len(next_) <= LONGEST_NAME else "", struck, facts)
        if i > end and "downloads" not in facts.values:
            _taken(block, facts)
    if "file_size" not in facts.values and "下载次数" in view.said:
        attached = ATTACHED.findall(view.said)
        if len(attached) == 1:
            add(facts, "file_size", attached[0], f"{attached[0]}, 下载次数")


def _is_anothers(line: str, facts: Facts) -> bool:
    """Whether a line names a file that is not called as the document is, and not attached to it."""
    return (
        FILE.search(line) is not None
        and "附件" not in line
        and fold(facts.text("title") or "") not in fold(line)
    )


def _below(view: View, end: int) -> Iterator[int]:
    for i in range(end + 1, min(end + 1 + FARTHEST, len(view.blocks))):
        line = view.lines[i]
        if len(line) <= LONGEST_NAME and OTHERS.search(line) and not FIGURE.search(line):
            return
        yield i


def _above(view: View, title: str | None, first: int) -> range:
    """From the title to the text, where no card of another document stands."""
    near = range(max(0, first - LONGEST_CARD), first)
    return range(next((i + 1 for i in near if is_title(view.blocks[i].text, title)), first), first)


def _read(block: Block, below: str, struck: frozenset[str], facts: Facts) -> None:
    pieces = [piece for piece in block.pieces or (block.text,) if piece not in struck]
    shown = list(_clauses(pieces))
    taken = any(TAKE.search(clause) for clause in shown)
    sums = [clause for clause in shown if MONEY.fullmatch(clause)]
    others = len(pieces) < len(block.pieces) or any(
        MONEY.search(clause) and OTHER.search(clause) for clause in shown
    )
    # A bare sum above the button, or beside what members pay.
    bare = sums and (TAKE.match(below) or taken or (others and len(sums) == 1))
    if taken and (pages := next(filter(None, map(PAGES.fullmatch, shown)), None)):
        add(facts, "pages_total", pages["value"], block.text)
    for clause in shown:
        if OTHER.search(BRACKET.sub("", clause)) or GOODS.match(clause):
            continue
        # What stands in brackets is said of this document unless it is of members.
        said = BRACKET.sub(lambda bracket: "" if OTHER.search(bracket[0]) else bracket[0], clause)
        if TAKE.search(said) or (bare and MONEY.fullmatch(said)) or (taken and MONEY.fullmatch(said.strip())):
            price, size, form = MONEY.search(said), SIZE.search(said), FORMAT.search(said)
            if price:
                add(facts, "price", price["value"], block.text)
            if size:
                add(facts, "file_size", size["value"], block.text)
            if form:
                add(facts, "file_format", form["value"], block.text)


def _taken(block: Block, facts: Facts) -> None:
    """How often it was taken: 1033 人领走 is of this document if the line says nothing else or calls it this one."""
    clauses = list(_clauses(list(block.pieces or (block.text,))))
    for clause in clauses:
        often = TAKEN_SO_OFTEN.fullmatch(clause)
        if often and (clause[0] in "本该此这" or (len(clauses) == 1 and not block.link_density)):
            add(facts, "downloads", often["value"] or often["times"], block.text)


def _clauses(pieces: list[str]) -> Iterator[str]:
    for piece in pieces:
        for part in APART.split(piece) if "（" not in piece and "(" not in piece else (piece,):
            held = BRACKET.search(part)
            if held:
                # A comma in brackets ends no clause.
                yield part[: held.end()].strip()
                yield from (rest for clause in CLAUSE.split(part[held.end() :]) if (rest := clause.strip()))
            else:
                yield from (rest for clause in CLAUSE.split(part) if (rest := clause.strip()))
