"""What a site sets into a sentence, and bare page numbers between paragraphs."""

from __future__ import annotations

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.clean import apart, edges, lead_in
from pipeline.refine.clean.context import Context
from pipeline.refine.describe.own_title import own_title
from pipeline.refine.ledger import Ledger
from pipeline.refine.structure import restore_paragraphs
from pipeline.refine.view import View

OPENING = (
    "<p>同志们：</p><p>今天我们在水库大坝上开这个现场会，为的是把汛前的准备再看一遍。去年汛期来得早，五月初三就下了第一场"
    "暴雨，值班的老陶守了两天两夜，水位涨到离警戒线只有一巴掌。</p>"
)
CLOSING = "<p>我讲完了，请各组分头去看闸门。谢谢大家。</p>"


def refined(body: str, title: str = "在大坝现场会上的讲话") -> list[str]:
    html = (
        f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>{title}-石桥文稿</title></head><body><div class=top><a href=/>"
        f"石桥文稿</a> <a href=/1>讲话</a> <a href=/2>报告</a></div><h1>{title}</h1><div class=body>{body}</div>"
        "<div class=foot>石桥文稿 备案号 00000000</div></body></html>"
    )
    page = Page(
        url="https://shiqiao.example/w/31.html",
        fetched_at="2024-01-02T03:04:05Z",
        body=html.encode(),
        headers=(("content-type", "text/html; charset=utf-8"),),
    )
    found = refine(page)
    assert not isinstance(found, Reject), found
    return found[0].text.split("\n")


HALF = "沙袋要码到坝肩，铁锹要放在手边，手电要装好新电池。值班表贴在门上，谁的名字在上面，谁的人就在坝"
REST = "上，一步也不能离开。夜里两点到四点最容易打盹，这两个钟头要两个人一起守。"


@pytest.mark.parametrize(
    "box",
    [
        "<ins class='adslot'>〔推广〕本页由石桥钢笔赞助</ins>",
        "<ins class='ad-box'>好笔写好字</ins>",
    ],
)
def test_what_is_inserted_into_a_sentence_by_the_name_of_an_advertisement_goes(box: str) -> None:
    found = refined(f"{OPENING}<div><span>{HALF}</span>{box}<span>{REST}</span></div>{CLOSING}")
    assert HALF + REST in found
    assert not any("笔" in line for line in found)


def test_what_an_author_inserted_later_stays() -> None:
    found = refined(f"{OPENING}<p>{HALF}<ins>上，一步也不能离开</ins>。</p>{CLOSING}")
    assert f"{HALF}上，一步也不能离开。" in found


def test_a_sentence_is_joined_where_a_box_of_the_site_stood_in_it() -> None:
    box = "<p class='mid'>【石桥文稿提示】下载原稿可获得配套课件</p>"
    found = refined(f"{OPENING}<p>{HALF}</p>{box}<p>{REST}</p>{CLOSING}")
    assert HALF + REST in found


def test_lines_without_an_end_stay_apart_where_a_box_stood_between_them() -> None:
    box = "<p class='mid'>【石桥文稿提示】下载原稿可获得配套课件</p>"
    found = refined(f"{OPENING}<p>汛前准备清单</p>{box}<p>{REST}</p>{CLOSING}")
    assert "汛前准备清单" in found
    assert REST in found


def test_bare_numbers_that_count_on_between_paragraphs_are_the_pages() -> None:
    found = refined(f"{OPENING}<p class='pn'>1</p><p>{HALF + REST}</p><p class='pn'>2</p>{CLOSING}")
    assert not {"1", "2"} & set(found)


@pytest.mark.parametrize(
    "numbers", [("<p>1</p>", "<p>2</p>"), ("<p class='pn'>7</p>", "<p class='pn'>31</p>"), ("<h4>1</h4>", "")]
)
def test_other_bare_numbers_stay(numbers: tuple[str, str]) -> None:
    first, second = numbers
    found = refined(f"{OPENING}{first}<p>{HALF + REST}</p>{second}{CLOSING}")
    assert [line for line in found if line.isdigit()]


