"""How long the site says its document is, in pages and characters, and how much of it is shown or left.

The wordings vary without end, the parts do not: a number with its unit, and before or behind it a word for all of it
(全文, 共, 总), for what is shown (试读, 展示, 前) or for what is left (还剩, 其余, 需付费). 「此文档14页，仅开放前4页供预览」 is 14 and 4;
「还有30%的任务」, 「共3200字的讲话稿」 inside a text are the author's and never read here, nor is a length that is asked for
(「不少于800字」) or told by halves (「约1.2万字」) anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipeline.refine.describe.facts import Facts
from pipeline.refine.folding import has_any, simplified
from pipeline.refine.numbering import numeral

Part = Literal["total", "shown", "left", "bare"]
LONGEST, NEAR, BEHIND = 120, 16, 8
# No page is numbered in 上一页.
NUMBER = r"(?<![\d.第])(?:\d[\d,]{0,8}(?![\d.])|(?!(?<=[上下前后末每同某这那哪])一)[一二三四五六七八九十百]{1,5}(?=\s*页))"
PAGES = re.compile(rf"({NUMBER})\s*页(?!码)")
CHARS = re.compile(rf"({NUMBER})\s*(?:个\s*)?(?:字(?![数号体])|汉字)")
# 字数 leads to a number that needs no unit.
COUNTED = re.compile(
    rf"(?:字[数元符]数?|文本长度)(?:统计|合计|总计|共计)?\s*[:：为是共有(]{{0,2}}\s*({NUMBER})(?!\s*(?:[万/]|[-–~—至到]\s*\d))"
)
# 第1-3页 are the first three.
FIRST = re.compile(r"(?:第\s*|(?<=[读看览示放][:：]))[1一]\s*[-–~—至到]\s*(?=\d{1,5}\s*页)")
PAGED = re.compile(rf"页数\s*[:：]\s*({NUMBER})(?!\s*[页/])")
BOTH = {
    "页": re.compile(r"(?<![\d.-])(\d{1,5})\s*/\s*(\d{1,5})\s*页"),
    "字": re.compile(r"(?<![\d.-])(\d{3,8})\s*/\s*(\d{3,8})\s*个?字"),
}
# A rough number, and one that somebody has to keep to.
ROUGHLY = re.compile(
    r"(?:[约近超逾]计?|不[少低大多]于|不得?超过?|不足|至少|控制在|限制?[在为]?|达到?|要求|[-–~—至])\s*(?:为|有|[:：])?\s*$"
)
# 全篇约4860字，此处放出560字: who counts what is shown has counted the rest.
ABOUT = re.compile(r"(?<!节)约\s*$")
SHOWN_CHARS = re.compile(
    r"(?:预览|试[读看阅]|展示|显示|放出|公开|可[看读见]|免费)[^\d，,。]{0,4}\d[\d,]{1,6}\s*个?字"
)
MORE_OR_LESS = re.compile(r"^\s*(?:左右|上下|[余多]|[以之][上内下]|为宜|[-–~—至]\s*\d)")
DECK = ("放映", "幻灯", "课件", "PPT", "演示")
# 全部6页已展示
ALL_SHOWN = re.compile(rf"全部\s*({NUMBER})\s*页\s*(?:已经?|均|都)?(?:展示|显示|呈现|放出|公开|可[看读见])")
# A sentence of somebody's own: 我已经读了30页.
NARRATED = re.compile(r"[我他她咱](?![的们])|多少")
CLAUSE = re.compile(r".*[,;，；。/|(]", re.DOTALL)
TOTAL = re.compile(
    r"共|总|合计|全[文本篇部卷书稿长]|整[份篇本]|本[文篇稿]|正文|[原文][文稿章档]|文件|资料|稿[子件]|篇幅|(?<![览读看示放费未余])[页字]数"
)
SHOWN = re.compile(
    r"预览|额度|试[读看阅]|展示|显示|呈现|开放|放出|公开|免费|[可能只仅][以够]?[看读见]|看到|加载|载入|可?阅读|浏览|[已读看][读看过了]|前\s*$|样[稿张章]|可见"
)
LEFT = re.compile(
    r"[还尚仍]有|剩|[其之]余|余下|余文|未[读看显展]|没[读看]|隐藏|[藏锁扣]着?|[后下]文|后面|后续|下面|另[外有]|(?<![富结])余\s*$|省去|略去|(?:^|[^以之前然])后\s*$"
)
LEFT_BEHIND = re.compile(
    r"^[^\d,，;；。]{0,4}?(?:未[读看显展]|没[读看显]|待[读看解]|[需须要]|被|隐藏|锁|不可见|付费|仅[对限]|为[付会])"
)
SHOWN_BEHIND = re.compile(r"^\s*(?:免费|可[看读预试免]|供|已[显展读]|开放)")
# The same in other languages: 3 of 12 pages, les 3 premières pages sur 12, 9 páginas restantes.
FOREIGN_UNIT = r"(?:pages?|páginas?|trang|seiten|slides?|halaman|страниц\w{0,2}|слайд\w{0,3})"
FOREIGN_CHARS = (
    r"(?:characters?|caractères|caracteres|caratteri|zeichen|ký tự|символ\w{0,2}|знак\w{0,2}|karakter)"
)
FOREIGN_BOTH = re.compile(
    rf"(?:\d{{1,5}}\s?[-–]\s?)?(?<![\d.])(\d{{1,5}})\s*(?:(?:premières |primeras |first )?{FOREIGN_UNIT})?\s*(?:of|out of|/|sur|de|das?|dos|von|di|dari|из|trong (?:tổng )?(?:số )?|trên (?:tổng )?(?:số )?)\s*(?:the |les |las |total )?(\d{{1,5}})(?![\d.]|\s*%)",
    re.IGNORECASE,
)
FOREIGN_SHOWN = re.compile(
    r"show|preview|display|\bsample\b|excerpt|view|visible|\bseen\b|\bvus?\b|visto|\bread\b|\bfree\b|aperçu|extrait|affich|\bl[ui]s?\b|visib|vista previa|muestra|mostr|viendo|leíd|xem|hiển thị|đọc|vorschau|angezeigt|anteprima|miễn phí|gratuit|показан|доступно|просмотр|exib|visualiz|viu|amostra|prévia|ampilkan|lihat|pratinjau",
    re.IGNORECASE,
)
FOREIGN_LEFT = re.compile(
    rf"(\d{{1,5}}) (?:more |other |further |autres )?{FOREIGN_UNIT}\b[^.\d]{{0,12}}?(?:left|remain|hidden|locked|not shown|more|restant|masqu|à lire|cachée|suivante|restante|oculta|por leer|que faltan|còn lại|nữa|bị ẩn|chưa)"
    rf"|(?:remaining|other|another|reste|restent|quedan|faltan|còn(?: lại)?|mở khóa)\D{{0,8}} (\d{{1,5}}) (?:more |autres )?{FOREIGN_UNIT}\b|(\d{{1,5}}) more {FOREIGN_UNIT}\b",
    re.IGNORECASE,
)
WORDED = ("page", "página", "trang", "seite", "slide", "halaman", "страниц", "слайд")
FOREIGN_READ = re.compile(
    rf"(\d{{1,5}}) {FOREIGN_UNIT} (?:\w+ )?(?:shown|read|visible|displayed|free|viewed|open|lues?|visibles?|affichées?|gratuites?|leídas|mostradas|lidas)\b",
    re.IGNORECASE,
)
FOREIGN_CLAUSE, DIGITS = re.compile(r"[,;:(|·–—]|\s-\s"), re.compile(r"(?<![\d.])\d{1,5}(?![\d.%])")
# How long it is in characters: total 5,230 characters, Zeichen: 5230, 1,200 of 5,230 characters.
N = r"(\d[\d,]{1,9})(?![\d.]|\s*%)"
WORDED_CHARS = ("aract", "aratt", "zeichen", "ký tự", "символ", "знак", "karakter")
# In small letters one of these is in every line that tells a length.
MEASURED = re.compile("|".join(("页", "字", *WORDED, *WORDED_CHARS)))
FOREIGN_LENGTH = re.compile(
    rf"(?:of|out of|sur|de|von|из)\s+{N}\s*{FOREIGN_CHARS}"
    rf"|\b(?:total|length|full|all|whole|longueur|longitud|länge|umfang|gesamt|tổng|độ dài|всего|объ[её]м)\b[^.\d]{{0,24}}?{N}\s*(?:words\s*/\s*)?{FOREIGN_CHARS}"
    rf"|{FOREIGN_CHARS}(?: count| total| in total)?\s*[:=]\s*{N}|{N}\s*{FOREIGN_CHARS} (?:in total|in all|au total|en total|insgesamt|всего)",
    re.IGNORECASE,
)
# Less is the length of a title or the limit of a comment.
FEWEST_CHARS = 50


class Measure(NamedTuple):
    """One number of a line and what it counts."""

    part: Part
    value: int
    words: str


def read_measures(line: str, facts: Facts, *, linked: bool = False) -> None:
    """Take the length in characters, and pages in all with pages shown, from a line outside the text.

    ``linked``: the line is a link, and the length it names may be that of another document.
    """
    if len(line) > LONGEST:
        return
    text = _folded(line)
    if not MEASURED.search(text.lower()) or NARRATED.search(text):
        return
    if not linked and ("字" in text or has_any(text.lower(), WORDED_CHARS)):
        length = next((m.value for m in _chars(text) if m.part == "total" and m.value >= FEWEST_CHARS), None)
        facts.add("chars_total", length, line)
    all_shown = ALL_SHOWN.search(text)
    if all_shown and not LEFT.search(text):
        facts.add("pages_total", numeral(all_shown[1]), line)
        facts.add("pages_shown", numeral(all_shown[1]), line)
    if text.count("页") == 1 and "页数" not in text and "/" not in text:
        # One number is of all pages or of those shown.
        return
    known = {m.part: m.value for m in _pages(text)}
    shown, left = known.get("shown"), known.get("left")
    # 45页 可预览8页: the number without a word is that of all.
    total = (
        known.get("total")
        or (known.get("bare") if shown is not None and left is None else None)
        or (shown + left if shown and left is not None else None)
    )
    shown = shown or (total - left if total and left is not None else None)
    if total and shown and 0 < shown <= total:
        facts.add("pages_total", total, line)
        facts.add("pages_shown", shown, line)


def read_rest(line: str, facts: Facts) -> None:
    """Take the pages shown from a line that tells them or those left, where the number of pages is known."""
    total = facts.number("pages_total")
    if not total or len(line) > LONGEST or NARRATED.search(line):
        return
    known = {m.part: m.value for m in _pages(_folded(line)) if m.part != "bare"}
    if "total" in known or len(known) != 1:
        return
    shown = known.get("shown") or total - known.get("left", 0)
    if 0 < shown < total:
        facts.add("pages_shown", shown, line)


def is_left(line: str) -> bool:
    """Whether a line says how many pages or characters are left.

    >>> is_left("还有9页需登录"), is_left("全文共12页"), is_left("9 more pages for members")
    (True, False, True)
    """
    if len(line) > LONGEST:
        return False
    text = _folded(line)
    return any(m.part == "left" for m in (*_pages(text), *(_chars(text) if "字" in text else ())))


def _folded(line: str) -> str:
    """Of one width, and in simplified characters also where the page's own language is another."""
    text = unicodedata.normalize("NFKC", line)
    text = simplified(text) if "頁" in text or "數" in text else text
    # Of slides too there are so many.
    return text.replace("张", "页") if "张" in text and has_any(text, DECK) else text


