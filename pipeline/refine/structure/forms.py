"""Labels of forms, one behind the other: the parties of a contract, the particulars of minutes, the blanks to sign.

「出租方（甲方）：供销社承租方（乙方）：粮油行双方经协商…」 has each on a line of its own. A single label is part of a sentence.
"""

from __future__ import annotations

import re

LABEL = re.compile(
    r"(?:(?:甲|乙|丙|丁|出租|承租|发包|承包|出卖|买受|供货?|需|卖|买|委托|受托|转让|受让|出借|借款|担保|保证)[方人]|用人单位|劳动者"
    r"|(?:会议|活动)?(?:时间|地点|主题|议题)|(?:会议|活动)(?:内容|议程)|主持人?|人物|(?:出席|参加|参会|列席|缺席)(?:人员?|单位)?|记录[人员]?|整理人"
    r"|(?:签订|签约|签署)?(?:日期|时间|地点)|法定代表人|委托代理人|代表人?|住所|(?:联系)?(?:地址|电话)|身份证号码?|开户银行|账号"
    r"|申请人|承诺人|检讨人|见证人|担保人|经办人|负责人)(?:[（(][^（）()。]{1,12}[）)])?[:：]"
)
# Labels of one form are no farther apart, and no sentence ends between them.
APART, ENDED, GOES_ON = 60, re.compile(r"[。！？；]"), re.compile(r"[，,、；和及与或“]")
# How the text begins behind the last of them.
BEGINS = re.compile(
    r"(?:甲、?乙双方|双方(?:经|就|在|根据|本着)|为了?(?=[^，。]{2,24}，)|根据|依据|依照|按照|鉴于|兹|现(?:就|经|将)|经(?:双方|甲乙|友好|平等|协商|研究)"
    r"|会议(?:就|由|传达|听取|研究|指出|认为|决定|强调|讨论|首先))"
)
LONGEST_VALUE = 40
# Each label ends so, and a form has two: soon told of a text that has none.
COLON, FEWEST = re.compile("[方人位者间点题容程持物席加会员录期表所址话号码行）)][:：]"), 2


def form_breaks(text: str) -> list[int]:
    """Offsets of the labels of each form and of the text behind the last one.

    >>> text = "甲方：供销社乙方：粮油行双方经协商订立本合同。"
    >>> [text[at : at + 2] for at in form_breaks(text)]
    ['甲方', '乙方', '双方']
    """
    if text.count("：") + text.count(":") < FEWEST or len(COLON.findall(text)) < FEWEST:
        return []
    found: list[int] = []
    run: list[re.Match[str]] = []
    for label in LABEL.finditer(text):
        if run and not _follows(text, run[-1], label):
            found += _breaks(text, run)
            run = []
        run.append(label)
    return found + _breaks(text, run)


def _follows(text: str, before: re.Match[str], label: re.Match[str]) -> bool:
    if label.start() - before.end() > APART or GOES_ON.match(text, label.start() - 1):
        return False
    return not ENDED.search(text, before.end(), label.start())


def _breaks(text: str, run: list[re.Match[str]]) -> list[int]:
    if len(run) < FEWEST:
        return []
    value = run[-1].end()
    begins = BEGINS.search(text, value + 1, value + LONGEST_VALUE)
    ended = ENDED.search(text, value, value + LONGEST_VALUE)
    own = begins and not (ended and ended.start() < begins.start())
    return [*(label.start() for label in run), *([begins.start()] if begins and own else [])]
