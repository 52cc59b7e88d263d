"""Facts below the text that are of something else."""

from __future__ import annotations

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine

TEXT = (
    "<p>同志们：</p><p>今天我们在这里召开全县秋季防火工作会议，主要任务是总结前一阶段工作，部署下一步安排。</p>"
    "<p>入秋以来，全县各乡镇清理可燃物三百余处，修通防火路四十二公里，巡山人员由八十人增加到一百二十人。</p><p>谢谢大家。</p>"
)
FACTS = "<p>格式：PDF</p><p>页数：30页</p><p>大小：3.1MB</p>"


def facts(box: str) -> tuple[str | None, int | None, str | None]:
    html = (
        "<html><head><meta charset=utf-8><title>在防火工作会议上的讲话-松果文稿</title></head><body><div><a href=/>松果文稿</a></div>"
        f"<h1>在防火工作会议上的讲话</h1><div class=content>{TEXT}</div>{box}</body></html>"
    )
    found = refine(
        Page(
            url="https://songguo.example/w/a.html",
            fetched_at="2024-01-02T03:04:05Z",
            body=html.encode(),
            headers=(("content-type", "text/html; charset=utf-8"),),
        )
    )
    assert not isinstance(found, Reject)
    return found[0].file_format, found[0].pages_total, found[0].file_size


@pytest.mark.parametrize(
    "head",
    [
        "<h4>热门文档</h4>",
        "<p>猜您喜欢</p>",
        "<p>下一篇：环卫所工作总结</p>",
        "<p>您上次浏览的文档</p>",
        "<h4>上传文档有奖</h4>",
        "<h4>手机客户端</h4>",
    ],
)
def test_a_box_that_is_headed_so_is_about_something_else(head: str) -> None:
    assert facts(f"<div class=box>{head}{FACTS}</div>") == (None, None, None)


def test_the_documents_own_box_is_read() -> None:
    assert facts(f"<div class=box><h4>文档信息</h4>{FACTS}</div>") == ("pdf", 30, "3.1MB")
