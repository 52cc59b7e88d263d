"""What describes an export, opened by the programs that it is written for, each in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from lxml import etree
from markdown_it import MarkdownIt

from pipeline.browse.metadata import of_database
from pipeline.export.card import FileFacts, write_card
from pipeline.export.card.account import bibtex
from pipeline.export.card.files import MOST_LISTED, formats
from pipeline.export.card.front_matter import size_category
from pipeline.export.card.plots import plots
from pipeline.export.figures import Counts, Figures
from pipeline.export.making import Made
from pipeline.export.origin import Origin, Rejected, Rule
from tests.export_corpus import ALL_STATES, execute, lines, made, parts, put, ready, tree

ROOT = Path(__file__).resolve().parent.parent
FORMATS = ("parquet", "jsonl", "jsonl.gz", "csv", "csv.gz", "markdown", "sqlite")
HOSTILE = 'a.example|<script>alert(1)</script>&"[x](http://evil.example)`b`'
NUMBER = 60
TEXT = "各位来宾，大家好：\n一、第{n}件事\n今天我们在{n}号楼，谢谢大家的光临，“引号”、逗号, 与 emoji 🎤。\n二、结语\n{more}谢谢！"


def documents():
    for n in range(NUMBER):
        yield {
            "number": n,
            "day": n % 9 + 1,
            "host": f"wen{n % 3}.example",
            "text": TEXT.format(n=n * 7919, more=f"第{n * 104729}句话，有一点长。" * (n % 20)),
            "text_state": ("full", "full", "preview")[n % 3],
            "genre": ("speech", "address", "report")[n % 3],
            "speaker": "王守望" if n % 2 else None,
            "spoken_on": ("2019-05-04", "2021-03", "2023", None)[n % 4],
            "published_on": "2022-01-01" if n % 8 else None,
            "language": "zh",
            "script": "Hans" if n % 5 else "Hant",
            "quality": n % 11 / 10,
            "rights": '{"tdm_reservation": 1}' if n == 7 else '{"robots": "allowed"}',
        }


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("card") / "a.db"
    put(database, documents())
    text = "给我打电话：13912345678，或者写信。" + TEXT.format(n=1, more="另外一些话。")
    put(database, [{"number": 100, "host": "wen9.example", "text": text, "genre": "other"}])
    execute(database, "UPDATE documents SET site = ? WHERE site = 'wen9.example'", HOSTILE)
    ready(database)
    return database


@pytest.fixture(scope="module")
def export(database: Path) -> Made:
    return made(
        database,
        database.parent / "exports",
        name="speeches",
        formats=FORMATS,
        splits=(60, 20, 20),
        authors=("Li & Co", "王五"),
        homepage="https://corpus.example/",
        select={"text_state": ALL_STATES, "all_copies": True},
    )


def run(code: str, folder: Path, tmp_path: Path):
    """What the program prints as JSON; it sees no network and no home."""
    environment = {
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path / "hf"),
        "HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def blocks(card: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.+?)\n```", card, re.DOTALL)


def test_the_lines_of_code_in_the_card_load_it(export: Made, tmp_path: Path) -> None:
    card = (export.place / "README.md").read_text("utf-8")
    codes, queries = blocks(card, "python"), blocks(card, "sql")
    assert len(codes) == 4
    assert len(queries) == 1
    code = f"""
import json
found = {{}}
for code in {codes!r}:
    exec(code)
    found[code] = {{part: rows.num_rows for part, rows in documents.items()}} if "datasets" in code else 0
import duckdb
rows = duckdb.sql({queries[0]!r}).fetchall()
print(json.dumps([list(found.values()), sum(row[1] for row in rows), documents.collect().height]))
"""
    loaded, by_genre, by_polars = run(code, export.place, tmp_path)
    sizes = list(parts(export).values())
    assert loaded[0] == {name: sizes.count(name) for name in ("train", "validation", "test")}
    assert by_genre == by_polars == len(sizes) == NUMBER + 1


LOAD_EACH = """
import json
from datasets import load_dataset
import mlcroissant
found = {}
for folder in FOLDERS:
    rows = load_dataset(folder)
    described = mlcroissant.Dataset(folder + "/croissant.json")
    records = 0
    if described.metadata.record_sets:
        records = sum(1 for _ in described.records("documents"))
    found[folder] = [{name: part.num_rows for name, part in rows.items()}, records,
        sorted(rows["train"].column_names), [section["title"] for section in rows["train"][0]["sections"]]
        if isinstance(rows["train"][0].get("sections"), list) else None]
