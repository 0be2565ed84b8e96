"""The reference programmes, loaded as the command loads them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from lms.reports.services import import_programme

if TYPE_CHECKING:
    from lms.programmes.models import Programme

FOLDER = Path(__file__).parents[2] / "demo" / "programmes"


def load(name: str) -> Programme:
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return import_programme(data, prepared_by="test").programme


@pytest.fixture
def hagi(db: None) -> Programme:
    return load("hagi-cognity")


@pytest.fixture
def nagaoka(db: None) -> Programme:
    return load("nagaoka-worker")


@pytest.fixture
def kitami(db: None) -> Programme:
    return load("kitami-salmon")
