"""First and last lines that speak of the text as of a thing on a site, in the same element as the text itself.

A site that writes into the text writes at its edges. There a line goes that names the site, that a keeper of it has signed (「某主按：」),
that says who handed the text in or how far one has read, or that asks for a favour. Lines go from outside in, as long as they
are such lines. Keeps names, dates, notes of the author or a translator, and everything further in.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.apart import HALL
from pipeline.refine.clean.context import Context, fold, is_title
from pipeline.refine.clean.prompts import LONGEST, LONGEST_LATIN
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Line

HAN = re.compile("[\u3400-\u9fff]")
# Lines that are looked at above and below.
ABOVE, BELOW = 3, 4
# Fewer lines are hardly a text and its edges, unless one of them is a whole flattened text.
FEWEST, FLATTENED = 4, 200
# 某主注：, （某某柜谨按：; not 译者注：, 备注：, 日记：.
KEEPER = re.compile(
    r"[—\s（(〔【\[]*(?!译者|笔者|作者|注[:：]|原[按注]|自[按注]|脚注|备注|附注|批注|标注|旁注|尾注)[^\s：:，。]{1,8}(?:编者|小编|按语?|注|谨按|谨识|手记|小引)[】）)〕\]]?\s*[：:]"
)
# —— END ——, and where a picture that is not here is from.
END = re.compile(
    r"[\W_]*(?:END|The End|全文完|正文完|本文完|完)[\W_]*|[\W_]*(?:图片|配图|题图|封面图?|文中图片)(?:来自|来源|源自)[\s:：于]*\S{0,8}",
    re.IGNORECASE,
)
# That this is a picture of the file, which looks otherwise; how to come back to the page.
SHOWN = re.compile(
    r"(?:版式|格式|排版|版面|样式|图表|效果|清晰度)[^，。]{0,6}以(?:原[文件稿版]|下载|所下|源文)[^。]{0,10}为准|(?:真实|实际|显示)(?:版式|格式|排版|版面|样式)[^，。]{0,4}以附件[^。]{0,6}为准|\bCtrl\s?\+\s?D\b",
    re.IGNORECASE,
)
# How far one has read; how many leaves the file has.
PROGRESS = re.compile(
    r"(?:阅读|浏览|学习|观看|播放|翻阅)进度\s*[:：]?\s*\d|(?:原|全|本|整)[稿文件篇]\s*(?:共|有|计)?\s*\d{1,4}\s*[页张屏]|(?:已|您?)(?:读|看|翻)(?:完|到)(?:最?末|最后|尽头|底)"
)
# Who gave it, under what terms.
GIVEN = re.compile(
    r"(?:本|此|该|以上|上述|这)(?:文|篇|稿|件|份|资料|文档|材料|合同|范本|内容|笔记|课件)?[^，。]{0,10}(?:由|为|系|来自|出自)[^，。]{0,10}(?:友|户|员|(?<![记作])者|客|主|网络|网上)[^，。]{0,8}(?:上传|上载|投稿|投递|寄存|提供|分享|供稿|发布|存放|贡献|捐赠)|"
    r"(?:仅|只)供(?:交流|参考|学习|内部)[^。]{0,16}(?:请|勿|不得|删)"
)
# What it is, and what whoever reads it may have of it.
RECOMMENDED = re.compile(
    r"^(?:这|本文|下面|以下)就?[是为]一[篇份则][^。]{2,60}[，,](?:可?供|可作|值得)[^。，]{0,14}(?:借鉴|参考|学习|欣赏|品读)。?$"
)
# Other documents of the site, one a line: 相关：某某方案.
RELATED = re.compile(
    r"^[\W_]*(?P<label>相关(?:阅读|文章|文档|推荐|链接)?|延伸(?:阅读)?|另见|同类(?:文章|文档)?|猜[你您]喜欢|热门(?:文章|文档)?)\s*[:：]\s*[^。，；！？《]{2,40}$"
)
FEWEST_RELATED = 2
LISTENERS = re.compile(r"各位|大家|同志|同学|老师")
# A favour that is asked of whoever has read it.
FAVOUR = re.compile(
    r"^[\W_]*(?:看|读|用|阅|翻|听)(?:完|过|毕|罢)[^。]{0,6}(?:了|后|的话)?[，,]?\s*(?:记得|别忘|不妨|请|麻烦|可以|欢迎|给|点|顺手)|(?:如|若|倘若?|要是)[^。，]{0,8}对[您你][^。，]{0,6}(?:有用|有帮助|有所帮助|有益|有启发)|"
    r"(?:喜欢|觉得|有用|满意)[^。]{0,12}(?:请|就|欢迎|不妨|记得|别忘)[^。]{0,24}(?:收藏|关注|转发|分享|点赞|打赏|赞|投|顶|评)|[您你]的[^，。]{1,8}是(?:我|我们|本站|小编)[^。]{0,14}(?:动力|鼓励|支持)|"
    r"^[\W_]*更多[^。]{1,30}(?:尽在|请搜|请看|请到|请扫|请关注|请移步|搜索|点击|(?:持续|陆续|不断)(?:更新|上传|添加|增[加补]|整理|收录|补充|推出|上[线新架]|发布))|^[→☞➤►▶▷★☆※◆◇●👉🔗⬇↓]\s*\S.{0,60}(?:点击?|打包|下载|领取|扫码|搜索?|关注|收藏|查看)"
)
# Who else took it, and how to reach the keeper.
OTHERS = re.compile(
    r"^[\W_]*(?:买|看|读|下|收|借|学|用)[过了][^，。]{0,10}的[^，。]{0,8}(?:还|也)(?:在)?(?:买|看|读|下|收|借|学|喜欢)|(?:企鹅|扣扣|球球|[QＱ]\s*[QＱ]|微信|薇信|威信|飞信|旺旺)(?:号|群)?\s*[:：]?\s*[A-Za-z\d]{5,}|"
    r"^\W*\S{0,4}(?:热线|客服)\S{0,4}\s*[:：]?\s*\d{3}|^(?:来自|发自)[:：]?\s*\S{0,14}(?:客户端|手机版|触屏版|电脑版|小程序|App|iPhone|Android|手机)$",
    re.IGNORECASE,
)
# 沈渠生　电话：0000-000000　微信：…: where an author can be reached.
OWN_CONTACT = re.compile(
    r"(?!站|客服|小编|编辑|管理|[店馆栈柜阁]主)[\u3400-\u9fff]{2,4}[\s，,（(]{1,2}(?:联系)?(?:电话|手机|地址|通[讯信]地址)\s*[:：]"
)
FOREIGN = re.compile(
    r"\b(?:handed in|uploaded|submitted|contributed|donated|posted|deposited|shared) by (?:an?|one of our|the) \w+|\bnot the work of our\b|\b(?:automatically|machine)[- ]?transcribed|transcrit[e]? (?:automatiquement|par)|transcripción (?:automática|cedida)|"
    r"(?:déposé|envoyé|transmis|prêté)e? par (?:un|une|notre)\b|(?:cedid|subid|enviad|aportad)[oa] por un[a]?\b|\bend of (?:the|this|your) (?:open|free|visible|public|sample|preview)\b|\bfin de (?:la|l['’]|votre|esta?) ?(?:partie|parte|aperçu|extrait|muestra)\b|"
    r"(?:found|spotted|noticed) (?:an?|any) (?:mistake|error|typo)|¿(?:has|ha) (?:encontrado|visto) un error|une (?:erreur|faute) (?:dans|\?)|tous droits réservés|todos los derechos|\bvui lòng\b|\blưu ý khi tải\b|\bneed (?:a|an|another) \w+ like this\b",
    re.IGNORECASE,
)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop such lines from the top and from the bottom."""
    lines = ledger.lines
    if context.thread or (len(lines) < FEWEST and all(len(line.text) < FLATTENED for line in lines)):
        return ledger
    names = _names(lines, context)
    gone = {
        line.start
        for edge in (lines[:ABOVE], lines[: -BELOW - 1 : -1])
        for line in _leading(edge, names, context)
    } | _related(lines)
    return ledger.drop(lambda line: "edge" if line.start in gone else None) if gone else ledger


