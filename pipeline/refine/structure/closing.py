"""How a text ends: closing formulas, thanks, wishes, signature and date."""

from __future__ import annotations

import re

from pipeline.refine.describe.dates import HAN_DAY, HAN_YEAR
from pipeline.refine.structure.sentences import sentence_starts

# What opens the last paragraphs of a speech or report, each at the start of a sentence.
FORMULA = re.compile(
    r"谢谢(?:大家|各位|你们)[^。！!，,]{0,10}[!！。]|(?:再次)?感谢(?:大家|各位)[!！。]"
    r"|(?:我的|今天的|以上就?是我的|以上是)[^。！!，,]{0,6}(?:讲话|发言|汇报|报告|述职|演讲|致辞|党课)[^。！!，,]{0,6}(?:完了|完毕|到此结束|就到这里|到这里)"
    r"|我的?(?:讲话|发言|汇报|报告|述职|演讲|致辞|就讲到|讲到|就说到)[^。！!，,]{0,4}(?:完了|完毕|到此结束|就到这里|这里)"
    r"|以上(?:述职|汇报|报告|发言|意见)?[，,]?[^。！!]{0,14}(?:批评指正|提意见|批评|指正|审议|参考|评议)"
    r"|特此(?:通知|通告|公告|报告|函[告达复]|批复|证明|申请|说明|声明)|[妥当]否[，,]?请[^。！]{0,4}(?:批示|批复|审批)|以上请示|请各[^。，]{1,16}于[^。]{2,30}(?:报送|上报|反馈|报至|报到)"
    r"|联系人[:：]|(?:今天|本次)的?[^。！!，,]{0,8}会(?:议)?就(?:开|讲)?到这里|(?:发言|述职|汇报|报告|我的话讲?)[^。！!，,]{0,2}完[毕了]"
    r"|(?:现在[，,])?我(?:代表[^，。]{1,16})?宣布[，,：:]|最后[，,](?!也)|此致(?=\s*敬礼)|敬礼[!！]?|散会[。！]"
    r"|祝(?:愿|福)?(?:大家|各位|全体|同志们|同学们|老师们|母校|大会|会议|论坛|活动|[^。！!，,]{1,8}(?:成功|快乐|健康|顺利|幸福|进步|平安|愉快|如意))[^。]{0,60}[!！。]\s*"
    r"|(?:(?:I )?[Tt]hank you|(?:Many )?[Tt]hanks|Merci|Je vous remercie|Nous vous remercions|(?:Muchas |Mil )?[Gg]racias|Xin (?:chân thành |trân trọng )?cảm ơn|(?:Vielen |Herzlichen )?Dank|I wish you|Je vous souhaite|Les deseo)[^.!?]{0,80}[.!]\s*$|In closing,|En conclusion,|(?:Finally|Lastly),"
)
# Formulas count from here on; the thanks of a greeting stand before.
TAIL, FEWEST = 0.5, 400
FINAL_DATE = re.compile(
    rf"[（(]\s*\d{{4}}\s*年[^（）()]{{3,40}}[）)]\s*$|(?:\d{{4}}|{HAN_YEAR}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])\s*年\s*(?:\d{{1,2}}|{HAN_DAY}|[正冬腊])\s*月"
    rf"(?:\s*(?:\d{{1,2}}|{HAN_DAY})\s*日)?[）)]?\s*$|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}\s*$"
)
SIGNATURE = 60
SENTENCE = re.compile(r"[。！？!?；;]|[.]\s*$")
PAUSE = re.compile(r"[，,、]")
# Who says so little says his thanks in the same breath.
SHORT, THANKS = 130, re.compile(r"谢谢|感谢|我的")
# 首先…其次…最后… counts off points, and a wish is followed by wishes.
POINTS, NEAR = re.compile(r"其次|再次"), 120


def closing_start(text: str) -> int:
    """Where the part of a text begins that formulas may close."""
    return min(int(len(text) * TAIL), max(0, len(text) - FEWEST))


def closing_breaks(text: str) -> list[int]:
    """Offsets before the closing paragraphs, the signature and the final date."""
    tail = closing_start(text)
    # Sentences are read from the beginning of the text, so that a quotation stays whole.
    starts = [at for at in sentence_starts(text) if at >= tail]
    found = [at for at, before in zip(starts, [tail, *starts], strict=False) if _closes(text, at, before)]
    salute = re.search(r"(?<=此致)\s*(?=敬礼)", text[tail:])
    found += [tail + salute.end()] if salute else []
    return found + _signature(text, starts[-1] if starts else None)


def _closes(text: str, at: int, before: int) -> bool:
    """Whether the sentence at ``at``, which follows the one at ``before``, opens a closing paragraph."""
    formula = FORMULA.match(text, at)
    if not formula:
        return False
    if len(text) < SHORT and THANKS.match(formula[0]):
        return False
    if formula[0].startswith("最后"):
        return not POINTS.search(text, max(0, at - NEAR), at)
    return not (formula[0].startswith("祝") and "祝" in text[before : before + 6])


def _signature(text: str, last: int | None) -> list[int]:
    """The short line without a sentence end behind the last sentence, and its date."""
    if last is None or len(text) - last > SIGNATURE or SENTENCE.search(text, last):
        return []
    if PAUSE.search(text, last) and not FINAL_DATE.search(text, last):
        return []
    dated = FINAL_DATE.search(text, last)
    if not dated:
        return [last]
    opens = dated.start() - (text[dated.start() - 1] in "（(")
    # 签订日期：2020年3月20日 is one line.
    return [last] if text[opens - 1] in ":：" else [last, opens]
