"""Who spoke, and in what role: only where a line says so and says nothing else."""

from __future__ import annotations

import re

from pipeline.refine.describe.dates import DATE
from pipeline.refine.describe.facts import Facts

# The 100 commonest surnames cover about 85 % of people (Ministry of Public Security, name report 2021), and some more.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方"
    "邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康温施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单裴霍"
)
NAME = rf"(?:[{SURNAMES}]|欧阳|司马|上官|诸葛|令狐)[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}]某某?|[{SURNAMES}]\s[\u4e00-\u9fff]"
ROLE = r"[\u4e00-\u9fff]{0,24}?(?:书记|主席|市长|县长|区长|镇长|乡长|局长|处长|科长|主任|校长|院长|所长|站长|馆长|总经理|经理|董事长|总裁|会长|理事长|秘书长|部长|厂长|队长|班长|教授|教师|老师|医生|护士长|护士|司机|驾驶员|代表|委员|负责人|工程师|员工|学生|村支书|支书|主持人|秘书|师傅|指挥)"
LABELLED = re.compile(
    rf"^(?:演讲者|演讲人|发言人|主讲人|讲话人|致辞人|述职人|汇报人|报告人|主讲)\s*[:：]\s*(?:(?P<role>{ROLE})\s*)?(?P<name>{NAME})\s*(?P<after>{ROLE})?$"
)
ROLE_NAME = re.compile(rf"^[（(]?(?P<role>{ROLE})[\s　:：]+(?P<name>{NAME})[）)]?$")
NAME_ROLE = re.compile(rf"^[（(]?(?P<name>{NAME})[\s　,，]+(?P<role>{ROLE})[）)]?$")
LONE_NAME = re.compile(rf"^(?P<name>{NAME})$")
TOP_LINES, LAST_LINES = 5, 4


def find_speaker(text: str, facts: Facts) -> None:
    """Speaker and role from a label, a line under the heading, or the signature above the final date."""
    lines = [line.strip() for line in text.split("\n")]
    for line in (*lines[:TOP_LINES], *lines[-LAST_LINES:]):
        if len(line) <= 40:
            for pattern in (LABELLED, ROLE_NAME, NAME_ROLE):
                found = pattern.match(line)
                if found:
                    facts.add("speaker", found["name"].replace(" ", ""), line)
                    role = found["role"] or found.groupdict().get("after")
                    facts.add("speaker_role", role, line)
    for line, below in zip(lines[-LAST_LINES:], lines[-LAST_LINES:][1:], strict=False):
        signed = LONE_NAME.match(line)
        if signed and DATE.match(below):
            facts.add("speaker", signed["name"].replace(" ", ""), f"{line} {below}")
