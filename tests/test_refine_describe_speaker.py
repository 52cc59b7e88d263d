"""Speakers told by their own line."""

from __future__ import annotations

from pipeline.refine.describe.facts import Facts
from pipeline.refine.describe.speaker import find_speaker


def test_by_is_no_name_and_a_school_no_office():
    facts = Facts()
    find_speaker("By Miriam Okafor-Hale, Mayor of Harrow\nMay 14, 2016\nGood morning.", None, facts)
    assert (facts.text("speaker"), facts.text("speaker_role")) == ("Miriam Okafor-Hale", "Mayor of Harrow")
    facts = Facts()
    find_speaker("柳坝小学　石开山\n2016年6月30日\n同学们：", None, facts)
    assert (facts.text("speaker"), facts.text("speaker_role")) == ("石开山", None)
