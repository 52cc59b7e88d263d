"""Genre from the words that name it in a title, and the occasion that such a title states."""

from __future__ import annotations

import re

from pipeline.items import Genre
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.folding import simplified

# The last word of a title names what the document is: 在…座谈会上的发言 is remarks, 述职报告 a report.
NAMES: tuple[tuple[Genre, str], ...] = (
    (
        "report",
        (
            r"述职|述廉|工作报告|工作总结|总结报告|汇报材料|情况汇报|工作汇报|调研(?:报告|$)|可行性(?:分析|研究)|[周月季年]报$|小结|报告(?![会厅]|文学)|总结(?!表彰|大?会)|汇报(?!演出|课)"
            r"|\breport\b|\brapport\b|compte rendu|\binforme\b|báo cáo|\bbericht\b"
        ),
    ),
    (
        "essay",
        (
            r"心得|体会|征文|[读观看听]后感|读后(?=$|\W)|有感(?=$|[\W_\d])|感想|作文|感悟|随笔|随想|杂感|札记|读书笔记|日记(?!本|账)|周记|游记|散文|刍议|之我见|的?思考(?=$|\W)|探析|初探|^(?:浅[谈论析议]|试[论析谈]|略[论谈])"
            r"|\bessay\b|\bdissertation\b|\bensayo\b|\baufsatz\b"
        ),
    ),
    (
        "address",
        (
            r"致[辞词]|祝[辞词]|贺[辞词]|欢迎[辞词]|欢送[辞词]|开幕[辞词]|闭幕[辞词]|答谢[辞词]|悼[辞词]|追思(?!会)|主持[辞词]|贺信|献[辞词]|颁奖[辞词]|祝酒[辞词]|开场白|告别[辞词]|毕业[辞词]|就职[辞词]|新年[贺献][辞词]|证婚[辞词]|祝[婚寿][辞词]|迎[新宾][辞词]|谢幕[辞词]"
            r"|\ballocution\b|mots? (?:de bienvenue|d['’]accueil)|lời chào mừng|palabras de (?:bienvenida|apertura|clausura)|\btoast\b|\beulogy\b|éloge funèbre|oraison funèbre|(?:elogio|oración|oração) fúnebre|\btrauerrede\b|lời điếu|điếu văn|\bbrindis\b|\bgrußwort\b"
        ),
    ),
    ("remarks", r"发言(?!人)|表态|感言|交流材料|对照检查|\bpalabras\b|\bintervention\b|\bintervención\b"),
    (
        "speech",
        r"讲话|演讲|演说|讲演|讲稿|动员(?!大?会)|党课|宣讲|寄语|\bkeynote\b|\bspeech\b|\bdiscours\b|\bdiscurso\b|\b(?:\w{3,16})?rede\b|\bansprache\b|phát biểu|diễn văn",
    ),
    ("address", r"welcome address|\baddress\b"),
    ("remarks", r"\bremarks\b"),
)
NAMED = [(genre, re.compile(names, re.IGNORECASE)) for genre, names in NAMES]
# A title that goes on to one of these is about a speech, and names another kind of document.
OTHER = re.compile(
    r"通知|通告|公告|公示|启事|方案|计划|安排|议程|流程|(?:比赛|大赛|竞赛)(?!(?:演?讲)?稿)|制度|办法|规定|细则|合同|协议|简报|新闻|报道|名单|教案|试题|课件|技巧|方法|口才|写作|格式|的一封信|倡议书|申请书|评分|记录表|会议纪要|精神|说明(?!会)|规则|守则|公约|指南|手册|须知|大事记|自我介绍|简历|(?:辞职|求职|感谢|慰问|表扬|自荐|推荐|证明|邀请|道歉|举报|公开)信|家书|标书|招标|检讨书|保证书|承诺书|决心书|志愿书|\b(?:letter|lettre|carta|contract|notice|words)\b|[请借欠收]?[假借欠收]条|须知|证明|介绍信"
)
EVENT = (
    r"(?:典礼|仪式|大会|会议|座谈会|交流会|动员会|表彰会|联欢会|晚会|年会|论坛|庆典|开幕式|闭幕式|运动会|誓师会|推进会|例会|现场会|音乐会|茶话会|总结会|报告会|见面会|研讨会|恳谈会|讨论会|分享会|"
    r"培训班|启动式|揭牌式|宣誓|活动|婚礼|葬礼|追悼会|聚会|宴会|酒会|沙龙|峰会|会|班|节)"
)
TALK = r"(?:讲话|讲稿|致[辞词]|发言|演讲|祝[辞词]|表态|动员|报告|汇报|述职|寄语|感言|演说|(?:主持|贺|悼|祭|颂|答谢|欢迎|欢送|开幕|闭幕|告别|颁奖)[辞词])"
OCCASION = re.compile(
    rf"(?:在|于)(?P<what>[^在]{{3,60}}?)(?:上|时|期间|现场)的?(?:重要|即席|总结|动员|主持|致|书面|交流|表态){{0,2}}{TALK}"
    rf"|(?:在|于)(?P<event>[^在]{{2,60}}?{EVENT})的?(?:重要|即席|总结|动员|主持|致|交流|表态)?{TALK}"
)
# 开学典礼校长讲话: no 在…上, but a gathering that the title names before the kind of talk.
GATHERING = re.compile(
    r"^(?P<what>[^，。：:]{2,40}?(?:典礼|仪式|大会|会议|座谈会|交流会|动员会|表彰会|联欢会|晚会|年会|论坛|庆典|开幕式|闭幕式|运动会|誓师会|推进会|例会|现场会|音乐会|茶话会|总结会|报告会|见面会|研讨会|分享会))"
    rf"上?的?[^，。]{{0,10}}?{TALK}"
)
# 第十九届技能之夜主持词: what is opened, led through, toasted at or mourned at is an event by whatever name.
LED = re.compile(
    r"^(?P<what>[^，。：:在]{2,40}?(?:(?<![协商工社学员两常])会|典礼|仪式|式|之[夜春声歌]|宴|节|赛))(?:上的?)?(?:开幕|闭幕|主持|祝酒|悼)[词辞](?:稿)?$"
)
ADDRESSED = re.compile(
    r"^(?:尊敬的|敬爱的|各位|同志们|老师们|同学们|亲爱的|女士们|朋友们|Ladies and|Dear (?:friends|guests|colleagues)|Mesdames)[^。\n]{0,60}[：:!！,，]",
    re.MULTILINE,
)
# Who tells of himself: 我 that is not his county or his unit, and the same in Latin letters.
ME = re.compile(r"我(?![国省市县区乡镇村院校局厂司行部军党们方公单科室站所队办國縣鄉鎮廠軍黨們單隊辦])")
# Each looked for by its first letter: I, my, je, j’, yo, ich, mein … and we, ours, us.
LATIN_ME = re.compile(
    r"[IiMmJjYy](?<!\w.)(?:(?<=I)|(?<=[Ii])ch|(?<=[Mm])(?:y|es?|on|is?|ein\w*)|(?<=[Jj])(?:e|['’])|(?<=[Yy])o)\b"
)
LATIN_US = re.compile(r"[WwOoUu](?<!\w.)(?:(?<=[Ww])e|(?<=[Oo])urs?|(?<=[Uu])s)\b")
HAN = re.compile("[\u3400-\u9fff]")
SENTENCE = re.compile(r"[。！？.!?](?:(?<=[。！？])|(?=\s|$))")
ITEM = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}[、条章]|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[.、．]|问[:：]|Q\d?[:.])"
)
# Narrative prose has so many sentences, so many of which speak of the narrator; lists and forms have items and short lines.
FEWEST_SENTENCES, OF_HIMSELF, MOST_ITEMS, PROSE_LINE = 5, 0.33, 2, 30
LATIN, LATIN_SENTENCES = 0.4, 6
# Who tells what happened to others stands beside: 有一年…, 他说，….
TOLD = re.compile(r"说[，：。]|说是|记得|小时候|那[年天]|有一[年次天回]|想起|后来")
WITNESS, OF_OTHERS, FEWEST_TOLD = 0.1, 0.35, 12
# What a title argues: Why My Town Kept Its Ferry.
CLAIM = re.compile(
    r"(?:Why|In (?:[Pp]raise|[Dd]efen[cs]e) of|Against)\b(?!.*\?)|[^:]+: (?:Why|What|How)\b(?!.*\?)"
)
FIRST_LINE = 60
HEADING_LINES, PAUSE = 4, re.compile(r"[。！？!?，；]")


