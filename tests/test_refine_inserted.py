"""What a site writes into the author's own lines, and what looks like it and is the author's."""

from __future__ import annotations

import re

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.view import View

TEXT = (
    "各位乡亲：",
    "去年冬天渠道冻裂了三处，水在田埂上结成一条白带子，孩子们在上面滑冰，大人们站在边上叹气。",
    "开春以后村里凑了十二个人，三天把裂口补上，用的是老窑里剩下的砖，一块钱也没有花。",
    "今天开闸放水，我请大家站远一点，等水头过了第二个弯，再下去看，不要抢在水的前面。",
    "谢谢大家！",
)
NAMED = "<div class=nav><a href='/'>青墨文库</a></div>"


def text_of(*lines: str, shell: str = NAMED) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<html><head><meta charset=utf-8><title>在开闸仪式上的讲话</title></head><body>{shell}<div class=a>{body}</div></body></html>"
    found = refine(
        Page(url="https://a.example/p-1.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert not isinstance(found, Reject), found
    (record,) = found
    return record.text


def within(before: str, after: str = "") -> tuple[str, ...]:
    """The text with something before the second paragraph and behind the third."""
    return (TEXT[0], before + TEXT[1], TEXT[2] + after, *TEXT[3:])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("【会员专享：登录后去水印】", ""),
        ("", "（本站提供免费下载）"),
        ("~~青墨文库 P2~~", ""),
        ("展开剩余60%", ""),
        ("", "——以上内容由会员“山雀”整理——"),
        ("青墨文库每篇都附Word版下载，", ""),
        ("", "更多讲话稿请搜索青墨文库"),
        ("下载本文需要8个积分。", ""),
        ("", "登录后可免费下载全文。"),
    ],
)
def test_what_the_site_writes_into_a_line_goes(before, after):
    assert text_of(*within(before, after)) == "\n".join(TEXT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("【第三渠道】", ""),
        ("", "（鼓掌，有人喊好）"),
        ("", "——这是老渠长的话——我一直记着。"),
        ("★第二件★", ""),
        ("青墨文库的同志也来了，", ""),
        ("", "他们把会员证带来了。"),
        ("", "（以上由会员代表王小渠整理）"),
        ("查看全部渠段以后，", ""),
        ("展开更多工作，", ""),
        ("我请大家下载气象局的手机客户端，", ""),
    ],
)
def test_what_an_author_writes_so_stays(before, after):
    assert text_of(*within(before, after)) == "\n".join(within(before, after))


def test_a_text_about_downloads_keeps_its_sentences():
    about = (
        "下载资料需要8个积分。",
        "登录后可免费下载全文，这是他们的广告。",
        "注册会员要填手机号，很多老人填不了。",
    )
    lines = (TEXT[0], *(sentence + TEXT[1] for sentence in about), *TEXT[2:])
    assert text_of(*lines) == "\n".join(lines)


@pytest.mark.parametrize(
    "phrase",
    [
        "（本段由青墨文库录入，转发留名）",
        "#渠友热帖 No.3#",
        "更多讲稿请认准青墨文库",
        "（库友自拍，请勿盗用）",
        "（第2页/3页）",
        "（本段录入：青墨文库　转发留名）",
    ],
)
@pytest.mark.parametrize("element", ["span", "em", "font color=gray"])
def test_a_phrase_in_an_element_of_its_own_between_sentences_goes(phrase, element):
    set_in = f"<{element}>{phrase}</{element.split()[0]}>"
    first, rest = TEXT[2].split("，", 1)
    for lines in (within("", set_in), (*TEXT[:2], f"{first}，{set_in}{rest}", *TEXT[3:])):
        assert text_of(*lines) == "\n".join(TEXT)


@pytest.mark.parametrize(
    "phrase",
    [
        "（鼓掌）",
        "（见渠道图纸第三页）",
        "第三道闸",
        "一句话",
        "“下载会员证的人”",
        "（根据录音整理）",
        "青墨文库的同志也来了",
    ],
)
def test_what_an_author_stresses_stays(phrase):
    assert phrase in text_of(*within("", f"<b>{phrase}</b>"))


def test_boxes_of_one_kind_are_what_one_of_them_shows():
    boxes = (
        "<p class=dy>读到这里，喜欢的话请点右上角，墨币等你来领。</p>",
        "<p class=dy>（青墨文库友情插播：征文开始了，详情见首页横幅。）</p>",
    )
    body = "".join(f"<p>{line}</p>{box}" for line, box in zip(TEXT[:3], (*boxes, ""), strict=True))
    assert text_of(
        "", shell=f"{NAMED}<div class=a>{body}<p>{TEXT[3]}</p><p>{TEXT[4]}</p></div>"
    ) == "\n".join(TEXT)


def test_when_a_post_was_edited_goes_from_its_line():
    edited = "<i>本帖最后由 老渠长 于 2016-11-20 07:12 编辑</i>"
    assert text_of(*within("", edited)) == "\n".join(TEXT)


