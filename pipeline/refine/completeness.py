"""How much of a document was served, and how good its text is."""

from __future__ import annotations

import re

from pipeline.items import TextState
from pipeline.refine.clean.kept_back import (
    calls_on,
    counts_rest,
    counts_what_follows,
    holds_back,
    offers_rest,
)
from pipeline.refine.describe.facts import Facts
from pipeline.refine.last_words import is_closed
from pipeline.refine.rarity import rare_share

ELLIPSIS = re.compile(r"(?:\.{3,}|…+|·{3,}|。{3,})\s*[】\])）]?\s*$")
ENDED = re.compile(r"[。！？!?；;.．:：”’」』\"'）)】\]》>]\s*$")
# Characters of a text's end that tell how it ends.
ENDING = 60
# Right below dots any price will do, and any word for a taste of something; and a site may say that this is all.
PRICED = re.compile(
    r"\d+(?:\.\d+)?\s*(?:元|块|[\u3400-\u9fff]{0,2}[币幣券豆票])|试[听吃读看阅用](?!券)|[买购]票|付费|付費|VIP|会员|[$€£]\s?\d",
    re.IGNORECASE,
)
SAID_ALL = re.compile(
    r"(?:无[需须]|不[需用必]|免)(?:付费|登[录陆入]|会员|注册)[^。]{0,6}[看读][^。]{0,4}(?:完整|全[文篇部])|(?:已|以上)[^。，]{0,4}(?:显示|展示|加载|读取|呈现|为您?)[^。，]{0,4}(?:全部|全文|完整|完毕)(?![的前\d])|全[文篇][^。，]{0,2}(?:完|已?结束)|\b(?:entire|whole|full) (?:text|document) (?:is )?(?:shown|displayed|above)",
    re.IGNORECASE,
)
# A last sentence that breaks off behind a word that must go on, or that is long enough not to be a name.
GOES_ON = re.compile(
    r"(?:[的地得和与及并而或且把被对向从由以为于在将让使是有要不没很更最第]|因为|所以|但是|而且|如果|以及|通过|关于|对于|[，、,])$"
)
PAUSE = re.compile("[，,]")
SENTENCE_END = re.compile(r"[。！？!?；;…]|\.\s")
# 表态人：文印室主任 木子
SIGNED = re.compile(r"\s*(?:[\u4e00-\u9fff]{1,4}[人者员]|落款|署名|姓名)\s*[：:]\s*[^，。：:]{2,24}$")
# Shorter is a signature, a date or a closing word without its full stop.
LONG_TAIL, OPENED, OPEN_CLAUSES = 30, 8, 20
# Share of the characters that a page says there are, from which no sign of it can be missing: white space is counted by some.
NEARLY = 0.93
# As many times the characters of a text a page may say that there are, and still show it all: of one that breaks off, and one that ends.
NEARLY_ALL, UNSURE = 1.15, 1.35
# Characters a page; the emptiest pages of a document hold more.
ABSTRACT_PAGE = 60
# Slides of a deck, and characters that hardly any has less of in the mean.
MANY, SLIDE = 8, 30


