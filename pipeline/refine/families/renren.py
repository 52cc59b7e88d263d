"""renrendoc and its like: captions of page pictures first, then the text under 文档简介 or 内容简介."""

from __future__ import annotations

import re

from pipeline.refine.families.family import Family
from pipeline.refine.view import View

LABELS = ("文档简介", "内容简介")
READ_LEFT = re.compile(r"已阅读\s*\d+\s*页.{0,4}还剩\s*\d+\s*页未读")
ARCHIVE = re.compile(r"^压缩包内文档预览")
RIGHTS = re.compile(r"^版权说明\s*[:：].{0,12}用户提供并上传")


def recognises(view: View) -> bool:
    """Whether two of these are there: the label, the text's container, the counter or rights sentence of this CMS."""
    labelled, framed = view.has_line(LABELS), bool(view.select(".main-content"))
    if labelled == framed:
        return labelled
    return any(READ_LEFT.search(line) or RIGHTS.match(line) or ARCHIVE.match(line) for line in view.lines)


FAMILY = Family(
    name="renren",
    recognises=recognises,
    main=(".main-content",),
    labels=LABELS,
    noise=("#page",),
)