print(json.dumps(found))
"""


def test_each_format_with_rows_loads_by_its_card_and_by_croissant(database: Path, tmp_path: Path) -> None:
    alone = {
        name: made(
            database, tmp_path / "exports", name=f"only-{name}", formats=(name,), select={"all_copies": True}
        )
        for name in ("parquet", "jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz")
    }
    alone["open"] = made(
        database,
        tmp_path / "exports",
        name="open",
        formats=("hf",),
        profile="open",
        select={"all_copies": True},
    )
    folders = [str(each.place) for each in alone.values()]
    found = run(LOAD_EACH.replace("FOLDERS", repr(folders)), tmp_path, tmp_path)
    for name, each in alone.items():
        splits, records, columns, titles = found[str(each.place)]
        assert splits == {"train": NUMBER + 1}, name
        assert records == (0 if name == "jsonl.zst" else NUMBER + 1), name
        assert columns == sorted(column.name for column in each.release.columns), name
        assert (titles is None) == (name in ("csv", "csv.gz", "open")), name
    card = yaml.safe_load((alone["open"].place / "README.md").read_text("utf-8").split("---\n")[1])
    assert "task_categories" not in card
    assert not {"text", "sections", "evidence"} & {
        field["name"] for field in card["dataset_info"]["features"]
    }


CROISSANT = """
import hashlib, json, logging
from pathlib import Path
logging.disable()
import mlcroissant
def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else value
dataset = mlcroissant.Dataset("croissant.json")
metadata = dataset.metadata
records = [
    {name.removeprefix("documents/"): plain(value) for name, value in record.items() if not isinstance(value, list)}
    | {"sections": [{key.rpartition("/")[2]: plain(part)
        for key, part in section.items()} for section in record["documents/sections"]]}
    for record in dataset.records("documents")
]
wrong = [each.content_url for each in metadata.file_objects
    if hashlib.sha256(Path(each.content_url).read_bytes()).hexdigest() != each.sha256]
print(json.dumps([list(metadata.ctx.issues.errors), list(metadata.ctx.issues.warnings), records, wrong,
    [each.content_url for each in metadata.file_objects]]))
"""


def test_croissant_gives_every_record_as_it_is(export: Made, tmp_path: Path) -> None:
    errors, warnings, records, wrong, files = run(CROISSANT, export.place, tmp_path)
    assert errors == []
    # A day of publication is nothing that a database knows, and our version is a day.
    assert all("datePublished" in said or "MAJOR.MINOR.PATCH" in said for said in warnings)
    assert wrong == []
    assert set(files) == {name for name in tree(export.place) if name.startswith("data/")}
    rows = {
        row["id"]: row for part in ("train", "validation", "test") for row in lines(export, f"{part}.jsonl")
    }
    assert {record["id"]: record for record in records} == rows


FRICTIONLESS = """
import json
from pathlib import Path
from frictionless import Package, validate
report = validate("datapackage.json")
rows = [row.to_dict() for name in ("csv-train-csv", "csv-test-csv-gz")
    for row in Package("datapackage.json").get_resource(name).read_rows()]
path = Path("data/jsonl/train.jsonl")
whole = path.read_bytes()
path.write_bytes(whole.replace(b"1", b"2", 1))
broken = validate("datapackage.json")
path.write_bytes(whole)
print(json.dumps([report.flatten(["note", "message"]), len(report.tasks), [[row["id"], row["masked"], row["is_canonical"],
    row["sections"]] for row in rows], [task.name for task in broken.tasks if not task.valid]], default=str))
