"""Lines in which a site speaks to its visitors, in wordings of many kinds, and lines of authors that look like them."""

import pytest

from pipeline.items import Page, Reject
from pipeline.refine import refine
from pipeline.refine.blocks import Block
from pipeline.refine.clean import line_rule
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.named_boxes import without_named_boxes
from pipeline.refine.ledger import Ledger
from pipeline.refine.lexicon import site_voice

CONTEXT = Context("在春季护林工作会议上的讲话", host="docs.example")
PROSE = "各位护林员，今年的风来得早，山上的松针踩上去沙沙作响，我们要把每一个火星都当成火灾来对待。"


@pytest.mark.parametrize(
    "line",
    [
        "戳这里把剩下的 2100 字读完",
        "↓↓↓ 点我继续往下看 ↓↓↓",
        "想看后面的内容？成为会员马上解锁",
        "剩余62%未读，开通会员畅读全文",
        "您还可以免费看 3 页",
        "余下全文需要支付 3.5 元",
        "￥6.8 立即购买",
        "原价 12 元，限时 4.9 元",
        "限时特惠：月卡 9.9 元，海量文档随便下",
        "长按识别二维码，手机继续看",
        "打开APP，阅读体验更佳",
        "有 1,204 人看过",
        "238人已下载",
        "评分：4.8 分（126人评价）",
        "还没有人评论，快来抢沙发",
        "如果觉得有用，请给上传者打赏",
        "客服微信：docs2020",
        "分享到： 微信 QQ空间 新浪微博",
        "把它分享给：",
        "关于我们 | 联系我们 | 帮助中心",
        "上一篇：食堂管理制度",
        "更新于 2022-05-06",
        "2022-05-06 上传",
        "大小：约 240KB",
        "www.docs.example 护林文库",
        "Sign in to read the full text",
        "Please join to read the full document",
        "Continue reading",
        "We use cookies to improve your experience.",
        "Share on Facebook Twitter WhatsApp",
        "1,204 views",
        "Published: May 3, 2013",
        "Topics: Ferry, River, Childhood",
        "Connectez-vous pour lire la suite",
        "Signaler ce document",
        "Inicie sesión para seguir leyendo",
        "Tải xuống",
        "Đăng nhập để xem toàn bộ tài liệu",
        "ログインして続きを読む",
        "Anmelden, um das ganze Dokument zu sehen",
    ],
)
def test_the_sites_voice_goes(line):
    assert line_rule(line, CONTEXT)


@pytest.mark.parametrize(
    "line",
    [
        "谢谢！",
        "散会",
        "一、把好充值关",
        "1. 用户登录",
        "购买公平秤",
        "充值中心开业致辞",
        "二维码时代的邮局",
        "分享会",
        "点赞身边人",
        "充电站开通仪式",
        "会员单位名单",
        "报名方式：微信报名",
        "请扫描二维码签到后入座。",
        "点击右上角的齿轮，进入设置。",
        "共有36人参加培训。",
        "请各位会员继续支持我们的工作！",
        "欢迎大家下载使用，多提意见。",
        "分享人：王五",
        "联系电话：0000-000000",
        "请大家翻到手中材料第三页",
        "下载量只是数字，用户的口碑才是根本",
        "我们要把服务送到每一位会员手中",
        "屏幕上的“阅读已结束”四个字请撤掉，读书没有结束的时候。谢谢！",
        "图书馆不设会员，扫码就进，谁来都给一杯热水。",
        "版权所有这四个字，不是印在书上就算数的。",
        "某某科技有限公司",
        "主持人 | 张三",
        "上一篇文章里我讲过这口井。",
        "在付款方面还有几点需要说明：",
        "I share this with you.",
        "Please join me in a toast.",
        "The document was signed at noon.",
        "Print is not dead",
        "Save our school",
        "Topics: what we owe to the river, and what it owes to us; the bridge.",
        "A login page.",
        "Merci à tous.",
        "Xin cảm ơn.",
    ],
)
def test_an_authors_line_stays(line):
    assert line_rule(line, CONTEXT) is None


def test_no_long_line_is_the_sites_voice():
    assert site_voice("下载" * 500) == (0.0, 0)


def boxed(*rows: tuple[str, str]) -> list[str]:
    blocks = [Block(text, "p", ("body", "div main", place)) for text, place in rows]
    ledger = without_named_boxes(Ledger.of([block.text for block in blocks]), blocks)
    return [line.text for line in ledger.lines]


