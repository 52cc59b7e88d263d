"""What is left of the site's boxes around a text: headings of lists, share bars, menus, ways to the next page.

Removes 「分享到：微信 QQ空间」, 「关于我们 | 帮助 | 手机版」, 「上一篇：食堂管理制度」 anywhere, and 「附件列表」, 「Related documents」, 「猜你喜欢」
as the last line of a text, where the list that they head is gone, and a line on how to cite the site. Keeps such words above a paragraph of their own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from pipeline.refine.clean.context import Context
from pipeline.refine.folding import has_any
from pipeline.refine.ledger import Ledger, Line
from pipeline.refine.lexicon import site_voice

SERVICE = (
    r"微信好友|微信|朋友圈|qq空间|qq好友和群|qq好友|qq群|qq|新浪微博|腾讯微博|微博|人人网|豆瓣网?|百度贴吧|贴吧|收藏夹|收藏|支持|反对|淘江湖|开心网|facebook|twitter|"
    r"linkedin|pinterest|whatsapp|telegram|reddit|tumblr|e-?mail|instagram|line|zalo|weibo|wechat"
)
# One of these is in the name of each.
SERVICE_NAMES = (
    "微信", "朋友圈", "qq", "微博", "人人", "豆瓣", "贴吧", "收藏", "支持", "反对", "淘江湖", "开心网", "facebook", "twitter",
    "linkedin", "pinterest", "whatsapp", "telegram", "reddit", "tumblr", "mail", "instagram", "line", "zalo", "weibo", "wechat",
)  # fmt: skip
SHARE_WORDS = r"(?:一键)?分享(?:到|至|给)?|转发(?:到|至)?|把它|share(?: this| on| to)?|partager(?: sur)?|compartir(?: en)?|chia sẻ|teilen"
SERVICES = re.compile(rf"(?P<service>{SERVICE})|{SHARE_WORDS}")
SHARE_LEAD = re.compile(
    r"^(?:把(?:它|本文|这篇.{1,4}))?(?:一键)?(?:分享|转发)(?:到|至|给)[^。，]{0,8}[:：]?$|^(?:share|partager|compartir)[^.]{0,12}:$",
    re.IGNORECASE,
)
# 首页 | 关于我们 | 帮助: how many items a menu has, how long its first and its other ones are, and what is in none, or not in the first.
BARS, MOST_ITEMS, LONGEST_FIRST, LONGEST_ITEM = re.compile(r"[|｜丨]"), 13, 16, 24
STOP, NO_FIRST = "。", re.compile(r"[{}\[\]]")
MENU_WORDS = re.compile(
    r"首页|手机版|电脑版|archiver|关于|联系|帮助|隐私|条款|协议|声明|地图|登录|注册|投稿|招聘|小黑屋|反馈|客服|about|contact|privacy|terms|help|sitemap|faq|blog|login|"
    r"sign up|mentions légales|aviso legal|impressum|datenschutz",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"^本帖最后由.{1,24}于.{6,24}编辑$|^上一?(\S)\s?[:：].{1,40}\s下一?\1\s?[:：].{1,40}$|^(?:编辑|小编|站长|今日|精品|相关|延伸)(?:推荐|阅读)\s*[:：]|^[<«←▲△]?\s*(?:上|下|前|后)一(?:篇|页|章|条|个|则|份|组|集|套|合集|专题)(?:文[章档])?\s*[:：]|^(?:本文|本页|原文|文章)(?:链接|地址|网址)\s?[:：]|^(?:related|similar|recommended)(?: (?:documents?|posts?|articles?|papers?|reading))?\s?[:：]\s?\S|^(?:previous|next)(?: (?:post|article|document|page))?\s*[:：«»<>←→]",
    re.IGNORECASE,
)
# 首页 > 讲话致辞 > 会议讲话
TRAIL = re.compile(
    r"^(?:[您你]?(?:现在|当前)?的?(?:所在)?位置\s?[:：]\s?[^。！？>»›→/]{1,16}|(?:网站)?(?:首页|home|accueil|inicio|trang chủ))\s?(?:>+|»|›|→|/)\s?[^。！？]{2,80}$",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"[>»·\s]*(?:附件(?:列表|下载|清单)|文档附件|下载附件|参考资料来源|相关(?:资源|文档|推荐|阅读|文章|资料|内容|下载|搜索|链接|标签|专题)|猜[你您](?:喜欢|在找|想看|需要)|[你您]?可能(?:还|也)?(?:喜欢|想看|感兴趣|需要)(?:的.{0,4})?|"
    r"(?:热门|最新|推荐|精选|同类|类似|本周|本月|今日|更多相关|更多|其他|其它)(?:好文|热榜|文[档章]|范文|资[源料]|推荐|阅读|下载|排行榜?|专题|内容|标签|搜索)|[您你]?(?:大家|他们|别人)(?:都|还|也)?在[看读下搜]|看了又看|(?:[看读][过了]|喜欢|浏览|下载).{0,40}的(?:人|网友|用户)(?:还|也)?(?:都)?在?(?:看|喜欢|读|浏览|下载)了?|"
    r"(?:推荐|延伸|拓展|猜你)(?:阅读|喜欢)|为[您你]推荐|友情链接|网友评论|最新评论|全部评论|用户评论|发表评论|评论列表|评论区?|留言|标签|关键词|所属分类|"
    r"(?:related|similar|recommended|popular|more|other|latest|recent|featured|suggested) (?:documents?|posts?|articles?|papers?|essays?|slideshows?|presentations?|stories|content|topics|books?|searches|reading|links|files)|"
    r".{0,40}相关(?:文[章档]|资料|范文)(?:推荐)?|you (?:may|might) (?:also )?(?:like|be interested in|find)(?: these.{0,30})?|people also .{0,20}|cite this(?: \w+)?|more from .{1,40}|tags?|comments?(?: \(\d+\))?|leave a (?:comment|reply)|"
    r"(?:documents?|articles?|pages?|publications|présentations) (?:similaires?|connexes?|liés|associés?|recommandés?|suggérés)|vous aimerez(?: peut-être)? aussi|à lire aussi|commentaires?|"
    r"(?:otr[oa]s?|autres?|others?|more|weitere) \w{3,16} (?:parecid[oa]s?|similares?|similaires?|semblables?|like this(?: one)?|like these)|"
    r"(?:documentos?|artículos?|presentaciones|entradas) (?:relacionad[oa]s?|similares|recomendad[oa]s)|también (?:le|te) puede .{0,20}|comentarios|"
    r"tài liệu (?:liên quan|tương tự|cùng .{0,20})|có thể bạn (?:quan tâm|thích)|bình luận|ähnliche (?:dokumente|beiträge|artikel)|das könnte .{0,30}|documentos? relacionados?|関連(?:文書|記事|資料))\s*[:：]?\s*(?:更多)?[>»]*",
    re.IGNORECASE,
)
# (2013, 05). The Last Ferry. Example.com. Retrieved 05, 2013: how the site wants to be cited.
CITATION = re.compile(
    r"\bretrieved\b.{0,40}\d|\baccessed\b.{0,40}(?:19|20)\d\d|\bconsulté le\b|\brecuperado (?:de|el)\b",
    re.IGNORECASE,
)
# Above what visitors wrote below a text.
COMMENTS = re.compile(
    r"(?:精选|全部|最新|网友|热门|用户|读者)?(?:留言|评论|跟帖|点评|书评)(?:列表|区)?\s*[(（:：]?\s*\d{0,6}\s*条?\s*[)）]?|\d{1,6}\s*条?(?:留言|评论|跟帖)|"
    r"(?:\d{1,6} )?(?:comments?|replies|responses|reviews|commentaires?|comentarios)(?: \(\d+\))?:?",
    re.IGNORECASE,
)
# 山中客 3天前
STAMPED = re.compile(
    r"^\S.{0,23}?\s?(?:\d{1,3}\s?(?:秒钟?|分钟|小时|天|周|个?月|年)之?前|刚刚|昨天|前天|\d{1,3} (?:minutes?|hours?|days?|weeks?|months?|years?) ago)(?:\s.{1,12})?$"
)
BOOK = re.compile(r"(?:[^《]{0,8}[.、）)·])?\s*《[^》]+》")
LONGEST_COMMENT = 80
# Share of a page's text that its comments have at most; a forum is made of them.
MOST_COMMENTS = 0.4
ADDRESS = r"(?:https?://)?(?:www\.|m\.)?{}/?(?![\w/?])"
# Letters beside its address in which a site may name itself.
SIGNATURE = 8
LONGEST = 120
# Rows of a list of other texts at the end, and characters of one.
LONGEST_LIST, LONGEST_ROW = 16, 48
SENTENCE = re.compile(r"[。！？；，]|[.!?,](?:\s|$)")
LONGEST_CITATION = 300
# The clock of a page: 今天是 2003年4月7日 星期一.
CLOCK = re.compile(
    r"(?:今天是|现在是|今日|当前时间)\s*[:：]?\s*(?:19|20)\d\d\s?[-/年]\s?\d{1,2}\s?[-/月]\s?\d{1,2}\s?日?\s*(?:\d{1,2}:\d\d(?::\d\d)?\s*)?(?:星期|周|礼拜)[一二三四五六日天](?:\s*农历\S{2,12})?"
)
# Links of a row, and characters of one.
FEWEST_LINKS, LONGEST_LINK = 2, 12


def rule_of(text: str, context: Context) -> str | None:
    """``site-name``, ``share-bar``, ``menu`` or ``way-on`` for a line that is one."""
    if len(text) > LONGEST:
        return None
    if context.host and "." in context.host and _signs(text, context.host):
        return "site-name"
    return _rule_of(text)


@lru_cache(maxsize=8192)
def _rule_of(text: str) -> str | None:
    if SHARE_LEAD.match(text) or _shares(text):
        return "share-bar"
    if TRAIL.match(text) or _is_menu(text) or CLOCK.fullmatch(text):
        return "menu"
    return "way-on" if BESIDE.match(text) else None


def clean(ledger: Ledger, context: Context) -> Ledger:
    """Drop comments and headings of boxes from the end of the text."""
    gone = _comments(ledger) | _stamped(ledger) | _closing_list(ledger, context)
    above = {line.start: before.text.rstrip() for before, line in pairwise(ledger.lines)}
    for line in reversed(ledger.lines[1:]):
        if line.start in gone:
            continue
        text = line.text.strip()
        if not (
            HEADING.fullmatch(text)
            or _cites(text, context.host)
            or _heads_links(line, context)
            or (_is_links(line, context) and not above.get(line.start, "").endswith((":", "：")))
        ):
            break
        gone.add(line.start)
    return ledger.drop(lambda line: "box" if line.start in gone else None)


def _comments(ledger: Ledger) -> set[int]:
    """Where the lines start from the heading of the comments on."""
    limit = MOST_COMMENTS * sum(len(line.text) for line in ledger.lines)
    below = 0
    found: set[int] = set()
    seen: list[int] = []
    for line in reversed(ledger.lines[1:]):
        below += len(line.text)
        seen.append(line.start)
        if below > limit:
            break
        if COMMENTS.fullmatch(line.text.strip()):
            found = set(seen)
    return found


def _stamped(ledger: Ledger) -> set[int]:
    """Where the lines start from the first comment on, where each has a name and an age above a few words."""
    at = [i for i, line in enumerate(ledger.lines) if STAMPED.match(line.text.strip())]
    if len(at) < 2:
        return set()
    below = ledger.lines[at[0] :]
    size = sum(len(line.text) for line in below)
    whole = sum(len(line.text) for line in ledger.lines)
    brief = all(len(line.text) <= LONGEST_COMMENT for line in below) and len(below) <= 4 * len(at)
    return {line.start for line in below} if brief and size <= MOST_COMMENTS * whole else set()


def _closing_list(ledger: Ledger, context: Context) -> set[int]:
    """Where the lines start from a heading of other texts on, if nothing but their titles stands below it.

    A list of books that an author recommends leads nowhere, and names them in book marks.
    """
    found: set[int] = set()
    for line in reversed(ledger.lines[1:][-LONGEST_LIST:]):
        found.add(line.start)
        text = line.text.strip()
        # Or any line of the site's voice that leads to something.
        leads = text.endswith((":", "：")) and site_voice(text)[0] >= 0.5
        if HEADING.fullmatch(text) or (leads and len(found) > 2):
            rows = [row for row in ledger.lines if row.start in found - {line.start}]
            return set() if rows and all(_is_book(row, context) for row in rows) else found
        if len(text) > LONGEST_ROW or SENTENCE.search(text):
            break
    return set()


def _heads_links(line: Line, context: Context) -> bool:
    """Whether a line is a box of its own: its heading, and nothing but links behind it (关 键 词：供水 工作报告)."""
    label, colon, rest = line.text.strip().replace("：", ":").partition(":")
    if not (colon and context.blocks and HEADING.fullmatch(re.sub(r"\s", "", label))):
        return False
    linked = sum(end - start for start, end in context.blocks[line.block].anchors)
    return linked >= len("".join(rest.split())) > 0


def _is_links(line: Line, context: Context) -> bool:
    """Whether a line is several short links and nothing else: [印出来] [荐给新人]."""
    block = context.blocks[line.block] if context.blocks else None
    if block is None or len(block.anchors) < FEWEST_LINKS or line.text != block.text:
        return False
    at = [0, *(edge for anchor in block.anchors for edge in anchor), len(line.text)]
    beside = "".join(line.text[a:b] for a, b in zip(at[::2], at[1::2], strict=True))
    return not any(map(str.isalnum, beside)) and all(b - a <= LONGEST_LINK for a, b in block.anchors)


def _is_book(row: Line, context: Context) -> bool:
    linked = bool(context.blocks) and context.blocks[row.block].link_density > 0
    return not linked and bool(BOOK.match(row.text.strip()))


def _cites(text: str, host: str | None) -> bool:
    names = host is not None and host.split(".")[0] in text.lower()
    return names and len(text) <= LONGEST_CITATION and bool(CITATION.search(text))


def _signs(text: str, host: str) -> bool:
    """Whether a line is hardly more than the site's own address."""
    if host not in text.lower():
        return False
    rest, found = re.subn(ADDRESS.format(re.escape(host)), "", text, flags=re.IGNORECASE)
    letters = sum(map(str.isalnum, rest))
    return found > 0 and (letters <= SIGNATURE or site_voice(rest)[0] >= 0.6)


def _shares(text: str) -> bool:
    lowered = text.lower()
    if not has_any(lowered, SERVICE_NAMES):
        return False
    found = list(SERVICES.finditer(lowered))
    letters = sum(map(str.isalnum, text))
    named = sum(match["service"] is not None for match in found)
    return named >= 2 and sum(len(match[0]) for match in found) >= 0.7 * letters


def _is_menu(text: str) -> bool:
    items = BARS.split(text)
    if not 1 < len(items) <= MOST_ITEMS or STOP in text or not all(items):
        return False
    pieces = [item.strip() for item in items]
    if (
        len(items[0].rstrip()) > LONGEST_FIRST
        or NO_FIRST.search(items[0])
        or max(map(len, pieces)) > LONGEST_ITEM
    ):
        return False
    known = sum(bool(MENU_WORDS.search(piece)) or site_voice(piece)[0] >= 0.6 for piece in pieces)
    return 2 * known >= len(pieces) and known >= 2
