"""Counters outside the text: pages in all, downloads, dates shown, prices without a label (``measures`` has the rest)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import LABELLED, MONEY, add
from pipeline.refine.describe.measures import NARRATED
from pipeline.refine.numbering import numeral

N = r"(\d{1,5}|[一二三四五六七八九十百]{1,5})"
OF_TOTAL = re.compile(r"^(?:\d+\s*(?:[/／]|of)\s*(\d+)|[/／]\s*(\d+))$")
# The buttons of a reader beside the number of a page or a slide.
FLIP = re.compile(
    r"^\s*(?:上一?[页張张屏])\s+(?=\d{1,4}\s*/)|(?<=\d)\s+(?:下一?[页張张屏])(?:\s+全屏\S{0,4})?\s*$"
)
# What there are so many of, what has them, and words for all of them.
LEAF = r"(?:[页頁面]|[张張]幻灯片|(?<=\d)\s?[Pp](?![a-z]))"
# Of several sheets the first is no photograph.
SHEET = rf"(?:{LEAF}|[张張屏幅])"
OF_THIS = r"(?:[（(【\[]?\s*(?:[本此该這这整全完]?[份个個篇套整]?(?:完整)?(?:文[档檔件稿章本]?|资料|資料|资源|課件|课件|稿件|幻灯片|簡報|檔案|PPT|报告)?)\s*)"
ALL = r"(?:一?共[有计計分]?|[总總][共计計]|合[计計]|总?计|[总總][页頁][数數][为為]?|[总總]数?)"
OF_TOTAL_IN_WORDS = re.compile(
    rf"^(?:页码\s*[:：]?\s*\d+\s*[/／]\s*(\d+)|第\s*\d+\s*[/／]\s*(\d+)\s*{LEAF}|第\s*{N}\s*{SHEET}\s*(?:[/／,，]?\s*共|[/／])\s*{N}\s*{SHEET}|{OF_THIS}?(?:{ALL}\s*[:：]?\s*{N}\s*{LEAF}|总?[页頁][数數]\s*[（(]\s*{N}\s*{LEAF}?\s*[）)])[）)】\]]?"
    # Of photographs too there are so many 张.
    rf"|(?:本|该|此)?(?:幻灯片|PPT|课件|課件|簡報|简报|演示文稿)\s*{ALL}\s*[:：]?\s*{N}\s*[张張]"
    r"|(?:[Pp]age|[Ss]lide|[Ss]eite|[Pp]ágina|[Tt]rang|[Hh]alaman|[Сс]траница|[Сс]лайд) \d+ ?(?:of|/|sur|de|von|dari|trên|из) ?(\d+)"
    r"|(?:[Tt]otal|[Gg]esamt|[Ii]nsgesamt|[Tt]ổng(?: số| cộng)?|[Вв]сего|[Jj]umlah|[Ee]n tout) ?:? ?(\d+) (?:pages|páginas|[Ss]eiten|trang|страниц\w?|halaman|slides))$"
)
# The foot of a printed page, behind which stands whose it is.
FOOT = re.compile(rf"第\s*{N}\s*页\s*[/／,，]?\s*共\s*{N}\s*页\s*(?P<whose>\S.{{1,60}})")
# A button of this document's own: Download (PDF - 3 pages - 61 KB).
BUTTON = re.compile(
    r"(?:(?:立即|免费|点击|全文)?下载(?:全文|本文|文档|原文)?|Download(?: now| document)?|Télécharger(?: maintenant| le document)?|Descargar(?: ahora| documento)?|Tải (?:về|xuống))\s*[（(](?P<facts>[^（）()]{6,60})[）)]",
    re.IGNORECASE,
)
# One of several facts in a line of separated ones: 约1.2万字 · 26页 · 2021-08-20, 47 vues · 2 pages.
ITEM = re.compile(r"\s*[·•|｜，]\s*|,\s+|\s{2,}|\s+[-–—]\s+")
ITEM_PAGES = re.compile(
    rf"(?:{OF_THIS}?{ALL}\s*)?(?P<value>\d{{1,5}})\s*(?:页|张\s?(?:幻灯片|PPT|课件)|[Pp]ages?|[Pp]áginas?|trang|[Ss]eiten|[Ss]lides|[Dd]iapositiv(?:as|es|e)|[Dd]iapos|Folien|слайд(?:ов|а))"
)
ITEM_SIZE = re.compile(r"(?P<value>\d[\d.,]*\s*(?:[KMG]B|[KMG]o))", re.IGNORECASE)
ITEM_DOWNLOADS = re.compile(
    r"(?:(?:已|已?被)?下载[了过]?|下载量?|已有)\s*(\d[\d,.]*\s*[万wk]?)\s*次?|(\d[\d,.]*\s*[万wk]?)\s*(?:次下载|人下载|人已下载|下载)|(\d[\d,]*) (?:[Dd]ownloads?|téléchargements?|descargas|lượt tải)"
)
# The same in a row with nothing but blanks between: 共4页 26KB 浏览 1.2万 下载 86次.
ROW = re.compile(
    r"(?<!\S)(?:共\s?\d{1,5}\s?页|(?<!第\s)\d{1,5}\s?页|\d[\d,.]*[万wk]?\s?[次人]\s?(?:浏览|阅读|查看|看过)|\d[\d.,]*\s?(?:[KMG]B|[KMG]o)|(?:已?下载|下载量?)\s?\d[\d,.]*[万wk]?次?)(?!\S)",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[。！？；，]")
# What every item of a row has, and every date.
FIGURE = re.compile(r"\d|免费|free|gratuit|gratis|miễn phí", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d|年")
ITEM_DATE = re.compile(
    rf"(?P<before>.{{0,24}}?)\s*(?P<value>{DATE.pattern})(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s*(?:发布|上传|更新|收录|分享)(?:于.{{0,12}})?$",
    re.IGNORECASE,
)
BUY = re.compile(
    rf"(?:立即|点击|付费|快速)?(?:下载|购买|获取|兑换|需要?|单[买购篇份]|支?付|打包|[带拿取领]走|取回)[^。，]{{0,8}}?(?<![\d.,])(?P<value>{MONEY})|(?P<price>{MONEY})\s*(?:立即|直接)?(?:购买|下载|获取|转?存|[带拿取领]走|收下)(?:原?文[档件稿]|全文|本[文篇])?"
    rf"|(?:支?付|花)\s?(?P<paid>{MONEY})\s*(?:即可|就能|可)?[看读阅取存拿带下解][^。，]{{0,10}}"
)
# 12下载 and 下载量：204 are counts: a number without a unit is a price only beside a word for paying.
COIN = re.compile(r"[豆币券贝]\s?$")
BARE, PAYING = re.compile(r"\d+"), re.compile(r"需|[费价付]|买|购|兑换|积分|点数|[币券豆]")
# Price and date without a word stand in a row of such facts: 2019-04-05 · 14页 · 免费.
ROW_PRICE = re.compile(rf"(?!\d+$){MONEY}")
ROW_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}")
SHORT, FEWEST_IN_ROW = 120, 2


def read_counters(text: str, facts: Facts, *, counted: bool, rows: bool, pieces: Sequence[str] = ()) -> None:
    """What the counters of one line say.

    ``counted``: a bare 「1 / 8」 counts the document's pages. ``rows``: 「12页 · 免费」 is about the document; below the
    text such rows belong to the cards of others. ``pieces`` are what style sets apart in it.
    """
    if "pages_total" not in facts.values:
        bare = (FLIP.sub("", text) if "上" in text or "下" in text else text).strip(" <>‹›«»|")
        total = OF_TOTAL_IN_WORDS.match(bare) or (OF_TOTAL.match(bare) if counted else None)
        if total:
            # 第 3 页 / 共 8 页: the last number is the total.
            facts.add("pages_total", numeral([g for g in total.groups() if g][-1]), text)
    if rows and len(pieces) > 1 and _is_row(pieces):
        _items(list(pieces), text, facts)
    if rows and len(text) <= SHORT and FIGURE.search(text) and not NARRATED.search(text):
        row = ROW.findall(text) if not SENTENCE.search(text) else []
        items = (*ITEM.split(text), *(row if len(row) >= FEWEST_IN_ROW else ()))
        _items([item.strip(" ,，（）()") for item in items], text, facts)


def _is_row(pieces: Sequence[str]) -> bool:
    """Whether two of these tell something of a file, one of which may be its day."""
    told = sum(_item(piece, "", Facts()) for piece in pieces)
    return told > 1 or (told > 0 and any(map(DATE.fullmatch, pieces)))


def read_foot(text: str, names: Iterable[str], facts: Facts) -> None:
    """The number of pages at the foot of one, if one of these names stands behind it: 第 1 页 共 5 页 某某网."""
    foot = FOOT.fullmatch(text.strip()) if "共" in text and "页" in text else None
    if foot and any(name in foot["whose"] for name in names if name):
        facts.add("pages_total", numeral(foot[2]), text)


def read_button(text: str, facts: Facts) -> None:
    """What the button for this document says in brackets: ``Télécharger (PDF - 3 pages - 61 Ko)``."""
    button = BUTTON.fullmatch(text.strip()) if text.rstrip()[-1:] in "）)" else None
    if button:
        _items([item.strip() for item in re.split(r"\s[-–]\s|[|,，、/·]", button["facts"])], text, facts)


def _items(items: list[str], line: str, facts: Facts) -> None:
    told = [item for item in items if _item(item, line, facts)]
    # A card's labelled values make such a row too: 编号：88231 | 大小：31KB | 2019-01-20.
    labelled = sum(
        any(pattern.match(item) for pattern in LABELLED.values())
        for item in items
        if ":" in item or "：" in item
    )
    for item in items if told or labelled >= FEWEST_IN_ROW else ():
        if ROW_PRICE.fullmatch(item):
            add(facts, "price", item, line)
        elif ROW_DATE.fullmatch(item):
            add(facts, "published_on", item, line)


def _item(item: str, line: str, facts: Facts) -> bool:
    """Take what one item says; whether it says anything."""
    if not FIGURE.search(item):
        return False
    downloads = ITEM_DOWNLOADS.fullmatch(item)
    of_total = OF_TOTAL_IN_WORDS.match(item)
    if of_total:
        facts.add("pages_total", numeral([g for g in of_total.groups() if g][-1]), line)
    found = {
        "pages_total": ITEM_PAGES.fullmatch(item),
        "file_size": ITEM_SIZE.fullmatch(item),
        "published_on": ITEM_DATE.fullmatch(item) if YEAR.search(item) else None,
        "price": _bought(item),
    }
    for column, match in found.items():
        if match:
            add(facts, column, _value(match), line)
    if downloads:
        add(facts, "downloads", next(g for g in downloads.groups() if g), line)
    return bool(downloads) or any(found.values())


def _bought(item: str) -> re.Match[str] | None:
    bought = BUY.fullmatch(item)
    bare = BARE.fullmatch(_value(bought)) if bought else None
    # 需麦豆15: the coin before its number is of the price.
    if bare and (not PAYING.search(item) or COIN.search(item, 0, item.rfind(bare[0]))):
        return None
    return bought


def _value(match: re.Match[str]) -> str:
    """What is counted or paid."""
    told = match.groupdict()
    return str(told.get("value") or told.get("price") or told.get("paid"))
