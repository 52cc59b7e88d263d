"""Whether a text has come to its end by its own words: thanks, wishes, a salute, or the date below a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.refine.folding import simplified

# The last words of somebody who has said all: behind them only a signature and a date may stand.
LAST_WORDS = re.compile(
    r"(?:谢谢|感谢)(?:大家|各位|你们|聆听|倾听)?[^。！!，,]{0,12}[!！。]?$|(?:讲话|发言|汇报|报告|述职|演讲|致辞|宣讲|党课|话)[^。！!，,]{0,6}(?:完了|完毕|到此结束|就到这里|到这里)[^。！!]{0,12}[。！!]?$"
    r"|(?:就讲到|讲到|就说到|就谈到)这里[^。！!]{0,12}[。！!]$|^(?:此致)?\s*敬礼[!！]?$|^散会[。！!]?$|^(?:最后[，,])?[^。！!]{0,8}?祝(?:愿|福)?[^。！!]{2,60}[!！]$"
    r"|(?:^|[，,])干杯[!！]$|^(?:现在[，,])?[^。！!，,]{0,4}(?:我)?宣布[^。！!]{2,50}[!！]$|(?:批评指正|请[^。！!，,]{0,8}(?:审议|评议))[。！!]$|^(?:Thank you|Thanks|Merci|Muchas gracias|Gracias|Y muchas gracias|Xin (?:chân thành |trân trọng )?cảm ơn)[^.!?]{0,60}[.!]?$"
)
# Folding costs more than all else; these stand in what closes a text.
TRADITIONAL = re.compile("[謝願這講話報發辭會匯禮審議評]")
SENTENCE = re.compile(r"[。！？!?；;]|[.]\s*$")
SPLIT = re.compile(r"[^。！!？?]+[。！!？?]*|[。！!？?]+")
# Characters at the end that are looked at, and of a line that is a signature or a date.
LAST, SIGNED = 200, 30
# Lines of a signature: an office, a name, a date.
SIGNATURES = 3
NUMERAL = r"[\d〇零○一二三四五六七八九十]"
DATE_LINE = re.compile(
    rf"[（(]?\s*{NUMERAL}{{2,4}}\s*(?:年\s*{NUMERAL}{{1,3}}\s*月(?:\s*{NUMERAL}{{1,3}}\s*日)?|[-./]\d{{1,2}}[-./]\d{{1,2}})\s*[）)]?"
)
# 签订日期：　　年　　月　　日, for those to fill in who sign.
TO_FILL_IN = re.compile(
    rf"(?:[^。，：:]{{0,6}}(?:日期|时间)\s*[:：])?[\s_＿{NUMERAL[1:-1]}]{{1,12}}年[\s_＿{NUMERAL[1:-1]}]{{1,12}}月[\s_＿{NUMERAL[1:-1]}]{{1,12}}日"
)
MONTH_DAY = re.compile(rf"{NUMERAL}{{1,3}}\s*月\s*{NUMERAL}{{1,3}}\s*日")


def is_closed(text: str) -> bool:
    """Whether a text ends in its speaker's last words, so that no more of it can follow.

    >>> is_closed("我就讲这些。谢谢大家！\\n二〇二一年三月"), is_closed("我谢谢大家的支持，并且要说明以下三点。")
    (True, False)
    """
    tail = text.rstrip()[-LAST:]
    tail = simplified(tail) if TRADITIONAL.search(tail) else tail
    sentences = [part for line in tail.split("\n") for part in SPLIT.findall(line.strip()) if part.strip()]
    while sentences and len(sentences[-1]) <= SIGNED and not SENTENCE.search(sentences[-1]):
        if LAST_WORDS.search(sentences[-1].strip()):
            return True
        sentences.pop()
    return bool(sentences) and LAST_WORDS.search(sentences[-1].strip()) is not None


def signature_size(lines: Sequence[str]) -> int:
    """How many of the lines below a text are its signature: a name or two and a date written out.

    >>> signature_size(["请假人：姜海涛", "2016年3月13日", "收藏"]), signature_size(["2016-03-13"])
    (2, 0)
    """
    for i, line in enumerate(lines[:SIGNATURES]):
        said = line.strip()
        if "月" in said and (DATE_LINE.fullmatch(said) or MONTH_DAY.fullmatch(said)):
            return i + 1
        if len(said) > SIGNED or SENTENCE.search(said) or "，" in said:
            return 0
    return 0


def is_dated(text: str) -> bool:
    """Whether a text ends in a line that is its date and nothing else, as notices and letters do."""
    above, _, last = text.rstrip().rpartition("\n")
    last = last.strip()
    return bool(above) and (DATE_LINE.fullmatch(last) or TO_FILL_IN.fullmatch(last)) is not None
