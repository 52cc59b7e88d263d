"""Prompts: short lines in which the site speaks to the visitor (download, log in, reading is over).

Removes 「免费阅读已结束,点击下载阅读编辑剩下 ...」 「登录后方可查看剩余内容」 「上传文档赚钱」.
Keeps a telecom speech that talks of 会员, 下载 and QQ, and a sentence that merely says 阅读已结束: they are
sentences of their own, with words left over once the site's voice is taken away.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.refine.clean.context import Context
from pipeline.refine.lexicon import STRONG_LATIN, site_voice
from pipeline.refine.voice import sounds_like_author

LONGEST = 60
# A Latin letter says less than a hanzi.
LONGEST_LATIN = 140
SENTENCE_END = re.compile(r"[。！？!?；;][”」』)）\"']*$")
# The site addresses the visitor or speaks of the file itself; a speech about downloads does neither.
VISITOR = re.compile(r"\b(?:you|your|please|vous|votre|usted|su cuenta|bạn|sie|ihr)\b", re.IGNORECASE)
CALLS = re.compile(rf"^(?:please |now )?(?:{STRONG_LATIN}|was this)\b", re.IGNORECASE)
ADDRESSED = re.compile(
    r"您|请|点击|立即|马上|本站|本文档|该文档|此文档|网站|登录后|下载后|扫码|温馨提示|友情提示|文库"
)
OWN_NAME = re.compile(r"您|本站|本文档|该文档|此文档|本网")
# The second of an author's points, said in words.
ORDINAL = re.compile(
    r"第[一二三四五六七八九十][，,、]|其[一二三四五六七八九十][，,、]|[一二三四五六七八九十]是"
)
# What a site calls itself and that which it prints.
OF_THE_SITE = re.compile(
    r"本站|本网|此文档|本文|全文|正文|原文|下文|后文|余文|文档|范文|稿件|该文|此文|这篇|内容|章节|节选|文[章稿字]|"
    r"\b(?:(?:this|the|full|whole|complete) (?:documents?|essays?|papers?|files?|text|articles?|pdf)|document|texte|documento|texto|tài liệu)\b",
    re.IGNORECASE,
)
# An author's headings and bylines: 一、把好充值关 and 分享人：王五.
NUMBERED = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十\d]{1,3}[章节条篇部讲]|[①-⑳]|\d{1,2}\s?[.．、)）]\s*(?!\d))"
)
# Of these the ones that no list of a site's rules has.
HEADED = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]{1,3}[章节条篇部讲])"
)
LABELLED = re.compile(r"^[^:：]{2,6}[:：]\s*(?P<value>[^:：]{1,20})$")
NARRATOR = re.compile(r"\b(?:I|we|he|she|they|my|our|his|her|me|us)\b(?!.{0,30}\bcookies)", re.IGNORECASE)
SELF = re.compile(r"[我他她咱](?!的)|\b(?:I|we|he|she|they)\b")
# 我的分享到这里，谢谢！
CLOSES = re.compile(r"我的?(?:分享|介绍|汇报|发言|演讲)[^。]{0,4}(?:到此|到这|完|结束)")
# Words that a sentence quotes are not said in it.
QUOTED = re.compile(r"[“「『][^”」』]{1,30}[”」』]")
HAN = re.compile(r"[\u3040-\u9fff]")
LONGEST_LABEL = 12
# Of a sentence that offers the rest of a text.
LONGEST_OFFER = 24
# Lines as short say too little to be told by a share.
SHORTEST = 4
PAID_REST = re.compile(
    r"(?:免费)?(?:试读|试看|试阅|预览|阅读|阅览|样[稿章张本])(?:部分|内容|页数|范围)?.{0,4}(?:结束|完毕|到此|用完|超出|超过)|"
    r"(?:登[录陆入]|注册|购买|付费|开通|下载|扫码|关注).{0,12}(?:查看|阅读|浏览|获取|解锁|继续).{0,6}"
    r"(?:全文|全部|剩余|更多|完整|后文|下文|余下|其余)|"
    r"(?:还有|还剩|剩余|余下).{0,8}(?:未读|未显示|未展示|不予显示|付费|需).{0,10}$|"
    r"(?:登[录陆入]|注册|会员|开通|购买|付费|充值|订阅|扫码|关注|联系).{0,16}(?:方能|才能|才可|方可|后可|即可|可以|后).{0,6}(?:看|读|阅|览|获取|解锁|打开|下载)|"
    r"(?:其余|剩余|余下|后面|完整|全部|更多)(?:的)?(?:内容|部分|文字|章节|正文).{0,10}(?:联系|获取|登录|会员|购买|下载|付费|未能|无法|不能)|"
    r"(?:试读|试看|预览|浏览|阅读)(?:部分|内容)?(?:已经?)?(?:完|结束|完毕|到此)|部分内容.{0,6}(?:未能|无法|不能|没有)显示|"
    r"(?:还有|剩余|余下|剩下|后面)[^。\d]{0,8}\d[\d,，]{0,8}\s*(?:个?字|页)|"
    r"^未完[,，].{0,24}$|"
    r"请先(?:成为|加入|注册|登[录陆入]|开通|关注)|如需(?:阅读|查看|下载|浏览).{0,6}(?:全文|全部|完整)|"
    r"付\s?[\d.]{1,6}\s?元[^。]{0,6}(?:后文|下文|全文|余下|剩余|其余)|"
    r"超出免费(?:预览|阅读)?(?:范围|页数)"
)
# The rest of a text is kept back, or what is shown is but its beginning, in so many words.
REST = r"(?:其余|剩余|余下|剩下|后面|后文|下文|后续|余文|全文|完整|更多)"
HELD = re.compile(
    rf"{REST}(?:的)?[^。！？]{{0,8}}(?:隐藏|省略|折叠|收起|略去|截断|锁定|上锁|加密|[未不](?:予|作|再)?(?:展示|显示|放出|公开|开放|列出|提供))|"
    r"(?:看到|读到|展示|显示|阅读|放出|呈现|提供)的?(?:内容|文字)?(?:只|仅)(?:是|为|有)?[^。！？]{0,6}(?:开头|部分|片段|节选|前[^。]{1,4}[段页章节]|前半)|"
    r"(?:续读|续看|接着[读看]|继续[读看]|[读看]下去|往下[读看])[^。！？]{0,8}(?:请|须|需|先|联系|登录|购买|付费|下载|打开|关注|扫码|添加|开通)|"
    r"\b(?:rest|remainder|remaining \w+)\b[^.]{0,24}\b(?:hidden|locked|not shown|withheld)\b|\byou (?:are|were) (?:reading|viewing) (?:only )?(?:an? |the )?(?:sample|excerpt|preview|extract)\b",
    re.IGNORECASE,
)
# One of these is in whatever it finds in Latin letters.
HELD_LATIN = ("rest", "remain", "you are", "you were")
# So many words are left out, and so much is asked for them: no author charges in his text.
COUNTED_REST = re.compile(r"(?:省|略|隐)去[^。]{0,6}\d[\d,]{1,8}\s*个?字[^。]{0,6}(?:元|付费|解锁)")

# What articles of message services open with: 点击上方蓝字，和我们做朋友.
BLUE = re.compile(r"(?:点击?|戳|轻触)[^。！？]{0,6}蓝色?[小文]?字")


def rule_of(text: str, context: Context) -> str | None:
    """``prompt`` for a line that is the site's voice."""
    del context
    return "prompt" if is_prompt(text) else None


