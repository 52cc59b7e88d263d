"""Elements of TEI, their words such that XML can hold them."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

TEI: Final = "http://www.tei-c.org/ns/1.0"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0, production 2: all others cannot stand in a document, not even as references.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGN: Final = "\N{REPLACEMENT CHARACTER}"
_WHEN: Final = re.compile(
    r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z)?)?)?"
)


def words(value: object) -> str:
    """A value as text of XML.

    >>> words("a\\x0bb"), words(3)
    ('a\\ufffdb', '3')
    """
    return _FORBIDDEN.sub(_SIGN, str(value))


def element(name: str, /, *content: etree._Element | object, **attributes: object) -> etree._Element:
    """An element with its attributes, those that are None left out, and its content: elements, and values as text."""
    made = etree.Element(f"{{{TEI}}}{name}", nsmap={None: TEI})
    for key, value in attributes.items():
        if value is not None:
            made.set(key, words(value))
    for each in content:
        if etree.iselement(each):
            made.append(each)
        else:
            append_words(made, words(each))
    return made


def append_words(to: etree._Element, text: str) -> None:
    """Words behind all that an element has."""
    if len(to):
        to[-1].tail = (to[-1].tail or "") + text
    else:
        to.text = (to.text or "") + text


def date(kind: str, value: object) -> etree._Element | None:
    """A date as precise as it is known: ``when`` has the day, the month or the year. None when there is none."""
    if value is None:
        return None
    return element("date", value, type=kind, when=value if _WHEN.fullmatch(str(value)) else None)


def present(*elements: etree._Element | None) -> list[etree._Element]:
    """Those that are there."""
    return [each for each in elements if each is not None]
