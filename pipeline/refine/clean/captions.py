"""What stands below a photograph: 「图为会议现场」, 「图片来源：新华社」, "Foto: Kreisbote".

Keeps 「图1 工艺流程」 and 「Figure 3: …」, which are a document's own, and sentences: 「图为己用者，……。」.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context

SHOWN = re.compile(r"[▲△▼↑（(\[【]?\s?(?:上|下|左|右)?图(?:片)?为[^。！？!?：:]{3,50}[）)\]】]?")
CREDITED = re.compile(
    r"[（(\[【©]?\s?(?:(?:图片|图|照片|摄影|供图)(?:来源|提供|作者)?\s?[:：/／]\s?[^。！？!?]{2,24}|"
    r"(?:Fotos?|Photos?|Bild(?:er)?|Images?|Picture|Fotografía|Crédits? photos?|Photo credits?|Bildquelle)(?: by| von| de)?\s?[:：©]\s?(?:[^.!?]|(?<=\b[A-Z])\.){2,60})[）)\]】]?"
)
LONGEST = 72


def rule_of(text: str, _: Context) -> str | None:
    """``caption`` for a line that says nothing but what a photograph shows or who took it."""
    if len(text) > LONGEST:
        return None
    return "caption" if SHOWN.fullmatch(text) or CREDITED.fullmatch(text) else None
