"""The demo town, built once and really served (server and worker), and Chromium in front of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(settings.BASE_DIR)
VAR = ROOT / "var" / "journeys"
PICTURES = VAR / "pictures"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PASSWORD = "minamihama-demo"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Town:
    """The served demo: its address and what can be asked of it."""

    url: str
    environment: dict[str, str]

    def manage(self, *words: str) -> str:
        """Run a management command against the demo's database and return what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def report(self, programme: str, *options: str) -> dict[str, Any]:
        """The programme's numbers as JSON."""
        return json.loads(self.manage("report", programme, "--format", "json", *options))

    def newest_code(self, address: str, since: int = 0) -> str:
        """The newest sign-in code mailed to an address, read on the demo's mail page."""
        for _try in range(60):
            page = urllib.request.urlopen(f"{self.url}/demo/mail/?to={address}", timeout=10).read().decode()
            codes = re.findall(r'data-code="([A-Z0-9-]+)"', page)
            if len(codes) > since:
                return codes[0]
            time.sleep(0.25)
        raise AssertionError(f"no code for {address}")

    def mails_to(self, address: str) -> int:
        """How many mails with a code this address has."""
        page = urllib.request.urlopen(f"{self.url}/demo/mail/?to={address}", timeout=10).read().decode()
        return len(re.findall(r"data-code=", page))


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """Build the demo into a folder of its own and serve it as `make demo` does."""
    shutil.rmtree(VAR, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SONJUKU_VAR": str(VAR),
    }
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    with (VAR / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/", server)
            yield Town(f"http://127.0.0.1:{port}", environment)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError((VAR / "server.log").read_text()[-3000:])
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError("the demo did not answer within ten minutes")


@pytest.fixture
def open_page(browser: Browser, town: Town) -> Iterator[Any]:
    """`open_page(viewport=PHONE, javascript=True)` gives a page of a fresh context; its console errors must stay empty."""
    contexts, errors = [], []

    def make(viewport: dict[str, int] = DESK, *, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=viewport,
            java_script_enabled=javascript,
            base_url=town.url,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    unexpected = [text for text in errors if "status of 4" not in text]
    assert unexpected == []


def sign_in(page: Page, town: Town, address: str, *, password: str = PASSWORD) -> None:
    """Sign in with password and, where it is asked, the mailed code."""
    before = town.mails_to(address)
    page.goto("/accounts/login/")
    page.fill("form:has(input[name=password]) input[name=login]", address)
    page.fill("input[name=password]", password)
    page.click("form:has(input[name=password]) button[type=submit]")
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/accounts/login/"))
    if page.locator("input[name=code]").count():
        page.fill("input[name=code]", town.newest_code(address, since=before))
        # What is opened next would cut this off.
        with page.expect_navigation():
            page.click("form:has(input[name=code]) button[type=submit]")
