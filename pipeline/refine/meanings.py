"""What each rule removes, in a few words: for the margin of a text and for an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RULES: Final[Mapping[str, tuple[str, str]]] = {
    "outside-main": ("the page around the text", "正文以外的页面内容"),
    "prompt": ("asks to download, log in or pay", "提示下载、登录或付费"),
    "voice": ("sounds like the site, not the author", "口吻属于网站而非作者"),
    "menu": ("a menu", "导航菜单"),
    "counter": ("a page or view counter", "页码或浏览计数"),
    "footer": ("the foot of the site", "页脚"),
    "toast": ("a message of the page's buttons", "按钮提示信息"),
    "label": ("a heading of the page above the text", "正文上方的页面标签"),
    "hyphen": ("divided a word at the end of a line", "行末断词连字符"),
    "fact-line": ("facts of the file", "文件信息"),
    "rights-notice": ("the site's notice of rights", "网站版权声明"),
    "caption": ("what stands below a picture or a page", "图片或页面的说明"),
    "page-glue": ("stood between two pages of the text", "分页之间的残留"),
    "page-number": ("a page number", "页码"),
    "cut-mark": ("where the site cuts the text", "网站截断处"),
    "byline": ("who uploaded it", "上传署名"),
    "source-line": ("where the site has it from", "网站注明的来源"),
    "contact": ("how to reach the site", "联系方式"),
    "no-text": ("says that there is no text", "提示无正文"),
    "box": ("a box beside the text", "侧栏方框"),
    "after-end": ("what stands behind the text's last words", "正文结束语之后的内容"),
    "above-opening": ("a count or call above the salutation", "称呼之前的计数或提示"),
    "edge": ("speaks of the text as a thing on the site", "把正文当作站内资料来谈的行"),
    "mark-between": ("a mark of the site's between sentences", "段落之间的站点标记"),
    "inserted": ("written into the author's line by the site", "网站插入正文行内的文字"),
    "linked-line": ("a line between sentences that leads away", "段落之间的链接行"),
    "named-box": ("a box that its name gives away", "按名称识别的方框"),
    "family-noise": ("known of this kind of site", "此类网站的固定内容"),
    "title-repeat": ("the title once more", "重复的标题"),
    "site-title": ("title and name of the site", "网站标题"),
    "site-name": ("name of the site", "网站名称"),
    "site-line": ("stands on most documents of the site", "多数文献共有的行"),
    "share-bar": ("buttons for sharing", "分享按钮"),
    "way-on": ("the way to other documents", "指向其他文献"),
    "refrain": ("comes back between pages", "逐页重复的行"),
    "watermark": ("a watermark", "水印"),
    "shifted-font": ("letters of a shifted font, read as meant", "错位字体，已还原"),
    "doubled-number": ("a number set twice", "重复编号"),
    "injected-link": ("a link set into the text", "插入的链接"),
    "leaked-markup": ("code that leaked into the text", "泄漏的代码"),
    "lead-in": ("the site introducing the text", "网站的导语"),
    "editor-introduction": ("an editor's introduction", "编者按语"),
    "part-heading": ("heads one of several documents", "分篇标题"),
    "editor-closing": ("an editor's closing words", "编者结语"),
    "dump-tail": ("the tail of a text dump", "文本转储的结尾"),
    "gloss": ("an explanation in brackets", "夹注"),
    "mended-radical": ("a look-alike character, mended", "形近部首，已更正"),
}


def rule_means(rule: str, language: str) -> str:
    """A few words on a rule; empty for one that is not known here."""
    return RULES.get(rule, ("", ""))[0 if language == "en" else 1]
