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
    assert decode(page.encode()) == (page, "utf-8", 0, False)


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


def as_western(body: bytes) -> str:
    return "".join(bytes([c]).decode("cp1252", "ignore") or chr(c) for c in body)


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_hanzi_stored_as_western_letters_are_read(codec):
    page = f"<title>某站</title><p>{as_western((SPEECH * 3).encode(codec))}</p>"
    decoded = decode(page.encode())
    assert (decoded.text, decoded.mended) == (f"<title>某站</title><p>{SPEECH * 3}</p>", True)


def test_what_was_stored_wrongly_twice_is_read():
    twice = as_western(as_western(SPEECH.encode()).encode())
    assert decode(twice.encode()).text == SPEECH


def test_a_western_label_on_gbk_is_not_believed():
    assert decode((SPEECH * 5).encode("gbk"), "text/html; charset=ISO-8859-1").text == SPEECH * 5
    french = "Déjà l'été à Nîmes, où la forêt brûlait. " * 5
    assert decode(french.encode("latin-1"), "text/html; charset=ISO-8859-1").text == french


@pytest.mark.parametrize(
    "text",
    [
        "« MARCHÉ» et «CAFÉ» à Noël, déjà vus où l'œuvre naît" * 4,
        "Cộng hòa xã hội chủ nghĩa Việt Nam – “Độc lập”" * 4,
        "他写下 Ã© 两个字母，说这是 é 的乱码。",
        SPEECH,
    ],
)
def test_sound_letters_stay(text):
    assert decode(text.encode()) == (text, "utf-8", 0, False)


def test_plain_letters_in_the_private_area_are_read():
    english = "The harbour bell was not made to be heard in fog and for forty years nobody told it so. " * 2
    private = "".join(chr(0xF000 + ord(c)) if c != " " else c for c in english)
    assert decode(private.encode()).text == english
    bullets = "\uf06c 一等奖 \uf06c 二等奖 " * 60
    assert decode(bullets.encode()).text == bullets


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_it_never_raises(body, content_type):
    decoded = decode(body, content_type)
    codecs.lookup(decoded.encoding)
    assert decoded.damaged == 0 or "\ufffd" in decoded.text
