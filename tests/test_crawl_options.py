"""What a person typed is checked before anything starts."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from pipeline.crawl.options import check_arguments, check_setting, count, pairs
from pipeline.errors import InputError


@pytest.fixture
def settings() -> Settings:
    return Settings({"DATABASE": "x.db", "ARCHIVE_DIR": "a", "CONTACT": "", "DOWNLOAD_DELAY": 2.0})


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("DATABSE=x.db", "no setting DATABSE (did you mean DATABASE?)"),
        ("DOWNLOAD_DELAY=abc", "give a number"),
        ("DOWNLOAD_DELAY=nan", "give a number"),
        ("DOWNLOAD_DELAY=inf", "give a number"),
        ("DOWNLOAD_DELAY=-1", "cannot be negative"),
        ("RETRY_TIMES=2.5", "give a whole number"),
        ("COOKIES_ENABLED=maybe", "give 1 or 0"),
        ("LOG_LEVEL=LOUD", "not one of DEBUG"),
        ("DATABASE=", "DATABASE is empty"),
        ("ROBOTSTXT_OBEY=0", "always obeyed"),
    ],
)
def test_bad_settings_are_refused_in_one_line(settings: Settings, word: str, message: str) -> None:
    name, _, value = word.partition("=")
    with pytest.raises(InputError) as caught:
        check_setting(name, value, settings)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "word", ["DATABASE=b.db", "DOWNLOAD_DELAY=0", "RETRY_TIMES=5", "COOKIES_ENABLED=True", "LOG_LEVEL=debug",
             "CONTACT=a@b.example", "REDIRECT_PRIORITY_ADJUST=-2", "MY_ADD_ON_ZETA=1", "ROBOTSTXT_OBEY=1"]
)  # fmt: skip
def test_good_settings_pass(settings: Settings, word: str) -> None:
    name, _, value = word.partition("=")
    check_setting(name, value, settings)


def test_pairs_keep_later_equals_signs() -> None:
    assert pairs(["url=https://a.example/?b=c", "limit=3"], "-a") == {
        "url": "https://a.example/?b=c",
        "limit": "3",
    }


@pytest.mark.parametrize("word", ["url", "=x", ""])
def test_words_that_are_no_pairs_are_refused(word: str) -> None:
    with pytest.raises(InputError, match="NAME=VALUE"):
        pairs([word], "-a")


def test_unknown_spider_arguments_are_refused_with_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean limit"):
        check_arguments({"limt": "3"}, ("limit", "depth"), "doc777")
    with pytest.raises(InputError, match="it takes depth, limit"):
        check_arguments({"colour": "red"}, ("limit", "depth"), "doc777")


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²", ""])
def test_counts_are_whole_numbers_from_one(value: str) -> None:
    with pytest.raises(InputError, match="whole number"):
        count("limit", value)


def test_counts() -> None:
    assert (count("limit", "12"), count("limit", None)) == (12, None)
