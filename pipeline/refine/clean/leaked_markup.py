"""Style rules, scripts and tag debris that leaked into the text of imported Word documents.

Removes 「@page Section0{mso-header-margin:42.55pt;}」, 「</o:p>」, 「var s=1;」 and names that a template was to fill,
「{title}」. Keeps braces and comparisons of an author (「若 a<b 则」, 「{注}」): a rule has a property and a colon inside
its braces, a tag a name right behind its bracket. Keeps program text that a page shows, and a tag that a sentence names.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context
from pipeline.refine.ledger import Ledger, Line, Span

PROPERTY = (
    r"(?:color|font|margin|padding|text|line|(?:max-|min-)?(?:width|height)|display|background|border|mso|size|page|float|position|layout|tab|vertical|letter|"
    r"word|list|white|overflow|visibility|panose|punctuation|-webkit|-moz)[\w-]*"
)
RULE = re.compile(
    rf"(?:@[\w-]+[^{{}}\u3400-\u9fff]{{0,80}}|[\w.#*:,\s>-]{{1,120}})\{{\s*{PROPERTY}\s*:\s*[^{{}};]{{0,120}};?\s*(?:[\w-]+\s*:\s*[^{{}};]{{0,120}};?\s*){{0,40}}\}}"
)
TAG = re.compile(
    r"</?(?:[a-z]\w?:[a-z]+|font|span|div|p|br|table|tr|td|tbody|img|a|b|i|u|o|st1|xml|style|strong)(?:\s[^<>=\u3400-\u9fff]{0,80}=[^<>\u3400-\u9fff]{0,200})?\s{0,3}/?>",
    re.IGNORECASE,
)
# A template's own names, which nobody filled in: {title}, {{content}}, [!--newstext--], {dede:field.title/}, <%=title%>
NAMES = r"(?:page|article|doc|news|info|field|item)?[._:/ -]?(?:title|content|keywords?|description|body|url|date|author|user_?name|site_?name|newstext|summary|source)"
PLACEHOLDER = re.compile(
    rf"\{{\{{\s{{0,3}}[$#]?{NAMES}\s{{0,3}}\}}\}}|[$#]?\{{[$#]?{NAMES}/?\}}|\[!--[\w.]{{1,40}}--\]|\{{(?:dede|pboot|cms):[^{{}}]{{1,60}}\}}|<%=\s?{NAMES}\s?%>",
    re.IGNORECASE,
)
SCRIPT = re.compile(
    r"\bvar\s+[\w$]+\s*=[^;\u3400-\u9fff]{1,200};|"
    r"(?:\(?\b(?:window|document|googletag|adsbygoogle|jQuery)\b|\$\()[\w.$]{0,60}\s{0,3}[(.=|][^;\u3400-\u9fff]{0,300};"
)
# What an author says behind a tag, and quotes it with.
NAMED_SO = re.compile(
    r"[\"'`”’」》]?\s?(?:的?\s?(?:标签|标记|元素|属性|代码)|(?:tags?|elements?|attributes?)\b)", re.IGNORECASE
)
QUOTES = frozenset("\"'`“‘「《")
COMMENT = re.compile(r"<!--.{0,300}?-->|&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|middot);")
# One of these is in each of the signs below.
SIGN = re.compile(r"[{<;\[]")
# Signs without which a pattern cannot match, which most lines do not have.
BY_SIGNS = (
    (("{", ":", "}"), RULE),
    (("<", ">"), TAG),
    (("{", "}"), PLACEHOLDER),
    (("[!--",), PLACEHOLDER),
    (("<%",), PLACEHOLDER),
    (("=", ";"), SCRIPT),
    (("(", ";"), SCRIPT),
    (("window", ";"), SCRIPT),
    (("document", ";"), SCRIPT),
    (("<!--",), COMMENT),
    (("&", ";"), COMMENT),
)


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut leaked rules and tags, unless the text is about markup."""
    found = {
        line.start: spans
        for line in ledger.lines
        if line.block not in context.code and (spans := _spans(line))
    }
    prose = sum(len(line.text) for line in ledger.lines)
    # A tutorial is full of them; debris is rare.
    rare = prose > 60 * _kinds(ledger, found)
    return ledger.cut(lambda line: found.get(line.start, [])) if found and rare else ledger


def _kinds(ledger: Ledger, found: dict[int, list[Span]]) -> int:
    """How many there are; what a template left open counts once, however often it was filled in."""
    shown = [line.text[s.start : s.end] for line in ledger.lines for s in found.get(line.start, [])]
    left_open = {text for text in shown if PLACEHOLDER.fullmatch(text)}
    return len(left_open) + sum(text not in left_open for text in shown)


def _spans(line: Line) -> list[Span]:
    if not SIGN.search(line.text):
        return []
    present = [pattern for signs, pattern in BY_SIGNS if all(sign in line.text for sign in signs)]
    return [
        Span(*match.span(), "leaked-markup")
        for pattern in dict.fromkeys(present)
        for match in pattern.finditer(line.text)
        if not _is_spoken_of(line.text, match)
    ]


def _is_spoken_of(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence names what looks like markup: the <b> tag, 用<p>标签, "<br>"."""
    before, behind = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 10]
    return before in QUOTES or bool(NAMED_SO.match(behind))
