"""A served application whose CPU time and memory can be read, and a bounded load on it (loopback only)."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from config.serving import granian_command

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def descendants(pid: int) -> list[int]:
    """The process and everything it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += descendants(int(child))
    return found


def pss_megabytes(pid: int) -> float:
    """Proportional set size of a process and its children, in MB."""
    total = 0
    for each in descendants(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


@dataclass
class Answer:
    """What a load saw: requests, failures, slowest and typical time in ms."""

    done: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """A percentile of the answer times in ms."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] * 1000


class Server:
    """granian with two workers around a WSGI application, started for the time of a `with`."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        self.application = application
        self.environment = {**os.environ, **environment}
        self.port = free_port()

    def __enter__(self) -> Self:
        command = granian_command(self.application, port=self.port, log_level="error")
        self.process = subprocess.Popen(command, env=self.environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError(self.application)

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def cpu_seconds(self) -> float:
        """CPU time the workers have used so far."""
        total = 0
        for pid in descendants(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def load(self, requests: list[tuple[str, str, dict[str, str], bytes]], connections: int) -> Answer:
        """Send (method, path, headers, body) over that many kept connections and wait for every answer."""
        answer, lock = Answer(), threading.Lock()

        def run(mine: list[tuple[str, str, dict[str, str], bytes]]) -> None:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            for method, path, headers, body in mine:
                began = time.perf_counter()
                link.request(method, path, body=body or None, headers=headers)
                reply = link.getresponse()
                reply.read()
                with lock:
                    answer.done += 1
                    answer.statuses[reply.status] = answer.statuses.get(reply.status, 0) + 1
                    answer.times.append(time.perf_counter() - began)
            link.close()

        threads = [threading.Thread(target=run, args=(requests[number::connections],)) for number in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answer

    def cpu_per_request(self, request: tuple[str, str, dict[str, str], bytes], count: int) -> float:
        """CPU milliseconds of the workers per request, over `count` requests on four connections."""
        before = self.cpu_seconds()
        answer = self.load([request] * count, 4)
        if set(answer.statuses) - {200, 303}:
            raise RuntimeError(f"{request[1]}: {answer.statuses}")
        return (self.cpu_seconds() - before) * 1000 / answer.done
