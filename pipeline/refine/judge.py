"""Judgement: is the page a document at all, and how much of it was served."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from pipeline.items import MAX_PAGE_BYTES, Page, RejectOutcome
from pipeline.refine.blocks import Block
from pipeline.refine.clean.context import fold, is_title
from pipeline.refine.completeness import rare_share
from pipeline.refine.describe.facts import Facts
from pipeline.refine.view import View

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
    r"text/(?:html|plain|xml|x-\w+)|application/(?:xhtml\+xml|xml|octet-stream|x-\w*html\w*)|[^/]*"
)
WALL = re.compile(
    r"网络环境.{0,8}(?:安全验证|频繁|异常)|访问(?:过于|太过|太)频繁|操作(?:过于|太)频繁|请(?:先)?完成.{0,8}验证|人机验证|安全验证|滑动验证|拖动滑块|"
    r"请输入验证码|(?:拖|按住).{0,8}滑块|滑块.{0,10}(?:拖|滑|对齐)|拼图.{0,8}(?:对齐|验证)|(?:打开页面|访问|请求|操作).{0,8}(?:过多|过快|频繁)|确认.{0,8}(?:是您本人|是本人|是真人|不是机器)|采集程序|异常(?:访问|流量)|您的IP|verify (?:that )?you are (?:a )?human|checking your browser|unusual traffic|"
    r"access denied|enable javascript and cookies to continue|just a moment|one moment, please|that you are a (?:person|human)|\bray id\b|captcha",
    re.IGNORECASE,
)
# How readers of drawn pages sign their titles.
READER_SITE = re.compile(r"[-_–|]\s*[^-_–|]{0,8}(?:文库|豆丁|道客|爱问|原创力|文档)[^-_–|]{0,6}$")
LOGIN_WALL = re.compile(
    r"^(?:用户)?(?:登录|登陆)$|(?:请|您)(?:先|需要?|尚未)?(?:登录|登陆)(?:后)?(?:再?(?:查看|访问|继续|浏览))?"
)
GONE = re.compile(
    r"(?:文档|文章|页面|内容|资源|帖子|主题|信息|网页|资料)(?:已经?|已被|可能已?|不|未)(?:被)?.{0,6}(?:删除|下架|移除|不存在|失效|屏蔽|关闭|找到)|"
    r"(?:您|你)?(?:访问|查看|请求|要?找)的.{0,8}(?:不存在|已删除|已下架|找不到|无法找到)|不存在或(?:者)?已|(?:文档|资料|文章|内容|页面|分享)[^。]{0,6}(?:已经?撤下|已下线|已过期|已失效)|不再提供(?:浏览|下载|阅读|访问)|(?:期限|有效期)已(?:过|到)|现在?谁?也?看不到了|已被(?:作者|用户|管理员|版权方).{0,4}(?:删除|下架)|"
    r"404 not found|page not found|页面未找到|找不到(?:该)?(?:页面|网页)|has been (?:removed|deleted)|no longer available",
    re.IGNORECASE,
)
# A listing says a sentence at most and its rows are short; a document on a page full of links has more
# of its own: sentences, or at least lines as long as sentences.
LISTING = "list of links"
TOO_LITTLE = "too little text"
LISTING_SENTENCES = 40
LISTING_WORDS = 120
LONG_LINE = 20
EXCERPT = 300
FEWEST_LINKS = 4
MOST_TAGS = 200_000
# Any text repeats itself in the long run.
SAMPLE = 20_000
MOST_LINES = 30_000
# Characters of running text, the notice itself not counted.
NOTICE_PAGE = 150
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


class Verdict(NamedTuple):
    """Why a page is no document."""

    outcome: RejectOutcome
    reason: str


def judge_response(page: Page) -> Verdict | None:
    """What status, size, label and first bytes tell before anything is read."""
    if page.status >= 300:
        return Verdict(STATUS.get(page.status, "error"), f"HTTP status {page.status}")
    reason = _unreadable(page)
    return Verdict("rejected", reason) if reason else None


def _unreadable(page: Page) -> str | None:
    media = (page.header("content-type") or "").partition(";")[0].strip().lower()
    named = next((name for magic, name in MAGIC if page.body.startswith(magic)), None)
    size, tags = len(page.body), page.body.count(b"<")
    faults = (
        (not page.body.strip(), "empty page"),
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
    """Whether the visible page is a wall or a notice that the document is gone.

    A notice fills its page, whatever links stand around it; a document that mentions one has more to say.
    """
    if len(view.blocks) > MOST_LINES:
        return Verdict("rejected", f"page of {len(view.blocks):,} lines is over the limit of {MOST_LINES:,}")
    own_words = [
        b.text for b in view.blocks if b.link_density < 0.3 and (len(b.text) >= 40 or _is_sentence(b))
    ]
    if (
        sum(map(len, own_words)) > 2 * NOTICE_PAGE
        or sum(len(text) for text in own_words if not WALL.search(text) and not GONE.search(text))
        > NOTICE_PAGE
    ):
        return None
    visible = view.visible
    heading = " ".join(filter(None, (view.head_title, *(block.text for block in view.blocks[:6]))))
    wall = WALL.search(heading) or (WALL.search(visible) if len(visible) < 10 * NOTICE_PAGE else None)
    if wall:
        return Verdict("blocked", f"anti-bot or verification page: {wall[0]}")
    gone = GONE.search(heading) or (GONE.search(visible) if len(visible) < 3 * NOTICE_PAGE else None)
    if gone:
        return Verdict("gone", f"notice that it is gone: {gone[0]}")
    login = LOGIN_WALL.search(heading)
    if login and sum(map(len, own_words)) < 60 and len(visible) < 3 * NOTICE_PAGE:
        return Verdict("blocked", f"login wall: {login[0]}")
    return None


def judge_listing(blocks: list[Block], kept: set[int], title: str | None) -> Verdict | None:
    """Whether the page is a list of links: what was kept of it says hardly anything in sentences, is links
    itself, or is the excerpts that stand below them.
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
        sentences < (LISTING_SENTENCES if titled else 2 * LISTING_SENTENCES) and words < LISTING_WORDS
    )
    excerpts = [len(blocks[i].text) for i in kept if _is_excerpt(blocks, i)]
    excerpted = len(excerpts) >= 2 and sum(excerpts) > 0.7 * sentences
    if says_little or kept_links > 2 * sum(map(len, lines)) or (not titled and excerpted):
        return Verdict("listing", f"{LISTING}: {links} of them, {sentences} characters in sentences")
    return None


