"""Genres of texts whose titles do not name them."""

from __future__ import annotations

import pytest

from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.genre import find_genre

MINE = "我小时候住在坝下，常跟祖父去看水。他不说话，我也不说话。水涨了，我就数台阶。有一年水漫到第七级，我把鞋提在手里跑。后来我才知道，祖父那天也怕。"
OURS = "我县共有泵站四十六座，其中三十座带病运行。我局组织三个组走访了九个镇。我们认为，问题出在管护上。各镇要把责任落实到人。资金由县里统筹。"
ITEMS = "\n".join(
    f"{n}、我每天把钥匙交到值班室，签上名字，再走到坝上看一看水位有没有变化。" for n in "一二三四五六"
)
ENGLISH = "I learned to row before I could read. My father kept the boat under the willow. I would sit in it and wait. The river never came to me. It went to the mill. I think of that now."
SEEN = "渡口有一口钟。撑船的是老韩，人家敲铁轨，他就敲钟。有一年涨水，船停了九天。第十天夜里铁轨响了，老韩说，人家敲了。他披上蓑衣就走。那年我八岁，站在岸上。船打了两个转。后来船上生了一个孩子。老韩把蓑衣给了他。孩子长大了，有一次回来看钟。他说，声音没有变。老韩点点头。我也点点头。"
PLAIN = "The pump has two valves. The first one opens at noon. The second one closes at night. A guard reads the dial. He writes it down. Nobody else may touch it."


@pytest.mark.parametrize(
    ("title", "text", "genre"),
    [
        ("坝上的台阶", MINE, "essay"),
        ("The Willow Boat", ENGLISH, "essay"),
        ("渡口", SEEN, "essay"),
        ("Why the Town Kept Its Pump", PLAIN, "essay"),
        ("浅谈小型泵站的管护", OURS, "essay"),
        ("小型泵站管护的现状与思考", OURS, "essay"),
        ("守坝演讲比赛稿《慢一点》", OURS, "speech"),
        ("关于举办守坝演讲比赛的通知", OURS, "other"),
        ("Abschiedsrede des Stadtbaumeisters", PLAIN, "speech"),
        ("守坝日记", "三月三日，晴，水位正常。", "essay"),
        ("小型泵站调研", OURS, "report"),
        # Look-alikes: a unit that speaks of itself, lists, letters and papers that somebody signs.
        ("小型泵站的管护", OURS, "other"),
        ("值班的规矩", ITEMS, "other"),
        ("Two Valves", PLAIN, "other"),
        ("Why is the pump locked?", PLAIN, "other"),
        ("渡口", SEEN.replace("我", "小何"), "other"),
        ("辞职信", f"尊敬的站长：\n{MINE}", "other"),
        ("漏水检讨书", f"尊敬的领导：\n{MINE}", "other"),
        ("Letter to a Neighbour", ENGLISH, "other"),
        ("积分兑换规则", f"各位志愿者：\n{OURS}", "other"),
    ],
)
def test_what_a_text_is_without_a_word_for_it(title, text, genre):
    assert find_genre(title, text, Facts()) == genre


def test_a_text_of_a_collection_is_what_the_collection_says():
    told = "水涨了。他把鞋提在手里跑。"
    assert find_genre("第七级台阶", told, Facts(), "防汛作文合集") == "essay"
    assert find_genre("防汛方案", told, Facts(), "防汛作文合集") == "other"
    assert find_genre("第七级台阶", told, Facts()) == "other"
