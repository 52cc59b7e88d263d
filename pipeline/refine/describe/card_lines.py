"""Where the card of a document stands on its page, and the pieces of its lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipeline.refine.blocks import LONGEST_ROW, Block
from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.card_words import UPLOADER, is_card_label
from pipeline.refine.view import View

# Blocks that may stand between a title and the text, and those above the text among which the title is looked for.
LONGEST_CARD, FARTHEST = 14, 40
# What a site sets behind a title.
LONGEST_OFFER = 14
HEADINGS = frozenset(("h1", "h2", "h3"))
CELLS = frozenset(("td", "th", "dt", "dd"))
VALUES = frozenset(("td", "dd"))
# A line that is a link names another page.
LINK = 0.5
APART = re.compile(
    r"\s*[|｜┃┆¦‖·•・■◆▪◇丨▏▍✦✧❖]\s*|\s+[/／–—-]\s+|\s{2,}|(?<=[^\s\u3000]{2})\u3000(?=[^\s\u3000])"
)
SENTENCE = re.compile(r"[。！？；]")
# 木子 2021-03-05 9.9元: blanks are enough between what is a fact by its form.
FORM = (
    r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)|[共全]?\d{1,4}页|\d[\d.]*[KMG]B|docx?|pptx?|pdf|"
    r"\d{1,4}(?:\.\d\d?)?(?:元|[\u4e00-\u9fff]{1,2}[币豆券贝])|免费"
)
SPACED = re.compile(rf"\S{{2,16}}(?: (?:{FORM})){{2,6}}", re.IGNORECASE)
# 共6页 4.8文豆
FORMS = re.compile(rf"(?:{FORM})(?: (?:{FORM})){{1,6}}", re.IGNORECASE)
# 载重 31KB 驼主 木子: words between blanks, each either a fact by its form or the name of the next.
FACT = re.compile(
    rf"(?:{FORM}|\d[\d.]*[KMG]o?|(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf|word)|\d{{1,4}}[页面Pp]|\d{{1,4}}(?:\.\d\d?)?[\u4e00-\u9fff]{{0,3}}[币豆券贝点分元]|[￥¥]\d[\d.]*)(?:[/／]\S{{1,8}})?",
    re.IGNORECASE,
)
FEWEST_FACTS, MOST_PIECES, FEWEST_CLAUSES = 3, 3, 2
# 【大小】1.12M, 大小：1.12M
NAMED_FACT = re.compile(
    r"[\[【〔［]?(?P<label>[\u4e00-\u9fff]{2,6})\s?[\]】〕］:：]\s?[:：]?\s?(?=[^\s\]】〕］:：])"
)
# 这份WPS文档由“木子”于2023年1月9日交来，篇幅3页，体积41KB。
OF_THIS = re.compile(
    r"(?:[这本此该][份篇个套件]|[本此该])[A-Za-z]{0,5}(?:文[档件章稿本]?|资料|课件|稿件?|作品|档案)\S*由"
)
CLAUSE_FACT = re.compile(rf"[\u4e00-\u9fff]{{1,6}}(?:{FACT.pattern})。?", re.IGNORECASE)
# 卖3枚果子, 下载0次, and what ends such a sentence.
CLAUSE_COUNT = re.compile(
    r"[\u4e00-\u9fff]{1,4}\d[\d.,]*[\u4e00-\u9fff]{1,4}|\d[\d.,]*[次人][\u4e00-\u9fff]{2,4}"
)
END = re.compile(r"\s?(?:[（(][^（）()]*[）)])?[。！]?$")
COMMA = re.compile(r"，|,(?!\d)")


def card_lines(view: View, title: str | None, text: Collection[int]) -> list[int]:
    """The short lines below the title that are no links, up to the text."""
    blocks = view.blocks
    first = min(text) if text else min(FARTHEST, len(blocks) - 1)
    near = range(first, max(-1, first - FARTHEST), -1)
    named = [i for i in near if _names(blocks[i], title)]
    heads = [i for i in named or near if blocks[i].tag in HEADINGS and blocks[i].link_density <= LINK]
    # A title that stands above the text once more is below the card.
    start = min(heads if named else heads[:1], default=None) or min(named, default=None)
    if start is None:
        return []
    found = [start] if len(blocks[start].pieces) > 1 else []
    for i in range(start + 1, min(start + 1 + LONGEST_CARD, len(blocks))):
        if i in text and not _is_row(blocks[i]):
            break
        block = blocks[i]
        # The value of a table's label may be a link to a person.
        linked = block.link_density > LINK and not (
            block.tag in VALUES and found[-1:] == [i - 1] and blocks[i - 1].tag in CELLS
        )
        # Uploaded by Rosa Marchetti Follow
        linked = linked and not (len(block.pieces) > 1 and UPLOADER.fullmatch(block.pieces[0].rstrip(":： ")))
        if len(block.text) <= LONGEST_ROW and not linked and not _speaks(block):
            found.append(i)
    return found


def _is_row(block: Block) -> bool:
    """Whether a line is a row of facts, though it was taken for the text's."""
    return len(block.text) <= LONGEST_ROW and not SENTENCE.search(block.text) and _has_facts(block)