def _related(lines: tuple[Line, ...]) -> set[int]:
    """Starts of the last lines that name other documents, if there are several with one label: one may be an author's."""
    found: set[int] = set()
    labels: set[str] = set()
    for line in reversed(lines):
        related = RELATED.match(line.text.strip()) if len(line.text) <= LONGEST else None
        if not related:
            break
        found.add(line.start)
        labels.add(related["label"])
    return found if len(found) >= FEWEST_RELATED and len(labels) == 1 else set()


def _leading(edge: tuple[Line, ...], names: frozenset[str], context: Context) -> list[Line]:
    """Those of some lines that come before the first of the text's own; a title may stand among them."""
    found: list[Line] = []
    for line in edge:
        if is_title(line.text, context.title):
            continue
        if line.block in context.code or not _is_sites(line.text.strip(), names, context):
            break
        found.append(line)
    return found


def _is_sites(text: str, names: frozenset[str], context: Context) -> bool:
    if END.fullmatch(text):
        return True
    if not HAN.search(text):
        return len(text) <= LONGEST_LATIN and FOREIGN.search(text) is not None
    folded = simplified(text) if context.traditional else text
    if len(text) > LONGEST or OWN_CONTACT.match(folded):
        return False
    if any(p.search(folded) for p in (SHOWN, PROGRESS, OTHERS, RECOMMENDED)) or KEEPER.match(folded):
        return True
    if LISTENERS.search(folded):
        return False
    named = (
        any(name in text or fold(name) in fold(text) for name in names) or GIVEN.search(folded) is not None
    )
    hosted = bool(context.host) and str(context.host) in text.lower()
    return FAVOUR.search(folded) is not None or hosted or (named and not HALL.search(folded))


def _names(lines: tuple[Line, ...], context: Context) -> frozenset[str]:
    """What the site calls itself, unless the text is about it."""
    names = context.site_names | ({context.site_name} if context.site_name else set())
    within = "\n".join(line.text for line in lines[ABOVE:-BELOW])
    return frozenset(name for name in names if name not in within and name not in (context.title or ""))
