"""Personal data: how much of what is planted is found, and how much is masked that is none.

Others' judgement stands beside ours: phonenumbers for mobiles, python-stdnum for resident ids and Luhn's check, the
standard library's parser for addresses. Nobody judges QQ and WeChat ids but a reader: ``SHOW=1`` prints each hit with what
stands around it. GOLD_PAGES names a folder with an index.jsonl (docs/quality.md).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email.headerregistry import Address
from pathlib import Path
from random import Random

import phonenumbers
from stdnum import luhn
from stdnum.cn import ric

from benchmarks._look_alikes import LOOK_ALIKES
from pipeline.export.persons import KINDS, mask

PLANTED, MADE = 2000, 20_000
MILLION = 1_000_000
FRAMES = (
    "联系人：张三，{}。",
    "如有问题请找李四（{}），谢谢大家。",
    "会后把材料交给王五 {}",
    "各位代表，{}是我的，随时可以找我。",
    "{}",
)


def main() -> None:
    recall()
    look_alikes()
    folder = os.environ.get("GOLD_PAGES")
    if folder:
        real_texts(Path(folder))
    else:
        print("\nSet GOLD_PAGES=FOLDER to look at texts of real pages.")


def recall() -> None:
    """Planted in frames of speech, in the writings people use."""
    print(f"Planted, {PLANTED} of each kind and writing\n\n| kind | writing | found |\n|---|---|--:|")
    for kind, writings in WRITINGS.items():
        for name, write in writings.items():
            random = Random(f"{kind} {name}")
            found = 0
            for _ in range(PLANTED):
                masked = mask(random.choice(FRAMES).format(write(random)))
                found += [span.kind for span in masked.spans] == [kind]
            print(f"| {kind} | {name} | {found / PLANTED:.1%} |")


def look_alikes() -> None:
    """Numbers that are nobody's: all that is masked is a false alarm, of the right form or not."""
    print(f"\nNumbers that are nobody's, {MADE} of each sort\n\n| sort | masked | as |\n|---|--:|---|")
    for name, write in LOOK_ALIKES.items():
        random = Random(name)
        kinds = Counter(span.kind for _ in range(MADE) for span in mask(write(random)).spans)
        print(f"| {name} | {kinds.total() / MADE:.2%} | {', '.join(sorted(kinds))} |")


def real_texts(folder: Path) -> None:
    """Everything found in the gold texts, and what the others say of it."""
    texts = {path.stem: path.read_text("utf-8") for path in sorted(folder.rglob("*.txt"))}
    size = sum(map(len, texts.values()))
    hits, judged = Counter[str](), Counter[str]()
    begun = time.perf_counter()
    masked = {name: mask(text) for name, text in texts.items()}
    took = time.perf_counter() - begun
    for name, text in texts.items():
        for span in masked[name].spans:
            words = text[span.start : span.end]
            hits[span.kind] += 1
            judged[span.kind] += JUDGES[span.kind](words)
            if os.environ.get("SHOW"):
                around = (
                    f"{text[max(0, span.start - 20) : span.start]}[{words}]{text[span.end : span.end + 10]}"
                )
                print(f"  {name} {span.kind}: {' '.join(around.split())}")
    missed = Counter(kind for text in texts.values() for kind in others_find(text))
    print(
        f"\n{len(texts)} texts of real pages, {size:,} characters, {size / took / MILLION:.1f} million a second\n"
    )
    print(
        "| kind | masked | valid to others | not, per million characters | others find |\n|---|--:|--:|--:|--:|"
    )
    for kind in KINDS:
        others = missed[kind] if kind in ("mobile", "resident id", "bank card") else "–"
        wrong = (hits[kind] - judged[kind]) / size * MILLION
        print(f"| {kind} | {hits[kind]} | {judged[kind]} | {wrong:.2f} | {others} |")


def others_find(text: str) -> Iterator[str]:
    """What the others' own searches find, whatever stands around it."""
    for match in phonenumbers.PhoneNumberMatcher(text, "CN"):
        if (
            phonenumbers.number_type(match.number) == phonenumbers.PhoneNumberType.MOBILE
            and match.number.country_code == 86
        ):
            yield "mobile"
    for number in re.findall(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])", text):
        if ric.is_valid(number):
            yield "resident id"
    for number in re.findall(r"(?<![0-9])[0-9]{16,19}(?![0-9])", text):
        if luhn.is_valid(number):
            yield "bank card"


def _digits(words: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign.upper() for sign in words if sign.isalnum())


def _is_mobile(words: str) -> bool:
    try:
        number = phonenumbers.parse(words, "CN")
    except phonenumbers.NumberParseException:
        return False
    return (
        phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    )


