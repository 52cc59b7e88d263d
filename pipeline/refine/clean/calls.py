"""Lines at the end of a text in which a site calls on its reader: to keep the file, to open it elsewhere, to say what it thinks.

Below the last sentence less proves a line the site's than in the middle of a text. Removes 「这篇稿子有用吗？」,
「转存到我的网盘」, 「换手机打开看更方便」. Keeps a numbered heading, a signature, and what somebody says of himself.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.clean.prompts import LONGEST_LATIN, NUMBERED, SENTENCE_END
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger
from pipeline.refine.lexicon import site_voice

THING = r"(?:材料|文档|资料|稿[子件]?|文[章稿]|文件|范文|内容|模板|课件|作品)"
DEVICE = r"(?:电脑|手机|网盘|云盘|书架|邮箱|桌面|相册|平板|收藏夹|本地)"
# A question about the file: 喜欢这份文稿？
ASKS = re.compile(rf"^.{{0,6}}[这本此该][份篇个则套]?{THING}.{{0,12}}[?？]$")
# To take it with one: 保存一份到手机
SAVES = re.compile(
    rf"^.{{0,4}}(?:存|下载|发送?|转存|导出|收藏|带)(?:一份|下来|走)?[到至进](?:自己的?|[我您你]的?)?{DEVICE}.{{0,4}}$"
)
# To read it elsewhere: 用平板看，排版更舒服
ELSEWHERE = re.compile(
    rf"^(?:请|建议|可)?(?:用|换|在|去|到|打开|下载)(?:{DEVICE}|客户端|APP|小程序|微信|浏览器)(?:端|版|上|里|中)?(?:打开|阅读|查看|浏览|看|读).{{0,16}}$",
    re.IGNORECASE,
)
# To take the site's own program for it: 装上某某客户端，离线也能读
PROGRAM = re.compile(
    r"^(?:请|快来|赶紧)?(?:用|换|打开|下载|安装|装上?个?|关注|搜索?|上|扫)[^，。]{0,8}(?:客户端|APP|小程序|公众号|本号|官[号微]|手机版|网页版|二维码|扫码)[^。]{0,18}$",
    re.IGNORECASE,
)
# Liked it? Toss a coin.
ASKS_LATIN = re.compile(
    r"^(?:(?:did you )?(?:liked?|enjoy(?:ed)?) (?:it|this)|(?:was|did) (?:it|this)\b.{0,20}\b(?:useful|helpful|help)|found (?:it|this) (?:useful|helpful)|"
    r"(?:ce|cette|le) (?:document|fichier|page) vous a|¿(?:te|le) (?:sirvió|gustó|ayudó|fue útil)|(?:bạn|hat) .{0,20}(?:thích|gefallen))[^?]{0,40}\?(?: [^?]{2,40})?$",
    re.IGNORECASE,
)
# Unfold the remaining paragraphs, Afficher les pages restantes
UNFOLDS = re.compile(
    r"^(?:unfold|expand|reveal|display|show|open|load|uncover|afficher|dérouler|mostrar|desplegar|xem|mở)\b[^.!?]{0,24}\b(?:(?:remaining|hidden|restante?s?|còn lại)\b(?: \d{1,3})? ?(?P<thing>pages?|paragraphs?|sheets?|parts?|lines|text|content|%)?|(?:rest|suite|reste|resto|còn lại)(?: (?:of|du|de|del|de la|of the|of this) (?:the |this |la |le )?(?P<whole>document|text|sheet|page|file|article|essay|speech|paper|texte|fichier|documento|texto))?)$",
    re.IGNORECASE,
)
# Llévatelo en Word
AS_FILE = re.compile(
    r"^[^\s.!?]{3,16}(?: [^\s.!?]{1,8})? (?:en|in|as|au format|als) (?:a )?(?:word|pdf|docx?|pptx?|txt)$",
    re.IGNORECASE,
)
# 收藏：…, 听书：…: of a list that an author explains one may sound like a call.
ITEM = re.compile(r"[\u4e00-\u9fff]{2,6}[：:]\S")
# What comes before an offer: 看完了？
READ = re.compile(r"^.{0,4}[看读][完够到过].{0,4}[?？]$")
PIECES = re.compile(r"(?<=[?？!！])")
# （没有看完？请见页底的说明）
POINTS = re.compile(
    r"^[（(【\[](?=.{0,40}(?:没有?[看读]完|未完|[看读]不[到全]|[看读]全|全文|完整|余下|剩余|[接续]着?[看读]|怎[么样样]|如何|下载)).{0,24}?请[见看点到翻移]{1,2}(?:本?页|文|稿)?[底末尾脚下][部方面端]?的?.{0,4}(?:说明|提示|公告|按钮|链接|方法|入口|二维码).{0,8}[）)】\]]$"
)
SELF = re.compile(r"[我他她咱](?!的)")
LAST_LINES = 8
LONGEST, SHORTEST = 40, 5
# What is enough of the site's voice here; elsewhere more is asked (see ``prompts``).
SHARE = 0.4


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop the calls among the last lines."""
    last = ledger.lines[-LAST_LINES - 1 :]
    texts = [simplified(line.text.strip()) if context.traditional else line.text.strip() for line in last]
    calls = [_is_call(text) for text in texts]
    gone = {
        line.start
        for line, (above, text), (before, call) in zip(
            last[1:], pairwise(texts), pairwise(calls), strict=True
        )
        if call and (before or not (ITEM.match(above) and ITEM.match(text)))
    }
    return ledger.drop(lambda line: "prompt" if line.start in gone else None) if gone else ledger


def _is_call(text: str) -> bool:
    if len(text) <= LONGEST_LATIN and any(p.match(text) for p in (ASKS_LATIN, AS_FILE, UNFOLDS, POINTS)):
        return True
    if not SHORTEST <= len(text) <= LONGEST or NUMBERED.match(text):
        return False
    pieces = [piece for piece in PIECES.split(text) if piece]
    return all(map(_calls, pieces)) and not (len(pieces) == 1 and READ.match(text))


def _calls(text: str) -> bool:
    if ASKS.match(text) or READ.match(text):
        return True
    if SENTENCE_END.search(text) or SELF.search(text):
        return False
    share, strong = site_voice(text)
    return any(p.match(text) for p in (SAVES, ELSEWHERE, PROGRAM)) or (strong >= 2 and share >= SHARE)
