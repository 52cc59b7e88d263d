import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipeline.corpus.near_duplicates.comparison import Text, compare
from pipeline.corpus.near_duplicates.fold import fold
from pipeline.corpus.near_duplicates.shingles import shingles

CONVERTER = OpenCC("t2s")
SIGNS = " \n\t，。、！？：；“”（）《》—…·,.!?:;()-○□×*_"
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=60)
MIXED = st.text(st.sampled_from(f"我们国家今天会议讲话市县XxＸab1２③é{SIGNS}"), max_size=60)


def test_width_case_script_signs_and_placeholders_go():
    assert fold("各位領導，同志們：ＡＢＣ　①Éé") == "各位领导同志们abc1ee"
    assert fold("XX市××县某某公司Ｘ局○○○同志，20XX年，＊＊镇____") == "市县公司局同志20年镇"
    assert fold("Max 和 XML，xbox") == "max和xmlxbox"
    assert fold("ﬁne ㈱") == "fine株"
    assert fold("……！") == ""


def test_an_anonymised_copy_folds_like_one_without_names():
    assert fold("在XX市第×届大会上") == fold("在市第届大会上")


@given(st.text(max_size=80))
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80))
def test_only_letters_and_figures_are_left(text):
    assert all(sign.isalnum() for sign in fold(text))


@given(MIXED)
def test_compatibility_forms_and_case_make_no_difference(text):
    assert fold(unicodedata.normalize("NFKC", text)) == fold(text) == fold(text.upper())


@given(CHINESE)
def test_script_makes_no_difference_character_by_character(text):
    apart = "".join(CONVERTER.convert(sign) for sign in text)
    assert fold(apart) == fold(text)


@given(st.text("甲乙丙丁", max_size=40))
def test_shingles_are_the_runs_of_five(text):
    runs = [text[n : n + 5] for n in range(max(len(text) - 4, 0))]
    hashes = shingles(text).tolist()
    assert len(hashes) == len(runs)
    assert len(set(hashes)) == len(set(runs)) == len(Text.of(text).shingles)
    assert [hashes.index(each) for each in hashes] == [runs.index(each) for each in runs]


@given(st.text("甲乙丙", min_size=5, max_size=60), st.text("甲乙丙", min_size=5, max_size=60))
def test_figures_are_those_of_the_sets(one, other):
    sets = [{text[n : n + 5] for n in range(len(text) - 4)} for text in (one, other)]
    shared = len(sets[0] & sets[1])
    found = compare(Text.of(one), Text.of(other))
    assert found.jaccard == shared / len(sets[0] | sets[1])
    assert found.containment == shared / min(map(len, sets))
    assert compare(Text.of(other), Text.of(one)) == found
