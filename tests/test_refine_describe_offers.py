"""Facts without labels that anybody knows: icons, a member's marks, doors to the file, numbers of the address; and what looks like them."""

import pytest

from pipeline.refine.describe import head_facts
from pipeline.refine.describe.file_facts import find_line_facts
from pipeline.refine.view import View

TITLE = "在渡口改造开工仪式上的讲话"
BODY = "各位乡亲，今天渡口动工，两岸的人等这一天等了十年。"


def facts_of(
    card: str = "", *, below: str = "", url: str = "http://docs.example/x", site: str = ""
) -> dict[str, object]:
    html = f"<title>{TITLE}{site}</title><h1>{TITLE}</h1>{card}<p>{BODY}</p>{below}"
    view = View.of(url, html)
    facts = head_facts(view)
    text = frozenset(i for i, block in enumerate(view.blocks) if block.text == BODY)
    find_line_facts(view, facts, text, counted=False)
    return facts.values


@pytest.mark.parametrize(
    ("card", "column", "value"),
    [
        ("<ul><li>👤苇塘人家</li><li>🕒2022.08.19</li><li>📄3页 docx</li><li>💾9.6KB</li><li>💰2苇币</li></ul>", "uploader", "苇塘人家"),
        ("<ul><li>👤苇塘人家</li><li>🕒2022.08.19</li><li>📄3页 docx</li><li>💾9.6KB</li><li>💰2苇币</li></ul>", "price", "2苇币"),
        ("<ul><li>👤苇塘人家</li><li>🕒2022.08.19</li><li>📄3页 docx</li><li>💾9.6KB</li><li>💰2苇币</li></ul>", "pages_total", 3),
        ("<p>【上传】苇塘【日期】2020/7/13【页码】7【容量】41.3KB【下载】96次【收费】<s>30积分</s> 18积分（钻卡 0积分）</p>", "price", "18积分"),
        ("<p>【上传】苇塘【日期】2020/7/13【页码】7【容量】41.3KB【下载】96次【收费】<s>30积分</s> 18积分（钻卡 0积分）</p>", "downloads", 96),
        ("<p>更新 2015-5-29 11:07:33 装了 31KB 摊主 苇塘 票面 2 张</p>", "uploader", "苇塘"),
        ("<p>制式 docx／6面｜润笔 8苇点</p>", "pages_total", 6),
        ("<p>制式 docx／6面｜润笔 8苇点</p>", "price", "8苇点"),
        ("<p>PDF/6P｜1.5元/份｜21年1月18日</p>", "published_on", "2021-01-18"),
        ("<p>PDF/6P｜1.5元/份｜21年1月18日</p>", "price", "1.5元"),
        ("<div><span>浏览/下载</span><span>380/21</span><span>大小</span><span>9KB</span></div>", "downloads", 21),
        ("<ul><li>PPTX</li><li>12张</li><li>4.3 MB</li></ul>", "pages_total", 12),
        ("<p><del>￥25</del> <ins>￥12.9</ins></p><p>文件 36 KB ｜ 上新 2022-09-09</p>", "price", "￥12.9"),
        # A member by marks.
        ("<div><span>苇塘人家</span><span>粉丝 1,204</span></div>", "uploader", "苇塘人家"),
        ("<div><a href=/u>苇塘人家</a></div><p>店铺好评率 98% 进店逛逛</p>", "uploader", "苇塘人家"),
        ("<p>苇塘编辑部</p><div><span>V3认证机构</span><span>＋关注</span></div>", "uploader", "苇塘编辑部"),
    ],
)  # fmt: skip
def test_facts_by_their_form(card, column, value):
    assert facts_of(card).get(column) == value


def test_members_are_called_by_the_name_of_their_site():
    card = "<p>2020-12-08　苇员 行政小白 ｜ docx 17KB</p>"
    assert facts_of(card, site="_苇塘文库")["uploader"] == "行政小白"
    assert "uploader" not in facts_of(card.replace("苇员", "教员"), site="_苇塘文库")


@pytest.mark.parametrize(
    ("below", "column", "value"),
    [
        ("<button>搬走这份 ￥4.50</button><button>拼团 ￥2.50</button>", "price", "￥4.50"),
        ("<div><b>12 苇券</b>（卡友价 0 券）<a href=/d>取用全文</a></div>", "price", "12 苇券"),
        ("<p><b>3.60元</b><s>6.00元</s><span>会员价 0.99元</span></p><button>购买并导出</button>", "price", "3.60元"),
        ("<div><a href=/d>打包取走（Word版·45.5KB·15苇点）</a></div>", "file_size", "45.5KB"),
        ("<p><a href=/d>搬回家（6 粒谷子）</a> <a href=/f>要发票</a></p>", "price", "6 粒谷子"),
        ("<div><a href=/d>取走原档（DOCX / 22 KB）</a></div>", "file_format", "docx"),
        ("<p><a href=/a>讲话.doc</a></p><p>31.5 KB, 下载次数: 208</p>", "file_size", "31.5 KB"),
        ("<ul><li>文件类型<b>PDF</b></li><li>页数<b>34</b></li></ul>", "pages_total", 34),
        ("<div><b>￥6</b><a href=/d>下单后秒发</a><a href=/c>加购物车</a></div>", "price", "￥6"),
    ],
)  # fmt: skip
def test_doors_to_the_file(below, column, value):
    assert facts_of(below=below).get(column) == value


