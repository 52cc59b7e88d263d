"""What kind of thing each word of a line names, where a site would name it: a way to get, a text, a rest, a price, a visitor.

A site that has never been heard says 「剩下的章节要先办卡」 for 「其余内容需开通会员」: other words, the same senses in the same order. So
``voice`` learns from senses too, in all languages at once. A word that is not listed has no sense; ``work`` and ``self``
are what authors speak of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

# * stands for any ending of a word in letters.
SENSES = {
    "get": "下载|获取|领取|获得|得到|导出|转存|另存|保存|存到|存下来|存下|存进|提取|打包|带走|带回|取走|拿走|索取|download*|get|save|export|grab|obtain|"
    "télécharge*|enregistre*|obteni*|descarg*|guardar|guarda|obtén|obtener|baixar|baixe|salvar|salve|herunterladen|speichern|unduh|mengunduh|"
    "simpan|tải|tải về|tải xuống|lưu|скача*|сохран*|scarica",
    "preview": "预览|试读|试看|试阅|试用|样张|样章|样稿|样本|样图|缩略图|节选|简版|摘录|片段|preview*|sample*|excerpt*|extract|snippet|aperçu|extrait|vista previa|"
    "muestra|amostra|prévia|vorschau|leseprobe|auszug|xem trước|xem thử|pratinjau|cuplikan|фрагмент*|anteprima",
    "read": "阅读|浏览|查看|观看|翻阅|阅览|在看|看到|看完|读完|读到|看|读|翻|read|reads|reading|view|viewed|viewing|see|lire|lu|leer|lendo|ler|ver|leia|"
    "lesen|gelesen|ansehen|baca|membaca|lihat|melihat|đọc|xem|чита*|просмотр*|leggi",
    "text": "文档|资料|文件|课件|范文|稿件|稿子|讲稿|文章|本文|此文|该文|文稿|模板|附件|资源|文库|素材|源文件|原件|电子版|合集|文献|幻灯片|内容|"
    "word|doc|docx|pdf|ppt|pptx|txt|document*|file|files|paper|papers|essay*|slide|slides|slideshow*|presentation*|archivo*|apunte*|trabalho*|"
    "arquivo*|fichier*|dissertation*|exposé*|dokument*|hausarbeit*|präsentation*|dokumen|makalah|berkas|tài liệu|luận văn|bài giảng|bài viết|"
    "документ*|реферат*|презентаци*|материал*|файл*|texte|texto|testo|article*|artikel|artículo*",
    "rest": "剩余|余下|其余|剩下|后面|后文|下文|后续|下面的|未读|隐藏|折叠|未展示|未显示|还剩|还有|remaining|remainder|rest|left|hidden|locked|reste*|suite|"
    "resto|restante*|übrige*|còn lại|còn|sisanya|осталь*|дальше",
    "whole": "全文|完整版|完整|全部|全本|整篇|整份|原文|全篇|正文|全套|whole|full|complete|entire|all|intégral*|complet|entier|completo|completa|inteiro|"
    "vollständig*|ganze*|alle|lengkap|selengkapnya|semua|đầy đủ|toàn bộ|полностью|весь|полн*",
    "page": "页|章|篇|字|段落|段|节|page|pages|página*|trang|halaman|страниц*|seite|seiten|words|chapter*",
    "login": "登录|登陆|登入|注册|账号|账户|绑定|实名|验证码|验证|用户名|密码|log in|log out|login|sign in|sign up|signup|signin|register|account|captcha|"
    "password|join|connectez|connexion|inscri*|compte|regístr*|registr*|inicia sesión|iniciar sesión|cuenta|cadastr*|entrar|anmelde*|anmeldung|melden|"
    "einloggen|konto|daftar|masuk|đăng nhập|đăng ký|войд*|войти|зарегистр*|accedi",
    "pay": "付费|购买|充值|支付|付款|订购|订阅|续费|开通|升级|解锁|兑换|扣除|买断|下单|结账|办卡|buy|purchase|order|subscri*|upgrade|unlock*|trial|premium|"
    "abonn*|achet*|suscr*|comprar|compra|assin*|kaufen|bestellen|berlangganan|beli|mua|nạp|nâng cấp|mở khóa|купить|подпис*",
    "member": "会员|VIP|SVIP|特权|权益|年卡|月卡|季卡|体验卡|终身|合伙人|推广员|member*|membre*|socio*|mitglied*|anggota|thành viên",
    "coin": "积分|金币|下载券|优惠券|代金券|红包|余额|点数|礼券|额度|元|币|券|¥|￥|$|€|points|credits|coins",
    "cheap": "免费|限时|特惠|优惠|半价|秒杀|首月|立减|专享|赠送|福利|礼包|特价|促销|打折|新人|首单|划算|收益|返佣|赚|送|free|gratis|gratuit*|kostenlos*|"
    "grátis|miễn phí|бесплатно|discount*|earn",
    "click": "点击|点我|点此|点这里|点开|戳|单击|双击|轻触|轻点|按住|滑动|拖动|下拉|上滑|左滑|click|tap|scroll|swipe|cliquez|haz clic|clique|klicken|klik|nhấn|нажм*",
    "scan": "扫码|扫一扫|扫描|二维码|小程序码|长按|识别|条码|qr code|scan",
    "here": "这里|此处|下方|上方|右上角|左下角|左侧|右侧|底部|按钮|链接|入口|右边|左边|here|below|hier|aquí|aqui|ici|di sini|tại đây|здесь",
    "you": "您|你|亲|小主|客官|小伙伴|宝宝|看官|用户|访客|游客|读者|网友|you|your|you've|you're|vous|votre|vos|usted|tu|tus|te|você|seu|sie|ihr*|anda|"
    "bạn|вы|вам|ваш*|user|users|readers|people|visitors|students|others",
    "site": "本站|本网|平台|网站|小编|编者|编辑|站长|管理员|客服|官方|热线|工单|帮助中心|联系我们|关于我们|本店|我们|website|our|support|contact us|help|"
    "about|unser*|notre|nuestr*|nosso",
    "social": "分享|转发|转给|朋友圈|微信|QQ|微博|公众号|服务号|关注|粉丝|好友|进群|加群|入群|读者群|交流群|群|小程序|海报|share*|tweet|facebook|twitter|whatsapp|follow|"
    "embed|copy link|partag*|compart*|teilen|bagikan|chia sẻ|подел*|newsletter",
    "rate": "点赞|点个赞|好评|评分|打分|评价|评论|留言|书评|有用|有帮助|顶|踩|打赏|赞赏|赞|支持|鼓励|投票|差评|满意|星级|rate|rating|ratings|like|likes|"
    "helpful|review*|comment*|useful|útil|utile|bewerte*|hilfreich|bermanfaat|hữu ích|bình luận|đánh giá|оцен*|noter|calif*|valora*|avaliar",
    "keep": "收藏夹|收藏|书架|书签|加入|bookmark*|favorite*|favourite*|library|list|favoris|favoritos|merken|yêu thích",
    "report": "举报|投诉|纠错|反馈|申诉|侵权|有误|报错|不良|违规|report|flag|abuse|inappropriate|infringement|dmca|signaler|denunciar|reportar|laporkan|"
    "báo cáo|báo lỗi|пожалов*",
    "rights": "版权所有|版权|著作权|转载|声明|免责|协议|隐私|条款|备案|ICP|公网安备|授权|商用|商业用途|法律责任|删除|告知|来源|出处|rights reserved|"
    "copyright|terms|privacy|cookie*|policy|disclaimer|responsib*|derechos|droits|rechte",
    "way": "首页|上一篇|下一篇|上一页|下一页|上一章|下一章|返回|目录|顶部|更多|列表|换一批|换一换|尾页|末页|栏目|频道|导航|关闭|取消|确定|清空|more|next|"
    "previous|prev|back|close|mais|más|plus|mehr|thêm|ещё|sitemap|menu",
    "like": "相关|推荐|猜|感兴趣|喜欢|热门|排行榜|排行|榜|最新|最热|同类|相似|类似|精选|延伸|拓展|优质|标签|关键词|related|similar|recommended|popular|"
    "trending|also|similaire*|associés|connexes|relacionad*|similares|semelhantes|populares|ähnliche*|verwandte*|beliebte*|terkait|serupa|populer|"
    "terpopuler|liên quan|tương tự|похожие|популярн*|рекоменд*",
    "by": "上传者|上传人|上传|发布者|发布人|发布|更新|贡献者|贡献|投稿|店铺|卖家|作者|upload*|posted|contributed|author|téléversé|subido|enviado|hochgeladen|"
    "diunggah|đăng bởi|загруж*",
    "app": "APP|客户端|手机|电脑|浏览器|安装|应用|平板|安卓|苹果|iphone|android|mobile|application|aplicación|aplicativo|aplikasi|ứng dụng|приложени*|browser",
    "mode": "夜间|护眼|字号|字体|字级|全屏|模式|放大|缩小|旋转|朗读|听书|打印|语音|倍速|适应|翻页|zoom|dark mode|print|fullscreen|full screen|text size|"
    "rotate|imprimer|imprimir|drucken|cetak|распечат*",
    "load": "加载|载入|稍候|稍等|转换|转码|刷新|重试|跳转|网络|服务器|超时|失败|排队|自动|loading|loaded|retry|wait|try again|reload|error|chargement|"
    "cargando|carregando|laden|memuat|đang tải|загрузк*",
    "open": "展开|收起|继续|接着|往下|向下|打开|显示|展示|进入|翻开|移步|expand|collapse|show|showing|hide|continue*|keep|open|voir|afficher|mostrar|mostrando|"
    "continuar|seguir|weiter*|anzeigen|lanjut*|tiếp|показа*|доступно",
    "sorry": "抱歉|对不起|很遗憾|不好意思|不存在|已删除|无权|权限|无法|不支持|失效|下架|过期|错误|糟糕|哎呀|出错|找不到|屏蔽|限制|sorry|oops|not found|"
    "unavailable|went wrong|permission",
    "please": "请|建议|欢迎|感谢|谢谢|务必|敬请|please|merci de|por favor|bitte|vui lòng|silakan|пожалуйста",
    "now": "立即|马上|立刻|一键|快速|极速|高速|直接|现在|now|today|instantly|maintenant|ahora|agora|jetzt|sekarang|ngay|сейчас",
    "only": "仅|只能|只|最多|上限|不足|用完|不够|结束|完毕|到此|only|just|limit*|reached|end|ended|quota|solo|sólo|seulement|nur|hanya|chỉ|только",
    "ease": "方便|随时|随地|流畅|体验|慢慢|轻松|更佳|更好|舒服|精彩|惊喜|海量|无限|畅|广告|水印|专属|unlimited|anytime|ads|advert*|offline|publicité|"
    "anuncio*|werbung|iklan|quảng cáo|реклам*",
    "gate": "登录后|下载后|购买后|付款后|方可|才能|即可|后可|后才|就能|可见|可读|可看",
    "need": "需要|需|须|必须|要|想要|想看|想|need|want|require*",
    "coax": "哦|啦|吧|呢|哟|呦|呀|嘛|噢|呗|喔|哈",
    "count": "次|人次|人|浏览量|下载量|热度|人气|点击量|阅读量|lượt|vues|vistas|views|downloads",
    "ago": "分钟前|小时前|天前|月前|年前|刚刚|昨天|ago",
    "sell": "课程|训练营|培训班|网课|试听|速成|零基础|上岸|通关|学会|搞定|包邮|直降|厂家|抢购|抢|名额|报名|招生|库存|course*|sale|deal*",
    "pen": "代写|定制|润色|改写|仿写|降重|查重|续写|原创|生成|翻译|AI",
    "this": "本|该|此|这份|这篇|这个|this|ce|cette|este|esta|diese*|ini|này|этот",
    "work": "工作|发展|建设|学校|公司|单位|群众|教育|会议|学生|同学|同志|领导|老师|大家|各位|活动|服务|管理|制度|加强|提高|落实|社会|国家|人民|企业|学习|"
    "任务|组织|村|县|市",
    "self": "我|咱|他|她|它|i|we|he|she|they|my|his|her|je|nous|il|elle|yo|nosotros|él|ella|ich|wir|er|saya|kami|tôi|chúng tôi|я|мы|он|она|eu|nós",
}
# A word in letters, a single hanzi, a number (folded to 0), a sign.
UNIT = re.compile(r"[a-zß-ɏḁ-ỹ']+|[а-яё]+|0|[^\W_]|[^\w\s]")
SHORTEST_STEM = 3


def _listed() -> tuple[dict[str, str], dict[str, str]]:
    """The senses of whole words, and of beginnings of words."""
    words = [(word, sense) for sense, listed in SENSES.items() for word in listed.lower().split("|")]
    stems = {word.rstrip("*"): sense for word, sense in words if word.endswith("*")}
    return dict(word for word in words if not word[0].endswith("*")), stems


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Of how many units the words are that begin with a unit, the longest first."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for word in words:
        units = list(word) if _is_han(word[0]) else word.split(" ")
        found[units[0]].add(len(units))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _is_han(unit: str) -> bool:
    return "\u3040" <= unit <= "\u9fff"


WORDS, STEMS = _listed()
# Most units begin no word.
LENGTHS = _lengths(WORDS)


class Sensed(NamedTuple):
    """The senses of a line in order, ``o`` with a length for what has none, and the share of its units that have one."""

    senses: tuple[str, ...]
    share: float


def senses(units: list[str]) -> Sensed:
    """What the units of a folded line name.

    >>> senses(["登", "录", "后", "阅", "读", "完", "整", "版"])
    Sensed(senses=('gate', 'read', 'whole'), share=1.0)
    >>> senses(["save", "our", "school"]).senses
    ('get', 'site', 'o1')
    """
    found: list[str] = []
    at = known = other = letters = 0
    while at < len(units):
        sense, taken = _sense(units, at)
        if not sense and units[at][0].isalpha():
            other += 1 if _is_han(units[at]) else 2
            letters, at = letters + 1, at + 1
            continue
        if other:
            found.append(_other(other))
            other = 0
        found.append(sense or units[at])
        known, letters = known + taken * bool(sense), letters + taken * bool(sense)
        at += taken
    if other:
        found.append(_other(other))
    return Sensed(tuple(found), known / max(1, letters))


def _other(length: int) -> str:
    return "o1" if length <= 2 else "o2" if length <= 5 else "o3"


def _sense(units: list[str], at: int) -> tuple[str | None, int]:
    """The sense of the longest word that begins here, and of how many units it is."""
    first = units[at]
    han = _is_han(first)
    for length in LENGTHS.get(first, ()):
        if at + length <= len(units):
            sense = WORDS.get(("" if han else " ").join(units[at : at + length]))
            if sense:
                return sense, length
    if han or len(first) < SHORTEST_STEM:
        return None, 1
    ends = range(len(first), SHORTEST_STEM - 1, -1)
    return next((STEMS[first[:end]] for end in ends if first[:end] in STEMS), None), 1
