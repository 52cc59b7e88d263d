"""Pages in the place of a document – walls, notices, shells – and documents that look like them."""

import pytest

from pipeline.items import Page, Record, Reject
from pipeline.refine import refine
from pipeline.refine.completeness import text_state
from pipeline.refine.describe.facts import Facts
from pipeline.refine.view import View

PROSE = "今年的收成比去年好，靠的是大家起早贪黑，也靠的是水渠修得及时。"


def outcome(body: str) -> str:
    result = refine(
        Page(url="https://docs.example/p-1.html", fetched_at="2024-01-02T03:04:05Z", body=body.encode())
    )
    return result.outcome if isinstance(result, Reject) else "document"


@pytest.mark.parametrize(
    "body",
    [
        "<title>访问受限</title><p>当前网络被识别为自动程序，完成拼图后放行。</p>",
        "<title>403 Forbidden</title><h1>403 Forbidden</h1><hr><center>nginx</center>",
        "<title>提示</title><p>您的访问频率过高，请30秒后刷新页面。</p>",
        "<title>One more step</title><p>Please complete the security check to access docs.example</p>",
        "<title>Vérification</title><p>Veuillez confirmer que vous n'êtes pas un robot pour continuer.</p>",
        "<div class='geetest_panel'></div><p>加载中</p>",
        "<title>文库</title><h2>账号登录</h2><form><input type=password></form><p>登录后即可阅读该文</p>",
        "<title>阅览证</title><h1>藏品只对持证人开放</h1><form>口令<input type=password></form>",
        "<title>確認</title><p>アクセスが集中しています。しばらくしてからお試しください。</p>",
        "<title>纸背阁</title><h3>翻得太快啦，歇一歇</h3><p>网络在短时间内翻了很多页，请拼好缺口后接着看。</p><p>按住书签向右拖</p>",
        "<title>身份核验</title><h2>请先证明是本阁读者</h2><p>您要翻阅的卷宗只向在册读者开放，核验后自动返回原页。</p><p>还没有在册？立即办证，首月免年费。</p>",
        "<title>Sign in</title><h1>Sign in</h1><form><input type=password></form><p>No account yet?</p>",
        "<title>帐号登入 - 考途</title><li>密码登入</li><p>这份文件只对已登入的学员放出，登入后自动回到原页。</p><p>考途 蜀ICP备00000000号-9</p>",
    ],
)
def test_walls(body):
    assert outcome(body) == "blocked"


@pytest.mark.parametrize(
    ("body", "judged"),
    [
        ("<p>您翻得太快了，歇 30 秒再来。本站限制每分钟打开 5 篇文档。</p>", "blocked"),
        ("<p>文件正在转码，预计 3 分钟后可读。</p>", "rejected"),
        (
            "<h2>您要看的藏本已经撤架</h2><p>可能是上架人自己取走了，也可能是收到来函被撤下，或者它从来没有来过。</p>",
            "gone",
        ),
        ("<h1>防汛讲话稿</h1><p>稿件正在整理中，敬请期待……</p>", "rejected"),
        (
            "<h1>Flood plan</h1><p>Your document is still being converted. Please come back later.</p>",
            "rejected",
        ),
        # Look-alikes: people who tell of the same.
        (
            "<h1>新校区进展</h1><p>新校区正在建设，图书馆正在装修，敬请期待九月开馆，全体师生都盼着那一天。</p>",
            "document",
        ),
        (
            "<h1>读书会发言</h1><p>看得太多，想得太少，是我们的毛病。限每人发言一次，翻得太快，什么也记不住。</p>",
            "document",
        ),
        (
            "<h1>渠边面馆的方子</h1><p>水开了下面，等 3 分钟再放盐，盖上锅盖，心里数到一百，捞出来过一遍井水。</p>",
            "document",
        ),
        (f"<h1>转码车间见闻</h1><p>文件正在转码，他说，请大家敬请期待。{PROSE * 4}</p>", "document"),
        (f"<h1>收费站的一天</h1><p>车来得太快，我们限制每分钟放行两辆。{PROSE * 4}</p>", "document"),
    ],
)
def test_short_notices_and_people_who_speak_of_the_same(body, judged):
    assert outcome(body) == judged


