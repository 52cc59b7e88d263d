"""Facts in words that a site has to itself: its coins, its signs, the forms of its counts and days."""

import pytest

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.describe.names import named_in
from pipeline.refine.view import View

TITLE = "在水磨坊修复竣工仪式上的讲话"
BODY = "各位街坊，水磨坊今天又转起来了，停了二十六年的轮子先转了三圈。"


def facts_of(card: str, *, above: str = "", below: str = "", counted: bool = False) -> dict[str, object]:
    html = f"<title>{TITLE}</title>{above}<h1>{TITLE}</h1>{card}<div><p>{BODY}</p></div>{below}"
    view = View.of("http://docs.example/x", html)
    facts = head_facts(view)
    text = frozenset(i for i, block in enumerate(view.blocks) if block.text == BODY)
    find_line_facts(view, facts, text, counted=counted)
    return facts.values


def spans(*told: str) -> str:
    return f"<div>{''.join(f'<span>{piece}</span>' for piece in told)}</div>"


@pytest.mark.parametrize(
    ("card", "price"),
    [
        (spans("原稿共4面", "磨坊币 8", "被 61 人放进竹篮"), "磨坊币 8"),
        (spans("docx", "10页", "耕耘值 6"), "耕耘值 6"),
        (spans("docx", "10页", "需麦豆15"), "麦豆15"),
        (spans("docx", "10页", "12 耕耘值"), "12 耕耘值"),
        (spans("docx", "10页", "耕耘值：6"), "6"),
        ("<dl><dt>借书费</dt><dd>免费</dd><dt>入馆</dt><dd>2022-01-05</dd></dl>", "免费"),
        # How often it was taken costs nothing, and what members hold or win is no price.
        (spans("docx", "10页", "下载 1.2万"), None),
        (spans("docx", "10页", "经验值 6"), None),
        (spans("docx", "10页", "人气值 6"), None),
        (spans("docx", "10页", "颜值 6"), None),
        (spans("docx", "10页", "优惠券 3"), None),
        (spans("docx", "10页", "赠麦豆 3"), None),
        (spans("docx", "10页", "剩余麦豆：3"), None),
        (spans("本站共有", "磨坊币 8"), None),
    ],
)
def test_coins_of_a_site(card: str, price: str | None) -> None:
    assert facts_of(card).get("price") == price


@pytest.mark.parametrize(
    ("below", "price"),
    [
        ("<p>任选一种：① 看一段30秒视频 ② 邀请1位好友 ③ 直接支付 4.5 元</p>", "4.5 元"),
        ("<p>Unlock the remaining pages for $4.95</p>", "$4.95"),
        ("<p>Débloquer le document : €3.50</p>", "€3.50"),
        ("<p>Unlock all documents for $9.99/month</p>", None),
        ("<p>Get 15 papers for $20 a month</p>", None),
        ("<p>Buy these headphones for $350</p>", None),
    ],
)
def test_offers(below: str, price: str | None) -> None:
    assert facts_of("", below=below).get("price") == price


ICONS = "<div>" + "".join(
    f"<span><i class=f>&#x{sign};</i>{told}</span>"
    for sign, told in (
        ("e61a", "陶罐"),
        ("e602", "06/24 2020"),
        ("e633", "docx"),
        ("e644", "32.1KB"),
        ("e650", "3.6K下载量"),
    )
)


@pytest.mark.parametrize(
    ("card", "column", "value"),
    [
        (ICONS, "uploader", "陶罐"),
        (ICONS, "published_on", "2020-06-24"),
        (ICONS, "downloads", 3600),
        (spans("docx", "已领 40", "原稿共4面"), "downloads", 40),
        (spans("docx", "已领 40", "原稿共4面"), "pages_total", 4),
        (
            "<dl><dt>案头摘要</dt><dd></dd><dt>入馆</dt><dd>二〇二二年一月五日</dd><dt>分量</dt><dd>0.03MB</dd></dl>",
            "published_on",
            "2022-01-05",
        ),
        (spans("Mar. 9, 2018", "1 like", "3.1K views"), "published_on", "2018-03-09"),
        ("<p>Subida el 8 jun 2018</p>", "published_on", "2018-06-08"),
        ("<p>Publiée le 3 août 2016</p>", "published_on", "2016-08-03"),
        ("<p>148 次浏览 2 页</p>", "pages_total", 2),
        ("<div><span>第2/3页</span><a>全屏</a></div><span>第1/3页</span>", "pages_total", 3),
        ("<dl><dt>可用格式</dt><dd>PDF、TXT，或在线读</dd></dl>", "file_format", "pdf"),
        (spans("放映台", "第1/3页", "全屏看", "缩小"), "pages_total", 3),
        ("<p>第 1 页 共 5 页 卷宗的最后一张</p>", "pages_total", None),
        ("<p>本页为摘要视图 · 第 1/6 屏</p>", "pages_total", None),
    ],
)
def test_forms_of_values(card: str, column: str, value: object) -> None:
    assert facts_of(card).get(column) == value


def test_a_bare_count_of_slides_is_one_where_such_counts_are() -> None:
    assert facts_of("<p>1 of 6</p>", counted=True)["pages_total"] == 6
    assert "pages_total" not in facts_of("<p>1 of 6</p>")


def test_the_sign_of_a_format_beside_a_heading_of_the_second_rank() -> None:
    view = View.of(
        "http://docs.example/x",
        f"<title>{TITLE}</title><div><span class='ft ft-wps'>WPS</span><h2>{TITLE}</h2></div><p>{BODY}</p>",
    )
    facts = head_facts(view)
    find_line_facts(view, facts, frozenset((len(view.blocks) - 1,)), counted=False)
    assert facts.values["file_format"] == "wps"


