"""The lines in which a document says when, where and by whom it was spoken.

They stand at its top and at its end and hold nothing else: 「（2021年3月11日，根据录音整理）」, 「时间：2018年11月6日下午」,
「2021年3月11日 张三」, 「地点：三楼会议室」. A line that says more is a sentence, and its date is a date told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.refine.describe.dates import DATE, RANGE, Day, day_of, parse_compact, shared_part
from pipeline.refine.describe.names import WESTERN, Named, named_in, western_signer

LONGEST = 90
WHEN = re.compile(
    r"^[【\[]?(?:讲话|演讲|发言|致辞|会议|活动|报告|述职)?(?:时\s{0,4}间|日\s{0,4}期|時間)(?:[】\]]\s*[:：]?|\s*[:：]|[\s　](?=\s*[\d〇零○一二]))\s*|^(?:Date|Given on|Delivered(?: on)?|Spoken on|Date of (?:the )?(?:speech|delivery|address)|Fecha(?: del? (?:discurso|acto|la intervención))?|Ngày)\s*[:|]\s*",
    re.IGNORECASE,
)
WHERE = re.compile(
    r"^[【\[（(]?(?:讲话|演讲|发言|致辞|会议|活动|报告)?(?:地\s{0,4}点|地址|会场|場地|地點)(?:[】\]]\s*[:：]?\s*|\s*[:：]\s*|[\s　]+(?![^\s　]*[\s　，,、]))(?P<place>[^\s　:：。！？][^:：。！？]{1,29}?)[）)]?$"
    r"|^(?:Venue|Place|Location|Lieu|Lugar|Địa điểm)\s*:\s*(?P<venue>[^.!?]{2,60})$",
    re.IGNORECASE,
)
EVENT = re.compile(
    r"^[【\[（(]?(?:场\s?合|会议名称|活动名称|场景|會議名稱)(?:[】\]]\s*[:：]?|\s*[:：])\s*(?P<event>[^:：。！？]{3,40}?)[）)]?$|^(?:Occasion|Event|Événement|Evento|Sự kiện)\s*:\s*(?P<western>[^.!?]{3,80})$",
    re.IGNORECASE,
)
# What may stand beside a date: the day of the week, how the text was taken down, the place.
WEEKDAY = re.compile(
    r"^(?:\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?)?(?:\s*(?:上午|下午|晚上?|中午|早上))?"
)
CLOCK = re.compile(r"^\s*\d{1,2}(?:[:：]\d{2}|[点时](?:\d{1,2}分|半|整)?)")
NOTE = re.compile(
    r"^[,，、\s;；]*(?:根据|依据|据|按照?)?.{0,6}(?:录音|记录|速记|现场|会议|原稿).{0,6}(?:整理|摘录|摘要)(?:稿|而成)?$"
)
PLACE = re.compile(
    r"^[,，、\s·•]*[于於在]\s*(?P<at>[^\d，。]{2,24}?)$"
    r"|^\s*[·•]\s*(?P<dotted>[\u4e00-\u9fff]{2,12})$"
    r"|^[,，、\s·•]+(?P<near>[\u4e00-\u9fff]{1,13}(?:[省市县区镇乡村埠港岛州堂厅馆店校院场楼室京]|剧院|宾馆|酒店|中心|广场|礼堂|学院|大学))$"
)
# 在第五次会议上 is an event, 在人民会堂 a place.
AT_EVENT = re.compile(r"(?:会议?|大会|仪式|典礼|论坛|活动)上\s*$")
# 于2021年3月, 根据2021年3月11日讲话录音整理, Le 11 mars 2021.
BEFORE_DATE = re.compile(r"^(?:于|根据|依据|据|Le\s)(?=\s*[\d〇零○一二三四五六七八九])")
# 此文系作者2018年9月9日在座谈会上的讲话: a note that calls the text by its name.
NOTED = re.compile(
    rf"^[（(【\[*＊—]*(?:本文|此文|本稿|此稿|该文|此篇|本篇)(?:系|是|为|乃)[^\d，。]{{0,16}}?(?P<date>{DATE.pattern})"
    r"(?:[上下]午)?(?:于|在)?[^，。；]{0,40}?(?:讲话|致[辞词]|发言|演讲|报告|讲稿)(?:稿|全文|节选|摘要)?(?:[，,；;][^，。；]{1,16})?。?[）)】\]]?$",
    re.IGNORECASE,
)
# Prononcé à l’église de Montbel, le 19 février 2011; Delivered at the town hall on June 7, 2014.
DELIVERED = re.compile(
    rf"^[(\[]?(?:Delivered|Spoken|Given|Preached|Gehalten|Prononcée?s?|Pronunciad[oa]s?|Leíd[oa]s?|Proferid[oa]s?|Pronunciat[oa]|Tenut[oa])\s(?P<told>(?:(?:at|in|on|by|to|before|during|von|im|am|auf|bei|beim|zur|zum|par|por|pel[oa]|à|au|aux|en|dans|devant|lors|le|el|ante|em|n[oa]|al|da|nel)\b(?:[^.!?;]|(?<=\b\d)\.){{0,90}}?)?)(?P<date>{DATE.pattern})[.)\]]*$",
    re.IGNORECASE,
)
# … by Ada Brightwater, Mayor, on …
BY = re.compile(
    rf"(?:^|\s)(?:by|von|par|por|da|di) (?P<name>{WESTERN})(?:, (?P<role>[^,]{{2,60}}))?(?:, (?:on|am|le|el|em|il|at|in)\b.*)?,?\s*$"
)
# Valmont, le jeudi 10 mars 2022: a place before a day, which nobody else speaks of.
DAYS_WESTERN = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|"
    "donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?"
)
BEFORE_DAY = re.compile(rf",\s*(?:(?:le|el|den|am|em|a|il|on|the|{DAYS_WESTERN})\b[,\s]*)*$", re.IGNORECASE)
WEEKDAY_WESTERN = re.compile(rf"(?:{DAYS_WESTERN})[,\s]*(?:le|el|den|,)?\s*", re.IGNORECASE)
PLACE_BEFORE = re.compile(
    r"[A-ZÀ-Ý][\w'’-]*\.?(?:,? (?:(?:of|de|du|des|la|le|del|da|do|the|am|an|der|in|sur|upon) )*[A-ZÀ-Ý\d][\w'’-]*\.?){0,6}"
)
# Who printed, changed or signed something on a day.
NO_PLACE = re.compile(
    r"\b(?:The|By|Dear|Chapter|Volume|Vol|Issue|Part|Next|Since|Press|Times|News|Daily|Herald|Gazette|Tribune|Post|Journal|Magazine|Review|Bulletin|Books?|Publishers?|Editions?|Editor|Staff|Admin|Author|Release|Date|Deadline|Born|Died|Last"
    r"|\w+(?:ed|ié|iée|ado|ada|ato|ata)|Mis|Paru|Stand|Última|Copyright|Mr|Mrs|Ms|Dr|Sir|President|Chair(?:man|woman)?|Mayor|Secretary|Director)\b",
    re.IGNORECASE,
)
# Names of halls and houses; other places are towns.
HOUSE = re.compile(
    r"\b(?:Hall|House|Station|Centre|Center|Church|Chapel|Cathedral|Palace|University|School|College|Museum|Library|Theatre|Theater|Hotel|Room|Park|Square|Stadium|Arena|Auditorium|Club|Hospital)\b"
)
# 今天是2021年3月11日，…: the day as a speaker names it when beginning.
TODAY = re.compile(rf"^今天是(?:公元)?(?P<date>{DATE.pattern})(?=\s*[，,。、(（]|星期)", re.IGNORECASE)
BRACKETED_START = re.compile(
    r"^[（(](?P<inside>[^（）()\n]{4,60})[）)][\s　]+(?P<outside>[^（）()\n]{2,30})$"
)
BRACKETED_END = re.compile(r"^(?P<outside>.+?)[（(](?P<inside>[^（）()\n]{4,60})[）)]$")
KIND_END = re.compile(
    r"(?:讲话|致[辞词]|发言|演讲|报告|汇报|述职|总结|摘要|[祝贺献][词辞]|主持[辞词]|感言|寄语|讲稿|提纲|要点|全文|节选)[》”]?\s*$"
)
# A subtitle may end in its date: Address to the Annual Meeting, February 2012.
TITLE_DATE = re.compile(
    r"^[^。！？!?]{8,80}?[,，、]\s*(?:(?:le|el|a|den|am|ngày) )?(?P<date>[^,，、]{4,24})$"
)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What one such line says. ``plain``: its date is bare and written as sites do, 2021-03-11."""

    day: Day | None = None
    who: Named | None = None
    place: str | None = None
    event: str | None = None
    plain: bool = False


