"""Walls, notices and other pages of the site served in the place of a document, at status 200: verification, log-in, "it is gone".

What makes a page one is that it says nothing else. So its sentences are sorted: those that speak to the visitor
or of the page itself, in whatever words, and the rest. A speech about sliders and deleted files has sentences of
its own left over; a notice has none, whatever links stand around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.items import RejectOutcome
from pipeline.refine.blocks import Block
from pipeline.refine.clean.footers import is_footer
from pipeline.refine.lexicon import site_voice
from pipeline.refine.markup import HEADINGS, place_of
from pipeline.refine.view import View


class Verdict(NamedTuple):
    """Why a page is no document."""

    outcome: RejectOutcome
    reason: str


# Each is an act and its object in one clause, since the wording of notices varies without end.
VERIFY = re.compile(
    r"(?:验证|校验|核验|确认|证明|检测|判断)[^。，]{0,10}(?:身份|真人|机器人|人类|是人|本人|环境)|"
    r"(?:人机|滑动|滑块|安全|图形|行为|访问|身份)(?:验证|校验|识别)|^(?:身份|人机|安全|访客|读者)(?:核验|认证)(?:\s?[|｜_-]|$)|(?:完成|进行|通过|输入)[^。，]{0,8}(?:验证|校验|拼图)|"
    r"(?:拖|按住|滑|推)[^。，]{0,10}(?:滑块|滑动|拼图|箭头|圆点|缺口)|滑块[^。，]{0,10}(?:拖|滑|对齐)|拼[好上齐合][^。，]{0,4}缺口|按住[^。，]{0,8}[向往][右左]拖|拼图[^。，]{0,8}(?:对齐|验证)|"
    r"(?:点击|选出|依次点|勾选)[^。，]{0,10}(?:图中|图片|文字|方框|复选框)[^。]{0,12}(?:验证|继续|通过)|"
    r"(?:verify|confirm|prove|make sure|check)[^.]{0,30}\b(?:human|robot|person|bot|browser)\b|\b(?:are|were) (?:not )?a (?:ro)?bot\b|checking your browser|"
    r"security (?:check|verification)|just a moment|one moment, please|enable (?:javascript|cookies)|\bray id\b|\bre?captcha|"
    r"vérifi[^.]{0,30}(?:humain|robot|navigateur)|verifi[^.]{0,30}(?:humano|robot|navegador)|xác minh[^.]{0,30}(?:người|robot)",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"(?:访问|请求|操作|打开|浏览|刷新|点击|下载|查询|翻页|翻阅|翻看)[^。，]{0,12}(?:频繁|频率|过多|过快|太快|太急|过于|受限|受到限制|拦截|被禁止|被拒绝|频次|超限|超[出过]|上限|限[速流])|"
    r"(?:\d{1,4}|[一二两三五十几]{1,3}|半)\s?(?:秒|分钟)钟?(?:之?后|以后)[^。，]{0,6}(?:再[来试看翻]|刷新|重试|自动|重新|继续[访浏])|(?:等待|等候|稍等|冷却)\s?\d{1,4}\s?(?:秒|分)|"
    r"(?:当前|前面|现在|前方)[^。]{0,8}排队|服务器[^。，]{0,6}(?:忙|过载|超载)|"
    r"(?:IP|地址|网络|设备|账号|浏览器|系统|防火墙|云盾|WAF)[^。]{0,24}(?:被?限制|被?封禁?|暂停|拉黑|异常|受限|冻结|拦截|阻断|可疑|不安全)|"
    r"(?:自动(?:化)?(?:程序|脚本|工具|访问)|爬虫|采集程序|机器人)[^。]{0,12}(?:访问|行为|请求|拦截|限制)|异常(?:访问|流量)|您的IP|(?:系统|服务器|网站)繁忙|"
    r"\b403\b|\bforbidden\b|too many (?:requests|visits|attempts|pages)|\bslow down\b|too (?:fast|quickly)\b[^.]{0,40}\b(?:wait|try)|(?:wait|try again (?:in|after)) (?:for )?(?:an?|one|\d{1,4}|a few) (?:seconds?|minutes?)|rate limit|unusual (?:traffic|activity)|automated (?:requests?|access|traffic)|"
    r"access (?:to this \w+ )?(?:has been |is |was )?(?:denied|restricted|blocked|forbidden)|(?:have|has) been blocked|request blocked|"
    r"(?:[您你][^。，]{0,4}(?:[点翻刷看来])|访问|浏览|打开|操作|刷新|点击)得?(?:太|过于?)[^。，]{0,2}[勤快急多频]|^[翻点刷看逛]得(?:太|有点)[勤快急多频]|短时间内?[^。，]{0,6}[翻看点刷访打][^。]{0,8}(?:很多|太多|过多|多[次页])|(?:限制|限|最多|至多)每(?:分钟|小时|[天日秒])[^。，]{0,10}[次篇页]|(?:限制|限|最多|至多)每人[^。，]{0,10}[篇页]|(?:歇|等|缓|停|隔)[^。，]{0,3}\d{1,4}\s?(?:秒|分钟?)[^。，]{0,4}再(?:来|试|看|翻|点|读|回来|打开|访问|浏览|刷新)|"
    r"アクセスが(?:集中|制限)|混み合って|(?:しばらく|時間を)[^。]{0,12}(?:お試し|アクセス)|"
    r"trop de requêtes|accès (?:refusé|bloqué|interdit)|demasiadas (?:solicitudes|peticiones)|acceso (?:denegado|bloqueado)|"
    r"truy cập (?:bị từ chối|quá nhiều)",
    re.IGNORECASE,
)
THING = r"(?:文档|文章|文件|页面|网页|内容|资源|帖子|主题|信息|资料|作品|稿件|链接|网址|地址|分享|数据|记录|稿子|文稿|此页|本页|本篇|该文|此文)"
GONE = re.compile(
    rf"{THING}[^。，,]{{0,10}}(?:删除|删掉|删了|下架|下线|移除|撤下|撤回|撤销|收回|作废|失效|过期|不存在|屏蔽|关闭|清理|清除|丢失|走丢|飞走|失踪|消失|找不到|未找到|没有找到|无法找到|被?隐藏|停止(?:浏览|访问|服务)|搬家|搬走|迁移|迁往|移至|转移)|"
    r"(?:这[份篇个本则张页套]|该|此|本)\S{0,8}(?:已|被)[^。，,]{0,14}(?:删除|删掉|删了|下架|移除|撤下|撤回|撤走|收回|取回|作废|转为私[有密])|"
    rf"(?:找不到|没有找到|未找到|无法找到|查无)[^。，,]{{0,8}}{THING}|(?:访问|查看|请求|要?找|打开|阅读)的[^。]{{0,12}}(?:不存在|已删除|已下架|找不到|不见了|不在了|没有了|走丢|已经?[下撤离]架)|"
    r"不再(?:提供|开放|支持|展示|显示|公开|对外)|把[^。，]{0,10}(?:删除|撤下|撤回|收回|下架)|(?:期限|有效期)已(?:过|到)|看不到了|已被(?:作者|用户|管理员|版权方|系统|上传者)[^。]{0,6}(?:删除|下架|移除)|(?:上[架传]人|作者|权利人|来函|原主)[^。]{0,12}(?:取走|撤[下走回])|"
    r"(?:应|因|由于|按|据)[^。]{0,12}(?:要求|请求|申请|意愿)[^。]{0,20}(?:删除|下架|移除|撤下|停止|不再)|"
    rf"{THING}[^。，,]{{0,8}}(?:(?:收|取|拿|领|带)走|不在(?:架|了|这里|此处|原处|[^。，,]{{1,6}}了)|离开)|(?:上传者|作者|用户|权利人|发布者|投稿人)[^。，,]{{0,4}}(?:已|自行)[^。，,]{{0,4}}(?:撤下|删除|下架|收回|撤回)|"
    r"\b404\b|\b410\b|(?:page|document|file|content|article|essay|link|resource|item|upload|url)\b[^.]{0,40}(?:not (?:be )?found|removed|deleted|taken down|no longer|does(?:n't| not) exist|unavailable|not available|expired|withdrawn|(?:has|have|was|been) moved)|"
    r"(?:can(?:'t|not)|could(?:n't| not)|unable to) (?:find|locate)[^.]{0,20}(?:page|document|file|content|article|looking)|not found$|\b(?:removed|deleted|withdrew|taken)\b[^.]{0,16}\b(?:file|document|page|upload)\b|"
    r"(?:page|document|fichier|contenu|article|papier|texte)[^.]{0,40}(?:introuvable|à la demande d|supprimée?|retirée?|n'existe (?:pas|plus)|plus disponible|n'est plus)|"
    r"(?:página|documento|archivo|contenido|artículo)[^.]{0,40}(?:no (?:se )?(?:ha )?(?:encontr|exist)|eliminad|retirad|borrad|no (?:está )?disponible)|"
    r"(?:trang|tài liệu|nội dung)[^.]{0,30}(?:không tồn tại|đã bị (?:xóa|xoá|gỡ)|không tìm thấy)|(?:Seite|Dokument|Datei)[^.]{0,30}(?:nicht gefunden|gelöscht|entfernt|nicht mehr)|"
    r"(?:ページ|文書|ファイル|資料)[^。]{0,16}(?:見つかりません|削除され|存在しません)",
    re.IGNORECASE,
)
# There will be a document here, and is none yet.
PENDING = re.compile(
    rf"(?:{THING}|全文|正文|预览)[^。，,]{{0,8}}(?:正在|还在|尚在|等待|排队|有待)[^。，,]{{0,6}}(?:转码|转换|整理|审核|处理|生成|录入|校对|完善|编辑|排版|上传)|(?:转码|转换|审核|整理|录入)(?:之?中|排队)|(?:内容|页面|栏目|[文稿]件|文[章档]|资料|功能|本站|网站|全文|正文)[^。！!]{0, 16}敬请期待[\W_]*$|"
    r"\bcoming soon\b|\b(?:is|are) (?:still )?being (?:converted|processed|transcoded|prepared|reviewed)\b|en cours de (?:conversion|traitement)|en proceso de conversión|đang được (?:xử lý|chuyển đổi)",
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"^(?:用户|会员|账号|帐号)?(?:登[录陆入])$|(?:请|您|须|需)[^。]{0,8}(?:先)?(?:登[录陆入]|注册|成为会员)|(?:登[录陆入]|注册|会员)[^。]{0,12}(?:查看|阅读|访问|继续|浏览)|"
    r"(?:仅|只)(?:对|限|供|向)[^。]{0,8}(?:会员|用户|登[录入])|(?:sign|log) ?in\b[^.]{0,40}\b(?:to|continue|required|view|read|access)|"
    r"^(?:sign|log) ?in$|members only|(?:connectez|identifiez)-vous|se connecter pour|inici(?:a|e) sesión|đăng nhập",
    re.IGNORECASE,
)
# The visitor is spoken to, or the page speaks of itself.
TO_VISITOR = re.compile(
    r"您|本站|本页|本网|客服|刷新|重试|稍后|秒后|跳转|返回|首页|请求编号|错误代码|带来不便|敬请谅解|很抱歉|对不起|非常抱歉|啊哦|"
    r"\b(?:you|your|please|sorry|oops|cookies|javascript|browser|homepage|go back|try again|reload|refresh)\b|"
    r"\b(?:vous|votre|veuillez|désolé|usted|lo sentimos|disculpe|xin lỗi|bạn)\b",
    re.IGNORECASE,
)
# Somebody tells of people; a notice that says "we" speaks to the visitor in the same breath.
NARRATIVE = re.compile(
    r"[我他她咱]|^[^，。：:“]{1,6}(?:说|笑了?|问|答|道|喊)[，,：:]|同志|大家|有人|有的|有[一几两三]|那[天年个位时次]|去年|今年|当时|后来|从前|如今|\b(?:I|he|she|they|we|my|his|her|our)\b"
)
SALUTATION = re.compile(
    r"^(?:各位|尊敬的|敬爱的|亲爱的|同志|同学|老师|朋友|乡亲|女士|先生|来宾|\w{1,6}们)[^。]{0,40}[：:！!,，]$|^(?:dear|ladies|chers?|chères?|estimad\w+|kính)\b.{0,60}[,:!]$",
    re.IGNORECASE,
)
SALUTES = frozenset("：:！!,，")
READERS = re.compile(r"用户|访客|读者|会员|网友|顾客|user|visitor|reader|customer|member", re.IGNORECASE)
# Kinds of text with which somebody turns to the public and speaks to it as a notice does.
PUBLIC = re.compile(r"\S{2,40}(?:通知|公告|通告|启事|告知书|倡议书?|公开信|邀请函|号召书|承诺书)$")
SIGNED = re.compile(r"(?:19|20|二[〇○零])\S{2,3}年\S{1,3}月\S{1,4}日")
# Signs in the markup of services that tell people from programs.
CHALLENGE = re.compile(
    r"captcha|geetest|nc-container|nc_scale|slider-?verify|verify-?slider|challenge-(?:form|platform|running)|cf-?(?:turnstile|challenge)|"
    r"yidun|px-block",
    re.IGNORECASE,
)
# How readers of drawn pages sign their titles.
READER_SITE = re.compile(r"[-_–|]\s*[^-_–|]{0,8}(?:文库|豆丁|道客|爱问|原创力|文档)[^-_–|]{0,6}$")
# Pages that every site has beside its documents.
OF_SITE = re.compile(
    r"联系我们|关于(?:我们|本站)|网站地图|站点地图|友情链接|帮助中心|意见反馈|支付(?:成功|失败|结果)|订单(?:详情|提交成功)|(?:我的)?购物车|(?:积分|会员)充值|充值中心|会员中心"
    r"|about us|contact us|site ?map|shopping cart|payment (?:successful|failed)|checkout",
    re.IGNORECASE,
)
# Characters of a sentence that tells something, and of all of them.
TOLD_LINE, TOLD = 20, 60
# Characters in sentences of its own that a page may have and still be a notice: where its heading says so, and
# where only its words or its markup do.
HEADED, WORDED = 150, 60
# Share of such sentences in all that it says.
HEADED_SHARE, WORDED_SHARE = 0.7, 0.5
LONGEST_NOTICE = 800
# No document is as short.
NOTHING = 25
# Characters of a line that says something, and of one that ends as a sentence does.
LINE, SHORT_LINE = 16, 8
LONGEST_SENTENCE = 400
# Sentences of a page that tell what it is; and characters of one that shows a form and nothing to read.
MANY, BARE = 12, 120
SENTENCES = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s+")
ENDS = re.compile(r"[。！？；]|[.!?](?:\s|$)")
KINDS: tuple[tuple[RejectOutcome, str, tuple[re.Pattern[str], ...]], ...] = (
    ("gone", "notice that it is gone", (GONE,)),
    ("rejected", "notice that it is not there yet", (PENDING,)),
    ("blocked", "anti-bot or verification page", (VERIFY, REFUSED)),
)


def judge_notice(view: View) -> Verdict | None:
    """Whether the visible page is a wall or a notice that the document is gone."""
    closed = [block.text for block in view.blocks if block.text[-1] in SALUTES]
    if any(SALUTATION.match(text) and not READERS.search(text) for text in closed):
        return None
    if _is_public(view):
        return None
    said = [block.text for block in view.blocks if _speaks(block)]
    size = sum(map(len, said))
    own = own_size(said) if size <= LONGEST_NOTICE else size
    if own > HEADED:
        return None
    headings = [view.head_title or "", *(b.text for b in view.blocks if b.tag in HEADINGS)]
    verdict = _named(headings) if own <= max(NOTHING, HEADED_SHARE * size) else None
    worded = own <= max(NOTHING, min(WORDED, WORDED_SHARE * size))
    if verdict or not worded or (view.drawn and declares_document(view)):
        return verdict
    lines = [block.text for block in view.blocks if block.link_density < 0.5]
    return _named((*said, *lines)) or _challenge(view) or _login(view, headings, lines)


def judge_site_page(title: str | None, text: str) -> Verdict | None:
    """Whether a page is one of the site's own, by its title: how to reach it, what was paid. Whoever writes under such a title tells
    something in sentences.
    """
    told = sum(len(line) for line in text.split("\n") if len(line) >= TOLD_LINE and ENDS.search(line[-2:]))
    if title and OF_SITE.fullmatch(title.strip()) and told < TOLD:
        return Verdict("rejected", f"page of the site itself: {title.strip()}")
    return None


def _is_public(view: View) -> bool:
    """Whether a page shows a notice or an appeal of somebody else's: so headed, and signed or of several sentences."""
    title = next((block.text for block in view.blocks if block.tag in HEADINGS), "")
    if not PUBLIC.fullmatch(title) or view.select("input[type=password]"):
        return False
    said = [part for block in view.blocks if _speaks(block) for part in SENTENCES.split(block.text) if part]
    named = sum(bool(_named((part,)) or LOGIN.search(part)) for part in said[:MANY])
    signed = any(SIGNED.fullmatch(block.text.strip()) for block in view.blocks)
    several = len(said) > 2 and 2 * named < len(said[:MANY]) and not _named((title,))
    return several or (signed and bool(said))


