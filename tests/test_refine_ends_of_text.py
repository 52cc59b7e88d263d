"""What stands at the end of a text and is the site's: calls, contacts, other texts, comments, and how a text breaks off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.clean import clean
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.counters import rule_of as counter
from pipeline.refine.clean.prompts import is_prompt
from pipeline.refine.completeness import text_state
from pipeline.refine.describe.facts import Facts
from pipeline.refine.ledger import Ledger, restore

TEXT = (
    "各位乡亲：",
    "去年冬天渠道冻裂了三处，水在田埂上结成一条白带子，孩子们在上面滑冰，大人们站在边上叹气。",
    "开春以后村里凑了十二个人，三天把裂口补上，用的是老窑里剩下的砖，一块钱也没有花。",
    "谢谢大家！",
)


def left(*lines: str, traditional: bool = False, labels: tuple[str, ...] = ()) -> list[str]:
    context = Context("在修渠动员会上的讲话", labels, traditional=traditional)
    text, removals = clean(Ledger.of(lines), context).finish()
    assert "".join(restore(text, removals).split()) == "".join("".join(lines).split())
    return text.split("\n") if text else []


@pytest.mark.parametrize(
    "call",
    [
        "喜欢这篇稿子吗？",
        "看完了？转存到我的网盘",
        "换平板阅读，排版更舒服",
        "装上「某某」小程序，没有网也能翻",
        "加载超时，请刷新",
        "编辑部微信：abc0000 座机：000-0000000",
        "本文地址：https://www.docs.example/1.html",
        "Related: Lock tables 1911; Heath survey",
    ],
)
def test_a_call_below_the_text_goes(call):
    assert left(*TEXT, call) == [*TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "联系人：王五 电话：000-0000000",
        "二、把下载和登录教给老人",
        "我把稿子存到了手机里",
        "这份材料，我想请大家带回去看。",
        "修渠委员会",
        "2019年3月5日",
    ],
)
def test_an_authors_last_line_stays(line):
    assert left(*TEXT, line) == [*TEXT, line]


def test_a_call_in_the_middle_of_a_long_text_is_not_looked_for():
    lines = [TEXT[0], "喜欢这篇稿子吗？", *(f"{TEXT[1][:-1]}，第{n}回。" for n in range(9))]
    assert left(*lines) == lines


def test_the_list_of_other_texts_below_the_last_one_goes():
    rows = ["1.植树节上的讲话稿", "2.校庆发言稿", "3.防汛动员会讲话"]
    for heading in ("【讲话稿三篇】相关文章：", "看了这篇讲话的人还看了：", "更多范文推荐阅读："):
        assert left(*TEXT, heading, *rows) == [*TEXT]
    assert left(*TEXT, "附件：", *rows) == [*TEXT, "附件：", *rows]


def test_comments_with_a_name_and_an_age_go():
    comments = ["山中客 3天前", "写得好", "一叶舟 5 小时前", "学习了"]
    assert left(*TEXT, *comments) == [*TEXT]
    # One is somebody's line; and a thread is made of them.
    assert left(*TEXT, comments[0]) == [*TEXT, comments[0]]
    assert left(*comments, *comments) == [*comments, *comments]


@pytest.mark.parametrize(
    "line",
    [
        "全文八百四十九字",
        "本稿总字数：2,650",
        "（本文共计一千二百字，已展示三百字）",
        "目前放出前三页，全卷八页",
        "已阅读五页，还剩二十五页未读",
    ],
)
def test_counters_in_hanzi_are_counters(line):
    assert counter(line, Context()) == "counter"


@pytest.mark.parametrize("line", ["全文五千字，我写了三个月", "正文三千字以内", "一九八四年", "字数：849"])
def test_what_an_author_says_of_length_is_none(line):
    assert counter(line, Context()) is None


def test_labels_are_known_in_traditional_characters():
    assert left("資源描述", *TEXT, traditional=True, labels=("资源描述",)) == [*TEXT]


def test_a_few_glosses_go_where_nobody_needs_them():
    glossed = TEXT[1].replace("大人", "大(dà)人").replace("上面", "上(shang)面").replace("水在", "水在(zai)")
    assert left(TEXT[0], glossed, *TEXT[2:]) == [*TEXT]
    rare = "他姓禤(xuān)，住在垴(nǎo)上，门前有一棵槲(hú)树。"
    assert left(*TEXT, rare) == [*TEXT, rare]


PRINTED = [
    "改渠之前我请大家先看一块牌子牌子在村口立了九年我每",
    "天早上都从它边上走过，上面写着：全文需要登录，会员才",
    "能查看剩余内容。这话是谁写上去的，没有人知道。后来风",
    "把它吹倒了，大家把它搬到渠边垫脚，一垫又是三年，谁也",
    "没有再读过它。今年我把它洗干净，挂在会议室里，给自己",
    "提个醒。",
]


def test_printed_lines_of_an_unknown_site_join_and_keep_what_they_say():
    assert left(*PRINTED) == ["".join(PRINTED)]


def test_verse_and_lists_keep_their_lines():
    verse = ["风从北边来过三回", "渠在夜里响了三夜", "一个人提着灯走过", "一只狗跟着他回家"] * 2
    assert left(*verse) == verse
    items = [f"第{n}组负责东头到西头的一段渠道" for n in "一二三四五六"]
    assert left(*items) == items


@pytest.mark.parametrize(
    "line",
    [
        "您现在看到的只是开头两段",
        "余下段落已折叠",
        "样张阅览结束，续看请联系管理员",
        "The remaining pages are hidden",
    ],
)
def test_what_holds_the_rest_back_is_a_prompt(line):
    assert is_prompt(line)


@pytest.mark.parametrize("line", ["后面的内容我就不展开说了。", "其余的灯都锁定在十点熄灭，这是我定的规矩。"])
def test_a_speaker_who_leaves_something_out_is_none(line):
    assert not is_prompt(line)


def state(text: str, below: str = "") -> str:
    return text_state(text, Facts({}, {}), below, abstracted=False, adjoining=below)


def test_a_text_that_is_held_back_is_a_preview():
    begun, whole = "\n".join(TEXT[:-1]), "\n".join(TEXT)
    assert state(begun, "其余段落已隐藏") == "preview"
    assert state(begun, "以上为试阅，全稿须购买后查阅") == "preview"
    assert state(whole, "其余段落已隐藏") == "full", "who has thanked has said all"
    assert state(whole, "还有2780字") == "preview"
    assert state(whole, "以上就是讲话稿的全部内容，更多好文请关注本站") == "full"
    assert state(whole, "会员试看结束后请升级") == "full"


def test_nobody_ends_within_a_quotation():
    assert state(f"{TEXT[1]}\n他停了停。门上贴着“下午三点以前不要") == "preview"
    assert state(f"{TEXT[1]}\n他停了停。门上贴着“下午三点开门”") == "full"


@given(
    st.lists(st.sampled_from([*TEXT, *PRINTED, "山中客 3天前", "相关文章：", "喜欢这份稿子？"]), max_size=9)
)
def test_every_character_is_accounted_for(lines):
    left(*lines)


def test_books_that_an_author_recommends_stay_and_a_list_of_links_goes():
    books = ("推荐阅读：", "《水渠的历史》", "《冬天的砖》")
    assert left(*TEXT, *books) == [*TEXT, *books]
    others = ("推荐阅读：", "水渠管理员述职报告", "冬修水利动员讲话")
    assert left(*TEXT, *others) == list(TEXT)


def test_a_line_with_an_address_that_comes_again_and_again_goes():
    mark, refrain = "老窑 docs-mark.example.com 专供", "水往低处流"
    marked = [line for row in TEXT for line in (row, mark)]
    assert left(*marked) == list(TEXT)
    assert left(*TEXT[:2], mark, *TEXT[2:]) == [*TEXT[:2], mark, *TEXT[2:]]
    sung = [line for row in TEXT for line in (row, refrain)]
    assert left(*sung) == sung


def test_a_day_and_place_above_a_text_are_the_authors():
    assert left("2019.6.18 江城", *TEXT) == ["2019.6.18 江城", *TEXT]
    assert left("2019.6.18 10:20 admin", *TEXT) == list(TEXT)


@pytest.mark.parametrize(
    "call", ["Liked it? Toss us a coin", "¿Te sirvió? Danos una estrella", "Llévatelo en Word"]
)
def test_calls_in_other_languages_go_from_the_end(call):
    assert left(*TEXT, call) == list(TEXT)
    assert left(*TEXT, "Did we sleep in the barn? We did") == [*TEXT, "Did we sleep in the barn? We did"]


@pytest.mark.parametrize(
    "notice",
    [
        "本文来自某某文摘网，转载请注明出处。",
        "转载请注明来源：某某网 http://www.docs.example/123.html",
        "原文出处：某某网，版权归原作者所有",
        "如需转载，请保留原文链接",
    ],
)
def test_what_a_site_asks_of_those_who_reprint_goes(notice: str) -> None:
    assert left(*TEXT, notice) == list(TEXT)


@pytest.mark.parametrize(
    "told",
    [
        "他的照片被转载了三百多次，没有一次注明出处。",
        "我写通讯稿二十年，最怕的是来源不清，版权不明，话也说不圆。",
    ],
)
def test_what_an_author_tells_of_reprints_stays(told: str) -> None:
    assert told in left(*TEXT[:-1], told, TEXT[-1])


@pytest.mark.parametrize(
    "line",
    [
        "沈渠生　电话：0000-000000　微信：shenqusheng　来信请寄：青墨村水利站转",
        "□ 同意　□ 不同意",
    ],
)
def test_an_authors_address_and_boxes_to_tick_stay(line: str) -> None:
    assert left(*TEXT, line) == [*TEXT, line]


@pytest.mark.parametrize(
    "line", ["（广告）驾考宝箱：科目一百题快过", "— Publicidad: academia de verano —", "棚内广告位招租"]
)
def test_advertisements_go(line: str) -> None:
    assert left(*TEXT[:3], line, TEXT[3]) == list(TEXT)


def test_the_credits_of_a_sites_editors_go_from_a_line() -> None:
    assert left(TEXT[0], TEXT[1] + "（编辑：小墨　审核：大墨）", *TEXT[2:]) == list(TEXT)


def test_an_article_about_notices_stays() -> None:
    article = "第四条　上传者应当保证对所传文档享有著作权。本文档由用户上传、文库不承担责任之类的声明，不能免除上传者的义务。"
    assert article in left(*TEXT[:3], article, TEXT[3])


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        (" 内容来自渠首网转载请标明出处.", ""),
        (" 渠首村村委会 2018年7月6日 本文来自渠首网，转载请注明出处", " 渠首村村委会 2018年7月6日"),
        # A signature, and a sentence about the same.
        (" 渠首村村委会 2018年7月6日", " 渠首村村委会 2018年7月6日"),
        ("抄这篇稿子的人请注明是从哪里抄来的。", "抄这篇稿子的人请注明是从哪里抄来的。"),
    ],
)
def test_a_notice_behind_the_last_sentence_of_a_flattened_text_goes(tail: str, kept: str) -> None:
    flat = "".join(TEXT[1:3]) * 3
    assert left(flat + tail) == [flat + kept]


def test_page_numbers_in_a_line_that_lost_its_breaks_go() -> None:
    assert left(f"{TEXT[1] * 3} -1- {TEXT[2] * 3} -2- {TEXT[1]}") == [
        f"{TEXT[1] * 3} {TEXT[2] * 3} {TEXT[1]}"
    ]
    # What does not count on is the author's.
    line = f"{TEXT[1] * 3} -5- {TEXT[2] * 3} -2- {TEXT[1]}"
    assert left(line) == [line]


def test_credits_drawn_with_bars_go_and_the_end_above_them():
    assert left(*TEXT, "- END -", "来源 | 院长办公室", "摄影丨王小雨 李响", "责编｜吴敏") == [*TEXT]
    assert left(*TEXT, "时间 | 3月5日") == [*TEXT, "时间 | 3月5日"]
