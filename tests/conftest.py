"""Traps of the whole suite: triggers stand in every test, time is set by tests, people come as fixtures by role."""

from __future__ import annotations

import gc
import gettext
import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from django.utils.translation import trans_real

from config import catalogues
from tests import database, traps

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


# Importing, collecting and migrating make a million objects that stay: looking through them again and again for cycles
# took a third of the start and a tenth of the tests.
gc.set_threshold(200_000, 50, 1000)


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
    traps.fail_on_undefined_variables()
    traps.shuffle_unordered_querysets()


def _let_flush_pass_append_only_tables() -> None:
    """A transactional test ends with a flush, which append-only tables refuse: lift the triggers around it alone."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        from django.contrib.contenttypes.models import ContentType

        from lms.ledger import append_only

        connection = connections["default"]
        # Django's own flush looks for it there, to leave out what it would create anew.
        connection._test_serialized_contents = _contents[0]
        with append_only.lifted(connection):
            plain(self)
            # The flush took Wagtail's root page and the skills along; the next run reuses this database.
            if self.serialized_rollback:
                # Content types first: Wagtail's tasks look for theirs while they are made, and would make it anew.
                rows = json.loads(_contents[0])
                types = [row for row in rows if row["model"].startswith("contenttypes.")]
                for part in (types, rows):
                    connection.creation.deserialize_db_from_string(json.dumps(part))
                    ContentType.objects.clear_cache()

    TransactionTestCase._fixture_teardown = teardown


# What a flushed database gets back. Kept here: beside Playwright's event loop Django hands out another connection object.
_contents: list[str] = []


# Between the two fixtures below: the lock on the template and where it is to lie, while this process migrates.
_making: list[tuple[ExitStack, Path]] = []


@pytest.fixture(scope="session")
def django_db_createdb(django_db_createdb: bool, django_db_modify_db_settings: None) -> bool:
    """With --create-db on SQLite: a copy of the migrated template if there is one, else this process makes it."""
    connection = connections["default"]
    if not django_db_createdb or connection.vendor != "sqlite":
        return django_db_createdb
    with ExitStack() as stack:
        path = stack.enter_context(database.template())
        if path.exists():
            database.copy(path, Path(connection.creation._get_test_db_name()))
            return False
        _making.append((stack.pop_all(), path))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_createdb: bool, django_db_setup: None, django_db_blocker: Any) -> None:
    """The Regions most tests play in stand in the database from the start, like the root page and the skills."""
    from lms.regions.models import Region
    from tests.accounts.factories import FOUNDED, found_region

    connection = connections["default"]
    for lock, path in _making:
        with lock:
            database.copy(Path(connection.settings_dict["NAME"]), path)
    with django_db_blocker.unblock():
        if not Region.objects.exists():
            for code, (host, name) in FOUNDED.items():
                found_region(code, host=host, name=name)
        _contents[:] = [connection.creation.serialize_db_to_string()]
        connection._test_serialized_contents = _contents[0]


@pytest.fixture(autouse=True)
def _no_region_remembered() -> Iterator[None]:
    """The process keeps hosts and parts of pages for 30 seconds; a test must not see another test's Region."""
    from content import kept_fragments, kept_pages
    from lms.regions.selectors import forget_hosts

    for forget in (forget_hosts, kept_fragments.forget, kept_pages.forget):
        forget()
    yield
    forget_hosts()


CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=ja",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, named by the environment variable CHROMIUM. One for the session: Playwright does not nest."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium was not found: run `make test`"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    """The same by its usual name; in tests/learning that name is a signed-in client."""
    return chromium