def test_a_long_text_above_rows_of_links_is_no_listing():
    told = "".join(f"<p>{i} {PROSE}{PROSE}</p>" for i in range(20))
    rows = "".join(f"<li><a href=/{i}>Field Notes {i}</a> 87 pages, {i}77 looks</li>" for i in range(90))
    (found,) = refine(
        Page(
            url="https://docs.example/p-1.html",
            fetched_at="2024-01-02T03:04:05Z",
            body=f"<title>Notes</title><div>{told}</div><ul>{rows}</ul>".encode(),
        )
    )
    assert isinstance(found, Record)
    assert "looks" not in found.text
    assert outcome(f"<title>Notes</title><ul>{rows}</ul>") == "listing"


MENU = "".join(
    f"<a href='/{i}'>{name}</a> " for i, name in enumerate(("首页", "公文", "教案", "合同范本", "心得体会"))
)


@pytest.mark.parametrize(
    "notice",
    [
        "<div>翻页过于频繁，请等待60秒</div>",
        "<h3>请求数超出上限</h3><p>休息一会儿再来看吧</p>",
        "<p>服务器忙不过来了，十秒之后自动重试。</p>",
        "<p>当前排队人数较多，请稍候，马上就轮到您。</p>",
        "<h2>Slow down</h2><p>You have opened too many pages in a short time. Wait a minute and come back.</p>",
    ],
)
def test_a_limit_is_one_beside_a_menu_too(notice):
    assert outcome(notice) == "blocked"
    assert outcome(f"<div>{MENU}</div>{notice}<p>Copyright © 2020 某某文库</p>") == "blocked"


def test_a_page_of_boxes_for_letters_is_garbled_and_no_listing():
    boxes = "<p>" + "■□\ue123▯\ue456■□▯" * 10 + "</p>"
    assert outcome(f"<div>{MENU}</div><h1>在安全会上的发言</h1>{boxes}") == "rejected"
    assert outcome(f"<p>{PROSE}</p><p>{'■ □ ' * 12}</p><p>{PROSE * 3}</p>") == "document"


@pytest.mark.parametrize(
    "body",
    [
        "<title>页面走丢了</title><h1>页面走丢了</h1><p>试试搜一下别的吧。</p>",
        "<title>404</title><h2>Oops!</h2><p>We can't seem to find the page you're looking for.</p>",
        "<title>提示信息</title><p>该稿件因作者申请已撤回，暂时无法浏览。</p>",
        "<title>文库</title><p>本站已搬家，该文档已迁移至新地址，请前往查看。</p>",
        "<title>文库</title><p>链接已失效</p>",
        "<title>某某文库</title><p>这份稿件被作者带走了</p><a href=/>别处看看</a>",
        "<title>文库</title><h1>在护林会上的讲话</h1><p>该稿由于作者的请求，自五月起停止陈列。</p>",
        "<title>Papiers</title><h1>Oups</h1><p>Ce texte est parti à la demande de son auteur.</p>",
        "<title>Gone</title><p>The uploader has taken this file down.</p>",
        "<title>Document introuvable</title><p>Ce document a été supprimé par son auteur.</p>",
        "<title>Documento</title><p>El documento que busca ha sido eliminado.</p>",
        "<title>Tài liệu</title><p>Tài liệu bạn tìm đã bị xóa.</p>",
    ],
)
def test_notices_that_it_is_gone(body):
    assert outcome(body) == "gone"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>在删库警示会上的讲话</h1><p>同事们：</p><p>上周有人把一份文档删除了，三百个人白干了两天。文件不存在了可以再写。</p><p>从今天起，谁删除谁签字。</p>",
        "<h1>机器人社团团长发言</h1><p>我们的机器人第一次上场就被拦截在起跑线上，裁判说它的程序超时。回来以后，我们把轮子拆了四遍。</p>",
        "<h1>验证码的故事</h1><p>外婆八十岁那年学会了输入验证码。她把那四个数字念给邻居听，念给鸡听，最后念给我听。等她念完，验证码过期了。</p>",
        "<h1>My Robot</h1><p>My robot was blocked at the door. The guard said it had to prove it was human. It offered him a biscuit.</p>",
        "<h1>关于系统维护暂停缴费的通知</h1><p>各位用户：因系统维护，本周六营业厅暂停服务，请您提前办理，给您带来不便，敬请谅解。</p><p>城北供水所</p><p>2019年5月12日</p>",
        "<h1>看门的机器</h1><p>老周说，系统检测到异常访问，已自动拦截。老伴问，你说的是电脑还是亲家？老周笑了：都是，都是。</p>",
        "<h1>护林倡议书</h1><p>请登录护林平台，注册账号。请把倡议分享给您的朋友。请您在每个周末走进山里，走进林场，走进需要您的地方。</p>",
        "<h1>图书馆通知</h1><p>自六月一日起，旧门禁卡停用，请凭身份证进馆。馆内阅览室照常开放，周一闭馆。还书箱移到东门。</p>",
    ],
)
def test_documents_about_walls(body):
    assert outcome(body) == "document"


