"""What the site says about the file: number, pages, size, uploader, price, dates, categories."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import FILE_ENDING, is_title
from pipeline.refine.describe.address import number_in_scripts, number_in_url, number_printed
from pipeline.refine.describe.bylines import FIRST_DATE, LONGEST_BYLINE, NUMERIC_DATE, PAGE_LABEL
from pipeline.refine.describe.card import read_card
from pipeline.refine.describe.card_person import is_person, read_handed
from pipeline.refine.describe.card_words import OTHER_DAY, WHEN
from pipeline.refine.describe.counters import read_button, read_counters, read_foot
from pipeline.refine.describe.fact_rows import NO_NAME, read_row
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.grids import grid_pairs
from pipeline.refine.describe.labels import LABELLED, add, is_cell_label, read_labels, read_pair, read_pairs
from pipeline.refine.describe.linked_data import find_linked_date
from pipeline.refine.describe.measures import read_measures, read_rest
from pipeline.refine.describe.normal import normal_view
from pipeline.refine.describe.offers import find_offers
from pipeline.refine.describe.others import in_boxes_of_others
from pipeline.refine.describe.outlying import read_outlying
from pipeline.refine.describe.pieces import numbers_apart, row_of
from pipeline.refine.describe.profile import find_member
from pipeline.refine.describe.signs import format_of_sign, read_signs
from pipeline.refine.describe.threads import find_thread_starter
from pipeline.refine.describe.trail import find_categories
from pipeline.refine.folding import simplified
from pipeline.refine.markup import fold_space
from pipeline.refine.view import View
from pipeline.urls import site_of

META = {
    "og:document:type": "file_format",
    "og:document:page": "pages_total",
    "og:document:cost": "price",
    "og:release_date": "published_on",
    "article:published_time": "published_on",
    "og:article:published_time": "published_on",
    "pubdate": "published_on",
    "publishdate": "published_on",
    "datepublished": "published_on",
    "uploaddate": "published_on",
    "dc.date.issued": "published_on",
}
# 时间：2021-09-05 is the site's among other labels; by itself it may be an invitation's.
BARE_WHEN = re.compile(
    r"(?:时间|日期|Date|Fecha|Ngày)\s*[:：]\s*(?P<date>(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日))"
)
TITLE_FORMAT = re.compile(
    r"\.(docx?|pptx?|xlsx?|pdf|txt|wps|rtf)(?=$|[\s_\-|–—（(\[【\u3400-\u9fff])", re.IGNORECASE
)
OWNED = re.compile(r"的(?:主页|文档|空间|店铺|文库)")
OWNER, OWNERS = re.compile(rf"(\S{{1,20}}){OWNED.pattern}"), ("/u-", "/user/", "/u/", "/space")
UPLOADED = re.compile(
    r"^(?:由\s*)?(?P<name>[^\s:：,，|。]{1,20}?)\s*(?:于|在)?\s*(?=(?:19|20)\d\d[-/.年])(?P<date>[\d/.年月日-]{8,11})\s*(?:上传|分享|发布)"
    r"|(?:^|[\s|·•])(?P<who>[^\s:：,，|。]{1,20})\s*(?:上传|分享|发布)于\s*(?P<when>(?:19|20)\d\d[-/.年][\d/.月日-]{3,6})"
    r"|(?:系|由|为)(?:网友|用户|会员|读者|教师|老师|作者)?[“\"「『《](?P<quoted>[^”\"」』》，。]{1,20})[”\"」』》](?:自行|自愿|主动)?(?:上传|分享|提供|贡献|投稿|发布)"
    r"|^(?:Uploaded|Posted|Published|Shared|Publi[ée]|Mis en ligne|Publicado|Subido) (?:by|par|por) (?P<by>[\w .-]{2,30}?)(?: on| le| el|,) (?P<on>[\w ,./-]{6,24})$"
)
# The day of something else, by the last word before it; government pages tell when they made a thing public (公开).
NOT_PUT_ON = re.compile(rf"(?<!公)(?:{OTHER_DAY.pattern})\S?(?:(?:时间|日期|日|于)\s*[:：｜|]?|[:：])\s*$")
# One of these is in each.
UPLOAD_WORDS = re.compile("上传|分享|发布|提供|贡献|投稿| by | par | por ")
# Every labelled value and every counter has one of these.
TELLING = re.compile(r"[\d:：页頁]")
# More lines that tell something than this are a listing.
LONGEST_LINE, MOST_TELLING = 300, 2_000
SHORTEST_SENTENCE = 20
# A line that is a link may name another page, unless it is the way to get this one.
LINK = 0.5
DEAL = re.compile(
    r"^\W*(?:立即|点击|付费|免费|快速)?(?:下载|购买|获取|兑换|解锁)|(?:购买|下载|获取|解锁)(?:全文|原文|文档|本[文篇])?\W*$|^(?:Download|Buy|Télécharger|Descargar|Comprar|Acheter|Tải)\b",
    re.IGNORECASE,
)


def find_head_facts(view: View, facts: Facts) -> None:
    """What meta tags, dated and linked elements, the title's file ending and the lines below the title say."""
    for name, column in META.items():
        if name in view.meta:
            add(facts, column, view.meta[name], f"{name}={view.meta[name]}")
    author = view.meta.get("author", "")
    # Of a page that is a document; elsewhere it is whoever made the site.
    if ("og:document:type" in view.meta or view.meta.get("og:type") == "document") and is_person(author):
        facts.add("uploader", author if author not in view.site_names else None, f"author={author}")
    _date_below_title(view, facts)
    _format_in_title(view, facts)
    _elements(view, facts)


