"""TEI as its users have it: valid by the schema, whole, and with the structure that the lines prove.

The schema that is shipped is checked in turn where TEI_SCHEMA names a full one (docs/tei.md).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.export.columns import columns
from pipeline.export.formats import tei
from pipeline.export.making import Made
from pipeline.export.persons import KINDS
from pipeline.export.recipe import Recipe
from pipeline.export.release import LICENCE_NOTE, Release
from pipeline.refine.structure import sections
from tests.export_corpus import ALL_STATES, execute, made, put, ready, tree
from tests.tei_instances import instances

NAMES = {"t": "http://www.tei-c.org/ns/1.0"}
SCHEMA = Path(tei.__file__).with_name(tei.SCHEMA)
VALID = etree.RelaxNG(etree.parse(SCHEMA))
RELEASE = Release(
    "a",
    "1",
    "full",
    Recipe(name="a", formats=("tei",)),
    columns("full"),
    ("5",),
    None,
    LICENCE_NOTE,
    {"all": 1},
    {},
)
SPEECH = """在XX县抗洪救灾总结表彰大会上的讲话
——摘自录音
（2020年8月30日，县礼堂）
县长 庄怀远
同志们、乡亲们：
大家上午好！
水退了，电话[MOBILE]还在响。

一、记住水
水位最高的那一天，我在南堤上。
（一）看得见的水。它漫过了三道堤，
又退了回去。
（二）看不见的水
二、记住人
我的话完了。
谢谢大家！
庄怀远
2020年8月30日"""


def row(**given: Any) -> dict[str, Any]:
    text = given.get("text", SPEECH)
    outline = (
        [
            section.__dict__
            if hasattr(section, "__dict__")
            else {name: getattr(section, name) for name in ("level", "title", "start", "end")}
            for section in sections(text)
        ]
        if isinstance(text, str)
        else []
    )
    values = dict.fromkeys(column.name for column in columns("full")) | {
        "id": "c8d98e5f03d31092", "url": "http://wen.example/p-1.html?a=1&b=2", "canonical_url": "http://wen.example/p-1.html",
        "site": "wen.example", "title": "在XX县抗洪救灾总结表彰大会上的讲话", "text": text, "text_state": "full",
        "genre": "speech", "speaker": "庄怀远", "speaker_role": "县长", "venue": "县礼堂", "occasion": "抗洪救灾总结表彰大会",
        "spoken_on": "2020-08", "spoken_on_precision": "month", "language": "zh", "script": "Hans", "char_count": len(text),
        "paragraph_count": 3, "quality": 0.9, "content_sha256": "ab" * 32, "sections": outline, "masked": 1,
        "fetched_at": "2024-05-01T08:00:00Z", "first_seen_at": "2024-05-01T08:00:00Z", "last_seen_at": "2024-05-01T08:00:00Z",
        "rights": '{"robots": "allowed"}', "extractor_version": "5",
    }  # fmt: skip
    return values | given


def parsed(of: dict[str, Any]) -> etree._Element:
    document = etree.fromstring(tei.document(of, RELEASE))
    VALID.assertValid(document)
    return document


def found(document: etree._Element, path: str) -> list[str]:
    return ["".join(each.itertext()) if isinstance(each, etree._Element) else each for each in document.xpath(path, namespaces=NAMES)]  # fmt: skip


def test_lines_are_what_they_are_seen_to_be() -> None:
    document = parsed(row())
    assert found(document, "//t:body/t:head") == SPEECH.split("\n")[:2]
    assert found(document, "//t:opener/t:dateline") == ["（2020年8月30日，县礼堂）"]
    assert found(document, "//t:opener/t:byline") == ["县长 庄怀远"]
    assert found(document, "//t:opener/t:salute") == ["同志们、乡亲们：", "大家上午好！"]
    assert found(document, "//t:body/t:div/t:head") == ["一、记住水", "二、记住人"]
    assert found(document, "//t:body/t:div/t:div/t:head") == ["（二）看不见的水"]
    assert found(document, "//t:div/t:div/t:p/t:label") == ["（一）看得见的水"]
    assert found(document, "//t:div/t:div/t:p") == ["（一）看得见的水。它漫过了三道堤，", "又退了回去。"]
    assert found(document, "//t:closer/*") == ["谢谢大家！", "庄怀远", "2020年8月30日"]
    assert found(document, "//t:p/t:gap[@reason='personal-data']/t:desc") == ["mobile"]


def test_a_heading_is_known_by_what_stands_below_it() -> None:
    document = parsed(row(text="水退了，我们要记住什么\n——在表彰大会上的讲话\n县长 庄怀远\n同志们：\n正文。"))
    assert found(document, "//t:body/t:head") == ["水退了，我们要记住什么", "——在表彰大会上的讲话"]
    plain = parsed(
        row(text="水退了，我们要记住什么\n正文在这里。\n同志们，谢谢大家的到来。\n2021年的春天来得早")
    )
    assert found(plain, "//t:body/t:p") == plain.xpath("//t:p[ancestor::t:body]/text()", namespaces=NAMES)
    assert len(found(plain, "//t:body/t:p")) == 4


def test_the_header_says_where_it_comes_from_and_who_spoke() -> None:
    document = parsed(
        row(
            site_document_id="77",
            page_sha256="cd" * 32,
            uploader="木子**",
            categories="讲话 > 县",
            pages_total=4,
        )
    )
    assert document.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert found(document, "//t:creation/t:date/@when") == ["2020-08"]
    assert found(document, "//t:titleStmt/t:author") == ["庄怀远"]
    assert found(document, "//t:person[@role='speaker']/*") == ["庄怀远", "县长"]
    assert found(document, "//t:setting/*") == ["2020-08", "县礼堂", "抗洪救灾总结表彰大会"]
    assert found(document, "//t:bibl/t:idno[@type='url']") == ["http://wen.example/p-1.html?a=1&b=2"]
    assert found(document, "//t:bibl/t:idno[@type='page-sha256']") == ["cd" * 32]
    assert found(document, "//t:bibl/t:date[@type='fetched']/@when") == ["2024-05-01T08:00:00Z"]
    assert found(document, "//t:keywords/t:term") == ["speech", "讲话 > 县"]
    assert found(document, "//t:licence") == [LICENCE_NOTE]


@pytest.mark.parametrize(
    ("state", "reason"), [("preview", "preview"), ("abstract", "abstract"), ("none", "not-served")]
)
def test_what_is_missing_is_a_gap(state: str, reason: str) -> None:
    text = "" if state == "none" else SPEECH
    document = parsed(row(text_state=state, text=text, chars_total=len(text) + 500))
    assert found(document, "//t:gap[not(t:desc)]/@reason") == [reason]
    assert found(document, "//t:gap/@quantity") == ["500"]


def test_a_placeholder_of_the_author_stays_a_word() -> None:
    document = parsed(row(masked=0))
    assert found(document, "//t:gap") == []
    assert "[MOBILE]" in found(document, "//t:text")[0]


# Everything that a text may hold, and outlines that are none.
ANY = st.text(st.characters(exclude_categories=("Cs",))) | st.text(
    st.sampled_from("\0\x0b\r\n\t\x85\ufffe<&>]\"' a讲")
)
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINES = st.lists(
    st.sampled_from([*SPEECH.split("\n"), "此致", "敬礼", "[QQ_ID]", "2020年"]) | ANY, max_size=12
).map("\n".join)
OUTLINES = st.lists(
    st.fixed_dictionaries(
        {"level": st.integers(-1, 9), "title": ANY | st.just("记住"), "start": st.integers(-1, 60), "end": st.integers(-1, 60)}
    ),
    max_size=6,
)  # fmt: skip
OPTIONAL = st.none() | ANY


@settings(max_examples=300)
@given(
    st.fixed_dictionaries(
        {
            "text": LINES,
            "sections": OUTLINES,
            "text_state": st.sampled_from(ALL_STATES),
            "masked": st.integers(0, 1),
            "chars_total": st.none() | st.integers(),
            "id": ANY,
            "extractor_version": ANY,
            **dict.fromkeys(("title", "speaker", "speaker_role", "venue", "occasion", "spoken_on", "language", "script", "rights", "categories", "uploader", "site_document_id", "published_on", "fetched_at", "page_sha256"), OPTIONAL),
        }
    )
)  # fmt: skip
def test_any_document_is_valid_and_whole(given_: dict[str, Any]) -> None:
    of = row(**given_)
    document = parsed(of)
    (text,) = document.xpath("//t:text", namespaces=NAMES)
    names = dict(
        zip(
            KINDS,
            ["[RESIDENT_ID]", "[MOBILE]", "[BANK_CARD]", "[EMAIL]", "[WECHAT_ID]", "[QQ_ID]"],
            strict=True,
        )
    )
    for gap in text.xpath(".//t:gap[t:desc]", namespaces=NAMES):
        gap[0].text = names[gap[0].text]
    held = [FORBIDDEN.sub("\ufffd", line) for line in of["text"].split("\n") if line.strip()]
    shown = text.iter("{*}head", "{*}p", "{*}byline", "{*}dateline", "{*}salute", "{*}signed")
    assert [line for line in map("".join, (each.itertext() for each in shown)) if line] == held


# The folder


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("tei")
    database = folder / "a.db"
    put(database, [{"number": n, "text": f"{SPEECH}\n电话13800138000。{n}"} for n in range(3)])
    put(database, [{"number": 9, "title": None, "text": "", "text_state": "none"}])
    put(database, [{"number": 10, "title": "a\x00b\x0b", "text": "甲\x0b乙\r\n丙<&>\ufffe"}])
    ready(database)
    execute(
        database,
        "UPDATE documents SET language = 'zh', script = 'Hant', speaker = CAST(? AS TEXT)",
        b"\xed\xa0\xbdhalf",
    )
    return made(
        database,
        folder / "exports",
        formats=("tei",),
        name="speeches",
        select={"text_state": ALL_STATES, "all_copies": True},
    )


def test_every_file_is_valid_and_points_to_the_schema(export: Made) -> None:
    folder = export.place / "data" / "tei"
    files = sorted(folder.glob("??/*.xml"))
    assert len(files) == export.release.documents == 5
    for file in files:
        document = etree.parse(file)
        VALID.assertValid(document)
        (model,) = document.xpath("preceding-sibling::processing-instruction() | /processing-instruction()")
        assert (file.parent / model.get("href")).resolve() == folder / "wenji.rng"
        assert document.getroot().get("{http://www.w3.org/XML/1998/namespace}id") == f"d-{file.stem}"
    assert (folder / "wenji.rng").read_bytes() == SCHEMA.read_bytes()


def test_the_whole_takes_in_every_document(export: Made) -> None:
    whole = etree.parse(export.place / "data" / "tei" / "speeches.xml")
    VALID.assertValid(whole)
    whole.xinclude()
    VALID.assertValid(whole)
    assert len(whole.findall("t:TEI", NAMES)) == 5
    assert whole.findtext(".//t:editionStmt/t:edition", namespaces=NAMES) == export.release.version


def test_the_same_documents_give_the_same_bytes(export: Made, tmp_path: Path) -> None:
    database = export.place.parents[2] / "a.db"
    again = made(database, tmp_path, formats=("tei",), name="speeches", select={"text_state": ALL_STATES, "all_copies": True})  # fmt: skip
    assert tree(again.place) == tree(export.place)


def test_splits_have_folders_and_open_has_no_text(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    put(database, [{"number": n, "text": f"绝密之言，不可外传。{n}"} for n in range(4)])
    ready(database)
    found_ = made(database, tmp_path, formats=("tei",), profile="open", splits=(50, 25, 25))
    files = list((found_.place / "data" / "tei").glob("*/??/*.xml"))
    assert len(files) == 4
    for file in files:
        document = etree.parse(file)
        VALID.assertValid(document)
        assert found(document, "//t:text//t:gap/@reason") == ["rights"]
        assert "绝密" not in file.read_text("utf-8")
        model = document.xpath("/processing-instruction()")[0]
        assert (file.parent / model.get("href")).is_file()


# The schema


def test_the_schema_accepts_its_own_instances() -> None:
    for document in instances(SCHEMA, 30, seed="a"):
        VALID.assertValid(document)


@pytest.mark.skipif("TEI_SCHEMA" not in os.environ, reason="TEI_SCHEMA names no full schema of TEI")
def test_what_the_schema_accepts_tei_accepts() -> None:
    full = etree.RelaxNG(etree.parse(os.environ["TEI_SCHEMA"]))
    for document in [
        *instances(SCHEMA, 1000, seed="b"),
        parsed(row()),
        parsed(row(text="", text_state="none")),
    ]:
        full.assertValid(document)
