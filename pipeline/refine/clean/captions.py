"""What stands below a photograph: 「图为会议现场」, 「图片来源：新华社」, "Foto: Kreisbote".

Keeps 「图1 工艺流程」, 「下图为我国季风区示意图」 and 「Figure 3: …」, which are a document's own, items of lists (「照片：一张旧全家福」, "Picture: my
mother at the stove"), and sentences.
"""

from __future__ import annotations

import re

from pipeline.refine.clean.context import Context

# No sentence, no graph, no drawing of an exam.
SHOWN = re.compile(
    r"[▲△▼↑（(\[【]?\s?图为(?![^（(]*(?:示意|统计|图象|图像|视图|装置|曲线|结构))[^。！？!?：:，,；;=A-Za-z]{4,50}[）)\]】]?"
)
NAMED = r"[^。！？!?，,；;的给]{2,16}"
CREDITED = re.compile(
    rf"[（(\[【©]?\s?(?:(?:图片|照片|摄影|图)(?:来源|提供|作者)|图源|供图|摄影)\s?[:：/／]\s?{NAMED}[）)\]】]?"
    r"|[（(]\s?图\s?[:：/／][^。！？!?]{2,24}[）)]"
    r"|[（(\[©]?\s?(?:Fotos?|Photos?|Bild(?:er)?|Images?|Fotografía|Crédits? photos?|Photo credits?|Bildquelle)(?: by| von| de)?\s?[:：©]\s?(?=[A-ZÀ-Ý©])(?:[^.!?]|(?<=\b[A-Z])\.){2,60}[）)\]]?"
)
LONGEST = 72


def rule_of(text: str, _: Context) -> str | None:
    """``caption`` for a line that says nothing but what a photograph shows or who took it."""
    if len(text) > LONGEST:
        return None
    return "caption" if SHOWN.fullmatch(text) or CREDITED.fullmatch(text) else None
