"""What this software is called, where it lives and which version it is, as pyproject.toml says: it runs from its checkout."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

_PROJECT: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).resolve().parents[3].joinpath("pyproject.toml").read_text("utf-8")
)["project"]

NAME: Final = str(_PROJECT["name"])
VERSION: Final = str(_PROJECT["version"])
HOMEPAGE: Final = str(_PROJECT.get("urls", {}).get("Homepage", ""))
"""Empty while it has none."""
