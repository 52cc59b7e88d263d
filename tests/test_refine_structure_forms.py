"""Forms, papers, scripts and notices that lost their line breaks, and texts that only look like them."""

from __future__ import annotations

import pytest

from pipeline.refine.ledger import Ledger
from pipeline.refine.numbering import outline
from pipeline.refine.structure import restore_paragraphs
from pipeline.refine.structure.turns import question_breaks

BODY = "水渠修到了村口，夏天浇地不再排队，老人们晚上也睡得着了。"


def paragraphs(text: str, title: str | None = None) -> list[str]:
    return [line.text for line in restore_paragraphs(Ledger.of([text]), title).lines]


def test_the_parties_of_a_contract_and_what_they_sign_stand_in_lines_of_their_own():
    clauses = "".join(f"第{n}条 {BODY}" for n in "一二三")
    text = f"出租方（甲方）：坝上供销社承租方（乙方）：粮油行甲乙双方经协商订立本合同。{clauses}甲方（盖章）：乙方（盖章）：签订日期：2020年3月20日"
    assert [line[:6] for line in paragraphs(text)] == [
        "出租方（甲方", "承租方（乙方", "甲乙双方经协", "第一条 水渠", "第二条 水渠", "第三条 水渠",
        "甲方（盖章）", "乙方（盖章）", "签订日期：2",
    ]  # fmt: skip


def test_the_particulars_of_minutes_are_lines():
    text = f"时间：2022年8月16日下午地点：二楼会议室主持人：卢桂珍记录人：小祁会议听取了汇报。{BODY * 3}会议强调，加装电梯要办好更要商量好，邻里之间要多体谅。"
    assert [line[:4] for line in paragraphs(text)] == [
        "时间：2",
        "地点：二",
        "主持人：",
        "记录人：",
        "会议听取",
        "会议强调",
    ]


@pytest.mark.parametrize(
    "told",
    [
        "联系方式写在门上，电话：0000-1234567，地址：坝上十二号，来的人都看得见。",
        "他问甲方：这样行不行？过了三天，乙方：才来人说行。",
    ],
)
def test_labels_in_a_sentence_make_no_form(told):
    assert paragraphs(f"{BODY}{told}{BODY}") == [f"{BODY}{told}{BODY}"]


def test_questions_are_counted_on_from_part_to_part():
    text = f"一、填空题1．水变成汽叫做____，要____热量。2．{BODY}二、选择题3．能使蒸发变慢的是A．吹风B．晒C．装袋D．摊开4．属于晶体的是A．玻璃B．松香C．石蜡D．海波三、简答题5．{BODY}参考答案1．汽化"
    assert [(mark.kind, mark.number) for mark in outline(text)] == [
        ("han", 1), ("arabic", 1), ("arabic", 2), ("han", 2), ("arabic", 3), ("arabic", 4), ("han", 3), ("arabic", 5),
    ]  # fmt: skip
    assert paragraphs(text)[-2:] == ["参考答案", "1．汽化"]


def test_a_number_behind_another_list_does_not_go_on():
    text = f"一、做法1．{BODY}2．{BODY}二、数目全年用水4．5万方，比上年少。{BODY}三、打算1．{BODY}2．{BODY}"
    assert [mark.number for mark in outline(text) if mark.kind == "arabic"] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("附则", "违反本规定的，停用实验室。"),
        ("存在的问题", "主席团认识到差距。"),
        ("基本情况", "全区现有九千人。"),
    ],
)
def test_headings_of_official_writing_end_where_they_end(heading, body):
    text = f"一、采购{BODY}{BODY}二、{heading}{body}{BODY}"
    assert f"二、{heading}" in paragraphs(text)


def test_a_heading_that_goes_on_is_not_cut():
    text = f"一、采购{BODY}{BODY}二、基本情况的变化使我们不能不改。{BODY}"
    assert not any(line == "二、基本情况" for line in paragraphs(text))


def test_a_script_of_two_voices_keeps_its_turns_and_its_stage_directions():
    turns = "男：今天这个舞台有点特别。女：特别在哪儿？男：台板是我们自己拼的。女：怪不得踩上去亲切。"
    text = f"{turns}（舞蹈毕）男：谢谢。去年工会办了一个缝补角，给单身职工钉扣子、改裤脚。女：一年钉了多少颗？男：四千颗。女：请她们站起来。"
    assert paragraphs(text)[:2] == [turns, "（舞蹈毕）"]
    assert all(line[0] in "男女（" for line in paragraphs(text))


