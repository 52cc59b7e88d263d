"""Lines in which a site says that it serves no more of a text than this: the rest, how much it is, what it costs.

Three things are told apart. A rest that is counted (「还有2780字」, 「只展示30%」, "9 pages remaining"). A rest that asks for something
(「下面的内容付费可见」, "log in to keep reading"), which right below a text means that it was cut, and elsewhere may be an offer.
And a mere call to go on (「展开」, "more"), which says something only below a text that breaks off.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.prompts import HAN, HELD, HELD_LATIN, PAID_REST
from pipeline.refine.describe.measures import is_left
from pipeline.refine.folding import has_any, small

# 此处省去 860 字, 藏着 4 页, 后 6 页，取走原件即可看到
CHARS_LEFT = re.compile(
    r"(?:还有|还剩|剩余|剩下|余下|其余|后面|后文|下文)[^。\d]{0,8}(\d[\d,]{2,8})\s*(?:余|多)?个?字|\b\d[\d,]{2,8} more (?:words|characters)\b|"
    r"(?:省|略|隐)去[^。\d]{0,6}\d[\d,]{1,8}\s*个?字|(?:还有|还剩|剩余|剩下|余下|其余)\s?\d{1,3}\s?[张屏](?!图|照)|(?:藏|锁|扣|压)[^。\d，]{0,4}\d{1,4}\s*页|后\s?\d{1,4}\s?页[^。]{0,10}(?:看到|可见|得见|可看|可读)"
)
# Shares of a text: a share that is left, and one that is shown, each with a word that says of what.
PER_CENT = (
    r"(?:(?<!\d)\d{1,2}(?:\.\d+)?\s*[%％]|[一二三四五六七八九](?:成[一二三四五六七八九]?|分之[一二三四]))"
)
SHARE_LEFT = re.compile(
    rf"(?:剩|余|还有|[未没]读|后面|下面|隐藏)[^。\d]{{0,6}}{PER_CENT}|{PER_CENT}[^。\d]{{0,6}}(?:未[读看显展]|没[读看]|被|[待需须]|隐藏|付费)"
)
SHARE_SHOWN = re.compile(
    rf"(?:显示|展示|呈现|开放|放出|免费|试[读看阅]|预览|阅读|[已看可]读|看到|能看|只看|(?:阅读|浏览|当前)进度|最多|前|到)[^。\d]{{0,8}}{PER_CENT}|{PER_CENT}[^。\d]{{0,4}}(?:可看|可读|免费|的?(?:预览|样稿))|全[文篇稿本]的?\s*{PER_CENT}"
)
OF_THE_TEXT = re.compile(
    r"内容|正文|[全本原]文|全[篇稿本]|未|[字读看阅览]|解锁|锁|登录|付费|购买|会员|订阅|下载|客户端|免费",
    re.IGNORECASE,
)
FOREIGN_SHARE = re.compile(r"(?<!\d)\d{1,2}\s?%")
FOREIGN_OF_TEXT = re.compile(
    r"document|text[eo]?\b|essay|paper|article|content|pages|\bread\b|\bl[ui]s?\b|leído|tài liệu|nội dung|đã (?:đọc|xem|hiển thị)|gelesen",
    re.IGNORECASE,
)
# The same in other languages: that the rest asks for something, and that pages are kept back in so many words.
FOREIGN_REST = re.compile(
    r"\bpreview\b|(?:continue|keep) reading|(?:to|and) (?:read|view|see|access) (?:the )?(?:full|rest|whole|entire|complete)|read the (?:rest|full)|\bunlock\b(?! (?:citations?|templates?|tools?|features?|\d+ (?:more )?(?:tools|features)))|"
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
# One of these is in each.
KEPT_WORDS = (
    "page", "preview", "only", "aperçu", "página", "vista previa", "xem", "bản", "trang", "vorschau",
)  # fmt: skip
# Said right below a text by a site that serves no more of it: the rest, and what it costs.
PIECE = r"(?:的)?(?:内容|部分|文字|正文|章节|段落|原文|篇幅)?"
# What else there may be a rest of.
NOT_TEXT = r"(?!\s*[:：]?\s*(?:积分|次数|金币|时间|天数|额度|下载|库存|名额|流量|(?:\d+|[一二两三四五六七八九十])\s*(?:天|次|个(?!字)|份|篇|券|名|元)))"
TRUE_REST = rf"(?:剩余|剩下|余下|其余|后面|下面|后续|后文|下文|以下(?!载)|余文|未读){NOT_TEXT}{PIECE}"
THE_REST = rf"(?:{TRUE_REST}|(?:余下全文|(?<![的是])(?:完整|全部|全[文稿篇]|整篇)(?!\s?(?:PPT|课件|图片|套装|打包|资料包))){PIECE})"
PAY = r"(?:登[录陆入]|会员|VIP|购买|付费|支付|开通|解锁|扫码|关注|注册|订阅|积分|充值|升级|兑换)"
# What takes the whole file asks for no more than a wish; of a rest it is the price.
FETCH = rf"(?:{PAY}|下载|客户端|App|小程序|移步|凭|原[件稿文]|验证|联系|索取|压缩包|订购|续费|[阅书月年季]卡|张卡|办卡|券|锁)"
# A part of a text, and words for there being no more of it.
PART = r"(?:前[\d一二两三四五六七八九十几半]|开头|开篇|部分|一段|节选|摘[录要编]|片段|上半|前半|样[章稿张本]|第[一1]页)"
ONLY = r"(?:只|仅|到此|至此|止于|不过是|不过)"
READ = r"(?:看|读|阅|览|获取|展示|显示|解锁|可见)"
VISITOR = r"(?:未登录|游客|访客|非会员|普通用户|未付费|未注册)"
HELD_BACK = re.compile(
    rf"{THE_REST}[^。]{{0,14}}{PAY}|{TRUE_REST}[^。，]{{0,4}}[仅只](?:供|限|对|向|面向)|{TRUE_REST}[^。]{{0,14}}{FETCH}|{PAY}[^。]{{0,14}}{READ}[^。]{{0,4}}{THE_REST}|{FETCH}[^。]{{0,10}}{READ}[^。]{{0,4}}{TRUE_REST}|"
    rf"^[^\w]*未完(?:[，,待]|$)|(?:全文|正文|文章|本文)(?:还|尚)?未完|{VISITOR}(?:用户)?[^。]{{0,6}}(?:只|仅|最多|可|不能)[^。]{{0,6}}{READ}|"
    r"(?:正在|您|你|以上)[^。]{0,4}[看读为是][^。]{0,4}(?:免费|试读|试看|试阅|预览)(?:的)?(?:部分|内容|片段|章节)|付费(?:文章|内容|文档|稿件|章节|可见|阅读)|"
    # Only a part of it is here; the other half is elsewhere; it was cut; so much is the whole.
    rf"(?:本|此|这|以上|上面|公开|页面|网页|您|你)[^。]{{0,6}}{ONLY}[^。]{{0,8}}{PART}|^[^。]{{0,6}}{ONLY}[是为][^。]{{0,4}}{PART}|(?:后|下|另一?)半[^。]{{0,10}}{FETCH}|"
    rf"(?:内容|全文|正文|文章|篇幅)[^。]{{0,6}}(?:截断|过长|太长)|{PAY}(?:后|即可|就)?(?:继续|接着|再续)(?:[阅看读往]|$)|续费[^。]{{0,4}}续|"
    r"(?:全[文篇稿本]|整篇|完整[版稿])\s?[需须要][^。]{0,4}\d[^。]{0,3}[币元分券点]",
    re.IGNORECASE | re.MULTILINE,
)
# One of these is in each: in the words for a rest, for a visitor without an account, for a part and so on.
HOLDING = re.compile("[剩余后下未完全整游访非普免试预付只仅此止不半截长继接再续]")
# The same in other languages: a rest and a gate before it, or a lock.
FOREIGN_GATE = re.compile(
    r"\b(?:sign|log)[ -]?(?:in|up)|register|subscri|member|account|purchase|\bbuy\b|upgrade|trial|locked|hidden|abonn|inscri|connect|achet|compte|réserv|suscri|regíst|regist|inicia|compra|socio|cuenta|reserv|ocult|"
    r"đăng (?:nhập|ký)|thành viên|\bmua\b|nâng cấp|bị (?:ẩn|khóa)|anmeld|registrier|\babo",
    re.IGNORECASE,
)
FOREIGN_LEFT = re.compile(
    r"\brest\b|remain|(?:keep|continue|to finish) reading|read on|more pages|la suite|le reste|\bla fin\b|continuer|restant|masqué|el resto|seguir leyendo|continuar leyendo|restante|por leer|"
    r"phần còn lại|\bcòn\b|đọc tiếp|xem tiếp|weiterlesen|der rest|el final",
    re.IGNORECASE,
)
FOREIGN_LOCK = re.compile(
    r"(?:(?<!upload and )(?<!upload to )unlock(?! (?:citations?|templates?|tools?|features?|\d+ (?:more )?(?:tools|features)))|débloque[rz]?|desbloque\w*|mở khóa)\b|(?:free|gratuite?|gratuita|miễn phí)\b[^.]{0,16}(?:pages|part|preview|sample|partie|extrait|parte|muestra|phần)[^.]{0,10}(?:end|over|fin|hết)|"
    r"(?:end|fin|hết) (?:of|de) (?:your |the |this |la |l['’])?(?:free )?(?:preview|sample|aperçu|extrait|partie gratuite|vista previa|muestra)|fin de (?:l['’])?(?:aperçu|extrait)|hết phần (?:miễn phí|xem trước)",
    re.IGNORECASE,
)
# Only the beginning of it is here.
FOREIGN_PART = re.compile(
    r"\b(?:only|just|solo|sólo|seulement|que|chỉ|nur|soltanto)\b[^.]{0,30}\b(?:excerpt|extract|sample|part\b|first|beginning|début|extrait|premi[eè]re?s|primer[ao]s|fragmento|extracto|đầu|trích|auszug|anfang)|"
    r"\b(?:this|ceci|ce document|esto|este texto|đây|dies) (?:is|est|es|là|chỉ là|ist)\b[^.]{0,10}(?:excerpt|extract|sample|extrait|extracto|fragmento|trích|auszug)|"
    r"(?:second|other) half|seconde moitié|autre moitié|segunda mitad|otra mitad|nửa (?:sau|còn lại)",
    re.IGNORECASE,
)
# Below dots that end a text any word on going on will do.
GO_ON = re.compile(
    r"继续|展开|解锁|全文|完整|剩|余下|其余|未完|购买|付费|会员|登[录陆入]|下载|取走|原件|开通|more|continue|unlock|sign in|log in|full|"
    r"la suite|connecte|leer|sesión|completo|xem|tải|weiter|全部",
    re.IGNORECASE,
)
# To say something of the text asks for an account as well as to read it.
# A button that unfolds what the page holds already asks for nothing; nothing is left; a call that one may pass over.
UNFOLDS = re.compile(r"^[^\w]*(?:点击|轻触|点此|点)?\s*(?:展开|点开|戳开|拉开|掀开|铺开)[^。，；]{0,12}$")
GATED = re.compile(rf"{FETCH}|[\d一二三四五六七八九十]\s*(?:元|[\u3400-\u9fff]?[币幣点豆券])", re.IGNORECASE)
NOTHING_LEFT = re.compile(
    r"(?:剩余|还剩|剩下|余下|还有)(?:内容|部分|正文|全文|篇幅)?\s*[:：]?\s*[0０零〇]\s*(?:[页頁字张屏]|[%％])|(?:请|可以?|直接)忽略[^\w]*$"
)
# Most patterns look for words of one script; shares are told with one of these signs.
LATIN, SHARED = re.compile("[A-Za-z]"), re.compile("[%％成]|分之")
REMARKS = re.compile(
    r"评论|留言|回复|点评|发言|\bcomment|\brepl(?:y|ies)\b|commentaire|comentar|bình luận", re.IGNORECASE
)


def counts_rest(lines: str) -> bool:
    """Whether one of the lines below a text says in figures that there is more of it."""
    if CHARS_LEFT.search(lines) or (has_any(small(lines), KEPT_WORDS) and KEPT_BACK.search(lines)):
        return True
    return SHARED.search(lines) is not None and any(
        _counts_share(line) and not asks_nothing(line) for line in lines.split("\n")
    )


def counts_what_follows(lines: str) -> bool:
    """Whether one of the lines above a text says in figures how much of it is kept back: 您翻到了第2页，箱底还压着5页."""
    found = CHARS_LEFT.search(lines)
    return found is not None and HAN.search(found[0]) is not None


def asks_nothing(line: str) -> bool:
    """Whether a line speaks of a rest for which nobody has to do more than to unfold it, or of none.

    >>> asks_nothing("展开剩余 62%"), asks_nothing("剩余 0 页"), asks_nothing("展开剩余 62% 需 3 元")
    (True, True, False)
    """
    return NOTHING_LEFT.search(line) is not None or (
        UNFOLDS.match(line) is not None and not GATED.search(line)
    )


def holds_back(lines: str) -> bool:
    """Whether one of the lines right below a text says that it goes on for those who pay, log in or ask.

    >>> holds_back("下面的内容付费可见"), holds_back("登录后发表评论"), holds_back("喜欢就下载吧")
    (True, False, False)
    """
    return any(
        _holds_back(line) and not REMARKS.search(line) and not asks_nothing(line)
        for line in lines.split("\n")
    )


def offers_rest(lines: str) -> bool:
    """Whether a line asks for something and gives the rest for it: enough below a text that breaks off."""
    return any(p.search(lines) for p in (PAID_REST, HELD, FOREIGN_REST, HELD_BACK))


def calls_on(lines: str) -> bool:
    """Whether a line only calls to go on: enough below dots."""
    return any(GO_ON.search(line) and not REMARKS.search(line) for line in lines.split("\n"))


def _holds_back(line: str) -> bool:
    shared = SHARED.search(line) is not None
    if HAN.search(line):
        if (HOLDING.search(line) and HELD_BACK.search(line)) or HELD.search(line):
            return True
        if shared and ((SHARE_SHOWN.search(line) and OF_THE_TEXT.search(line)) or _counts_share(line)):
            return True
    elif has_any(small(line), HELD_LATIN) and HELD.search(line):
        return True
    return (LATIN.search(line) is not None and _holds_back_latin(line, shared=shared)) or is_left(line)


def _holds_back_latin(line: str, *, shared: bool) -> bool:
    if FOREIGN_LOCK.search(line) or FOREIGN_PART.search(line):
        return True
    if FOREIGN_LEFT.search(line) and FOREIGN_GATE.search(line):
        return True
    return bool(shared and FOREIGN_SHARE.search(line) and FOREIGN_OF_TEXT.search(line))


def _counts_share(line: str) -> bool:
    return bool(SHARE_LEFT.search(line) and OF_THE_TEXT.search(line))
