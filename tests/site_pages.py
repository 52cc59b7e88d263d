"""Pages of invented sites whose skin prints lines that no cleaner knows, for the tests of learned lines."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from pipeline.archive import ArchiveWriter
from pipeline.items import Page

# A skin's lines, without one word of a site's usual voice: a header line and one with a number below the text.
HEADER = "南山阅览室值班员手工录入"
FOOTER = "第{number}号卡片，归入东墙第三排木柜"
SUBJECTS = (
    "图书馆",
    "运动场",
    "小河",
    "老桥",
    "菜园",
    "车站",
    "灯塔",
    "果园",
    "山路",
    "磨坊",
    "渡口",
    "钟楼",
)
DOINGS = ("修整", "清点", "粉刷", "测量", "加固", "打扫", "照看", "登记", "搬迁", "绘制", "维护", "装点")
WHO = ("三年级学生", "退休工人", "值夜的职员", "新来的技师", "邻村的木匠", "街坊四邻", "青年志愿者", "校友们")
SENTENCE = "{who}在{month}月里用{days}天{doing}了{subject}，记录本上写着{count}个数字和一句祝愿。"


def text(number: int) -> list[str]:
    """Paragraphs of the ``number``-th document: sentences that differ from text to text, between an author's formulas."""
    rng = random.Random(number)
    said = [
        SENTENCE.format(
            who=rng.choice(WHO),
            month=rng.randint(1, 12),
            days=rng.randint(2, 90),
            doing=rng.choice(DOINGS),
            subject=rng.choice(SUBJECTS),
            count=rng.randint(100, 9999),
        )
        for _ in range(9)
    ]
    paragraphs = ["".join(said[i : i + 3]) for i in range(0, 9, 3)]
    return ["各位老师、各位同学：", *paragraphs, "我的发言完了，谢谢大家！"]


def page(
    number: int,
    *,
    host: str = "nanshan.example",
    skin: tuple[str, str] = (HEADER, FOOTER),
    day: int = 1,
    of: int | None = None,
) -> Page:
    """Document page ``number``, fetched on ``day`` of May 2024; its text is that of number ``of``."""
    title = f"在第{number}次劳动总结会上的讲话"
    lines = [skin[0], *text(number if of is None else of), skin[1]]
    body = "".join(f"<p>{line.format(number=number)}</p>" for line in lines if line)
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<h1>{title}</h1><h3>资源描述：</h3><div class="content">{body}</div></body></html>'
    )
    return Page(
        url=f"https://{host}/p-{number}.html",
        fetched_at=f"2024-05-{day:02}T08:00:{number % 60:02}Z",
        body=html.encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )


def archive(pages: Iterable[Page], folder: Path) -> Path:
    """A WARC file with the pages in this order, as another program would leave it."""
    with ArchiveWriter(folder) as writer:
        for each in pages:
            writer.write(each)
    files = sorted(folder.glob("*.warc.gz"))
    merged = folder / "all.warc.gz"
    merged.write_bytes(b"".join(file.read_bytes() for file in files))
    for file in files:
        file.unlink()
    return merged
