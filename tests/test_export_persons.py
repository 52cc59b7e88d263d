"""Each rule with the writings it masks and the look-alikes it must keep; no real person's number stands here."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export.persons import KINDS, PLACEHOLDER, RULES, mask
from pipeline.export.persons.hints import may_hold
from pipeline.export.persons.plain import plain

MASKED = [
    ("身份证号：11010519491231002X。", "身份证号：[RESIDENT_ID]。"),
    ("王某，11010519491231002x，男", "王某，[RESIDENT_ID]，男"),
    ("身份证 110105 19491231 002X", "身份证 [RESIDENT_ID]"),
    ("１１０１０５１９４９１２３１００２Ｘ", "[RESIDENT_ID]"),
    ("身份证号码为130503670401001", "身份证号码为[RESIDENT_ID]"),
    ("手机13800138000。", "手机[MOBILE]。"),
    ("138 0013 8000", "[MOBILE]"),
    ("138-0013-8000", "[MOBILE]"),
    ("138—0013—8000", "[MOBILE]"),
    ("1380013 8000", "[MOBILE]"),
    ("１３８００１３８０００", "[MOBILE]"),
    ("138\u30000013\u30008000", "[MOBILE]"),
    ("电话：+86 138 0013 8000", "电话：[MOBILE]"),
    ("电话：+86-13800138000", "电话：[MOBILE]"),
    ("电话：+8613800138000", "电话：[MOBILE]"),
    ("电话：（+86）13800138000", "电话：[MOBILE]"),
    ("008613800138000", "[MOBILE]"),
    ("86-138-0013-8000", "[MOBILE]"),
    ("Tel:13800138000", "Tel:[MOBILE]"),
    ("【电话】13800138000", "【电话】[MOBILE]"),
    ("[电话]13800138000", "[电话][MOBILE]"),
    ("13800138000,13900139000/13700137000", "[MOBILE],[MOBILE]/[MOBILE]"),
    ("138 0013 8000 139 0013 9000", "[MOBILE] [MOBILE]"),
    ("0571-88880000 13800138000", "0571-88880000 [MOBILE]"),
    ("张三13800138000李四13900139000", "张三[MOBILE]李四[MOBILE]"),
    ("卡号6222021234567890128", "卡号[BANK_CARD]"),
    ("6222 0212 3456 7890 128 开户", "[BANK_CARD] 开户"),
    ("6222-0212-3456-7890-128", "[BANK_CARD]"),
    ("4111 1111 1111 1111", "[BANK_CARD]"),
    ("银行卡号：4111111111111111", "银行卡号：[BANK_CARD]"),
    ("请寄zhang.san@example.com。", "请寄[EMAIL]。"),
    ("ｚｓ＠example．com．cn", "[EMAIL]"),
    ("zs(at)example.com", "[EMAIL]"),
    ("QQ：10001234@qq.com", "QQ：[EMAIL]"),
    ("QQ：10001234", "QQ：[QQ_ID]"),
    ("ＱＱ：１０００１２３４", "ＱＱ：[QQ_ID]"),
    ("加QQ群123456789交流", "加QQ群[QQ_ID]交流"),
    ("扣扣是10001234", "扣扣是[QQ_ID]"),
    ("企鹅号:10001234、20002345", "企鹅号:[QQ_ID]、[QQ_ID]"),
    ("微信：zhang_san-01", "微信：[WECHAT_ID]"),
    ("微信号 zhangsan", "微信号 [WECHAT_ID]"),
    ("请加微信zhangsan01咨询", "请加微信[WECHAT_ID]咨询"),
    ("QQ 10001234 微信 zhangsan01", "QQ [QQ_ID] 微信 [WECHAT_ID]"),
    ("ＶＸ：zhangsan", "ＶＸ：[WECHAT_ID]"),
    ("wxid_a1b2c3d4e5f6g7", "[WECHAT_ID]"),
    ("微信：13800138000", "微信：[MOBILE]"),
    ("11010519491231002X:13800138000", "[RESIDENT_ID]:[MOBILE]"),
    ("微信：zhangsan/13800138000", "微信：[WECHAT_ID]/[MOBILE]"),
    ("QQ：10001234 13800138000", "QQ：[QQ_ID] [MOBILE]"),
    ("电话13800138000，邮箱zs@example.com，QQ10001234", "电话[MOBILE]，邮箱[EMAIL]，QQ[QQ_ID]"),
]
KEPT = [
    "2021-2025年规划，1949年10月1日，2021 2022 2023 2024",
    "国发〔2021〕12号，浙政办发〔2019〕13800号",
    "总投资13800000000元，达13812345678元，计13812345678人次，产值13812345678。",
    "全年发电13812345678千瓦时，同比增长13.8%",
    "¥13812345678.00，13,812,345,678，13812345678.50",
    "订单AB13812345678，照片IMG_13812345678，https://example.com/p/13812345678.html?id=13812345678",
    "138001380001，1380013800，12800138000，15412345678",
    "158 3021 4455 1203，2019 138 0013 8000，138 0013 8000 77",
    "12345热线，12315，110，400-800-8000，4008008000，95588，010-88886666，0571-88886666",
    "邮编100871，310027",
    "ISBN 978-7-02-000220-7，ISBN9787020002207，ISSN 1000-1234，CN11-1234/G2",
    "110105194912310021，110105194913310020，990105194912310020",
    "统一社会信用代码91330100123456789X，税号130503670401001，130503670401001",
    "6222021234567890127，1234567890123456789，4111111111111111",
    "62220212 34567890 128元，6222021234567890128元",
    "@张三，Follow us at Twitter @zs.We bring，user@localhost，package@1.2.3，logo@2x.png，a@b",
    "QQ群里，QQ音乐，QQ2013版，QQ 80000万用户，QQ20210年，QQ：1234，QQ：012345",
    "10001234",
    "13800138000.86",
    "微信公众号：renmin_ribao，官方微信：zhejiang_fabu，微信支付，微信iPhone6s版，微信 iPhone6s，微信 android10，微信 zhangsan，微信：扫码，微信Windows版",
    "VX毒剂，微信：abc，weixin.qq.com，微信号：12345",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MASKED, ids=[text for text, _ in MASKED])
def test_personal_data_is_masked(text, expected):
    assert mask(text).text == expected


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_stay(text):
    assert mask(text).text == text


@pytest.mark.parametrize("text", [text for text, _ in MASKED] + KEPT)
def test_masking_again_changes_nothing(text):
    once = mask(text).text
    assert mask(once) == (once, ())


def test_spans_are_those_of_the_text_before():
    text = "电话１３８００１３８０００，邮箱zs@example.com"
    masked = mask(text)
    assert [(text[span.start : span.end], span.kind) for span in masked.spans] == [
        ("１３８００１３８０００", "mobile"),
        ("zs@example.com", "e-mail"),
    ]
    assert PLACEHOLDER.sub("", masked.text) == "电话，邮箱"


SIGNS = "0123456789０１38xXＸ@.-— 　()（）+,，、:：/[]\n_aZq元年人号卡微信QVE"
SNIPPETS = [
    *[text for text, _ in MASKED],
    *[
        "[MOBILE]",
        "[QQ_ID]",
        "[EMAIL]",
        "13800138000",
        "zs@b.com",
        "11010519491231002X",
        "QQ",
        "微信：",
        "身份证",
    ],
    *[
        "138 0013 8000",
        "6222021234567890128",
        "86 ",
        "+86",
        "wxid_a1b2c3d4e5f6g7",
        "加微信zhangsan01",
        "123456",
    ],
]
HOSTILE = st.lists(
    st.one_of(st.sampled_from(SNIPPETS), st.text(st.sampled_from(SIGNS), max_size=6), st.text(max_size=4)),
    max_size=10,
).map("".join)


@settings(max_examples=400)
@given(HOSTILE)
def test_any_text_is_masked_in_order_and_once(text):
    masked = mask(text)
    at, rebuilt = 0, []
    for start, end, kind, replacement in masked.spans:
        assert at <= start < end <= len(text)
        assert kind in KINDS
        assert PLACEHOLDER.fullmatch(replacement)
        rebuilt += [text[at:start], replacement]
        at = end
    assert "".join([*rebuilt, text[at:]]) == masked.text
    assert mask(masked.text) == (masked.text, ())


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


CUES = st.text(st.sampled_from("微威薇信vVxXwWqQ加+扣企鹅号:： iIcCeEhHｑＶ(at)@［[.d_"), max_size=6)


@settings(max_examples=600)
@given(
    HOSTILE
    | HOSTILE.map(wide)
    | st.tuples(CUES, st.sampled_from(["zhangsan01", "123456", "@b.com"])).map("".join)
)
def test_what_has_no_hint_has_nothing_that_a_rule_finds(text):
    assert may_hold(text) or not any(list(rule(plain(text))) for rule in RULES)


@st.composite
def resident_ids(draw):
    day = draw(st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)))
    area = draw(st.sampled_from(["110105", "330106", "440305", "650102"]))
    body = f"{area}{day:%Y%m%d}{draw(st.integers(0, 999)):03}"
    # The standard's own wording: the weighted sum, check character included, leaves 1 on division by 11.
    weighted = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + next(
        sign for sign, value in zip("0123456789X", range(11), strict=True) if (weighted + value) % 11 == 1
    )


@given(resident_ids())
def test_any_valid_resident_id_is_masked(number):
    assert mask(f"证号{number}。").text == "证号[RESIDENT_ID]。"


@given(resident_ids(), st.integers(0, 16), st.integers(1, 9))
def test_a_resident_id_with_one_wrong_digit_stays(number, place, more):
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert "[RESIDENT_ID]" not in mask(f"证号{wrong}。").text


@given(st.integers(10**11, 10**18 - 1), st.integers(0, 9))
def test_any_valid_card_is_masked(body, last):
    card = "62" + str(body)[:15] + str(last)
    found = [card[:-1] + str(check) for check in range(10) if mask(f"卡号{card[:-1]}{check}").spans]
    assert len(found) == (1 if len(card) >= 16 else 0)


@pytest.mark.parametrize(
    "unit",
    ["1", "13800138000", "1 3", "138 0013 8000 ", "a@", "a@a.", "a.", "@", "QQ", "QQ:10001234、", "微信:", "微信号",
     "6222-", "身份证", "ID", "86 ", "+86", "138 001", "wxid_", "[MOBILE]", "zs@example.com13800138000"],
)  # fmt: skip
def test_long_hostile_runs_end(unit):
    """A pattern that goes back and forth over these would not end within the suite's lifetime."""
    text = unit * (400_000 // len(unit))
    once = mask(text).text
    assert mask(once).text == once
