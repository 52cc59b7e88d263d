"""Style rules, scripts and tag debris that leaked into the text of imported Word documents.

Removes 「@page Section0{mso-header-margin:42.55pt;}」, 「</o:p>」, 「var s=1;」 and names that a template was to fill,
「{title}」. Keeps braces and comparisons of an author (「若 a<b 则」, 「{注}」): a rule has a property and a colon inside
its braces, a tag a name right behind its bracket.
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
COMMENT = re.compile(r"<!--.{0,300}?-->|&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|middot);")


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Cut leaked rules and tags, unless the text is about markup."""
    del context
    found = sum(len(_spans(line)) for line in ledger.lines)
    prose = sum(len(line.text) for line in ledger.lines)
    # A tutorial is full of them; debris is rare.
    return ledger.cut(_spans) if found and prose > 60 * found else ledger


def _spans(line: Line) -> list[Span]:
    if not any(sign in line.text for sign in ("{", "<", "&", "[!--", ";")):
        return []
    return [
        Span(*match.span(), "leaked-markup")
        for pattern in (RULE, TAG, PLACEHOLDER, SCRIPT, COMMENT)
        for match in pattern.finditer(line.text)
    ]