"""


def test_frictionless_finds_all_valid_and_a_changed_octet(export: Made, tmp_path: Path) -> None:
    problems, resources, rows, broken = run(FRICTIONLESS, export.place, tmp_path)
    assert problems == []
    assert resources == sum(name.startswith("data/") for name in tree(export.place))
    assert broken == ["jsonl-train-jsonl"]
    expected = [
        [row["id"], row["masked"], row["is_canonical"], row["sections"]]
        for part in ("train", "test")
        for row in lines(export, f"{part}.jsonl")
    ]
    assert rows == expected


def test_the_card_says_what_is_in_the_export(export: Made) -> None:
    card = (export.place / "README.md").read_text("utf-8")
    _, head, body = card.split("---\n", 2)
    facts = yaml.safe_load(head)
    assert facts["language"] == ["zh"]
    assert facts["language_details"] == ["zh-Hans", "zh-Hant"]
    assert facts["license"] == "other"
    assert facts["size_categories"] == ["n<1K"]
    assert {
        part["name"]: part["num_examples"] for part in facts["dataset_info"]["splits"]
    } == export.release.rows
    assert f"| Documents | {NUMBER + 1} |" in body
    assert "1 piece in 1 document" in body
    assert "1 document (1.6 %) in this export are reserved" in body
    assert "https://corpus.example/" in body
    assert "author = {{Li \\& Co} and {王五}}" in body
    for column in export.release.columns:
        assert f"| `{column.name}` |" in body
    for name in re.findall(r"(?<!\\)\]\((?!#|https?:)([^)]+)\)", body):
        assert (export.place / name).is_file(), name
    anchors = {re.sub(r"\s", "-", title.lower()) for title in re.findall(r"^## (.+)$", body, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", body)) == anchors


def test_what_sites_are_called_is_no_markup(export: Made) -> None:
    body = (export.place / "README.md").read_text("utf-8").split("---\n", 2)[2]
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    assert "<script" not in html
    assert 'href="http://evil' not in html
    assert "<td>a.example|&lt;script&gt;" in html


def test_charts_are_xml_that_loads_nothing(export: Made) -> None:
    charts = sorted((export.place / "figures").glob("*.svg"))
    assert len(charts) == 8
    for path in charts:
        root = etree.fromstring(path.read_bytes())
        assert {etree.QName(each).localname for each in root.iter()} <= {
            *("svg", "title", "desc", "style", "rect", "text", "line", "g"),
        }
        assert not [name for each in root.iter() for name in each.attrib if "href" in name]
        assert "prefers-color-scheme" in path.read_text("utf-8")
        for each in root.iter("{*}rect"):
            assert 0 <= float(each.get("x")) + float(each.get("width")) <= 760


def test_descriptions_are_those_of_the_store(export: Made) -> None:
    told = of_database()["tables"]["documents"]["columns"]
    croissant = json.loads((export.place / "croissant.json").read_text("utf-8"))
    package = json.loads((export.place / "datapackage.json").read_text("utf-8"))
    fields = {field["name"]: field["description"] for field in croissant["recordSet"][0]["field"]}
    assert fields == {
        field["name"]: field["description"] for field in package["resources"][0]["schema"]["fields"]
    }
    page = (export.place / "fields.md").read_text("utf-8").replace("`", "")
    for column in export.release.columns:
        # What is masked changes what the database says of these.
        if column.name in told and column.name not in ("char_count", "content_sha256", "is_canonical"):
            assert fields[column.name] == told[column.name]
        assert column.meaning.replace("`", "") in page


def an_empty_release(export: Made):
    return export.release._replace(collected=None, rows={"all": 0}, left_out={}, extractor_versions=())


def test_an_export_without_documents_or_files_has_a_card_too(export: Made, tmp_path: Path) -> None:
    write_card(tmp_path, an_empty_release(export), Figures().result(), Origin(0, 0, (), {}, (), None), [])
    assert "No document fits the recipe." in (tmp_path / "README.md").read_text("utf-8")
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["figures.json"]


def test_the_order_of_files_changes_nothing(export: Made, tmp_path: Path) -> None:
    files = [FileFacts(f"data/parquet/all-0000{n}-of-00003.parquet", f"{n}" * 64, 9, 1) for n in range(3)]
    trees = []
    for name, ordered in (("a", files), ("b", files[::-1])):
        (tmp_path / name).mkdir()
        figures = Figures()
        figures.add({"char_count": 3})
        origin = Origin(1, 3, (Rule("menu", 1, 1),), {"near": 1}, (Rejected("gone", "x", 1),), 0)
        write_card(tmp_path / name, export.release, figures.result(), origin, ordered)
        trees.append(tree(tmp_path / name))
    assert trees[0] == trees[1]


def test_a_file_for_each_document_is_told_as_a_pattern() -> None:
    files = (FileFacts(f"data/markdown/{n % 16:x}/{n}.md", "0" * 64, 2, 1) for n in range(MOST_LISTED + 1))
    (found,) = formats(files)
    assert (found.pattern, found.number, found.bytes) == ("data/markdown/**/*.md", MOST_LISTED + 1, 402)
    assert found.files == ()


def test_the_card_stands_alone_and_says_what_made_it(export: Made) -> None:
    told = (export.place / "README.md").read_text("utf-8")
    for file in (export.place / "README.md", export.place / "fields.md"):
        assert "docs/" not in file.read_text("utf-8")
    assert "mean of four parts" in told
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"| Software | wenji {version} |" in told
    assert "scrapy export --recipe recipe.toml" in told


def test_nobody_is_cited_who_was_not_named(export: Made) -> None:
    recipe = export.release.recipe.model_copy(update={"authors": (), "homepage": None})
    entry = bibtex(export.release._replace(recipe=recipe))
    assert "author" not in entry
    assert "url" not in entry


def test_a_licence_that_the_hub_knows_is_told_by_its_name(database: Path, tmp_path: Path) -> None:
    place = made(database, tmp_path, licence="CC-BY-4.0").place
    facts = yaml.safe_load((place / "README.md").read_text("utf-8").split("---\n")[1])
    assert facts["license"] == "cc-by-4.0"
    assert "license_name" not in facts


@pytest.mark.parametrize(("number", "told"), [(0, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M")])
def test_size_categories(number: int, told: str) -> None:
    assert size_category(number) == told


def test_charts_of_centuries_and_of_one_document_fit() -> None:
    figures = Figures()
    for year in (1, 1850, 2024):
        figures.add({"char_count": 10**9, "spoken_on": f"{year:04}", "site": "字" * 500, "quality": 1.0})
    counts: Counts = figures.result()
    charts = plots(counts, Origin(1, 1, (), {}, (), None))
    assert "2 are older than 1965" in charts["years.svg"]
    assert "字" * 14 + "…" in charts["sites.svg"]
    assert "removed.svg" not in charts
