"""Pages we stay off on every site, whatever its robots.txt says: accounts, payment, search, files, forms.

They hold no documents, some of them cost the site work, and one careful archive of this kind of site kept
off them too. Words count as a whole path segment only: a document may be called /annual-report-about-pay/.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

OFF_SEGMENT = re.compile(
    r"""(?:
    log-?(?:in|on|out) | sign-?(?:in|up|out)? | reg(?:ist(?:er)?)? | passport | oauth\d? |
    sso | auth | profile | accounts? | users? | u | user(?:login|center|manage) | ucenter | members? | my | space | author |
    vip | pay(?:ment)? | (?:re)?charge | orders? | cart | buy | price | pricing | coupon |
    down(?:loads?)? | dl | files? | fileroot\d* | attachments? | uploads? | flexpaper | print |
    search | so | query | find | captcha | verify(?:code)? | checkcode | imageverifiercode |
    tags? | rss | feeds? | atom | comments? | reply | share | report | complain | jubao | tousu | favorites? |
    about(?:-?us)? | contact(?:-?us)? | help | faq | copyright | privacy(?:-policy)? | terms(?:-of-\w+)? |
    agreement | statement | feedback | guestbook | links? | sitemap | ads? | apps? | admin | wp-(?:login|admin|json) | xmlrpc |
    api | ajax | static | assets
    )(?:[-_]?\d+)*(?:\.[a-z]{2,5})?""",
    re.IGNORECASE | re.VERBOSE,
)
# Of these, what not even a person's own start address or a site's own map may lead us into.
CLOSED_SEGMENT = re.compile(
    r"""(?:
    log-?(?:in|on|out) | sign-?(?:in|up|out) | reg(?:ister)? | passport | oauth\d? | sso | user(?:login|center|manage) | ucenter |
    pay(?:ment)? | (?:re)?charge | orders? | cart | buy | down(?:loads?)? | dl | fileroot\d* |
    captcha | verify(?:code)? | checkcode | imageverifiercode | admin | wp-(?:login|admin)
    )(?:[-_]?\d+)*(?:\.[a-z]{2,5})?""",
    re.IGNORECASE | re.VERBOSE,
)
OFF_FILE = re.compile(
    r"""\.(?:
    jpe?g | png | gif | webp | bmp | svg | ico | css | m?js | json | xml | zip | rar | 7z | t?gz | tar |
    pdf | docx? | xlsx? | pptx? | wps | rtf | epub | apk | exe | dmg | mp[34] | avi | flv | mov | wav | swf |
    woff2? | ttf
    )""",
    re.IGNORECASE | re.VERBOSE,
)
QUERY_KEYS = {"s", "q", "wd", "keyword", "keywords", "search", "replytocom", "share", "login", "returnurl"}


def is_closed_area(url: str) -> bool:
    """Whether ``url`` is a log-in, a payment, a download or a captcha, which nothing may make us ask for."""
    return any(CLOSED_SEGMENT.fullmatch(unquote(segment)) for segment in urlsplit(url).path.split("/"))


# The links around the text stand on every page of a site.
@lru_cache(maxsize=8192)
def is_off_limits(url: str) -> bool:
    """Whether ``url`` is not http(s), or a page or file of the kinds we never ask for."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return True
    query = [(key.lower(), value) for key, value in parse_qsl(parts.query, keep_blank_values=True)]
    # Some programmes route by it (?s=/article/1.html); what people search for has no slash.
    routes = [value for key, value in query if key == "s" and "/" in value]
    return any(map(_is_off_path, (parts.path, *routes))) or any(
        key in QUERY_KEYS and value not in routes for key, value in query
    )


def _is_off_path(path: str) -> bool:
    segments = [unquote(segment) for segment in path.split("/") if segment]
    return any(OFF_SEGMENT.fullmatch(segment) for segment in segments) or bool(
        OFF_FILE.fullmatch(PurePosixPath(path).suffix)
    )
