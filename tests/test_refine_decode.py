import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.decode import decode

SPEECH = "同志们：今天我们在这里召开年度总结大会，主要任务是回顾工作、表彰先进。朱镕基、喆、囧也要读得出来。"


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030", "x-gbk"])
def test_gb_labels_are_read_as_gb18030(label):
    page = f'<meta charset="{label}">{SPEECH}'
    assert decode(page.encode("gb18030")).text == page


def test_valid_utf8_beats_a_wrong_declaration():
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">{SPEECH}'
    assert decode(page.encode()) == (page, "utf-8", 0)


def test_the_http_header_is_asked_before_the_page():
    assert decode(SPEECH.encode("big5", "ignore"), "text/html; charset=big5").encoding == "big5hkscs"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(codec):
    assert decode(SPEECH.encode(codec)).text == SPEECH


def test_undeclared_gbk_is_detected():
    assert decode((SPEECH * 5).encode("gbk")).text == SPEECH * 5


def test_a_few_bad_bytes_do_not_turn_utf8_into_mojibake():
    decoded = decode((SPEECH * 20).encode() + b"\xff\xfe" + "完".encode())
    assert decoded.encoding == "utf-8"
    assert decoded.damaged == 2
    assert decoded.text.startswith(SPEECH)


@pytest.mark.parametrize("label", ["base64", "rot13", "idna", "utf-7", "no-such-thing", "unicode_escape"])
def test_codecs_that_no_page_is_written_in_are_never_tried(label):
    page = f"<meta charset={label}>{SPEECH}".encode("gbk")
    assert SPEECH in decode(page).text


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_it_never_raises(body, content_type):
    decoded = decode(body, content_type)
    codecs.lookup(decoded.encoding)
    assert decoded.damaged == 0 or "\ufffd" in decoded.text
