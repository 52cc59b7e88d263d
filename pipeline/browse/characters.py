"""Characters that deceive the eye, made visible: a title must not hide or turn round what it says."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

# What reorders or hides text: bidirectional controls, marks without width, tags, controls.
_DECEPTIVE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
    # Joiners have work to do in Indic and Arabic scripts and in emoji, none beside Han or Latin letters.
    "|(?<=[ -~\u3000-\u9fff\uff00-\uffef])[\u200c\u200d]+"
)
_SHORT = {
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM",
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI",
    "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u2060": "WJ", "\ufeff": "BOM", "\u00ad": "SHY",
}  # fmt: skip


def visible(text: object) -> Markup:
    """The text for a page, escaped, with a small label in place of each deceptive character.

    >>> str(visible("甲\u202e<乙"))
    '甲<span class="mark" title="U+202E RIGHT-TO-LEFT OVERRIDE">RLO</span>&lt;乙'
    """
    whole = "" if text is None else str(text)
    parts: list[Markup] = []
    at = 0
    for found in _DECEPTIVE.finditer(whole):
        parts.append(escape(whole[at : found.start()]))
        parts += map(_label, found.group())
        at = found.end()
    return Markup("").join([*parts, escape(whole[at:])])


def plain(text: object) -> str:
    """The text without deceptive characters, for where there can be no labels: the title of a window.

    >>> plain("甲\u202e乙")
    '甲乙'
    """
    return "" if text is None else _DECEPTIVE.sub("", str(text))


def has_deceptive(text: str) -> bool:
    """Whether ``visible`` would show a label."""
    return _DECEPTIVE.search(text) is not None


def _label(character: str) -> Markup:
    code = f"U+{ord(character):04X}"
    name = f"{code} {unicodedata.name(character, '')}".strip()
    return Markup('<span class="mark" title="{}">{}</span>').format(name, _SHORT.get(character, code))


def is_web_address(url: object) -> bool:
    """Whether an address may become a link: only those that a browser fetches, never those that it runs."""
    return isinstance(url, str) and re.match(r"https?://[^\s/]", url) is not None