def find_genre(title: str | None, text: str, facts: Facts, collection: str | None = None) -> Genre:
    """The genre that the title names last, else the document's own heading, else the title of the ``collection`` it stands in;
    a text that greets an audience at its top is a speech, and one whose author tells of himself an essay.

    >>> find_genre("在述职报告会上的讲话", "", Facts()), find_genre("关于举办演讲比赛的通知", "", Facts())
    ('speech', 'other')
    """
    heading = text.split("\n", 1)[0]
    for line in (title, heading if len(heading) <= FIRST_LINE else None, collection):
        folded = simplified(line or "")
        hits = [
            (match.end(), match.end() - match.start(), genre, match[0])
            for genre, names in NAMED
            for match in names.finditer(folded)
        ]
        end, _, genre, word = max(hits, default=(0, 0, "other", ""))
        if OTHER.search(folded.lower(), end):
            return "other"
        if hits:
            facts.add("genre", genre, word)
            return genre
    greeting = ADDRESSED.search(text[:300])
    if greeting:
        facts.add("genre", "speech", greeting[0])
        return "speech"
    return "essay" if _narrates(text, argues=CLAIM.match(title or "") is not None) else "other"


def _narrates(text: str, *, argues: bool = False) -> bool:
    """Whether a text is prose in which its author tells of himself, or of what he saw; or one that ``argues``, by its title."""
    lines = [line for line in text.split("\n") if line]
    if sum(bool(ITEM.match(line)) for line in lines) > MOST_ITEMS:
        return False
    prose = "".join(line for line in lines if len(line) >= PROSE_LINE)
    sentences = len(SENTENCE.findall(prose)) if len(prose) >= 0.7 * len(text) else 0
    if sentences < FEWEST_SENTENCES:
        return False
    if not prose.isascii() and HAN.search(prose):
        mine = len(ME.findall(prose)) / sentences
        if not WITNESS <= mine < OF_HIMSELF:
            return mine >= OF_HIMSELF
        return sentences >= FEWEST_TOLD and len(TOLD.findall(prose)) >= OF_OTHERS * sentences
    said = len(LATIN_ME.findall(prose)) + len(LATIN_US.findall(prose)) / 2
    return sentences >= LATIN_SENTENCES and (argues or said >= LATIN * sentences)


def find_occasion(title: str | None, facts: Facts, text: str = "") -> None:
    """The event between 在 and 上的讲话 in a title or in the document's own heading, or in a line that names it.

    >>> facts = Facts(); find_occasion("在逆境中成长演讲稿", facts); facts.values
    {}
    """
    lines = [line.strip(" —") for line in text.split("\n", HEADING_LINES)[:HEADING_LINES]]
    for line in (
        title or "",
        *(line for line in lines if len(line) <= FIRST_LINE and not PAUSE.search(line)),
    ):
        # Of a traditional line the words as they stand: both have the same length.
        folded = simplified(line)
        match = OCCASION.search(folded) or GATHERING.search(folded) or LED.search(folded)
        own = read_own_line(folded) if line is not title and not match else None
        if match:
            what = str(match["what"] or match.groupdict().get("event")).rpartition("——")[2]
            what = re.sub(r"^在|(?:上|时|期间)$", "", what)
        elif own and own.event:
            what = own.event
        else:
            continue
        at = folded.find(what)
        facts.add(
            "occasion", line[at : at + len(what)] if at >= 0 and len(folded) == len(line) else what, line
        )
