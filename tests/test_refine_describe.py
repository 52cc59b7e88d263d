import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.dates import parse_date
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.describe.genre import find_genre, find_occasion
from pipeline.refine.describe.language import language_of
from pipeline.refine.describe.own_title import own_title
from pipeline.refine.describe.speaker import find_speaker
from pipeline.refine.describe.spoken_on import find_spoken_on
from pipeline.refine.view import View


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021年3月11日", "2021-03-11"),
        ("二〇二一年三月", "2021-03"),
        ("二○一九年十二月三十一日", "2019-12-31"),
        ("2021.3.11", "2021-03-11"),
        ("2021-03-11 10:20", "2021-03-11"),
        ("于 2021 年 3 月", "2021-03"),
        ("2021年", "2021"),
        ("20 May 2017", "2017-05-20"),
        ("May 20, 2017", "2017-05-20"),
        ("February 2012", "2012-02"),
        ("2021年2月30日", None),
        ("2021年13月", None),
        ("电话 0531-12345678", None),
    ],
)
def test_dates_as_documents_write_them(text, iso):
    day = parse_date(text)
    assert (day.iso if day else None) == iso
    assert day is None or day.precision == {4: "year", 7: "month", 10: "day"}[len(day.iso)]


@given(st.text(alphabet="0123456789年月日〇一二三十-./ Mayo", max_size=40))
def test_parsing_a_date_never_raises_and_gives_real_days(text):
    day = parse_date(text)
    assert day is None or len(day.iso) in (4, 7, 10)


def spoken(text: str, genre: str = "speech", title: str | None = None) -> object:
    facts = Facts()
    find_spoken_on(text, title, genre, facts)
    return facts.values.get("spoken_on")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("标题\n（2021年3月11日，根据录音整理）\n正文。", "2021-03-11"),
        ("二〇二〇年六月\n同志们：\n正文。", "2020-06"),
        ("同志们：\n正文。\n王明\n2019年5月4日", "2019-05-04"),
        ("同志们：\n正文。\n（2016年10月29日，于人民剧场小厅）", "2016-10-29"),
        ("同志们：\n2021年3月11日，我们召开了动员会，会上部署了任务，大家都记得。\n正文。", None),
        ("同志们：\n根据（2019年版）手册，正文。", None),
    ],
)
def test_a_speech_is_dated_by_its_own_lines_only(text, iso):
    assert spoken(text) == iso


def test_an_upload_date_is_never_the_day_of_a_speech():
    view = View.of(
        "http://example.com/p-1.html", "<h1>在会上的讲话</h1><p>上传时间：2024-03-05</p><p>© 2024</p>"
    )
    facts = page_facts(view)
    find_spoken_on("同志们：\n正文。", facts.text("title"), "speech", facts)
    assert facts.values["published_on"] == "2024-03-05"
    assert "spoken_on" not in facts.values


@pytest.mark.parametrize(
    ("shown", "own"),
    [
        ("在春季运动会上的讲话.doc_第3页 - 某某文库", "在春季运动会上的讲话"),
        ("在春季运动会上的讲话_人人文库网", "在春季运动会上的讲话"),
        ("在座谈会上的发言（27页珍藏版）", "在座谈会上的发言"),
        ("Remarks - On Being Late | Example Docs 在线阅读", "Remarks - On Being Late"),
        ("5G-网络强国", "5G-网络强国"),
        ("讲话", "讲话"),
        ("  ", None),
    ],
)
def test_titles_lose_what_the_site_added(shown, own):
    assert own_title(shown) == own


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("在全市工作会议上的讲话", "speech"),
        ("在开学典礼上的致辞", "address"),
        ("在座谈会上的发言", "remarks"),
        ("校长年度述职报告", "report"),
        ("读后感：平凡的世界", "essay"),
        ("在述职报告会上的讲话", "speech"),
        ("集体婚礼上的证婚词", "address"),
        ("村里的一盏灯", "other"),
        (None, "other"),
    ],
)
def test_genre_is_what_the_title_names_last(title, genre):
    assert find_genre(title, "正文。", Facts()) == genre