def text_state(
    text: str,
    facts: Facts,
    removed_after: str,
    *,
    abstracted: bool,
    adjoining: str | None = None,
    above: str = "",
) -> TextState:
    """``full`` or ``preview``: the text itself is cut, told by counts or by an end in mid-sentence with a prompt.

    A "reading is over" prompt alone proves nothing: several sites print it above the whole text.
    ``removed_after`` is what the page shows below the text; ``abstracted`` says that it stands under a heading
    for abstracts, which decides when there are far more pages than text. ``adjoining`` are the lines right below
    the text, None where the site is known to serve whole texts beside pictures of a few pages; ``above`` are the lines above it.
    """
    total = facts.number("chars_total")
    # Some count more than there is where the text ends.
    most = UNSURE if ENDED.search(text[-ENDING:]) else NEARLY_ALL
    if (total and total > most * len(text) + 20) or counts_rest(removed_after):
        return "preview"
    pages, shown = facts.number("pages_total"), facts.number("pages_shown")
    if abstracted and pages and len(text) < ABSTRACT_PAGE * pages:
        return "abstract"
    last = text.rsplit("\n", 1)[-1][-ENDING:]
    hides_pages = pages is not None and shown is not None and shown < pages
    has_all = total is not None and 0 < NEARLY * total <= len(text)
    said_all = bool(adjoining and SAID_ALL.search(adjoining) and ENDED.search(last)) and not hides_pages
    held_back = adjoining is not None and (hides_pages or holds_back(adjoining) or counts_what_follows(above))
    # A deck of many slides of which few are shown may end in thanks all the same.
    few = held_back and pages is not None and pages >= MANY and len(text) < SLIDE * pages
    # Whoever thanks his listeners has said all, whatever the site asks for beside it; and a site may say so itself.
    if has_all or said_all or (is_closed(text) and not few):
        return "full"
    if held_back or (hides_pages and pages and len(text) < ABSTRACT_PAGE * pages) or _breaks_off(text):
        return "preview"
    cut_off = len(last) >= 12 and not ENDED.search(last)
    trails = bool(ELLIPSIS.search(last))
    # A long line of whole sentences whose last one has no end, or dots: then any call to go on will do.
    breaks = trails or (
        cut_off
        and (len(SENTENCE_END.split(last)) > 1 or GOES_ON.search(last) is not None)
        and len(SENTENCE_END.split(last)[-1]) >= 12
    )
    if not (breaks or cut_off) or _signed(last):
        return "full"
    prompted = hides_pages or offers_rest(removed_after)
    # So will a price where the last clause of several breaks off.
    tail = SENTENCE_END.split(last)[-1]
    clauses = cut_off and len(tail) >= OPEN_CLAUSES and "，" in tail
    priced = (trails or clauses) and bool(adjoining) and PRICED.search(adjoining or "") is not None
    called = prompted or (breaks and (priced or calls_on(removed_after)))
    return "preview" if called else "full"


def quality(text: str, state: TextState) -> float:
    """0 to 1, the mean of four parts: length (full at 300 characters), share of the text in lines that end as
    sentences do, share of common characters, completeness (preview and abstract count half).
    """
    lines = text.split("\n")
    sentences = sum(len(line) for line in lines if ENDED.search(line[-ENDING:])) / max(
        1, sum(map(len, lines))
    )
    parts = (min(1.0, len(text) / 300), sentences, 1 - rare_share(text), 1.0 if state == "full" else 0.5)
    return round(sum(parts) / len(parts), 3)


def _breaks_off(text: str) -> bool:
    """Whether a text of whole sentences stops in the middle of one, without a mark: some sites cut silently.

    Only Chinese prose is told so: a line of verse, a list or a table ends anywhere.
    """
    lines = text.split("\n")
    last = lines[-1].rstrip()
    if ENDED.search(last[-ENDING:]):
        return False
    tail = SENTENCE_END.split(last)[-1]
    if not "\u4e00" <= tail[-1:] <= "\u9fff":
        return False
    # Nobody ends within a quotation that a sentence of his opened.
    if len(last) > len(tail) >= OPENED and any(tail.count(a) > tail.count(b) for a, b in ("“”", "《》")):
        return True
    if len(last) < LONG_TAIL:
        return False
    long = [line for line in lines[:-1] if len(line) >= LONG_TAIL]
    if sum(bool(ENDED.search(line[-ENDING:])) for line in long) < 0.9 * len(long) or (
        len(last) == len(tail) and not long
    ):
        return False
    return (len(tail) >= 4 and bool(GOES_ON.search(tail))) or (
        len(tail) >= LONG_TAIL and PAUSE.search(tail) is not None
    )


def _signed(line: str) -> bool:
    return (
        bool(re.search(r"[年月日号]\s*$", line))
        or len(line) < 12
        or SIGNED.match(SENTENCE_END.split(line)[-1]) is not None
    )
