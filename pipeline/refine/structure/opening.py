"""Heading, subtitle, date line, speaker and salutations, glued together at the top of a flattened text."""

from __future__ import annotations

import re

from pipeline.refine.clean.context import fold
from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.names import LABELS as SPEAKER_LABELS
from pipeline.refine.describe.names import named_in

TOP = 300
LONGEST_NAME = 30
# What a heading ends with when a dated line or a name follows it.
KIND = r"(?:讲话|致[辞词]|发言|演讲|报告|汇报|述职|总结|摘要|稿|[祝贺献]词|[祝贺献]辞|主持[辞词]|感言|全文|节选|提纲|要点)"
SPEECH_NAME = re.compile(rf"{KIND}(?:[（(][^（）()\d]{{1,6}}[）)])?[》”]?\s*$")
SENTENCE = re.compile(r"[。！？!?；;]")
SUBTITLE = re.compile(rf"(?<=[^—])——(?=[^—。！？]{{6,60}}?{KIND})")
DATE_LINE = re.compile(
    r"[（(](?=[^（）()]{0,30}(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*[年./-])[^（）()\n]{4,60}[）)]"
)
FORE, LONGEST_CALLED = 4, 16
PAUSE = re.compile(r"[，。！？：,:]")
LABELLED = re.compile(rf"(?:时间|日期|地点|场合|会议|主持人?|{SPEAKER_LABELS})\s*[:：]")
GROUP = r"(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员|校友|听众|观众|同仁|伙伴|父老乡亲|孩子)们"
ADDRESS = re.compile(rf"(?:尊敬|敬爱|亲爱)的|各位|{GROUP}")
PEOPLE = re.compile(
    r"(?:同志|朋友|同学|老师|女士|先生|家长|乡亲|工友|同事|战友|来宾|嘉宾|代表|委员|领导|评委|书记|主任|校长|局长|总|们|好|家人|父老|专家|师|生|大叔|大婶|大爷|大娘|阿姨|员|长|户|商|人|工|主|仁|友|伴|邻|坊)\s*$"
)
GREETING = re.compile(r"\s*(?:大家|你们|您)?(?:上午|早上|中午|下午|晚上|新年|节日|新春)?好[!！]")
TODAY = re.compile(r"\s*今天是(?:公元)?[\d〇零○一二]")
WESTERN = re.compile(
    r"(?:Ladies and [Gg]entlemen|Dear |Friends\b|Good (?:morning|afternoon|evening)\b|Distinguished |Honou?red |Mr\.? (?:President|Chairman)|"
    r"Mesdames|Messieurs|Ch[eè]re?s |Bon(?:jour|soir)\b|Señor[ae]s|Estimad[oa]s |Querid[oa]s |Buen[oa]s (?:d[ií]as|tardes|noches)|Muy buen[oa]s|"
    r"Kính |Xin (?:kính )?chào|Thưa |Sehr geehrte|Liebe |Guten (?:Morgen|Tag|Abend))"
    r"(?:[^.!?]{0,140}?[,:]\s+(?=(?:Thank|It|I|We|This|That|There|Today|Tonight|When|As|On|In|At|For|Let|The|To|My|Our|Welcome|If|You|Je|Nous|C['’]est|Merci|Il|Ce|Cette|Le|La|"
    r"Hoy|Es|Muchas|Gracias|En|Me|Hôm|Tôi)\b)|[^.!?]{0,60}[.!]\s+(?=[¿¡]?[A-ZÀ-Ý]))"
)
# Whom a report is sent to: 局党组：, 县人民政府：.
OFFICE = re.compile(
    r"\s*[^\s，,、。：:；;]{0,16}(?:党[组委]|委员会|[省市县区乡镇]委|政府|[教卫水农林交民财公]\S{0,3}局|厅|办公室|领导小组|工会|董事会|理事会)[：:](?=\S)"
)


# 各物业服务处、各换热站：, whom a notice is sent to.
UNITS = re.compile(r"\s*各[^，。：:；;！!]{2,50}[：:](?=\S)")