def test_a_notice_ends_with_what_it_asks_for():
    text = f"各物业服务处、各换热站：{BODY * 6}请各单位于十二月二十二日下班前将总结报送生产科。联系人：贺工，电话：0000-7654321。特此通知。"
    found = [line[:3] for line in paragraphs(text)]
    assert found[0] == "各物业"
    assert found[-3:] == ["请各单", "联系人", "特此通"]


def test_what_counts_off_points_opens_a_paragraph_that_holds_them():
    points = "从现在起，调度三件事。第一件，修渠。第二件，修井。第三件，修路。"
    assert paragraphs(f"{BODY * 4}{points}{BODY}")[1].startswith(points)


def test_thanks_stay_in_a_text_of_a_few_words():
    text = "小店今天开张，没有请乐队，也没有放鞭炮，就煮了两百碗面，先到先吃，不要钱。好吃，请告诉别人；不好吃，请告诉我，我明天再煮两百碗给大家吃。谢谢大家！"
    assert paragraphs(text) == [text]


PLAY = "（电话铃响。）老何：您好，请问找谁？生人：我是派出所的，您的卡有问题。老何：哪一张？我只有一张存折。生人：就是那一张，请说密码。老何：密码是我老伴的生日。（老伴提着菜上。）老伴：不许说！老何：好，不说。老伴：挂了吧。（幕落。）"


def test_people_of_a_play_begin_a_line_each_time_they_speak():
    told = paragraphs(PLAY)
    assert told[:3] == ["（电话铃响。）", "老何：您好，请问找谁？", "生人：我是派出所的，您的卡有问题。"]
    assert "（老伴提着菜上。）" in told
    assert told[-1] == "（幕落。）"


ASKED = "问：井里没有水了怎么办？答：先看泵，再看管，管子里有空气就放一放，放完了再开泵听一听，听见水声再走，走以前把门锁好。"


@pytest.mark.parametrize("above", ["", "谁都可以来问，来一个答一个，问过的不嫌再问一遍。" * 12])
def test_questions_open_paragraphs_and_answers_where_nothing_else_is_said(above):
    told = paragraphs(above + ASKED * 3)
    assert sum(line.startswith("问：") for line in told) == 3
    assert sum(line.startswith("答：") for line in told) == (0 if above else 3)


def test_what_was_asked_and_answered_once_stays_in_its_paragraph():
    text = (
        "老师走过来问：你去过井边没有？答：去过一回。"
        + "后来大家都去看了，井水清得照见人影，谁也没有说话。" * 8
    )
    assert not any(line.startswith(("问：", "答：")) for line in paragraphs(text))


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("以上报告，请大家提意见。", "以上报告，请大家提意见。"),
        ("祝一路平安！", "祝一路平安！"),
        ("现在，我宣布，水渠通水！", "现在，我宣布，水渠通水！"),
    ],
)
def test_words_that_close_a_text_stand_by_themselves(end, last):
    told = "水渠修到了村口，夏天浇地不再排队，老人们晚上也睡得着了。" * 12
    assert paragraphs(told + end)[-1] == last


def test_a_heading_ends_before_the_day_that_its_body_begins_with():
    body = "我们每家出一个人，挖了三天，水到了地头。" * 4
    text = f"一、把渠修到门口本月十八号，各家到渠边来。{body}二、把井盖盖严以前有人说，井盖是村里的。{body}"
    found = paragraphs(text)
    assert {"一、把渠修到门口", "二、把井盖盖严"} <= set(found)


def test_questions_that_a_story_tells_of_by_the_way_stay_in_its_paragraph():
    told = (
        "父亲爱问。问：吃了吗？答：吃了。问：冷不冷？答：不冷。问：作业呢？答：写了。"
        + "后来我离家很远，电话里还是这三句，我听了二十年。" * 4
    )
    assert question_breaks(told) == []
    listed = "问：几号供热？答：十五号，遇寒潮提前。问：不热怎么办？答：打门口牌子上的电话。问：能报停吗？答：能，九月来窗口登记。"
    assert len(question_breaks(listed)) == 6
