"""Telling at once, before the next request goes, that a site asks for proof of a person.

The full reading of a page happens later and elsewhere, and the host's next turn must not wait for it.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.archive.http_message import Fields, field, undo_codings
from pipeline.refine.decode import decode

# Documented answers of Cloudflare ("Detect a Challenge Page response") and of AWS WAF ("CAPTCHA and Challenge
# in AWS WAF"): they say themselves what they are, whatever their status and text.
HEADERS = {"cf-mitigated": r"challenge", "x-amzn-waf-action": r"captcha|challenge"}
# A page that asks for proof shows little: bytes of the body, as served and unpacked, and characters to be seen.
LARGEST, LARGEST_UNPACKED, MOST_SHOWN = 1 << 16, 1 << 17, 1200
SHOWN = etree.XPath("//body//text()[normalize-space() and not(parent::script or parent::style)]")
# Beyond so many bytes between tags there are more characters than that, in any encoding of the web.
TAGS = re.compile(rb"<!--.*?-->|<(script|style)\b.*?</\1|<[^>]*>", re.DOTALL | re.IGNORECASE)
MOST_BYTES = 4 * MOST_SHOWN
UTF8 = etree.HTMLParser(encoding="utf-8")
# One of these is said, or stands in the markup, wherever proof of a person is asked for; most pages have none.
HINTS = (
    "验证,校验,核验,识别,人机,真人,机器人,滑块,滑动,拼图,频繁,频率,频次,过快,太快,过多,过于,超限,上限,受限,限制,拦截,封禁,爬虫,"
    "异常,繁忙,排队,刷新,稍候,稍等,captcha,challenge,geetest,yidun,slider,robot,human,verif,security,moment,forbidden,denied,"
    "blocked,unusual,automated,アクセス,しばらく,enable javascript,enable cookies,ray id,too many,too fast,rate limit,slow down,try again"
).split(",")
# How the walls of refine name it.
NOTICE = "anti-bot"
MARKUP = "a challenge"


def challenge(url: str, status: int, headers: Fields, body: bytes) -> str | None:
    """What shows that an answer is a captcha or anti-bot page; None for any other.

    ``body`` is as it came over the wire. An error's own page says "forbidden" or "too many requests": that is no
    challenge yet, and 429 and 503 have a remedy of their own.
    """
    for name, words in HEADERS.items():
        if re.fullmatch(words, (field(headers, name) or "").strip(), re.IGNORECASE):
            return f"{name}: {field(headers, name)}"
    content_type = (field(headers, "content-type") or "").lower()
    is_page = not content_type or content_type.startswith(("text/", "application/xhtml"))
    if not body or len(body) > LARGEST or not is_page:
        return None
    body = undo_codings(body, headers)
    if len(body) > LARGEST_UNPACKED or _shows_more(body):
        return None
    text = decode(body, content_type).text
    lower = text.lower()
    if not any(hint in lower for hint in HINTS):
        return None
    return _asked(url, text, plain="text/plain" in content_type, is_error=status >= 400)


def _asked(url: str, text: str, *, plain: bool, is_error: bool) -> str | None:
    """The words with which the page asks for proof, as refine's walls find them; None when it does not."""
    # Few pages come as far, and the patterns take long to load.
    from pipeline.refine.view import View  # noqa: PLC0415
    from pipeline.refine.walls import VERIFY, judge_notice  # noqa: PLC0415

    notice = judge_notice(View.of(url, text, plain=plain))
    if notice is None or not notice.reason.startswith(NOTICE):
        return None
    words = notice.reason.partition(": ")[2]
    return words if not is_error or VERIFY.search(words) or words.startswith(MARKUP) else None


def _shows_more(body: bytes) -> bool:
    """Most pages do, and this look costs a fraction of a reading; the first one a fraction of that."""
    if len(b"".join(TAGS.sub(b"", body).split())) > MOST_BYTES:
        return True
    root = etree.HTML(body, UTF8)
    return root is not None and sum(map(len, SHOWN(root))) > MOST_SHOWN
