"""What `make demo` tells whoever started it, also when its output goes into a file."""

from __future__ import annotations

import pytest

from config.demo_town import cast
from tests.journeys.conftest import VAR

pytestmark = pytest.mark.journey


def test_the_demo_names_its_address_and_accounts_while_it_serves(town):
    said = (VAR / "server.log").read_text()
    assert f"{town.url}/cms/" in said
    assert cast.PASSWORD in said
    assert [who.email for who in cast.ACCOUNTS if who.email not in said] == []
