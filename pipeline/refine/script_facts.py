"""What a page's own scripts say of the document: title, file type and page count, for readers that draw everything.

Such a page holds one object that describes the document (asyncData, pageData, __INITIAL_STATE__, __NUXT__ …): a
file type beside a title. Objects are read as text, since most are JavaScript and no JSON. A page about other
things has no file type in its scripts, and a listing has many.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import fold
from pipeline.refine.describe.card_person import is_person
from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.own_title import own_title
from pipeline.refine.view import View

QUOTED = r"""\\?["']?"""
FILE_TYPE = re.compile(
    rf"\b(?:doc|file)?_?(?:type|format|ext|suffix|extension){QUOTED}\s*:\s*{QUOTED}\.?(?P<type>docx?|pptx?|xlsx?|pdf|txt|wps|rtf)\b",
    re.IGNORECASE,
)
TITLE = re.compile(
    rf"""\b(?:(?:doc|file|document)?_?(?:title|name)|docname|filename){QUOTED}\s*:\s*\\?["'](?P<title>[^"'\\<>]{{4,200}})""",
    re.IGNORECASE,
)
PAGES = re.compile(
    rf"\b(?:page_?(?:num|count|total|size)?s?|total_?pages?|all_?pages?|pages_?total){QUOTED}\s*:\s*{QUOTED}(?P<pages>\d{{1,4}})\b",
    re.IGNORECASE,
)
# A price in words, since a bare number may be cents or points; and who put it there.
PRICE = re.compile(
    rf"""\b(?:doc_?)?price{QUOTED}\s*:\s*\\?["'](?P<price>\d{{1,5}}(?:\.\d{{1,2}})?[\u4e00-\u9fff]{{1,4}})\\?["']"""
)
UPLOADER = re.compile(
    rf"""\b(?:uploader(?:_?name)?|upload_?user(?:_?name)?|nick_?name|user_?name|owner_?name){QUOTED}\s*:\s*\\?["'](?P<name>[^"'\\<>\s]{{2,20}})\\?["']""",
    re.IGNORECASE,
)
# What a type stands behind, which is soon looked for in large scripts.
NAMES_TYPE = re.compile(rf":\s*{QUOTED}\.?(?:docx?|pptx?|xlsx?|pdf|txt|wps|rtf)\b")
# How far from its file type an object tells the title.
AROUND = 800
MOST_OBJECTS = 1


def find_script_facts(view: View, facts: Facts) -> bool:
    """Add what the object says; the title only where the page prints none. Says whether there is such an object."""
    for text in view.scripts:
        if not NAMES_TYPE.search(text.lower()):
            continue
        types = list(FILE_TYPE.finditer(text))
        if not types or len(types) > MOST_OBJECTS:
            continue
        near = text[max(0, types[0].start() - AROUND) : types[0].end() + AROUND]
        title = TITLE.search(near)
        if title is None:
            continue
        facts.add("file_format", types[0]["type"].lower(), types[0][0])
        pages = PAGES.search(near)
        if pages and int(pages["pages"]):
            facts.add("pages_total", int(pages["pages"]), pages[0])
        name = own_title(title["title"])
        printed = fold(facts.text("title") or "")
        # A page may load another document, too, and it costs something else.
        own = not printed or printed in fold(title["title"]) or bool(name and fold(name) in printed)
        priced, uploader = (PRICE.search(near), UPLOADER.search(near)) if own else (None, None)
        if priced:
            facts.add("price", priced["price"], priced[0])
        if uploader and is_person(uploader["name"]):
            facts.add("uploader", uploader["name"], uploader[0])
        if name and fold(name) != printed and not any(fold(block.text) == printed for block in view.blocks):
            facts.replace("title", name, title[0])
        return True
    return False
