"""Texts that a machine filled with pinyin glosses, and the same texts without them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.refine.folding import is_traditional

# The bracket comes first, since most characters are none.
GLOSS = re.compile(r"[(（](?<=[\u3400-\u9fff].)\s*[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]{1,6}\s*[)）]")
# Of a word, all of its syllables: 匠人(jiang ren).
SYLLABLE = r"(?:b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w)?(?:[aeoiuü]|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|iong|ua|uo|uai|ui|uan|un|uang|üe|ue|er)"
WORD_GLOSS = re.compile(rf"\((?<=[\u3400-\u9fff].)\s?{SYLLABLE}(?: {SYLLABLE}){{1,3}}\s?\)")
READING = re.compile(rf"\(\s?{SYLLABLE}\s?\)")
FEWEST_WORDS = 3
# An author explains a reading here and there; a machine does it all over the page.
FEWEST = 6
# A question of an exam has so many, all behind characters that are hard to read.
FEWEST_HARD = 16
# Characters to a gloss at most, over the whole text.
SPACING = 80
# Characters that nobody explains to a reader: as few as these with a gloss, and it was a machine.
EVERYDAY = frozenset(
    "的一是在不有人我这個个来大上他们們到时時说說就也你那要以可下会會自后後她年过過家小去里裏好天能对對没沒同老三些"
)
FEWEST_EVERYDAY = 3
# A machine that writes a text in traditional characters glosses what it turned: nobody else writes readings there without their tones.
FEWEST_MIRRORED = 3


def is_glossed(lines: Iterable[str]) -> bool:
    """Whether a text is full of glosses, or has them behind characters that need none."""
    count = size = narrow = plain = 0
    said: list[str] = []
    everyday: set[str] = set()
    for line in lines:
        size += len(line)
        said.append(line)
        if "(" not in line and "（" not in line:
            continue
        for gloss in GLOSS.finditer(line):
            at = gloss.start()
            count += 1
            narrow += line[at] == "("
            plain += line[at] == "(" and READING.fullmatch(gloss[0]) is not None
            if line[at - 1] in EVERYDAY:
                everyday.add(line[at - 1])
    # An author's brackets are wide in Chinese, a machine's are not.
    fewest = FEWEST if everyday or 2 * narrow > count else FEWEST_HARD
    if plain == count >= FEWEST_MIRRORED and size <= SPACING * count and is_traditional("".join(said)):
        return True
    return len(everyday) >= FEWEST_EVERYDAY or (count >= fewest and size <= SPACING * count)


def without_glosses(text: str) -> str:
    """A text without glosses, for matching."""
    return GLOSS.sub("", text)