@pytest.mark.parametrize("place", ["div read-tip", "div vipbox", "div pay-card", "div share_bar"])
def test_a_small_box_goes_by_its_name_whatever_it_says(place):
    assert boxed((PROSE * 2, "p"), ("再走两步，风景更好", place), (PROSE, "p")) == [PROSE * 2, PROSE]


def test_a_line_that_runs_goes():
    blocks = [
        Block(PROSE * 2, "p"),
        Block("再走两步，风景更好", "marquee", ("body", "marquee")),
        Block(PROSE, "p"),
    ]
    ledger = without_named_boxes(Ledger.of([block.text for block in blocks]), blocks)
    assert [line.text for line in ledger.lines] == [PROSE * 2, PROSE]


@pytest.mark.parametrize("place", ["div tipping-point", "div report", "p", "div contents"])
def test_other_names_are_no_boxes(place):
    assert len(boxed((PROSE * 2, "p"), ("再走两步，风景更好", place), (PROSE, "p"))) == 3


def test_a_text_in_an_element_of_that_name_stays():
    assert boxed((PROSE, "div download"), (PROSE, "div download")) == [PROSE, PROSE]
    assert boxed(("再走两步，风景更好", "div tips"), ("谢谢", "p")) == ["再走两步，风景更好", "谢谢"]


def beside(*rows: tuple[str, str]) -> list[str]:
    """What is left of lines, each in an element of its own with this class, side by side."""
    blocks = [
        Block(text, "div", ("body", f"div {name}"), path=(1, number))
        for number, (text, name) in enumerate(rows, 2)
    ]
    text, _ = without_named_boxes(Ledger.of([block.text for block in blocks]), blocks).finish()
    return text.split("\n")


def test_one_of_a_row_of_its_kind_is_no_box():
    facts = (
        ("Twelve weeks", " item length"),
        ("950", " item price"),
        ("Online", " item place"),
        (PROSE * 2, " text"),
    )
    assert beside(*facts) == [text for text, _ in facts]
    assert beside((PROSE * 2, " text"), ("950", " price"), (PROSE, " text")) == [PROSE * 2, PROSE]


def test_an_authors_heading_of_signing_in_stays():
    assert line_rule("二、把下载和登录教给老人", CONTEXT) is None
    assert line_rule("1、下载后请登录本站查看", CONTEXT) == "prompt"


def document(*rows: str) -> str:
    """The text of a page whose paragraphs are these."""
    body = (
        "<title>在护林会上的讲话 - 松针文库</title><h1>在护林会上的讲话</h1><div>" + "".join(rows) + "</div>"
    )
    result = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=body.encode())
    )
    assert not isinstance(result, Reject)
    return result[0].text


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("请扫码登录，下载巡山地图。", True),
        ("第一，本网站的内容由用户上传，侵权请联系删除，这样的话没有用。", True),
        ("余下的路段不予公开", True),
        ("请登录本站，下载全文。", False),
        ("扫码下载", False),
        ("余下全文不予公开", False),
    ],
)
def test_a_sentence_between_two_of_the_author_is_his(line, stays):
    between = document(f"<p>{PROSE}</p><p>{line}</p><p>{PROSE}</p>")
    assert (line in between) is stays
    assert line not in document(f"<p>{PROSE}</p><p>{PROSE}</p><a href=/get>{line}</a>")


@pytest.mark.parametrize("line", ["感谢松针协会的支持！", "松针协会，谢谢你", "请各位登录松针协会查看地图。"])
def test_an_author_may_name_the_site(line):
    named = Context("在护林会上的讲话", site_name="松针协会")
    assert line_rule(line, named) is None
    assert line_rule("登录松针协会，免费下载", named) == "prompt"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("日期：2021年3月11日 时间：下午三点", None),
        ("日期：2021-03-11 作者：admin", "fact-line"),
        ("2021年3月11日修改", None),
        ("2021-03-11 修改", "fact-line"),
        ("我的分享到这里，谢谢！", None),
        ("分享到：微信 微博", "share-bar"),
        ("此处省去 860 字，3 元看全", "prompt"),
        ("此处省去三百字", None),
        ("Brought in by tom on 3 May 2011 · 2 pages", "fact-line"),
        ("A bridge built by hand on 3 May 2011", None),
    ],
)
def test_an_authors_day_and_the_sites_stamp(line, rule):
    assert line_rule(line, CONTEXT) == rule


