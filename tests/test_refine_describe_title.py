"""Titles without what a site adds, genres by their last word, and the occasions that titles state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.genre import find_genre, find_occasion
from pipeline.refine.describe.own_title import own_title
from pipeline.refine.view import View

PARAGRAPH = "<p>同志们：今天的会议很短，只有一件事，就是把去年的账算清楚。</p>"


@pytest.mark.parametrize(
    ("shown", "own"),
    [
        ("开学典礼致辞.docx免费下载", "开学典礼致辞"),
        ("【最新】开学典礼致辞（共3页）", "开学典礼致辞"),
        ("开学典礼致辞_第1页_某某文库", "开学典礼致辞"),
        ("开学典礼致辞【word版】.doc - 最新文档", "开学典礼致辞"),
        ("VIP 开学典礼致辞", "开学典礼致辞"),
        ("[教育] 开学典礼致辞", "开学典礼致辞"),
        ("【转帖】开学典礼致辞", "开学典礼致辞"),
        ("【开学】典礼致辞", "【开学】典礼致辞"),
        ("[唐诗] 静夜思三首", "[唐诗] 静夜思三首"),
        ("开学典礼致辞在线阅读", "开学典礼致辞"),
        ("开学典礼致辞 - docs.example.com", "开学典礼致辞"),
        ("The Last Ferry - 412 Words | Essays", "The Last Ferry"),
        ("开学典礼致辞_图文", "开学典礼致辞"),
        ("开学典礼致辞 (2)", "开学典礼致辞"),
        ("开学典礼致辞下载_Word模板", "开学典礼致辞"),
        # Look-alikes.
        ("开学典礼致辞（修改稿）", "开学典礼致辞（修改稿）"),
        ("让阅读成为习惯——读书周启动仪式上的讲话", "让阅读成为习惯——读书周启动仪式上的讲话"),
        ("读书周讲话-让阅读成为习惯", "读书周讲话-让阅读成为习惯"),
        ("Remarks - On Free Speech", "Remarks - On Free Speech"),
        ("关于下载中心建设情况的汇报", "关于下载中心建设情况的汇报"),
        ("在中小企业论坛上的致辞", "在中小企业论坛上的致辞"),
        ("一封信（上）", "一封信（上）"),
        ("典型发言（3篇）", "典型发言（3篇）"),
    ],
)
def test_a_title_keeps_only_its_own_words(shown, own):
    assert own_title(shown) == own


@given(st.text(alphabet="讲话 -_|（）共3页下载.docVIP【】第", max_size=60))
def test_stripping_a_title_twice_changes_nothing_more_and_never_raises(shown):
    once = own_title(shown)
    assert once is None or len(once) <= len(shown)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>在年会上的讲话 - 青石在线</title><h1>在年会上的讲话</h1>", "在年会上的讲话"),
        ("<title>在年会上的讲话 - 青石在线</title><h2>在年会上的讲话</h2>", "在年会上的讲话"),
        (
            "<meta property='og:title' content='在年会上的讲话 - 青石社区'><meta property='og:site_name' content='青石社区'>",
            "在年会上的讲话",
        ),
        (
            "<meta property='og:title' content='在年会上的讲话_青石社区'><h1>在年会上的讲话</h1>",
            "在年会上的讲话",
        ),
        ("<title>青石在线</title><h1>在年会上的讲话.doc</h1>", "在年会上的讲话"),
        # In two lines; behind the site's name; with the kind of its file.
        (
            "<title>把灯擦亮——在年会上的讲话-青石大学</title><div>把灯擦亮<br>——在年会上的讲话</div>",
            "把灯擦亮——在年会上的讲话",
        ),
        ("<title>青石稿网--追思老班长</title><p>追思老班长</p><p>青石稿网 站长：老刀</p>", "追思老班长"),
        (
            "<title>消防安全讲座PPT下载-青石</title><h1>消防安全讲座PPT</h1><p>消防安全讲座</p>",
            "消防安全讲座",
        ),
        ("<title>青石 - 追思老班长</title><p>追思老班长</p><p>青石</p>", "青石 - 追思老班长"),
        ("<h1>青石在线</h1><title>在年会上的讲话-青石文库</title>", "在年会上的讲话"),
        # The first heading is the site's name, or there is none.
        ("<title>在年会上的讲话_青石在线</title><h1>青石在线</h1><h2>在年会上的讲话</h2>", "在年会上的讲话"),
        ("<title>青石在线_在年会上的讲话</title><div>在年会上的讲话</div>", "在年会上的讲话"),
        ("<title>青石在线-有好文稿</title><h2>在年会上的讲话</h2>", "在年会上的讲话"),
        # What systems of government pages declare, and a blog whose name is its first heading and a link.
        (
            "<meta name='ArticleTitle' content='在年会上的讲话'><title>青石县 讲话 在年会上的讲话</title><div>在年会上的讲话</div>",
            "在年会上的讲话",
        ),
        # Others declare the name of a column or their own.
        (
            "<meta name='dc.title' content='政务公开'><title>在年会上的讲话 - 青石县</title><h1>在年会上的讲话</h1><div>政务公开</div>",
            "在年会上的讲话",
        ),
        (
            "<meta name='citation_title' content='Harbour Report'><title>Harbour Report</title><div>Harbour Report</div>",
            "Harbour Report",
        ),
        ("<title>怎样合并PDF</title><div>怎样合并</div>", "怎样合并PDF"),
        (
            "<title>年会散记 @ 老鹰锅 :: 青石邦</title><h1><a href='/pot'>老鹰锅</a></h1><h2>年会散记</h2>",
            "年会散记",
        ),
        # A head that greets says nothing of the document; whatever line stands above the byline does.
        (
            "<title>青石中学欢迎您</title><table><tr><td>在年会上的讲话</td></tr><tr><td>录入：木子 时间：2015-9-2 点击数：413</td></tr></table>",
            "在年会上的讲话",
        ),
        (
            "<title>领导讲话</title><div>县教育局局长在年会上的讲话</div><div>(2004年8月25日)</div><div>作者：办公室 点击数：331 更新时间：2004-9-1</div>",
            "县教育局局长在年会上的讲话",
        ),
        # A head's title may be the end of the heading, or say the format where the page does not.
        ("<title>表态发言｜青石稿</title><h1>在年会上的表态发言</h1>", "在年会上的表态发言"),
        ("<title>年会发言｜青石文库</title><h1>[发言] 年会发言</h1>", "年会发言"),
        ("<title>年度述职PPT</title><div>年度述职<sup>可改</sup></div>", "年度述职"),
        ("<title>怎样做好PPT</title><div>怎样做好一件事</div>", "怎样做好PPT"),
        ("<title>年会讲话,讲话稿范文,讲话下载 - 青石在线</title><h2>年会讲话</h2>", "年会讲话"),
        ("<title>年会讲话 免费在线读 - 青石在线</title><p>年会讲话</p>", "年会讲话"),
        ("<center>在年会上的讲话<br>2003-5-1 作者：石匠 阅读：33</center>", "在年会上的讲话"),
        # Look-alikes.
        ("<title>讲话_年会上的工作报告</title><h1>年会上的工作报告</h1>", "年会上的工作报告"),
        ("<title>青石在线-有好文稿</title><h2>会后有人问起</h2>", "青石在线-有好文稿"),
        ("<title>年会讲话 ―― 青石</title><p>青石 ＞ 讲话</p><p>年会讲话</p>", "年会讲话"),
        ("<title>年会讲话（修订） 青石商务室</title><p>年会讲话（修订）</p>", "年会讲话（修订）"),
        (
            "<title>灯下——年会讲话ppt下载_青石课件城</title><p>灯下——年会讲话</p><p>灯下的人</p>",
            "灯下——年会讲话",
        ),
        (
            "<title>年会讲话全文 - 来稿区 - 青石论坛</title><h1>[<a href=3>讲话</a>] <span>年会讲话全文</span></h1>",
            "年会讲话全文",
        ),
        (
            "<title>辩论赛一辩稿:网课让我们走得更近_青石</title><h1>网课让我们走得更近一辩稿</h1>",
            "网课让我们走得更近一辩稿",
        ),
        # Look-alikes.
        ("<title>灯下——年会讲话</title><p>灯下</p>", "灯下——年会讲话"),
        ("<title>年会讲话―说给青年听</title><p>青石 ＞ 讲话</p>", "年会讲话―说给青年听"),
        ("<title>网课让我们走得更近</title><h1>青石一辩稿</h1>", "网课让我们走得更近"),
        ("<title>年会讲话，说给青年听 - 青石在线</title><p>年会讲话</p>", "年会讲话，说给青年听"),
        ("<center>大家都说好。<br>2003-5-1 作者：石匠 阅读：33</center>", None),
    ],
)
def test_the_title_of_a_page(html, title):
    assert head_facts(View.of("http://docs.example/1", html + PARAGRAPH)).text("title") == title


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("在表彰大会上的总结讲话", "speech"),
        ("专题党课讲稿", "speech"),
        ("竞聘演讲稿", "speech"),
        ("就职演说", "speech"),
        ("年会开场白", "address"),
        ("毕业典礼家长代表致词", "address"),
        ("祝酒词", "address"),
        ("入职表态发言", "remarks"),
        ("获奖感言", "remarks"),
        ("2022年度工作总结", "report"),
        ("脱贫攻坚情况汇报", "report"),
        ("学习讲话精神心得体会", "essay"),
        ("《老人与海》读书笔记", "essay"),
        ("Remarks at the Reopening", "remarks"),
        ("Discours du maire", "speech"),
        ("读《河流的名字》有感", "essay"),
        ("Un mot d'accueil", "address"),
        ("Bài phát biểu khai giảng", "speech"),
        # Look-alikes.
        ("2022年工作计划", "other"),
        ("关于举办演讲比赛的通知", "other"),
        ("新闻发言人制度", "other"),
        ("演讲技巧二十条", "other"),
        ("总结表彰大会筹备方案", "other"),
        ("报告厅使用规定", "other"),
        ("致全体家长的一封信", "other"),
        ("Éloge funèbre de Lucien Tardif, facteur", "address"),
        ("Oraison funèbre du passeur", "address"),
    ],
)
def test_genre_by_the_last_word_of_the_title(title, genre):
    assert find_genre(title, "正文。", Facts()) == genre


@pytest.mark.parametrize(
    ("title", "text", "occasion"),
    [
        ("在全市供水一体化推进会上的讲话", "", "全市供水一体化推进会"),
        ("在走访调研供水公司时的讲话", "", "走访调研供水公司"),
        ("在新馆开馆仪式上的致辞", "", "新馆开馆仪式"),
        ("水退了，我们要记住什么", "水退了\n——在全县抗洪表彰大会上的讲话\n同志们：", "全县抗洪表彰大会"),
        ("绷紧这根弦", "绷紧这根弦\n场合：全县校园安全工作会议\n同志们：", "全县校园安全工作会议"),
        ("社区老年运动会开幕词", "", "社区老年运动会"),
        ("第十九届技能之夜主持词", "", "第十九届技能之夜"),
        ("陆长庚同志追悼会悼词", "", "陆长庚同志追悼会"),
        ("在陆长庚老师追思会上的悼词", "", "陆长庚老师追思会"),
        ("在新馆落成庆典上的答谢词", "", "新馆落成庆典"),
        ("市作家协会主持词", "", None),
        ("班会上没有念完的悼词", "", None),
        ("在逆境中成长演讲稿", "", None),
        ("岗位上的讲究", "", None),
        ("老树", "各位来宾：\n很高兴在这次年会上发言。\n我讲讲老树。", None),
        (
            "我的发言",
            "我的发言\n他在会上的讲话我听了三遍，每一遍都有新的体会，所以今天想和大家谈一谈，请各位多批评。",
            None,
        ),
    ],
)
def test_occasion_is_the_event_that_a_heading_states(title, text, occasion):
    facts = Facts()
    find_occasion(title, facts, text)
    assert facts.values.get("occasion") == occasion
