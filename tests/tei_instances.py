"""Documents made at random from a RELAX NG schema: what it accepts another schema must accept too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
EXAMPLES = {
    "anyURI": "a/b.xml",
    "language": "zh-Hans",
    "nonNegativeInteger": "7",
    "gYear": "2021",
    "gYearMonth": "2021-03",
    "date": "2021-03-11",
    "dateTime": "2021-03-11T08:00:00Z",
    "token": "5.1",
}
DEEPEST = 12


def instances(schema: Path, number: int, seed: str) -> Iterator[etree._Element]:
    """So many documents. An element of another namespace is left out with what it stands for, as XInclude does it."""
    grammar = etree.parse(schema).getroot()
    made = _Maker(grammar, Random(seed))
    for _ in range(number):
        yield made.document()


class _Maker:
    def __init__(self, grammar: etree._Element, random: Random) -> None:
        self._namespace = grammar.get("ns")
        self._start = grammar.find(f"{RNG}start")
        self._named = {each.get("name"): each for each in grammar.findall(f"{RNG}define")}
        self._random = random
        self._ids = count()
        self._depth = 0

    def document(self) -> etree._Element:
        holder = etree.Element("holder")
        self._all(self._start, holder)
        return etree.fromstring(etree.tostring(holder[0]))

    def _all(self, pattern: etree._Element, into: etree._Element) -> None:
        for each in self._parts(pattern):
            self._one(each, into)

    def _one(self, pattern: etree._Element, into: etree._Element) -> None:
        name = etree.QName(pattern).localname
        match name:
            case "group" | "mixed":
                self._all(pattern, into)
                if name == "mixed":
                    self._say(into)
            case "choice":
                self._one(self._random.choice(self._parts(pattern)), into)
            case "optional" | "zeroOrMore" | "oneOrMore":
                most = 1 if name == "optional" or self._depth > DEEPEST else 2
                for _ in range(self._random.randint(name == "oneOrMore", most)):
                    self._all(pattern, into)
            case "ref":
                self._all(self._named[pattern.get("name")], into)
            case "text":
                self._say(into)
            case "attribute":
                into.set(
                    pattern.get("name").replace("xml:", "{http://www.w3.org/XML/1998/namespace}"),
                    self._value(pattern),
                )
            case "element":
                self._element(pattern, into)
            case _:
                raise ValueError(f"no rule for {name}")

    def _element(self, pattern: etree._Element, into: etree._Element) -> None:
        if pattern.get("ns"):
            self._all(self._named["TEI"], into)
            return
        self._depth += 1
        self._all(pattern, etree.SubElement(into, f"{{{self._namespace}}}{pattern.get('name')}"))
        self._depth -= 1

    def _value(self, pattern: etree._Element) -> str:
        (said,) = self._parts(pattern)
        if said.tag == f"{RNG}choice":
            said = self._random.choice(self._parts(said))
        if said.tag == f"{RNG}value":
            return said.text
        return f"d-{next(self._ids)}" if said.get("type") == "NCName" else EXAMPLES[said.get("type")]

    def _parts(self, pattern: etree._Element) -> list[etree._Element]:
        return [each for each in pattern if isinstance(each.tag, str)]

    def _say(self, into: etree._Element) -> None:
        if len(into):
            into[-1].tail = "字"
        else:
            into.text = "字"
