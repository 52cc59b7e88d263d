"""Labels and values of cards in the words of many sites: what is done with a document, what it costs and weighs, and the forms of that."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.fact_rows import COUNTED as READ
from pipeline.refine.describe.labels import FORMATS

# What stands for a name that somebody never chose: 用户3081.
DEFAULT_NAME = re.compile(r"[\u4e00-\u9fff]{0,6}(?:用户|会员|网友|书友)[_-]?(?=\w*\d)[\w*]{3,}")
# Words of a label: what is done with a document, what it is called, and by whom or when.
PUT = (
    "上传|上载|上架|上新|上线|发帖|传送|传|分享|贡献|提供|发布|发佈|发表|投递|投稿|投|递交|提交|递|供稿|供|荐|推荐|收录|收|录入|录|入库|入站|入馆|入|登记|登载|登架|登|加入|添加|存入|存档|归档"
    "|寄|献|贴出|张贴|挂出|晒出|送来|交来|放入|刊登|公布|创建|转存"
)
THING = r"(?:文[档件章稿]|资[料源]|本[文稿件篇]|稿件|素材|附件)"
# Whoever wrote, signed or checked it is another; a government's own page says which office made it public (发布机构).
PUT_BY = (
    r"(?:(?:Uploaded|Posted|Shared|Contributed|Submitted|Added|Provided|Donated|Deposited|Sent(?: in)?|Offered) by"
    r"|(?:Déposé|Partagé|Proposé|Publié|Ajouté|Envoyé|Posté|Fourni|Transféré|Téléversé|Importé|Transmis|Soumis|Mis en ligne) par"
    r"|(?:Subido|Publicado|Compartido|Aportado|Enviado|Añadido|Compartilhado|Postado|Cargado|Transferido|Carregado) (?:por|pelo|pela)|(?:Hochgeladen|Eingestellt|Geteilt|Bereitgestellt) von|Đăng bởi)"
)
PUT_BY_WHOM = re.compile(
    rf"{PUT_BY} @?(?P<who>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){{0,2}}?)(?:,?(?: (?:le|el|on|em|am|il|den|vào))? (?P<when>(?=[^ ]*\d|[A-Z])[\w./-]{{1,12}}(?:(?: de)?,? [\w.]{{2,12}}){{0,2}}(?<=\d)))?"
)
UPLOADER = re.compile(
    rf"(?!收[件货文]?[人者员]|寄件|推?荐人|登记人|(?:[发公]布|发佈)(?:机构|单位)){THING}?(?:(?:{PUT})(?:稿|文|件|货)?(?:者|人|员|用户|会员|网友|店铺|店家|商家|教师|老师|机构|单位)|供稿|来稿|店主|掌柜|卖家|售主|卖主|货主|[^\s]{{0,3}}主人)"
    r"(?:[（(][^（）()]{1,6}[）)])?"
    rf"|{PUT_BY}|Contributor|Uploader|Submitter|Donor|Depositor|Contributeur|Contributrice|Déposante?|Colaborador|Người (?:đăng|chia sẻ|gửi)"
)
# Who is called by what he does with it, but for those who say, write, sign, check or answer for it: 出借人, 提水者.
AGENT = re.compile(
    r"(?![^\s]{0,2}(?:讲|说|发言|演|致|宣|朗|作|读|听|记|编|译|笔|撰|写|学|负责|联系|法|证|代理|委托|当事|申|报告|命题|采访|发明|设计|起草|拟|审|核|主持|参|本|个|工|老|责任|签|收(?![卷稿书册档集藏])|承|出租|甲|乙|患|病|党|军|旅|记录|受|继承|获奖|推荐|介绍|担|经办|招|投保|监|检|值班))"
    r"[\u4e00-\u9fff]{2,3}[人者友]|(?:" + PUT + r")[稿件]"
)
# Who did what is said of the document: 录入：木子.
DEED_OF = re.compile(r"(?:上传|分享|提供|贡献|录入|供稿|投稿|投递|递交|来自|由|[Bb][Yy])")
# A member by the word that a site has for its members, and by words that are no site's own.
MEMBER = re.compile(
    r"(?![校战朋好亲男女室舍难病老旧密驴党人会成官职教学店社委议球队演雇船海警队公农居村市国平牧游旅顾乘主请黑播贵来政])[\u4e00-\u9fff][友员民客]"
    r"|[\u4e00-\u9fff]{2,3}[工友侠]|[\u4e00-\u9fff]{0,6}(?:用户|网友|书友|会员)"
)
# Such a word is a site's own if it is made of the site's name.
OWN_MEMBER = re.compile(r"(?P<own>[\u4e00-\u9fff]{1,3})[友员民客主人者粉家迷]")
# Who is called 某主 where documents change hands; 业主 and 公主 are others.
OWNER = re.compile(r"(?![业公民雇户债买失财君施房车地东木救世])[\u4e00-\u9fff]主")
DATED = re.compile(
    rf"{THING}?[搬摆放]?(?:{PUT}|更新|修改)(?:[库馆站架柜店网仓阁屋])?(?:时间|日期|时刻|日|于)?"
)
CHANGED = re.compile(r"更新|修改")
WHEN = re.compile(r"时间|日期")
# Days of other things.
OTHER_DAY = re.compile(
    r"[讲演会开活报述截]|到(?![站馆库架仓店])|发言|致[辞词]|有效|成文|印发|签|出版|出生|生日|执行|实施|施行|[生失]效|考试|授课|编写|写作|创作|制定"
)
PRICE = re.compile(
    r"[^:：]{0,4}(?:购入|买|卖|换取|取用|获取|领取|点数|润笔)|费用|[借取领阅下载拿带搬抱收用]{1,2}[阅走档稿文件书]?费|[￥¥]|需|[^:：]{0,3}(?:价[格位钱]?|售|需付|需要?|花费|扣除|消耗|费用|收费|收取|支付|付费|兑换)|所需.{1,4}|下载.{1,4}[币豆券点]"
)
# What members, cards, prints and parts of it cost.
OTHER_PRICE = re.compile(
    r"^已|累计|售出|销[售量]|会员|VIP|卡|充|月|年|季|原价|[首每均押邮运代打印改]|单价|评|参考", re.IGNORECASE
)
SIZE_OF_OTHER = re.compile(r"图|视频|音频|插件|软件|限|最大|最小|(?<!占用)空间")
PAGES = re.compile(
    r"[Pp]|.{0,4}页(?:[数码]|码数)?|[总全共]?[张面]数|篇幅|.{0,3}页码|页|页面(?:数量?|总数)?|(?:Nombre de |Total de |N[º°] de |Number of |Total )?(?:feuillets|folios|hojas|fojas|leaves|sheets|Blätter|fogli|folhas|pp\.?)",
    re.IGNORECASE,
)
PART_OF_PAGES = re.compile(r"[试已未]读|预览|可[看读]|剩|余|免费|浏览|阅读")
FORMAT = re.compile(rf"{THING}?(?:格式|类型|后缀|扩展名|形式)|{THING}")
SIZE = re.compile(rf"{THING}?(?:大小|容量|体[积量重]|尺寸|占用(?:空间)?|占地|重量?)")
# How long it is in characters.
LENGTH = re.compile(r"(?:总|全[文稿篇]|正文|文章|文档|原文)?字[数元符]?数")
CHARACTERS = re.compile(r"(?P<value>[1-9]\d{2,6}|[1-9]\d{0,2}(?:,\d{3})+)\s?个?(?:字|字符)?")
NAMED_FILE = re.compile(r"文件名?|附件|原文件?|源文件|文档名")
FACT_LABELS = (UPLOADER, DATED, PRICE, PAGES, FORMAT, SIZE, WHEN)
# Of characters, and of letters.
LONGEST_LABEL, LONGEST_WORDS, FIRST_CHARACTER = 10, 18, "\u3400"

UNIT = r"(?![页頁张張篇字人次天日年月号號份岁星条级分][^数]?(?![\u4e00-\u9fff])|分钟|小时|积分起|元起)[\u4e00-\u9fff]{1,4}?"
FREE = r"(?:VIP)?免费|[Ff]ree|[Gg]ratuit|[Gg]ratis"
PRICE_VALUE = re.compile(
    rf"(?P<value>[￥¥$€£]\s?\d[\d.,]*|\d{{1,6}}(?:\.\d{{1,2}})?(?:\s?{UNIT})?|{FREE})(?=$|[（(]|/(?![月年天周季])|(?:换取|兑换|下载|购买|可[取下换])$)"
)
# What a site calls its coins: a word of its own with the sign of a coin at the end, but for what is measured, won or given in such words.
COIN_WORD = (
    r"(?!外币|宝贝|分贝|[\u4e00-\u9fff]{0,2}(?:[投选门发车机船邮钞推月戏股赞]票|推荐票)|我的|[\u4e00-\u9fff]{0,2}(?:净|[金铁钙糖盐]|点赞)值|[\u4e00-\u9fff]{0,2}(?:优惠|抵[用扣]|代金|满减|礼品|体验)券"
    r"|[\u4e00-\u9fff]{0,3}(?:[热气验颜价均峰极数推荐评用跃力献长望威战足意信量期产总最真准度名感命频比]|人气|影响|关注|幸福|满意)值)"
    r"[\u4e00-\u9fff]{0,3}(?:[豆币券贝票]|(?<=[\u4e00-\u9fff])值)"
)
# Without a label only what is a coin beyond doubt.
BARE_PRICE = re.compile(
    rf"(?:[仅只]?需要?|只要|须|单[买购独]|买断|一口价|[整全单每][本份篇套]?|售|[定售标]价)?\s?(?P<value>[￥¥]\s?\d[\d.,]*|\d{{1,5}}(?:\.\d{{1,2}})?\s?(?:元|[\u4e00-\u9fff]{{0,3}}[币豆券贝]|{COIN_WORD}|积分|点券|[^要重难观论特景亮热焦终起零几个钟半多]点)|{FREE})(?:/[本份篇套])?(?:\s?[（(][^（）()]*[）)])?"
)
# A coin as a label, with a bare number or so many sheets of it; a coin that is one beyond doubt; what members hold of it.
COIN, COINS = (
    re.compile(rf"(?:所?需|下载)?(?:{COIN_WORD}|点数)"),
    re.compile(r"\d{1,5}(?:\.\d{1,2})?(?:\s?[张枚个颗粒])?"),
)
# 谷币 8: the number stands behind its coin.
COIN_FIRST = re.compile(
    rf"(?:[所仅只]?需|[定售]价)?\s?(?P<value>{COIN_WORD}\s?\d{{1,5}}(?:\.\d{{1,2}})?)(?:\s?[枚个颗粒])?"
)
COIN_OF_SITE = re.compile(r"元|[\u4e00-\u9fff]{0,3}[币豆券贝点]")
HELD = re.compile(r"[余赠送奖得赚充拥持返领签]|稿酬|会员|VIP|发票|股|[热观重难特要景]点", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<value>\d{1,6}(?:\.\d{1,2})?\s?(?P<unit>[\u4e00-\u9fff]{1,4}))")
COUNTED_UNITS = frozenset("页 张 篇 字 人 次 天 日 年 月 号 份 分 条 楼 星 元".split())
# What is counted under its own name and is no coin: 学分：3学分, 热度：35热度.
NO_COIN = re.compile(
    r"[学课]分|[学课]时|热度|人气|分享|收藏|推荐|关注|粉丝|[浏阅]|评|赞|喜欢|回复|下载|播放|[分秒]钟?$|小时|等级|难度|级$|题$|[节章课]$|公[里斤]|岁|票数"
)
# 1.2K without a label may be how often it was read.
BARE_SIZE = re.compile(r"附件|[Bb]$|[KMGkmg]o$")
SIZE_VALUE = re.compile(r"(?:附件\s?)?(?P<value>\d[\d.,]*\s?(?:[KMG]i?B|[KMG]o|[KMG]))", re.IGNORECASE)
FORMAT_VALUE = re.compile(
    rf"(?:[A-Za-z]{{3,10}}\s?(?:文[档件字稿]|演示(?:文[稿档])?|幻灯片|(?:电子)?表格)?\s?)?[\[【(（]?(?P<value>{FORMATS})[\]】)）]?\s?(?:可(?:编辑|改|打印|印)|格式|文[档件]|版本?|原[件档])?",
    re.IGNORECASE,
)
# 小结.docx（44.8KB）, WPS 43K, PDF 1页
COMPOUND = re.compile(
    rf"(?:[^\s。]{{1,60}}(?=\.))?(?P<format>{FORMATS})\s*[（(，,\s]\s*(?P<rest>[^（）()]+?)[）)]?",
    re.IGNORECASE,
)
FILE_NAME = re.compile(rf"[^\s。].{{0,60}}\.(?P<value>{FORMATS})$", re.IGNORECASE)
PAGES_VALUE = re.compile(
    r"(?:[原全本此该整]?(?:文[档件章稿]?|[稿档]件?|[卷册书]|课件|资料|正文))?(?:(?:[共全总计]{1,2}|[只仅]有)\s?)?(?P<value>\d{1,5}|[一二三四五六七八九十百]{1,4})\s?(?:页|頁|面|P(?![A-Za-z])|pages?|páginas)",
    re.IGNORECASE,
)
PAGES_BEHIND = re.compile(r"P\s?(?P<value>\d{1,4})")
ENDS_IN_PAGES = re.compile(r".*\s共\s?(?P<value>\d{1,5})\s?页")
# How often it was taken, in a word for taking.
# What a site says for taking a document, but for ways of walking.
CARRY = r"(?![行逃出奔游竞快慢赶送撤调溜不别先再能可要一边路想来就会好刚往拐远疾])[\u4e00-\u9fff]走"
TAKEN = re.compile(
    rf"(?:已|已?被|累计)?(?:下载|{CARRY}|取用|取阅|领取|借阅|转存|兑换)(?:次数|人数|数|量)?|(?:已|累计)?被[取领下搬借拿](?:次数|数)?|(?:已|累计)[取领拿借](?:次数|数)?"
)
TAKING = rf"(?:下[载載]|{CARRY}|取用|取阅|领取|兑换)"
# 842次下载, 下载203次, 9人取用, 1.2万下载
TAKEN_SO_OFTEN = re.compile(
    rf"(?:[本该此这][份篇个]?(?:文[档件章稿]|资料|课件|作品|稿[件子]?)?)?(?:[目眼至截]?[前下今止]?已有?|累计|已?被)?\s?(?P<value>\d[\d,.]*\s?[万wWkK]?)\s?[次人]?(?:已|已?被)?{TAKING}(?:[过了]|次数|数|量)?|(?:已|已?被|累计)?{TAKING}(?:次数|[了数量])?\s?(?P<times>\d[\d,.]*\s?[万wWkK]?)\s?[次人]"
)
# What somebody has taken of all there is, or may take.
OTHER_COUNT = re.compile(r"[今昨本每当]|日|周|月|限|可|余|剩|会员|作品|文库|店|贡献")
TIMES = re.compile(r"(?P<value>\d[\d,.]*\s?[万wWkK]?)\s?[次人]?")
SHEETS = re.compile(
    r"第\s?\d+\s?[张页]\s?[/／,，]?\s?共\s?(?P<value>\d{1,5})\s?[张页]|共\s?(?P<all>\d{1,5})\s?张|第\s?\d{1,5}\s?[/／]\s?(?P<of>\d{1,5})\s?页"
)
DAY_VALUE = re.compile(
    rf"(?P<value>{DATE.pattern}|(?P<back>[01]\d/[0-3]\d\s(?:19|20)\d\d)|(?P<short>\d\d年\d{{1,2}}月\d{{1,2}}日|\d\d[-/.]\d\d[-/.]\d\d(?=\s?(?:{PUT}))))(?:\s?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s?(?P<verb>(?:{PUT}|更新|修改)[\u4e00-\u9fff]{{0,2}})?",
    re.IGNORECASE,
)
# After a label of a day, in the order of such labels: 19-05-02.
SHORT_DAY = re.compile(r"(?P<value>[0-3]\d([-/.])[01]\d\2[0-3]\d)")
COUNTED = re.compile(
    rf"{READ.pattern}|\d[\d,.]*\s?[万wk]?\s?(?:次|人[\u4e00-\u9fff]|条?评论)|(?:收[存藏]|热度|[藏赞阅评])\s?\d|查看(?:次数|量)?\s?[:：]?\s?\d|\d[\d,.]*\s?[万wk]?\s?[阅赞藏评](?:$|读)|\d[\d,.]*[km]?\s(?:view|like|download|read|vue|vista|visita|lectura|descarga|téléchargement)s?\b",
    re.IGNORECASE,
)
# How long ago, and the letters that a reader may have larger: neither is read, and both are of a row about a document.
ASIDE = re.compile(
    r"\d+\s?(?:年|个?月|周|天|小时|分钟)前|\d+ (?:year|month|week|day|hour)s? ago|(?:hace|il y a|há) \d+ \w+|[昨前今]天(?:\s?\d{1,2}:\d\d)?|字[号体].*|大\s中\s小|[（(\[【]?大\s?中\s?小[）)\]】]?"
)
LAST_DAY = re.compile(r".*\s(?P<value>(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日))")


@lru_cache(maxsize=4096)
def is_card_label(label: str) -> bool:
    """Whether a short piece of a card is a label by itself.

    >>> is_card_label("供稿"), is_card_label("售价"), is_card_label("社区"), is_card_label("2021年更新")
    (True, True, False, False)
    """
    longest = LONGEST_LABEL if label[:1] >= FIRST_CHARACTER else LONGEST_WORDS
    if not 0 < len(label) <= longest or any(sign.isdigit() for sign in label):
        return False
    return (
        label == "作者"
        or DEED_OF.fullmatch(label) is not None
        or any(pattern.fullmatch(label) for pattern in FACT_LABELS)
    )