def _is_address(words: str) -> bool:
    try:
        return "." in Address(addr_spec=words).domain
    except ValueError:
        return False


JUDGES: dict[str, Callable[[str], bool]] = {
    "resident id": lambda words: ric.is_valid(_digits(words)),
    "mobile": _is_mobile,
    "bank card": lambda words: luhn.is_valid(_digits(words)),
    "e-mail": _is_address,
    "qq": lambda words: 5 <= len(_digits(words)) <= 11,
    "wechat": lambda words: 6 <= len(words) <= 20,
}


def _resident_id(random: Random) -> str:
    day = dt.date(1930, 1, 1) + dt.timedelta(random.randrange(80 * 365))
    area = random.choice(("110105", "330106", "440305", "510107", "650102"))
    body = f"{area}{day:%Y%m%d}{random.randrange(1000):03}"
    return body + ric.calc_check_digit(body + "0")


def _old_resident_id(random: Random) -> str:
    number = _resident_id(random)
    return number[:6] + number[8:17] if number[6:8] == "19" else _old_resident_id(random)


def _mobile(random: Random) -> str:
    """One that phonenumbers takes for valid."""
    while True:
        number = "1" + "".join(random.choices("0123456789", k=10))
        if _is_mobile(number):
            return number


def _card(random: Random) -> str:
    body = random.choice(("621700", "622202", "622848", "625362")) + "".join(
        random.choices("0123456789", k=random.choice((9, 12)))
    )
    return body + luhn.calc_check_digit(body)


def _visa(random: Random) -> str:
    body = "4" + "".join(random.choices("0123456789", k=14))
    return body + luhn.calc_check_digit(body)


def _name(random: Random) -> str:
    return random.choice(("zhangsan", "li_si", "wang-wu", "Zhao.Liu")).replace(".", "_") + str(
        random.randrange(1000)
    )


def _parts(number: str, *sizes: int, by: str = " ") -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return by.join(filter(None, [*parts, number[at:]]))


def _wide(words: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in words)


Write = Callable[[Random], str]
WRITINGS: dict[str, dict[str, Write]] = {
    "resident id": {
        "plain": _resident_id,
        "lower case": lambda random: _resident_id(random).lower(),
        "full-width": lambda random: _wide(_resident_id(random)),
        "6 8 4": lambda random: _parts(_resident_id(random), 6, 8, 4),
        "15 digits behind 身份证号": lambda random: "身份证号：" + _old_resident_id(random),
        "15 digits alone": _old_resident_id,
    },
    "mobile": {
        "plain": _mobile,
        "full-width": lambda random: _wide(_mobile(random)),
        "3 4 4": lambda random: _parts(_mobile(random), 3, 4, 4),
        "3-4-4": lambda random: _parts(_mobile(random), 3, 4, 4, by="-"),
        "+86 3 4 4": lambda random: "+86 " + _parts(_mobile(random), 3, 4, 4),
        "+86 whole": lambda random: "+86" + _mobile(random),
        "(0086)": lambda random: "（0086）" + _mobile(random),
        "Chinese figures": lambda random: _mobile(random).translate(str.maketrans("0123456789", "零一二三四五六七八九")),
    },
    "bank card": {
        "plain": _card,
        "4 4 4 4 3": lambda random: _parts(_card(random), 4, 4, 4, 4),
        "full-width": lambda random: _wide(_card(random)),
        "Visa behind 卡号": lambda random: "卡号：" + _visa(random),
        "Visa 4 4 4 4": lambda random: _parts(_visa(random), 4, 4, 4, 4),
        "Visa alone": _visa,
    },
    "e-mail": {
        "plain": lambda random: _name(random) + random.choice(("@example.com", "@mail.example.com.cn", "@163.com")),
        "full-width": lambda random: _wide(_name(random) + "@example.com"),
        "(at)": lambda random: _name(random) + "(at)example.com",
    },
    "wechat": {
        "微信：": lambda random: "微信：" + _name(random),
        "微信号 ": lambda random: "微信号 " + _name(random),
        "VX:": lambda random: "VX:" + _name(random),
        "加微信": lambda random: "加微信" + _name(random),
        "微信 (no colon)": lambda random: "微信 " + _name(random),
    },
    "qq": {
        "QQ：": lambda random: f"QQ：{random.randrange(10_000, 4_000_000_000)}",
        "qq": lambda random: f"qq{random.randrange(10_000, 4_000_000_000)}",
        "QQ号是": lambda random: f"QQ号是{random.randrange(10_000, 4_000_000_000)}",
        "full-width": lambda random: _wide(f"QQ:{random.randrange(10_000, 4_000_000_000)}"),
    },
}  # fmt: skip