# Three finders ask about the same lines.
@lru_cache(maxsize=512)
def read_own_line(line: str) -> OwnLine | None:
    """What a line at the top or the end of a document says about when, where and by whom; None for any other line.

    >>> read_own_line("（2016年10月29日，于人民剧场小厅）").place
    '人民剧场小厅'
    >>> read_own_line("2019年以来，我们做了三件事。") is None
    True
    """
    line = line.strip(" —－-　")
    if line.startswith("今天是"):
        today = TODAY.match(line[:LONGEST])
        day = day_of(today) if today else None
        return OwnLine(day) if day and day.precision == "day" else None
    if not line or len(line) > LONGEST:
        return None
    told = NOTED.match(line) or (DELIVERED.match(line) if line[0].isascii() else None)
    day = day_of(told) if told else None
    if told and day and (day.precision == "day" or told.re is NOTED):
        by = BY.search(told["told"]) if told.re is DELIVERED else None
        return OwnLine(day, Named(by["name"], by["role"]) if by else None)
    where, event = WHERE.match(line), EVENT.match(line)
    if where:
        return OwnLine(place=(where["place"] or where["venue"]).strip())
    if event:
        return OwnLine(event=(event["event"] or event["western"]).strip())
    named = named_in(line)
    return OwnLine(who=named) if named else _dated(line)


