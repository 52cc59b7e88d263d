"""Lines that an author quotes or signs with stay, whatever they say; the same words of a site's go."""

from __future__ import annotations

import pytest

from pipeline.items import Page
from pipeline.refine import refine

HEAD = "<html><head><title>在数字阅读月开幕式上的讲话 - 石埠图书馆</title></head><body><div class='logo'><a href='/'>石埠图书馆</a></div><h1>在数字阅读月开幕式上的讲话</h1><div class='con'>"
BEFORE = (
    "各位读者：",
    "上个月有位老先生来找我，说他想看一本讲种兰花的书，翻到第三十页，屏幕上跳出一行字：",
)
BEHIND = (
    "他问我怎么办。我说，图书馆的门从一九八六年起就开着，进来的人从来不用交钱，也不用告诉我们他是谁。",
    "今天开始的这个月，我们想做的就是这件事：让每一位读者在家里也能翻开书架上的书，翻到最后一页为止。",
    "谢谢大家。",
)
FOOT = "</div><div class='foot'>石埠图书馆 版权所有</div></body></html>"


def text_of(*lines: str) -> list[str]:
    html = HEAD + "".join(f"<p>{line}</p>" for line in lines) + FOOT
    outcome = refine(
        Page(url="http://lib.example/1.html", fetched_at="2024-01-02T03:04:05Z", body=html.encode())
    )
    assert isinstance(outcome, list), outcome
    return outcome[0].text.split("\n")


@pytest.mark.parametrize(
    "quoted",
    [
        "免费试读已结束，如需继续阅读，请开通会员。",
        "本文档由用户上传，如有侵权请联系删除。",
        "未经许可，不得转载",
    ],
)
def test_a_line_that_the_author_announces_stays(quoted):
    assert text_of(*BEFORE, quoted, *BEHIND) == [*BEFORE, quoted, *BEHIND]


@pytest.mark.parametrize(
    "quoted", ["“本图片仅供个人学习，商业使用请联系作者”", "「免费试读已结束，如需继续阅读，请开通会员。」"]
)
def test_a_line_in_quotation_marks_stays(quoted):
    assert quoted in text_of(BEFORE[0], BEHIND[0], quoted, *BEHIND[1:])


def test_a_line_that_the_author_speaks_of_stays():
    quoted = "本文档由用户上传，如有侵权请联系删除。"
    spoken_of = "这句话大家天天见，它的意思是：我先拿走，你来敲门，我再考虑还不还给你。"
    assert quoted in text_of(BEFORE[0], BEHIND[0], quoted, spoken_of, *BEHIND[1:])


@pytest.mark.parametrize(
    "line",
    [
        "免费试读已结束，如需继续阅读，请开通会员。",
        "本文档由用户上传，如有侵权请联系删除。",
        "（石埠图书馆：以下段落略有听写出入，请以现场为准）",
    ],
)
def test_the_same_line_of_the_sites_goes(line):
    assert line not in text_of(BEFORE[0], BEHIND[0], line, *BEHIND[1:])


def test_a_remark_of_the_sites_goes_whatever_the_next_line_says():
    remark = "（石埠图书馆：以下段落略有听写出入，请以现场为准）"
    assert remark not in text_of(BEFORE[0], BEHIND[0], remark, f"这句话{BEHIND[1]}", BEHIND[2])


def test_a_body_signs_with_the_name_of_its_site():
    signed = (*BEFORE[:1], *BEHIND, "石埠图书馆", "2023年4月23日")
    assert text_of(*signed) == [*signed]


def test_an_office_stays_with_whoever_holds_it():
    signed = ("石埠图书馆馆长　罗文蔚", *BEFORE[:1], *BEHIND)
    assert text_of(*signed) == [*signed]


@pytest.mark.parametrize("line", ["石埠图书馆", "石埠图书馆站长：老刀"])
def test_a_site_that_names_itself_goes(line):
    assert line not in text_of(*BEFORE[:1], *BEHIND, line)


@pytest.mark.parametrize("heading", ["温馨提示：", "本站通知："])
def test_what_a_site_heads_as_its_notice_is_quoted_by_nobody(heading):
    notice = "本文档由用户上传，如有侵权请联系删除。"
    assert notice not in text_of(BEFORE[0], BEHIND[0], heading, notice, *BEHIND[1:])


@pytest.mark.parametrize("line", ["云稿文库编辑部主任　李小明", "云稿文库运营总监：李小明"])
def test_whoever_keeps_the_site_signs_nothing(line):
    html = (HEAD + "".join(f"<p>{each}</p>" for each in (line, *BEFORE[:1], *BEHIND)) + FOOT).replace(
        "石埠图书馆", "云稿文库"
    )
    outcome = refine(
        Page(url="http://lib.example/1.html", fetched_at="2024-01-02T03:04:05Z", body=html.encode())
    )
    assert isinstance(outcome, list), outcome
    assert "李小明" not in outcome[0].text