def test_a_named_box_with_one_sentence_of_running_text_stays():
    own = "山火来了先退到河边，再清人数。"
    assert boxed((PROSE * 2, "p"), (own, "div tips"), (PROSE, "p")) == [PROSE * 2, own, PROSE]
    theirs = "喜欢就带走吧，您的支持最要紧。"
    assert boxed((PROSE * 2, "p"), (theirs, "div tips"), (PROSE, "p")) == [PROSE * 2, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "轻点展开余下段落",
        "把链接发给同事",
        "— 广告 —",
        "扫左边的码，手机上接着翻",
        "装个客户端，没网也能接着读",
        "看过本稿的人还在看",
    ],
)
def test_what_is_set_apart_and_sounds_like_a_site_goes_in_any_words(line):
    apart = document(f"<p>{PROSE}</p><div class=row><span>{line}</span></div><p>{PROSE}</p>")
    assert apart == f"{PROSE}\n{PROSE}"
    below = document(f"<p>{PROSE}</p><p>{PROSE}</p><p>{line}</p>")
    assert below == f"{PROSE}\n{PROSE}"


@pytest.mark.parametrize(
    "line",
    [
        "二、下载与收藏",
        "会员代表：周桂香",
        "推荐阅读",
        "剩下的三十户，月底以前必须签约。",
        "截至昨天，还有30%的任务未完成。",
        "请登录内网查看附表。",
        "谢谢您，老师！",
        "二〇二一年三月",
    ],
)
def test_what_stands_among_the_authors_lines_and_could_be_his_stays(line):
    assert line in document(f"<p>{PROSE}</p><p>{line}</p><p>{PROSE}</p>")


def test_terms_that_a_site_numbers_go_and_the_authors_points_stay():
    terms = "<p>1、购买前请先看清预览，电子文件售出不退</p><p>2、文件打不开请换新版软件</p>"
    points = "<p>1、各组分段包干，谁的段谁负责到底。</p><p>2、巡山不许带火种，带了就上交。</p>"
    got = document(f"{terms}<p>{PROSE}</p>{points}<p>{PROSE}</p>")
    assert got.split("\n") == [
        PROSE,
        "1、各组分段包干，谁的段谁负责到底。",
        "2、巡山不许带火种，带了就上交。",
        PROSE,
    ]


def dump(*lines: str) -> str:
    """The text of a dump with these lines."""
    page = Page(
        url="https://docs.example/w/1",
        fetched_at="2024-01-02T03:04:05Z",
        headers=(("Content-Type", "text/plain; charset=utf-8"),),
        body="\n".join(("在护林会上的讲话", *lines)).encode(),
    )
    result = refine(page)
    assert not isinstance(result, Reject)
    return result[0].text


def test_bare_lines_behind_the_sites_own_at_the_end_of_a_dump_go():
    tail = (
        "护林站 老葛",
        "整份存进网盘",
        "同栏目稿件",
        "渔港消防演练方案",
        "写得实在，借用了",
        "链接已放进剪贴板",
    )
    assert dump(PROSE, PROSE, *tail) == f"{PROSE}\n{PROSE}\n护林站 老葛"


@pytest.mark.parametrize(
    "tail",
    [
        ("护林站 老葛", "防火物资清单"),
        ("整份存进网盘", "附件：防火物资清单", "点此下载全文"),
        ("整份存进网盘", "1、铁锹十把", "2、水泵一台", "点此下载全文"),
    ],
)
def test_lists_of_the_author_at_the_end_of_a_dump_stay(tail):
    own = [line for line in tail if "网盘" not in line and "下载" not in line]
    assert dump(PROSE, PROSE, *tail).split("\n")[2:] == own


def test_a_trail_above_a_dump_is_neither_text_nor_title():
    page = f"您的位置：稿库 > 致辞 > 正文\n在护林会上的讲话\n{PROSE}\n{PROSE}"
    result = refine(
        Page(
            url="https://docs.example/w/1",
            fetched_at="2024-01-02T03:04:05Z",
            headers=(("Content-Type", "text/plain; charset=utf-8"),),
            body=page.encode(),
        )
    )
    assert not isinstance(result, Reject)
    assert (result[0].title, "位置" in result[0].text) == ("在护林会上的讲话", False)