def test_a_short_title_in_the_heading_is_confirmed_without_its_file_ending() -> None:
    page = "<h1>响水河.txt</h1>"
    html = f"<html><head><meta charset=utf-8><title>响水河_响文集</title></head><body><a href=/>响文集</a>{page}<div>{OPENING}{CLOSING}</div></body></html>"
    found = refine(
        Page(
            url="https://xiang.example/3.html",
            fetched_at="2024-01-02T03:04:05Z",
            body=html.encode(),
            headers=(("content-type", "text/html; charset=utf-8"),),
        )
    )
    assert not isinstance(found, Reject)
    assert found[0].title == "响水河"


def test_titles_of_papers_behind_a_pause_are_put_there() -> None:
    body = (
        f"{OPENING}<p>那天夜里我在坝上，<a class=k href=/tag/1>渔船检修记录表</a>听见水声变了调。老陶说，"
        f"<a class=k href=/tag/2>水泵租赁报价单</a>水一变调，人就要醒。</p>{CLOSING}"
    )
    found = refined(body)
    assert "那天夜里我在坝上，听见水声变了调。老陶说，水一变调，人就要醒。" in found
    # Of one that a sentence goes on with, nobody knows.
    kept = refined(
        f"{OPENING}<p>那天夜里，<a class=k href=/tag/1>渔船检修记录表</a>被水打湿了，<a class=k href=/tag/2>水泵租赁报价单</a>也已"
        f"找不到。</p>{CLOSING}"
    )
    assert any("渔船检修记录表被水打湿了" in line for line in kept)


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("<div class=rec><h4>相关推荐</h4><p>水库移民安置协议书</p><p>闸门启闭机保养日历</p></div>", []),
        ("<div class=rec><h4>附件名单</h4><p>第一小组：陶有根</p></div>", ["附件名单", "第一小组：陶有根"]),
        # A sentence below it is somebody's.
        (
            "<div class=rec><h4>相关推荐</h4><p>值班表贴在坝上的小屋里，谁也不许揭下来。</p></div>",
            ["值班表贴在坝上的小屋里，谁也不许揭下来。"],
        ),
    ],
)
def test_names_below_a_heading_of_the_site_go_with_it(tail: str, kept: list[str]) -> None:
    page = f"<html><body><div>{OPENING}<p>{HALF + REST}</p>{CLOSING}</div>{tail}</body></html>"
    view = View.of("https://shiqiao.example/w/31.html", page, plain=False)
    ledger = Ledger.of([block.text for block in view.blocks])
    found = apart.clean(ledger, Context(title=None, blocks=view.blocks))
    assert [line.text for line in found.lines[4:]] == kept


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        ("<div class=lamp><p>点亮会员灯，免墨点取走全库</p><a href=/lamp>去点灯</a></div>", 0),
        # Without a button, and with a sentence.
        ("<div class=lamp><p>点亮会员灯，免墨点取走全库</p></div>", 1),
        ("<div class=lamp><p>值班室的灯要亮到天明，谁也不许关。</p><a href=/lamp>去点灯</a></div>", 1),
    ],
)
def test_a_line_that_a_button_belongs_to_is_the_sites(box: str, kept: int) -> None:
    page = f"<html><body><div>{OPENING}{box}<p>{HALF + REST}</p>{CLOSING}</div></body></html>"
    view = View.of("https://shiqiao.example/w/31.html", page, plain=False)
    ledger = Ledger.of([block.text for block in view.blocks])
    found = apart.clean(ledger, Context(title=None, blocks=view.blocks))
    assert sum("灯" in line.text and "去点灯" not in line.text for line in found.lines) == kept


def test_what_a_site_says_above_a_text_goes_within_it_too() -> None:
    mark = "<p>页眉为样张标记</p>"
    view = View.of(
        "https://shiqiao.example/w/31.html", f"<div>{mark}{OPENING}{mark}<p>{HALF + REST}</p></div>"
    )
    ledger = Ledger.of([block.text for block in view.blocks])
    found = apart.clean(ledger, Context(title=None, blocks=view.blocks))
    assert not any("页眉" in line.text for line in found.lines)


def test_an_editors_note_goes_with_its_label() -> None:
    note = "<section><b>编者按</b></section><section>昨日上午，水库开了现场会，现将讲话推送。</section>"
    found = refined(f"<section>{note}</section>{OPENING}<p>{HALF + REST}</p>{CLOSING}")
    assert found[0] == "同志们："


def test_the_date_between_a_documents_heading_and_its_text_stays_with_them() -> None:
    head = "<p class=c>在大坝现场会上的讲话</p><p class=c>（2022年3月8日）</p>"
    found = refined(
        f"<div class=leaf>{head}{OPENING}</div><div class=leaf><p>{HALF + REST}</p>{CLOSING}</div>"
    )
    assert found[:3] == ["在大坝现场会上的讲话", "（2022年3月8日）", "同志们："]


