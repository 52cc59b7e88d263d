"""How much of a document was served, and how good its text is."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline.items import TextState
from pipeline.refine.clean.prompts import HELD, PAID_REST
from pipeline.refine.describe.facts import Facts

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
ELLIPSIS = re.compile(r"(?:\.{3,}|…+|·{3,}|。{3,})\s*[】\])）]?\s*$")
ENDED = re.compile(r"[。！？!?；;.．:：”’」』\"'）)】\]》>]\s*$")
# Characters of a text's end that tell how it ends.
ENDING = 60
# 剩下的 2100 字, 后面还有1,560个字: what the site keeps back, counted.
CHARS_LEFT = re.compile(
    r"(?:还有|还剩|剩余|剩下|余下|其余|后面|后文|下文)[^。\d]{0,8}(\d[\d,]{2,8})\s*(?:余|多)?个?字|\b\d[\d,]{2,8} more (?:words|characters)\b|"
    r"(?:剩余|还有|其余|余下)[^。\d]{0,8}\d{1,2}(?:\.\d+)?\s*[%％][^。]{0,8}(?:未|没|需|付费|登录|内容)|"
    r"(?:省|略|隐)去[^。\d]{0,6}\d[\d,]{1,8}\s*个?字|(?:藏|锁|扣)[^。\d，]{0,4}\d{1,4}\s*页|后\s?\d{1,4}\s?页[^。]{0,10}(?:看到|可见|得见|可看|可读)"
)
# The same in other languages: that the rest asks for something, and that pages are kept back in so many words.
FOREIGN_REST = re.compile(
    r"\bpreview\b|(?:continue|keep) reading|(?:to|and) (?:read|view|see|access) (?:the )?(?:full|rest|whole|entire|complete)|read the (?:rest|full)|\bunlock\b|"
    r"aperçu|extrait|lire la suite|(?:texte|version|document) (?:complète?|intégrale?)|vista previa|(?:texto|documento) completo|seguir leyendo|leer (?:el )?resto|"
    r"xem (?:trước|đầy đủ|tiếp|toàn bộ)|bản đầy đủ|vorschau|weiterlesen|anteprima|続きを読む|プレビュー",
    re.IGNORECASE,
)
KEPT_BACK = re.compile(
    r"pages? \d+ ?(?:to|-|–|through) ?\d+ (?:are|is) not (?:shown|included|available)|(?:limited|partial|free) preview|only (?:a )?(?:part|excerpt|preview) of|"
    r"\d+ (?:more )?pages? (?:remaining|left|hidden|not shown)|aperçu (?:limité|gratuit)|\d+ pages? (?:restantes?|masquées?)|vista previa (?:limitada|gratuita)|"
    r"\d+ páginas? (?:restantes?|ocultas?)|xem (?:trước|thử) (?:giới hạn|hạn chế|miễn phí)|bản (?:rút gọn|xem trước|xem thử)|còn (?:lại )?\d+ trang|begrenzte vorschau",
    re.IGNORECASE,
)
# Said right below a text by a site that serves no more of it: the rest, and what it costs.
THE_REST = r"(?:剩余|剩下|余下|其余|后面|后文|下文|以下|余文|余下全文|(?<![的是])(?:完整|全部|全[文稿篇]|整篇))(?:的)?(?:内容|部分|文字|正文|章节|段落|原文)?"
PAY = r"(?:登录|登陆|会员|VIP|购买|付费|支付|开通|解锁|扫码|关注|注册|订阅)"
HELD_BACK = re.compile(
    rf"{THE_REST}[^。]{{0,14}}{PAY}|{PAY}[^。]{{0,14}}(?:看|读|阅|览|获取|展示|显示|解锁)[^。]{{0,4}}{THE_REST}|^[^\w]*未完(?:[，,待]|$)",
    re.IGNORECASE | re.MULTILINE,
)
# Below dots that end a text any word on going on will do.
GO_ON = re.compile(
    r"继续|展开|解锁|全文|完整|剩|余下|其余|未完|购买|付费|会员|登录|登陆|下载|取走|原件|开通|more|continue|unlock|sign in|log in|full|"
    r"la suite|connecte|leer|sesión|completo|xem|tải|weiter|全部",
    re.IGNORECASE,
)
# To say something of the text asks for an account as well as to read it.
REMARKS = re.compile(
    r"评论|留言|回复|点评|发言|\bcomment|\brepl(?:y|ies)\b|commentaire|comentar|bình luận", re.IGNORECASE
)
# A last sentence that breaks off behind a word that must go on, or that is long enough not to be a name.
GOES_ON = re.compile(
    r"(?:[的地得和与及并而或且把被对向从由以为于在将让使是有要不没很更最第]|因为|所以|但是|而且|如果|以及|通过|关于|对于|[，、,])$"
)
SENTENCE_END = re.compile(r"[。！？!?；;…]|\.\s")
# Shorter is a signature, a date or a closing word without its full stop.
LONG_TAIL, OPENED = 30, 8
# Characters a page; the emptiest pages of a document hold more.
ABSTRACT_PAGE = 60


def text_state(
    text: str, facts: Facts, removed_after: str, *, abstracted: bool, adjoining: str | None = None
) -> TextState:
    """``full`` or ``preview``: the text itself is cut, told by counts or by an end in mid-sentence with a prompt.

    A "reading is over" prompt alone proves nothing: several sites print it above the whole text.
    ``removed_after`` is what the page shows below the text; ``abstracted`` says that it stands under a heading
    for abstracts, which decides when there are far more pages than text. ``adjoining`` are the lines right below
    the text, None where the site is known to serve whole texts beside pictures of a few pages.
    """
    total = facts.number("chars_total")
    if total and total > 1.15 * len(text) + 20:
        return "preview"
    pages, shown = facts.number("pages_total"), facts.number("pages_shown")
    if abstracted and pages and len(text) < ABSTRACT_PAGE * pages:
        return "abstract"
    last = text.rsplit("\n", 1)[-1][-ENDING:]
    hides_pages = pages is not None and shown is not None and shown < pages
    counted = CHARS_LEFT.search(removed_after) or KEPT_BACK.search(removed_after)
    held_back = adjoining is not None and (hides_pages or any(p.search(adjoining) for p in (HELD_BACK, HELD)))
    if counted or held_back or _breaks_off(text):
        return "preview"
    cut_off = len(last) >= 12 and not ENDED.search(last)
    trails = bool(ELLIPSIS.search(last))
    prompted = hides_pages or any(p.search(removed_after) for p in (PAID_REST, HELD, FOREIGN_REST))
    # A long line of whole sentences whose last one has no end, or dots: then any call to go on will do.
    breaks = trails or (
        cut_off and len(SENTENCE_END.split(last)) > 1 and len(SENTENCE_END.split(last)[-1]) >= 12
    )
    if breaks and (prompted or _goes_on(removed_after)) and not _signed(last):
        return "preview"
    return "preview" if cut_off and prompted and not _signed(last) else "full"


def _goes_on(removed_after: str) -> bool:
    return any(GO_ON.search(line) and not REMARKS.search(line) for line in removed_after.split("\n"))


def rare_share(text: str) -> float:
    """Share of Han characters outside the commonest levels of GB 2312 and Big5; running text has a few %."""
    han = "".join(HAN.findall(text))
    return sum(n for c, n in Counter(han).items() if _rare(c)) / len(han) if len(han) >= 20 else 0.0


def quality(text: str, state: TextState) -> float:
    """0 to 1, the mean of four parts: length (full at 300 characters), share of the text in lines that end as
    sentences do, share of common characters, completeness (preview and abstract count half).
    """
    lines = text.split("\n")
    sentences = sum(len(line) for line in lines if ENDED.search(line)) / max(1, sum(map(len, lines)))
    parts = (min(1.0, len(text) / 300), sentences, 1 - rare_share(text), 1.0 if state == "full" else 0.5)
    return round(sum(parts) / len(parts), 3)


def _breaks_off(text: str) -> bool:
    """Whether a text of whole sentences stops in the middle of one, without a mark: some sites cut silently.

    Only Chinese prose is told so: a line of verse, a list or a table ends anywhere.
    """
    lines = text.split("\n")
    last = lines[-1].rstrip()
    tail = SENTENCE_END.split(last)[-1]
    if ENDED.search(last) or not "\u4e00" <= tail[-1:] <= "\u9fff":
        return False
    # Nobody ends within a quotation that a sentence of his opened.
    if len(last) > len(tail) >= OPENED and any(tail.count(a) > tail.count(b) for a, b in ("“”", "《》")):
        return True
    if len(last) < LONG_TAIL:
        return False
    long = [line for line in lines[:-1] if len(line) >= LONG_TAIL]
    if sum(bool(ENDED.search(line)) for line in long) < 0.9 * len(long) or (
        len(last) == len(tail) and not long
    ):
        return False
    return (len(tail) >= 4 and bool(GOES_ON.search(tail))) or (len(tail) >= LONG_TAIL and "，" in tail)


def _signed(line: str) -> bool:
    return bool(re.search(r"[年月日号]\s*$", line)) or len(line) < 12


@cache
def _rare(char: str) -> bool:
    for codec, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if low <= char.encode(codec)[0] <= high:
                return False
        except UnicodeEncodeError:
            continue
    return True