def find_line_facts(view: View, facts: Facts, text: Collection[int], *, counted: bool) -> None:
    """What lines outside the text say in labelled values and counters, and the number in the URL.

    ``text`` are the blocks of the main text: a 编号 or a 页数 there is the author's. ``counted`` says that a
    bare 「1 / 8」 counts the document's pages; elsewhere it may count pictures or letters.
    """
    view = normal_view(view, text)
    cost = _bare_cost(facts)
    _read_lines(view, facts, text, counted=counted)
    _number(view, facts, text)
    if cost and not re.search(rf"(?<![\d.]){cost[0]}(?![\d.])", facts.text("price") or ""):
        facts.replace("price", *cost)


def _bare_cost(facts: Facts) -> tuple[str, str] | None:
    """A bare number from the head, put aside: the page may say of what."""
    cost = facts.text("price")
    if not cost or not cost.isdigit():
        return None
    del facts.values["price"]
    return cost, facts.evidence["price"]


def _read_lines(view: View, facts: Facts, text: Collection[int], *, counted: bool) -> None:
    before: str | None = None
    updated = Facts()
    told: list[str] = []
    end = max(text, default=len(view.blocks))
    boxes = in_boxes_of_others(view.blocks, view.lines, text)
    others = _rows_of_others(view, end) | boxes
    grid = grid_pairs(view.blocks, text, is_cell_label)
    for i, block in enumerate(view.blocks):
        if i in others or i in text or len(block.text) > LONGEST_LINE:
            before = None
            continue
        apart = numbers_apart(block) if len(block.pieces) > 1 else ""
        line = _folded(view, apart) or view.lines[i]
        if i in grid:
            before = None
            _read_grid(grid[i], facts, updated)
        else:
            read_pairs(before, line, block, facts, updated)
            before = line
        _told_in_words(line, block, facts)
        # Most lines are names of other pages.
        if len(told) >= MOST_TELLING or not TELLING.search(line):
            continue
        read_measures(line, facts, linked=block.link_density > LINK)
        told.append(line)
        read_button(line, facts)
        if "共" in line:
            read_foot(line, (*view.site_names, site_of(view.url)), facts)
        row = row_of(block)
        if row:
            read_labels(_folded(view, row), row, facts, updated)
        read_labels(line, apart or block.text, facts, updated)
        for said in block.pieces if len(block.pieces) > 1 else (line,):
            _uploaded(_folded(view, said), facts)
        _bare_date(line, facts)
        # The row right below the text is about it, if it names no other document; so is a bare count there, whatever the site.
        below = i == end + 1 and not block.link_density
        about = below or (i <= end and (block.link_density <= LINK or bool(DEAL.search(line))))
        read_counters(line, facts, counted=counted or below, rows=about, pieces=block.pieces)
        # Last: what has a label says more.
        if block.link_density <= LINK and i <= end:
            shown = row or block.text
            read_row(_folded(view, shown), shown, facts)
    _read_cards(view, facts, updated, text, boxes)
    for line in told if "pages_total" in facts.values else ():
        read_rest(line, facts)


def _read_grid(pairs: Sequence[tuple[str, str]], facts: Facts, updated: Facts) -> None:
    for label, value in pairs:
        read_pair(label, value, facts, updated)


def _folded(view: View, shown: str) -> str:
    return simplified(shown) if view.traditional else shown


def _read_cards(view: View, facts: Facts, updated: Facts, text: Collection[int], boxes: set[int]) -> None:
    seen = Facts()
    region = read_card(view, facts, updated, seen, text)
    read_outlying(view, facts, updated, text, boxes.union(region))
    read_signs(view, facts, text)
    find_member(view, facts, text)
    find_offers(view, facts, text)
    find_thread_starter(view, facts)
    format_of_sign(view, facts)
    find_linked_date(view, facts, seen)
    if "published_on" in updated.values:
        facts.add("published_on", updated.text("published_on"), updated.evidence["published_on"])


