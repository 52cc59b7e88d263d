"""Every page that no family fits: decided block by block from the votes of generic candidates."""

from __future__ import annotations

from pipeline.refine.families.family import Family
from pipeline.refine.view import View


def recognises(view: View) -> bool:
    """Any page will do."""
    del view
    return True


FAMILY = Family(name="generic", recognises=recognises)
