"""What names, roles and bodies of speakers look like in a line that holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.refine.describe.dates import DATE
from pipeline.refine.folding import simplified

# Single-character surnames of the Baijiaxing (Song dynasty list) and common ones it lacks.
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁鄢佘邝冼揭谌漆苟亓仉荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别"
    "庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权"
    "逯盖益桓公肖付代闫佟覃肖覃仝苑樂劉陳張黃趙麦游吳楊馬羅鄭韓馮許鄧蕭蔣葉蘇呂盧鐘鍾譚陸賈鄒龍萬錢湯賴龔嚴華紀"
)
# Characters of roles, bodies and kinds of talk: with one of them, two or three characters are no name.
NO_NAME = "书記记任席师師所办辦长長员員生校部局县縣市省区區镇鎮村厂廠司院隊队团團党黨委会會处處科班者家们們词詞稿辞辭贺賀祝划劃度件报報告总總结結讲講话話言语語经經理全体體岁歲社年月日时時间間"
DOUBLE = "(?:欧阳|司马|上官|诸葛|令狐|歐陽|司馬|諸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|端木)"
GIVEN = rf"[^\W\d_a-zA-Z{NO_NAME}]"
# Behind a role any two characters may be a name; alone they must not be another word's.
BESIDE_ROLE = rf"(?:{DOUBLE}|[{SURNAMES}])[^\W\d_a-zA-Z们的在和与紧]{{1,2}}|[{SURNAMES}]某某?|[{SURNAMES}]\s[\u4e00-\u9fff]"
NAME = rf"(?:{DOUBLE}|[{SURNAMES}]){GIVEN}{{1,2}}|[{SURNAMES}]某某?|[{SURNAMES}]\s{GIVEN}"
# Names that stand for nobody.
NOBODY = frozenset(("佚名", "无名", "佚名氏", "匿名", "未知", "不详", "本站", "网友", "管理员"))
OFFICE = (
    r"(?:书记|主席|校[监監]|市长|县长|区长|镇长|乡长|局长|处长|科长|主任|校长|院长|所长|站长|馆长|总经理|经理|董事长|总裁|会长|理事长|秘书长|部长|厂长|场长|队长|队员|班长|教授|教师|老师|医生|护士长|护士|司机|驾驶员"
    r"|代表|委员|负责人|工程师|员工|学生|毕业生|村支书|支书|主持人|秘书|师傅|指挥|團長|团长|管理员|家长|园长|行长|社长|司令员|政委|检察长|厅长|省长|州长|组长|干事|村长|组织委员|研究员|专员|站务员|技术员|讲解员|志愿者|党员|店长|台长|船长|总监|主管|顾问)"
)
# An office that one person of a house holds.
OFFICIALS = r"(?:[\u4e00-\u9fff]{2,14}、)?[\u4e00-\u9fff]{0,16}?(?:书记|主席|市长|县长|区长|镇长|乡长|局长|处长|科长|主任|校长|院长|所长|站长|馆长|经理|董事长|总裁|会长|理事长|秘书长|部长|厂长|场长|队长|园长|行长|社长|检察长|厅长|省长|州长|村长|店长|台长)"
ROLE = rf"[\u4e00-\u9fffXx×、]{{0,24}}?{OFFICE}"
# An organisation stands where the role would: 河东供电所 沈国栋.
BODY = r"(?:[\u4e00-\u9fff\d]{1,8}[（(]?[\d一二三四五六七八九十]{1,2}[）)]?班|[\u4e00-\u9fff\dXx×]{2,24}?(?:公司|集团|局|所|校|厂|院|部|委员会|协会|站|馆|社|村|镇|乡|县|市|区|处|科|室|队|中心|银行|学院|大学|中学|小学|幼儿园|工会|支部|小组|单元\d{0,4}室?))"
LABELS = "主[礼禮]嘉[宾賓]|致[辞詞辭词]嘉[宾賓]|证婚人|主婚人|答谢人|献词人|祝酒人|领誓人|主讲嘉宾|演讲嘉宾|演讲代表|发言代表|演讲者|演讲人|发言人|发言者|主讲人|讲话人|讲话者|致辞人|致词人|述职人|述职者|汇报人|报告人|宣讲人|授课人|主讲|講話人|演講者|演講人|發言人|主講人|致辭人|報告人"
# Elsewhere 区 begins other words: only behind such a label it is a surname.
RARE = rf"区(?!领导|政府|委|级){GIVEN}{{1,2}}"
# 作者 names the author of a text, who of a speech is its speaker.
LABELLED = re.compile(
    rf"^[【\[（(]?\s*(?:{LABELS}|作\s?者|姓\s?名)\s*(?:[】\]]\s*[:：]?|[:：]|(?<=[\s　]))\s*(?:(?P<role>{ROLE}|{BODY})\s*)?(?P<name>{BESIDE_ROLE}|{RARE})(?:博士|教授|先生|女士|院士|[议議][员員])?\s*(?:[（(]?(?P<after>{ROLE})[）)]?)?[）)]?$"
)
# Whatever else stands between such a label and a name of three characters is where its bearer belongs: 演讲人：禾苗公益 秦小满.
LABELLED_OF = re.compile(
    rf"^(?:{LABELS})\s*[:：]\s*(?!(?:{BESIDE_ROLE})\s)[\u4e00-\u9fff]{{3,16}}[\s　]+(?P<name>{DOUBLE}{GIVEN}{{1,2}}|[{SURNAMES}]{GIVEN}{{2}})$"
)
ROLE_NAME = re.compile(rf"^(?P<role>{ROLE})[\s　:：]+(?P<name>{BESIDE_ROLE})$")
UNIT_ROLE_NAME = re.compile(
    rf"^[\u4e00-\u9fff\d]{{2,20}}[\s　]+(?P<role>{ROLE})[\s　]+(?P<name>{BESIDE_ROLE})$"
)
GLUED = re.compile(rf"^(?P<role>{ROLE})(?P<name>{NAME})$")
NAME_ROLE = re.compile(
    rf"^(?P<name>{BESIDE_ROLE})(?:[\s　,，]+(?P<role>{ROLE})|[（(](?P<after>{ROLE})[）)])$"
)
# 駱明誠校長: of three characters, none of which is of a body or of an office in part.
NAME_OFFICE = re.compile(
    rf"^(?!常务|党组|全[体国省市县]|公[安司])(?P<name>[{SURNAMES}](?:(?![站所馆社乡街组室行校副])[^\W\d_a-zA-Z{NO_NAME}]){{2}})(?P<role>{OFFICE})$"
)
BODY_NAME = re.compile(rf"^(?P<role>{BODY})[\s　]+(?P<name>{BESIDE_ROLE})$")
WESTERN = r"[A-ZÀ-Ý][\w.'’-]*(?: (?:(?:de|del|van|von|la|le|bin|al)\s)?[A-ZÀ-Ý][\w.'’-]*){1,3}"
# An office in small letters: préfet du Valdore.
SMALL_OFFICE = r"(?:vice-)?(?:préf[eè]te?|maires?se?|président[e]?|presidente?|direct(?:or|eur|rice|ora)|diretora?|ministre|ministr[oa]|rect(?:or|eur|rice|ora)|reitora?|proviseure?|mayor|chair(?:man|woman|person)?|head|principal|dean|minister|secretary|treasurer|secrétaire|secretári[oa]|secretari[oa]|alcalde(?:sa)?|prefeit[oa]|vereadora?|sindaco|governor|gouverneure?|évêque|bishop|curé|vicar)\b"
WESTERN_ROLE = re.compile(
    rf"^(?P<name>{WESTERN}), (?P<role>(?:[A-ZÀ-Ý]|\d\. ?[A-ZÀ-Ý])[^.!?:]{{2,60}}|{SMALL_OFFICE}[^.!?:\d]{{0,60}}):?$"
)
WESTERN_LABELLED = re.compile(
    rf"^(?:Speaker|Preacher|Given by|Delivered by|Remarks by|Address by|Speech by|Orateur|Oratrice|Intervenante?|Discours de|Ponente|Oradora?|Discurso de|Diễn giả|Người phát biểu|Rednerin?)\s*[:|]?\s+(?P<name>{WESTERN})(?:[,–-]\s*(?P<role>[^.!?]{{2,60}}))?$"
)
# Maestra Inés Olmedo: what is left must still be two words.
HONORIFIC = re.compile(
    r"^(?:Maestr[oa]|Profesora?|Do[nñ]a?|Sra?\.|Señora?|Senhora?|Madame|Monsieur|Mme|M\.|Mr\.?|Mrs\.?|Ms\.?|Frau|Herrn?|Signora?)\s(?=\S+\s\S)"
)
# Councillor Ada Brightwater: an office, or a form of address, before a name.
WESTERN_OFFICE = (
    r"(?:Deputy |Vice |Lord |Lady )?(?:Councillor|Cllr\.?|Alderman|Mayor|President|Chair(?:man|woman|person)?|Director|Principal|Head ?(?:master|mistress|teacher)|Dean|Provost|Chancellor|Professor"
    r"|Reverend|Rev\.?|Bishop|Rabbi|Pastor|Captain|Major|Colonel|General|Judge|Justice|Senator|Governor|Secretary|Minister|Ambassador|Superintendent|Warden|Treasurer|Bürgermeister(?:in)?|Direktor(?:in)?|Alcalde(?:sa)?|Maire)"
)
STYLED_WESTERN = re.compile(
    rf"(?:(?P<role>{WESTERN_OFFICE}) |(?P<address>Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Frau|Herr|Mme|M)\.? )?(?P<name>{WESTERN})"
)
# Two words in capitals may be a place: without an office the first is a name that people are given.
FIRST_NAMES = frozenset(
    "Ada Adam Agnes Alan Albert Alexander Alfred Alice Amanda Amy Andrew Angela Anita Ann Anna Anne Annie Anthony Antonio Arthur Barbara Barnaby Beatrice Ben Benjamin Bernard Beth Betty Bill Bob Brenda Brian Bruce Carl Carlos Carol Caroline"
    " Catherine Cecilia Charles Charlotte Chris Christina Christine Christopher Claire Clara Claude Clive Colin Craig Cynthia Daniel David Deborah Denis Dennis Derek Diana Diane Donald Doris Dorothy Douglas Duncan Edith Edward Edwin Eileen Elaine Eleanor"
    " Elizabeth Ellen Elsie Emily Emma Eric Erica Ernest Esther Ethel Eugene Eva Evelyn Fiona Florence Frances Francis Frank Frederick Gareth Gary Geoffrey George Gerald Gertrude Gillian Gladys Gloria Gordon Grace Graham Greta Hannah Harold Harriet Harry"
    " Hazel Heather Helen Helena Henry Herbert Hilda Howard Hugh Ian Ingrid Irene Iris Isabel Jack Jacob James Jane Janet Jean Jeffrey Jennifer Jeremy Jessica Jill Jim Joan Joanna Joe John Jonathan Jose Joseph Joyce Juan Judith Judy Julia Julian Julie"
    " Karen Karl Kate Katherine Kathleen Keith Kenneth Kevin Larry Laura Lawrence Leonard Leslie Lewis Lilian Linda Lisa Louis Louise Lucy Luis Luke Lydia Malcolm Marcus Margaret Maria Marie Marion Marjorie Mark Martha Martin Mary Matthew Maud Maureen Maurice"
    " Michael Mildred Miriam Monica Muriel Nancy Naomi Neil Nicholas Nigel Nina Nora Norman Olga Oliver Olive Oscar Pamela Patricia Patrick Paul Paula Pauline Pedro Peggy Percy Peter Philip Phyllis Rachel Ralph Raymond Rebecca Richard Rita Robert Robin Roger"
    " Ronald Rosa Rose Rosemary Roy Ruth Sally Samuel Sandra Sarah Sean Sharon Sheila Sidney Simon Sophia Sophie Stanley Stella Stephen Steven Stuart Susan Suzanne Sylvia Teresa Thomas Timothy Tom Tony Ursula Valerie Vera Victor Victoria Vincent Violet Virginia"
    " Walter Wendy Wilfred William Winifred Yvonne".split()
)
# Places, bodies and feasts are written so too, and so are titles of speeches.
NO_WESTERN = re.compile(
    r"\b(?:Hall|Church|School|College|University|Institute|Academy|City|Town|County|Street|Park|House|Center|Centre|Club|Society|Association|Council|Committee|Day|Meeting|Conference|Address|Speech|Remarks|Toast|Report|Ceremony|Dinner|Library|Hotel|Hospital|Museum|Bank|Company|Department|Office|Board|Chapel|Cathedral|Theatre|Theater|Union|Foundation|"
    r"Discours|Discurso|Palabras|Éloge|Allocution|Saint|San|Santa|Université|École|Escuela|Universidad|Plaza|Place|Rue|Mairie|Ayuntamiento|New|North|South|East|West|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
# 賴春枝 謹誌: how a signature ends.
CLOSING = re.compile(r"[\s　]+(?:[谨謹敬恭顿頓拜][志誌识識启啟上呈书書贺賀撰白具题題致]|[拜敬]上)$")
# 邵根生: behind other characters 生 is of a name as often as of 学生 and 医生.
LONE_NAME = re.compile(rf"^(?P<name>{NAME}|[{SURNAMES}](?![学医新考师先招毕]){GIVEN}生)$")
PATTERNS = (
    LABELLED,
    LABELLED_OF,
    ROLE_NAME,
    NAME_ROLE,
    UNIT_ROLE_NAME,
    BODY_NAME,
    NAME_OFFICE,
    WESTERN_LABELLED,
    WESTERN_ROLE,
    GLUED,
)
HAN = re.compile(r"[\u4e00-\u9fff]")
# Characters of offices that are not written so in simplified ones.
TRADITIONAL = re.compile(r"[長書記會師員導團廠縣區鎮鄉顧務處經總董隊講發]")
LONGEST = 80


class Named(NamedTuple):
    """A person as a line names them."""

    name: str
    role: str | None


def named_in(line: str, *, alone: bool = False) -> Named | None:
    """The person that a line names and says nothing else about; ``alone``: a bare name will do.

    >>> named_in("县长 庄怀远"), named_in("大会上的讲话"), named_in("作者：佚名")
    (Named(name='庄怀远', role='县长'), None, None)
    """
    line = CLOSING.sub("", _unbracketed(line.strip()))
    if not 2 <= len(line) <= LONGEST:
        return None
    patterns = (*PATTERNS, LONE_NAME) if alone else PATTERNS
    found = _first(patterns, line)
    if not found and TRADITIONAL.search(line) and len(folded := simplified(line)) == len(line):
        found = _first(patterns, folded)
    if not found or DATE.fullmatch(found.groupdict().get("role") or ""):
        # Ada Brightwater, May 16, 2009
        return None
    # As it is written: both have one length.
    told = {group: line[slice(*found.span(group))] for group, said in found.groupdict().items() if said}
    name = told["name"].replace(" ", "") if HAN.search(line) else _bare(told["name"])
    return None if name in NOBODY else Named(name, told.get("role") or told.get("after"))


def western_signer(line: str) -> Named | None:
    """Who signs with a name in Latin letters, as it stands before a day.

    >>> western_signer("Councillor Ada Brightwater"), western_signer("Castle Combe"), western_signer("Margaret Ollerenshaw")
    (Named(name='Ada Brightwater', role='Councillor'), None, Named(name='Margaret Ollerenshaw', role=None))
    """
    found = STYLED_WESTERN.fullmatch(line)
    if not found or not (found["role"] or found["address"] or found["name"].split()[0] in FIRST_NAMES):
        return None
    return None if NO_WESTERN.search(found["name"]) else Named(found["name"], found["role"])


def unstyled(name: str) -> Named:
    """A name in Latin letters apart from the office or the form of address before it.

    >>> unstyled("Ambassador Ingrid Solheim"), unstyled("Madame Hélène Vasseur")
    (Named(name='Ingrid Solheim', role='Ambassador'), Named(name='Hélène Vasseur', role=None))
    """
    found = STYLED_WESTERN.fullmatch(name)
    return Named(_bare(found["name"]), found["role"]) if found else Named(_bare(name), None)


def _bare(name: str) -> str:
    """A name without how its bearer is addressed."""
    return HONORIFIC.sub("", name) if name[:1].isascii() else name


def _first(patterns: Iterable[re.Pattern[str]], line: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.match(line) for pattern in patterns)), None)


def _unbracketed(line: str) -> str:
    return line[1:-1].strip() if line[:1] in "（(【[" and line[-1:] in "）)】]" and len(line) > 2 else line
