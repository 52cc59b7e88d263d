"""The rooms keep to their place: imports point one way, names are free, data holds no code."""

from __future__ import annotations

import ast
import site
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What a room may import of ours; each line may use all that stands in it.
BASE = {"items", "errors", "urls", "spreadsheet"}
ROOMS = {"refine", "archive", "store"}
MAY_IMPORT = {
    "refine": BASE,
    "archive": BASE,
    "store": BASE,
    "example_site": BASE,
    "corpus": BASE | ROOMS,
    "export": BASE | ROOMS | {"corpus"},
    "quality": BASE | {"refine"},
    "browse": BASE | ROOMS | {"corpus", "runs"},
    # A batch reads pages as a crawl does, and writes what an export writes.
    "batch": BASE | ROOMS | {"corpus", "export", "crawl"},
    "runs": BASE | ROOMS,
    "withdrawal": BASE | ROOMS | {"corpus", "runs"},
    "merge": BASE | ROOMS | {"withdrawal"},
    "schedule": BASE | ROOMS | {"runs"},
    "crawl": BASE | ROOMS | {"corpus", "runs", "schedule", "withdrawal"},
    "commands": BASE
    | ROOMS
    | {"corpus", "export", "browse", "quality", "batch", "runs", "schedule", "withdrawal", "merge", "crawl"}
    | {"example_site"},
}


def modules() -> list[Path]:
    return sorted((ROOT / "pipeline").rglob("*.py")) + sorted((ROOT / "spiders").rglob("*.py"))


def imported(module: Path) -> Iterator[str]:
    """Full dotted names of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(module: Path) -> None:
    package, *rest = module.relative_to(ROOT).with_suffix("").parts
    room = rest[0] if package == "pipeline" else "commands"
    allowed = MAY_IMPORT.get(room, BASE) | {room}
    for name in imported(module):
        parts = name.split(".")
        if parts[0] == "pipeline" and len(parts) > 1:
            assert parts[1] in allowed, f"{room} imports {name}"
        if parts[0] == "spiders":
            assert package == "spiders", f"{room} imports {name}"


def test_refine_knows_neither_scrapy_nor_sqlite() -> None:
    for module in sorted((ROOT / "pipeline" / "refine").rglob("*.py")):
        tops = {name.split(".")[0] for name in imported(module)}
        assert not tops & {"scrapy", "twisted", "sqlite3", "sqlite_utils"}, module


def test_only_crawl_commands_and_spiders_know_scrapy() -> None:
    for module in sorted((ROOT / "pipeline").rglob("*.py")):
        if module.relative_to(ROOT / "pipeline").parts[0] in ("crawl", "commands"):
            continue
        assert not {name.split(".")[0] for name in imported(module)} & {"scrapy", "twisted"}, module


@pytest.mark.parametrize("name", ["pipeline", "spiders", "settings"])
def test_no_installed_package_takes_our_generic_names(name: str) -> None:
    """Scrapy appends the checkout to the path, so an installed namesake would win and break every command."""
    assert PathFinder.find_spec(name, site.getsitepackages()) is None


def test_datasets_hold_no_code() -> None:
    """A package there would shadow, or be shadowed by, a well-known library of that name."""
    assert not list((ROOT / "datasets").rglob("*.py"))


def test_modules_stay_small() -> None:
    sizes = sorted(len(path.read_text("utf-8").splitlines()) for path in modules())
    assert sizes[-1] <= 300
    assert sizes[len(sizes) // 2] <= 100
