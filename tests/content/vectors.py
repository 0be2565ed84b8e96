"""Reads the tables of cases that stand beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def vectors(name: str) -> list[Any]:
    """The cases of one file, such as ``items/number``."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