def _pages(text: str) -> list[Measure]:
    if "页" in text:
        both = BOTH["页"].search(text)
        if both and SHOWN.search(text):
            return _pair(both)
        text = FIRST.sub("前", text)
        return [*_measures(PAGED, text, "total"), *_measures(PAGES, text)]
    if not has_any(text.lower(), WORDED):
        return []
    both = FOREIGN_BOTH.search(text)
    if both and FOREIGN_SHOWN.search(text):
        return _pair(both)
    left, read = FOREIGN_LEFT.search(text), FOREIGN_READ.search(text)
    told = [Measure("left", int(next(filter(None, left.groups()))), left[0])] if left else []
    if read:
        told.append(Measure("shown", int(read[1]), read[0]))
    return told or list(_foreign(text))


def _foreign(text: str) -> Iterator[Measure]:
    """One number of pages shown and another of all: 5 trang đầu miễn phí, tổng 20 trang."""
    clauses = [
        (clause, numbers) for clause in FOREIGN_CLAUSE.split(text) if (numbers := DIGITS.findall(clause))
    ]
    if len(clauses) != 2 or any(len(numbers) != 1 for _, numbers in clauses):
        return
    for clause, numbers in clauses:
        yield Measure("shown" if FOREIGN_SHOWN.search(clause) else "bare", int(numbers[0]), clause)


