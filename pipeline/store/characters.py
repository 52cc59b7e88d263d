"""How many characters a text has, in SQL: length() counts up to the first NUL, and pages have some."""

from __future__ import annotations


def characters(text: str) -> str:
    """An expression for the characters of ``text``, an expression itself; as Python counts them.

    In JSON a NUL is ``\\u0000``: each sign behind a backslash counts once, so do the five of ``u0000``.
    """
    # Backslashes of the text come first, so that every other one is JSON's own.
    quoted = rf"replace(json_quote({text}), '\\', '.')"
    whole = rf"length(replace({quoted}, '\', '')) - 2 - 2 * (length({quoted}) - length(replace({quoted}, '\u', '')))"
    return f"CASE instr({text}, char(0)) WHEN 0 THEN length({text}) ELSE {whole} END"
