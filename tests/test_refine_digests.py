"""Boxes of other documents below a text, whose digests read like prose; and what is built like them and is the text."""

from __future__ import annotations

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine

TEXT = (
    "各位窑工，今年头一窑青瓷在谷雨那天出火，开窑的时候天还没有亮，围着看的人却站满了半个坡。",
    "这一窑烧坏了十一只碗，是火头在后半夜压得太急，我把它们都留在架子上，让后来的人看看急的样子。",
    "剩下的三百零六只，釉面匀净，敲起来像檐下的铃，县里的老师傅摸了又摸，说可以放心往外送了。",
    "我只求大家一件事，夜里添柴的时候不要说话，听火的声音，火的声音变了，人的手就要跟着变。",
)
HEADS = (
    "砖厂消防演练实施方案",
    "冷库值班员述职报告",
    "果园春管培训教案",
    "渡口夜航安全通知",
    "粮站盘点会议记录",
    "苗圃招工简章",
)
DIGESTS = (
    "为做好冬季消防，结合砖厂实际，制定本方案，请各班组照此执行，并把练习的情况记在本子上。",
    "我在冷库守了六年，今天把这六年的事向大家说一说，说得不对的地方，请各位当面指出来。",
    "剪枝要看芽的朝向，朝里的剪掉，朝外的留着，这一课我们到园子里去上，请带好剪刀和手套。",
    "自今晚起渡口停开末班，有急事的乡亲请从石桥绕行，值班的人会在桥头点一盏灯。",
    "会议在粮站二楼召开，参加的有九个人，先清点了南仓，再清点北仓，少了两袋麸皮。",
    "苗圃要三个会嫁接的人，男女不限，管一顿午饭，工钱按天结，愿意来的到门房登记。",
)


def text_of(below: str, text: str = "") -> str:
    body = text or "".join(f"<p>{line}</p>" for line in TEXT)
    html = f"<html><head><meta charset=utf-8><title>在开窑会上的讲话</title></head><body><div class=t><h1>在开窑会上的讲话</h1></div><div class=c>{body}</div>{below}</body></html>"
    found = refine(
        Page(url="https://a.example/p-1.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert not isinstance(found, Reject), found
    (record,) = found
    return record.text


def rows(pattern: str) -> str:
    return "".join(
        pattern.format(n=n, head=head, digest=digest)
        for n, (head, digest) in enumerate(zip(HEADS, DIGESTS, strict=True))
    )


@pytest.mark.parametrize(
    "box",
    [
        "<div class=r>{}</div>".format(
            rows("<dl><dt><a href='/p/{n}'>{head}</a></dt><dd>{digest}</dd></dl>")
        ),
        "<div class=r>{}</div>".format(rows("<p><a href='/p/{n}'>{head}</a>2019-03-0{n}<br>{digest}</p>")),
        "<div class=r>{}</div>".format(rows("<p><a href='/p/{n}'>{head}</a>{digest}</p>")),
        "<div class=r>{}</div>".format(
            rows("<div class=m><h3>{head}</h3><p>{digest}</p><div>z***{n}</div></div>")
        ),
    ],
)
def test_rows_of_other_documents_go(box):
    assert text_of(box) == "\n".join(TEXT)


def test_a_short_text_is_not_taken_for_the_rows_below_it():
    own = "<p>尊敬的旅客：</p><p>您落在候车厅的布包已经交到值班室，里面的药和车票都在，请带身份证来取。</p><p>我们替您把药放进了冰箱，值班室夜里也有人，您什么时候来都可以。</p><p>车站值班室</p>"
    box = "<div class=r>{}</div>".format(
        rows("<div class=m><b>{head}</b><p>{digest}</p><div>z***{n}</div></div>")
    )
    text = text_of(box, own)
    assert "请带身份证来取。" in text
    assert "车站值班室" in text
    assert not any(digest in text for digest in DIGESTS)


def test_sections_with_linked_headings_in_the_text_stay():
    sections = rows("<h3><a href='/w/{n}'>{head}</a></h3><p>{digest}</p>")
    text = text_of("", "".join(f"<p>{line}</p>" for line in TEXT) + sections)
    assert all(digest in text for digest in DIGESTS)


def test_documents_of_the_kind_that_the_page_gathers_stay():
    parts = "".join(
        f"<div class=m><h3>{where}开窑讲话稿</h3><p>{digest}</p></div>"
        for where, digest in zip(("东坡", "西坡", "南坡", "北坡", "上坡", "下坡"), DIGESTS, strict=True)
    )
    html = (
        f"<html><head><meta charset=utf-8><title>开窑讲话稿六篇</title></head><body><div class=i><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"
        f"<div class=l>{parts}</div></body></html>"
    )
    found = refine(
        Page(url="https://a.example/p-2.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert not isinstance(found, Reject), found
    text = "\n".join(record.text for record in found)
    assert sum(digest in text for digest in DIGESTS) == len(DIGESTS)


SECTIONS = ("现状总结", "改进方案", "考核办法", "保障制度", "总体计划", "安全须知")


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (SECTIONS, "<section><h2>{head}</h2><p>{digest}</p></section>"),
        (SECTIONS, "<h2>{head}</h2><p>{digest}</p>"),
        (HEADS, "<div class=m><h3>{head}</h3><p>{digest}</p></div>"),
    ],
)
def test_parts_of_a_text_in_a_box_of_their_own_stay_though_they_are_called_as_documents(heads, row):
    box = "".join(row.format(head=head, digest=digest) for head, digest in zip(heads, DIGESTS, strict=True))
    lead = "".join(f"<p>{line}</p>" for line in TEXT)
    text = text_of(f"<div class=s>{box}</div>", f"<div class=l>{lead}</div>")
    assert sum(digest in text for digest in DIGESTS) >= len(DIGESTS) - 1


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='/w/{n}'>{head}</a>：{digest}</li>",
        "<li><h3><a href='/w/{n}'>{head}</a></h3><p>{digest}</p></li>",
    ],
)
def test_a_list_of_things_to_read_between_paragraphs_stays(row):
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT)
    text = text_of(
        "",
        f"{paragraphs}{paragraphs}<ul>{rows(row)}</ul><p>这几样读完以后请在名册上签字，月底一起考试，考完了再上岗。</p>",
    )
    assert sum(digest in text for digest in DIGESTS) >= len(DIGESTS) - 1