def _is_excerpt(blocks: list[Block], i: int) -> bool:
    """A short text below the linked title of another page, with a further one or a "read on" link below it."""
    if not _is_sentence(blocks[i]) or len(blocks[i].text) > EXCERPT:
        return False
    above = any(block.link_density > 0.8 and _is_long(block.text) for block in blocks[max(0, i - 2) : i])
    return above and any(block.link_density > 0.5 for block in blocks[i + 1 : i + 4])


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


def serves_no_text(view: View, facts: Facts, verdict: Verdict) -> bool:
    """Whether a page without text is a document all the same: a reader that draws its pages.

    The page must say so itself; a page count will do where it is not a listing, whose pager has one too.
    """
    if not view.drawn or not facts.text("title"):
        return False
    declared = view.meta.get("og:type") == "document" or any(m.startswith("og:document:") for m in view.meta)
    declared = declared or bool(READER_SITE.search(view.head_title or ""))
    counted = verdict.outcome != "listing" and facts.number("pages_total") is not None
    return verdict.reason.startswith((TOO_LITTLE, LISTING)) and (declared or counted)


def judge_text(text: str) -> Verdict | None:
    """Whether the text is too little or garbled."""
    letters = re.sub(r"[\W_]", "", text)
    if len(letters) < SHORTEST:
        return Verdict("rejected", f"{TOO_LITTLE}: {len(letters)} letters")
    if text.count("\ufffd") > 0.02 * len(text):
        return Verdict("rejected", "garbled: undecodable characters")
    sample = letters[:SAMPLE]
    grams = Counter(sample[i : i + 4] for i in range(len(sample) - 3))
    if len(sample) >= 120 and len(grams) < 0.08 * len(sample):
        return Verdict(
            "rejected", f"garbled: the same characters over and over, such as {grams.most_common(1)[0][0]}"
        )
    share = rare_share(text)
    if len(letters) >= 60 and share > 0.5:
        return Verdict("rejected", f"garbled: {share:.0%} of the characters are rare")
    return None
