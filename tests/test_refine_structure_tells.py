"""Noise whose words nobody can know, told by where it stands: behind the end, above the greeting, between sentences, at edges."""

from __future__ import annotations

import pytest

from pipeline.items import Page, Record, Reject
from pipeline.refine import refine

TEXT = (
    "各位乡亲：",
    "去年冬天渠道冻裂了三处，水在田埂上结成一条白带子，孩子们在上面滑冰，大人们站在边上叹气。",
    "开春以后村里凑了十二个人，三天把裂口补上，用的是老窑里剩下的砖，一块钱也没有花。",
    "今天开闸放水，我请大家站远一点，等水头过了第二个弯，再下去看，不要抢在水的前面。",
)
THANKS = "谢谢大家！"


def records(body: str, title: str = "在开闸仪式上的讲话", head: str = "") -> list[Record]:
    html = f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    found = refine(
        Page(url="https://a.example/p-1.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert not isinstance(found, Reject), found
    return found


def text_of(body: str) -> str:
    (record,) = records(body)
    return record.text


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("line", ["潮水退了，蹚过去看看", "捡到好贝壳，喊上伙伴", "木牌挂在门后，自取"])
def test_below_last_words_another_element_is_the_sites(line):
    body = f"<div class=a>{paragraphs(*TEXT, THANKS)}</div><div class=b>{line}</div>"
    assert text_of(body) == "\n".join((*TEXT, THANKS))


def test_a_signature_in_the_texts_own_element_stays():
    lines = (*TEXT, THANKS, "渠首村村委会", "2019年3月5日")
    assert text_of(f"<div class=a>{paragraphs(*lines)}</div><div class=b>潮水退了</div>") == "\n".join(lines)


def test_a_mark_that_comes_back_between_sentences_goes_whatever_it_says():
    mark = "<div class=k>每一页都替您压平</div>"
    body = f"<div>{paragraphs(*TEXT[:2])}{mark}{paragraphs(TEXT[2])}{mark}{paragraphs(TEXT[3], THANKS)}</div>"
    assert text_of(body) == "\n".join((*TEXT, THANKS))


def test_what_an_author_sets_apart_stays():
    quoted = "<blockquote class=k><p class=q>水到渠成，人到心齐。</p></blockquote>"
    heading = "<h3 class=k>第二个弯</h3>"
    body = f"<div>{paragraphs(*TEXT[:2])}{quoted}{paragraphs(TEXT[2])}{heading}{paragraphs(TEXT[3], THANKS)}</div>"
    assert "水到渠成，人到心齐。" in text_of(body)
    assert "第二个弯" in text_of(body)


def test_counts_above_the_greeting_go_and_dates_and_names_stay():
    lines = ("（2019年3月5日）", "村支书 何大渠", *TEXT, THANKS)
    body = f"<div>{paragraphs('入库第 580 日，来客 77 位', *lines)}</div>"
    found = text_of(body)
    assert "580" not in found
    assert found.startswith("（2019年3月5日）\n村支书 何大渠\n各位乡亲：")


@pytest.mark.parametrize(
    "line",
    [
        "塘主注：转载本篇请保留塘名。",
        "本稿由热心读者投递，屋主未作改动",
        "看完记得投一条小鱼，您的小鱼是我继续整理的动力",
        "→ 课件学案一键打包，点右侧小书包",
        "买过本件的老师还买了 防溺水班会设计",
        "更多串词、开场白，尽在第三渡口",
    ],
)
def test_an_edge_that_speaks_of_the_text_as_a_thing_goes(line):
    assert text_of(f"<div>{paragraphs(*TEXT, THANKS, line)}</div>") == "\n".join((*TEXT, THANKS))


@pytest.mark.parametrize("line", ["译者注：渠首是水渠起点的意思。", "听完请各位到渠边走一走。", "渠首村志办"])
def test_an_edge_of_the_authors_stays(line):
    assert text_of(f"<div>{paragraphs(*TEXT, THANKS, line)}</div>").endswith(line)


def test_the_sites_own_name_at_an_edge_gives_it_away():
    home = "<div><a href='/'>青墨斋</a></div>"
    line = "墨香不断，请把青墨斋收进书签。"
    assert line not in text_of(f"{home}<div>{paragraphs(*TEXT, THANKS, line)}</div>")
    about = (
        "青墨斋的渠道也是这样修好的，那是三十年前的事情，我当时在那里当学徒，跟着老师傅补了一个冬天的裂口。"
    )
    inside = (*TEXT[:2], about, *TEXT[2:], THANKS)
    assert about in text_of(f"{home}<div>{paragraphs(*inside)}</div>")


def test_a_watermark_within_sentences_is_cut_out():
    mark = "<i class=sy>某某文稿 仅供试读</i>"
    halves = [line.split("，", 1) for line in TEXT[1:3]]
    body = "".join(f"<p>{a}，{mark}{b}</p>" for a, b in halves)
    assert text_of(f"<div>{paragraphs(TEXT[0])}{body}{paragraphs(TEXT[3], THANKS)}</div>") == "\n".join(
        (*TEXT, THANKS)
    )


def test_a_link_between_two_sentences_is_neithers():
    link = "<a href='/x/1'>荐读：桥梁竣工验收申请表</a>"
    inside = TEXT[1] + link + TEXT[2]
    assert text_of(f"<div>{paragraphs(TEXT[0], inside, TEXT[3], THANKS)}</div>").count("荐读") == 0
    own = f"请看<a href='/map'>渠道走向图</a>，图上画了三个弯。{TEXT[1]}"
    assert "请看渠道走向图，图上画了三个弯。" in text_of(
        f"<div>{paragraphs(TEXT[0], own, TEXT[3], THANKS)}</div>"
    )


def test_what_a_sentence_quotes_does_not_condemn_it():
    line = "文末都有一行小字：“本文由用户上传，版权归原作者所有，如有侵权请联系删除。”这句话我们看了不下一万遍，谁想过它的意思？"
    assert line in text_of(f"<div>{paragraphs(TEXT[0], line, *TEXT[1:], THANKS)}</div>")


def test_a_text_to_read_only_in_a_form_is_text_and_one_to_write_in_is_none():
    lines = "\n".join((*TEXT, THANKS))
    assert text_of(f"<h3>倡议</h3><textarea readonly rows=40>{lines}</textarea>") == lines
    body = f"<div>{paragraphs(*TEXT, THANKS)}</div><textarea>{'请写下您的看法。' * 20}</textarea>"
    assert "请写下" not in text_of(body)


@pytest.mark.parametrize(
    ("title", "page", "own"),
    [
        (
            "在开闸仪式上的讲话 - 翻翻阅读器",
            "<div><span>翻翻</span><span>在开闸仪式上的讲话</span><a>放大</a></div>",
            "在开闸仪式上的讲话",
        ),
        (
            "给师傅的悼词 - 写手驿站 - Powered by Discuz!",
            "<div><a href='/f'>写手驿站</a></div>",
            "给师傅的悼词",
        ),
        ("三个晚上的读书笔记（木铎文集）", "<div><a href='/'>木铎文集</a></div>", "三个晚上的读书笔记"),
        ("木铎文集 - 三个晚上的读书笔记", "<div><a href='/'>木铎文集</a></div>", "三个晚上的读书笔记"),
        ("灌溉 - 渠道的来历", "<div><a href='/c/2'>灌溉</a></div>", "灌溉 - 渠道的来历"),
    ],
)
def test_a_title_is_without_what_the_page_calls_its_site(title, page, own):
    (record,) = records(f"{page}<div>{paragraphs(*TEXT, THANKS)}</div>", title)
    assert record.title == own


def test_a_title_that_counts_its_parts_and_as_many_headings_make_documents():
    names = ("渠首村开闸讲话", "渠尾村放水讲话")
    halves = (
        (*TEXT[:2], TEXT[3]),
        (
            TEXT[0],
            TEXT[2],
            "水往低处走，人往高处走，今天我们反过来，到低处去把水请上来，一桶也不许洒在半路上。",
        ),
    )
    parts = [f"<h3>{name}</h3>{paragraphs(*half, THANKS)}" for name, half in zip(names, halves, strict=True)]
    found = records(f"<div>{''.join(parts)}</div>", "开闸放水讲话两则")
    assert [record.title for record in found] == [*names]
    # Where the title counts nothing and no part greets anybody, they are sections.
    parts = [f"<h3>{name}</h3>{paragraphs(*half[1:])}" for name, half in zip(names, halves, strict=True)]
    (one,) = records(f"<div>{''.join(parts)}</div>", "开闸放水讲话")
    assert "渠尾村放水讲话" in one.text


@pytest.mark.parametrize(
    ("below", "state"), [("其余段落已隐藏，登录后展开", "full"), ("还有2780字，购买后可读", "preview")]
)
def test_last_words_outweigh_calls_and_not_counts(below, state):
    (record,) = records(f"<div>{paragraphs(*TEXT, THANKS)}</div><div class=v>{below}</div>")
    assert record.text_state == state


def test_an_abstract_beside_a_way_to_the_whole_is_one():
    body = f"<h1>渠道修缮研究</h1><h3>摘要</h3>{paragraphs(TEXT[1] + TEXT[2])}<a href='/d'>下载全文 PDF</a>"
    (record,) = records(body, "渠道修缮研究")
    assert record.text_state == "abstract"


def test_a_page_that_says_it_has_only_an_abstract_of_so_many_pages_is_one():
    card = "<p><i>论文</i><i>PDF</i><i>68页</i><i>2022-05-20</i></p>"
    (said,), (unsaid,) = (
        records(
            f"<h1>渠道修缮研究</h1>{card}<div>{line}</div>{paragraphs(TEXT[1] + TEXT[2])}", "渠道修缮研究"
        )
        for line in ("本页只陈列内容提要，须购后取阅", "提要由编者撰写，仅供参考")
    )
    assert (said.text_state, unsaid.text_state) == ("abstract", "full")


def test_one_sentence_over_and_over_is_a_placeholder():
    body = f"<h1>测试文章</h1>{paragraphs(*['这里是正文' * 6 + '。'] * 3)}"
    html = f"<html><head><title>测试文章</title></head><body>{body}</body></html>"
    found = refine(Page(url="https://a.example/1", fetched_at="2024-01-01T00:00:00Z", body=html.encode()))
    assert isinstance(found, Reject)
    assert found.outcome == "rejected"
