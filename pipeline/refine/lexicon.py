"""Words of a document-sharing site's own voice, and how much of a line they make up.

A single word proves nothing (a speech may say 下载 or 会员). What tells a prompt is that little is left
of the line when such words are taken away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

# Acts and things of the site: what it offers, asks for or forbids.
STRONG = (
    "免费下载|快捷下载|一键下载|下载|登录|登陆|登入|注册|购买|付费|充值|开通|续费|会员|VIP|试读|试看|预览|免费阅读|继续阅读|完整版|"
    "在线阅读|离线阅读|阅读全文|阅读原文|全屏阅读|朗读全文|阅读已结束|展开全文|展开|收起|查看全文|查看更多|加载更多|加载中|正在加载|加载失败|"
    "点击|点我|戳我|戳这里|猛戳|扫码|扫一扫|扫描二维码|长按|识别二维码|二维码|收藏|分享|举报|点赞|点个赞|打赏|赏|茶钱|上传者|上传人|上传|复制链接|复制|"
    "剪贴板|打印|纠错|反馈|客服|公众号|关注我们|关注作者|备案号|备案|版权所有|版权|侵权|申诉|投诉|本站|网站|本文档|该文档|此文档|文库|积分|金币|文币|阅点|"
    "下载券|优惠券|月卡|年卡|季卡|畅读|畅看|特惠|支付宝|支付|微信|朋友圈|QQ|APP|客户端|小程序|验证码|忘记密码|保存成功|复制成功|操作成功|收藏成功|提交成功|"
    "返回顶部|返回首页|返回列表|首页|上一页|下一页|尾页|末页|上一篇|下一篇|书签|加入书架|我的书架|购物车|换一批|换一换|夜间模式|护眼模式|导出|生成海报|"
    "打印本页|关闭窗口|加入收藏|猜你喜欢|相关推荐|温馨提示|友情提示|免责声明|下载声明|须知|解锁|订阅|剩余部分|全文阅读|还剩|未读|旗舰店|"
    "隐私政策|服务条款|服务协议|用户协议|关于我们|联系我们|帮助中心|手机版|电脑版|抢沙发|点评|我要评价|我要评论|写留言|没有更多|已到底啦|已到底了|到底啦|到底了|本篇|本页|买下|回到开头|回到顶部|免广告|横屏|应付|意见箱|官方群|发表评论|暂无评论|看了又看|其他文档|其他文章|其它文档|其它文章|同类文档|相关文档|版权归|"
    "信息存储空间|不得转载|浏览器版本|格式转换|一键排版|智能摘要|ai总结|word|ppt|放大缩小|请勿频繁|正在为您|ダウンロード|ログイン|会員登録|続きを読む|もっと見る|シェア"
)
# Words that keep such company but prove nothing alone.
WEAK = (
    "右上角|右侧|下方|上方|取走|带走|原件|随身|随时|随地|范文|看|点|读|戳|扫|往下|进群|觉得|赞|书架|专享|进度|未展示|约|字|预计|分钟|查找|技术|额度|用完|遇到|问题|体验|更佳|更好|最佳|"
    "免费|文档|文件|资料|资源|全文|全篇|全部|剩余|余下|剩下|后面|前面|内容|阅读|编辑|使用|离线|在线|您好|您|你|我|他|可以|还可以|需要|需|请|即可|立即|马上|用户|"
    "提供|格式|提示|更多|精彩|页|仅|部分|完整|高清|原文|继续|接着|往下|已经|已|结束|为止|打开|获取|领取|方便|手机|电脑|浏览器|辛苦|整理|支持|"
    "谢谢|感谢|喜欢|欢迎|推荐|进行|后|次|次数|浏览|评论|评价|评分|评|写|发表|暂无|发布|更新|作者|来源|时间|大小|编号|类型|价格|价|原价|限时|元|下走|很|杯|钱|"
    "帮助|中心|联系|我们|热线|电话|邮箱|链接|返回|切换|模式|字号|关闭|取消|确定|提交|搜索|热门|热榜|最新|排行|文章|文字|分类|其他|其它|同类|相关|店铺|认证|"
    "查看|请先|成为|本文|此处|这里|或|并|为|的|了|再|到|至|内|把|用|给|还有|还|有|人|份|篇|条|能|才|过|吧|交流|群|商务|合作|加载|稍候|稍等|列表|默认|"
    "関連|文書|資料|して|を|する"
)
NOT_WORDS = re.compile(r"[\W_\d]+")
# The same for sites that write in Latin letters, by whole words; what only holds a sentence together counts for
# neither side.
STRONG_LATIN = (
    r"downloads?|downloaded|(?:sign|log)(?:ged)?[ -]?(?:in|up|out)|login|register|subscribe|subscription|premium|upload(?:s|ed)?|unlock|"
    r"share(?: on| this)?|print|bookmark|embed|flag|cookies?|add to (?:cart|library|list)|(?:read|show|view|load|see|learn) more|continue reading|"
    r"keep reading|read the (?:full|rest|whole)|back to top|report (?:this|abuse|an? |inappropriate)|cite this|save for later|free trial|"
    r"terms of (?:use|service)|privacy policy|rights reserved|facebook|twitter|whatsapp|pinterest|linkedin|reddit|"
    r"you (?:might|may) also (?:like|be interested in)|(?:related|similar|recommended) (?:documents?|papers?|essays?|posts?|articles?|searches|slideshows?|presentations?|content)|"
    r"end of (?:this |the |your )?(?:free )?preview|more from|rate this|helpful|captcha|password|"
    r"(?:open|create) an account|(?:ouvr|cré)ez un compte|(?:abra|abre|cree|crea) una cuenta|"
    r"télécharge(?:r|z|ments?)|connecte(?:r|z-vous)|inscri(?:re|vez-vous)|abonne(?:r|z-vous|ments?)|partage(?:r|z)|imprimer|signaler|lire la suite|voir plus|afficher plus|"
    r"vous aimerez(?: peut-être)? aussi|(?:documents?|articles?) (?:similaires?|connexes?|associés?|liés)|mot de passe|droits réservés|"
    r"descarg(?:ar|ue|a|as)|inici(?:ar|e|a) sesión|regístr(?:ate|ese)|registrarse|suscr[ií]b\w+|compart(?:ir|e)|imprimir|leer más|ver más|seguir leyendo|"
    r"también te puede (?:gustar|interesar)|documentos (?:relacionados|similares)|contraseña|"
    r"tải (?:xuống|về)|đăng (?:nhập|ký)|chia sẻ|xem thêm|tài liệu liên quan|mật khẩu|"
    r"herunterladen|anmelden|registrieren|weiterlesen|mehr (?:lesen|anzeigen)|teilen|drucken|passwort|"
    r"baixar|entrar|cadastr\w+|compartilhar|leia mais|ver mais|scarica|accedi|condividi|leggi (?:tutto|di più)"
)
WEAK_LATIN = (
    r"full|documents?|free|now|here|pages?|pdfs?|docx?|pptx?|files?|read|reading|view|views|click|tap|open|join|access|please|remaining|rest|text|more|"
    r"continue|essays?|papers?|study|studying|account|members?|users?|app|online|save|like|comments?|report|next|previous|today|see|show|use|used|improve|"
    r"experience|accept|all|email|unlimited|millions?|copy|link|site|website|copyright|policy|terms|help|contact|about|privacy|review|ratings?|preview|limited|reached|useful|create|"
    r"le|la|les|un|une|document|contenus?|contenidos?|fichiers?|gratuit\w*|page|suite|lire|ligne|compte|"
    r"documentos?|archivos?|gratis|página|leer|cuenta|toàn bộ|tài liệu|miễn phí|trang|xem|das|dokument|ganze|kostenlos|seite|sehen"
)
HINGES = re.compile(
    r"\b(?:the|a|an|to|of|for|in|on|at|or|and|this|that|your|you|is|it|are|was|be|with|by|pour|de|du|des|et|ou|ce|cette|votre|vous|sur|para|el|los|las|y|o|este|su|con|để|của|um|zu|und|der|die)\b",
)
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỹ]")
# No line in which a site speaks to its visitors is as long.
LONGEST = 400


def _by_first_letter() -> dict[str, list[tuple[str, bool]]]:
    """The hanzi words, and whether they are strong, under their first character in the order of the lists."""
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for words, strong in ((STRONG, True), (WEAK, False)):
        for word in words.lower().split("|"):
            found[word[0]].append((word, strong))
    return dict(found)


def _voice_latin() -> re.Pattern[str]:
    """The Latin words as one pattern that branches by first letter; a strong one is in a group."""
    branches: dict[str, list[str]] = defaultdict(list)
    for words, shape in ((STRONG_LATIN, "({})"), (WEAK_LATIN, "(?:{})")):
        for word in _alternatives(words):
            branches[word[0]].append(shape.format(word[1:]))
    return re.compile(
        r"\b(?:" + "|".join(f"{a}(?:{'|'.join(rests)})" for a, rests in branches.items()) + r")\b"
    )


def _alternatives(words: str) -> Iterator[str]:
    """The alternatives of a pattern, each from its first letter on.

    >>> list(_alternatives("(?:sign|log) in|prints?"))
    ['sign in', 'log in', 'prints?']
    """
    depth = start = 0
    for i, sign in enumerate(words + "|"):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            yield from _opened(words[start:i])
            start = i + 1


def _opened(words: str) -> Iterator[str]:
    group = re.match(r"\(\?:([^()]+)\)(?!\?)", words)
    if group is None:
        yield words
    else:
        yield from (first + words[group.end() :] for first in group[1].split("|"))


WORDS = _by_first_letter()
VOICE_LATIN = _voice_latin()


# The same block is asked about by several rooms; lines of a site recur from page to page.
@lru_cache(maxsize=4096)
def site_voice(line: str) -> tuple[float, int]:
    """Share of a line's letters that are words of the site's own voice, and how many of them are strong.

    >>> site_voice("下载文档,编辑使用")
    (1.0, 1)
    >>> site_voice("Sign in to read the full document")
    (1.0, 2)
    >>> site_voice("Save our school") < (0.5, 1)
    True
    """
    if len(line) > LONGEST:
        return 0.0, 0
    letters = NOT_WORDS.sub("", line)
    if not letters:
        return 0.0, 0
    if letters.isascii() or len(LATIN.findall(letters)) > len(letters) / 2:
        return _voice_in_latin(line.lower())
    return _voice_in_hanzi(letters.lower())


def _voice_in_hanzi(letters: str) -> tuple[float, int]:
    own = strongs = at = 0
    while at < len(letters):
        for word, strong in WORDS.get(letters[at], ()):
            if letters.startswith(word, at):
                own += len(word)
                strongs += strong
                at += len(word)
                break
        else:
            at += 1
    return own / len(letters), strongs


def _voice_in_latin(line: str) -> tuple[float, int]:
    own = strongs = at = 0
    rest: list[str] = []
    for match in VOICE_LATIN.finditer(line):
        own += _letters(match[0])
        strongs += match.lastindex is not None
        rest.append(line[at : match.start()])
        at = match.end()
    if not own:
        return 0.0, strongs
    return own / (own + _letters(" ".join((*rest, line[at:])))), strongs


def _letters(text: str) -> int:
    """How many letters a text has besides the words that only hold it together."""
    return len(NOT_WORDS.sub("", HINGES.sub("", text)))