def _pair(both: re.Match[str]) -> list[Measure]:
    return [Measure("shown", int(both[1]), both[0]), Measure("total", int(both[2]), both[0])]


def _chars(text: str) -> Iterator[Measure]:
    foreign = FOREIGN_LENGTH.search(text)
    if foreign:
        yield Measure("total", _value(next(filter(None, foreign.groups()))), foreign[0])
    both = BOTH["字"].search(text)
    if both and int(both[1]) < int(both[2]):
        yield Measure("total", int(both[2]), both[0])
    for counted in COUNTED.finditer(text):
        before = text[max(0, counted.start() - NEAR) : counted.start()]
        asked = MORE_OR_LESS.match(text[counted.end() :].lstrip(" 字"))
        if not (LEFT.search(before) or SHOWN.search(before) or asked or ROUGHLY.search(before)):
            yield Measure("total", _value(counted[1]), counted[0])
    yield from _measures(CHARS, text, exact=len(SHOWN_CHARS.findall(text)) == 1)


def _measures(
    unit: re.Pattern[str], text: str, default: Part = "bare", *, exact: bool = False
) -> Iterator[Measure]:
    """The numbers of a unit, each with what the words between it and its neighbours say that it counts; ``exact`` ones are counted
    though the line says about (约).
    """
    at = 0
    for found in unit.finditer(text):
        before = text[max(at, found.start() - NEAR) : found.start()]
        behind, *more = re.split(r"\d", text[found.end() : found.end() + BEHIND], maxsplit=1)
        at = found.end()
        if (ROUGHLY.search(before) and not (exact and ABOUT.search(before))) or MORE_OR_LESS.match(behind):
            continue
        # A word in the clause of the number is its own; one before the comma may be its neighbour's.
        own = behind if not more or CLAUSE.match(behind) else ""
        clause = CLAUSE.sub("", before)
        part = _part(clause, own) or (_part(before, own) if clause != before else None)
        yield Measure(part or default, _value(found[1]), before + found[0] + behind)


def _part(before: str, behind: str) -> Part | None:
    if not (before or behind):
        return None
    if LEFT.search(before):
        return "left"
    shown, total = (max((m.end() for m in p.finditer(before)), default=-1) for p in (SHOWN, TOTAL))
    if shown > total or (SHOWN_BEHIND.match(behind) and total < 0):
        return "shown"
    if total >= 0:
        return "total"
    return "left" if LEFT_BEHIND.match(behind) else None


def _value(number: str) -> int:
    return numeral(number.replace(",", "")) or 0
