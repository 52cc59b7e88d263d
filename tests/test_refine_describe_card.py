"""What the card between title and text says, in layouts and words of sites nobody wrote rules for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.script_facts import find_script_facts
from pipeline.refine.view import View

TITLE = "在渡口改造开工仪式上的讲话"
BODY = "各位乡亲，今天渡口动工，两岸的人等这一天等了十年。"


def facts_of(card: str, *, above: str = "", below: str = "") -> dict[str, object]:
    html = f"<title>{TITLE}</title>{above}<h1>{TITLE}</h1>{card}<p>{BODY}</p>{below}"
    view = View.of("http://docs.example/x", html)
    facts = head_facts(view)
    text = frozenset(i for i, block in enumerate(view.blocks) if block.text == BODY)
    find_line_facts(view, facts, text, counted=False)
    return facts.values


@pytest.mark.parametrize(
    ("card", "column", "value"),
    [
        # A label in one element, its value in the next.
        ("<ul><li><span>类型</span><b>DOCX</b></li><li><span>价格</span><b>8券</b></li></ul>", "price", "8券"),
        ("<ul><li>作者<b>柳叶刀</b></li><li>费用<b>免费</b></li><li>时间<b>2023-04-09</b></li></ul>", "uploader", "柳叶刀"),
        ("<ul><li>作者<b>柳叶刀</b></li><li>费用<b>免费</b></li><li>时间<b>2023-04-09</b></li></ul>", "price", "免费"),
        ("<dl><dt>供稿</dt><dd>苇塘</dd><dt>入馆</dt><dd>2023-10-20</dd></dl>", "uploader", "苇塘"),
        ("<dl><dt>供稿</dt><dd>苇塘</dd><dt>入馆</dt><dd>2023-10-20</dd></dl>", "published_on", "2023-10-20"),
        ("<table><tr><td>店主</td><td>ma_li</td><td>售价</td><td>3下载券</td></tr></table>", "price", "3下载券"),
        (
            "<table><tr><th>掌柜</th><th>上架</th><th>页</th><th>铜钱</th></tr><tr><td>苇塘</td><td>2022-11-21</td><td>6</td><td>10铜钱</td></tr></table>",
            "price",
            "10铜钱",
        ),
        ("<table><tr><th>掌柜</th><th>上架</th><th>页</th></tr><tr><td>苇塘</td><td>2022-11-21</td><td>6</td></tr></table>", "pages_total", 6),
        # Labels in other words: the form of the value tells.
        ("<p>编码:11870 体量:9KB 张数:1页</p><p>后缀: DOCX 花费:3河币</p>", "file_size", "9KB"),
        ("<p>编码:11870 体量:9KB 张数:1页</p><p>后缀: DOCX 花费:3河币</p>", "pages_total", 1),
        ("<p>编码:11870 体量:9KB 张数:1页</p><p>后缀: DOCX 花费:3河币</p>", "file_format", "docx"),
        ("<p>编码:11870 体量:9KB 张数:1页</p><p>后缀: DOCX 花费:3河币</p>", "price", "3河币"),
        ("<div><span>资源后缀: PDF</span><span>扣除:20苇币</span></div>", "price", "20苇币"),
        ("<li>归类：卫生</li><li>文件：小结.docx（44.8KB）</li><li>登架：2018-07-09</li>", "file_size", "44.8KB"),
        ("<li>归类：卫生</li><li>荐稿人：苇塘</li><li>登架：2018-07-09</li>", "published_on", "2018-07-09"),
        ("<p>上载者：苇塘 | 时间：2015-6-1 | 大小：25 K</p>", "uploader", "苇塘"),
        ("<p>书主：苇塘｜2017-06-30 放入｜PDF 1 页</p>", "uploader", "苇塘"),
        ("<p>供稿人（店铺）：苇***塘</p>", "uploader", "苇***塘"),
        ("<p>上传者 [wei_t] 发布日期 [2021-05-06] 页数 [3]</p>", "uploader", "wei_t"),
        ("<p>票子：2票子</p><p>体积：12KB</p>", "price", "2票子"),
        ("<p>收取：9.9元/套（白金卡免）</p><p>容量：5.7M</p>", "price", "9.9元"),
        ("<p>分类：致辞 人气：3,327 编辑：喜鹊 2014年5月8日</p>", "published_on", "2014-05-08"),
        ("<p>■ 丁酉年 冬 ■ 二〇一七年十二月三日发布 ■ 阅 981</p>", "published_on", "2017-12-03"),
        ("<p>价 格：5元 页 数：12</p>", "pages_total", 12),
        # Counts of taking, with and without a word behind them.
        ("<ul><li>下载 / 57次</li><li>售价 / 8 河币</li></ul>", "downloads", 57),
        ("<dl><dt>被借走</dt><dd>1.3K 次</dd></dl>", "downloads", 1300),
        ("<ul><li><span>领取</span><span>118</span></li></ul>", "downloads", 118),
        ("<div><span>被下载</span><span>1.2万</span></div>", "downloads", 12000),
        ("<dl><dt>页数</dt><dd>共3页 / 26K</dd></dl>", "file_size", "26K"),
        ("<ul><li>篇幅 / 共3页 / 26K</li></ul>", "pages_total", 3),
        ("<ul><li>格式 / Word文档(.doc)</li></ul>", "file_format", "doc"),
        ("<dl><dt>页码数</dt><dd>7</dd></dl>", "pages_total", 7),
        ("<dl><dt>搬上架</dt><dd>20.06.18</dd></dl>", "published_on", "2020-06-18"),
        ("<table><tr><td>入仓</td><td>19-05-02</td></tr></table>", "published_on", "2019-05-02"),
        ("<div>[入库] 2019/04/20<br>[总页] 2<br>[扩展名] pdf</div>", "pages_total", 2),
        ("<p>“苇塘”于 2023-09-18 交来，DOC，31KB，8 页，标价 6 苇币</p>", "uploader", "苇塘"),
        ("<p>“苇塘”于 2023-09-18 交来，DOC，31KB，8 页，标价 6 苇币</p>", "price", "6 苇币"),
        ("<table><tr><td>写手</td><td>苇塘</td><td>日期</td><td>2020-02-03</td><td>占地</td><td>28 KB</td></tr></table>", "uploader", "苇塘"),
        ("<table><tr><th>Contributor</th><td>Reed Marsh</td></tr><tr><th>Weight</th><td>88 KB</td></tr></table>", "uploader", "Reed Marsh"),
        ("<table><tr><th>Déposé par</th><td>Roselière47</td></tr><tr><th>Feuillets</th><td>3</td></tr></table>", "uploader", "Roselière47"),
        ("<table><tr><th>Déposé par</th><td>Roselière47</td></tr><tr><th>Feuillets</th><td>3</td></tr></table>", "pages_total", 3),
        ("<table><tr><th>总面数</th><td>4</td></tr><tr><th>体量</th><td>21KB</td></tr></table>", "pages_total", 4),
        # A question or an offer at the end of a row.
        ("<div><span>doc</span><span>3页</span><span>渡友 苇塘边的人</span><span>2023-06-01</span><span>17KB</span><a>有误？告诉我们</a></div>", "uploader", "苇塘边的人"),
        ("<div><span>doc</span><span>3页</span><span>渡友 苇塘边的人</span><span>2023-06-01</span><span>17KB</span><a>有误？告诉我们</a></div>", "file_size", "17KB"),
        ("<p><i>Added by reed_47</i><i>4 pages</i><i>English</i></p>", "uploader", "reed_47"),
        ("<p><i>Déposé par Roselière47</i><i>3 pages</i><i>Français</i></p>", "pages_total", 3),
        ("<p>文件：PDF（156KB，5P） 上网时间：2021.3.16 阅：902</p>", "pages_total", 5),
        ("<p>文件：PDF（156KB，5P） 上网时间：2021.3.16 阅：902</p>", "file_size", "156KB"),
        ("<p>投递：苇塘 ｜ 2020.08.03 ｜ WORD ｜ 5页</p>", "uploader", "苇塘"),
        ("<p>渡口编辑 | 2023-04-24 | 定价7元 | docx</p>", "price", "7元"),
        ("<p>「苇塘老柳」于2018年11月18日贴出 · 被翻看4021次</p>", "uploader", "苇塘老柳"),
        ("<p>「苇塘老柳」于2018年11月18日贴出 · 被翻看4021次</p>", "published_on", "2018-11-18"),
        # Without labels.
        ("<p>渡友「苇塘」分享了这篇，关注 Ta 看更多</p>", "uploader", "苇塘"),
        ("<p><i>来自 @苇塘</i><i>2021-04-16 08:30</i><i>TXT</i><i>9KB</i></p>", "uploader", "苇塘"),
        ("<p><i>⏳ 2018/11/20</i><i>📦 38.2 KB</i><i>🖊 苇塘边的人</i></p>", "uploader", "苇塘边的人"),
        ("<p>本文由 苇塘 于2020年3月4日 分享</p>", "uploader", "苇塘"),
        ("<p>苇塘 上传 2020-03-04</p>", "uploader", "苇塘"),
        ("<p>苇塘 | 2022-06-05 | DOCX | 42页 | 25元</p>", "uploader", "苇塘"),
        ("<p>苇塘 / 2022-06-05 传 / 3 页 / DOC / VIP免费</p>", "price", "VIP免费"),
        ("<p>苇塘 2023-01-13 9.9元</p>", "uploader", "苇塘"),
        ("<p>苇塘 传于 2022-10-16 [docx]</p>", "file_format", "docx"),
        ("<div><span>格式 pptx</span><span>32页</span><span>苇塘 于 2020-05-21 上传</span></div>", "uploader", "苇塘"),
        ("<div><span>苇塘</span><b>贡献</b></div>", "uploader", "苇塘"),
        ("<p><i class='fa fa-user'></i>苇塘 <i class='fa fa-clock'></i><span>2022-04-24</span> <i></i>771</p>", "uploader", "苇塘"),
        ("<p>翻阅 1204 次 ┃ 收存 37 次 ┃ 全4页</p>", "pages_total", 4),
        ("<p>txt / 2P / 7KB / 2018年12月30日</p>", "pages_total", 2),
        ("<p><em>时长约 7′</em><em>文字稿</em><em>2019-07-01</em><em>4.4万人听过</em></p>", "published_on", "2019-07-01"),
        # How often it was taken, who put it there and when, in one piece; a coin is no voucher.
        ("<p>共3页 / 27人取用 / 2019.06.01</p>", "downloads", 27),
        ("<p><b>苇塘</b><b>9P</b><b>1.07 MB</b><b>1.2万下载</b><b>¥3</b></p>", "downloads", 12_000),
        ("<table><tr><th>传稿人</th><th>类型</th><th>被取</th></tr><tr><td>苇塘</td><td>docx</td><td>64次</td></tr></table>", "downloads", 64),
        ("<table><tr><td>📅 2024/03/15</td><td>👤 苇塘</td><td>⬇ 46</td></tr></table>", "downloads", 46),
        ("<p><span>由 <a href=/u>苇塘</a> 于 2017年2月21日 上载</span></p>", "uploader", "苇塘"),
        ("<p><span>由 <a href=/u>苇塘</a> 于 2017年2月21日 上载</span></p>", "published_on", "2017-02-21"),
        ("<ul><li>Publicado por <a href=/u>Biblioteca del Puente</a></li><li>PPTX</li></ul>", "uploader", "Biblioteca del Puente"),
        ("<p>Téléversé par <a href=/u>m_roselier</a> le 4 mars 2012</p>", "uploader", "m_roselier"),
        ("<p>Téléversé par <a href=/u>m_roselier</a> le 4 mars 2012</p>", "published_on", "2012-03-04"),
        ("<p>Transferido por <a href=/u>m_roselier</a> em 04/03/2012</p>", "published_on", "2012-03-04"),
        ("<p>稿件号60715　上线日2022年06月30日　1.2万次浏览</p>", "published_on", "2022-06-30"),
        ("<p><em>2020-09-03</em><em>全篇6240字</em><em>单买8元</em></p>", "price", "8元"),
    ],
)  # fmt: skip
def test_values_of_the_card(card, column, value):
    assert facts_of(card).get(column) == value


@pytest.mark.parametrize(
    ("card", "column"),
    [
        # Of other things than the file.
        ("<p>会员价：免费 | 月卡：15元</p>", "price"),
        ("<p>原价：30元 | 打印：0.5元</p>", "price"),
        ("<p>充值：10元 | 评分：8分 | 2020-01-02</p>", "price"),
        ("<p>免费</p>", "price"),
        ("<table><tr><td>授权</td><td>免费</td><td>更新</td><td>2023-02-11</td></tr></table>", "price"),
        ("<p>60017号 · DOC · 1页 · 2021-06-18入铺</p>", "price"),
        ("<p>活动时间：2019-3-1 | 地点：渡口 | 阅读 20</p>", "published_on"),
        ("<p>讲话日期：2019-3-1 | 阅读 20</p>", "published_on"),
        ("<p>截止日期：2019年3月1日 | 阅读 20</p>", "published_on"),
        ("<p>试读页数：3 | 格式：PDF</p>", "pages_total"),
        ("<p>预览：3页 | 格式：PDF</p>", "pages_total"),
        ("<p>图片大小：3MB | 格式：PDF</p>", "file_size"),
        ("<p>1.2K | 2020-01-02</p>", "file_size"),
        # No person, or none that put it there.
        ("<p>教育 | 2022-06-05 | 42页</p>", "uploader"),
        ("<p>领导讲话 | 2022-06-05 | 42页</p>", "uploader"),
        ("<p>高中语文 | 2022-06-05 | 42页</p>", "uploader"),
        ("<p>湖北省 | 2022-06-05 | 42页</p>", "uploader"),
        ("<p>5.0分 · 12页 · 免费 · VIP</p>", "uploader"),
        ("<p>5.0分 · 12页 · 2022-06-05</p>", "price"),
        ("<p>投稿 于 2022-06-05 上传</p>", "uploader"),
        ("<p>发表于 2022-06-05</p>", "uploader"),
        ("<p>作者：柳明 机构：某大学 2016年第4期 页码:55-71 共17页</p>", "uploader"),
        ("<p>2017-09-24 来源：渡口日报 作者：柳明 字号：大 中 小</p>", "uploader"),
        ("<p>业主：柳明 | 2022-06-05 | 3页</p>", "uploader"),
        ("<p>快速取件 账号取件 扫码取件</p>", "uploader"),
        ("<p>柳叶刀</p>", "uploader"),
        ("<p>渡友「苇塘」分享了这篇文章的读后感</p>", "uploader"),
        ("<p>渡友「苇塘」分享了三篇</p>", "uploader"),
        ("<p><i>🖊 苇塘边的人</i><i>渡口边的人</i></p>", "uploader"),
        ("<p><i>⏳ 2018/11/20</i><i>📦 38.2 KB</i><i>🖊 1200字</i></p>", "uploader"),
        ("<p><i>⏳ 2018/11/20</i><i>📦 38.2 KB</i><i>🏷 青年</i></p>", "uploader"),
        ("<table><tr><th>Written by</th><td>Reed Marsh</td></tr><tr><th>Weight</th><td>88 KB</td></tr></table>", "uploader"),
        ("<p><i>作者 苇塘</i><i>2018年11月3日</i><i>3 条评论</i><i>1.2K 围观</i></p>", "file_size"),
        ("<p>Posted by reed | March 9, 2016 | 1.2K readers</p>", "file_size"),
        ("<p><i>Written by Reed Marsh</i><i>4 pages</i></p>", "uploader"),
        ("<p><i>Reviewed by reed_47</i><i>4 pages</i><i>English</i></p>", "pages_total"),
        ("<p>「苇塘老柳」于2018年11月18日讲 · 被翻看4021次</p>", "published_on"),
        ("<p>原价7元 | 2023-04-24 | docx</p>", "price"),
        ("<p>投递：编辑部 ｜ 2020.08.03 ｜ WORD ｜ 5页</p>", "uploader"),
        ("<p>渡口有 3页 么？12KB 也好，2020-01-02 来取</p>", "pages_total"),
        ("<ul><li><span>领取</span><span>118</span></li><li>2021-03-05</li></ul>", "price"),
        ("<dl><dt>修改</dt><dd>19-05-02</dd><dt>页码数</dt><dd>7</dd></dl>", "published_on"),
        ("<div>[注] 2<br>[入场] 3页</div>", "pages_total"),
        ("<p>本周27人取用 / 共3页 / 2019.06.01</p>", "downloads"),
        ("<p>27人取用</p>", "downloads"),
        ("<p>每日限下载3次 | 共3页 | 2019.06.01</p>", "downloads"),
    ],
)  # fmt: skip
def test_look_alikes_in_the_card_give_nothing(card, column):
    assert column not in facts_of(card, above="<a href=/c/1>教育</a>")


def test_what_the_cards_of_other_documents_say_is_not_of_this_one():
    others = "<p>木子 | 2022-06-05 | DOCX | 42页 | 25元</p>" * 2
    assert facts_of("", below=f"<p>相关</p>{others}").keys() <= {"title"}


@given(st.text(alphabet="供稿人售价：/|·[] 123免费页KB券于传-年月日<b></b><td><li>", max_size=60))
def test_reading_a_card_never_raises(card):
    facts_of(card)


@pytest.mark.parametrize(
    ("card", "column"),
    [
        ("<p>学分：3学分 课时：32课时</p>", "price"),
        ("<p>热度：35热度 2021-03-05</p>", "price"),
        ("<p>3收藏 | 2021-03-05 | 12页</p>", "price"),
        ("<p>阅读：1.2K 收藏：3 2021-03-05</p>", "file_size"),
        ("<p>阅读 1.2K | 2021-03-05 | 12页</p>", "file_size"),
        ("<p>收件人：苇塘 日期：2021-03-05 3页</p>", "uploader"),
        ("<p>推荐人：苇塘 日期：2021-03-05 3页</p>", "uploader"),
        ("<p>申报人：苇塘 | 2021-03-05 | 12页 | 2KB</p>", "uploader"),
        ("<p>（2021年3月5日发布）</p>", "uploader"),
        ("<p>召开时间：2021-03-05</p>", "published_on"),
        ("<p>实施日期：2021-03-05 失效日期：2025-01-01</p>", "published_on"),
    ],
)
def test_what_is_no_fact_of_the_file_is_none(card, column):
    assert column not in facts_of(card)


@pytest.mark.parametrize(
    "below",
    [
        "<ul><li>苇塘 上传于 2021-03-05 12页</li><li>木子 上传于 2020-03-05 3页</li></ul>",
        "<ul><li><a href=/1>坝上</a><p>上传者：苇塘 页数：12页</p></li><li><a href=/2>坝下</a><p>上传者：木子 页数：3页</p></li></ul>",
        "<div><p>苇塘 发表于 2022-03-05</p><p>说得好。</p><p>木子 发布于 2022-04-05</p></div>",
    ],
)
def test_rows_about_other_documents_and_comments_tell_nothing_of_this_one(below):
    assert not {"uploader", "published_on", "pages_total"} & set(facts_of("", below=below))


def test_a_card_below_the_text_tells_of_this_one():
    below = "<ul><li>上传者：苇塘</li><li>上传时间：2021-03-05</li><li>页数：12页</li></ul>"
    told = facts_of("", below=below)
    assert (told["uploader"], told["published_on"], told["pages_total"]) == ("苇塘", "2021-03-05", 12)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ('{"@type": "NewsArticle", "datePublished": "2021-03-05T10:00:00"}', "2021-03-05"),
        ('{"@graph": [{"@type": "WebSite"}, {"@type": "WebPage", "datePublished": "2021-03-05"}]}', "2021-03-05"),
        ('{"title": "讲话", "pubDate": "2021-03-05T09:30:00"}', "2021-03-05"),
        ('{"@type": "WebSite", "datePublished": "2009-01-01"}', None),
        ('{"@type": "Article", "comment": [{"@type": "Comment", "datePublished": "2023-01-01"}]}', None),
        ("[" * 5000, None),
        ('{"datePublished": 2021}', None),
    ],
)  # fmt: skip
def test_machines_are_told_of_the_page_and_of_other_things(told, day):
    script = f"<script type='application/ld+json'>{told}</script>"
    assert facts_of("", below=script).get("published_on") == day


@pytest.mark.parametrize(
    ("card", "day"),
    [
        ("<p><i>祝酒词</i><i>2022/12/30</i><i>126字</i></p>", "2022-12-30"),
        ("<p><i>物业小柳</i><i>通知</i><i>2021年7月9日</i></p>", "2021-07-09"),
        ("<p><i>县长 柳明远</i><i>2021年7月9日</i></p>", "2020-01-01"),
        ("<p><i>柳明远</i><i>2021年7月9日</i></p>", "2020-01-01"),
        ("<p><i>活动时间：2021年7月9日</i></p>", "2020-01-01"),
        ("<p><i>通知</i><i>2021年7月9日</i><i>2021年7月12日</i></p>", "2020-01-01"),
    ],
)
def test_the_day_in_the_card_outweighs_the_one_for_machines(card, day):
    template = (
        '<script type="application/ld+json">{"title": "讲话", "pubDate": "2020-01-01T08:00:00"}</script>'
    )
    assert facts_of(card, below=template).get("published_on") == day


def test_the_first_day_of_programs_is_no_day_of_publishing():
    epoch = '<script type="application/ld+json">{"title": "讲话", "pubDate": "1970-01-01T08:00:00"}</script>'
    assert "published_on" not in facts_of("", below=epoch)


@pytest.mark.parametrize(("title", "price"), [(TITLE, "5元"), ("坝上来信", None)])
def test_a_script_tells_what_the_document_costs_that_it_is_about(title, price):
    script = f'<script>var d={{"title":"{title}","file_type":"doc","price":"5元","uploader":"苇塘"}}</script>'
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{BODY}</p>{script}"
    view = View.of("http://docs.example/x", html)
    facts = head_facts(view)
    find_script_facts(view, facts)
    assert facts.values.get("price") == price


@pytest.mark.parametrize(
    ("card", "column", "value"),
    [
        # Labels spread out, and what leads from them to their values.
        ("<ul><li>格　　式……DOCX</li><li>份　　量……29.50 KB</li><li>页　　码……4</li></ul>", "file_size", "29.50 KB"),
        ("<ul><li>格　　式……DOCX</li><li>份　　量……29.50 KB</li><li>页　　码……4</li></ul>", "pages_total", 4),
        ("<ul><li>供 稿 人……苇塘小灶</li><li>入库时间……2017-04-13</li></ul>", "uploader", "苇塘小灶"),
        ("<ul><li>供 稿 人——苇塘小灶</li><li>入库时间.....2017-04-13</li></ul>", "published_on", "2017-04-13"),
        ("<p>大小=31KB</p><p>价格＞3苇币</p>", "price", "3苇币"),
        # A sentence that is a row of facts.
        ("<p>由 苇塘 于 2022-02-18 挂上枝头，DOCX，14.1KB，只有 2 页，卖 1枚苇果，下载 0 次（没人要）。</p>", "uploader", "苇塘"),
        ("<p>由 苇塘 于 2022-02-18 挂上枝头，DOCX，14.1KB，只有 2 页，卖 1枚苇果，下载 0 次（没人要）。</p>", "published_on", "2022-02-18"),
        ("<p>由 苇塘 于 2022-02-18 挂上枝头，DOCX，14.1KB，只有 2 页，卖 1枚苇果，下载 0 次（没人要）。</p>", "pages_total", 2),
        ("<p>由 苇塘 于 2022-02-18 挂上枝头，DOCX，14.1KB，只有 2 页，卖 1枚苇果，下载 0 次（没人要）。</p>", "price", "1枚苇果"),
        ("<p>由 苇塘 于 2022-02-18 挂上枝头，DOCX，14.1KB，只有 2 页，卖 1枚苇果，下载 0 次（没人要）。</p>", "downloads", 0),
        # Who put it there, though most of the line is links.
        ("<div>Uploaded by <a href=/r>Rosa Marchetti</a> <a>Follow</a> <a>Embed Code</a></div>", "uploader", "Rosa Marchetti"),
        ("<div>Hochgeladen von <a>Gerda Vossen</a> <a>Melden Sie dieses Dokument</a></div>", "uploader", "Gerda Vossen"),
        # A name alone, by the page that it leads to or the place that it has.
        ("<p>格式：docx 大小：118 KB</p><p><a href=/u/xrl>宣 若兰</a> 3 年之前</p>", "uploader", "宣 若兰"),
        ("<p>格式：docx 大小：118 KB</p><p><a href=/77 class=avatar>苇塘账房</a></p>", "uploader", "苇塘账房"),
        ("<p>格式：docx 大小：118 KB</p><div class=by>苇塘账房</div>", "uploader", "苇塘账房"),
        ("<div><span>1.2k Views</span> <span>64 Downloads</span> <span>Nov 03, 2014</span></div>", "downloads", 64),
        ("<div><span>共 8 页</span><span>28.9KB</span><span>8苇墨</span></div>", "price", "8苇墨"),
        ("<div>Größe: 41 KB</div>", "file_size", "41 KB"),
    ],
)  # fmt: skip
def test_one_form_of_a_line_and_what_it_leaves(card: str, column: str, value: object) -> None:
    assert facts_of(card).get(column) == value


@pytest.mark.parametrize(
    ("card", "column"),
    [
        ("<div><span>1.2k Views</span> <span>64 Downloads</span> <span>Nov 03, 2014</span></div>", "file_size"),
        ("<p>载入中…… 3 秒</p><p>格式：docx 大小：118 KB</p>", "pages_total"),
        ("<p>由 苇塘 于 2022-02-18 审核通过，DOCX，14.1KB，3页。</p>", "uploader"),
        # No card, two names, a button, another document, words for a genre.
        ("<p><a href=/u/77>苇塘账房</a></p>", "uploader"),
        ("<p>格式：docx 大小：118 KB</p><p><a href=/u/1>苇塘账房</a></p><p><a href=/u/2>芦花渡口</a></p>", "uploader"),
        ("<p>格式：docx 大小：118 KB</p><p><a href=/user/login>Login</a></p>", "uploader"),
        ("<p>格式：docx 大小：118 KB</p><p><a href=/p/77>护士长手记</a></p>", "uploader"),
        ("<p>格式：docx 大小：118 KB</p><div class=by>责编／苇塘</div>", "uploader"),
        ("<p>Subido por Usuario anónimo</p><p>PDF · 8 páginas</p>", "uploader"),
        # An office that made it public.
        ("<table><tr><td>发布机构：</td><td>县政府办公室</td><td>发布日期：</td><td>2021-11-12</td></tr></table>", "uploader"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_line_may_be_anything(card: str, column: str) -> None:
    assert column not in facts_of(card)


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("1.02M / 3页", {"file_size": "1.02M", "pages_total": 3}),
        ("<a href=/r>原件</a> | 编码: UTF-8 | 512字节 |", {"file_size": "512字节"}),
    ],
)
def test_a_line_above_the_title_that_is_facts_alone(line: str, facts: dict[str, object]) -> None:
    told = facts_of("", above=f"<div>{line}</div>")
    assert {column: told.get(column) for column in facts} == facts