def declares_document(view: View) -> bool:
    """Whether the page's head says that it shows a document."""
    if view.meta.get("og:type") == "document" or any(m.startswith("og:document:") for m in view.meta):
        return True
    return bool(READER_SITE.search(view.head_title or ""))


def _named(texts: Iterable[str]) -> Verdict | None:
    """The first thing that a text says which only a wall or a notice would."""
    for text in texts:
        for outcome, reason, patterns in KINDS:
            found = next(filter(None, (p.search(text[:LONGEST_SENTENCE]) for p in patterns)), None)
            if found:
                return Verdict(outcome, f"{reason}: {found[0]}")
    return None


def _challenge(view: View) -> Verdict | None:
    marked = any(CHALLENGE.search(place_of(element)) for element in view.select("body [id], body [class]"))
    return Verdict("blocked", "anti-bot or verification page: a challenge and no text") if marked else None


def _login(view: View, headings: Iterable[str], lines: Iterable[str]) -> Verdict | None:
    """A heading that asks to log in; a line that does, unless the page is a reader that merely offers it."""
    asked = next(filter(None, map(LOGIN.search, headings)), None)
    if asked is None and (not view.drawn or view.select("input[type=password]")):
        asked = next(filter(None, map(LOGIN.search, lines)), None)
    if (
        asked is None
        and view.select("input[type=password]")
        and sum(len(b.text) for b in view.blocks) <= BARE
    ):
        return Verdict("blocked", "login wall: a password is asked and nothing is shown")
    return Verdict("blocked", f"login wall: {asked[0]}") if asked else None


def _speaks(block: Block) -> bool:
    """Whether a block says something of the page's own."""
    size = len(block.text)
    if block.link_density >= 0.3 or size < SHORT_LINE or block.tag in HEADINGS:
        return False
    return (size >= LINE or ENDS.search(block.text) is not None) and not is_footer(block.text)


def own_size(said: Iterable[str]) -> int:
    """Characters in sentences that neither speak to the visitor nor of what became of the page."""
    size = 0
    for text in said:
        size += sum(len(sentence) for sentence in SENTENCES.split(text) if not _is_addressed(sentence))
        if size > HEADED:
            break
    return size


def _is_addressed(sentence: str) -> bool:
    if len(sentence) > LONGEST_SENTENCE:
        return False
    if TO_VISITOR.search(sentence) or site_voice(sentence)[0] >= 0.5:
        return True
    if NARRATIVE.search(sentence):
        return False
    return any(p.search(sentence) for p in (VERIFY, REFUSED, GONE, PENDING, LOGIN))
