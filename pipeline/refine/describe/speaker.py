"""Who spoke, and in what role: only where a line says so and says nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.refine.describe.above import read_above, read_below
from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.names import (
    BESIDE_ROLE,
    GIVEN,
    NO_WESTERN,
    OFFICE,
    OFFICIALS,
    SURNAMES,
    WESTERN,
    Named,
    named_in,
    unstyled,
)
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.folding import simplified

SALUTATION = re.compile(r"^(?:尊敬|敬爱|亲爱|各位|\w{0,6}们|.{0,20}[：:]$)")
SPOKE = r"(?:讲话|致[辞词]|发言|演讲|报告|祝[辞词]|党课)"
# 沈知远在…上的致辞: three characters, none of which names a body instead of a person.
IN_TITLE = re.compile(
    rf"^(?P<name>[{SURNAMES}](?![校中级层管新科铁速国土安]){GIVEN}{{2}})(?:同志|先生|女士)?在.{{3,}}{SPOKE}"
)
# With a role before the name or a form of address behind it two characters are enough.
STYLED = re.compile(
    rf"^(?P<role>[\u4e00-\u9fffXx×、]{{0,20}}?{OFFICE})(?P<name>[{SURNAMES}](?:{GIVEN}{{1,2}}|某某?))(?:同志|先生|女士)?在.{{3,}}{SPOKE}"
    rf"|^(?P<named>[{SURNAMES}](?:{GIVEN}{{1,2}}|某某?))(?:同志|先生|女士)在.{{3,}}{SPOKE}"
)
WESTERN_TITLE = re.compile(
    rf"\b(?:Remarks|Speech|Address|Statement|Discours|Discurso|Palabras)\s+(?:by|of|de|del)\s+(?P<name>{WESTERN})(?=\s+(?:at|to|on|before|in|à|au|en|ante)\b|,|$)"
)
# 校长在植树节活动上的讲话, 副区长述职述廉报告: whoever holds the office said it.
OFFICIAL = re.compile(
    rf"^(?P<role>(?!学习|贯彻|关于|对|听|观|读|致|给|向|与|和|就|论|谈|写|献|欢迎|感谢|新|老|原|前|我|在){OFFICIALS})"
    rf"(?:在[^，。：:]{{2,40}}(?:上|中)的?[^，。：:]{{0,4}}{SPOKE}|(?:20\d\d年)?(?:度|年度|年终|任期|个人|任职|抓[^，。]{{2,8}})*述[职廉])"
)
# What begins as a surname does.
OFFICES = frozenset(("班主任",))
NAMED_OFFICIAL = re.compile(rf"[{SURNAMES}](?:{GIVEN}{{1,2}})?(?P<office>{OFFICE})")
# 七十周年校庆校长致辞
OFFICE_SPEAKS = re.compile(
    r"^(?!给|致|向|听|学习|观看|新任|感谢|欢迎|欢送)[\u4e00-\u9fff\d“”《》]{2,24}?(?P<role>(?:常务)?副?(?:校长|院长|局长|市长|县长|区长|镇长|乡长|(?:班|教导)?主任|书记|主席|会长|理事长|董事长|总经理|馆长|站长|厂长|所长|园长|行长|社长|班长|[新]?[郎娘](?:父亲|母亲)))(?:致[词辞]|讲话|发言|演讲|答谢[词辞]|寄语)稿?(?:篇?[一二三四五六七八九十])?$"
)
# What names have in their middle, though it is in words for roles and times too: 秦月娥, 罗书文.
MIDDLE = "[月书年言语党文会时]"
# 我叫王小渠， 我是水利站的技术员王小渠， 我是初三（一）班的王小渠。
INTRODUCED = re.compile(
    rf"我(?:叫(?P<called>{BESIDE_ROLE}|[{SURNAMES}]{GIVEN}{{1,2}})|是[^，。！？、]{{0,20}}?(?:{OFFICE}|[师员长工兵])(?P<name>[{SURNAMES}](?:{MIDDLE}{GIVEN}|{GIVEN}{{1,2}}))|是(?:[^，。！？、]{{1,14}}[师员长工兵手]，){{1,2}}(?P<last>[{SURNAMES}]{GIVEN}{{2}})|是[^，。！？、]{{0,20}}?(?:班|系|学院|专业|年级|[部科处室局厂院馆站所]|车间|公司|中心|社区|协会)的(?P<pupil>[{SURNAMES}](?!客|手|生)(?:{GIVEN}{{1,2}})))[，,。、]"
)
# Of the words that begin with a surname these say what one is in a house.
NO_NAMES = frozenset(
    ("干事", "常务", "全职", "新人", "龙头", "通讯", "应届", "支柱", "牛人", "祖辈", "双职工", "从业者")
)
LONE_WESTERN = re.compile(WESTERN)
BY = re.compile(r"^(?:[Bb]y|[Pp]ar|[Pp]or|[Vv]on)\s+(?=[A-ZÀ-Ý])")
BODY = re.compile(r"(?:小学|中学|学校|大学|学院|幼儿园|公司|集团|医院|银行|协会|学会)$")
OPENING, FARTHEST = 300, 16
TOP_LINES, LAST_LINES = 6, 4


def find_speaker(
    text: str, title: str | None, facts: Facts, above: Sequence[str] = (), below: str = ""
) -> None:
    """Speaker and role from a label, a line under the heading, the signature above the final date, the title's
    subject, or a speaker who gives their own name. ``above`` are the page's lines above the text, ``below`` those below it.
    """
    _find_speaker(text, title, facts, above)
    for own, line in read_below(below):
        # Of somebody else nothing is taken.
        if own.who and facts.values.get("speaker", own.who.name) == own.who.name:
            _add(own.who, line, facts)
    _office(text[:OPENING], title, facts)


def _find_speaker(text: str, title: str | None, facts: Facts, above: Sequence[str]) -> None:
    lines = [line.strip() for line in text.split("\n")]
    for line in (*lines[:TOP_LINES], *lines[TOP_LINES:][-LAST_LINES:]):
        own = read_own_line(line)
        if own and own.who:
            _add(own.who, line, facts)
            return
    for own, line in read_above(above, title):
        if own.who:
            _add(own.who, line, facts)
            return
    for line, below in (*pairwise(lines[:TOP_LINES]), *pairwise(lines[-LAST_LINES:])):
        signed = named_in(line, alone=True) or _western(line, below, title)
        if signed and _below_a_name(below):
            facts.add("speaker", signed.name, f"{line} {below}")
    _from_title(title, facts)
    opening = text[:OPENING]
    folded = simplified(opening)
    told = INTRODUCED.search(folded)
    if told and len(folded) == len(opening) and told["pupil"] not in NO_NAMES:
        # As it is written: both have the same length.
        name = next(group for group, said in told.groupdict().items() if said)
        facts.add("speaker", opening[slice(*told.span(name))], opening[slice(*told.span())])


def _add(who: Named, line: str, facts: Facts) -> None:
    facts.add("speaker", BY.sub("", who.name), line)
    # Where somebody is from is no office.
    facts.add("speaker_role", None if who.role and BODY.search(who.role) else who.role, line)


def _below_a_name(line: str) -> bool:
    return bool(DATE.match(line.strip("（(")) or SALUTATION.match(line))


def _western(line: str, below: str, title: str | None) -> Named | None:
    """A name in Latin letters and nothing else, with the day in the line below."""
    if not LONE_WESTERN.fullmatch(line) or NO_WESTERN.search(line) or (title and line in title):
        return None
    return Named(line, None) if DATE.fullmatch(below.strip("()")) else None


def _from_title(title: str | None, facts: Facts) -> None:
    if not title or "speaker" in facts.values:
        return
    styled = STYLED.match(title)
    if styled:
        facts.add("speaker", styled["name"] or styled["named"], title)
        facts.add("speaker_role", styled["role"], title)
        return
    named = IN_TITLE.match(title)
    western = None if named else WESTERN_TITLE.search(title)
    if named:
        facts.add("speaker", named["name"], title)
    elif western:
        _add(unstyled(western["name"]), title, facts)


def _office(opening: str, title: str | None, facts: Facts) -> None:
    """The office that a title gives its speaker, in full where one who reports names it: 我于去年三月担任城南供水所所长."""
    if not title or "speaker_role" in facts.values:
        return
    folded = simplified(title)
    told = OFFICIAL.match(title) or (OFFICE_SPEAKS.match(folded) if len(folded) == len(title) else None)
    if not told or (told["role"] not in OFFICES and NAMED_OFFICIAL.fullmatch(told["role"])):
        return
    # As it is written: both have the same length.
    role = title[slice(*told.span("role"))]
    at = opening.find(role)
    before = opening[max(0, at - FARTHEST) : at] if at > 0 and "述" in title else ""
    assumed = before.rfind("任")
    if assumed > 0 and before[assumed - 1] != "主" and before[assumed + 1 :].isalpha():
        facts.add("speaker_role", before[assumed + 1 :] + role, opening)
    facts.add("speaker_role", role, title)
