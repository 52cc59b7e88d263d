"""Who spoke, and in what role: only where a line says so and says nothing else."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.facts import Facts

# Single-character surnames of the Baijiaxing (Song dynasty list) and common ones it lacks.
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别"
    "庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权"
    "逯盖益桓公肖付代闫佟覃肖覃仝苑樂劉陳張黃趙麦游吳楊馬羅鄭韓馮許鄧蕭蔣葉蘇呂盧鐘鍾譚陸賈鄒龍萬錢湯賴龔嚴華紀"
)
# Characters of roles, bodies and kinds of talk: with one of them, two or three characters are no name.
NO_NAME = "书記记任席师師所办辦长長员員生校部局县縣市省区區镇鎮村厂廠司院队隊团團党黨委会會处處科班者家们們词詞稿辞辭贺賀祝划劃度件报報告总總结結讲講话話言语語经經理全体體岁歲社年月日时間间"
GIVEN = rf"[^\W\d_a-zA-Z{NO_NAME}]"
# Behind a role any two characters may be a name; alone they must not be another word's.
BESIDE_ROLE = rf"(?:(?:欧阳|司马|上官|诸葛|令狐)|[{SURNAMES}])[^\W\d_a-zA-Z们的在和与紧]{{1,2}}|[{SURNAMES}]某某?|[{SURNAMES}]\s[\u4e00-\u9fff]"
NAME = rf"(?:(?:欧阳|司马|上官|诸葛|令狐)|[{SURNAMES}]){GIVEN}{{1,2}}|[{SURNAMES}]某某?|[{SURNAMES}]\s{GIVEN}"
ROLE = r"[\u4e00-\u9fff]{0,24}?(?:书记|主席|市长|县长|区长|镇长|乡长|局长|处长|科长|主任|校长|院长|所长|站长|馆长|总经理|经理|董事长|总裁|会长|理事长|秘书长|部长|厂长|场长|队长|队员|班长|教授|教师|老师|医生|护士长|护士|司机|驾驶员|代表|委员|负责人|工程师|员工|学生|毕业生|村支书|支书|主持人|秘书|师傅|指挥|團長|团长|管理员|家长|园长|行长|社长|司令员|政委)"
# An organisation stands where the role would: 河东供电所 沈国栋.
BODY = r"[\u4e00-\u9fff\d]{2,24}?(?:公司|集团|局|所|校|厂|院|部|委员会|协会|站|馆|社|村|镇|乡|县|市|区|处|科|室|队|中心|银行|学院|大学|中学|小学|幼儿园|工会|支部|小组|单元\d{0,4}室?)"
LABELLED = re.compile(
    rf"^(?:演讲者|演讲人|发言人|主讲人|讲话人|致辞人|述职人|汇报人|报告人|主讲)\s*[:：]\s*(?:(?P<role>{ROLE})\s*)?(?P<name>{BESIDE_ROLE})\s*(?P<after>{ROLE})?$"
)
ROLE_NAME = re.compile(rf"^[（(]?(?P<role>{ROLE})[\s　]+(?P<name>{BESIDE_ROLE})[）)]?$")
NAME_ROLE = re.compile(rf"^[（(]?(?P<name>{BESIDE_ROLE})[\s　,，]+(?P<role>{ROLE})[）)]?$")
BODY_NAME = re.compile(rf"^[（(]?(?P<role>{BODY})[\s　]+(?P<name>{BESIDE_ROLE})[）)]?$")
ENGLISH = re.compile(r"^(?P<name>[A-Z][a-z]+(?: [A-Z][\w.'-]+){1,3}), (?P<role>[A-Z][^.!?]{2,60})$")
LONE_NAME = re.compile(rf"^(?P<name>{NAME})$")
SALUTATION = re.compile(r"^(?:尊敬|敬爱|亲爱|各位|\w{0,6}们|.{0,20}[：:]$)")
HAN = re.compile(r"[\u4e00-\u9fff]")
PATTERNS = (LABELLED, ROLE_NAME, NAME_ROLE, BODY_NAME, ENGLISH)
# 沈知远在…上的致辞: three characters, none of which names a body instead of a person.
IN_TITLE = re.compile(
    rf"^(?P<name>[{SURNAMES}](?![校中级层管新科铁速国土安]){GIVEN}{{2}})(?:同志|先生|女士)?在.{{3,}}(?:讲话|致[辞词]|发言|演讲|报告|祝[辞词])"
)
INTRODUCED = re.compile(rf"我叫(?P<name>[{SURNAMES}]{GIVEN}{{1,2}})[，,。、]")
OPENING = 300
TOP_LINES, LAST_LINES = 5, 4


def find_speaker(text: str, title: str | None, facts: Facts) -> None:
    """Speaker and role from a label, a line under the heading, the signature above the final date, the title's
    subject, or a speaker who gives their own name.
    """
    lines = [line.strip() for line in text.split("\n")]
    for line in (*lines[:TOP_LINES], *lines[-LAST_LINES:]):
        found = (
            next(filter(None, (pattern.match(line) for pattern in PATTERNS)), None)
            if len(line) <= 80
            else None
        )
        if found:
            facts.add("speaker", found["name"].replace(" ", "") if HAN.search(line) else found["name"], line)
            role = found["role"] or found.groupdict().get("after")
            facts.add("speaker_role", role, line)
            return
    for line, below in (*pairwise(lines[:TOP_LINES]), *pairwise(lines[-LAST_LINES:])):
        signed = LONE_NAME.match(line)
        if signed and (DATE.match(below.strip("（(")) or SALUTATION.match(below)):
            facts.add("speaker", signed["name"].replace(" ", ""), f"{line} {below}")
    named = IN_TITLE.match(title or "")
    if title and named:
        facts.add("speaker", named["name"], title)
    told = INTRODUCED.search(text[:OPENING])
    if told:
        facts.add("speaker", told["name"], told[0])
