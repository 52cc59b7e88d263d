"""Whether a text is whole: what stands right below it, and how it ends."""

from __future__ import annotations

import pytest

from pipeline.refine.completeness import text_state
from pipeline.refine.describe.facts import Facts

TOLD = "今年的收成比去年好，靠的是大家起早贪黑，也靠的是水渠修得及时。"


@pytest.mark.parametrize(
    ("end", "below", "state"),
    [
        ("一条烟，一张购物卡，一次旅游......", "试听到这里下课，正课请买票入场", "preview"),
        ("我养成了一个习惯，先倒水，再……", "上楼券 6 元", "preview"),
        ("这一点没有列入考核。", "已显示全部，扫码进小程序可语音听文", "full"),
        ("这一点没有列入考核。", "课件图片页已略去，取得完整PPT请付费", "full"),
        ("願這塊牌子擦得比今天還亮。謝謝大家！", "登錄後查看全文", "full"),
        ("这一点没有列入考核。", "展开看剩下的 62%", "full"),
        ("这一点没有列入考核。", "到底了，剩余 0 页", "full"),
        ("谁先到谁先用，用完放回原处，天黑以前", "到此为止，买票再走（11 途币）", "full"),
        (
            "因为大雪和大风造成门窗倒塌损坏的，双方按照各自投入的比例",
            "到此为止，买票再走（11 途币）",
            "preview",
        ),
        ("这一点没有列入考核。", "展开看剩下的 62%，3 元", "preview"),
        ("这一点没有列入考核。", "剩余内容 0%", "full"),
        ("这一点没有列入考核。", "剩余1张未读，登录后继续阅读", "preview"),
        ("这一点没有列入考核。", "还有3张图片", "full"),
        ("这一点没有列入考核。", "其余部分仅供畅读用户", "preview"),
        ("第三，把一年一次的集训变成一月一次的", "轻触展开其余 62%", "preview"),
        # Look-alikes: an author's own dots, a share that only begins with the same words.
        ("那一夜的风，一直吹到今天……", "上一篇：守坝日记", "full"),
        ("这一点没有列入考核。", "已展示全文的35%，余下部分登录后可见", "preview"),
    ],
)
def test_a_text_is_whole_or_not(end, below, state):
    found = text_state(f"{TOLD}\n{TOLD}{end}", Facts(), below, abstracted=False, adjoining=below)
    assert found == state


@pytest.mark.parametrize(
    ("tail", "chars", "state"),
    [
        # Half-width commas pause as well.
        ("第五件,关于用工,职校愿意把电子专业的三个班都开到厂里去,由师傅带", None, "preview"),
        # Sites count what a text does not show; not so much more, and less where it breaks off.
        ("这一点没有列入考核。", 1.3, "full"),
        ("这一点没有列入考核。", 1.6, "preview"),
        ("这一点没有列入考核，谁", 1.3, "preview"),
    ],
)
def test_how_a_text_ends_and_how_long_it_is_said_to_be(tail: str, chars: float | None, state: str) -> None:
    text = f"{TOLD * 8}\n{TOLD * 8}{tail}"
    facts = Facts()
    facts.add("chars_total", round(chars * len(text)) if chars else None, "字数")
    assert text_state(text, facts, "", abstracted=False, adjoining="") == state


@pytest.mark.parametrize(
    ("above", "state"),
    [
        ("您翻到了第2页，箱底还压着5页", "preview"),
        ("还有1560个字", "preview"),
        ("本站还有很多讲话", "full"),
        ("Aperçu gratuit de ce document", "full"),
    ],
)
def test_a_site_may_count_the_rest_above_a_text(above: str, state: str) -> None:
    text = f"{TOLD * 3}\n{TOLD * 3}"
    assert text_state(text, Facts(), "", abstracted=False, adjoining="", above=above) == state
    # Whoever thanks his listeners has said all.
    closed = f"{text}\n谢谢大家！"
    assert text_state(closed, Facts(), "", abstracted=False, adjoining="", above=above) == "full"
