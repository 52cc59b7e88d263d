"""The judge of blocks: pages of no family, through ``refine`` and through its own faces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks._network import train
from pipeline.items import Page, Record
from pipeline.refine import refine
from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import fold, may_fold_to
from pipeline.refine.generic import likely_blocks
from pipeline.refine.generic.features import features
from pipeline.refine.generic.networks import (
    CHANGE,
    Network,
    Networks,
    chosen,
    in_use,
    network,
    probabilities,
    with_votes,
)
from pipeline.refine.generic.page_kind import is_thread, page_kind
from pipeline.refine.judge import judge_listing
from pipeline.refine.view import View

NO_KIND = (0.0,) * 6
MENU = "<ul class='menu'>" + "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(12)) + "</ul>"
PARAGRAPHS = [
    "今年春天，河口的芦苇荡里来了一群过去没有见过的水鸟，护鸟员老秦每天清早划船去数，数到第九天才敢把数字报上来。",
    "他说，数鸟不能急，船桨一响，鸟就飞了，飞起来的鸟是数不清的；要等太阳升到树梢，雾散了，鸟低头吃食的时候再数。",
    "这件事传开以后，附近三个村的孩子周末都来看鸟，学校索性把自然课搬到了堤上，老师带着望远镜，孩子们带着本子。",
    "老秦最担心的是人多了惊着鸟，于是在堤上画了一道白线，白线以外随便站，白线以内谁也不许进，连他自己的孙子也不例外。",
]


def page(body: str, url: str = "http://river.example/2024/birds.html") -> Page:
    html = f"<html><head><title>河口来了水鸟</title></head><body>{body}</body></html>"
    return Page(url=url, fetched_at="2024-05-06T07:08:09Z", body=html.encode())


def text_of(page: Page) -> str:
    outcome = refine(page)
    assert isinstance(outcome, list), outcome
    return "\n".join(record.text for record in outcome if isinstance(record, Record))


def article(after: str = "") -> str:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"{MENU}<div class='wrap'><h1>河口来了水鸟</h1><div class='con'>{told}</div>{after}</div>"


def test_an_article_is_kept_whole_and_its_surroundings_are_not() -> None:
    related = "<div class='xg'><h3>其他</h3>" + "".join(
        f"<p><a href='/n{i}'>县里第{i}次评选结果公布了</a></p>" for i in range(6)
    )
    assert text_of(page(article(related + "</div>"))).split("\n") == PARAGRAPHS


def test_lines_that_are_short_stay_with_their_text() -> None:
    told = ["各位乡亲：", *PARAGRAPHS, "谢谢大家！", "二〇二四年五月六日"]
    body = "".join(f"<p>{line}</p>" for line in told)
    assert text_of(page(f"{MENU}<h1>河口来了水鸟</h1><div class='con'>{body}</div>")).split("\n") == told


def test_in_a_thread_short_answers_are_text() -> None:
    answers = ["数到多少只了？", "昨天是四百一十二只。", "佩服，佩服。", "周末我也带孩子去看看。"]
    posts = "".join(
        f"<li class='post'><div class='who'><a href='/u{i}'>用户{i}</a></div><div class='post-body'><p>{told}</p></div></li>"
        for i, told in enumerate(["".join(PARAGRAPHS), *answers])
    )
    got = text_of(
        page(f"{MENU}<h1>河口来了水鸟</h1><ul>{posts}</ul>", "http://bbs.river.example/thread-12.html")
    )
    assert [answer for answer in answers if answer not in got] == []


def test_a_thread_named_for_a_speech_is_its_first_post() -> None:
    thanks = "手风琴现在存在县文化馆，二楼最里面那个柜子，钥匙要找老郑借。"
    posts = "".join(
        f"<div class='post'><div class='who'>用户{i}　{i}楼</div><div class='t'><p>{told}</p></div></div>"
        for i, told in enumerate(["</p><p>".join(PARAGRAPHS), thanks, "顶"])
    )
    url = "http://bbs.river.example/thread-12.html"

    def told(title: str, more: str = "") -> str:
        html = f"<html><head><title>{title}</title></head><body>{MENU}<h1>{title}</h1>{posts}{more}</body></html>"
        return text_of(Page(url=url, fetched_at="2024-05-06T07:08:09Z", body=html.encode()))

    assert thanks not in told("【转帖】老支书在河口散伙饭上的讲话")
    assert not told("【转帖】老支书在河口散伙饭上的讲话").startswith("【转帖】")
    assert thanks in told("如何评价老支书在河口散伙饭上的讲话？")
    assert thanks in told("河口来了水鸟")
    # Where others say more than it does, they are not about it.
    long = "".join(f"<p>{paragraph}后来的事是我亲眼看见的。</p>" for paragraph in PARAGRAPHS * 2)
    more = f"<div class='post'><div class='who'>用户9　9楼</div><div class='t'>{long}</div></div>"
    assert "后来的事是我亲眼看见的" in told("【转帖】老支书在河口散伙饭上的讲话", more)


@pytest.mark.parametrize("length", [60, 120, 200])
def test_short_documents_work(length: int) -> None:
    told = "".join(PARAGRAPHS)[: length - 1].rstrip("，") + "。"
    got = text_of(page(f"{MENU}<div class='d'><h1>河口来了水鸟</h1><div class='c'>{told}</div></div>"))
    assert got.replace("\n", "") == told


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=30), st.sampled_from(["p", "li", "h1"]), st.integers(0, 3))
    )
)
def test_features_are_finite_and_as_wide_as_the_networks_expect(lines: list[tuple[str, str, int]]) -> None:
    blocks = [
        Block(
            text,
            tag,
            (*tuple(f"div c{k}" for k in range(depth)), tag),
            (),
            (*tuple(range(1, depth + 1)), 100 + i),
        )
        for i, (text, tag, depth) in enumerate(lines)
    ]
    if not blocks:
        return
    rows = features(blocks, "标题", "说明", NO_KIND)
    assert np.isfinite(rows).all()
    found = probabilities(rows, lambda _: {0})
    assert found.shape == (len(blocks),)
    assert ((found >= 0) & (found <= 1)).all()
    assert chosen(rows, found) <= set(range(len(blocks)))
    assert with_votes(rows, [0]).shape == (len(blocks), rows.shape[1] + 3)


@given(
    st.text(alphabet="aAzÄe9①ﬁ㈱ＡΣİ\u0301\u3099\u4dc0か今ー 　-。", min_size=1, max_size=8).filter(
        str.strip
    ),
    st.sampled_from("aze9今か1f"),
)
def test_a_line_that_cannot_fold_to_a_letter_does_not(text: str, head: str) -> None:
    if not may_fold_to((head,), text):
        assert not fold(text).startswith(head)


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(1, 400)), min_size=1, max_size=8))
def test_the_chosen_blocks_are_the_cheapest_labelling(blocks: list[tuple[float, int]]) -> None:
    rows = np.log1p(np.array([[size] for _, size in blocks], dtype=np.float32))
    found = np.array([chance for chance, _ in blocks], dtype=np.float32)

    def cost(labels: tuple[bool, ...]) -> float:
        weights = [float(np.log1p(np.expm1(row[0]))) / 4 for row in rows]
        own = sum(
            -float(np.log(chance if label else 1 - chance)) * weight
            for label, chance, weight in zip(labels, found, weights, strict=True)
        )
        changes = sum(a != b for a, b in zip((False, *labels), labels, strict=False))
        return own + CHANGE * changes

    got = chosen(rows, found)
    best = min(map(cost, product((False, True), repeat=len(blocks))))
    assert cost(tuple(i in got for i in range(len(blocks)))) == pytest.approx(best, abs=1e-4)


def test_the_vote_is_not_asked_for_where_the_features_are_sure() -> None:
    view = View.of("http://river.example/a", page(article()).body.decode())
    rows = features(view.blocks, "河口来了水鸟", "", NO_KIND)

    def never(_: object) -> set[int]:
        raise AssertionError("the vote was asked for")

    probabilities(rows, never)


def test_a_page_without_blocks_has_no_main_text() -> None:
    assert likely_blocks(View.of("http://river.example/", "<html><body></body></html>"), None).blocks == set()


@pytest.mark.parametrize(
    ("url", "thread"),
    [
        ("http://bbs.river.example/thread-1-1.html", True),
        ("http://river.example/forum/viewtopic.php?t=5", True),
        ("http://river.example/keyboards/a-keyboard", False),
        ("http://river.example/learn/dashboard-app", False),
        ("http://river.example/p-12.html", False),
    ],
)
def test_a_thread_is_told_by_its_address_and_its_posts(url: str, thread: bool) -> None:
    for body, expected in ((article("<div class='post'>数到多少只了？</div>"), thread), (article(), False)):
        view = View.of(url, page(body).body.decode())
        assert view.tree is not None
        assert is_thread(page_kind(view, view.tree)) is expected


@pytest.mark.usefixtures("long_lines_only")
def test_a_thread_keeps_its_subject_and_not_what_stands_with_every_post() -> None:
    posts = "".join(
        f"<div class='post'><div class='post-body'>{told}</div><div class='post-signature'>{PARAGRAPHS[3]}甲</div></div>"
        for told in PARAGRAPHS
    )
    notice = f"<ul class='notices'><li class='notice'>{PARAGRAPHS[2]}乙</li></ul>"
    got = text_of(page(f"{notice}<h1>河口来了水鸟</h1>{posts}", "http://bbs.river.example/thread-12.html"))
    assert got.split("\n") == ["河口来了水鸟", *PARAGRAPHS]


@pytest.mark.usefixtures("long_lines_only")
def test_likely_lines_of_one_element_are_no_list_of_links() -> None:
    told = "".join(f"<p>{'river ' * 6}{n}</p>" for n in ("ab", "cd", "ef"))
    blocks = View.of("http://river.example/", f"<body>{MENU}<div>{told}</div></body>").blocks
    kept = {i for i, block in enumerate(blocks) if block.tag == "p"}
    unsure, sure = (0.1,) * len(blocks), (0.9,) * len(blocks)
    assert judge_listing(blocks, kept, None, unsure) is not None
    assert judge_listing(blocks, kept, None, sure) is None
    assert judge_listing(blocks, kept - {max(kept)}, None, sure) is not None


def test_training_finds_what_tells_two_kinds_apart() -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(4000, 5)).astype(np.float32)
    labels = (rows[:, 1] * rows[:, 3] > 0).astype(np.float32)
    found = network(train(rows, labels, np.ones(4000, dtype=np.float32)))(rows)
    assert ((found > 0.5) == (labels > 0.5)).mean() > 0.9


@pytest.fixture
def long_lines_only() -> Iterator[None]:
    """Networks that take every line of 120 bytes or more for main text, and nothing else."""

    def told_by_length(inputs: int) -> Network:
        mean, scale = np.zeros(inputs, dtype=np.float32), np.full(inputs, 2, dtype=np.float32)
        hidden = np.zeros((inputs, 1), dtype=np.float32)
        hidden[0, 0] = 100
        bias = np.array([-50 * np.log1p(120)], dtype=np.float32)
        return Network(mean, scale, hidden, bias, np.ones(1, dtype=np.float32), -5.0)

    width = features([Block("x", "p", ("p",), (), (1,))], None, "", NO_KIND).shape[1]
    token = in_use.set(Networks(told_by_length(width), told_by_length(width + 3)))
    yield
    in_use.reset(token)


def kept(body: str, title: str | None = "河口来了水鸟") -> list[str]:
    view = View.of("http://river.example/a", page(body).body.decode())
    return [view.blocks[i].text for i in sorted(likely_blocks(view, title).blocks)]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.usefixtures("long_lines_only")
def test_short_lines_of_the_same_kind_go_on_from_a_kept_one() -> None:
    told = ["各位乡亲：", *PARAGRAPHS, "谢谢大家！"]
    body = f"<div class='con'>{paragraphs(*told)}</div>"
    assert kept(f"<div>欢迎回来</div>{body}<div>就到这里</div>") == told
    assert kept(f"<div class='con'>{paragraphs(*told, '点击下载全文')}</div>") == told


@pytest.mark.usefixtures("long_lines_only")
def test_a_heading_needs_text_above_and_below_it_in_its_element() -> None:
    inside = f"<div>{paragraphs(*PARAGRAPHS[:2])}<h3>数鸟的规矩</h3>{paragraphs(*PARAGRAPHS[2:])}</div>"
    assert "数鸟的规矩" in kept(inside)
    assert "数鸟的规矩" not in kept(f"<div>{paragraphs(*PARAGRAPHS)}<h3>数鸟的规矩</h3></div>")


@pytest.mark.usefixtures("long_lines_only")
def test_a_table_in_the_midst_of_a_text_stays_unless_it_links() -> None:
    def report(cell: str) -> str:
        rows = f"<table><tr><td>{cell}</td><td>四百一十二只</td></tr></table>"
        return f"<div>{paragraphs(*PARAGRAPHS[:2])}{rows}{paragraphs(*PARAGRAPHS[2:])}</div>"

    assert kept(report("第九天")) == [*PARAGRAPHS[:2], "第九天", "四百一十二只", *PARAGRAPHS[2:]]
    assert kept(report("<a href=/9>第九天</a>")) == PARAGRAPHS
    below = f"<div>{paragraphs(*PARAGRAPHS)}</div><table><tr><td>第九天</td></tr></table>"
    assert kept(below) == PARAGRAPHS


@pytest.mark.usefixtures("long_lines_only")
def test_even_a_likely_choice_is_no_text() -> None:
    choice = f"<select><option>{PARAGRAPHS[0]}甲</option></select><button>{PARAGRAPHS[1]}乙</button>"
    assert kept(f"<div>{paragraphs(*PARAGRAPHS)}{choice}</div>") == PARAGRAPHS


@pytest.mark.usefixtures("long_lines_only")
def test_a_text_of_short_lines_is_the_longest_run_of_them() -> None:
    verse = [f"第{n}只水鸟飞过了河口" for n in "一二三四五六七八九"]
    around = "<div><a href=/>首页</a></div><p>共九行</p>"
    assert kept(f"{around}<div class='v'>{''.join(f'{line}<br>' for line in verse)}</div>") == verse
    assert kept(f"{around}<div class='v'>{''.join(f'{line}<br>' for line in verse[:5])}</div>") == []


@pytest.mark.usefixtures("long_lines_only")
def test_a_short_text_stands_below_its_title_whatever_it_is_about() -> None:
    short = "今天观鸟，雾里只看见一只，它站了很久，我们也站了很久，后来它飞走了，我们就散了。"
    assert kept(f"<h1>河口来了水鸟</h1><div><p>{short}</p></div>")[-1:] == [short]
    members = "请各位会员登录网站，下载章程，注册新会员，并把会员证和积分卡一起上传，充值的事以后再说。"
    assert kept(f"<h1>河口来了水鸟</h1><div><p>{members}</p></div>")[-1:] == [members]


def thread_of(title: str, *posts: str) -> str:
    body = "".join(
        f"<table><tr><td class=t_f id=postmessage_{i}>{post}</td></tr></table>"
        for i, post in enumerate(posts)
    )
    html = f"<title>{title}</title>{MENU}<h1><span id=thread_subject>{title}</span></h1>{body}"
    return text_of(
        Page(
            url="http://bbs.river.example/thread-12-1-1.html",
            fetched_at="2024-05-06T07:08:09Z",
            body=html.encode(),
        )
    )


def test_answers_to_a_question_stay_and_thanks_for_a_document_go():
    first = (
        "我这条渡船是去年从邻县买回来的，柴油机是老式的单缸，夏天秋天都好好的，一到冬天早上就打不着火。" * 8
    )
    answers = ("预热塞坏了，换一个。", "油路进了空气，排一下就好。")
    assert all(answer in thread_of("渡船的柴油机冬天打不着火怎么办", first, *answers) for answer in answers)
    assert all(
        answer in thread_of("渡船的柴油机", f"{first}<br>请问是什么毛病？", *answers) for answer in answers
    )
    assert "顶一个" not in thread_of("渡船冬季保养讲稿", first, "谢谢楼主分享！", "顶一个，好人一生平安")


def test_a_short_text_keeps_its_last_sentences_that_have_links() -> None:
    lines = (
        "各位代表：今天我们开会，是要把去年定下的事情一件件对一对账。水渠修了四十里，路修了二十里，账目都贴在村委会门口的墙上，请大家去看。",
        "我在会前走访了十七户人家，听到的话有赞扬，也有埋怨。埋怨的话我都记在本子上，一条一条念给大家听。",
        "上月，我<a href='/1'>在全县防汛大会上的讲话</a>中说过这件事。",
        "上周县里的<a href='/doc/55.html'>全县医共体建设动员大会上的致辞</a>中，提出了五项指标。",
        "书记在<a href='/doc/9.html'>新任村干部培训班开班式上的讲话</a>里引用过这句话。",
        "谢谢大家！",
    )
    body = (
        "<h1>镇长在人代会上的讲话</h1><div class=txt>"
        + "".join(f"<p>{line}</p>" for line in lines)
        + "</div>"
    )
    html = f"<html><head><title>镇长在人代会上的讲话</title></head><body>{body}</body></html>"
    found = text_of(Page(url="https://a.example/1", fetched_at="2024-05-06T07:08:09Z", body=html.encode()))
    assert found.endswith("里引用过这句话。\n谢谢大家！")
