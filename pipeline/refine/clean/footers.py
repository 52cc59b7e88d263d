"""Footers: copyright, filing number, contacts, toasts and rights notices that leak into the text.

Removes 「©2015-2020 m.example.com 三七文档.」 「备案号:鲁ICP备…号-1 客服联系 QQ:…」 「×」 「保存成功」 and the sentence in which
the site disclaims what its users uploaded. Keeps a speech on copyright law: a notice names the platform's
own roles (uploader, this site, report) and stands in a line of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.refine.clean.context import Context
from pipeline.refine.folding import has_any
from pipeline.refine.voice import sounds_like_author

COPYRIGHT = re.compile(
    r"^(?:版权所有(?=\s*$|\s*[©\d@A-Za-z(（:：]|.{2,24}(?:公司|网|网站|文库|平台|中心)\s*$)|copyright\b|©|\(c\)\s*\d{4}|all rights reserved)|©\s*(?:19|20)\d\d|(?:www\.|\.(?:com|cn|net|org)\b).{0,60}(?:©|版权所有)",
    re.IGNORECASE,
)
# One of these is in the line where the notice does not open it, and in any filing number.
SIGNED, FILED = ("©", "版权所有"), ("ICP", "公网安备", "增值电信业务", "备案号")
FILING = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新港澳]ICP[备证]|公网安备|增值电信业务经营许可证|备案号\s*[:：]"
)
CONTACT = re.compile(
    r"(?:客服|投稿|举报|侵权|网站)\S{0,6}\s*(?:QQ|微信|电话|邮箱|热线)\s*[:：]?\s*[\w@.+-]*$", re.IGNORECASE
)
TOAST = re.compile(
    r"^[^。，,]{0,10}[，,]?\s?(?:请|点击)?(?:稍[后候]|重新)?(?:重试|再试|刷新)(?:一[下次])?[！!。]?$|^(?:[×✕✖╳xX]|[<>›»|·•\-—_=*]{1,5}|(?:保存|复制|操作|收藏|提交|分享|下载|举报|评论)(?:成功|失败)[!！]?)$"
)
NOTICE = re.compile(
    r"(?:本(?:文档|文|资料|资源|作品|站|网站)|(?:网站|平台|站内)(?:上|内)?(?:的)?(?:所有|内容|文档|资源))"
    r".{0,60}(?:用户|网友|会员|作者|互联网|网络).{0,20}(?:上传|提供|分享|收集|发布|整理|转载|投稿)"
)
# Rules of a library may say what a site says.
ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]{1,4}条[\s:：]")
# 本文由某某网整理发布，转载请注明出处
EDITED = re.compile(
    r"本(?:文|篇|资料|文档|稿|范文).{0,24}(?:网|站|文库|小编|编辑部|平台|公众号).{0,8}(?:整理|发布|提供|收集|搜集|原创|编辑|编写|首发|供稿)"
)
# 本文档由 AI 自动识别生成
MACHINE = re.compile(
    r"本(?:文|文档|资料|页面?|内容).{0,12}(?:自动|机器|系统|程序|AI|OCR).{0,8}(?:生成|识别|转换|翻译|提取)",
    re.IGNORECASE,
)
FOR_LEARNING = re.compile(r"[仅只](?:作|供|限|用于).{0,8}(?:学习|参考|交流|研究|阅读)")
# …收录的文字由网友提供，权利归原作者，如有不妥请来信: the site speaks of what others gave and whom to tell.
GIVEN = re.compile(
    r"(?:由|系|均|来自|来源于|源于|收集于|整理自).{0,8}(?:网友|用户|网络|会员|互联网|作者|读者|投稿)"
)
TELL = re.compile(
    r"(?:如有|如果|若有|若|如).{0,20}(?:请|可|敬请|烦请|务必)?.{0,10}(?:来信|联系|告知|通知|删除|举报|指出)|请.{0,8}(?:来信|联系我们|与我们联系)"
)
RIGHTS = re.compile(r"权利|版权|著作权|侵权|侵犯|不妥|异议|权益|雷同")
DECLARED = re.compile(r"^[（(【\[]?(?:版权|免责|特别|郑重|重要|本站)?(?:声明|说明)[】\]]?\s*[:：]")
LIABILITY = re.compile(
    r"未经.{0,6}授权|不得转载|请注明|侵权|侵犯|版权|著作权|举报|认领|删除|不承担|负责|免责|法律责任|学习交流|商业用途|收益归属"
)
# What a reader shows until it has drawn a page.
THING = r"(?:文档|内容|页面|数据|文件|资料|课件|幻灯片|图片|更多)"
LOADING = re.compile(
    r"(?:Loading|Chargement|Cargando|Carregando|Caricamento|Wird geladen|Đang tải)(?:(?: (?:the|this|your|du|de la|el|la|o|a))? (?:document\w*|publica\w*|publication|pages?|páginas?|preview|contents?|contenu|contenido|viewer|reader|file|slides?|data))?\s?(?:…|\.{3})?|"
    rf"(?:正在|努力|拼命){THING}?(?:加载|载入|读取|渲染|转码)中?{THING}?(?:[，,]?\s?请稍[候后等])?(?:…+|\.{{3,}}|。)?|{THING}?(?:加载|载入)中(?:[，,]?\s?请稍[候后等])?(?:…+|\.{{3,}}|。)?",
    re.IGNORECASE,
)
# Who runs a public body's site, and how it wants to be looked at.
RUN_BY = re.compile(
    r"(?:主办|承办|协办|运维|维护)(?:单位)?\s*[:：]|技术支持\s*[:：]|网站标识码|网站地图|无障碍(?:浏览|阅读|版)|建议使用.{0,20}(?:浏览器|分辨率)|最佳(?:浏览|分辨率)"
)
# 本文来自某某网，转载请注明出处: what becomes of the text when others take it.
REPRINT = re.compile(
    r"(?:本(?:文|篇|稿)|文章|原文|内容|来源|出处|版权|以上|转载|如需|未经)[^。]{0,40}?"
    r"(?:转载(?:时)?(?:请|须|需|务必)\S{0,4}(?:注明|标明|标注|保留|附上)|请(?:注明|标明|保留)\S{0,6}(?:出处|来源|链接)|版权归\S{0,8}所有)"
)
# Content on the Website is provided to you AS IS for your information and personal use.
AS_IS = re.compile(
    r"\b(?:provided|offered)\b[^.]{0,12}\bto you\b[^.]{0,12}\bas is\b[^.]{0,24}\b(?:information|personal use)\b",
    re.IGNORECASE,
)
LONGEST, LONGEST_NOTICE, LONGEST_NOTE, LONGEST_TOAST = 200, 300, 60, 24


def is_footer(text: str) -> bool:
    """Whether a line belongs to a page's footer."""
    return len(text) <= LONGEST and _is_footer(text)


