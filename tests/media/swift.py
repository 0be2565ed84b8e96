"""OpenStack Swift with its S3 interface on the loopback, for tests: it checks every signature (Debian: swift-*)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KEY, SECRET = "test:tester", "testing"
NEEDED = ("swift-proxy-server", "swift-account-server", "swift-container-server", "swift-object-server", "memcached")


def is_installed() -> bool:
    """Whether the server's programs are here."""
    return all(shutil.which(name) for name in NEEDED)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


COMMON = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
log_facility = LOG_LOCAL7
log_address = {folder}/log
"""
STORE = "[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"
PROXY = """[pipeline:main]
pipeline = catch_errors cache s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{memcache}
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
"""


class Swift:
    """One server with one device; `url` is its S3 endpoint."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ports = {kind: free_port() for kind in ("account", "container", "object", "proxy", "memcache")}

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.ports['proxy']}"

    def start(self) -> None:
        """Write the configuration, build the rings, start five programs and wait until the proxy answers."""
        (self.folder / "devices" / "d1").mkdir(parents=True)
        (self.folder / "swift.conf").write_text(
            "[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n"
            "[storage-policy:0]\nname = one\ndefault = yes\n"
        )
        for kind in ("account", "container", "object"):
            self._ring(kind)
            self._write(kind, STORE.format(kind=kind))
        self._write("proxy", PROXY.format(memcache=self.ports["memcache"]))
        memcached = ["memcached", "-l", "127.0.0.1", "-p", str(self.ports["memcache"]), "-u", "nobody", "-U", "0"]
        self._run(memcached)
        for kind in ("account", "container", "object", "proxy"):
            self._run([f"swift-{kind}-server", str(self.folder / f"{kind}.conf"), "-v"])
        self._wait()

    def _ring(self, kind: str) -> None:
        builder = str(self.folder / f"{kind}.builder")
        device = f"r1z1-127.0.0.1:{self.ports[kind]}/d1"
        for arguments in (["create", "4", "1", "0"], ["add", device, "1"], ["rebalance"]):
            done = subprocess.run(["swift-ring-builder", builder, *arguments], capture_output=True, check=False)
            assert done.returncode in {0, 1}, done.stdout

    def _write(self, kind: str, rest: str) -> None:
        import getpass

        common = COMMON.format(port=self.ports[kind], user=getpass.getuser(), folder=self.folder)
        (self.folder / f"{kind}.conf").write_text(common + rest)

    def _run(self, command: list[str]) -> None:
        out = (self.folder / "out.txt").open("ab")
        environment = {**os.environ, "SWIFT_TEST_CONFIG_FILE": "/dev/null"}
        self.processes.append(subprocess.Popen(command, stdout=out, stderr=out, env=environment))

    def _wait(self) -> None:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            with socket.socket() as found:
                if found.connect_ex(("127.0.0.1", self.ports["proxy"])) == 0:
                    time.sleep(1)
                    return
            time.sleep(0.2)
        raise AssertionError((self.folder / "out.txt").read_text())

    def stop(self) -> None:
        """End the programs."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=20)