def test_occasion_is_the_event_that_the_title_names():
    facts = Facts()
    find_occasion("在全县春季护林防火工作会议上的讲话", facts)
    assert facts.values["occasion"] == "全县春季护林防火工作会议"
    assert facts.evidence["occasion"] == "在全县春季护林防火工作会议上的讲话"


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        ("标题\n县长 庄怀远\n同志们：\n正文。", "庄怀远", "县长"),
        ("标题\n周启明\n同志们：\n正文。", "周启明", None),
        ("同志们：\n正文。\n副校长 秦红梅\n2018年11月9日", "秦红梅", "副校长"),
        ("同志们：\n正文。\n述职人：罗小满", "罗小满", None),
        (
            "标题\nMargaret Ellery, Chair of the Harbour Trust\nGood morning.",
            "Margaret Ellery",
            "Chair of the Harbour Trust",
        ),
        ("老师们：\n大家好！我是初三（一）班的宁远，今天下着小雨。", "宁远", None),
        ("老师们：\n大家好！我是图书馆一班的常客，今天下着小雨。", None, None),
        ("各位领导：\n我是苇塘小学的教师秦月娥，今年五十四岁。", "秦月娥", None),
        ("各位领导：\n我是苇塘小学的教师中年，在这里教书。", None, None),
        ("各位来宾：\n正文。\n证婚人：段长河", "段长河", None),
        ("标题\n记者 王明\n正文。", None, None),
        ("同志们：\n正文说到王明同志。\n完。", None, None),
    ],
)
def test_a_speaker_is_named_only_by_a_line_of_their_own(text, speaker, role):
    facts = Facts()
    find_speaker(text, None, facts)
    assert (facts.text("speaker"), facts.text("speaker_role")) == (speaker, role)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("同志们，今天我们在这里开会。" * 3, ("zh", "Hans")),
        ("各位來賓，今天我們在這裡開會。" * 3, ("zh", "Hant")),
        ("本日はお集まりいただきましてありがとうございます。", ("ja", None)),
        ("Good morning, neighbours, and thank you for coming.", ("en", None)),
        ("同志们，今天我们在这里开会。" * 20 + "ありがとう", ("zh", "Hans")),
        ("12345 ...", (None, None)),
    ],
)
def test_language_and_script(text, language):
    assert language_of(text) == language


def page_facts(view: View) -> Facts:
    facts = head_facts(view)
    find_line_facts(view, facts, (), counted=True)
    return facts


def facts_of(html: str, url: str = "http://example.com/p-12.html") -> dict[str, object]:
    return page_facts(View.of(url, html)).values


def test_labels_without_space_between_them_are_told_apart():
    found = facts_of(
        "<div><span>格式：DOCX</span><span>上传时间：2024-03-05</span><span>上传人：木子**</span><span>价格：12积分</span></div>"
    )
    assert {k: found[k] for k in ("file_format", "published_on", "uploader", "price")} == {
        "file_format": "docx",
        "published_on": "2024-03-05",
        "uploader": "木子**",
        "price": "12积分",
    }


@pytest.mark.parametrize(
    ("html", "total", "shown"),
    [
        ("<p>1 / 8</p>", 8, None),
        ("<p>第1页 / 共45页</p>", 45, None),
        ("<p>已阅读5页,还剩25页未读</p>", 30, 5),
        ("<p>压缩包内文档预览:(预览前20页/共60页)</p>", 60, 20),
        ("<meta property='og:document:page' content='7'>", 7, None),
        ("<p>3/5的代表同意</p>", None, None),
    ],
)
def test_page_counts(html, total, shown):
    found = facts_of(html)
    assert (found.get("pages_total"), found.get("pages_shown")) == (total, shown)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://m.example.com/p-1.html", "1"),
        ("https://example.com/paper/2004.html", "2004"),
        ("https://example.com/doc/ab12cd34ef56ab78.html", "ab12cd34ef56ab78"),
        ("https://example.com/view?id=778", "778"),
        ("https://example.com/91915849-A_slug.html", "91915849"),
        ("https://example.com/20210311-a-slug.html", None),
        ("https://example.com/2021/03/11/a-long-slug", None),
        ("file:///home/me/p-1.html", None),
    ],
)
def test_the_number_in_the_address(url, number):
    assert facts_of("<p>x</p>", url).get("site_document_id") == number


@pytest.mark.parametrize(
    ("told", "genre"), [("I saw it from my window.", "essay"), ("We sold it to our members.", "other")]
)
def test_a_long_text_whose_author_now_and_then_says_i_is_an_essay(told, genre):
    others = "The old lamp went on turning above the harbour. The boats came home in the dark."
    text = "\n".join(f"{told} {others} {others}" if i % 2 else f"{told} {others}" for i in range(8))
    assert find_genre("Keeping the Lamp", text, Facts()) == genre
