"""How each tool calls the kinds of values that a column may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.export.columns import Kind
from pipeline.store.fields.corpus import SECTIONS
from pipeline.store.fields.shape import INTEGER, Field


class Names(NamedTuple):
    """One kind in Croissant, in the features of ``datasets`` and in a Frictionless schema."""

    croissant: str
    features: str
    frictionless: str


KINDS: Final[Mapping[Kind, Names]] = {
    "string": Names("sc:Text", "string", "string"),
    "integer": Names("sc:Integer", "int64", "integer"),
    "number": Names("sc:Float", "float64", "number"),
    "boolean": Names("sc:Boolean", "bool", "boolean"),
    # Of a list in one cell: where there are lists, its parts are described one by one.
    "sections": Names("sc:Text", "string", "array"),
}
SECTION: Final[Mapping[str, Field]] = {
    name: SECTIONS.fields[name] for name in ("level", "title", "start", "end")
}
"""What one of the sections of a document is made of."""


def kind_of(field: Field) -> Kind:
    """The kind of a part of a section."""
    return "integer" if field.type == INTEGER else "string"
