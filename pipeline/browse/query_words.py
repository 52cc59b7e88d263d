"""How to ask, and what is wrong with a query, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pipeline.browse.words import Language

WAYS: Final = (
    ("电信", ("documents with these characters side by side", "含有相连的这几个字")),
    ("电信 大会", ("with both words, in any order; AND says the same", "两者都有，次序不限；也可写 AND")),
    ('"数字化改革"', ("with the phrase as it stands; also “ ” 「 」", "含有整个短语；也可用 “ ”「 」")),
    ("电信 OR 移动", ("with one of them or both", "至少有其一")),
    ("电信 -移动", ("with the one and without the other; also NOT", "有前者而无后者；也可写 NOT")),
    ("(电信 OR 移动) 致辞", ("grouped", "用括号分组")),
    ("telecom*", ("with words that begin so", "含有以此开头的词")),
    ("title:致辞", ("with it in the title; also 标题:", "标题中含有；也可写 标题:")),
    ("site:example.org", ("of that site; also 网站:", "出自该网站；也可写 网站:")),
)
"""What can be written, and what it finds."""

_PROBLEMS: Final[Mapping[str, str]] = {
    "it is longer than {} characters": "长度超过 {} 个字符",
    "there is no word in it": "其中没有词语",
    "this parenthesis was never opened": "这个括号没有左半边",
    "only exclusions: say also what is to be found": "只有排除的词语，还须写明要找什么",
    "nothing stands behind {}": "{} 之后没有词语",
    "it is nested too deeply": "括号层次过多",
    "the parentheses are empty": "括号中没有词语",
    "the parenthesis is never closed": "这个括号没有右半边",
    "{}: cannot stand within title:": "title: 之内不能再写 {}:",
    "title: needs a word right behind it": "title: 之后须紧接词语",
    "site: needs a site right behind it, such as site:example.org": "site: 之后须紧接网站，如 site:example.org",
    "nothing stands before {}": "{} 之前没有词语",
    "something is missing at its end": "末尾缺少词语",
    "there is no word in the quotation marks": "引号中没有词语",
    "it has more than {} words": "超过 {} 个词语",
    "the quotation mark {} is never closed": "引号 {} 没有右半边",
    "the quotation mark {} was never opened": "引号 {} 没有左半边",
    "there is no field {}: (there are title: and site:); to find the word, put it in quotes": (
        "没有字段 {}:（只有 title: 和 site:）；若要查找这个词，请加引号"
    ),
    "{} needs a word right behind it": "{} 之后须紧接词语",
}
_PATTERNS: Final = [
    (re.compile(re.escape(english).replace(r"\{\}", "(.+)")), chinese)
    for english, chinese in _PROBLEMS.items()
]


def problem(what: str, language: Language) -> str:
    """What a QueryError says, in the visitor's language.

    >>> problem("nothing stands behind OR", "zh")
    'OR 之后没有词语'
    """
    if language == "zh":
        for pattern, chinese in _PATTERNS:
            if found := pattern.fullmatch(what):
                return chinese.format(*found.groups())
    return what
