"""A small corpus with everything that a page of the app shows, for the tests of browsing."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pipeline.archive.writer import ArchiveWriter
from pipeline.corpus.search import catch_up
from pipeline.items import Page, Removal, Section
from pipeline.store import Writer, open_database
from tests.store_items import page, record, reject

LINES = (
    "在临江大桥通车仪式上的致辞",
    "各位来宾,大家上午好!",
    "一、桥是怎样修成的",
    "修桥用了三年零四个月,来了一千二百名工人。雨季水急,没有一个人退下来。",
    "二、桥要怎样用好",
    "桥通了,路还要修。请大家爱护它,像爱护自家的门槛一样。",
    "谢谢大家。",
)
TEXT = "\n".join(LINES)
COPY = TEXT.replace("三年零四个月", "四年零三个月").replace("像爱护自家的门槛一样", "好好走路")
OLD = TEXT.replace("谢谢大家。", "谢谢。")
HTML = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>桥</title>
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/refresh">
<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><script src="http://127.0.0.1:9/a.js"></script></head>
<body onload="window.top.hacked = 1"><p>下载全文请登录</p><script>window.top.hacked = 2;</script>
<img src="http://127.0.0.1:9/a.png" onerror="window.top.hacked = 3">
<iframe src="http://127.0.0.1:9/frame"></iframe>
<a href="javascript:window.top.hacked = 4">按这里</a>{"".join(f"<p>{line}</p>" for line in LINES)}</body></html>"""

HOSTILE_TITLE = '<script>window.hacked = 5</script>\u202e讲话"><img src=x onerror="window.hacked = 6">'
HOSTILE_TEXT = (
    "<img src=x onerror='window.hacked = 7'>\n</p></div><script>window.hacked = 8</script>\n"
    "正\u202e文\u200b到\u2066此\ufeff\n[点我](javascript:window.hacked=9)\n{{ 7 * 7 }}"
)
HOSTILE_URL = "javascript:window.hacked=10//example.com/x"


class Browsed(NamedTuple):
    """Where the corpus is, and the ids of its documents and of the first one's page."""

    database: Path
    archive: Path
    bridge: str
    copy: str
    preview: str
    hostile: str
    page: str


def browsed(folder: Path, *, others: int = 30) -> Browsed:
    """Make the corpus: four documents that tests look at, and ``others`` to page through."""
    database, archive = folder / "corpus.db", folder / "archive"
    with ArchiveWriter(archive) as keeper, Writer(database) as writer:
        run = writer.start_run("crawl", "example", {}, extractor_version="9")
        old = keeper.write(_page("https://bridge.example/p-1.html", HTML, day=1))
        writer.put(old, [_bridge(old, OLD)])
        kept = keeper.write(_page("https://bridge.example/p-1.html", HTML, day=2))
        bridge = _bridge(kept, TEXT)
        writer.put(kept, [bridge])
        other = keeper.write(_page("https://copies.example/c-9.html", HTML, day=2))
        copied = _bridge(other, COPY, speaker="匿名", spoken_on="2021")
        writer.put(other, [copied])
        cut = page("https://wall.example/w-3.html", day=3)
        preview = record(
            cut, TEXT[:60], title="在临江大桥通车仪式上的致辞", text_state="preview", sections=(),
            removals=(Removal("footer", 60, "登录后阅读全文"), Removal("footer", 60, "文库网保留所有权利")),
        )  # fmt: skip
        writer.put(cut, [preview])
        bad = page("https://evil.example/x-1.html", day=3)
        hostile = record(
            bad, HOSTILE_TEXT, title=HOSTILE_TITLE, url=HOSTILE_URL, speaker="\u202e<b>长</b>", genre="other",
            sections=(Section(1, "<script>window.hacked = 11</script>", 0, 10),),
            removals=(Removal("prompt", 0, "<script>window.hacked = 12</script>"),),
            evidence=json.dumps({"speaker": "<script>window.hacked = 13</script>"}),
        )  # fmt: skip
        writer.put(bad, [hostile])
        for number in range(others):
            of = page(f"https://many.example/m-{number}.html", day=4)
            text = f"第{number}次会议上的讲话。\n今天讲{number}件事。"
            more = {
                "title": f"在第{number}次会议上的讲话",
                "genre": "speech",
                "spoken_on": f"{2000 + number % 20}-03-01",
            }
            writer.put(of, [record(of, text, **more)])
        gone = page("https://wall.example/gone.html", day=4)
        writer.put(gone, reject(gone, "blocked", "login wall: 3 marks"))
        writer.finish_run("finished", 0)
        assert run
    _pair(database, copied.id, bridge.id)
    catch_up(database, lambda *_: None)
    return Browsed(database, archive, bridge.id, copied.id, preview.id, hostile.id, kept.id)


def _page(url: str, html: str, *, day: int) -> Page:
    return page(url, day=day, body=html.encode())


def _bridge(of: Page, text: str, **more: object):  # type: ignore[no-untyped-def]
    if text == COPY:
        more = {"sections": (), "removals": ()} | more
    values = {
        "title": LINES[0],
        "genre": "address",
        "speaker": "周望川",
        "speaker_role": "县长",
        "spoken_on": "2021-05-18",
        "spoken_on_precision": "day",
        "occasion": "临江大桥通车仪式",
        "language": "zh",
        "script": "Hans",
        "evidence": json.dumps(
            {"speaker": "县长 周望川", "spoken_on": "(2021年5月18日)"}, ensure_ascii=False
        ),
        "rights": json.dumps({"robots": "allowed"}),
        "sections": (
            Section(1, LINES[2], text.index(LINES[2]), text.index(LINES[4])),
            Section(1, LINES[4], text.index(LINES[4]), len(text)),
        ),
        "removals": (
            Removal("prompt", 0, "下载全文请登录"),
            Removal("injected-link", text.index("雨季"), "【点此下载】"),
            Removal("gloss", text.index("退下来"), "退下去", "退下来"),
            Removal("footer", len(text), "版权所有 文库网"),
        ),
    }
    return record(of, text, **(values | more))


def _pair(database: Path, one: str, other: str) -> None:
    """Make both near duplicates, as scrapy dedupe would."""
    with closing(open_database(database).conn) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'near_duplicates'").fetchone():
            connection.execute(
                "CREATE TABLE near_duplicates (document_id TEXT PRIMARY KEY, other_id TEXT, kind TEXT, jaccard REAL,"
                " containment REAL, found_at TEXT)"
            )
        connection.execute(
            "INSERT INTO near_duplicates VALUES (?, ?, 'near', 0.91, 0.95, '2024-05-05T00:00:00Z')",
            (one, other),
        )
        connection.execute("UPDATE documents SET cluster_id = ? WHERE id IN (?, ?)", (other, one, other))
        connection.execute("UPDATE documents SET is_canonical = 0 WHERE id = ?", (one,))
