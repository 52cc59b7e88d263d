"""Cleaners: each removes one kind of noise that stands inside extracted text, and says by which rule.

Six look at one line by itself (``rule_of``), the others at the lines together (``clean``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.refine.clean import (
    apart,
    boxes,
    bylines,
    calls,
    captions,
    cards,
    counters,
    dump_tails,
    edges,
    editors,
    fact_lines,
    footers,
    glosses,
    inserted,
    lead_in,
    leaked_markup,
    mends,
    page_glue,
    page_marks,
    prompts,
    refrains,
    self_named,
    shifted,
    strangers,
    titles,
    watermarks,
)
from pipeline.refine.clean.between import authors_between
from pipeline.refine.clean.context import Context
from pipeline.refine.clean.own_words import quoted_blocks, signed_blocks
from pipeline.refine.clean.print_lines import (
    FLATTENED,
    in_print,
    join_print_lines,
    without_page_ends,
    without_page_numbers,
)
from pipeline.refine.clean.prompts import LONGEST
from pipeline.refine.clean.running_heads import without_running_heads
from pipeline.refine.folding import simplified
from pipeline.refine.ledger import Ledger, Span
from pipeline.refine.lexicon import site_voice
from pipeline.refine.paged import shows_slides

# A line that says more than what it quotes, and what it quotes.
QUOTING, QUOTED = 40, re.compile(r"“[^“”]{6,80}”")
# What may stand before a notice, and characters of one.
BEFORE_NOTICE, LONGEST_NOTICE = re.compile(r"[。！？]|(?<=[\u3000-\u9fff])\s+"), 60
# People who are spoken to in a hall.
HALL = re.compile(r"各位|大家|同志|同学")
# What is wrong with single characters goes first: the other cleaners read words. A phrase that divides sentences goes
# while it still stands between them.
MENDERS = (mends, shifted, glosses, leaked_markup, refrains, cards)
LINE_CLEANERS = (counters, fact_lines, footers, boxes, captions, prompts)
# After the whole lines, so that page glue sees the true neighbours of a line; titles are looked for at the
# top of what is left.
TEXT_CLEANERS = (
    watermarks,
    lead_in,
    page_marks,
    page_glue,
    titles,
    editors,
    bylines,
    boxes,
    calls,
    apart,
    strangers,
    self_named,
    edges,
    dump_tails,
    inserted,
)


def line_rule(line: str, context: Context) -> str | None:
    """The rule by which a whole line is noise, None if it is not."""
    text = line.strip()
    if context.traditional:
        text = simplified(text)
    if len(text) > QUOTING and "“" in text:
        # What a sentence quotes others are to blame for.
        text = QUOTED.sub("“”", text)
    if context.site_name and context.site_name in text and len(text) <= LONGEST:
        text = _with_site_named(text, context.site_name)
    for cleaner in LINE_CLEANERS:
        rule: str | None = cleaner.rule_of(text, context)
        if rule:
            return rule
    return None


def _with_site_named(text: str, name: str) -> str:
    """本站 for the site's name where the rest of the line is the site's voice: an author may thank his society."""
    rest = text.replace(name, "")
    ours = site_voice(rest)[1] and not HALL.search(rest)
    return text.replace(name, "本站") if ours else text


def _without_last_notice(ledger: Ledger, context: Context) -> Ledger:
    """Without a notice of the site's behind the last sentence, or the last blank, of a line that lost its line breaks."""
    if not ledger.lines or len(ledger.lines[-1].text) < FLATTENED:
        return ledger
    last = ledger.lines[-1]
    text = last.text.rstrip()
    at = max((found.end() for found in BEFORE_NOTICE.finditer(text, 0, len(text) - 1)), default=0)
    notice = last.text[at:].strip()
    rule = line_rule(notice, context) if 0 < len(notice) <= LONGEST_NOTICE else None
    return ledger.cut(lambda line: [Span(at, len(line.text), rule)] if rule and line is last else [])


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Run all cleaners over the lines that are left of a page."""
    # They are as little the site's to cut as program text.
    quoted = quoted_blocks(ledger, context)
    context = replace(context, code=context.code | quoted | signed_blocks(ledger))
    for cleaner in MENDERS:
        ledger = cleaner.clean(ledger, context)
    ledger = without_page_numbers(
        without_running_heads(ledger, context),
        lambda: shows_slides(context.blocks),
    )
    # The half of a sentence that a printed line holds may be all about reading and paying.
    inside = in_print(ledger)
    if inside:
        ledger = without_page_ends(ledger, inside)
        inside = in_print(ledger)
    rules = {
        line.start: rule
        for line in ledger.lines
        if line.start not in inside and line.block not in quoted and (rule := line_rule(line.text, context))
    }
    stays = authors_between(ledger, rules, context)
    ledger = ledger.drop(lambda line: None if line.start in stays else rules.get(line.start))
    if inside:
        ledger = join_print_lines(ledger)
    looked_at = {line.text for line in ledger.lines}
    for cleaner in TEXT_CLEANERS:
        ledger = cleaner.clean(ledger, context)
    ledger = _without_last_notice(ledger, context)
    # What a text cleaner left of a line may be noise by itself.
    ledger = ledger.drop(lambda line: None if line.text in looked_at else line_rule(line.text, context))
    # Lines that went may have kept two printings of the title apart, or one from the number of its page.
    return titles.clean(without_running_heads(ledger, context), context)
