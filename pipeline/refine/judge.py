"""Judgement: is the page a document at all, and how much of it was served."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.items import MAX_PAGE_BYTES, Page, RejectOutcome
from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import NOT_LETTERS, fold, is_title
from pipeline.refine.describe.facts import Facts
from pipeline.refine.rarity import rare_share
from pipeline.refine.view import View
from pipeline.refine.walls import Verdict, declares_document, judge_notice, own_size

# Shorter main text is a leftover; the shortest documents of the field have about 60 characters.
SHORTEST = 30
UTF16 = (b"\xff\xfe", b"\xfe\xff")
MAGIC = (
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"%PDF", "PDF file"),
    (b"PK\x03\x04", "ZIP or office file"),
    (b"\xd0\xcf\x11\xe0", "office file"),
    (b"Rar!", "RAR file"),
    (b"\x1f\x8b", "gzip file"),
    (b"7z\xbc\xaf", "7z file"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3", "SQLite database"),
)
# What a page of text is served as; a wrong label such as application/octet-stream is left to its bytes.
READABLE = re.compile(
    r"text/(?:html|plain|xml|x-(?!ndjson)\w+)|application/(?:xhtml\+xml|xml|octet-stream|x-\w*html\w*)|[^/]*"
)
# A listing says a sentence at most and its rows are short; a document on a page full of links has more
# of its own: sentences, or at least lines as long as sentences.
LISTING = "list of links"
TOO_LITTLE = "too little text"
LISTING_SENTENCES = 40
LISTING_WORDS = 120
LONG_LINE = 20
EXCERPT = 300
# Lines that are so likely main text, and so many characters of them in one element, are a text without sentences.
LIKELY, FEWEST_LINES, TOGETHER = 0.5, 3, 80
FEWEST_EXCERPTS = 4
# Characters in sentences that no listing introduces itself with.
ARTICLE = 800
# Characters of labels that a reader may show beside its pictures.
MOST_LABELS = 120
FEWEST_LINKS = 4
# Share of a row that is link: the title of another document, beside its counts.
ROW = 0.3
MOST_TAGS = 200_000
# What a card of a file tells, whatever else.
PAGES_TOLD, MOST_TOLD = re.compile(r"\d\s?页|页数"), 2
CARD = frozenset(("site_document_id", "pages_total", "file_format", "file_size"))
# Any text repeats itself in the long run. The beginning of one that does not shows it.
SAMPLE, BEGINNING, ENOUGH_LETTERS = 20_000, 5_000, 400
# Of fewer letters the share of rare ones says nothing.
FEWEST_LETTERS = 60
MOST_REPEATED = 0.08
MOST_LINES = 30_000
# Private use, unreadable, and the boxes that fonts draw for a letter they do not have.
SIGNS = re.compile("[\ue000-\uf8ff\ufffd\u25a0-\u25ff]")
FEWEST_SIGNS = 60
SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$)")
STATUS: dict[int, RejectOutcome] = {
    401: "blocked",
    403: "blocked",
    407: "blocked",
    429: "blocked",
    451: "gone",
    404: "gone",
    410: "gone",
}


def judge_response(page: Page) -> Verdict | None:
    """What status, size, label and first bytes tell before anything is read."""
    # 304 with a body: the server says that the page is what it was, and these are its bytes.
    if page.status >= 300 and not (page.status == 304 and page.body):
        return Verdict(STATUS.get(page.status, "error"), f"HTTP status {page.status}")
    reason = _unreadable(page)
    return Verdict("rejected", reason) if reason else None


def _unreadable(page: Page) -> str | None:
    media = (page.header("content-type") or "").partition(";")[0].strip().lower()
    named = next((name for magic, name in MAGIC if page.body.startswith(magic)), None)
    size = len(page.body)
    # No tag is shorter than two bytes.
    tags = page.body.count(b"<") if size > 2 * MOST_TAGS else 0
    faults = (
        (not page.body or page.body.isspace(), "empty page"),
        (
            size > MAX_PAGE_BYTES,
            f"page of {size / 2**20:.1f} MB is over the limit of {MAX_PAGE_BYTES // 2**20} MB",
        ),
        (named is not None, f"not a web page: {named}"),
        (not READABLE.fullmatch(media), f"not a web page: {media}"),
        (tags > MOST_TAGS, f"page of {tags:,} tags is over the limit of {MOST_TAGS:,}"),
        (page.body[:1000].count(0) > 20 and page.body[:2] not in UTF16, "not a web page: binary content"),
    )
    return next((reason for is_fault, reason in faults if is_fault), None)


def judge_page(view: View) -> Verdict | None:
    """Whether the visible page is endless, a wall or a notice that the document is gone."""
    if len(view.blocks) > MOST_LINES:
        return Verdict("rejected", f"page of {len(view.blocks):,} lines is over the limit of {MOST_LINES:,}")
    return judge_notice(view) or _judge_signs(view.blocks)


def _judge_signs(blocks: list[Block]) -> Verdict | None:
    """Whether the page has boxes and private signs where its text should stand, whatever menus are around it."""
    said = "".join(block.text for block in blocks if block.link_density < 0.5)
    signs = 0 if said.isascii() else len(SIGNS.findall(said))
    if signs < FEWEST_SIGNS or signs < 0.5 * len(said):
        return None
    return Verdict("rejected", f"garbled: {signs} signs in the place of letters")


def has_card(view: View, facts: Facts, text: str) -> bool:
    """Whether a page tells so much of one file, and of no other, that a text with a sentence is that file's, however short."""
    told = facts.values.keys() >= CARD and SENTENCE.search(text) is not None
    return told and len(PAGES_TOLD.findall(view.said)) <= MOST_TOLD