def test_excerpts_below_linked_titles_are_a_listing_however_long_its_name():
    row = "<a href=/p-{0}.html>在第{0}次护林会上的讲话范文</a><p>各位护林员，第{0}次护林会今天召开，我先把去年的情况讲一讲……</p>"
    rows = "".join(row.format(n) for n in range(1, 12))
    assert (
        outcome(f"<title>护林讲话大全</title><h1>护林讲话大全</h1>{rows}<div>上一页 1 2 3 下一页</div>")
        == "listing"
    )


def test_a_script_that_describes_the_document_makes_one_without_text():
    state = '{"doc":{"docTitle":"钟表匠在复业仪式上的发言.pdf","fileType":"pdf","pageCount":7}}'
    body = f"<title>某某文档</title><div id=app></div><script>window.__INITIAL_STATE__={state}</script>"
    (found,) = refine(
        Page(url="https://docs.example/r/1", fetched_at="2024-01-02T03:04:05Z", body=body.encode())
    )
    assert isinstance(found, Record)
    assert (found.title, found.file_format, found.pages_total) == ("钟表匠在复业仪式上的发言", "pdf", 7)
    assert (found.text, found.text_state) == ("", "none")


@pytest.mark.parametrize(
    "state",
    [
        "{}",
        '{"title":"首页","type":"list"}',
        '[{"title":"甲乙丙丁","ext":"pdf"},{"title":"戊己庚辛","ext":"doc"}]',
    ],
)
def test_other_scripts_make_none(state):
    assert outcome(f"<title>某某文档</title><script>var s={state}</script>") == "rejected"


@pytest.mark.parametrize(
    ("text", "below", "state"),
    [
        (f"{PROSE}\n{PROSE}其中最要紧的是把每一次修复的用料、配比和失败的", "", "preview"),
        (
            f"{PROSE}\n{PROSE}后来他们又走了十几里的山路，一直走到看得见灯火的地方，才想起来没有带上那只老旧的罗盘",
            "",
            "preview",
        ),
        (f"{PROSE}\n{PROSE}", "剩下的 2100 字", "preview"),
        (f"{PROSE}\n{PROSE}", "剩余62%未读，开通会员畅读全文", "preview"),
        (f"{PROSE}\n{PROSE[:-6]}……", "把后面的也看完：展开", "preview"),
        (f"{PROSE}\n{PROSE[:-6]}……", "", "full"),
        (f"{PROSE}\n{PROSE[:-6]}……", "登录后发表评论", "full"),
        (f"{PROSE}\n{PROSE[:-6]}……", "登录后接着看", "preview"),
        (f"{PROSE}\n{PROSE}", "后 6 页，取走原件即可看到", "preview"),
        (f"{PROSE}\n{PROSE}", "共 5 页，还藏着 4 页", "preview"),
        ("The bell rang twice. The town woke up.", "Pages 3 to 9 are not shown in this preview.", "preview"),
        (
            "The bell rang twice, and the whole town woke up and went",
            "Sign up to read the full document",
            "preview",
        ),
        ("The bell rang twice. The town woke up.", "Sign up to read the full document", "full"),
        (f"{PROSE}\n{PROSE}", "试看结束后请升级会员", "full"),
        (f"{PROSE}\n{PROSE}\n谢谢大家", "", "full"),
        (f"{PROSE}\n{PROSE}\n红旗公社水利委员会", "", "full"),
        (f"{PROSE}\n某某县水利局党组书记、局长王某某同志在全县秋收工作会议上", "", "full"),
        ("床前明月光\n疑是地上霜\n举头望明月\n低头思故乡", "", "full"),
    ],
)
def test_how_much_was_served(text, below, state):
    assert text_state(text, Facts(), below, abstracted=False) == state