# Several rooms ask of the same lines.
@lru_cache(maxsize=8192)
def _is_footer(text: str) -> bool:
    if COPYRIGHT.match(text) or (has_any(text, SIGNED) and COPYRIGHT.search(text)):
        return not (text.endswith(".") and sounds_like_author(text))
    if text.isascii():
        return False
    filed = has_any(text, FILED) and FILING.search(text)
    return bool(filed) or len(set(RUN_BY.findall(text))) >= 2


def rule_of(text: str, context: Context) -> str | None:
    """``footer``, ``toast``, ``contact`` or ``rights-notice`` for a line that is one."""
    del context
    return _rule_of(text) if len(text) <= LONGEST_NOTICE else None


@lru_cache(maxsize=8192)
def _rule_of(text: str) -> str | None:
    if is_footer(text):
        return "footer"
    if (len(text) <= LONGEST_TOAST and TOAST.match(text)) or LOADING.fullmatch(text):
        return "toast"
    # The rest is said in hanzi.
    if text.isascii():
        return "rights-notice" if AS_IS.search(text) else None
    if len(text) <= 60 and CONTACT.search(text):
        return "contact"
    return "rights-notice" if _is_notice(text) and not ARTICLE.match(text) else None


def _is_notice(text: str) -> bool:
    """Whether the site disclaims what stands on it."""
    given = bool(GIVEN.search(text))
    if len(text) <= LONGEST_NOTE and REPRINT.match(text):
        return True
    if len(text) <= LONGEST_NOTE and (MACHINE.search(text) or (given and FOR_LEARNING.search(text))):
        return True
    if LIABILITY.search(text) and any(p.search(text) for p in (NOTICE, EDITED, DECLARED)):
        return True
    return given and bool(TELL.search(text) and RIGHTS.search(text))
