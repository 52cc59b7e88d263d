"""Each cleaner with what it removes and with look-alikes that it must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.blocks import Block
from pipeline.refine.clean import clean
from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, restore

TITLE = "在春季护林工作会议上的讲话"
PROSE = "各位护林员，今年的风来得早，山上的松针踩上去沙沙作响，我们要把每一个火星都当成火灾来对待。"


def cleaned(*lines: str, labels: tuple[str, ...] = ("资源描述",)) -> list[str]:
    text, _ = clean(Ledger.of(lines), Context(TITLE, labels)).finish()
    return text.split("\n") if text else []


@pytest.mark.parametrize(
    "noise",
    [
        "免费阅读已结束,点击下载阅读编辑剩下 ...",
        "阅读已结束,您可以下载文档离线阅读编辑",
        "整理文档很辛苦,赏杯茶钱您下走!",
        "下载文档,编辑使用",
        "上传文档赚钱",
        "登录后方可查看剩余内容",
        "点击查看更多>>",
        "本文试读部分到此为止，登录后可继续查看",
        "开通VIP会员，免费下载全部文档",
        "扫码关注公众号，获取完整版",
        "点击上方蓝字，和青藤做朋友",
        "1 / 8",
        "第3页 / 共45页",
        "第三頁,共五頁",
        "已阅读5页,还剩25页未读 继续免费阅读",
        "【全文共849字，当前显示339字】",
        f"{TITLE}_第2页",
        f"{TITLE}_第2张",
        "第 2 面 / 共 3 面",
        "— 第2屏 —",
        "- 12 -",
        "©2015-2020 m.example.com 某某文档.",
        "备案号:鲁ICP备2024000000号-1 客服联系 QQ:10000",
        "www.example.com © 2009-2024 某某文库 版权所有",
        "×",
        "保存成功",
        "资源描述：",
        "由 听泉 于 2022-02-18 挂上枝头，DOCX，14.1KB，只有 1 页，卖 1枚莓果，下载 0 次（还没人摘过）。",
        "上传人：张** 文档编号：1005 上传时间：2024-03-05 格式：DOC 页数：1 大小：26.5KB",
        "版权说明:本文档由用户提供并上传,收益归属内容提供方,若内容存在侵权,请进行举报或认领",
        "声明：本站文章由会员投稿，仅供学习交流，如有侵权请联系删除。",
    ],
)
def test_noise_goes(noise):
    assert cleaned(PROSE, noise, PROSE) == [PROSE, PROSE]


@pytest.mark.parametrize(
    "content",
    [
        "去年会员中心的下载量突破百万，QQ客服全天在线，我们的用户满意度提高了三个百分点。",
        "电子屏上打出一行字：阅读已结束。可是孩子们没有一个离开座位。",
        "请大家登录学习平台，完成本月的课程。",
        "2021年3月5日，我们扫描PDF档案120页，共计45MB，组织核对3次。",
        "先看这组照片。第2张共5张都是逆光拍的。",
        "书桌上那本册子翻开着。第12页，共36页说到修渠。",
        "2022-02-18 那天我把 14.1KB 的 DOCX 传上去，谁也没有打开。",
        "谢谢大家的支持！",
        "一、加强版权保护，打击侵权行为",
        "时间：3月5日上午九时",
        "地点：三楼会议室",
        "第3页的启示",
        "3/5的代表表示同意",
        "2021 / 3 / 11",
        "编号：护林员手册的由来",
        "联系电话要贴在每一户的门上。",
        "我们下载了三百份资料，发给每一位护林员。",
    ],
)
def test_look_alikes_stay(content):
    assert cleaned(PROSE, content, PROSE) == [PROSE, content, PROSE]


def test_the_lead_in_goes_and_what_follows_it_stays():
    line = f"《{TITLE}》由会员分享，可在线阅读，更多相关《{TITLE}（27页珍藏版）》请在某某文库上搜索。{PROSE}"
    assert cleaned(line) == [PROSE]


def test_a_true_list_stays_and_page_glue_goes():
    items = [f"{n}、{PROSE}" for n in (1, 2, 3)]
    assert cleaned(PROSE, *items) == [PROSE, *items]
    pages = [
        f"1、{PROSE * 3}山路弯弯，走到",
        f"2、半山腰的时候，{PROSE * 3}天黑了，我们打着",
        f"3、手电继续走。{PROSE}",
    ]
    assert cleaned(*pages) == [
        f"{PROSE * 3}山路弯弯，走到半山腰的时候，{PROSE * 3}天黑了，我们打着手电继续走。{PROSE}"
    ]


def test_a_true_list_between_two_glued_pages_stays():
    items = [f"{n}、各组分段包干，谁的段谁负责到底，一天都不能断人。" for n in (1, 2, 3)]
    lines = [
        f"1、{PROSE * 3}今天开会，主要讲",
        f"2、三件事。{PROSE * 3}",
        *items,
        f"{PROSE * 3}请大家记",
        f"3、住这三条。{PROSE}",
    ]
    assert cleaned(*lines) == [
        f"{PROSE * 3}今天开会，主要讲三件事。{PROSE * 3}",
        *items,
        f"{PROSE * 3}请大家记住这三条。{PROSE}",
    ]


def test_glue_inside_one_flattened_line_goes():
    line = f"1、{PROSE * 4}走到2、半山腰。{PROSE * 4}打着3、手电继续走。"
    assert cleaned(line) == [f"{PROSE * 4}走到半山腰。{PROSE * 4}打着手电继续走。"]


def test_of_two_titles_the_one_next_to_the_text_is_the_authors():
    assert cleaned(TITLE, TITLE, PROSE) == [TITLE, PROSE]
    assert cleaned(TITLE, f"{TITLE}.doc", PROSE) == [TITLE, PROSE]


def paged(*lines: str, place: str) -> list[str]:
    """What is left of lines where the title stands in elements called so, and the others in ``p``."""
    blocks = [
        Block(line, places=("body", place if line == TITLE else "p"), path=(1, number))
        for number, line in enumerate(lines, 2)
    ]
    text, _ = clean(Ledger.of(lines), Context(TITLE, blocks=blocks)).finish()
    return text.split("\n")


def test_a_title_at_the_head_of_every_page_goes():
    half = PROSE * 2 + "说到底"
    assert paged(half, TITLE, PROSE, place="div top") == [half, PROSE]
    assert paged(PROSE * 2, TITLE, PROSE, TITLE, PROSE, place="div top") == [PROSE * 2, PROSE, PROSE]
    # Said once between two paragraphs it may be a heading, and in the text's own element a refrain.
    assert paged(PROSE * 2, TITLE, PROSE, place="div top") == [PROSE * 2, TITLE, PROSE]
    assert paged(PROSE * 2, TITLE, PROSE, TITLE, PROSE, place="p").count(TITLE) == 2


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                PROSE,
                "1、" + PROSE,
                "2、" + PROSE * 3,
                TITLE,
                "1 / 8",
                "下载文档,编辑使用",
                f"《{TITLE}》由会员分享，可在线阅读。",
            ]
        ),
    ),
    max_size=10,
)


@given(LINES)
def test_cleaning_is_idempotent_and_loses_nothing_silently(lines):
    folded = [" ".join(line.split()) for line in lines]
    blocks = [line for line in folded if line]
    text, removals = clean(Ledger.of(blocks), Context(TITLE, ("资源描述",))).finish()
    assert "".join(restore(text, removals).split()) == "".join("".join(blocks).split())
    again, _ = clean(Ledger.of(text.split("\n") if text else []), Context(TITLE, ("资源描述",))).finish()
    assert again == text
