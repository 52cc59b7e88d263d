"""Words of a document-sharing site's own voice, and how much of a line they make up.

A single word proves nothing (a speech may say 下载 or 会员). What tells a prompt is that little is left
of the line when such words are taken away.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Acts and things of the site: what it offers, asks for or forbids.
STRONG = (
    "免费下载|快捷下载|一键下载|下载|登录|登陆|注册|购买|付费|充值|开通|续费|会员|VIP|试读|预览|免费阅读|继续阅读|完整版|"
    "在线阅读|离线阅读|阅读全文|阅读已结束|展开全文|展开|收起|查看全文|查看更多|加载更多|加载中|点击|扫码|扫一扫|扫描二维码|"
    "二维码|收藏|分享|举报|点赞|打赏|赏|茶钱|上传人|上传|复制链接|复制|打印|纠错|客服|公众号|关注我们|备案号?|版权所有|版权|"
    "侵权|申诉|本站|网站|本文档|该文档|此文档|文库|积分|金币|文币|下载券|优惠券|支付宝|支付|微信|QQ|APP|客户端|小程序|验证码|"
    "忘记密码|保存成功|复制成功|操作成功|收藏成功|提交成功|返回顶部|返回首页|首页|上一页|下一页|上一篇|下一篇|书签|"
    "打印本页|关闭窗口|加入收藏|猜你喜欢|相关推荐|温馨提示|友情提示|免责声明|下载声明|解锁|订阅|剩余部分|全文阅读|还剩|未读"
)
# Words that keep such company but prove nothing alone.
WEAK = (
    "右上角|右侧|下方|上方|取走|带走|原件|随身|范文|看|点|"
    "免费|文档|文件|资料|资源|全文|全部|剩余|剩下|内容|阅读|编辑|使用|离线|在线|您好|您|你|可以|需要|请|即可|立即|马上|用户|"
    "提供|格式|提示|更多|精彩|页|仅|部分|完整|高清|原文|继续|已经|已|结束|打开|获取|领取|方便|手机|辛苦|整理|支持|"
    "谢谢|感谢|喜欢|欢迎|推荐|进行|后|次|次数|浏览|评论|发布|作者|来源|时间|大小|编号|类型|价格|元|下走|很|杯|钱|"
    "帮助|中心|联系|我们|热线|电话|邮箱|链接|返回|切换|模式|字号|关闭|取消|确定|提交|搜索|热门|最新|排行|文章|文字|"
    "查看|请先|成为|本文|此处|这里|或|并|为|的|了|再|到|至|内"
)
VOICE = re.compile(f"(?P<strong>{STRONG})|(?:{WEAK})", re.IGNORECASE)
NOT_WORDS = re.compile(r"[\W_\d]+")


# The same block is asked about by several rooms; lines of a site recur from page to page.
@lru_cache(maxsize=4096)
def site_voice(line: str) -> tuple[float, int]:
    """Share of a line's letters that are words of the site's own voice, and how many of them are strong.

    >>> site_voice("下载文档,编辑使用")
    (1.0, 1)
    """
    letters = NOT_WORDS.sub("", line)
    if not letters:
        return 0.0, 0
    found = list(VOICE.finditer(letters))
    return sum(len(m.group()) for m in found) / len(letters), sum(m["strong"] is not None for m in found)
