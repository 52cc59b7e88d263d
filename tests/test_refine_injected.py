"""Titles of other documents in mid-sentence: cut where the page lists documents at such addresses, kept where a sentence asks for them."""

from __future__ import annotations

import pytest

from pipeline.items import Page
from pipeline.refine import refine

LISTED = "".join(
    f'<li><a href="/doc-{number}.html">{title}</a></li>'
    for number, title in enumerate(
        ("渠道清淤工作方案", "泵站值班制度", "护林员岗位职责", "秋收动员发言稿"), 40
    )
)
NEWS = '<li><a href="/doc-40.html">渠道昨天通水了</a></li><li><a href="/doc-41.html">泵站来了新人</a></li>'
TEXT = "去年冬天我们修了三条渠，县里来人看过，{}老人们觉得比往年结实。渠修好了，水还要有人管，我请大家把各段的人定下来，写在村口的板子上。今年春天风大，渠边的树又倒了几棵，能扶的先扶起来，不能扶的补种。"


def text_of(linked: str, listed: str) -> str:
    body = f"<h1>在冬修会上的讲话</h1><div class='c'><p>同志们：</p><p>{TEXT.format(linked)}</p><p>谢谢大家！</p></div>"
    html = f"<html><head><title>在冬修会上的讲话</title></head><body>{body}<ul class='r'>{listed}</ul></body></html>"
    found = refine(
        Page(url="https://a.example/doc-7.html", fetched_at="2026-01-01T00:00:00Z", body=html.encode())
    )
    assert isinstance(found, list)
    return found[0].text


def test_a_title_that_leads_where_the_listed_documents_are_is_the_sites() -> None:
    assert "县里来人看过，老人们觉得比往年结实" in text_of(
        '<a href="/doc-90.html">村级水管员聘用名册</a>', LISTED
    )


@pytest.mark.parametrize(
    ("linked", "listed"),
    [
        # The page lists no documents.
        ('<a href="/doc-90.html">村级水管员聘用名册</a>', NEWS),
        # It leads somewhere else.
        ('<a href="/tag/90">村级水管员聘用名册</a>', LISTED),
        ('<a href="https://b.example/x">村级水管员聘用名册</a>', LISTED),
        # The sentence asks for it, or is about it.
        ('按照<a href="/doc-90.html">村级水管员聘用名册</a>一个个问，', LISTED),
        ('对照《<a href="/doc-90.html">村级水管员聘用名册</a>》问过的人', LISTED),
        ('<a href="/doc-90.html">村级水管员聘用名册</a>的人也在，', LISTED),
        # An author speaks of rules and plans by their names, of people and places too.
        ('原<a href="/doc-90.html">村务公开管理办法</a>同时废止。', LISTED),
        ('各段严格执行县政府<a href="/doc-90.html">安全生产管理规定</a>有关条款，', LISTED),
        ('县里批了修渠的事，<a href="/doc-90.html">渠道清淤工作方案</a>请各村传阅。', LISTED),
        ('昨天<a href="/doc-90.html">县水利局防汛办公室</a>派人来看，', LISTED),
        ('小说<a href="/doc-90.html">渠边的那几棵老树</a>写到过，', LISTED),
        # It is what something is done with, or what something stands in.
        ('可以下载<a href="/doc-90.html">用水户申请书模板</a>填好交来，', LISTED),
        ('大家看了<a href="/doc-90.html">村级水管员聘用名册</a>很放心，', LISTED),
        ('每个人，<a href="/doc-90.html">村级水管员聘用名册</a>里都有，', LISTED),
        # A word that the site explains.
        ('<a href="/doc-90.html">水管员</a>都在，', LISTED),
    ],
)
def test_a_link_of_the_sentence_stays(linked: str, listed: str) -> None:
    assert linked.split(">")[1].split("<", maxsplit=1)[0] in text_of(linked, listed)


def test_it_goes_too_where_the_lists_were_pruned_for_the_vote() -> None:
    """Of this short page the networks are in doubt."""
    names = ("秋收动员发言稿", "泵站值班制度", "渠道清淤工作方案")
    listed = "".join(f'<li><a href="/d-{i}.html">{name}</a></li>' for i, name in enumerate(names))
    text = (
        '<p>同志们：</p><p>去年冬天我们修了三条渠，县里来人看过，<a href="/d-8812.html">护林员岗位职责</a>老人们觉得比往年结实。渠修好了，水还要有人管，我请大家把各段的人定下来，写在村口的板子上。</p>'
        "<p>今年春天风大，渠边的树又倒了几棵，能扶的先扶起来，不能扶的补种。看完觉得不错的话点个赞吧</p><p>谢谢大家！</p>"
    )
    html = (
        "<html><head><title>在冬修会上的讲话 - 青田文稿</title></head><body><div><a href='/'>青田文稿</a></div><div class=m><h1>在冬修会上的讲话</h1>"
        "<div><span>doc</span><span>4页</span><span>青友 渠边人</span><span>2022-11-03</span><span>21KB</span><span>有误？</span></div>"
        f"<div class=c>{text}</div><p>登录后可下载全文，仅需2青豆</p><ul>{listed}</ul></div></body></html>"
    )
    page = Page(url="https://a.example/d-7.html", fetched_at="2026-01-01T00:00:00Z", body=html.encode())
    found = refine(page)
    assert isinstance(found, list)
    assert "看过，老人们觉得" in found[0].text


def test_a_speech_that_the_sentence_speaks_of_stays_beside_one_that_is_put_there() -> None:
    text = text_of(
        '人手不够，<a href="/doc-91.html">2018年护渠员竞聘演讲稿</a>老人们去年在<a href="/doc-90.html">全县冬修动员大会上的致辞</a>中听我说过，',
        LISTED,
    )
    assert "竞聘演讲稿" not in text
    assert "去年在全县冬修动员大会上的致辞中听我说过" in text


def test_titles_that_are_listed_beside_the_text_are_not_its_own() -> None:
    listed = NEWS + '<li><a href="/doc-42.html">兽医站年度小结</a></li>'
    one = '<a href="/doc-42.html">兽医站年度小结</a>'
    assert "县里来人看过，老人们觉得" in text_of(one, listed)
    assert "兽医站年度小结" in text_of(f"我读过{one}，", listed)
    book = '<a href="/doc-43.html">《坝上水利志》</a>'
    shelf = listed + '<li><a href="/doc-43.html">《坝上水利志》</a></li>'
    assert "《坝上水利志》" in text_of(f"其中，{book}最厚，", shelf)
    # Where one is not the text's, none of those listed is.
    both = f'{one}大家记住了<a href="/doc-41.html">泵站来了新人</a>这一段渠，'
    assert "县里来人看过，大家记住了这一段渠，" in text_of(both, listed)


def test_what_is_built_as_the_address_of_such_a_title_is_none_of_the_texts() -> None:
    linked = (
        '县里看了，<a href="/f/a1.html">泵站试题库(含答案)</a>渠也看了，<a href="/f/a2.html">水管员标准版</a>记在本上，'
        '<a href="/f/a3.html">护林员岗位职责</a>走的时候下雨，'
    )
    assert "县里看了，渠也看了，记在本上，走的时候下雨，" in text_of(linked, NEWS)
    assert "水管员标准版" in text_of(linked.replace("/f/a2", "/tag/a2"), NEWS)
