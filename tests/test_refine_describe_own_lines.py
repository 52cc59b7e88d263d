"""When, where and by whom: read from the lines in which a document says so, and from no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.own_lines import read_own_line
from pipeline.refine.describe.speaker import find_speaker
from pipeline.refine.describe.spoken_on import find_spoken_on

BODY = "今天我们在这里开会，主要是把下半年的几件事情商量清楚。\n大家都很忙，我长话短说。"


def described(text: str, title: str | None = None, genre: str = "speech") -> Facts:
    facts = Facts()
    find_spoken_on(text, title, genre, facts)
    find_speaker(text, title, facts)
    return facts


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("（2021年3月11日）", "2021-03-11"),
        ("(2021.3.11)", "2021-03-11"),
        ("（20210311）", "2021-03-11"),
        ("【2021-03-11】", "2021-03-11"),
        ("二〇二一年三月十一日", "2021-03-11"),
        ("二零二一年三月", "2021-03"),
        ("２０２１年", None),
        ("（2019年）", "2019"),
        ("时间：2018年11月6日下午", "2018-11-06"),
        ("讲话时间: 2018-11-06 14:30", "2018-11-06"),
        ("【时间】2018年11月6日（星期二）上午9时", "2018-11-06"),
        ("日期：2020年1月", "2020-01"),
        ("（2021年3月11日 张建国）", "2021-03-11"),
        ("张建国 2021年3月11日", "2021-03-11"),
        ("县长 张建国（2021年3月11日）", "2021-03-11"),
        ("在全县教育工作会议上的讲话（2021年3月11日）", "2021-03-11"),
        ("2021年3月11日于人民剧场", "2021-03-11"),
        ("2021年3月11日，根据录音整理", "2021-03-11"),
        ("Remarks to the Harbour Trust, 20 May 2017", "2017-05-20"),
        ("Date: May 20, 2017", "2017-05-20"),
        ("（根据2021年3月11日讲话录音整理）", "2021-03-11"),
        ("2021年3月11日·济南", "2021-03-11"),
        ("（2021年3月11日）　张建国", "2021-03-11"),
        ("Le 11 mars 2021", "2021-03-11"),
        ("Ngày 11 tháng 3 năm 2021", "2021-03-11"),
        ("时间　2021年3月11日", "2021-03-11"),
        ("（此文系作者2021年3月11日在座谈会上的讲话，有删节）", "2021-03-11"),
        ("本文是张建国同志2021年3月在年会上的演讲节选", "2021-03"),
        ("民國一百一十年三月十一日", "2021-03-11"),
        ("今天是2021年3月11日，我们在新楼里开会。", "2021-03-11"),
        # On one of several days: only what they share is known.
        ("2021年3月11日至13日", "2021-03"),
        ("2021年3月11-13日", "2021-03"),
        ("（2021年3月30日—4月2日）", "2021"),
        ("2020年12月31日至2021年1月2日", None),
        ("Prononcé à l’église de Montbel, le 19 février 2011", "2011-02-19"),
        ("Valmont, le jeudi 10 mars 2022", "2022-03-10"),
        ("Vinhal, 28 de março de 2015", "2015-03-28"),
        ("Karsu Highland Research Station, May 22, 2019", "2019-05-22"),
        ("Vendredi 5 octobre 2018", "2018-10-05"),
        ("gehalten von Xaver Brandl, 1. Vorsitzender, am 8. Juli 2018", "2018-07-08"),
        ("Roma, 3 maggio 2014", "2014-05-03"),
        # Printed, changed, moved or born on a day.
        ("The New York Times, May 3, 2020", None),
        ("Oxford University Press, May 3, 2020", None),
        ("Reviewed, May 3, 2020", None),
        ("Updated, May 3, 2020", None),
        ("Admin, May 3, 2020", None),
        ("Born May 3, 1950", None),
        ("Modifié le 3 mai 2020", None),
        ("Held over from the previous meeting of the board, May 3, 2020.", None),
        ("Given the rain, the parade was moved to May 3, 2020", None),
        ("Gehalten hat der Damm bis zum 3. Mai 2013", None),
        ("Delivered at the town hall on June 7, 2014", "2014-06-07"),
        ("Pronunciado en la plaza el 3 de mayo de 2015", "2015-05-03"),
        # Look-alikes.
        ("Given the floods of June 7, 2014, we moved", None),
        ("Delivered to the printers in May 2014", None),
        ("三月十一日", None),
        ("2021年3月11日印发", None),
        ("（2021年3月11日 省政府第3次常务会议通过）", None),
        ("2022年工作计划", None),
        ("2019年以来", None),
        ("2021-03-11", None),
        ("2021-03-11 09:12", None),
        ("2021年3月11日，我们召开了动员会", None),
        ("今天", None),
        ("（2021年3月11日第三次会议通过）", None),
        ("（2021年修订）", None),
        ("此文是2021年3月11日发布的", None),
        ("此文系学习2021年3月11日讲话之后写的体会", None),
        ("今天是2021年的第一个工作日。", None),
        ("民国时期的老桥", None),
        ("oooo年", None),
        ("上传时间：2021年3月11日", None),
        ("发布日期：2021-03-11", None),
        ("© 2021", None),
    ],
)
def test_a_line_of_its_own_dates_a_speech(line, iso):
    found = described(f"在会上的话\n{line}\n同志们：\n{BODY}")
    assert found.values.get("spoken_on") == iso
    assert found.values.get("spoken_on_precision") == (iso and {4: "year", 7: "month", 10: "day"}[len(iso)])
    assert iso is None or found.evidence["spoken_on"] == line


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        (f"同志们：\n{BODY}\n王明\n2019-05-04", "2019-05-04"),
        (f"同志们：\n{BODY}\n述职人：叶长林 2018年12月28日", "2018-12-28"),
        (f"同志们：\n{BODY}\n2019-05-04", None),
        (f"同志们：\n去年的会议（2020年3月5日）提出的任务已经完成。\n{BODY}", None),
        (f"同志们：\n2020年3月5日\n{BODY}\n（2021年1月1日）", "2020-03-05"),
    ],
)
def test_a_signature_dates_a_speech_unless_the_site_could_have_written_it(text, iso):
    assert described(text).values.get("spoken_on") == iso


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("2017年10月", "2017-10"),
        ("（2017年10月9日）", "2017-10-09"),
        ("2017年10月9日 张建国", "2017-10-09"),
        # Look-alikes: the site may have put the text up then.
        ("2017年10月9日", None),
        ("2017-10-09", None),
        ("2017-10", None),
        ("发布于2017年10月", None),
    ],
)
def test_a_line_between_title_and_text_dates_a_speech_unless_the_site_could_have_written_it(line, iso):
    facts = Facts()
    find_spoken_on(BODY, "动员会上的讲话", "speech", facts, ["首页", "动员会上的讲话", line, "分享"])
    assert facts.values.get("spoken_on") == iso
    facts = Facts()
    find_spoken_on(BODY, "动员会上的讲话", "speech", facts, ["别人的讲话", line])
    assert "spoken_on" not in facts.values


def test_a_bare_year_below_a_report_is_the_year_it_reports_on():
    assert described(f"述职报告\n（2019年）\n{BODY}", genre="report").values.get("spoken_on") is None


@pytest.mark.parametrize(
    ("title", "iso"),
    [
        ("在开学典礼上的讲话（2021年9月1日）", "2021-09-01"),
        ("2021年9月1日在开学典礼上的讲话", "2021-09-01"),
        ("2022年工作计划", None),
        ("在2021年工作会议上的讲话", None),
        ("开学典礼讲话（2021年）", None),
    ],
)
def test_a_title_dates_a_speech_only_with_a_month(title, iso):
    assert described(BODY, title).values.get("spoken_on") == iso


@pytest.mark.parametrize(
    ("line", "name", "role"),
    [
        ("县委书记 张某某", "张某某", "县委书记"),
        ("XX县委书记 张某某", "张某某", "XX县委书记"),
        ("县委书记、县长 张建国", "张建国", "县委书记、县长"),
        ("副校长秦红梅", "秦红梅", "副校长"),
        ("张建国（县教育局局长）", "张建国", "县教育局局长"),
        ("主讲人：李文博", "李文博", None),
        ("发言人：县供销社主任 贺兰山", "贺兰山", "县供销社主任"),
        ("【讲话人】贺兰山", "贺兰山", None),
        ("演讲者: 欧阳雪", "欧阳雪", None),
        ("作者：柳堉", "柳堉", None),
        ("（2021年3月11日 张建国）", "张建国", None),
        ("（张 伟）", "张伟", None),
        ("主讲嘉宾：李文博", "李文博", None),
        ("高一（3）班 李文博", "李文博", "高一（3）班"),
        (
            "Speaker: Margaret Ellery, Chair of the Harbour Trust",
            "Margaret Ellery",
            "Chair of the Harbour Trust",
        ),
        ("Ponente: Lucía Ferrer", "Lucía Ferrer", None),
        ("理事長 梁慕賢", "梁慕賢", "理事長"),
        ("董事長：葉慕賢", "葉慕賢", "董事長"),
        ("演讲人：禾苗公益 秦小满", "秦小满", None),
        ("演讲人：王小渠 秦小满", None, None),
        ("演讲人：高度重视 安全", None, None),
        # Look-alikes.
        ("作者：佚名", None, None),
        ("作者：网络", None, None),
        ("主持人宣布开会", None, None),
        ("记者 王明", None, None),
        ("办公室主任负责落实", None, None),
        ("高度重视", None, None),
        ("责任编辑：王明", None, None),
    ],
)
def test_a_speaker_is_read_from_a_line_of_their_own(line, name, role):
    found = described(f"在会上的话\n{line}\n同志们：\n{BODY}")
    assert (found.text("speaker"), found.text("speaker_role")) == (name, role)


@pytest.mark.parametrize(
    ("line", "below", "name"),
    [
        ("Margaret Ellery", "June 7, 2014", "Margaret Ellery"),
        ("Margaret Ellery", "Good morning, and thank you.", None),
        ("Harrow Lane College", "June 7, 2014", None),
        ("Opening Remarks", "June 7, 2014", None),
    ],
)
def test_a_name_above_the_day_signs_a_speech(line, below, name):
    assert described(f"{line}\n{below}\nGood morning to you all, old friends.").text("speaker") == name


@pytest.mark.parametrize(
    ("title", "name", "role"),
    [
        ("张建国同志在全县教育工作会议上的讲话", "张建国", None),
        ("李明同志在座谈会上的发言", "李明", None),
        ("县长张建国在开工仪式上的致辞", "张建国", "县长"),
        ("沈知远在新馆开馆仪式上的致辞", "沈知远", None),
        ("Remarks by Margaret Ellery at the Reopening", "Margaret Ellery", None),
        ("校长在开学典礼上的讲话", None, "校长"),
        ("副区长述职述廉报告", None, "副区长"),
        ("县档案馆副馆长2022年度述职报告", None, "县档案馆副馆长"),
        ("党支部书记抓基层党建述职报告", None, "党支部书记"),
        ("镇党委委员、武装部长2021年度述职述廉报告", None, "镇党委委员、武装部长"),
        ("县委书记、县长在全县教育工作会议上的讲话", None, "县委书记、县长"),
        ("学习书记在座谈会上的讲话", None, None),
        ("校长竞聘演讲稿", None, None),
        ("王小渠校长在开学典礼上的讲话", None, None),
        ("某某同志在会议上的发言", None, None),
        ("高校长在开学典礼上的讲话", None, None),
        ("在全县教育工作会议上的讲话", None, None),
    ],
)
def test_a_title_names_its_speaker(title, name, role):
    found = described(BODY, title)
    assert (found.text("speaker"), found.text("speaker_role")) == (name, role)


def test_who_reports_names_the_office_in_full():
    text = "各位领导：\n我于去年三月担任城南供水所所长，现将任职以来的工作述职如下。\n述职人：区伯衡\n2022年1月15日"
    found = described(text, "供水所所长述职报告", "report")
    assert (found.text("speaker"), found.text("speaker_role")) == ("区伯衡", "城南供水所所长")
    other = described("我和办公室主任所长一起。", "所长述职报告", "report")
    assert other.text("speaker_role") == "所长"


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("我是三号选手，食堂面点师，蒋玉娥。我竞聘面点组组长。", "蒋玉娥"),
        ("我是财务部的樊静，竞聘的岗位是资金主管。", "樊静"),
        ("我是办公室的干事，今天说两句。", None),
        ("我是一名教师，平凡，朴素，也骄傲。", None),
        ("我是三号选手，平时话少。", None),
    ],
)
def test_speakers_who_give_their_name(opening, name):
    assert described(f"各位评委：\n{opening}").text("speaker") == name


@pytest.mark.parametrize(
    ("opening", "venue"),
    [
        ("今天我们在万家广场举行反诈宣传周启动仪式。", "万家广场"),
        ("今天，我们在白鹭湾晒谷场上举行开镰仪式。", "白鹭湾晒谷场"),
        ("今天我们在这里召开动员会。", None),
        ("今天，我们在春风里举行开学典礼。", None),
        ("今天我们在新年到来之际举行茶话会。", None),
        ("今天，我们在全县各中小学校举办读书节。", None),
        ("去年我们在万家广场举行了启动仪式。", None),
    ],
)
def test_where_all_are_met(opening, venue):
    assert described(f"同志们：\n{opening}").text("venue") == venue


@pytest.mark.parametrize(
    ("line", "venue"),
    [
        ("地点：县供销社三楼会议室", "县供销社三楼会议室"),
        ("会议地点: 人民剧场", "人民剧场"),
        ("【地点】第二中学操场", "第二中学操场"),
        ("（2016年10月29日，于人民剧场小厅）", "人民剧场小厅"),
        ("2016年10月29日 人民大会堂", "人民大会堂"),
        ("地点　县委礼堂", "县委礼堂"),
        ("二零一六年十月九日　於街坊會堂", "街坊會堂"),
        ("地点 选得好，大家都来了", None),
        ("Venue: Millbrook Town Hall", "Millbrook Town Hall"),
        ("会议地点定在三楼，请大家准时参加。", None),
        ("这次会议地点：没有选在城里，而是选在了村里。", None),
    ],
)
def test_a_venue_is_a_labelled_line_or_stands_beside_the_date(line, venue):
    assert described(f"在会上的话\n{line}\n同志们：\n{BODY}").values.get("venue") == venue


@given(st.text(alphabet="（）()：: 年月日二〇一23.-张伟县长在于作者讲话同志们ABc", max_size=60))
def test_reading_a_line_never_raises(line):
    own = read_own_line(line)
    assert own is None or own.day or own.who or own.place or own.event


def spoken_above(lines: list[str]) -> dict[str, object]:
    facts = Facts()
    above = ["首页 > 讲话", "在年会上的讲话", *lines]
    find_spoken_on("各位同仁：\n正文。", "在年会上的讲话", "speech", facts, above)
    find_speaker("各位同仁：\n正文。", "在年会上的讲话", facts, above)
    return facts.values


@pytest.mark.parametrize(
    ("lines", "column", "value"),
    [
        (["讲话人", "庄怀远", "讲话时间", "2017年3月28日"], "speaker", "庄怀远"),
        (["讲话人", "庄怀远", "讲话时间", "2017年3月28日"], "spoken_on", "2017-03-28"),
        (["讲者", "庄怀远（县长）", "地点", "三号码头", "讲于", "二〇二一年三月"], "venue", "三号码头"),
        (
            ["讲者", "庄怀远（县长）", "地点", "三号码头", "讲于", "二〇二一年三月"],
            "spoken_on_precision",
            "month",
        ),
        (["讲话者｜庄怀远　讲话日｜2019年11月15日"], "spoken_on", "2019-11-15"),
        (["县长 庄怀远", "（2023年10月12日）"], "speaker_role", "县长"),
        (["县长 庄怀远", "（2023年10月12日）"], "spoken_on", "2023-10-12"),
        (["——二〇二〇年一月十六日在县第十届代表大会上"], "spoken_on", "2020-01-16"),
        (["文件名", "年会致辞(2015.1.24讲).doc"], "spoken_on", "2015-01-24"),
        # Look-alikes.
        (["上传时间", "2017年3月28日"], "spoken_on", None),
        (["2017-03-28"], "spoken_on", None),
        (["2017年3月28日"], "spoken_on", None),
        (["年会致辞(2015.1.24).doc"], "spoken_on", None),
        (["作者：庄怀远"], "speaker", None),
        (["作者", "庄怀远"], "speaker", None),
        (["编辑 庄怀远"], "speaker", None),
        (["庄怀远"], "speaker", None),
        (["地点", "三号码头"], "venue", None),
    ],
)
def test_what_stands_between_title_and_text(lines, column, value):
    assert spoken_above(lines).get(column) == value


@pytest.mark.parametrize(
    ("top", "iso"),
    [("各位代表，同志们：", "2021-03-11"), ("局党组：", None), ("2020年，我社做了三件事。", None)],
)
def test_the_day_in_the_signature_of_a_written_report_is_no_day_of_speaking(top, iso):
    text = "\n".join((top, *(BODY.split("\n") * 4), "苇塘供销社", "2021年3月11日"))
    assert described(text, "供销社年度工作总结", "report").text("spoken_on") == iso
