"""The site's own number of a document, from the page's address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl

from pipeline.refine.describe.facts import Facts
from pipeline.urls import split

# /p-12.html, /paper/12.html; elsewhere only numbers too long for a page or a year.
ENDING = re.compile(
    r"(?:\b(?:[a-z]|paper|doc|docs|document|article|view|id|f|detail_id|thread|read|show|info)[-/=](?=\d)|[-_=/]|^)(?:(?<=[a-z][-/=])([0-9]+)|([0-9]{5,}|[0-9a-f]{16,}))(?:\.\w+)?$",
    re.IGNORECASE,
)
# /document/412209377/slug and /thread-61027-1-1.html: behind the word for a document.
NAMED = re.compile(
    # Before a slug: /apuntes/771203/transpiracion-plantas.
    r"/(?!(?:19|20)\d\d/)(\d{4,})/(?=[^/]*[a-z]{3})[a-z\d]+(?:-[a-z\d]+)+/?$|"
    # A year is a folder where a number follows it, and so is a day: /a/2014/0917/8821.html.
    r"/(?:19|20)\d\d[/-]?[01]\d[/-]?[0-3]\d/(\d{2,})(?:\.\w+)?$"
    # In a folder of a section four digits will do that are no year: /9/2201.html.
    r"|/\d{1,3}/(?!(?:19|20)\d\d\.)(\d{3,4})\.s?html?$"
    # Section, document, page: /show-12-66120-1.html.
    r"|/(?:show|content|article|news|view|detail)-\d{1,4}-(\d{2,})-\d{1,3}(?:\.\w+)?$"
    # Short codes have capitals among small letters, and figures.
    r"|/(?:f|d|p|s|v|doc|file|view)/((?=\w*[a-z0-9][A-Z])(?=\w*[a-z])(?=\w*\d\w*\d)[0-9A-Za-z]{6,7})(?:\.\w+)?$"
    r"|/(?:doc|docs|document|documents|documento|essays?|view|read|file|book|presentation|slideshow|p|d|f|paper|article)/(?!(?:19|20)\d\d/\d)(\d{4,}|[0-9a-f]{16,}|(?=[A-Za-z]*\d[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{8,40}(?=(?:\.\w+)?$))(?=[/.-]|$)"
    r"|/thread-(\d+)-\d"
    # /91915849-Some-title.html; eight digits of a calendar stand before news.
    r"|^/(?!(?:19[89]\d|20[0-3]\d)(?:0\d|1[0-2])(?:[0-2]\d|3[01])-)(\d{5,})-[^/]+$"
    # A hash of letters and figures at the end: /r/78a3c0f1.
    r"|/(?=[0-9a-f]*\d[0-9a-f]*\d)(?=\d*[a-f]\d*[a-f])([0-9a-f]{8,40})(?:\.s?html?)?$"
    # A letter before the number: /docs/p88213.html, and /u88213.html is a member.
    r"|/(?!(?:u|user|uid|list|page|tag|cat)\d)[a-z]{1,4}(?!(?:19|20)\d\d[01]\d[0-3]\d\.)(\d{5,})\.s?html?$",
)
QUERY_KEY = re.compile(
    r"(?:doc|document|article|a|d|f|t|p|n|view|file|paper|res|resource|news|info|art|item|content|essay|text|post|topic|product|soft|material)?_?id|docno",
    re.IGNORECASE,
)
# A key by itself that is no page, section, member or time.
LONE_KEY = re.compile(
    r"(?!(?:pn?|page|c|cid|cat|k|q|kw|u|uid|user|y|year|m|l|list|sort|type|tag|ts?|time|v|ver|r|_|from|start|offset|fid|s|sid|ref)$)[a-z]{1,8}",
    re.IGNORECASE,
)
LONE_VALUE = re.compile(r"\d{5,12}")
QUERY_VALUE = re.compile(r"(?=.*\d)[0-9A-Za-z-]{1,40}")

# What may be a number in an address, but for years and days, and what it is called where the page prints it.
SEGMENT, PART = re.compile(r"[^/?&=]+"), re.compile(r"[^_.-]+")
NO_NUMBER = re.compile(r"(?:19|20)\d\d(?:[-/]?[01]\d(?:[-/]?[0-3]\d)?)?|\D+|.{0,2}|.{41,}")
# Rooms, sections and people have numbers too.
CALLED = r"(?:(?<!房间)(?<!分类)(?<![类門门座楼房群证證学工期账備备])(?<!备案)(?<!批准)(?<!电话)(?<!手机)(?<!Q)(?<!准考证)[号號](?![码碼])|(?<!电话号)(?<!手机号)(?<!分类号)(?<!群号)(?<!证号)[码碼]|(?<!版块)(?<!用户)(?<!会员)(?<!QQ )ID|No\.?|№|#|Nº|N°)"
CALLED_ABOVE = re.compile(rf"{CALLED}\W*$")
CALLED_BEFORE = re.compile(rf"{CALLED}\s*[:：]?\s*\Z", re.IGNORECASE)
GOES_ON = re.compile(r"[\w-]")
# What scripts call the number of a document; sections and members have theirs.
CALLED_ID = re.compile(
    r"""(?<![A-Za-z])(?:(?:doc|document|note|post|article|item|content|file|resource)_?)?[iI][dD]["']?\s*[:=]\s*["']?\Z"""
)
BEFORE = 32
FIGURE, MOST, LONGEST_SCRIPT = re.compile(r"\d"), 2, 100_000
LONG_ENOUGH, SHORT_LINE = 5, 140


