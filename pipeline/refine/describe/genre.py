"""Genre from the words that name it in a title, and the occasion that such a title states."""

from __future__ import annotations

import re

from pipeline.items import Genre
from pipeline.refine.describe.facts import Facts

# The last word of a title names what the document is: 在…座谈会上的发言 is remarks, 述职报告 a report.
NAMES: tuple[tuple[Genre, str], ...] = (
    ("report", r"述职|述廉|工作报告|工作总结|总结报告|汇报材料|情况汇报|工作汇报|调研报告|报告|总结|汇报"),
    ("essay", r"心得|体会|征文|读后感|观后感|感想|作文|感悟|随笔"),
    (
        "address",
        r"致[辞词]|祝[辞词]|贺[辞词]|欢迎[辞词]|欢送[辞词]|开幕[辞词]|闭幕[辞词]|答谢[辞词]|悼[辞词]|主持[辞词]|贺信|献[辞词]|颁奖[辞词]",
    ),
    ("remarks", r"发言|表态|感言|交流材料|对照检查"),
    ("speech", r"讲话|演讲|讲稿|动员|党课|宣讲|寄语|报告会上的讲|keynote|speech"),
    ("address", r"welcome address|address"),
    ("remarks", r"remarks"),
)
OCCASION = re.compile(
    r"(?:在|于)(?P<what>[^在]{3,60}?)(?:上|时|中|期间|现场|仪式)?的?(?:重要|即席|总结|动员|主持|致)?"
    r"(?:讲话|讲稿|致[辞词]|发言|演讲|祝[辞词]|表态|动员|报告|汇报|述职|主持[辞词]|寄语)"
)
ADDRESSED = re.compile(
    r"^(?:尊敬的|敬爱的|各位|同志们|老师们|同学们|亲爱的|女士们|朋友们)[^。\n]{0,60}[：:!！,，]", re.MULTILINE
)


def find_genre(title: str | None, text: str, facts: Facts) -> Genre:
    """The genre that the title names last; a text that greets an audience at its top is a speech."""
    hits = [
        (match.end(), match.end() - match.start(), genre, match[0])
        for genre, names in NAMES
        for match in re.finditer(names, title or "", re.IGNORECASE)
    ]
    if hits:
        _, _, genre, word = max(hits)
        facts.add("genre", genre, word)
        return genre
    greeting = ADDRESSED.search(text[:300])
    if greeting:
        facts.add("genre", "speech", greeting[0])
        return "speech"
    return "other"


def find_occasion(title: str | None, facts: Facts) -> None:
    """The event between 在 and 上的讲话 in a title."""
    match = OCCASION.search(title or "")
    if match and title:
        facts.add("occasion", re.sub(r"(?:上|时|期间)$", "", match["what"]), title)