LETTER = "这份WPS文档由“磨面人家”于2023年1月9日交到本站，档号88120365，篇幅3页，体积41KB，眼下已有52人领走，领走一次花费3麦豆。"
HEADED = "【编号】19044　【格式】ppt　【张数】4张　【大小】1.12M　【上传】茶坊主　【日期】2015-05-27　【下载】330次　【点数】2点"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("uploader", "磨面人家"),
        ("published_on", "2023-01-09"),
        ("file_format", "wps"),
        ("pages_total", 3),
        ("file_size", "41KB"),
        ("downloads", 52),
    ],
)
def test_a_sentence_about_the_document(column: str, value: object) -> None:
    assert facts_of(f"<div><p>{LETTER}</p></div>")[column] == value


def test_a_sentence_of_the_author_is_no_card() -> None:
    assert "pages_total" not in facts_of("<p>这份稿子由我起草，改了三回，写满3页，读了12遍。</p>")


def test_a_row_of_labels_in_brackets_though_it_was_taken_for_text() -> None:
    view = View.of(
        "http://docs.example/x", f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{HEADED}</p><p>{BODY}</p>"
    )
    facts = head_facts(view)
    find_line_facts(view, facts, frozenset(range(1, len(view.blocks))), counted=False)
    told = [facts.values[column] for column in ("file_size", "uploader", "downloads", "price", "pages_total")]
    assert told == ["1.12M", "茶坊主", 330, "2点", 4]


@pytest.mark.parametrize(
    ("below", "uploader"),
    [
        ("<p>本内容由会员 磨面人家 上传</p>", "磨面人家"),
        ("<p>该文件由 mo_***77 投稿</p>", "mo_***77"),
        ("<p>此文件由用户 <b>磨面人家</b> 通过快传分享，快传不预审内容</p>", "磨面人家"),
        ("<p>本文档由 用户 自行上传，如有侵权请来信</p>", None),
        ("<p>本资料由会员自愿上传</p>", None),
        ("<p>本讲稿由学堂编辑部收录</p>", None),
        ("<p>以上内容由各地网友 热心 提供</p>", None),
    ],
)
def test_who_handed_in_the_document(below: str, uploader: str | None) -> None:
    assert facts_of("", below=below).get("uploader") == uploader


@pytest.mark.parametrize(
    ("card", "uploader"),
    [
        (spans("DOCX", "7页", "2023-01-30", "@磨面人家"), "磨面人家"),
        (spans("磨坊用户3081", "2022-09-14 20:11"), "磨坊用户3081"),
        (spans("Ann Tillwater", "Mar. 9, 2018", "3.1K views"), "Ann Tillwater"),
        ("<ul><li>Ann Tillwater</li><li>5 years ago</li><li>Views: 214</li></ul>", "Ann Tillwater"),
        ("<div><b>Ann Tillwater</b><br>5 years ago<br>Views: 61</div>", "Ann Tillwater"),
        ("<table><tr><td>入库员</td><td>admin3</td><td>体积</td><td>56 KB</td></tr></table>", "admin3"),
        ("<table><tr><td>入库员</td><td>admin</td><td>体积</td><td>56 KB</td></tr></table>", None),
        ("<p>入库：2014-7-2　点击：<b>送稿人：磨面人家</b></p>", "磨面人家"),
        (
            "<table><tr><td>大小</td><td>27K</td><td>上架</td><td>2021-06-17</td></tr><tr><td>页码</td><td>8P</td><td>已售</td><td>58</td></tr></table><p>保障：不满意就退</p><div><h4>磨面小铺</h4><p>店铺评分4.9</p></div>",
            "磨面小铺",
        ),
        # Whoever wrote an article has a handle beside the name, and buttons have capitals.
        (spans("By", "Ann Tillwater", "@anntill", "Nov 19, 2019", "3.1K views"), None),
        (spans("Download Now", "Mar. 9, 2018", "3.1K views"), None),
        (spans("Harlow College", "Mar. 9, 2018", "3.1K views"), None),
        (spans("本站用户", "2022-09-14 20:11"), None),
    ],
)
def test_who_put_it_there(card: str, uploader: str | None) -> None:
    assert facts_of(card).get("uploader") == uploader


def test_who_took_it_in_beside_the_text() -> None:
    rail = "<dl><dt>收卷人</dt><dd>磨面人家</dd><dt>入馆</dt><dd>2022-01-05</dd><dt>载体</dt><dd>docx</dd><dt>大小</dt><dd>0.03MB</dd><dt>篇幅</dt><dd>3页</dd></dl>"
    assert facts_of("", above=rail)["uploader"] == "磨面人家"


def test_the_length_in_a_cell() -> None:
    card = "<table><tr><th>发稿</th><td>2024-01-15</td><th>总字数</th><td>3406</td></tr></table>"
    assert facts_of(card)["chars_total"] == 3406


@pytest.mark.parametrize(
    ("line", "name", "role"),
    [
        ("校監　霍永年", "霍永年", "校監"),
        ("水利公司党委副书记、总经理　鄢立平", "鄢立平", "水利公司党委副书记、总经理"),
        ("主禮嘉賓　傅靜宜博士", "傅靜宜", None),
        ("致辞嘉宾：傅静宜", "傅静宜", None),
        ("Maestra Inés Olmedo, Casa de la Cultura", "Inés Olmedo", "Casa de la Cultura"),
    ],
)
def test_speakers(line: str, name: str, role: str | None) -> None:
    assert named_in(line) == (name, role)


def test_an_english_sample_shows_some_of_the_pages() -> None:
    told = facts_of("", below="<p>You've reached the end of the sample (2 of 5 pages).</p>")
    assert (told["pages_shown"], told["pages_total"]) == (2, 5)