ENGLISH = (
    "For eighty years the only way across was the ferry, and the ferry had a captain who knew every child by name.",
    "When the bridge was opened the landing store closed first, and then the Thursday exchange, and then the school.",
    "What should a town do when it is offered a bridge? I do not say refuse it. I say count first what it will carry away.",
)
OTHERS = (
    (
        "Small Towns and Big Roads",
        "The history of road building is often told as a story of progress alone. In this paper I look",
    ),
    (
        "Comparing Two Sonnets",
        "Both poets write about time, yet each of them chooses a different enemy. This essay compares",
    ),
    (
        "Why I Want to Be a Nurse",
        "When I was nine my grandmother fell on the ice. That hour decided what I wanted to become",
    ),
)


def test_digests_in_latin_letters_go_too():
    paper = "".join(f"<p>{line}</p>" for line in ENGLISH)
    box = "".join(
        f"<div><a href='/e/{n}'>{head}</a><p>{digest}</p>{n}00 Words</div>"
        for n, (head, digest) in enumerate(OTHERS, 3)
    )
    html = (
        "<html><head><title>The Ferry and the Bridge</title></head><body><main><h1>The Ferry and the Bridge</h1>"
        f"<section>{paper}</section><section><h2>Papers your classmates opened next</h2>{box}</section></main></body></html>"
    )
    (record,) = refine(
        Page(url="https://a.example/p-1.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert record.text.split("\n") == list(ENGLISH)


def test_words_that_an_author_explains_are_no_digests():
    paper = "".join(f"<p>{line}</p>" for line in ENGLISH)
    words = "".join(f"<dt><a href='#{head[:4]}'>{head}</a></dt><dd>{digest}.</dd>" for head, digest in OTHERS)
    html = f"<html><head><title>The Ferry</title></head><body><main><h1>The Ferry</h1><div>{paper}</div><dl>{words}</dl></main></body></html>"
    (record,) = refine(
        Page(url="https://a.example/p-1.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert all(digest in record.text for _, digest in OTHERS)