@pytest.mark.parametrize(
    "line",
    [
        "已展示全文的35%，余下部分登录后可见",
        "尚有七成正文未展示",
        "后半截锁在会员柜里",
        "本站仅收录前半部分",
        "余下六页收在压缩包里",
        "游客阅读到此，登录继续",
        "下面的内容被作者设为付费可见",
        "全文需 5 枚书币",
        "Log in to keep reading",
        "The second half is for patrons.",
        "La suite du texte est réservée aux inscrits",
        "Solo se muestran las primeras 3 páginas",
        "Phần còn lại chỉ dành cho thành viên",
    ],
)
def test_right_below_a_text_the_rest_that_is_kept_back_tells_a_preview(line):
    whole = f"{PROSE}\n{PROSE}"
    assert text_state(whole, Facts(), line, abstracted=False, adjoining=line) == "preview"
    # Where the site is known to serve whole texts, words alone prove nothing.
    counted = "七成" in line or "六页" in line
    assert counted or text_state(whole, Facts(), line, abstracted=False) == "full"


@pytest.mark.parametrize(
    "line",
    [
        "下载后可编辑修改",
        "需要Word版请下载",
        "登录后可收藏本文",
        "登录发表评论",
        "全文完",
        "剩余积分：20",
        "剩余下载次数 3 次",
        "下载进度 0%",
        "好评率 98%",
        "收藏后方便下次继续阅读",
        "图片预览仅供辨认，请以下载的原文件为准",
        "还有 12 篇同类文章",
        "100% of readers found this helpful",
        "Sign up to save this essay",
        "Inscrivez-vous pour commenter",
        "Đăng nhập để bình luận",
    ],
)
def test_an_offer_right_below_a_text_tells_nothing(line):
    whole = f"{PROSE}\n{PROSE}"
    assert text_state(whole, Facts(), line, abstracted=False, adjoining=line) == "full"


@pytest.mark.parametrize(
    ("title", "judged"),
    [
        ("联系我们", "rejected"),
        ("Contact us", "rejected"),
        ("关于我们村的水渠", "document"),
        ("购物车轮流值日表", "document"),
    ],
)
def test_pages_that_every_site_has_are_no_documents(title, judged):
    body = f"<title>{title}_某某文库</title><h1>{title}</h1><p>{PROSE}</p><p>地址：江城市东湖路18号三楼，乘12路到东湖站下车。</p>"
    assert outcome(body) == judged
    # Whoever writes under such a title tells something.
    assert outcome(f"{body}<p>{PROSE}</p><p>那年水大，他把家搬到了坝上，一住就是十一年。</p>") == "document"


@pytest.mark.parametrize(
    "told",
    [
        "晾在村口的两把锄头昨天夜里被取走，请拿错的乡亲放回原处，谁也不会说什么。",
        "请各位家长完成安全认证后入内，排队时把伞收好，孩子由班主任带进教室。",
    ],
)
def test_short_notices_of_somebody_stay(told):
    assert outcome(f"<h1>村口的话</h1><p>{told}</p><p>{PROSE}</p>") == "document"


def test_what_is_blurred_or_in_a_closed_dialog_is_not_served():
    blurred = f"<p style='filter:blur(5px)'>{PROSE * 8}</p><p style='filter:blur(0)'>清楚的一行</p>"
    dialog = "<dialog><p>请换一个浏览器</p></dialog><dialog open><p>开着的窗</p></dialog>"
    view = View.of("https://docs.example/p-1.html", f"<div><p>{PROSE}</p>{blurred}{dialog}</div>")
    assert view.visible.split("\n") == [PROSE, "清楚的一行", "开着的窗"]
    # What clears when it has come, what blurs its background, and a dialog that a script opens.
    shown = f"<p style='filter:blur(8px);transition:filter 1s'>{PROSE}</p><p style='backdrop-filter:blur(4px)'>{PROSE}</p>"
    long = f"<dialog><p>{PROSE * 8}</p></dialog>"
    assert View.of("https://docs.example/p-1.html", shown + long).visible.count(PROSE) == 10


CARD = "<p>编号：330127　格式：DOC　页数：1　大小：11KB</p>"
NOTICE = "<p>各位住户：</p><p>因更换主水阀，8月12日上午8时至下午5时停水，请提前储水。</p><p>物业服务中心</p>"


def test_a_card_of_one_file_proves_a_short_notice_no_listing():
    links = "".join(f"<a href='/{n}.html'>通知第{n}号</a> " for n in range(7))
    head = f"<title>停水通知 - 通知栏</title><h1>停水通知.doc</h1>{CARD}<div class='c'>{NOTICE}</div>"
    assert outcome(f"{head}<div>{links}</div>") == "document"
    rows = "".join(
        f"<li><a href='/{n}.html'>停水通知{n}</a> {CARD.replace('330127', str(20330 + n))}</li>"
        for n in range(9)
    )
    assert outcome(f"<title>通知专题</title><p>请提前储水。</p><ul>{rows}</ul>") == "listing"