def judge_listing(
    blocks: list[Block], kept: set[int], title: str | None, chances: Sequence[float] = ()
) -> Verdict | None:
    """Whether the page is a list of links: what was kept of it says hardly anything in sentences, is links
    itself, or is the excerpts that stand below them.

    ``chances``: how likely each block was to be main text, where that was asked.
    """
    links = sum(len(block.anchors) for block in blocks)
    if links < FEWEST_LINKS:
        return None
    sentences = sum(len(blocks[i].text) for i in kept if _is_sentence(blocks[i]))
    lines = [blocks[i].text for i in kept if blocks[i].link_density < 0.3]
    words = sum(len(line) for line in lines if len(line) >= LONG_LINE)
    kept_links = sum(len(blocks[i].text) for i in kept if blocks[i].link_density > 0.6)
    # A document prints its title as words; a category prints a name, and its documents' titles as links.
    titled = _is_long(title or "") and any(
        b.link_density < 0.3 and _prints(b.text, title or "") for b in blocks
    )
    says_little = (
        sentences < (LISTING_SENTENCES if titled else 2 * LISTING_SENTENCES)
        and words < LISTING_WORDS
        and not (chances and _holds_together(blocks, kept, chances))
    )
    excerpted_at = {i for i in kept if _is_excerpt(blocks, i)}
    excerpts = [len(blocks[i].text) for i in excerpted_at]
    excerpted = len(excerpts) >= 2 and sum(excerpts) > 0.7 * sentences
    # However long the name of a category is: what it prints is one excerpt after the other.
    listed = len(excerpts) >= FEWEST_EXCERPTS and sum(excerpts) > 0.8 * max(sentences, words)
    # However many rows of links stand below it: so much in sentences of its own is a text.
    own = sum(len(blocks[i].text) for i in kept - excerpted_at if _is_sentence(blocks[i]))
    listed = (listed or (not titled and excerpted)) and own < ARTICLE
    if says_little or kept_links > 2 * sum(map(len, lines)) or listed:
        return Verdict("listing", f"{LISTING}: {links} of them, {sentences} characters in sentences")
    return None


