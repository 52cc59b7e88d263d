"""What the site says about the file, in the words and layouts of sites nobody wrote rules for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.view import View


def facts_of(
    html: str, url: str = "http://docs.example/x", text: frozenset[int] = frozenset()
) -> dict[str, object]:
    view = View.of(url, html)
    facts = head_facts(view)
    find_line_facts(view, facts, text, counted=False)
    return facts.values


@pytest.mark.parametrize("colon", ["：", ":", " ：", ""])
def test_the_words_that_a_value_was_read_from_are_whole(colon):
    html = f"<table><tr><td>上传者{colon}</td><td>半亩方塘</td></tr><tr><td>文件大小{colon}</td><td>36 KB</td></tr></table>"
    view = View.of("http://docs.example/x", html)
    facts = head_facts(view)
    find_line_facts(view, facts, frozenset(), counted=False)
    for column, value in (("uploader", "半亩方塘"), ("file_size", "36 KB")):
        assert facts.values[column] == value
        assert facts.evidence[column].endswith(value)


@pytest.mark.parametrize(
    ("html", "column", "value"),
    [
        ("<p>页数：12</p>", "pages_total", 12),
        ("<p>文档页数：共12页</p>", "pages_total", 12),
        ("<p>共12页</p>", "pages_total", 12),
        ("<p>第三頁，共五頁</p>", "pages_total", 5),
        ("<p>12 pages</p>", "pages_total", 12),
        ("<p>Pages: 2 (412 words)</p>", "pages_total", 2),
        ("<p>Page 1 of 9</p>", "pages_total", 9),
        ("<p>0 évaluation · 47 vues · 2 pages</p>", "pages_total", 2),
        ("<p>Nº de páginas: 7</p>", "pages_total", 7),
        ("<p>Số trang: 14</p>", "pages_total", 14),
        ("<table><tr><td>页数</td><td>6页</td></tr></table>", "pages_total", 6),
        ("<dl><dt>页数</dt><dd>6页</dd></dl>", "pages_total", 6),
        ("<p>格式DOCX页数：4大小：20KB</p>", "pages_total", 4),
        ("<p>篇幅：4页</p>", "pages_total", 4),
        ("<div>篇幅 3页</div>", "pages_total", 3),
        ("<p>页码 1 / 12</p>", "pages_total", 12),
        ("<p>大小：35KB</p>", "file_size", "35KB"),
        ("<p>编号：88-231<i>|</i>大小：31KB<i>|</i>2019-01-20</p>", "published_on", "2019-01-20"),
        ("<p>文件大小 1.2 MB</p>", "file_size", "1.2 MB"),
        ("<p>Taille : 120 Ko</p>", "file_size", "120 Ko"),
        ("<p>12页 | 35.5KB | 2021-03-05 上传</p>", "file_size", "35.5KB"),
        ("<p>文件格式：.DOC</p>", "file_format", "doc"),
        ("<p>File type: PDF</p>", "file_format", "pdf"),
        ("<h1>年会致辞.pptx</h1>", "file_format", "pptx"),
        ("<p>File: PDF, 2.3 MB, 14 pages</p>", "pages_total", 14),
        ("<p>文档格式 DOCX，15页，2.1MB</p>", "file_size", "2.1MB"),
        ("<p>2019-04-05 · 14页 · 免费</p>", "price", "免费"),
        ("<p>2019-04-05 · 14页 · 免费</p>", "published_on", "2019-04-05"),
        ("<p>￥5.00 立即购买</p>", "price", "￥5.00"),
        ("<p>需 10 积分</p>", "price", "10 积分"),
        ("<p>作者：张三 日期：2021-3-5</p>", "published_on", "2021-03-05"),
        ("<p>Posted by Jane on Apr 5, 2019</p>", "uploader", "Jane"),
        ("<p>Publicado por Ana el 3 de mayo de 2019</p>", "published_on", "2019-05-03"),
        ("<p>阅读：332 | 下载：12</p>", "downloads", 12),
        ("<p>全文3,210字</p>", "chars_total", 3210),
        ("<p>字数：3210</p>", "chars_total", 3210),
        ("<p>售价：￥3.00</p>", "price", "￥3.00"),
        ("<p>所需积分：20积分</p>", "price", "20积分"),
        ("<p>价格：免费</p>", "price", "免费"),
        ("<p>立即下载（5文币）</p>", "price", "5文币"),
        ("<p>Price: $4.99</p>", "price", "$4.99"),
        ("<p>下载量：1.2万</p>", "downloads", 12000),
        ("<p>浏览 1.2万 · 下载 86次</p>", "downloads", 86),
        ("<p>Downloads: 1,018</p>", "downloads", 1018),
        ("<p>Lượt tải: 45</p>", "downloads", 45),
        ("<p>上传时间：2021-03-05</p>", "published_on", "2021-03-05"),
        ("<p>更新日期 2021年3月5日</p>", "published_on", "2021-03-05"),
        ("<p>发表于 2016-8-21 21:40:07 | 只看该作者</p>", "published_on", "2016-08-21"),
        ("<p>约1.2万字 · 26页 · 2021-08-20 发布于湖北 · 举报</p>", "published_on", "2021-08-20"),
        ("<p>更新时间：2022-01-09 上传时间：2021-03-05</p>", "published_on", "2021-03-05"),
        ("<p>Uploaded on March 5, 2021</p>", "published_on", "2021-03-05"),
        ("<p>Publié le 5 mars 2021</p>", "published_on", "2021-03-05"),
        ("<p>Subido el 5 de marzo de 2021</p>", "published_on", "2021-03-05"),
        ("<p>Ngày đăng: 25/03/2021</p>", "published_on", "2021-03-25"),
        ("<p>格式：doc | 时间：2021-09-05</p>", "published_on", "2021-09-05"),
        ("<p>分享者：木子</p>", "uploader", "木子"),
        ("<p>供稿人：木子 | 页数：3</p>", "uploader", "木子"),
        ("<p>木子 上传于 2021-03-05</p>", "uploader", "木子"),
        ("<p>由 木子 于 2021-03-05 上传</p>", "uploader", "木子"),
        ("<p>Uploaded by reader77 on 12 May 2019</p>", "uploader", "reader77"),
        ("<p>Subido por: Lucía Pérez | Formato: PDF</p>", "uploader", "Lucía Pérez"),
        ("<p>Déposé par <b>aubes42</b> · 14/09/2019 · 2 pages · 1 204 lectures</p>", "uploader", "aubes42"),
        ("<p><a href=1>Télécharger maintenant ( PDF - 3 Page - 61.20 KB )</a></p>", "file_size", "61.20 KB"),
        ("<p><a href=1>立即下载（12页，35KB）</a></p>", "pages_total", 12),
        (
            "<title>甲 - 青石在线</title><p><a href=/>青石在线</a></p><p>第 1 页 共 5 页 青石在线</p>",
            "pages_total",
            5,
        ),
        ("<p>Submitted: October 7, 2015</p>", "published_on", "2015-10-07"),
        ("<p>栏目：社会 时间：2019年12月26日 浏览：2203次</p>", "published_on", "2019-12-26"),
        (
            "<meta property='og:type' content='document'><meta name='author' content='zhan_w'>",
            "uploader",
            "zhan_w",
        ),
        (
            "<div><a href='space-uid-4931.html'>竹影</a></div><div>发表于 2013-10-28 | <a>只看该作者</a></div>",
            "uploader",
            "竹影",
        ),
        (
            '<script type="application/ld+json">{"title":"讲话","pubDate":"2022-09-01T08:00:00"}</script>',
            "published_on",
            "2022-09-01",
        ),
        ("<p>文档编号：88-3021</p>", "site_document_id", "88-3021"),
        ("<p>稿件代号：88-3021</p>", "site_document_id", "88-3021"),
        # What only style sets apart is not one number.
        ("<h1>甲</h1><div><b>某某</b><b>2022/7/2</b><b>9页</b></div>", "published_on", "2022-07-02"),
        ("<div><b>上传时间：2022/7/2</b><b>19页</b></div>", "published_on", "2022-07-02"),
        ("<p>文件格式：Word文档(.doc)</p>", "file_format", "doc"),
        ("<dl><dt>格式</dt><dd>PPT演示文稿（.pptx）</dd></dl>", "file_format", "pptx"),
        ("<p>标价：20 铜钱 | 大小：17KB</p>", "price", "20 铜钱"),
        ("<div>已被下载57次</div>", "downloads", 57),
        ("<ul><li><b>12</b><span>下载</span></li></ul>", "downloads", 12),
        ("<p>12页 · 下载需 5</p>", "price", "5"),
        ("<p>Document ID: 55120</p>", "site_document_id", "55120"),
        ("<p>所属：述职述廉　日期：2021年12月28日　热度：★★★</p>", "published_on", "2021-12-28"),
        ("<p>3 页 · 作者 苇塘老柳 · 7 年前 · 浏览量：</p>", "uploader", "苇塘老柳"),
        ("<p>Shared by <b>Ida Reed</b> 6 years ago · 3 pages · Views: 214</p>", "uploader", "Ida Reed"),
        ("<ul><li>PPTX</li><li>5 diapositivas</li></ul>", "pages_total", 5),
        ("<p>当前位置：首页 > 公文 > 讲话稿</p>", "categories", "公文>讲话稿"),
        ("<p>所属分类：教育资料</p>", "categories", "教育资料"),
    ],
)
def test_values_in_the_words_of_many_sites(html, column, value):
    assert facts_of(html).get(column) == value


@pytest.mark.parametrize(
    ("html", "column"),
    [
        ("<p>格式：统一使用宋体，行距二十八磅</p>", "file_format"),
        ("<p>大小：由各单位自定</p>", "file_size"),
        ("<p>价格：面议</p>", "price"),
        ("<meta name='author' content='某某网络'>", "uploader"),
        ("<div><a href='/user/12'>竹影</a>的来信</div>", "uploader"),
        ("<p>上传者：木子 三月 | 格式：PDF</p>", "price"),
        ("<p>图片大小：3MB</p>", "file_size"),
        ("<p>第 1 页 共 5 页 卷宗的最后一张</p>", "pages_total"),
        ("<p><a href=1>在年会上的讲话（12页，35KB）</a></p>", "file_size"),
        ('<script type="application/ld+json">{"dateModified":"2022-09-01"}</script>', "published_on"),
        ("<p>篇幅：3000字</p>", "pages_total"),
        ("<p>集合：东门<i>|</i>2019-01-20</p>", "published_on"),
        ("<p>时间：2021-09-05</p>", "published_on"),
        ("<p>活动时间：9月5日</p>", "published_on"),
        ("<p>© 2013-2021 文档网</p>", "published_on"),
        ("<p>共12页的报告我看了三遍，写得不错。</p>", "pages_total"),
        ("<p>This report has 12 pages and no pictures.</p>", "pages_total"),
        ("<p>1 / 8</p>", "pages_total"),
        ("<p>约1.2万字</p>", "chars_total"),
        ("<p>全文约3000字</p>", "chars_total"),
        ("<p>2019-04-05</p>", "published_on"),
        ("<p>免费</p>", "price"),
        ("<p>上传者：</p><p>下载本文档</p>", "uploader"),
        ("<p>Published: 03/04/2021</p>", "published_on"),
        ("<p>全场商品5积分起</p>", "price"),
        ("<p>容量：26 KB ｜ 下载量：1,204</p>", "price"),
        ("<ul><li><b>12</b><span>下载</span></li><li><b>31K</b><span>大小</span></li></ul>", "price"),
        ("<dl><dd>小满</dd><dt>上传者</dt><dd>12页</dd></dl>", "uploader"),
        ("<dl><dt>上传者</dt><dd>31K</dd></dl>", "uploader"),
        ("<p>上传者：docx</p>", "uploader"),
        ("<p>上传者：页数</p>", "uploader"),
        ("<ul><li><b>16 slides</b><b>5329 looks</b><b>12</b></li></ul>", "pages_total"),
    ],
)
def test_look_alikes_give_nothing(html, column):
    assert column not in facts_of(html)


def test_the_row_right_below_the_text_is_about_it() -> None:
    body = "<p>各位同学，书合上了，路打开了。</p>"
    assert facts_of(f"{body}<p>共 1 页 · 12KB</p>", text=frozenset((0,)))["pages_total"] == 1
    other = f"{body}<p><a href=2>在年会上的讲话</a></p><p>共 1 页 · 12KB</p>"
    assert "file_size" not in facts_of(other, text=frozenset((0,)))


def test_labels_inside_the_text_are_the_authors():
    assert facts_of("<p>编号：2021014</p><p>页数：3</p>", text=frozenset((0, 1))) == {}


@pytest.mark.parametrize(
    ("html", "total", "shown"),
    [
        ("<p>页数：20</p><p>还有12页未读</p>", 20, 8),
        ("<p>Preview of the first 3 of 11 pages</p>", 11, 3),
        ("<p>已预览6页 / 共26页</p>", 26, 6),
        ("<p>试读前2页，全文9页</p>", 9, 2),
        ("<p>全文共12页，可免费预览3页</p>", 12, 3),
        ("<p>预览：2/9页</p>", 9, 2),
        ("<p>全文9页，先睹前3页</p>", 9, 3),
        ("<p>试阅页已翻完｜共 5 页，还藏着 4 页</p>", 5, 1),
        # Look-alikes.
        ("<p>全文9页，还要5页</p>", None, None),
        ("<p>全文9页，先抄前12页</p>", None, None),
        ("<p>8 pages</p><p>5 more pages left</p>", 8, 3),
    ],
)
def test_pages_shown_and_in_all(html, total, shown):
    found = facts_of(html)
    assert (found.get("pages_total"), found.get("pages_shown")) == (total, shown)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://docs.example/document/412209377/Lettre-aux-apprentis", "412209377"),
        ("https://docs.example/doc/40213/orchard", "40213"),
        ("https://docs.example/thread-61027-1-1.html", "61027"),
        ("https://docs.example/detail.html?cat=3&docid=77120", "77120"),
        ("https://docs.example/view.asp?ArticleID=5A91C77E", "5A91C77E"),
        ("https://docs.example/f/35FqLmT0Xb.html", "35FqLmT0Xb"),
        ("https://docs.example/shared/8104077051003.shtm", "8104077051003"),
        ("https://docs.example/show-12-66120-1.html", "66120"),
        ("https://docs.example/zhici/2016-03-05/4410.html", "4410"),
        ("https://docs.example/9/2201.html", "2201"),
        ("https://docs.example/f/8kQm3Vz.html", "8kQm3Vz"),
        ("https://docs.example/r/78a3c0f1", "78a3c0f1"),
        ("https://docs.example/docs/p88213.html", "88213"),
        ("https://docs.example/s.php?n=30962", "30962"),
        ("https://docs.example/20481137-Orchard-of-all.html", "20481137"),
        ("https://docs.example/gw/61/884.html", "884"),
        ("https://docs.example/a20160109.htm", None),
        ("https://docs.example/u88213.html", None),
        ("https://docs.example/list.php?uid=30962", None),
        ("https://docs.example/20160109-Orchard-of-all.html", None),
        ("https://docs.example/topics/deadbeef", None),
        ("https://docs.example/list-12-3.html", None),
        ("https://docs.example/5/2019.html", None),
        ("https://docs.example/f/aboutUs2.html", None),
        ("https://docs.example/doc/reports.html", None),
        ("https://docs.example/speeches/2019/opening-day", None),
        ("https://docs.example/article/opening-day-remarks", None),
        ("https://docs.example/list?page=4", None),
        ("https://docs.example/2021/03/", None),
    ],
)
def test_the_number_in_the_address_of_an_unknown_host(url, number):
    assert facts_of("<p>x</p>", url).get("site_document_id") == number


def test_cards_of_other_documents_below_the_text_are_not_counted():
    cards = "".join(f"<p>另一份文件{n}</p><p>{n}页 · 免费</p>" for n in range(10, 30))
    view = View.of("http://docs.example/x", f"<p>正文。</p>{cards}")
    facts = head_facts(view)
    find_line_facts(view, facts, frozenset((0,)), counted=False)
    assert not facts.values.keys() & {"pages_total", "price"}


def test_every_fact_has_the_words_it_was_read_from():
    view = View.of("http://docs.example/p-7.html", "<h1>致辞</h1><p>上传人：木子 页数：3 大小：35KB</p>")
    facts = head_facts(view)
    find_line_facts(view, facts, (), counted=True)
    assert facts.values.keys() == facts.evidence.keys()
    assert facts.evidence["file_size"] == "大小：35KB"


@given(st.text(alphabet="页数：12/ 共第上传时间-0年月日格式docKB免费¥.下载量万<p>|·", max_size=80))
def test_reading_facts_never_raises(text):
    facts_of(f"<p>{text}</p>")


@pytest.mark.parametrize(
    ("line", "total", "shown"),
    [
        ("此文档14页，仅开放前4页供预览", 14, 4),
        ("预览页数：3页 / 共36页", 36, 3),
        ("预览 5 页，全本 16 页，请购买", 16, 5),
        ("您已试读5页，还有28页需付费", 33, 5),
        ("试读 3/12 页", 12, 3),
        ("共十二页，可免费看三页", 12, 3),
        ("共５页，其余２页登录后可见", 5, 3),
        ("This preview shows pages 1-3 of 9", 9, 3),
        ("Mostrando 3 de 11 páginas", 11, 3),
        ("Aperçu : 3 pages sur 12", 12, 3),
        ("Bạn đang xem 3 trang trong tổng số 34 trang", 34, 3),
        ("您正在试读：1-5页（总14页）", 14, 5),
    ],
)
def test_pages_in_all_and_pages_shown_in_one_line(line, total, shown):
    found = facts_of(f"<p>{line}</p>")
    assert (found.get("pages_total"), found.get("pages_shown")) == (total, shown)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("后17页请取原件翻阅", 5),
        ("余下十七页收在压缩包里", 5),
        ("Quedan 17 páginas por leer", 5),
        ("17 pages masquées", 5),
        ("Còn 17 trang nữa, đăng nhập để đọc tiếp", 5),
        ("上一页 下一页", None),
        ("还有30页内容相近的文档", None),
    ],
)
def test_pages_left_count_where_the_number_of_pages_is_known(line, shown):
    assert facts_of(f"<p>页数：22</p><p>{line}</p>").get("pages_shown") == shown
    assert "pages_shown" not in facts_of(f"<p>{line}</p>")


@pytest.mark.parametrize(
    ("line", "chars"),
    [
        ("总字数 2860", 2860),
        ("篇幅：3200字", 3200),
        ("这篇文章有 3200 字", 3200),
        ("全文共３，２１０字", 3210),
        ("[341/2148字] 登录后阅读余下内容", 2148),
        ("全稿 3200 字，眼下放出 420 字", 3200),
        ("正文其余 346 字须购买后阅读", None),
        ("可免费阅读420字", None),
        ("全篇约 4860 字，此处放出 560 字", 4860),
        ("全文约3000字左右", None),
        ("全篇约 4860 字", None),
        ("约1.2万字，试读500字", None),
        ("字号：大 中 小", None),
        ("标题共12字", None),
        ("还可以输入500字", None),
    ],
)
def test_the_length_that_a_site_states_and_no_other_number_of_characters(line, chars):
    assert facts_of(f"<p>{line}</p>").get("chars_total") == chars
    assert "chars_total" not in facts_of(f"<p><a href=/2>{line}</a></p>")