def test_a_transcription_ends_where_other_papers_are_listed() -> None:
    told = (
        "The county has kept this ferry for a hundred and four years, and nobody has asked what it costs. "
        * 4
    )
    page = (
        "<title>Ferry Day - PDF</title><h1>Ferry Day</h1><label>Start display at page:</label><h2>Transcription</h2>"
        f"<div class=t><p>{told}</p></div><div class=s><h3>More papers like this one</h3><ul><li><a href=/1>Tide tables for the inner "
        "harbour</a> <span>12 pages</span></li><li><a href=/2>Volunteer rota</a></li></ul></div><div class=c><h3>Margin notes (2)</h3>"
        "<p>Read this at my own branch opening. Thank you, whoever typed it.</p></div>"
    )
    found = refine(
        Page(url="https://a.example/1.html", fetched_at="2024-01-02T03:04:05Z", body=page.encode())
    )
    assert not isinstance(found, Reject)
    assert found[0].text == told.strip()


def test_the_beginning_of_a_text_quoted_above_it_goes() -> None:
    quoted = (
        "<div class=abs><b>摘要速览</b> 今天我们在水库大坝上开这个现场会，为的是把汛前的准备再看一遍…</div>"
    )
    found = refined(f"{quoted}{OPENING}<p>{HALF + REST}</p>{CLOSING}")
    assert found[0] == "同志们："
    assert not any("摘要" in line for line in found)


@pytest.mark.parametrize(
    ("above", "stays"),
    [
        ("导读：今天我们在水库大坝上开现场会…", False),
        ("今天我们在水库大坝上开现场会...", False),
        ("今天我们在水库大坝上开现场会。", True),
        ("老陶守了两天两夜，水位离警戒线只有一巴掌…", True),
        ("今天…", True),
    ],
)
def test_only_a_beginning_cut_short_is_a_teaser(above: str, *, stays: bool) -> None:
    text = ["今天我们在水库大坝上开现场会，为的是把汛前的准备再看一遍。", "去年老陶守了两天两夜。"]
    found = lead_in.clean(Ledger.of([above, *text]), Context(title=None))
    assert [line.text for line in found.lines] == ([above] if stays else []) + text


def test_a_site_names_other_documents_at_the_edge() -> None:
    found = refined(
        f"{OPENING}<p>{HALF + REST}</p>{CLOSING}<p>相关：水库移民安置协议书</p><p>相关：闸门保养日历</p>"
    )
    assert found[-1] == "我讲完了，请各组分头去看闸门。谢谢大家。"


@pytest.mark.parametrize(
    "last",
    [
        "相关：闸门由二组管，水泵由三组管。",
        "相关资料：闸门检修记录",
        "推荐：陶有根同志为先进个人",
        "扩展阅读：《大坝安全》",
    ],
)
def test_one_such_line_may_be_the_authors(last: str) -> None:
    text = [
        "今天我们在水库大坝上开现场会。",
        "去年老陶守了两天两夜，水位没有越过警戒线。",
        "附件如下。",
        last,
    ]
    found = edges.clean(Ledger.of(text), Context(title=None))
    assert found.lines[-1].text == last


def test_two_paragraphs_stay_two_where_a_box_stood_between_them() -> None:
    box = "<p class='mid'>【石桥文稿提示】下载原稿可获得配套课件</p>"
    first = "一、要抓好宣传。这是首要的环节，请各乡镇把宣传车开到村口"
    found = refined(f"{OPENING}<p>{first}</p>{box}<p>我们还要看到，防汛工作还有不少薄弱环节。</p>{CLOSING}")
    assert first in found
    # Nor is a sentence joined over all that a page says.
    far = "".join(
        f"<p class='mid'>石桥文稿提示：下载原稿{n}可获得配套课件，登录后免费。</p>" for n in range(12)
    )
    assert HALF in refined(f"{OPENING}<p>{HALF}</p>{far}<p>{REST}</p>{CLOSING}")


