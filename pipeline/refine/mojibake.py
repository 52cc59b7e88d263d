"""Mojibake: text that was written in one encoding, read in another and saved so; and letters in the private area.

中文 in UTF-8 read as Western letters is ä¸­æ–‡, in GBK ÖÐÎÄ. (UTF-8 read as GBK, 涓枃, loses a byte of every other
character: such a page is garbled for good.) Only stretches that turn into whole characters are mended, and only
where a page has several and what they turn into is common: an é or a rare hanzi of an author stays.
"""

from __future__ import annotations

import re

from pipeline.refine.rarity import rare_share

# Windows-1252 has letters and marks where Latin-1 has control characters (encoding.spec.whatwg.org, index windows-1252).
WESTERN = {
    bytes([code]).decode("cp1252"): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
HIGH = "\u0080-\u00ff" + re.escape("".join(WESTERN))
CONTINUES = "\u0080-\u00bf" + re.escape("".join(WESTERN))
UTF8_CHARACTER = f"[\u00c2-\u00f4][{CONTINUES}]{{1,3}}"
# So that it begins with a set of characters, which is looked for faster than a repetition.
UTF8_AS_WESTERN = re.compile(f"{UTF8_CHARACTER}(?:{UTF8_CHARACTER})*")
# The first pair is of a common hanzi or mark; the second byte of a rare one may be an ASCII letter.
GBK_AS_WESTERN = re.compile(
    f"[\u00a1-\u00a3\u00b0-\u00f7][\u00a1-\u00fe](?:[{HIGH}](?:[{HIGH}]|[@-~](?=[{HIGH}]))){{1,4000}}"
)
# A symbol font repeats ASCII from F000 on; its bullets and signs stand alone, words do not.
PRIVATE = re.compile("[\uf021-\uf07e]{2,}")
FEWEST_PRIVATE = 100
TO_ASCII = {0xF000 + code: code for code in range(0x20, 0x7F)}
READINGS = ((UTF8_AS_WESTERN, "utf-8"), (GBK_AS_WESTERN, "gb18030"))
# An author may quote mojibake; a page that has it has it all over.
FEWEST = 4
# The same seen in UTF-8, where bytes can be counted before anything is read: a letter from À to ô is C3 and one more,
# a private one EF 80 or EF 81 and one more.
LETTER, PRIVATE_LEAD, PRIVATE_LETTERS = b"\xc3", b"\xef", (b"\xef\x80", b"\xef\x81")
# One such letter with a mark or letter of the upper half of Latin-1 or of Windows-1252 right behind it.
PAIR = re.compile(rb"\xc3[\x80-\xb7][\xc2\xc3\xc5\xc6\xcb\xe2]")
# What no repair should give: phonetic letters, private use, far-off scripts.
STRANGE = re.compile(
    "[\\x00-\\x08\\x7f\\u0180-\\u0191\\u0193-\\u01cd\\u0250-\\u02c5\\u02dd-\\u02ff\\u0500-\\u1dff\\ue000-\\uf8ff]"
)
# Characters of a stretch that may be lost for good.
LOST = 0.05
# A repair that leaves more rare hanzi than this among all is none.
RARE = 0.1
# Stored wrongly, and then once more.
TIMES = 2


def mended(text: str, stored: bytes | None = None) -> str:
    """The text with its mojibake read as it was meant, the text itself where there is none; ``stored`` is it in UTF-8.

    >>> mended("ä¸­æ–‡ ç¬¬ä¸€ ç¬¬äºŒ ç¬¬ä¸‰")
    '中文 第一 第二 第三'
    >>> mended("« Déjà à Nîmes »")
    '« Déjà à Nîmes »'
    """
    if text.isascii():
        return text
    stored = text.encode("utf-8", "surrogatepass") if stored is None else stored
    # Western pages have an accent here and there, and hardly ever two such letters side by side.
    suspect = LETTER in stored and stored.count(LETTER) >= FEWEST and PAIR.search(stored) is not None
    for _ in range(TIMES if suspect else 0):
        as_utf8, as_gbk = (_readings(text, pattern, codec) for pattern, codec in READINGS)
        # Any two letters make a hanzi in GBK; whole characters of UTF-8 are no accident.
        best = as_utf8 if 2 * _size(as_utf8) >= _size(as_gbk) else as_gbk
        letters = "".join(reading for _, reading in best)
        if len(letters) < FEWEST or rare_share(letters) > RARE:
            break
        text = _with(text, best)
    # One byte is soon counted, two are not.
    private = stored.count(PRIVATE_LEAD) >= FEWEST_PRIVATE <= sum(map(stored.count, PRIVATE_LETTERS))
    if private and sum(map(len, PRIVATE.findall(text))) >= FEWEST_PRIVATE:
        text = text.translate(TO_ASCII)
    return text


def _readings(text: str, pattern: re.Pattern[str], codec: str) -> list[tuple[re.Match[str], str]]:
    """The stretches that give sound characters when their bytes are read as ``codec``, with these."""
    found: list[tuple[re.Match[str], str]] = []
    for match in pattern.finditer(text):
        reading = bytes(WESTERN.get(char, ord(char)) for char in match[0]).decode(codec, "replace")
        if reading.count("\ufffd") <= LOST * len(reading) and not STRANGE.search(reading):
            found.append((match, reading))
    return found


def _size(readings: list[tuple[re.Match[str], str]]) -> int:
    return sum(len(match[0]) for match, _ in readings)


def _with(text: str, readings: list[tuple[re.Match[str], str]]) -> str:
    chunks: list[str] = []
    at = 0
    for match, reading in readings:
        chunks += text[at : match.start()], reading
        at = match.end()
    return "".join((*chunks, text[at:]))