def _number(view: View, facts: Facts, text: Collection[int]) -> None:
    number_in_url(view.url, facts)
    if "site_document_id" not in facts.values:
        above = view.blocks[: min(text, default=0)]
        number_printed(view.url, [piece for block in above for piece in (block.text, *block.pieces)], facts)
    if "site_document_id" not in facts.values:
        number_in_scripts(view.url, view.scripts, facts)


def _rows_of_others(view: View, end: int) -> set[int]:
    """Rows below the text that tell one fact differently in one place of the page: of other documents, or of comments."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(end + 1, len(view.blocks)):
        if len(view.lines[i]) <= LONGEST_LINE and TELLING.search(view.lines[i]):
            places[view.blocks[i].places].append(i)
    found: set[int] = set()
    for rows in places.values():
        told: defaultdict[str, set[object]] = defaultdict(set)
        for i in rows if len(rows) > 1 else ():
            facts = Facts()
            read_labels(view.lines[i], view.lines[i], facts, facts)
            _uploaded(view.lines[i], facts)
            for column, value in facts.values.items():
                told[column].add(value)
        if any(len(values) > 1 for values in told.values()):
            found.update(rows)
    return found


def _told_in_words(line: str, block: Block, facts: Facts) -> None:
    """What a line without a figure may say: how the file is named, who handed it in."""
    if "file_format" not in facts.values:
        _format_of_file(line, facts)
    if "由" in line and "uploader" not in facts.values:
        read_handed(block.text, block.pieces, facts)


def _format_of_file(line: str, facts: Facts) -> None:
    """The ending of a file that is named as the document is."""
    ending = FILE_ENDING.search(line)
    if ending and is_title(line, facts.text("title")):
        add(facts, "file_format", ending[0], line)


def _bare_date(line: str, facts: Facts) -> None:
    first = FIRST_DATE.match(line)
    if first and len(line) <= LONGEST_BYLINE:
        add(facts, "published_on", first["date"], first[0])
    when = BARE_WHEN.search(line)
    if when and (PAGE_LABEL.search(line) or any(pattern.search(line) for pattern in LABELLED.values())):
        add(facts, "published_on", when["date"], when[0])


def _uploaded(line: str, facts: Facts) -> None:
    told = len(line) <= (80 if "“" not in line else 160) and UPLOAD_WORDS.search(line)
    found = UPLOADED.search(line) if told else None
    if found:
        add(facts, "published_on", found["date"] or found["when"] or found["on"] or "", line)
        name = found["name"] or found["who"] or found["by"] or found["quoted"]
        facts.add(
            "uploader",
            None if NO_NAME.search(name) or WHEN.search(name) or not any(map(str.isalnum, name)) else name,
            line,
        )


def _date_below_title(view: View, facts: Facts) -> None:
    """A numeric date in one of the short lines below the printed title: 2024-02-26 老金."""
    title = facts.text("title")
    at = next((i for i, block in enumerate(view.blocks) if is_title(block.text, title)), None)
    for block in view.blocks[at + 1 : at + 4] if at is not None else ():
        if len(block.text) >= SHORTEST_SENTENCE and block.text[-1] in "。！？":
            # The text has begun.
            break
        line = numbers_apart(block) or block.text
        dated = NUMERIC_DATE.search(line)
        if dated and (NOT_PUT_ON.search(line, 0, dated.start()) or FILE_ENDING.search(line)):
            continue
        if dated and len(line) <= 80 and "。" not in line and line[:1] not in "（(":
            add(facts, "published_on", dated[0], block.text)


def _format_in_title(view: View, facts: Facts) -> None:
    """The file ending that a site leaves on the title."""
    titles = (view.meta.get("og:title"), view.head_title, *(e.text_content() for e in view.select("h1")))
    for title in titles:
        found = TITLE_FORMAT.search(fold_space(title or "")[:LONGEST_LINE])
        if found:
            add(facts, "file_format", found[1], found.string)


def _elements(view: View, facts: Facts) -> None:
    for element in view.select("time[datetime]"):
        add(facts, "published_on", element.get("datetime") or "", element.get("datetime") or "")
    for element in view.select("a[href]") if OWNED.search(view.visible) else ():
        owner = OWNER.fullmatch(fold_space(element.text_content()))
        if owner and any(part in element.get("href", "") for part in OWNERS):
            facts.add("uploader", owner[1], owner[0])
    find_categories(view, facts)
