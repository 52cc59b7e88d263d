"""Genre from the words that name it in a title, and the occasion that such a title states."""

from __future__ import annotations

import re

from pipeline.items import Genre
from pipeline.refine.describe.facts import Facts
from pipeline.refine.folding import simplified

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
# 开学典礼校长讲话: no 在…上, but a gathering that the title names before the kind of talk.
GATHERING = re.compile(
    r"^(?P<what>[^，。：:]{2,40}?(?:典礼|仪式|大会|会议|座谈会|交流会|动员会|表彰会|联欢会|晚会|年会|论坛|庆典|开幕式|闭幕式|运动会|誓师会|推进会|例会|现场会|音乐会|茶话会|总结会|报告会|见面会))"
    r"上?的?[^，。]{0,10}?(?:讲话|讲稿|致[辞词]|发言|演讲|祝[辞词]|表态|汇报|主持[辞词]|寄语|感言)"
)
ADDRESSED = re.compile(
    r"^(?:尊敬的|敬爱的|各位|同志们|老师们|同学们|亲爱的|女士们|朋友们)[^。\n]{0,60}[：:!！,，]", re.MULTILINE
)


FIRST_LINE = 60


def find_genre(title: str | None, text: str, facts: Facts) -> Genre:
    """The genre that the title names last, else the document's own heading; a text that greets an audience at
    its top is a speech.
    """
    heading = text.split("\n", 1)[0]
    for line in (title, heading if len(heading) <= FIRST_LINE else None):
        hits = [
            (match.end(), match.end() - match.start(), genre, match[0])
            for genre, names in NAMES
            for match in re.finditer(names, simplified(line or ""), re.IGNORECASE)
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
    match = OCCASION.search(title or "") or GATHERING.search(title or "")
    if match and title:
        facts.add("occasion", re.sub(r"(?:上|时|期间)$", "", match["what"]), title)