def number_printed(url: str, lines: Sequence[str], facts: Facts) -> None:
    """``site_document_id`` where the page prints a part of its address, called a number or by itself in a line of its own.

    >>> facts = Facts(); number_printed("https://a.example/cy/show_591.html", ["致辞 ＞ 稿号591"], facts); facts.values
    {'site_document_id': '591'}
    """
    if "site_document_id" in facts.values:
        return
    for number in _numbers(url):
        for above, line in zip(("", *lines), lines, strict=False):
            if number not in line or len(line) > SHORT_LINE:
                continue
            alone = line == number and (len(number) >= LONG_ENOUGH or CALLED_ABOVE.search(above))
            if alone or _is_called(number, line):
                facts.add("site_document_id", number, line)
                return


def _numbers(url: str) -> list[str]:
    """What may be a number in an address, the longest first."""
    parts = split(url)
    told = {re.sub(r"\.\w{1,5}$", "", segment) for segment in SEGMENT.findall(f"{parts.path}?{parts.query}")}
    told |= {part for segment in told for part in PART.findall(segment)}
    return [
        number
        for number in sorted(told, key=lambda number: (-len(number), number))
        if not NO_NUMBER.fullmatch(number) and number.isascii()
    ]


def number_in_scripts(url: str, scripts: Iterable[str], facts: Facts) -> None:
    """``site_document_id`` where a script calls a part of the page's address an id.

    >>> facts = Facts(); number_in_scripts("https://a.example/note/5d01", ['{"note":{"id":"5d01"}}'], facts); facts.values
    {'site_document_id': '5d01'}
    """
    numbers = [number for number in _numbers(url) if FIGURE.search(number)][:MOST]
    for script in scripts if numbers else ():
        for number in numbers:
            at = script.find(number) if len(script) <= LONGEST_SCRIPT else -1
            while at >= 0:
                called = CALLED_ID.search(script[max(0, at - BEFORE) : at])
                if called and not GOES_ON.match(script, at + len(number)):
                    facts.add("site_document_id", number, called[0] + number)
                    return
                at = script.find(number, at + 1)


def _is_called(number: str, line: str) -> bool:
    """Whether a line calls it a number."""
    at = line.find(number)
    while at >= 0:
        if not GOES_ON.match(line, at + len(number)) and CALLED_BEFORE.search(line[:at]):
            return True
        at = line.find(number, at + 1)
    return False


def number_in_url(url: str, facts: Facts) -> None:
    """``site_document_id`` from the path or a query's id; never from a file's path.

    >>> facts = Facts(); number_in_url("https://a.example/document/412209377/lettre", facts); facts.values
    {'site_document_id': '412209377'}
    """
    parts = split(url)
    if parts.scheme not in ("http", "https"):
        return
    path = parts.path.rstrip("/")
    named, ending = NAMED.search(path), ENDING.search(path)
    if named or ending:
        found = named or ending
        facts.add("site_document_id", next((g for g in found.groups() if g), None) if found else None, url)
        return
    asked = parse_qsl(parts.query)
    for key, value in asked:
        if QUERY_KEY.fullmatch(key) and QUERY_VALUE.fullmatch(value):
            facts.add("site_document_id", value, url)
            return
    # The only thing that is asked for: read.php?n=30962.
    if len(asked) == 1 and LONE_KEY.fullmatch(asked[0][0]) and LONE_VALUE.fullmatch(asked[0][1]):
        facts.add("site_document_id", asked[0][1], url)