def is_prompt(text: str) -> bool:
    """Whether a whole line is the site's voice."""
    return 0 < len(text) <= LONGEST_LATIN and _is_prompt(text) and not sounds_like_author(text)


# Several rooms ask of the same lines, and lines of a site recur from page to page.
@lru_cache(maxsize=8192)
def _is_prompt(text: str) -> bool:
    latin = not HAN.search(text)
    if not latin and len(text) > LONGEST:
        return False
    text = QUOTED.sub("", text)
    share, strong = site_voice(text)
    # What these patterns look for is said in hanzi.
    paid = not latin and bool(PAID_REST.search(text))
    unended = not is_ended(text)
    if unended and (
        _holds_back(text, latin=latin) or (not latin and (COUNTED_REST.search(text) or BLUE.match(text)))
    ):
        return True
    if not paid and ((share, strong) == (0.0, 0) or _is_authors(text, share, strong)):
        return False
    if unended:
        return _is_call(text, share, strong, paid=paid)
    if not strong and not paid:
        return False
    return _addresses_latin(text, share) if latin else _addresses(text, share, strong, paid=paid)


def _holds_back(text: str, *, latin: bool) -> bool:
    if latin and not any(words in text.lower() for words in HELD_LATIN):
        return False
    return bool(HELD.search(text)) and not SELF.search(text)


def is_ended(text: str) -> bool:
    """Whether a line ends as a sentence does; a full stop of Latin letters is none between hanzi."""
    return bool(SENTENCE_END.search(text)) or (text.endswith(".") and not HAN.search(text))


def insists(text: str) -> bool:
    """Whether a line that may be a prompt is one wherever it stands: an offer, or a sentence about the text itself.

    >>> insists("请扫码登录，下载作业。"), insists("请登录本站，下载全文。"), insists("扫码下载")
    (False, True, True)
    """
    if ORDINAL.match(text):
        return False
    if (len(text) <= LONGEST_OFFER and PAID_REST.search(text)) or OF_THE_SITE.search(text):
        return True
    return not is_ended(text) and not HELD.search(text) and not NUMBERED.match(text)


def _addresses(text: str, share: float, strong: int, *, paid: bool) -> bool:
    """Whether a sentence speaks to the visitor."""
    if text.endswith(("!", "！")) and share >= 0.75:
        return True
    if not ADDRESSED.search(text):
        return False
    own = strong >= 2 and bool(OWN_NAME.search(text))
    return share >= 0.75 or (share >= 0.45 and (paid or own))


def _addresses_latin(text: str, share: float) -> bool:
    return share >= 0.65 and bool(VISITOR.search(text) or (share >= 0.8 and CALLS.match(text)))


def _is_call(text: str, share: float, strong: int, *, paid: bool) -> bool:
    """A line that is no sentence: a button, a count, an offer."""
    # A colon leads to something that the author goes on to say.
    if text.endswith((":", "：")) and len(text) > LONGEST_LABEL:
        return share >= 0.8
    if paid:
        return share >= 0.45
    if strong:
        return share >= (0.65 if strong == 1 else 0.6)
    return share >= 0.8 and any(map(str.isdigit, text)) and sum(map(str.isalpha, text)) >= SHORTEST


def _is_authors(text: str, share: float, strong: int) -> bool:
    """Whether a line has the shape of a numbered heading, a byline or a sentence of somebody's own."""
    if CLOSES.search(text):
        return True
    labelled = LABELLED.match(text)
    if labelled and site_voice(labelled["value"]) == (0.0, 0):
        return True
    if NUMBERED.match(text) and (strong <= 1 or (share < 0.8 and HEADED.match(text))):
        return True
    short = sum(map(str.isalpha, text)) < SHORTEST
    return share < 1 and (short or bool(NARRATOR.search(text)))
