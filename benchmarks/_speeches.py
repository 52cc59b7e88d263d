"""Speeches made up: clauses from word lists, formulas that all speeches share, forms that an occasion prescribes.

What matters for near duplicates is what different speeches have in common: salutations, openings and closings of the
occasion word for word, every fifth sentence a formula of the trade, the same few hundred words in ever other order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from opencc import OpenCC

_CONVERTER = OpenCC("s2twp")

NOUNS = (
    "产业 项目 市场 企业 农民 干部 群众 学校 教师 学生 医院 社区 道路 水利 耕地 粮食 果园 茶叶 旅游 文化 生态 环境 河道 森林 能源 交通 物流 "
    "园区 车间 设备 质量 标准 品牌 技术 人才 资金 税收 预算 债务 房屋 管网 供水 电网 网络 平台 窗口 档案 合同 制度 章程 纪律 作风 党员 支部 "
    "代表 委员 提案 议案 法院 案件 矛盾 信访 安全 消防 防汛 灾情 物资 志愿者 老人 儿童 妇女 残疾人 军属 工人 司机 商户 厨师 图书 礼堂 操场 "
    "课堂 作业 考试 论文 实验 实习 班级 宿舍 食堂 校友 母校 家长 家风 孝道 婚礼 新人 乡亲 祖先 族谱 古井 石桥 集市 码头 渔船 牧场 羊群 蜂蜜 "
    "苹果 柑橘 竹林 稻田 温室 滴灌 农机 合作社 书记 主任 队长 组长 厂长 院长 校长 会计 司仪 记者 嘉宾 友人 对手 球队 教练 裁判 冠军 奖杯 "
    "火炬 掌声 雨水 冬天 清晨 夜晚 山路 灯光 信件 照片 笔记 电影 钢琴 合唱 舞台 剧本 展厅 书法 印章 瓷器 丝绸"
).split()
VERBS = (
    "推进 落实 完善 改造 修建 引进 培育 保护 治理 整治 检查 考核 宣传 动员 组织 协调 服务 帮助 关心 走访 慰问 调研 论证 规划 设计 建设 验收 "
    "开放 改革 创新 提升 扩大 巩固 压缩 节约 清理 公开 监督 处理 化解 预防 排查 抢修 支援 捐助 照顾 教育 培训 选拔 表彰 学习 研究 讨论 "
    "记录 保存 整理 翻译 朗读 演唱 排练 比较 总结 反思 纠正 坚持 拒绝 等待 寻找 发现 相信 感谢 怀念 告别 迎接 欢送 祝福 问候 拥抱 分享 种植 "
    "收割 运输 销售 采购 加工 包装 检测 登记 申报 审批 签订 履行 搬迁 安置 复耕 疏浚 加固 绿化 美化 点亮 打开 擦亮 守住 带动 激活"
).split()
ADJECTIVES = (
    "新的 老的 全县的 全镇的 基层的 偏远的 重点的 薄弱的 年轻的 普通的 优秀的 困难的 长期的 临时的 完整的 严格的 细致的 公平的 热情的 安静的 "
    "漫长的 意外的 宝贵的 朴素的 破旧的 崭新的 干净的 拥挤的 遥远的 身边的 最小的 最难的 去年的 今年的 下一步的 手头的"
).split()
WHO = "我们 大家 村里 镇上 局里 厂里 班上 他们 老一辈 年轻人 各部门 工作组 施工队 理事会 同学们 老师们 邻居 我 我父亲 一位老人".split()
WHEN = (
    "去年 今年 上半年 三月里 入冬以来 这些年 五年前 昨天 会后 春节前 汛期 开学那天 那时候 下个月 年底前 一开始 到今天 从那以后 每个星期 有一回"
).split()
LINKS = "而且 但是 所以 同时 后来 于是 其实 当然 尤其是 不过 比如 还有 另外 从此 结果 反而".split()
PATTERNS = (
    "{t}，{w}{v}了{a}{n}，{l}{v}了{n}",
    "{w}把{n}和{n}放在一起{v}，{l}{a}{n}也要{v}",
    "{l}，{a}{n}不是靠{v}{n}得来的，是{w}一点一点{v}出来的",
    "关于{n}，{w}{t}{v}过{num}次，{v}{n}{num}个",
    "要{v}{a}{n}，{v}{n}，{v}好{n}与{n}的关系",
    "{w}说，没有{n}就没有{n}，{l}要{v}它",
    "{t}{w}一共{v}{a}{n}{num}处，比上一年多{num}处",
    "{a}{n}{v}到哪里，{n}就{v}到哪里",
    "{w}记得{t}{v}{n}的情形，{a}{n}，{a}{n}，都在眼前",
    "{n}{v}得怎么样，{w}最清楚，{l}{n}最有发言权",
    "为了{v}{n}，{w}{v}了{num}天，{l}没有一个人离开{n}",
    "不能只看{n}，{l}要看{n}，看{a}{n}有没有{v}",
)
FORMULAS = (
    "各级各部门要高度重视，加强领导，明确责任，狠抓落实。",
    "让我们更加紧密地团结起来，振奋精神，开拓进取，扎实工作。",
    "成绩的取得，离不开上级的正确领导，离不开大家的共同努力。",
    "在肯定成绩的同时，我们也要清醒地看到存在的困难和问题。",
    "下面，我讲三点意见，供大家参考。",
    "要进一步统一思想，提高认识，切实增强责任感和紧迫感。",
    "希望大家珍惜荣誉，再接再厉，争取更大的成绩。",
    "以上发言，如有不当之处，请批评指正。",
    "同志们，时间紧迫，任务繁重，责任重大。",
    "各位代表，新的一年，机遇与挑战并存，希望与困难同在。",
    "我坚信，在大家的共同努力下，我们的目标一定能够实现。",
    "借此机会，我向长期以来关心支持我们工作的各界朋友表示衷心的感谢！",
)
OCCASIONS = (
    ("在{c}农村工作会议上的讲话", "同志们：", "今天，我们在这里召开{c}农村工作会议，主要任务是总结去年工作，部署今年任务。"),
    ("在{c}中学开学典礼上的致辞", "尊敬的老师们，亲爱的同学们：", "金秋送爽，丹桂飘香。今天，我们欢聚一堂，隆重举行{c}中学新学年开学典礼。"),
    ("在{c}商会年会上的致辞", "尊敬的各位来宾，各位企业家朋友：", "辞旧迎新之际，我们相聚在{c}商会的年会上，共叙友情，共谋发展。"),
    ("在{c}安全生产会议上的讲话", "各位领导，同志们：", "这次安全生产会议，是县委县政府研究决定召开的一次重要会议，刚才通报了{c}的情况。"),
    ("在{c}教师节表彰大会上的讲话", "各位老师，同志们：", "值此教师节来临之际，我谨代表{c}县委县政府，向辛勤耕耘在教育战线上的教师致以节日的问候！"),
    ("{c}局长述职报告", "各位领导，各位代表：", "现将本人一年来在{c}履行职责的情况报告如下，请予审议。"),
    ("在{c}校友会成立大会上的发言", "亲爱的校友们：", "非常高兴能够在{c}与各位新老朋友见面，共同见证校友会的成立。"),
    ("在{c}文化节开幕式上的致辞", "各位来宾，女士们，先生们：", "风和日丽，嘉宾云集。今天，{c}文化节隆重开幕了，我谨代表组委会表示热烈的祝贺！"),
)  # fmt: skip
CLOSINGS = (
    "最后，祝大家身体健康，工作顺利，万事如意！谢谢大家！",
    "最后，祝各位来宾身体健康，家庭幸福，事业兴旺！",
    "我的讲话完了，谢谢大家！",
    "最后，预祝本次活动取得圆满成功！谢谢！",
)
PLACES = "青石 临河 云岭 东平湖 安溪口 白马 柳林 南屏 长坪 双桥 石门 金水 花园口 沙河 梅岭 大同 和顺 永宁 红星 新河".split()
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "建国 志强 文华 晓东 丽娟 海波 永福 春生 德明 思远 家和 立新 玉兰 国栋 秀英 学军".split()


@dataclass(frozen=True, slots=True)
class Speech:
    """A title and paragraphs; ``{c}``, ``{p}`` and ``{m}`` stand for county, person and figure until it is filled."""

    occasion: int
    title: str
    paragraphs: tuple[str, ...]

    def filled(self, rng: random.Random) -> Speech:
        """With names and figures of its own."""
        places, people = rng.sample(PLACES, 3), [rng.choice(SURNAMES) + rng.choice(GIVEN) for _ in range(6)]

        values: Mapping[str, Callable[[], str]] = {
            "{c}": lambda: places[0],
            "{p}": lambda: rng.choice(people),
            "{m}": lambda: str(rng.randint(3, 9999)),
        }

        def fill(text: str) -> str:
            for mark, value in values.items():
                while mark in text:
                    text = text.replace(mark, value(), 1)
            return text

        return replace(self, title=fill(self.title), paragraphs=tuple(map(fill, self.paragraphs)))

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def sentence(rng: random.Random) -> str:
    """One sentence that hardly comes again."""
    pattern = rng.choice(PATTERNS)
    words: Mapping[str, list[str]] = {
        "n": NOUNS,
        "v": VERBS,
        "a": ADJECTIVES,
        "w": WHO,
        "t": WHEN,
        "l": LINKS,
    }
    for mark, choices in words.items():
        while f"{{{mark}}}" in pattern:
            pattern = pattern.replace(f"{{{mark}}}", rng.choice(choices), 1)
    return pattern.replace("{num}", "{m}") + "。"


def form(rng: random.Random, length: int, *, formulas: float = 0.2) -> Speech:
    """A speech of about ``length`` characters whose names and figures are still open.

    One sentence in ``1 / formulas`` is one that many speeches have; one in six names the county or a person.
    """
    occasion = rng.randrange(len(OCCASIONS))
    title, salutation, opening = OCCASIONS[occasion]
    paragraphs, closing = [salutation, opening], rng.choice(CLOSINGS)
    size = len(salutation) + len(opening) + len(closing)
    while size < length:
        paragraph = ""
        for _ in range(rng.randint(2, 7)):
            one = rng.choice(FORMULAS) if rng.random() < formulas else sentence(rng)
            if rng.random() < 1 / 6:
                one = rng.choice(("在{c}，", "{p}同志常说，", "以{c}的{p}为例，")) + one
            paragraph += one
        paragraphs.append(paragraph)
        size += len(paragraph)
    return Speech(occasion, title, (*paragraphs, closing))


def usual_length(rng: random.Random) -> int:
    """200 to 6,000 characters, half of them below 1,300."""
    return min(max(int(rng.lognormvariate(7.17, 0.75)), 200), 6000)


Edit = Callable[[Speech, random.Random], str]


def changed(share: float) -> Edit:
    """This share of the characters replaced one by one, at random places."""

    def edit(speech: Speech, rng: random.Random) -> str:
        letters = list(speech.text)
        pool = [letter for letter in letters if letter.isalnum()]
        for place in rng.sample(range(len(letters)), int(share * len(letters))):
            letters[place] = rng.choice(pool)
        return "".join(letters)

    return edit


def words_replaced(speech: Speech, rng: random.Random) -> str:
    """A third of the words of our lists by others of the same kind."""
    text = speech.text
    for words in (NOUNS, VERBS):
        for word in words:
            parts = text.split(word)
            text = parts[0] + "".join(
                (rng.choice(words) if rng.random() < 1 / 3 else word) + part for part in parts[1:]
            )
    return text


def framed(speech: Speech, rng: random.Random) -> str:
    """A header of 60 characters and a footer of 40, as sites print them."""
    number = rng.randint(10**6, 10**7)
    head = f"文档编号{number}，本文由会员{rng.choice(GIVEN)}上传于资料分享网，供广大公文写作者参考学习，版权归原作者所有，转载请注明出处。"
    return f"{head}\n{speech.text}\n更多精彩范文请继续浏览本站相关栏目，祝您工作愉快，编号{number}，谢谢您的访问与支持。"


def cut(share: float) -> Edit:
    """The beginning only."""
    return lambda speech, _: speech.text[: int(len(speech.text) * share)]


def anonymised(speech: Speech, rng: random.Random) -> str:
    """Places and persons as XX and ××."""
    text = speech.text
    for name in PLACES:
        text = text.replace(name, rng.choice(("XX", "××", "某某")))
    for given in GIVEN:
        for surname in SURNAMES:
            text = text.replace(surname + given, "XXX")
    return text


def swapped(speech: Speech, rng: random.Random) -> str:
    """Two paragraphs exchanged."""
    paragraphs = list(speech.paragraphs)
    one, other = rng.sample(range(1, len(paragraphs)), 2)
    paragraphs[one], paragraphs[other] = paragraphs[other], paragraphs[one]
    return "\n".join(paragraphs)


def inserted(speech: Speech, rng: random.Random) -> str:
    """A sentence put into every paragraph."""
    extra = [form(rng, 100, formulas=0).filled(rng) for _ in speech.paragraphs]
    added = (sentence(rng).replace("{m}", str(rng.randint(3, 999))) for _ in extra)
    return "\n".join(paragraph + one for paragraph, one in zip(speech.paragraphs, added, strict=True))


def traditional(speech: Speech, _: random.Random) -> str:
    """In traditional characters, by words, as a converter of a site does it."""
    return str(_CONVERTER.convert(speech.text))


EDITS: Mapping[str, Edit] = {
    "5 % of characters changed": changed(0.05),
    "20 % of characters changed": changed(0.2),
    "a third of the words replaced": words_replaced,
    "header and footer added": framed,
    "cut to a half": cut(1 / 2),
    "cut to a third": cut(1 / 3),
    "names anonymised": anonymised,
    "in traditional characters": traditional,
    "two paragraphs swapped": swapped,
    "a sentence put into each paragraph": inserted,
}