def opening_breaks(text: str, title: str | None = None) -> list[int]:
    """Offsets between the lines that a speech has above its first paragraph."""
    western = WESTERN.search(text, 0, TOP + 200)
    if western and not re.search(r"[.!?]\s", text[: western.start()]):
        return [western.end(), *_head_lines(text[: western.start()], title, None)]
    salutation = _salutation(text, title)
    dated = _date_line(text, title)
    if salutation and not SENTENCE.search(text, 0, salutation[0]):
        head = text[: salutation[0]]
    elif dated and not SENTENCE.search(text, 0, dated[0]):
        head = text[: dated[1]]
    else:
        head = title if title and text.startswith(title) else ""
    found = list(salutation)
    greeting = GREETING.match(text, salutation[1]) if salutation else None
    # Most go on in the same line; who names the day begins with it.
    found += [greeting.end()] if greeting and TODAY.match(text, greeting.end()) else []
    return found + (_head_lines(head, title, dated) if head else [])


def _title_end(text: str, title: str | None) -> list[int]:
    """Where the title ends, unless the heading goes on: 在…上的讲话, and then 提纲."""
    goes_on = title and text.startswith(title) and re.match(KIND, text[len(title) :])
    return [len(title)] if title and text.startswith(title) and not goes_on else []


def _head_lines(head: str, title: str | None, dated: tuple[int, int] | None) -> list[int]:
    """The breaks within the head, up to its end."""
    found = [len(head), *_title_end(head, title), *(match.start() for match in LABELLED.finditer(head))]
    sub = SUBTITLE.search(head)
    found += [sub.start()] if sub else []
    bare = DATE.search(head)
    line = dated or (bare.span() if bare and (bare["m"] or bare["m3"] or bare["m4"] or bare["m5"]) else None)
    if line and head[line[0] - 1 : line[0]] in ("（", "(") and head[line[1] : line[1] + 1] in ("）", ")"):
        line = (line[0] - 1, line[1] + 1)
    if line:
        found += line[1:] if head[: line[0]].rstrip().endswith((":", "：")) else line
    # A speaker's name stands between the kind of speech and the date: 在…上的致辞舒雅琴（2014年9月10日）.
    end = line[0] if line else len(head)
    ends = [match.end() for match in re.finditer(KIND, head[:end]) if 2 <= end - match.end() <= LONGEST_NAME]
    return found + [at for at in ends if named_in(head[at:end], alone=True)][-1:]


def _date_line(text: str, title: str | None) -> tuple[int, int] | None:
    """A bracketed date at the top. In mid-sentence it is a remark; as a line of its own it follows a heading."""
    dated = DATE_LINE.search(text, 0, TOP)
    if not dated or re.search(r"[，,、：:。]", text[max(0, dated.start() - 1) : dated.start()]):
        return None
    heads = SPEECH_NAME.search(text[: dated.start()]) or not DATE.fullmatch(dated[0][1:-1].strip())
    above = text[: dated.start()]
    heads = heads or not above or fold(above) == fold(title or "")
    heads = heads or (not PAUSE.search(above) and bool(ADDRESS.match(text, dated.end())))
    followed = text[dated.end() : dated.end() + 1]
    return dated.span() if heads and followed and followed not in "，,、。；;：:的" else None


def _salutation(text: str, title: str | None) -> tuple[int, ...]:
    """Start and end of the first address to an audience, up to its colon; empty if there is none at the top."""
    top = len(title) if title and text.startswith(title) else 0
    office = OFFICE.match(text, top) or UNITS.match(text, top)
    if office:
        return (top, office.end())
    for colon in re.finditer(r"[：:!！]", text[:TOP]):
        begin = max((text.rfind(c, 0, colon.start()) + 1 for c in "。！？!?"), default=0)
        address = ADDRESS.search(text, begin, colon.start())
        if not address:
            continue
        # 男：尊敬的各位来宾，女：亲爱的朋友们 is a script of two voices.
        if text[address.start() - 1 : address.start()] in (":", "："):
            return ()
        spoken = text[address.start() : colon.start()]
        parts = [part for part in re.split(r"[，,、\s]+", spoken) if part]
        if len(spoken) > 80 or not all(PEOPLE.search(part) or ADDRESS.match(part) for part in parts):
            continue
        # 听众朋友们：, where the sentence has no other beginning; 全市驾驶员朋友们：.
        begin = max(begin, top)
        fore = text[begin : address.start()]
        called = len(fore) <= FORE or (
            len(fore) <= LONGEST_CALLED and PEOPLE.search(fore) and not re.search(rf"{KIND}|\W", fore)
        )
        return (begin if called else address.start(), colon.end())
    return ()
