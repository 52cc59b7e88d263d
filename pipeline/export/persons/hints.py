"""A quick look at a text as it is: most texts have nothing that any rule could find, and need not be read by all of them.

A hint is what every piece of its kind has: eleven digits that at most blanks and dashes divide, the sign of an address, the
beginning of a cue. What has none is left alone; whatever a new rule is to find must have one.
"""

from __future__ import annotations

import re

from pipeline.export.persons.plain import PLAIN


def _any(characters: str) -> str:
    """A class of these, and of all that ``plain`` reads as one of them."""
    alike = (
        chr(wide) for wide, to in PLAIN.items() if (to if isinstance(to, str) else chr(to)) in characters
    )
    return f"[{re.escape(''.join([*characters, *alike]))}]"


_DIGIT, _GAP = _any("0123456789"), _any(" -")
# Each begins with one character, by which the next place to look at is found.
_HINTS = (
    (_DIGIT, rf"(?:{_GAP}{{0,3}}{_DIGIT}){{10}}"),
    (_any("@"), ""),
    (_any("(["), _any("a") + _any("t")),
    (f"(?:[微威薇]|{_any('Vv')})", "信"),
    (f"(?:加|{_any('+')})", f"(?:[微威薇]|{_any('Vv')})"),
    (_any("VvWw"), _any("Xx")),
    (_any("Ww"), f"(?i:{_any('e')}(?:{_any('i')}{_any('x')}|{_any('c')}{_any('h')}))"),
    (_any("Qq"), f"{_any(' ')}?{_any('Qq')}"),
    ("扣", "扣"),
    ("企", "鹅"),
)
_FIRST = _any("0123456789@([微威薇加+VvWwQq扣企")
HINT = re.compile(f"{_FIRST}(?:{'|'.join(f'(?<={first}){rest}' for first, rest in _HINTS)})")


def may_hold(text: str) -> bool:
    """Whether any rule could find something in a text.

    >>> may_hold("2021年，1,380 人"), may_hold("138 0013 8000"), may_hold("ｚｓ＠example．com")
    (False, True, True)
    """
    return HINT.search(text) is not None
