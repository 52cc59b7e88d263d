"""A text as the rules read it: full-width letters and digits, dashes and blanks of all kinds, one character for one."""

from __future__ import annotations

# A private-use character, in the place of what is masked already.
MASKED = "\ue000"
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# Brackets of a placeholder are ASCII, and a wide one is none.
KEPT = {ord("［"), ord("］")}
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
BLANKS = dict.fromkeys([*range(0x2000, 0x200E), 0x00A0, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF], " ")
PLAIN: dict[int, int | str] = {
    **{wide: to for wide, to in WIDE.items() if wide not in KEPT},
    **DASHES,
    **BLANKS,
}


def plain(text: str) -> str:
    """The same number of characters, those that stand for ASCII ones replaced by them."""
    return text if text.isascii() else text.translate(PLAIN)