def _dated(line: str) -> OwnLine | None:
    labelled = WHEN.match(line)
    bracketed = line[0] in "（(【[" and line[-1] in "）)】]"
    bare = line[labelled.end() :] if labelled else line
    bare = bare[1:-1].strip() if bracketed and not labelled else bare.strip()
    compact = parse_compact(bare) if bracketed else None
    if compact:
        return OwnLine(compact)
    bare = BEFORE_DATE.sub("", bare)
    beside_bracket = BRACKETED_END.match(bare) or BRACKETED_START.match(bare)
    if beside_bracket and not labelled:
        return _heading_or_name(beside_bracket["outside"], beside_bracket["inside"])
    return _day_and_more(bare, labelled=bool(labelled), bracketed=bracketed)


def _day_and_more(bare: str, *, labelled: bool, bracketed: bool) -> OwnLine | None:
    """A date with a person before it or person, place or note behind it."""
    date = DATE.search(bare)
    day = day_of(date) if date else None
    if not date or not day:
        return None
    before = bare[: date.start()].strip(" ,，、")
    who = named_in(before, alone=True)
    # Ada Brightwater, 16 May 2009
    if before.isascii() and day.precision == "day" and (signer := western_signer(before)):
        who = signer
    if date.start() and not who:
        alone = not labelled and day.precision == "day" and not bare[date.end() :].strip(" .")
        place = _place_before(bare[: date.start()]) if alone else None
        if place is not None:
            return OwnLine(day, place=place if HOUSE.search(place) else None)
        ending = TITLE_DATE.match(bare)
        return _dated_title(ending["date"]) if ending and not labelled else None
    behind = bare[date.end() :]
    several = RANGE.match(behind)
    shared = shared_part(day, several) if several else day
    if shared is None:
        return None
    beside = _beside(behind[several.end() :] if several else behind, clock=labelled)
    if beside is None:
        return None
    plain = bool(date["y2"]) and not (labelled or bracketed or who or beside.who)
    return OwnLine(shared, who or beside.who, beside.place, beside.event, plain=plain)


def _place_before(before: str) -> str | None:
    """The place that stands alone before a day in Latin letters; empty where a day of the week does."""
    if WEEKDAY_WESTERN.fullmatch(before.strip(" ,")):
        return ""
    joint = BEFORE_DAY.search(before)
    place = before[: joint.start()] if joint else ""
    return place if PLACE_BEFORE.fullmatch(place) and not NO_PLACE.search(place) else None


def _beside(rest: str, *, clock: bool) -> OwnLine | None:
    """What stands behind a date, None if it is anything but place, person or a note."""
    rest = rest[WEEKDAY.match(rest).end() :]  # type: ignore[union-attr]  # it matches the empty string
    hour = CLOCK.match(rest) if clock else None
    rest = rest[hour.end() :] if hour else rest
    if not rest.strip() or NOTE.match(rest):
        return OwnLine()
    place = PLACE.match(rest)
    if place and place["at"] and AT_EVENT.search(place["at"]):
        return OwnLine(event=place["at"].strip()[:-1])
    if place:
        return OwnLine(place=(place["at"] or place["dotted"] or place["near"]).strip())
    who = named_in(rest.strip(" ,，、"), alone=True) if rest[0] in " ,，、　" else None
    return OwnLine(who=who) if who else None


def _heading_or_name(before: str, inside: str) -> OwnLine | None:
    """在…上的讲话（2021年3月11日） and 县长 张三（2021年3月11日）."""
    who = named_in(before.strip(), alone=True)
    if not who and not KIND_END.search(before):
        return None
    dated = _dated(f"（{inside}）")
    return OwnLine(dated.day, who or dated.who, dated.place) if dated else None


def _dated_title(words: str) -> OwnLine | None:
    date = DATE.fullmatch(words.strip())
    day = day_of(date) if date else None
    return OwnLine(day) if day and day.precision != "year" else None