@pytest.mark.parametrize(
    ("below", "column"),
    [
        ("<button>开通会员下载 ￥19.9</button>", "price"),
        ("<p>下载不够？充 10元 送 30苇币</p>", "price"),
        ("<button>打赏 ￥5 再下载</button>", "price"),
        ("<p>其余 33 篇打包下载 ￥9.9</p>", "price"),
        ("<p>嫌短？付2苇券可让写手扩写后下载</p>", "price"),
        ("<a href=/d>用1张券取走全文</a>", "price"),
        ("<p>大卡折后 6.4 元拿走</p>", "price"),
        ("<p>相关推荐</p><p>坝上讲话 购买 ￥8</p>", "price"),
        ("<p>那年他买下一头牛，花了300元。</p><p>木子 说</p>", "uploader"),
        ("<p>一.doc</p><p>31.5 KB, 下载次数: 208</p><p>二.doc</p><p>9 KB, 下载次数: 3</p>", "file_size"),
        ("<div><span>木子</span><span>粉丝 12</span><span>+ 关注</span></div>", "uploader"),
        ("<a href=/d>导出PDF</a>", "file_format"),
    ],
)
def test_doors_to_other_things(below, column):
    assert column not in facts_of(below=below)


@pytest.mark.parametrize(
    ("card", "column"),
    [
        ("<dl><dt>主题</dt><dd>318</dd><dt>金币</dt><dd>9914</dd></dl>", "price"),
        ("<p>高中语文 | 2021-03-05 | 12页</p>", "uploader"),
        ("<p>会员：免费阅读 | 2021-03-05 | 12页</p>", "uploader"),
        ("<p>校友：苇塘 | 2021-03-05 | 12页</p>", "uploader"),
        ("<p>记录员：苇塘 | 2021-03-05 | 12页</p>", "uploader"),
        (
            "<p><span>分享</span><span>转存到我的馆</span> <span>2021-03-05</span> <span>12页</span></p>",
            "uploader",
        ),
        ("<p>[复制链接]</p><p>粉丝 12</p>", "uploader"),
        ("<p>演员：3男1女；12张桌子</p>", "pages_total"),
        ("<ul><li>DOCX</li><li>12张</li></ul>", "pages_total"),
        ("<p>余额：8苇币 | 2021-03-05 | 12页</p>", "price"),
    ],
)
def test_look_alikes_give_nothing(card, column):
    assert column not in facts_of(card)


@pytest.mark.parametrize(
    ("url", "card", "number"),
    [
        ("http://docs.example/cy/show_591.html", "<p>稿号591 | 1页</p>", "591"),
        ("http://docs.example/detail/6f0c2b91", "<p>编号 6f0c2b91</p>", "6f0c2b91"),
        ("http://docs.example/wz/show?sn=MB-2019-0447", "<p>藏品号 MB-2019-0447</p>", "MB-2019-0447"),
        ("http://docs.example/book/t-72290017-2.html", "<p>72290017</p>", "72290017"),
        ("http://docs.example/2019/tea.html", "<p>编号 2019</p>", None),
        ("http://docs.example/cy/show_591.html", "<p>阅读591次</p>", None),
    ],
)
def test_a_number_of_the_address_that_the_page_prints(url, card, number):
    assert facts_of(card, url=url).get("site_document_id") == number


@pytest.mark.parametrize(
    "below",
    [
        "<div>青瓷茶具 ¥88 立即购买</div>",
        "<div>渡口守则.doc 3元 下载</div><div><a href=/x/2>船工手册.pdf</a> 5元 下载 220KB</div>",
        "<div>下一篇 船工守则 下载 3元 120KB</div>",
        "<div>下载阅读器 12.5MB</div><div>下载录音 8.2MB</div><div>保存图片 320KB</div>",
        "<div>打印取货 3元</div><div>下载券 10 张 ¥15 购买</div><div>购买下载券 5 元</div>",
        "<div>上传一份资料 获取 5积分</div><div>下午 5点 领取礼品</div>",
    ],
)
def test_doors_to_other_things_tell_nothing(below):
    found = facts_of(below=below)
    assert found.keys().isdisjoint(("price", "file_size"))


def test_a_speaker_with_his_day_below_is_no_member():
    assert "uploader" not in facts_of("<p>庄怀远</p><p>（2021年3月11日）</p><p>关注</p>")
    assert facts_of("<p>庄怀远</p><p>关注</p>")["uploader"] == "庄怀远"


def test_numbers_of_rooms_and_sections_are_not_the_documents():
    for said in ("房间号：1882", "分类号 1882", "电话号码 1882"):
        assert "site_document_id" not in facts_of(f"<p>{said}</p>", url="https://a.example/dukou-1882-x")
    assert facts_of("<p>稿号：1882</p>", url="https://a.example/dukou-1882-x")["site_document_id"] == "1882"


@pytest.mark.parametrize(
    ("below", "column", "value"),
    [
        ("<p>1033 人领走</p>", "downloads", 1033),
        ("<div>本文档已被 8 人砍走 <a href=/b>花 1.5苇币 砍走</a></div>", "downloads", 8),
        ("<div>本文档已被 8 人砍走 <a href=/b>花 1.5苇币 砍走</a></div>", "price", "1.5苇币"),
        ("<p><span>扫一扫付费</span> <b>2.9元</b></p>", "price", "2.9元"),
        ("<p><b>渡口账房</b> <span>34 人领走</span></p>", "downloads", None),
        ("<p>请用 2 枚苇券把整箱连盒端走</p>", "price", None),
        ("<p>8 人先走</p>", "downloads", None),
    ],
)
def test_every_way_of_carrying_a_document_off(below: str, column: str, value: object) -> None:
    assert facts_of(below=below).get(column) == value
