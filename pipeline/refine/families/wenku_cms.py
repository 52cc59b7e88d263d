"""The common Chinese wenku CMS: 777doc, 31ppt, 163wenku, taowenge and many more skins of one program.

Recognised by its ``og:document:*`` meta, by its labels, or by the prompt and heading pair that its mobile
pages print. The text block is whole from the first response on, only the page pictures are lazy, so a
"reading is over" prompt says nothing about the text; it even stands before it.
"""

from __future__ import annotations

import re

from pipeline.refine.families.family import Family
from pipeline.refine.view import View

THINGS = ("资源", "文档", "内容", "资料", "文件", "文稿", "作品")
LABELS = (
    *(f"{thing}描述" for thing in THINGS),
    *(f"{thing}简介" for thing in ("资源", "资料", "文件", "文稿")),
    *(f"{thing}内容" for thing in ("文档", "资料", "文稿", "文件")),
    "资源介绍",
    "资料介绍",
    "文档正文",
    "正文预览",
    "内容预览",
)
PAGE_LABELS = re.compile(
    r"^(?:文档编号|资源ID|全文页数|上传人(?:\(卖家\))?|下载积分|资源格式|关\s*键\s*词)\s*[:：]"
)
LEAD_IN = re.compile(r"由会员分享.{0,4}可在线阅读")


def recognises(view: View) -> bool:
    """Whether the page shows at least two of the marks of this CMS, or the meta tags that only it prints."""
    if any(name.startswith("og:document:") for name in view.meta):
        return True
    if view.meta.get("og:type") == "document":
        return True
    if view.has_line(LABELS) or LEAD_IN.search(view.said):
        return True
    return sum(bool(PAGE_LABELS.match(line)) for line in view.lines if ":" in line or "：" in line) >= 2


FAMILY = Family(
    name="wenku_cms",
    recognises=recognises,
    main=(".detail-article.prolistshowimg",),
    labels=LABELS,
    titled=True,
    noise=("#page",),
)
