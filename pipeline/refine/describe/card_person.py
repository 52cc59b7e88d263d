"""Who put a document on the site, as the card below its title says: by label, by deed, by the sign of a person, or by standing first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from pipeline.refine.clean.context import is_title
from pipeline.refine.describe.card_words import (
    AGENT,
    ASIDE,
    BARE_PRICE,
    DATED,
    DEED_OF,
    DEFAULT_NAME,
    FORMAT_VALUE,
    MEMBER,
    OWN_MEMBER,
    OWNER,
    PUT,
    UPLOADER,
    is_card_label,
)
from pipeline.refine.describe.cell_words import Cell
from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.fact_rows import NO_NAME
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.labels import FORMATS, add
from pipeline.refine.view import View

PERSON = r"[^\s:：,，|/。；;！？!?\[\]【】〔〕（）()]{1,20}?"
WHO = re.compile(rf"@?(?P<value>{PERSON})(?:[\s（(].*)?")
# A name in Latin letters has several words.
LATIN_WHO = re.compile(rf"@?(?P<value>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){{0,3}}|{PERSON})")
HAN = re.compile("[\u3400-\u9fff]")
WHO_AND_WHEN = re.compile(
    rf"(?:(?:[本此该][文篇稿件][档章]?)?由\s?)?[「『“]?(?P<who>{PERSON})[」』”]?\s?(?P<verb>(?:{PUT})\s?[于於在自]?\s?|[于於在自]\s?)?(?P<when>(?:19|20)\d\d[-/.年][\d/.月-]{{2,6}}日?)(?:\s\d{{1,2}}:\d\d(?::\d\d)?)?\s?(?P<deed>{PUT})?(?:\s?[\[【(（](?P<format>{FORMATS})[\]】)）])?"
)
# 由 木子 于 2021-03-05 挂上枝头: whatever the site calls it, but for what is done with a speech, a paper or a law.
BY_WHOM_AND_WHEN = re.compile(
    rf"由\s?[「『“]?(?P<who>{PERSON})[」』”]?\s?[于於在]\s?(?P<when>(?:19|20)\d\d[-/.年][\d/.月-]{{2,6}}日?)\s?"
    r"(?P<verb>(?![^\s]{0,4}(?:[审批签印写撰译编讲演致宣记]|发言|主持|通过|起草|制定|拟|整理|录|摄|出版|召开|举[行办]|颁|[创成建设]立|修[改订]|更新|作))[\u4e00-\u9fff]{2,8})(?P<deed>)(?P<format>(?!))?"
)
# 书友「木子」分享了这篇，…: who is called in quotation marks, and what is his is this document.
SHARED = re.compile(
    r"(?:由\s?)?(?:[\u4e00-\u9fff]{1,4}[友员民客粉主家人者])?[「『“‘]@?(?P<who>[^」』”’「『“‘，。！？]{1,20})[」』”’]\s?(?:上传|分享|贡献|提供|投稿|投递|发布|递交|供稿)(?:了|的是)?(?:这|本|此|该)(?:一?[篇份个件则]|[文稿])(?:文[档章稿件]|资料|稿[件子]|内容|作品)?(?=$|[\s，,。！!·|～~])"
)
# 本内容由会员 木子 上传, 这份文档由“木子”于2023年1月9日交到本站: the name stands apart from the words around it.
HANDED = re.compile(
    rf"(?:[这本此该][份篇个套件则]?|以上)(?P<format>{FORMATS})?[^\s，。由]{{0,4}}?(?:文[档件章稿本]?|资[料源]|内容|课件|稿[件子]?|作品|素材|档案?)\s?[系是乃]?由"
    r"(?:(?:本站|我站|注册)?(?:用户|会员|网友|书友|读者|作者|店铺|卖家|[\u4e00-\u9fff][友员客]))?"
    r"\s?[:：]?\s?(?P<who>[“\"「『【][^”\"」』】，。]{1,20}[”\"」』】]|(?<=[\s:：])@?[^\s:：,，。;；“”\"「」]{2,20}(?=\s))\s?"
    rf"(?:[于於在](?P<when>{DATE.pattern})|(?:[于於在]|通过|经)[^，。；]{{1,20}}?)?\s?(?:自行|自愿|主动)?"
    r"(?:上传|上載|分享|提供|贡献|投稿|发布|投递|递交|供稿|传[到入至上]|交[来到给]|寄来|送来|捐)",
    re.IGNORECASE,
)
DEED = re.compile(rf"(?:{PUT})(?!于)")
# Words of a genre, an offer, a place of the site: no name of a person.
NO_PERSON = re.compile(
    r"文[库档件字]|范文|资料|模板|下载|讲话|讲稿|致辞|演讲|发言|合同|协议|方案|总结|报告|教案|论文|作文|申请|通知|制度|课件|试[卷题读]|笔记|分类|栏目|原创|精品|推荐|热门|最新"
    r"|免费|会员|vip|阅读|浏览|首页|正文|排行|榜$|充值|签到|论坛$|网$|类$|文秘|公文|行政|党建|校园|年级|收藏|评论|点赞|举报|来源|作者|编辑|全文|时长|字数|完整|可编辑|审核|认证|^\W*\d+(?:\.\d+)?\W*$|版$|[份篇页张]$|[:：]",
    re.IGNORECASE,
)
# What members get, pay and do.
NO_MEMBER = re.compile(
    r"免费|阅读|下载|充值|登录|注册|专[享区属]|中心|[价折]$|须知|公约|转存|收藏|举报|打印|评论|复制|我的|微[信博]|朋友圈|空间$|链接|手机|客户端|^\W*\d+(?:\.\d+)?\W*$|[:：]"
)
# Subjects, trades and provinces, by which sites sort.
SECTION = re.compile(
    r"(?:(?:小学|初中|高中|大学|中职|幼儿园?|语文|数学|英语|物理|化学|生物|历史|地理|政治|音乐|美术|体育|教育|医疗|医药|卫生|建筑|法律|法规|金融|财务|财会|农业|农林|林业|水利|机械|电力|化工|能源|人力|资源|销售|营销|市场|安全|工程|交通|旅游|餐饮|物业|环保|科技|文化|文学|艺术|生活|社会|科学|经济|管理|企业|政府|机关|学术|综合|其他"
    r"|北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾)[省市区类]?)+"
)
# 5.0分, 60017号
NUMBER = re.compile(r"\d[\d.,]*\W?[\u4e00-\u9fff]{0,2}")
WESTERN = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ’'-]{1,14}(?: [A-ZÀ-Ý]\.?)?(?: [A-ZÀ-Ý][\w’'-]{1,15}){1,2}")
# What buttons, headings, bodies and titles are called.
NO_WESTERN = re.compile(
    r"\b(?:Downloads?|Read|Free|Share|Save|Sign|Log|View|Views|Full|Report|Upload|Search|Home|About|More|Similar|Related|Recommended|Embed|Print|Page|Pages|Slides?|File|Files|Document|Documents|PDF|PPT|Word|Now|Here|Up|In|Out|Online|Text|Table|Contents?|Copy|Link"
    r"|School|College|University|Institute|Academy|Club|Society|Association|Council|Committee|Department|Library|Company|Inc|Ltd|Team|Staff|Editor|Editors|Admin|Speech|Address|Remarks|Toast|Letter|Notes?|Paper|Essay|Speeches|English|Spanish|French|Business|Education|Science|History|Law|Art"
    r"|The|Of|For|And|Last|Updated|Posted|Published|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    re.IGNORECASE,
)
# Of nobody's own name.
ROLES = re.compile(
    r"自[行愿]|主动|[^\s]{0,4}(?:用户|会员|网友|书友|读者|作者|编辑部?|老师|朋友|单位|人员|同学|爱好者)们?"
)
PAPER = re.compile(r"老师|教师|课题|机构|来源|单位|期刊|关键词|摘要|导师|学位|出处|字号|出版|报纸|记者")
AUTHORS = frozenset(("作者", "写手", "创作者", "原作者", "制作者", "制作人", "设计师", "设计者"))
LONGEST_NAME, FEWEST_KINDS = 16, 2
ICONS = "i[class], em[class], span[class], svg[class]"
USER_ICON = re.compile(
    r"(?:^|[\s_-])(?:user|author|people|person|member|uploader)(?:$|[\s_-])", re.IGNORECASE
)


def agents_of(view: View, title: str | None) -> Callable[[str], bool]:
    """What tells whether a word is what this page calls whoever puts documents there: 书主, 提水者, and 集友 on 文集网."""
    said = " ".join((*view.site_names, (view.head_title or "").replace(title or "\n", "")))

    def is_agent(label: str) -> bool:
        if AGENT.fullmatch(label) or OWNER.fullmatch(label) or MEMBER.fullmatch(label):
            return True
        own = OWN_MEMBER.fullmatch(label)
        return own is not None and any(sign in said for sign in own["own"])

    return is_agent


def labelled(cell: Cell, is_agent: Callable[[str], bool]) -> tuple[str, bool] | None:
    """The person that a label names, and whether the label alone is enough."""
    named = (LATIN_WHO if not HAN.search(cell.label) else WHO).fullmatch(cell.value)
    if (
        not named
        or NO_NAME.search(named["value"])
        or DATE.search(named["value"])
        or is_card_label(named["value"])
        or not any(map(str.isalnum, named["value"]))
    ):
        return None
    if UPLOADER.fullmatch(cell.label):
        return named["value"], True
    value, member = named["value"], MEMBER.fullmatch(cell.label) or OWN_MEMBER.fullmatch(cell.label)
    if not (DEED_OF.fullmatch(cell.label) or is_agent(cell.label)):
        return None
    called = OWNER.fullmatch(cell.label) or is_person(value) or (member and _is_called(value))
    return (value, False) if called else None


def put_on(value: str) -> re.Match[str] | None:
    """木子 于 2021-03-05 上传: groups ``who``, ``when`` and perhaps ``format``.

    >>> put_on("木子 传于 2021-3-5")["who"], put_on("本站 于 2021-3-5 更新"), put_on("发表于 2021-3-5")
    ('木子', None, None)
    """
    put = WHO_AND_WHEN.fullmatch(value) or (BY_WHOM_AND_WHEN.fullmatch(value) if value[:1] == "由" else None)
    return put if put and (put["verb"] or put["deed"]) and is_person(put["who"]) else None


def sharer(value: str) -> str | None:
    """Who is said to have shared this document.

    >>> sharer("书友「木子」分享了这篇，关注 Ta"), sharer("“木子”分享了这篇文章的读后感")
    ('木子', None)
    """
    shared = SHARED.match(value)
    return shared["who"] if shared and not NO_NAME.search(shared["who"]) else None


def read_handed(line: str, pieces: Sequence[str], facts: Facts) -> None:
    """Add who handed in this document, and when, if a line says so; ``pieces`` are what style sets apart in it.

    >>> facts = Facts(); read_handed("该文件由 木子_77 投稿", (), facts); facts.values
    {'uploader': '木子_77'}
    >>> facts = Facts(); read_handed("本文档由 用户 自行上传", (), facts); facts.values
    {}
    """
    line = " ".join(pieces) if len(pieces) > 1 else line
    handed = HANDED.search(line)
    who = handed["who"].strip('“”"「」『』【】@') if handed else ""
    if not handed or not (is_person(who) or DEFAULT_NAME.fullmatch(who)) or ROLES.fullmatch(who):
        return
    facts.add("uploader", who, line)
    if handed["when"]:
        add(facts, "published_on", handed["when"], line)
    if handed["format"]:
        add(facts, "file_format", handed["format"], line)


def find_person(
    cells: Sequence[Cell], title: str | None, view: View, facts: Facts, kinds: Mapping[int, AbstractSet[str]]
) -> None:
    """Add the author or the name without a label; ``kinds`` are the columns that each row tells."""
    find_author(cells, facts, frozenset().union(*kinds.values()))
    for cell in cells:
        if _is_handle(cell, cells) and kinds[cell.row]:
            facts.add("uploader", cell.value[1:], cell.line)
    for n, cell in enumerate(cells):
        if (
            not (cell.first or cell.pen)
            or cell.label
            or is_title(cell.value, title)
            or not (is_person(cell.value) or DEFAULT_NAME.fullmatch(cell.value) or is_western(cell.value))
        ):
            continue
        if cell.pen and len(kinds[cell.row]) >= FEWEST_KINDS and _is_alone(cell, view):
            facts.add("uploader", cell.value, cell.line)
        beside = [other for other in cells[n + 1 :] if other.row == cell.row]
        below = cells[n + 1 : n + 2]
        if (
            not beside
            and is_western(cell.value)
            and below
            and ASIDE.fullmatch(below[0].value)
            and _is_alone(cell, view)
        ):
            # A name and below it how long ago.
            facts.add("uploader", cell.value, f"{cell.line} {below[0].line}")
        if not beside or not _is_alone(cell, view):
            continue
        deed = DEED.fullmatch(beside[0].value)
        dated = beside[0].label.endswith("于") and DATED.fullmatch(beside[0].label)
        told = len(kinds[cell.row]) >= FEWEST_KINDS and (not beside[0].label or dated)
        told = told or (bool(kinds[cell.row]) and DEFAULT_NAME.fullmatch(cell.value) is not None)
        if deed or told or _has_icon(cell.value, view):
            facts.add("uploader", cell.value, cell.line)


def find_author(cells: Sequence[Cell], facts: Facts, kinds: AbstractSet[str]) -> None:
    """An author beside what a file costs or weighs put it there; one beside a journal or a newspaper wrote it."""
    sold = {"price", "file_size"} <= kinds
    if not sold and ("published_on" not in kinds or kinds.isdisjoint(("price", "file_size", "file_format"))):
        return
    if any(
        PAPER.search(cell.label) and not (cell.label == "来源" and NO_NAME.search(cell.value))
        for cell in cells
    ):
        return
    for cell in cells:
        if cell.label in AUTHORS and is_person(cell.value):
            facts.add("uploader", cell.value, cell.line)


def is_person(value: str) -> bool:
    """Whether a word without a label can be what somebody is called.

    >>> [word for word in ("临江仙", "w***32", "范文大全", "高中语文", "2021-03-05", "DOCX", "免费", "60017号") if is_person(word)]
    ['临江仙', 'w***32']
    """
    return (
        _is_called(value)
        and not NO_PERSON.search(value)
        and not (
            DEED.fullmatch(value)
            or SECTION.fullmatch(value)
            or NUMBER.fullmatch(value)
            or FORMAT_VALUE.fullmatch(value)
            or BARE_PRICE.fullmatch(value)
            or is_card_label(value)
        )
    )


def _is_handle(cell: Cell, cells: Sequence[Cell]) -> bool:
    """@木子, where nothing in the row says who wrote it."""
    if cell.label or cell.value[:1] not in "@＠" or not is_person(cell.value[1:]):
        return False
    return not any(other.row == cell.row and DEED_OF.fullmatch(other.label) for other in cells)


def is_western(value: str) -> bool:
    """Whether a word without a label may be a name in Latin letters.

    >>> is_western("Rosa Marchetti"), is_western("Download Now"), is_western("Keeping bees")
    (True, False, False)
    """
    return WESTERN.fullmatch(value) is not None and NO_WESTERN.search(value) is None


def _is_called(value: str) -> bool:
    """Whether a member may call itself so, as 行政小白 does."""
    return (
        1 < len(value) <= LONGEST_NAME
        and " " not in value
        and any(sign.isalpha() for sign in value)
        and not (NO_NAME.search(value) or NO_MEMBER.search(value) or DATE.search(value))
    )


def _is_alone(cell: Cell, view: View) -> bool:
    """Whether the page says the word nowhere else, as it would the name of a section or its own."""
    names = (*view.site_names, view.head_title or "")
    if any(cell.value in name for name in names):
        return False
    return not any(
        block.text == cell.value or cell.value in block.pieces
        for i, block in enumerate(view.blocks)
        if i != cell.row
    )


def _has_icon(name: str, view: View) -> bool:
    if "user" not in view.names and "author" not in view.names:
        return False
    for icon in view.select(ICONS):
        if USER_ICON.search(icon.get("class") or "") and not icon.text_content().strip():
            beside = icon.getnext()
            behind = (icon.tail or "").strip() or ("" if beside is None else (beside.text or "").strip())
            if behind == name:
                return True
    return False
