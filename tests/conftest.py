"""Traps of the whole suite: triggers stand in every test, time is set by tests, people come as fixtures by role."""

from __future__ import annotations

import gettext
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from django.utils.translation import trans_real

from config import catalogues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


# What must hold on both databases: these run on SQLite with everything else, and again on PostgreSQL.
ON_BOTH_DATABASES = (
    "tests/ledger/",
    "tests/hiring/test_contracts",
    "tests/hiring/test_consents",
    "tests/reports/test_rollup",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of ON_BOTH_DATABASES."""
    for item in items:
        if str(item.path.relative_to(config.rootpath)).startswith(ON_BOTH_DATABASES):
            item.add_marker(pytest.mark.both)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once (quick when nothing changed); each xdist worker gets its own database by name."""
    del config
    if catalogues.compile_all(Path(settings.BASE_DIR)):
        # Django was set up before this hook and has read what lay there: nothing, after a fresh clone.
        gettext._translations.clear()
        trans_real._translations.clear()
    _let_flush_pass_append_only_tables()


def _let_flush_pass_append_only_tables() -> None:
    """A transactional test ends with a flush, which append-only tables refuse: lift the triggers around it alone."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        from lms.ledger import append_only

        with append_only.lifted(connections["default"]):
            plain(self)
            # The flush took Wagtail's root page and the skills along; the next run reuses this database.
            if self.serialized_rollback:
                connection = connections["default"]
                connection.creation.deserialize_db_from_string(connection._test_serialized_contents)

    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def _no_region_remembered() -> Iterator[None]:
    """The process remembers hosts for 30 seconds; a test must not see another test's Region."""
    from lms.regions.selectors import forget_hosts

    forget_hosts()
    yield
    forget_hosts()


CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=ja",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, named by the environment variable CHROMIUM. One for the session: Playwright does not nest."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium was not found: run `make test`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
