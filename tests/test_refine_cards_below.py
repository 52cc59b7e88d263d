"""Cards in the text's own element, and what a card below the text says of who spoke, when and where."""

from __future__ import annotations

from pipeline.items import Page, Record, Reject
from pipeline.refine import refine

TEXT = (
    "<p>同志们：</p><p>我离休二十年了，今天回到机关，门卫不认得我，让我登记。制度比人认真，这是好事，我很高兴。</p>"
    "<p>我提两条建议。第一条，食堂的台阶太高，装一个扶手。第二条，文件少发一点，字大一点，老同志眼睛不好。</p><p>就这些，谢谢大家。</p>"
)
LAST = "就这些，谢谢大家。"


def read(below: str, above: str = "") -> Record:
    html = f"<meta charset=utf-8><title>在老干部座谈会上的发言</title><h1>在老干部座谈会上的发言</h1>{above}{TEXT}{below}"
    found = refine(
        Page(url="https://a.example/p-1.html", fetched_at="2024-01-01T00:00:00Z", body=html.encode())
    )
    assert not isinstance(found, Reject), found
    (record,) = found
    return record


def table(*rows: tuple[str, str]) -> str:
    return "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows) + "</table>"


def test_a_list_of_labels_below_the_closing_is_a_card_and_tells_its_facts():
    card = "".join(
        f"<dt>{label}</dt><dd>{value}</dd>"
        for label, value in (
            ("演讲者", "鲍世昌"), ("身份", "原地委副书记"), ("演讲时间", "2006年10月30日"), ("地点", "地委老干部活动中心"),
            ("贡献者", "bao_x"), ("贡献时间", "2015-05-05"),
        )
    )  # fmt: skip
    record = read(f"<dl>{card}</dl>")
    assert record.text.endswith(LAST)
    assert (record.speaker, record.speaker_role) == ("鲍世昌", "原地委副书记")
    assert (record.spoken_on, record.venue) == ("2006-10-30", "地委老干部活动中心")
    assert (record.uploader, record.published_on) == ("bao_x", "2015-05-05")


CARD = table(("贡献者", "bao_x"), ("贡献时间", "2015-05-05"))


def test_a_second_card_tells_of_speaking():
    rows = table(("讲话人：", "鲍世昌"), ("讲话日期：", "2006-10-30"))
    assert read(CARD + rows).text.endswith(LAST)
    assert read(CARD + rows).speaker == "鲍世昌"
    # By itself it may be an author's: the notice of a lecture has one.
    assert read(rows).text.endswith("2006-10-30")


def test_an_authors_table_stays():
    rows = table(("格式", "大小"), ("手写", "四页"), ("类型", "价格"))
    assert read(rows).text.endswith("价格")
    # Records below a row of labels, a table that goes on in sentences, and long tables.
    records = table(("贡献者", "贡献时间"), ("陶有根", "2015-05-05"), ("鲍世昌", "2015-05-06"))
    assert "陶有根" in read(records).text
    told = "<p>这张表贴在活动室的墙上，谁贡献的书，谁就来讲一讲。</p>"
    assert "bao_x" in read(CARD + told).text
    long = table(
        ("贡献者", "bao_x"), ("贡献时间", "2015-05-05"), *((f"第{n}本", f"书{n}") for n in range(30))
    )
    assert "bao_x" in read(long).text


def test_cards_of_other_documents_tell_nothing():
    card = table(("发言人", "庄怀远"), ("发言时间", "2013年8月14日"))
    for heading in ("下一篇：在修渠会上的发言", "本站首发", "网友评论"):
        assert read(f"<div>{heading}</div>{card}").speaker is None
    shop = table(("发言人", "庄怀远"), ("身份", "认证店铺"), ("上传者", "青山"), ("上传时间", "2013-08-14"))
    assert (read(shop).speaker, read(shop).speaker_role) == ("庄怀远", None)


def test_of_two_speakers_below_the_text_none_is_taken():
    others = "<div>相关推荐</div>" + table(("发言人", "庄怀远"), ("发言时间", "2013年8月14日"))
    assert read(others).speaker is None
    two = table(("发言人", "庄怀远"), ("上传者", "青山"), ("发言人", "秦月娥"), ("上传时间", "2013-08-14"))
    assert read(two).speaker is None