def _has_facts(block: Block) -> bool:
    tokens = list(pieces_of(block))
    if sum(bool(FACT.match(token.replace(" ", ""))) for token in tokens) >= FEWEST_FACTS:
        return True
    named = [named["label"] for token in tokens if (named := NAMED_FACT.match(token))]
    return sum(map(is_card_label, named)) >= FEWEST_FACTS


def clauses_of(line: str) -> list[str]:
    """The clauses of a sentence that is a row of facts: three of them, two about this document, or all but one facts and counts.

    >>> len(clauses_of("这份文档由“木子”交来，篇幅3页，体积41KB。")), clauses_of("这份稿子由我起草，改了三回。")
    (3, [])
    >>> len(clauses_of("由 木子 于 2021-03-05 挂出，DOC，31KB，只有 1 页，卖 3枚果子，下载 0 次（没人要）。"))
    6
    >>> clauses_of("我家三口人，住80平，养了2只猫，种了3盆花。")
    []
    """
    if len(line) > LONGEST_ROW or not COMMA.search(line):
        return []
    clauses = [clause.strip() for clause in COMMA.split(END.sub("", line)) if clause.strip()]
    bare = [clause.replace(" ", "") for clause in clauses]
    facts = sum(map(bool, map(FACT.fullmatch, bare)))
    if facts >= FEWEST_FACTS:
        return clauses
    named = sum(map(bool, map(CLAUSE_FACT.fullmatch, bare)))
    if line[0] in "这本此该" and named >= FEWEST_CLAUSES and OF_THIS.match(line):
        return clauses
    counts = sum(map(bool, map(CLAUSE_COUNT.fullmatch, bare)))
    told = facts and facts + named >= FEWEST_FACTS and facts + named + counts >= len(bare) - 1
    return clauses if told else []


def _speaks(block: Block) -> bool:
    """Whether a line is a sentence; a row of facts may have a question at its end: 12页 | 17KB | 有误？"""
    if not SENTENCE.search(block.text) or clauses_of(block.text):
        return False
    facts = sum(bool(FACT.fullmatch(piece.replace(" ", ""))) for piece in block.pieces)
    return facts < FEWEST_FACTS


def _names(block: Block, title: str | None) -> bool:
    if is_title(block.text, title):
        return True
    # 年会致辞(可编辑).doc
    if title and len(block.text) <= len(title) + LONGEST_OFFER and block.text.startswith(title):
        return block.link_density <= LINK
    return block.link_density <= LINK and any(is_title(piece, title) for piece in block.pieces)


def pieces_of(block: Block) -> Iterator[str]:
    """What style, signs or blanks set apart in a line."""
    if not block.pieces and (SPACED.fullmatch(block.text) or FORMS.fullmatch(block.text)):
        yield from block.text.split()
        return
    # In a row of pieces a comma may stand in a number of them.
    if (len(block.pieces) <= 1 or block.text[0] in "由这本此该") and (told := clauses_of(block.text)):
        yield from told
        return
    for piece in block.pieces or (block.text,):
        for token in APART.split(piece):
            if bare := token.strip(" \u3000/／|,，"):
                yield bare
