"""Labelled values of a site's card about the file, in the languages of the sites: 页数：12, Uploaded on May 3, 2021.

A value is taken only in the form its column has, so that 「格式：统一使用宋体」 or 「ID required」 gives nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.refine.blocks import Block
from pipeline.refine.describe.dates import DATE, parse_date
from pipeline.refine.describe.facts import Facts
from pipeline.refine.lexicon import site_voice

LABELS = {
    "site_document_id": r"(?:文档|资源|资料|文件|文章|信息|稿件|素材)(?:编号|编码|代号|ID|号)|编号|Document ID|Doc(?:ument)? (?:No|number)\.?|ID|N° (?:de|du) document|Mã tài liệu",
    "pages_total": r"篇幅(?=\s*[:：]?\s*(?:共\s*)?\d{1,5}\s*页)|Page count|全文页数|(?:文档|文件|总|资料|资源)页数|总页码|(?<![览读看示放费余未])页数|(?:Number of |Total )?[Pp]ages|Nombre de pages|(?:N[º°] de |Número de |Total de )?[Pp]áginas|(?:Tổng )?[Ss]ố trang|Seiten(?:an)?zahl|Anzahl der Seiten|(?:Jumlah )?[Hh]alaman|(?:Количество |Число )?[Сс]траниц|(?:Number of |Total )?[Ss]lides",
    "file_size": r"(?:资源|文件|文档|资料|附件)大小|(?<!图片)(?<!视频)(?<!软件)大小|体积|(?:File |Document )?[Ss]ize|Taille(?: du fichier)?|Tamaño|(?:Datei)?[Gg]röße|Dung lượng|Kích thước",
    "file_format": r"(?:资源|文件|文档|资料|附件|下载|可用|可选)格式|(?:文件|文档|资源)类型|格式|类型|(?:File )?(?:[Ff]ormat|[Tt]ype)|Formato|Định dạng",
    "uploader": r"(?:上传|分享|贡献|发布|提供|传[稿文]|供[稿文]|投稿|录入)(?:人(?:\(卖家\)|（卖家）)?|者|用户|会员|网友|作者|员)|资料提供|卖家(?:昵称)?|(?:文档|资料)?店铺(?:名称)?(?=\s*[:：])|Uploaded by|Uploader|Posted by|Shared by|Mis en ligne par|Subido por|Hochgeladen von|Eingestellt von|Người đăng|Tải lên bởi",
    "published_on": (
        r"(?:上传|发布|更新|加入|添加|发表|收录|入库|分享|创建|修改|最后更新)(?:时间|日期|于|(?=\s*[:：]))|编辑于|最后更新|上架时间|发佈於|(?:Date )?(?:[Uu]ploaded|[Pp]ublished|[Pp]osted|[Aa]dded|[Ss]ubmitted|[Uu]pdated)(?: on| at)?|Upload(?:ed)? date|Date added|Last updated(?: on)?"
        r"|(?:Publiée?|Mise? en ligne|Ajoutée?|Mise à jour) le|Date de publication|(?:Publicad[oa]|Subid[oa]|Actualizad[oa])(?: el)?|Fecha de publicación|(?:Publicado|Enviado|Adicionado|Atualizado|Carregado) em|Data de publicação|(?:Pubblicat|Caricat|Inserit|Aggiornat)[oa] il|(?:Eingestellt|Veröffentlicht|Hochgeladen|Erstellt|Aktualisiert) am|(?:Ngày|Đăng)(?: đăng| tải| ngày)(?: lên)?|Cập nhật"
    ),
    "price": r"(?:下载|所需|需要|资源|文档)(?:积分|金币|文币|豆|点数|费用|价格)|下载所需|价格|售价|定价|标价|Price|Prix|Precio|Giá(?: tiền)?",
    "downloads": r"下载(?:次数|量|数|人数)|已下载|已被下载|下载(?=\s*[:：])|[Dd]ownloads?|Téléchargements?|Descargas|Lượt tải|Tải xuống",
    "categories": r"(?:所属|文档|资料|资源)(?:分类|栏目|类别)|分\s?类|栏目|类别|Category|Categories|Catégorie|Categoría|Danh mục",
}  # fmt: skip
MONEY = r"(?:[￥¥$€£]\s*\d[\d.,]*|\d[\d.,]*\s*(?:元|文币|金币|积分|下载豆|金豆|豆[点子]?|点|币|学币|贝壳|阅点|下载券|C币|资源币|[枚颗粒]\s?[\u4e00-\u9fff]{1,4}(?=\s*(?:$|[|｜¦，,/·;；）)（(\[【\]】]))|(?![页篇张次份人天年月日字个章分号级星条件期万千百亿]|收藏|下载|[浏阅]|评论|点?赞|回复|关注|分享|推荐|播放|转[发载]|喜欢|热度|粉丝|学分|课时)[\u4e00-\u9fff]{1,3}(?=\s*(?:$|[|｜¦，,/·;；）)（(\[【\]】]))|€|\$|USD|EUR|đ|VNĐ?)|免费|[Ff]ree|[Gg]ratuit|[Gg]ratis|[Mm]iễn phí|\d{1,6}(?![\d.%]))"
MONEY_TOLD = re.compile(r"[￥¥$€£元币券豆点分]")
FORMATS = r"\.?(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf|zip|rar|odt|epub)(?![A-Za-z])"
# Word文档(.doc): the ending in brackets says which of the program's formats.
KIND = r"(?:Microsoft\s?)?(?:Word|Excel|PowerPoint|PPT|WPS|PDF)\s?(?:文[档件字稿]|演示(?:文[稿档])?|幻灯片|课件|(?:电子)?表格|document|file)?\s?[（(【\[]\s?"
FORMAT_VALUE = re.compile(rf"(?:{KIND})?(?P<value>{FORMATS})", re.IGNORECASE)
# What is no name, whatever the label before it: so many pages or bytes, a format.
NO_UPLOADER = re.compile(
    rf"[共全总]?\s?\d[\d.,]*\s?(?:[页頁张面次元]|[KMG]i?B?|字节|bytes|pages?)|{FORMATS}", re.IGNORECASE
)
VALUES = {
    "site_document_id": r"(?:(?:No|NO|№)[.．]?\s*|#\s*)?(?=[\w-]*\d)[0-9A-Za-z][0-9A-Za-z_-]{2,39}(?![\w-])",
    "pages_total": r"(?:共\s*)?\d{1,5}(?!\d|\s?(?:[-–]|to|bis|à|al?|of|dari|von|sur|из)\s?\d)",
    "file_size": r"\d[\d.,]*\s*(?:[KMG]i?[Bb]|[KMG]o|[KMG](?![a-z])|字节|bytes)",
    "file_format": rf"(?:{KIND})?{FORMATS}",
    # A name in two words ends where something sets the next fact apart.
    "uploader": r"[A-ZÀ-Ý][A-Za-zÀ-ÿ.’'-]*(?: [A-ZÀ-Ý][A-Za-zÀ-ÿ.’'-]*){1,2}(?=\s*(?:[|·¦,;]|$))|[^\s:：,，|/·;；]{1,40}?",
    "published_on": DATE.pattern,
    # Without a label so many points are a rating.
    "price": rf"\d[\d.,]*\s*(?:puntos?|pontos?|points?|créditos?|crédits?|credits?|monedas?|moedas?|coins?|điểm|xu|Punkte|Guthaben)(?!\w)|{MONEY}",
    "downloads": r"\d[\d,]{0,11}(?:\.\d+)?\s*[万wWkK]?",
    "categories": r"[^:：|;；。]{2,60}?",
}
ANY_LABEL = "|".join(LABELS.values())
# Labels and values are often spans without white space between: a value ends where a label begins.
END = rf"(?=\s*(?:$|[\s,，|/·;；（(]|(?:{ANY_LABEL})\s*[:：]))"
ENDED = frozenset(("uploader", "categories"))
SEPARATOR = r"\s*[】\]]?\s*(?:[:：]\s*|\s+|(?<=于)|(?<=于 ))"
LABELLED = {
    column: re.compile(
        rf"(?:(?<![A-Za-z])(?=[A-Za-z])|(?![A-Za-z]))(?:{labels}){SEPARATOR}(?P<value>{VALUES[column]}){END if column in ENDED else ''}",
        re.IGNORECASE if column in ("file_format", "file_size", "published_on") else 0,
    )
    for column, labels in LABELS.items()
}
# One of these is in every label of a column, in small letters; most lines have none.
SIGNS = {
    "site_document_id": ("号", "码", "id", "doc", "n°", "mã"),
    "pages_total": ("页数", "总页码", "篇幅", "page", "página", "trang", "seite", "halaman", "страниц", "slide"),
    "file_size": ("大小", "体积", "size", "taille", "tamaño", "größe", "dung", "kích"),
    "file_format": ("格式", "类型", "format", "type", "định"),
    "uploader": (
        "人", "者", "用户", "会员", "网友", "员", "资料提供", "卖家", "店铺", "upload", "posted", "shared", "mis en", "subido", "geladen", "gestellt", "người", "tải",
    ),
    "published_on": (
        "上传", "发布", "发佈", "更新", "加入", "添加", "发表", "收录", "入库", "分享", "创建", "修改", "编辑于", "上架",
        "upload", "publi", "posted", "added", "submitted", "updated", "mis en", "mise en", "ajouté", "mise à", "subid", "actualizad", "ngày",
        "đăng", "cập nhật", "enviado", "adicionado", "atualizad", "carregado", "pubblicat", "caricat", "inserit", "aggiornat", "eingestellt", "öffentlicht",
        "geladen", "erstellt", "aktualisiert",
    ),
    "price": ("积分", "金币", "文币", "豆", "点数", "费用", "价", "下载所需", "price", "prix", "precio", "giá"),
    "downloads": ("下载", "download", "chargement", "descarga", "tải"),
    "categories": ("类", "栏目", "categ", "catég", "danh"),
}  # fmt: skip
SIGNED = {column: re.compile("|".join(signs)) for column, signs in SIGNS.items()}
# Most lines have none of any column.
ANY_SIGN = re.compile("|".join(sorted({sign for signs in SIGNS.values() for sign in signs})))
# A label whose value stands in the block below, as in tables and definition lists.
LONE_LABEL, LONGEST_LABEL = re.compile(rf"(?:{ANY_LABEL})\s*[:：]?"), 20
# Characters of a value beside or below its label, and what labels in a table may be short for.
LONGEST_PAIR, CELLS = 60, frozenset(("td", "th", "dt", "dd"))
CELL_LABELS = {
    "上传": "上传者", "分享": "分享者", "发布": "发布者", "贡献": "贡献者", "提供": "提供者", "来自": "上传者",
    "日期": "发布日期", "时间": "发布时间", "更新": "更新日期", "上架": "上架时间", "收录": "收录时间",
    "Fecha": "Fecha de publicación", "Ngày": "Ngày đăng",
}  # fmt: skip
# Words that a sentence has too need their colon.
DIGIT, WORDED = (
    re.compile(r"\d|[〇零○O一二三四五六七八九]{4}年"),
    frozenset(("uploader", "price", "file_format", "categories")),
)
COLON = frozenset(("site_document_id", "uploader", "categories", "price", "file_format"))
# The columns that a line can tell, by whether it has a figure and a colon.
TOLD = {
    (figure, colon): [
        (column, signed)
        for column, signed in SIGNED.items()
        if (figure or column in WORDED) and (colon or column not in COLON or column == "price")
    ]
    for figure in (False, True)
    for colon in (False, True)
}
# A line of a card in Latin letters, and what may stand on it beside labels and values.
LONGEST_CARD = 160
HAN, LETTER = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[^\W\d_]")
PUT_ON = re.compile(r"^(?:Uploaded|Posted|Published|Shared) by [\w .-]{2,30}?(?: on|,) [\w ,./-]{6,20}$")
COUNTED_WORDS = re.compile(r"\d[\d,.]*\s*(?:words?|pages?|mots|palabras|views?|vues|vistas)", re.IGNORECASE)
CHANGED = re.compile(r"最?后?更新|修改|(?:Last )?updated|Mise à jour|Actualizad|Cập nhật", re.IGNORECASE)
# Labels of languages in which the day stands before the month.
DAY_FIRST = re.compile(
    r"Publié|Mis|Ajouté|Dat[ea] de|Publicad|Subid|Actualizad|Fecha|Ngày|Đăng|Cập nhật|Enviad|Adicionad|Atualizad|Carregad|Pubblicat|Caricat|Inserit|Aggiornat|Eingestellt|Veröffentlicht|Hochgeladen|Erstellt|Aktualisiert",
    re.IGNORECASE,
)
DAY_MONTH_YEAR = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")
COUNT_UNITS = {"万": 10_000, "w": 10_000, "k": 1_000}


def read_labels(text: str, shown: str, facts: Facts, updated: Facts) -> None:
    """Take every labelled value of a line; ``shown`` is the line as it stands on the page, for evidence.

    ``updated`` gets the day of the last change, which stands in where no day of publishing is shown.
    """
    lowered = text.lower()
    if not ANY_SIGN.search(lowered):
        return
    for column, signed in TOLD[DIGIT.search(text) is not None, ":" in text or "：" in text]:
        if not signed.search(lowered):
            continue
        for found in LABELLED[column].finditer(text):
            label = found[0][: found.start("value") - found.start()]
            if column in COLON and not re.search(r"[:：]", label) and not MONEY_TOLD.search(found["value"]):
                continue
            value = shown[slice(*found.span("value"))] if len(shown) == len(text) else found["value"]
            if column == "published_on" and DAY_FIRST.match(label):
                value = DAY_MONTH_YEAR.sub(r"\3-\2-\1", value)
            into = updated if column == "published_on" and CHANGED.match(label) else facts
            add(into, column, value, shown[found.start() : found.end()] or found[0])


# Tables have the same labels on every page of a site.
@lru_cache(maxsize=4096)
def is_lone_label(line: str) -> bool:
    """Whether a line is a label and nothing else, so that its value stands in the next."""
    return len(line) <= LONGEST_LABEL and LONE_LABEL.fullmatch(line.strip()) is not None


def is_cell_label(text: str) -> bool:
    """Whether the text of a cell is a label, in a table's words.

    >>> is_cell_label("上传"), is_cell_label("页数"), is_cell_label("三月桃")
    (True, True, False)
    """
    return text in CELL_LABELS or is_lone_label(text)


def read_pairs(before: str | None, line: str, block: Block, facts: Facts, updated: Facts) -> None:
    """A value below its label, and one beside it that only style sets apart: 页数 ¦ 34."""
    if len(line) > LONGEST_PAIR:
        return
    in_table = block.tag in CELLS
    if before is not None and (in_table or len(before) <= LONGEST_LABEL):
        _read_below(before, line, facts, updated, in_table=in_table)
    if len(block.pieces) == 2 and is_lone_label(block.pieces[0]):
        read_pair(*block.pieces, facts, updated)


def _read_below(label: str, value: str, facts: Facts, updated: Facts, *, in_table: bool) -> None:
    """A value below its label. In a table a label may be what is a button elsewhere: 上传 / 三月桃, 更新 / 2023-02-11."""
    in_full = CELL_LABELS.get(label.strip().rstrip(":：")) if in_table else None
    if (in_full or is_lone_label(label)) and not site_voice(value)[1]:
        read_pair(in_full or label, value, facts, updated)


def read_pair(label: str, value: str, facts: Facts, updated: Facts) -> None:
    """A label in one block and its value in the next: 页数 / 12页."""
    label = label.strip()
    name = label.rstrip(":：").rstrip()
    # Both of one length: what is read in one is quoted from the other.
    read_labels(f"{name}：{value}", f"{name}{'：' if name != label else ' '}{value}", facts, updated)


def add(facts: Facts, column: str, value: str, evidence: str) -> None:
    """Take a value in the form of its column, or nothing.

    >>> facts = Facts(); add(facts, "downloads", "1.2万", "下载量：1.2万"); facts.values
    {'downloads': 12000}
    """
    value = value.strip()
    if column == "published_on":
        day = parse_date(value)
        facts.add(column, day.iso if day and day.precision == "day" else None, evidence)
    elif column == "pages_total":
        found = re.search(r"\d{1,5}", value)
        facts.add(column, int(found[0]) or None if found else None, evidence)
    elif column == "downloads":
        facts.add(column, count_of(value), evidence)
    elif column == "uploader":
        named = not (NO_UPLOADER.fullmatch(value) or is_lone_label(value))
        facts.add(column, value.lstrip("@＠") if named else None, evidence)
    elif column == "file_format":
        found = FORMAT_VALUE.match(value)
        facts.add(column, found["value"].lstrip(".").lower() if found else None, evidence)
    else:
        facts.add(column, re.sub(r"^(?:No|NO|№|#)[.．]?\s*(?=\d)", "", value), evidence)


def count_of(text: str) -> int | None:
    """A count as sites abbreviate it.

    >>> count_of("1,932"), count_of("1.2万"), count_of("3k")
    (1932, 12000, 3000)
    """
    found = re.match(r"(\d[\d,]*(?:\.\d+)?)\s*([万wk]?)", text, re.IGNORECASE)
    if not found:
        return None
    number = float(found[1].replace(",", "")) * COUNT_UNITS.get(found[2].lower(), 1)
    return round(number) if number < 1e12 else None


def is_card_line(text: str) -> bool:
    """Whether a line in Latin letters is labels and values and nothing else: ``File type: PDF``, ``Publié le 3 août 2016``.

    >>> is_card_line("Pages: 2 (412 words)"), is_card_line("Pages turned slowly in those days.")
    (True, False)
    """
    if len(text) > LONGEST_CARD or HAN.search(text):
        return False
    rest = PUT_ON.sub(" ", text)
    lowered = text.lower()
    for column, signed in SIGNED.items() if ANY_SIGN.search(lowered) else ():
        if signed.search(lowered):
            rest = LABELLED[column].sub(" ", rest)
    return rest != text and not LETTER.search(COUNTED_WORDS.sub(" ", rest))