def rows_below(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The rows of links with counts that were kept below a text of sentences: other documents of the site."""
    last = next(
        (
            i
            for i in sorted(kept, reverse=True)
            if blocks[i].link_density < ROW and SENTENCE.search(blocks[i].text)
        ),
        -1,
    )
    below = [i for i in kept if i > last]
    rows = {i for i in below if blocks[i].anchors and blocks[i].link_density >= ROW}
    return rows if last >= 0 and len(rows) >= FEWEST_LINKS and len(rows) > 0.8 * len(below) else set()


def _holds_together(blocks: list[Block], kept: set[int], chances: Sequence[float]) -> bool:
    """Whether one element holds several short lines of text that are likely main: of a list each row is an element."""
    lines: dict[tuple[int, ...], list[int]] = {}
    for i in kept:
        if blocks[i].link_density < 0.3 and chances[i] >= LIKELY:
            # Their own element, or elements of one kind in one: the lists of slides.
            lines.setdefault(blocks[i].path[:-1], []).append(len(blocks[i].text))
            if len(blocks[i].path) > 2:
                lines.setdefault(blocks[i].path[:-2], []).append(len(blocks[i].text))
    return any(len(sizes) >= FEWEST_LINES and sum(sizes) >= TOGETHER for sizes in lines.values())


def _is_excerpt(blocks: list[Block], i: int) -> bool:
    """A short text below the linked title of another page, with a further one or a "read on" link below it.

    So are a document's counts: pages, views, date.
    """
    text = blocks[i].text
    if len(text) > EXCERPT:
        return False
    # Most lines of a text have no links above them.
    if not any(_links_on(block) for block in blocks[max(0, i - 2) : i]):
        return False
    if not _is_sentence(blocks[i]):
        trails = text.endswith(("…", "...")) or any(map(str.isdigit, text))
        if not trails or len(text) < LONG_LINE:
            return False
    return any(block.link_density > 0.5 or _links_on(block) for block in blocks[i + 1 : i + 4])


def _links_on(block: Block) -> bool:
    """Whether a line is the linked title of another page, or begins with one and goes on to its counts."""
    if block.link_density > 0.8:
        return _is_long(block.text)
    start, end = block.anchors[0] if len(block.anchors) == 1 else (1, 0)
    return start == 0 and _is_long(block.text[:end]) and any(map(str.isdigit, block.text[end:]))


def _prints(line: str, title: str) -> bool:
    """Whether a line is the title, give or take a badge before or a file ending behind it."""
    return is_title(line, title) or (len(line) <= len(title) + 12 and fold(title) in fold(line))


def _is_long(title: str) -> bool:
    """Six hanzi make a title, and some more letters."""
    return len(re.findall(r"[\u3400-\u9fff]", title)) >= 6 or len(title) >= 18


def _is_sentence(block: Block) -> bool:
    return block.link_density < 0.3 and (
        len(block.text) >= 80 or (len(block.text) >= 8 and bool(SENTENCE.search(block.text)))
    )


def serves_no_text(view: View, facts: Facts, verdict: Verdict, *, scripted: bool) -> bool:
    """Whether a page without text is a document all the same: a reader that draws its pages, or a file's card.

    ``scripted`` says that its scripts describe one. Else the page must say so itself, in its head or by page count
    and file type; a page count beside pictures will do where it is not a listing, whose pager has one too.
    """
    if not facts.text("title") or not verdict.reason.startswith((TOO_LITTLE, LISTING)):
        return False
    counted = facts.number("pages_total") is not None
    carded = counted and facts.text("file_format") is not None
    if verdict.outcome == "listing":
        return view.drawn and (carded or declares_document(view))
    shown = view.drawn or scripted
    return (
        scripted
        or carded
        or (declares_document(view) and (shown or "og:type" in view.meta))
        or (shown and counted)
    )


def judge_beside_pictures(view: View, text: str, facts: Facts) -> Verdict | None:
    """Whether a reader of drawn pages says nothing besides: labels, buttons, and sentences to its visitor."""
    counts = "canvas" in view.words and facts.number("pages_total") is not None
    if not view.drawn or not (counts or declares_document(view)) or len(text) > MOST_LABELS:
        return None
    if SENTENCE.search(text) and own_size(text.split("\n")) > 0.3 * len(text):
        return None
    return Verdict("rejected", f"{TOO_LITTLE}: {len(text)} characters beside the pictures of the pages")


def judge_text(text: str) -> Verdict | None:
    """Whether the text is too little or garbled."""
    # The beginning of most texts is proof enough for all of it.
    wanted = int(MOST_REPEATED * min(len(text), SAMPLE)) + 1
    for beginning in (max(2 * wanted, ENOUGH_LETTERS), 4 * wanted, BEGINNING):
        letters = NOT_LETTERS.sub("", text[:beginning])
        varied = len(letters) >= FEWEST_LETTERS and len(_grams(letters)) >= wanted
        if varied:
            break
    if not varied:
        letters = NOT_LETTERS.sub("", text)
    if len(letters) < SHORTEST:
        return Verdict("rejected", f"{TOO_LITTLE}: {len(letters)} letters")
    if text.count("\ufffd") > 0.02 * len(text):
        return Verdict("rejected", "garbled: undecodable characters")
    if not varied and (repeated := _repeats(letters[:SAMPLE])):
        return Verdict("rejected", f"garbled: the same characters over and over, such as {repeated}")
    share = rare_share(text)
    if len(letters) >= FEWEST_LETTERS and share > 0.5:
        return Verdict("rejected", f"garbled: {share:.0%} of the characters are rare")
    return None


def _repeats(letters: str) -> str | None:
    """What a text says over and over, if it has hardly anything else."""
    if len(letters) < FEWEST_LETTERS:
        return None
    grams = Counter(letters[i : i + 4] for i in range(len(letters) - 3))
    return grams.most_common(1)[0][0] if len(grams) < MOST_REPEATED * len(letters) else None


def _grams(letters: str) -> set[str]:
    return {letters[i : i + 4] for i in range(len(letters) - 3)}
