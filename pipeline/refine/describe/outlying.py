"""A card of the document that stands not between its title and its text: in a sidebar, above the title, below the text.

Other documents, members and visitors have cards there too. One is read where it is the only one of its kind, names no other
document, says nothing else than the rest of the page, and tells two facts under labels that every site knows; what it says
under labels of the site's own counts then too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import groupby

from pipeline.refine.blocks import LONGEST_ROW, Block
from pipeline.refine.clean.context import FILE_ENDING, fold, is_title
from pipeline.refine.describe.card import Card
from pipeline.refine.describe.card_lines import CELLS, LINK, VALUES
from pipeline.refine.describe.card_person import agents_of, find_author
from pipeline.refine.describe.card_words import TAKEN, is_card_label
from pipeline.refine.describe.cell_words import Cell
from pipeline.refine.describe.cells import card_cells
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import add
from pipeline.refine.describe.offers import LONGEST_NAME, OTHERS, TAKE
from pipeline.refine.folding import simplified
from pipeline.refine.view import View

COLUMNS = frozenset(
    ("pages_total", "file_format", "file_size", "price", "downloads", "uploader", "published_on")
)
# Members have downloads and names too, and a comment has a name. These tell by their form what they are, whatever the label.
OF_FILES = COLUMNS - {"uploader", "downloads"}
# Every card has two of these; most lines have none.
HINT = re.compile(
    r"(?=[页价需费篇格类后扩大体容占尺上发分贡提投供录入收登时日下领取编代FfHhLlSsCD])"
    r"(?:[页价需费]|篇幅|格式|类型|后缀|扩展名|大小|体[积量]|容量|占用|尺寸|上[传架]|发布|分享|贡献|提供|[投供]稿|[录入][库馆站架仓]|收录|登[记载架]"
    r"|[时日][间期]|下载|领取|取[走用]|编[码号]|代号|[Ff]euillets|[FfHh]ojas|[Ff]olios|[Ll]eaves|[Ss]heets|Contribut|Deposit|Donor|Submitt)"
)
WORD_ENDS = re.compile(r"[\s:：\[\]【】〔〕/／|｜]+")
# Labels of members' cards, and those that name the document.
OF_MEMBERS = re.compile(
    r"粉丝|关注|积分|等级|注册|登录|会员|余额|经验|威望|用户[组名]|文[档章]数?|作品数?|[帖主]题数?|签名|电话|地址|评[论价分]"
)
NUMBER = re.compile(r"(?:文[档件章稿]|资[料源]|稿件?|馆藏)?(?:编号|编码|代号|号|ID)")
NUMBER_VALUE = re.compile(r"(?=.*\d)[A-Za-z\d-]{2,20}")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
NAMING = re.compile(r"(?:文[档件章稿]|资[料源]|稿件|本[文篇])?(?:标题|题目|题名|名称?|篇名)")
# What such a card may be headed; a longer heading names something else.
HEADING = re.compile(r"信息|名片|档案|资料|属性|详情|参数|概况|卡")
OF_RULES = re.compile(r"须知|要求|规[则定范]|说明|阅读器|客户端|软件|APP|插件", re.IGNORECASE)
FEWEST, MANY, SHORTEST_TITLE, NEAR = 2, 3, 6, 4
# So many lines of a page may be of cards.
MOST_LINES = 400


def read_outlying(
    view: View, facts: Facts, updated: Facts, text: Collection[int], region: Collection[int]
) -> None:
    """Add what such a card says; ``region`` are the lines of the card below the title."""
    if not text or facts.values.keys() >= COLUMNS:
        return
    title = facts.text("title")
    is_agent = agents_of(view, title)
    told = [(run, card) for run in _runs(view, text, region) if (card := _told(view, run, title, is_agent))]
    if not told or _disagree([facts, *(card.facts for _, card in told)]):
        return
    for run, card in told:
        if not _names_others(view, run, title, text):
            _take(card, facts, updated)


def _take(card: Card, facts: Facts, updated: Facts) -> None:
    for column, value, line in card.unsure:
        if column in OF_FILES:
            add(card.facts, column, value, line)
    for column, value, line in card.unsure if len(card.facts.values) >= MANY else ():
        if column == "uploader":
            add(card.facts, column, value, line)
    if _disagree([facts, card.facts]):
        return
    for column, found in card.facts.values.items():
        if not isinstance(found, float):
            facts.add(column, found, card.facts.evidence[column])
    if card.changed:
        updated.add("published_on", *card.changed)


def _runs(view: View, text: Collection[int], region: Collection[int]) -> Iterator[list[int]]:
    """Neighbouring lines of one place, none of them a link or long, of which two may be facts."""
    blocks, lines = view.blocks, view.lines

    def is_near(i: int) -> bool:
        block = blocks[i]
        return (
            i not in text
            and i not in region
            and len(block.text) <= LONGEST_ROW
            and (block.link_density <= LINK or block.tag in VALUES)
        )

    hinted = [
        i
        for i, block in enumerate(blocks)
        if (block.link_density <= LINK or block.tag in VALUES)
        and len(block.text) <= LONGEST_ROW
        and i not in text
        and HINT.search(lines[i])
    ]
    for place, group in groupby(filter(is_near, hinted[:MOST_LINES]), key=lambda i: _place(blocks[i])):
        some = list(group)
        if sum(len(HINT.findall(lines[i])) for i in some) < FEWEST:
            continue
        first, last = some[0], some[-1]
        while first and _place(blocks[first - 1]) == place and is_near(first - 1):
            first -= 1
        while last + 1 < len(blocks) and _place(blocks[last + 1]) == place and is_near(last + 1):
            last += 1
        yield [i for i in range(first, last + 1) if _place(blocks[i]) == place and is_near(i)]


def _place(block: Block) -> tuple[tuple[int, ...], str]:
    """The table of a cell; else the element around a line, and what kind of line it is."""
    if block.tag in CELLS:
        for at in range(len(block.places) - 1, -1, -1):
            if block.places[at].split(" ", 1)[0] in ("table", "dl"):
                return block.path[: at + 1], ""
    return block.path[:-1], block.places[-1] if block.places else ""


def _told(view: View, run: list[int], title: str | None, is_agent: Callable[[str], bool]) -> Card | None:
    """What a run says under labels, if it is a card and of one document; None for any other."""
    if sum(_is_known(word) for i in run for word in _words(view, i)) < FEWEST:
        return None
    cells = [cell for cell in card_cells(view, run, is_card_label, is_agent) if cell.label]
    if len(cells) < FEWEST or any(_is_anothers(cell, title) for cell in cells):
        return None
    card = Card(is_agent, traditional=view.traditional)
    for cell in cells:
        one = Card(is_agent, traditional=view.traditional)
        one.cell(cell)
        if _disagree([card.facts, one.facts]):
            return None
        card.cell(cell)
    if "uploader" not in card.facts.values:
        find_author(cells, card.facts, card.facts.values.keys())
    told = card.facts.values.keys() | {column for column, _, _ in card.unsure if column in OF_FILES}
    known = len(told) + bool(card.changed) + any(map(_is_number, cells))
    return card if known >= FEWEST and not OF_FILES.isdisjoint(card.facts.values) else None


def _words(view: View, i: int) -> Iterator[str]:
    for piece in view.blocks[i].pieces or (view.lines[i],):
        yield from WORD_ENDS.split(simplified(piece) if view.traditional else piece)


def _is_known(label: str) -> bool:
    return is_card_label(label) or NUMBER.fullmatch(label) is not None or TAKEN.fullmatch(label) is not None


def _is_number(cell: Cell) -> bool:
    return NUMBER.fullmatch(cell.label) is not None and NUMBER_VALUE.fullmatch(cell.value) is not None


def _is_anothers(cell: Cell, title: str | None) -> bool:
    """Whether a cell is a member's, or names a document that is not this one."""
    if OF_MEMBERS.fullmatch(cell.label):
        return True
    return NAMING.fullmatch(cell.label) is not None and fold(title or "") not in fold(cell.value)


