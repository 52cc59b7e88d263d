"""``scrapy genspider`` in a copy of the checkout: what it writes is listed, crawls, and keeps our house rules."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.example_site.serving import Sites, spawned
from tests.command_line import ROOT, places

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("pipeline", "spiders", "settings"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with spawned((0, 0, 0)) as sites:
        yield sites


def scrapy(checkout: Path, *words: object) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "scrapy", *map(str, words)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("template", ["site", "wenku_cms"])
def test_a_generated_spider_is_listed_and_crawls(template: str, checkout: Path, sites: Sites) -> None:
    url = sites.urls["wenku"]
    code, out, err = scrapy(checkout, "genspider", "-t", template, "new_library", url)
    assert (code, err) == (0, "")
    assert "spiders/new_library.py" in out
    assert "scrapy crawl new_library" in out
    assert "new_library" in scrapy(checkout, "list")[1].split()
    words = ("crawl", "new_library", "-a", "limit=3", *FAST, *places(checkout))
    code, out, err = scrapy(checkout, *words)
    assert code == 0, err
    assert "3 documents (3 new)" in out


def test_a_generated_module_keeps_the_house_rules(checkout: Path) -> None:
    assert scrapy(checkout, "genspider", "a_library", "m.example.org")[0] == 0
    module = checkout / "spiders" / "a_library.py"
    text = module.read_text("utf-8")
    assert 10 <= len(text.splitlines()) <= 25
    for words in (
        "class ALibrarySpider(DocumentSpider):",
        'hosts=("m.example.org", "www.example.org", "example.org"),',
        'start_urls = ("https://m.example.org/",)',
        "Known",
        "Inferred",
    ):
        assert words in text
    for check in (("check",), ("format", "--check")):
        done = subprocess.run([sys.executable, "-m", "ruff", *check, module], cwd=checkout, check=False)
        assert done.returncode == 0


def test_only_our_templates_are_offered(checkout: Path) -> None:
    assert scrapy(checkout, "genspider", "-l") == (0, "site\nwenku_cms\n", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["777doc", "a.example"], "777doc cannot name a spider, which is a Python module too: letters first"),
        (["class", "a.example"], "class cannot name a spider"),
        (["../evil", "a.example"], "../evil cannot name a spider"),
        (["doc777", "a.example"], "there is a spider doc777 already"),
        (["base", "a.example"], "base.py exists already"),
        (["another", "www.777doc.com"], "belongs to the site 777doc, which is declared already"),
        (["another", "ftp://a.example"], "ftp://a.example is no host"),
        (["another", "no host"], "no host is no host"),
        (["another", 'https://a.example/"'], "is no host"),
        (["another", "https://a.example/\\"], "is no host"),
        (["another", "https://name:word@a.example/"], "is no host"),
        (["another"], "usage: scrapy genspider NAME HOST"),
        (["another", "a.example", "-t", "basic"], "no template basic: choose one of site, wenku_cms"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_writes_nothing(
    words: list[str], message: str, checkout: Path
) -> None:
    before = sorted((checkout / "spiders").glob("*.py"))
    code, out, err = scrapy(checkout, "genspider", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert sorted((checkout / "spiders").glob("*.py")) == before