def test_short_lines_in_another_cell_of_a_layout_are_not_the_text() -> None:
    side = "社区类<br>物业类<br>校园类(新)"
    main = (
        "各位邻居：<br>群今天建起来了，二维码贴在电梯里，扫一扫就能进。进群请改备注，写楼号、姓什么，不写的我一家一家敲门去问。<br>群里说三样事：漏水、"
        "丢猫、谁家烧了好菜。不点赞可以，不说话也可以，别发广告。<br>收废品的老丁也在群里，他不识字，大家给他发语音。"
    )
    html = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>业主代表在建群茶话会上的发言__柳树文秘</title></head><body><table align="center" '
        'width="760"><tr><td colspan="2"><b>柳树文秘</b> <font size="2">您身边的笔杆子</font></td></tr><tr><td width="140" valign="top"><font size="2">'
        f'{side}</font></td><td><center><b>业主代表在建群茶话会上的发言</b></center><hr>\n<font size="3">{main}<br></font><hr>\n<font size="2">【打印此页】'
        "【关闭窗口】</font></td></tr></table></body></html>"
    )
    found = refine(
        Page(
            url="https://liushu.example/9.htm",
            fetched_at="2024-01-02T03:04:05Z",
            body=html.encode(),
            headers=(("content-type", "text/html; charset=utf-8"),),
        )
    )
    assert not isinstance(found, Reject)
    assert found[0].text.split("\n") == main.split("<br>")


def test_glosses_of_words_go_where_there_are_several() -> None:
    words = "水库(shui ku)的闸门(zha men)由老陶(lao tao)管，钥匙挂在门后，谁也不许乱动。"
    found = refined(f"{OPENING}<p>{words}</p><p>{HALF + REST}</p>{CLOSING}")
    assert "水库的闸门由老陶管，钥匙挂在门后，谁也不许乱动。" in found
    english = "水库用开源(open source)的软件看大数据(big data)，老陶说看不懂(no idea)，还是看水尺。"
    assert english in refined(f"{OPENING}<p>{english}</p><p>{HALF + REST}</p>{CLOSING}")


def test_a_salutation_in_the_box_of_the_paragraphs_is_theirs() -> None:
    found = refined(
        f"<div id=e>工友们：<p>{HALF + REST}</p><p>困了就喊一声，喊的人不丢脸，听见不应的才丢脸。</p></div>"
    )
    assert found[0] == "工友们："


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("在大坝现场会上的讲话.doc 石桥阁", "在大坝现场会上的讲话"),
        ("在大坝现场会上的讲话.pptx", "在大坝现场会上的讲话"),
        ("谈 node.txt 与换行 的关系", "谈 node.txt 与换行 的关系"),
    ],
)
def test_a_title_ends_with_the_name_of_its_file(shown: str, title: str) -> None:
    assert own_title(shown) == title


def test_a_page_goes_on_behind_its_counter_in_a_box_like_the_one_above() -> None:
    body = (
        "<div class=cap>第一頁，共二頁</div><div class=entry><p>各位代表：</p><p>县手工业联社换届大会今天开幕了，到会的代表带来的工具比带来的"
        "文件多，会场门口摆着铁砧、弹弓和纺车，这才像我们的会。</p></div><div class=cap>第二頁，共二頁</div><div class=entry><p>预祝大会圆满"
        "成功！</p></div><div class=rel><a href=/9>刺绣培训班结业讲话</a></div>"
    )
    assert refined(body)[-1] == "预祝大会圆满成功！"


def test_a_heading_ends_at_the_blank_that_a_lost_line_break_left() -> None:
    text = (
        "同志们：我说三件事。一、认账不护短 上学期文印室共接印件一千九百份，延误四十一份，这些账件件属实。二、改账不拖欠 "
        "早上七点开门，晚上十点关门，考试周通宵有人，门上贴值班人的电话。三、公开账不怕查 每月用了多少纸、多少墨，月底贴在食堂门口。"
    )
    found = restore_paragraphs(Ledger.of([text])).text.split("\n")
    assert {"一、认账不护短", "二、改账不拖欠", "三、公开账不怕查"} <= set(found)
    assert any("考试周通宵有人，门上" in line for line in found)


def test_paragraphs_above_a_late_salutation_stay() -> None:
    above = "母亲的手，是一双粗糙的手，也是一双温暖的手，它牵着我走过了童年的每一个清晨和黄昏。"
    found = refined(
        f"<p>{above}</p><p>{HALF + REST}</p><p>同志们，山绿了要靠大家守，希望大家回去以后马上行动起来。</p>"
    )
    assert found[0] == above