def _disagree(told: list[Facts]) -> bool:
    """Whether two of them give one column different values."""
    for column in COLUMNS:
        values = {
            str(facts.values[column]).replace(" ", "").casefold() for facts in told if column in facts.values
        }
        if len(values) > 1:
            return True
    return False


def _names_others(view: View, run: list[int], title: str | None, text: Collection[int]) -> bool:
    """Whether the box around a card, or the line before it, is about other documents."""
    blocks, first = view.blocks, run[0]
    if first and len(view.lines[first - 1]) <= LONGEST_NAME and OTHERS.search(view.lines[first - 1]):
        return True
    own, _ = _place(blocks[first])
    box = own[:-1]
    # What holds the text too is no box.
    if any(blocks[i].path[: len(box)] == box for i in (min(text), max(text))):
        box = own
    for i in range(max(0, first - NEAR), min(run[-1] + NEAR, len(blocks))):
        block, line = blocks[i], view.lines[i]
        if i in text or block.path[: len(box)] != box or is_title(line, title):
            continue
        if i > run[-1] and (block.tag in HEADINGS or (len(line) <= LONGEST_NAME and OTHERS.search(line))):
            # What follows is another box, below this one.
            break
        if block.tag not in VALUES and (FILE_ENDING.search(line) or _is_name(block, line)):
            return True
    return False


def _is_name(block: Block, line: str) -> bool:
    """Whether a line may be the name of another document or thing: a link that is no button, or a heading."""
    if block.tag in HEADINGS:
        return bool(OF_RULES.search(line)) or (len(line) >= SHORTEST_TITLE and not HEADING.search(line))
    return block.link_density > LINK and len(line) >= SHORTEST_TITLE and not TAKE.search(line)
