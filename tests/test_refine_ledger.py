from hypothesis import given
from hypothesis import strategies as st

from pipeline.refine.ledger import Ledger, Span, account, restore

# Characters that fold, join and separate, besides ordinary ones.
TEXT = st.text(alphabet="甲乙丙，。 ab1、\u3000（）", min_size=1, max_size=30).filter(str.strip)
BLOCKS = st.lists(TEXT, min_size=1, max_size=8)


def bare(text: str) -> str:
    return "".join(text.split())


def test_what_is_untouched_comes_out_as_it_went_in():
    assert Ledger.of(["甲", "乙"]).finish() == ("甲\n乙", ())


def test_a_dropped_line_is_accounted_for_where_it_stood():
    text, removals = (
        Ledger.of(["甲", "下载", "乙"]).drop(lambda line: "prompt" if line.block == 1 else None).finish()
    )
    assert text == "甲\n乙"
    assert [(r.rule, r.text, r.position) for r in removals] == [("prompt", "下载", 2)]


def test_neighbours_cut_by_one_rule_are_one_removal():
    _, removals = (
        Ledger.of(["甲", "一", "二", "乙"]).drop(lambda line: "x" if line.block in (1, 2) else None).finish()
    )
    assert [r.text for r in removals] == ["一\n二"]


def test_a_replacement_stands_in_the_text_and_is_undone_by_restore():
    ledger = Ledger.of(["甲X乙"]).cut(lambda _: [Span(1, 2, "mended", "丙")])
    text, removals = ledger.finish()
    assert text == "甲丙乙"
    assert restore(text, removals) == "甲X乙"


def test_account_tells_kept_from_removed_in_page_order():
    text, removals = Ledger.of(["头", "甲乙"]).drop(lambda line: "head" if line.block == 0 else None).finish()
    assert [(s.rule, s.text) for s in account(text, removals)] == [("head", "头"), (None, "甲乙")]


OPERATION = st.one_of(
    st.tuples(st.just("drop"), st.integers(0, 7)),
    st.tuples(st.just("cut"), st.integers(0, 20), st.integers(1, 8), st.sampled_from(["", "丁", "zz"])),
    st.tuples(st.just("split"), st.integers(1, 20)),
    st.tuples(st.just("join"), st.sampled_from(["", " "])),
)


@given(BLOCKS, st.lists(OPERATION, max_size=6))
def test_text_and_removals_always_give_the_visible_text_back(blocks, operations):
    ledger = Ledger.of(blocks)
    for name, *given_to_it in operations:
        if name == "drop":
            gone = given_to_it[0]
            ledger = ledger.drop(lambda line, gone=gone: "drop" if line.block == gone else None)
        elif name == "cut":
            start, width, new = given_to_it
            ledger = ledger.cut(lambda _, s=start, w=width, n=new: [Span(s, s + w, "cut", n)])
        elif name == "split":
            at = given_to_it[0]
            ledger = ledger.split(lambda _, at=at: [at])
        else:
            ledger = ledger.join(lambda _a, _b, glue=given_to_it[0]: glue)
    text, removals = ledger.finish()
    assert bare(restore(text, removals)) == bare("\n".join(blocks))
