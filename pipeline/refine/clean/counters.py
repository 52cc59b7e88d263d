"""Counters and captions: page marks that a reader prints between or around the text.

Removes 「1 / 8」 「第3页 / 共45页」 「已阅读5页,还剩25页未读」 「<title>_第3页」 and lone page numbers between dashes.
Keeps a date 「2021 / 3 / 11」, a score 「3/5的代表同意」 and a heading 「第3页的启示」: the whole line must be the mark.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context, fold

HAN_OR_DIGIT = r"[\d〇零一二三四五六七八九十百]+"
# A page, as readers on paper, on a telephone and of slides call it.
UNIT = "[页頁面屏张張幅]"
COUNTER = re.compile(
    rf"(?:共?有?\s*{HAN_OR_DIGIT}\s*条(?:评论|回复|留言)|\d+\s*/\s*\d+|[/／]\s*\d+"
    rf"|第\s*{HAN_OR_DIGIT}\s*[页頁]|[-—–]{{1,3}}\s*第\s*\d{{1,3}}\s*{UNIT}\s*[-—–]{{1,3}}"
    rf"|第\s*{HAN_OR_DIGIT}\s*{UNIT}\s*[/／,，、|]?\s*共\s*{HAN_OR_DIGIT}\s*{UNIT}"
    rf"|共\s*{HAN_OR_DIGIT}\s*[页頁]"
    rf"|(?:已|您已)?阅读\s*{HAN_OR_DIGIT}\s*页\s*[,，]?\s*(?:还|尚)剩(?:余)?\s*{HAN_OR_DIGIT}\s*页(?:未读)?.{{0,10}}"
    rf"|还剩\s*{HAN_OR_DIGIT}\s*页未读.{{0,10}}|[-—–]\s*\d{{1,4}}\s*[-—–]|page\s+\d+(?:\s+of\s+\d+)?)",
    re.IGNORECASE,
)
# 当前只放出前3页，全卷8页
PAGES = re.compile(
    rf"^.{{0,6}}(?:只|仅)?(?:放出|展示|显示|预览|开放|提供)了?前?\s*{HAN_OR_DIGIT}\s*页.{{0,6}}(?:共|全[卷文篇部]|总).{{0,3}}{HAN_OR_DIGIT}\s*页[。.]?$"
)
# 【全文共849字，当前显示339字】, 本稿总字数：2,650: how long the text is, alone or with how much of it is shown.
NUMBER = r"[\d,，〇零一二两三四五六七八九十百千万]{1,12}"
LENGTH = rf"(?:字数|{NUMBER}\s?(?:余|多)?个?字|(?:字数|总计|总共|合计)\s?[:：]\s?{NUMBER})"
CHARS = re.compile(
    rf"[【\[（(]?\s?(?:[本全该此原][文篇稿]|全稿|正文|文档|文章|稿件|原稿|篇幅|总)[^。！？\d]{{0,6}}{LENGTH}\s?[:：]?\s?(?:约?{NUMBER}\s?字?)?"
    rf"(?:\s?[,，、;；/]?\s?[^。！？\d]{{0,8}}(?:显示|展示|预览|试读|可读|已读|放出|还有|剩余?|余下)[^。！？\d]{{0,4}}{NUMBER}\s?个?字[^。！？]{{0,12}})?\s?[】\]）)]?[。.]?"
)
# One of these is in every counter.
COUNTS = re.compile(r"[\d页頁面屏张張幅字条]|总[计共]|合计")
LONGEST = 300
# A length that somebody asks for is his own: 本文不少于800字。
ASKED = re.compile(
    r"(?:不[少低大多]于|不(?:得|要|能)?(?:超过|少于)|至少|控制在)\s*\d|\d\s*[字页](?:[以之][上内下]|为宜)"
)
# （后面还有1,560个字，开通月卡即可看到） 【本稿总计2650字，眼下展示420字】: a line of its own in brackets that counts.
COUNTED = re.compile(r"^[【\[（(].{0,24}?\d[\d,，]*\s*个?字.{0,30}[】\]）)][。.]?$")
CAPTION = re.compile(rf"^(?P<title>.{{2,}}?)[_＿\s-]*第\s*\d+\s*{UNIT}(?:\s*[/／]?\s*共\s*\d+\s*{UNIT})?$")


def rule_of(text: str, context: Context) -> str | None:
    """``counter`` or ``caption`` for a line that is nothing but a page mark or a picture's caption."""
    if len(text) > LONGEST or not COUNTS.search(text) or ASKED.search(text):
        return None
    if (
        COUNTER.fullmatch(text.strip(" <>‹›«»|"))
        or any(p.match(text) for p in (PAGES, COUNTED))
        or CHARS.fullmatch(text)
    ):
        return "counter"
    caption = CAPTION.match(text)
    title = fold(context.title or "") if caption else ""
    return "caption" if caption and title and fold(caption["title"]) in (title, title[:60]) else None