def test_a_slogan_behind_the_sites_name_goes_wherever_it_interrupts():
    slogan = "青墨文库，让好文不愁找"
    halves = [line.split("，", 1) for line in TEXT[1:3]]
    broken = [f"{a}，{slogan}{b}" for a, b in halves]
    assert text_of(TEXT[0], *broken, *TEXT[3:]) == "\n".join(TEXT)


def test_titles_of_documents_linked_behind_a_comma_go_and_a_sentence_keeps_its_links():
    links = ("<a href='/f/1'>水库值班岗位职责</a>", "<a href='/f/2.html'>防汛应急预案范文3篇</a>")
    halves = [line.split("，", 1) for line in TEXT[1:3]]
    broken = [f"{a}，{link}{b}" for (a, b), link in zip(halves, links, strict=True)]
    assert text_of(TEXT[0], *broken, *TEXT[3:]) == "\n".join(TEXT)
    own = "县里说，<a href='/n/1'>县水利局防汛办公室</a>会派人来，<a href='/n/2'>老渠首管理所</a>也会来。"
    assert "县里说，县水利局防汛办公室会派人来，老渠首管理所也会来。" in text_of(*TEXT[:2], own, *TEXT[2:])


@pytest.mark.parametrize(
    "line",
    [
        "<a href='/a/1'>水渠维修合同</a> <a href='/a/2'>开闸主持词</a>",
        "【速递】<a href='/a/1'>水渠维修合同样本</a>",
        "同库好文：<a href='/a/1'>放水节开场白</a>",
    ],
)
def test_a_line_that_leads_away_between_sentences_goes(line):
    assert text_of(*TEXT[:2], line, *TEXT[2:]) == "\n".join(TEXT)


def test_a_whole_sentence_that_is_linked_stays():
    line = "<a href='/a/1'>渠道图纸都挂在村口的墙上，谁都可以去看。</a>"
    assert "谁都可以去看。" in text_of(*TEXT[:2], line, *TEXT[2:])


def test_a_hint_under_the_sites_short_name_goes():
    hint = "青墨温馨提示：文中数字请与原件核对，我们不作担保。"
    assert text_of(*TEXT, hint) == "\n".join(TEXT)
    own = "水渠安全提示：水头过弯以前不要下去。"
    assert own in text_of(*TEXT[:3], own, *TEXT[3:])


def test_a_site_called_by_a_word_of_the_text_leaves_the_text_alone():
    lines = (
        "护水人的工作，是一件平凡而又光荣的工作，我做了十二年。",
        "我们的护水人，要把每一条渠都当成自己家的田埂来走。",
        "【护水人的一天】",
        "★护水人★",
    )
    shell = NAMED.replace("青墨文库", "护水人")
    assert text_of(*TEXT[:2], *lines, *TEXT[2:], shell=shell) == "\n".join((*TEXT[:2], *lines, *TEXT[2:]))


@pytest.mark.parametrize(
    "line",
    [
        "附件：<a href='/f/1.pdf'>水渠图纸.pdf</a>",
        "大家听好。<a href='/n/1'>县水利局防汛办公室</a>表示，今年的水比往年大。",
        "上篇：水从哪里来",
        "更多的人陆续来到渠边",
    ],
)
def test_what_an_author_links_heads_and_says_stays(line):
    said = re.sub("<[^>]+>", "", line)
    assert said in text_of(*TEXT[:3], line, *TEXT[3:])


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Load the remaining bricks on the cart", True),
        ("Open the remaining valves by hand", True),
        ("*Download the file* before you open the gate.", True),
        ("Show the rest of the document", False),
        ("Unfold the remaining pages", False),
    ],
)
def test_headings_about_hidden_and_remaining_things_stay_and_buttons_go(line, stays):
    lines = (
        "Last winter the canal cracked in three places, and the children slid on the ice across the field paths.",
        "In spring twelve people mended the cracks in three days with bricks from the old kiln, for no money.",
    )
    assert (line in text_of(lines[0], line, lines[1], shell="")) == stays


@pytest.mark.parametrize(
    ("title", "said", "names"),
    [
        ("开闸仪式讲话 - 青墨文库", "登录青墨文库即可下载全文", {"青墨文库"}),
        ("开闸仪式讲话 - 青墨文库手机版", "用三枚墨币换", {"青墨文库"}),
        ("开闸仪式讲话 - 水利站", "昨天我们把水利站门前的渠修好了", set()),
        ("The sluice - by Ann Miller", "Log in and download by Ann Miller", set()),
    ],
)
def test_a_titles_last_part_is_the_site_where_the_page_speaks_of_it_so(title, said, names):
    page = f"<html><head><title>{title}</title></head><body><p>{TEXT[1]}</p><div>{said}</div></body></html>"
    assert View.of("https://a.example/p-1.html", page).site_names == names


def test_no_site_has_thousands_of_names() -> None:
    links = "".join(f"<a href='/'>某某网{number}</a>" for number in range(3000))
    view = View.of("https://a.example/p-1.html", f"<html><body>{links}<p>{TEXT[1]}</p></body></html>")
    assert 0 < len(view.site_names) <= 40
