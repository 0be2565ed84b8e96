"""How the product is served by granian: one command line for the demo and for measuring."""

from __future__ import annotations

import sys
from pathlib import Path

WORKERS = 2
# Python threads per worker. More of them only wait for one another: for the interpreter, and on SQLite for the one writer.
THREADS = 2
# Open connections per worker; a browser keeps several of them without asking for anything.
CONNECTIONS = 256


def granian_command(application: str, *, port: int, log_level: str) -> list[str]:
    """Arguments that serve a WSGI application on 127.0.0.1."""
    return [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--backpressure", str(CONNECTIONS),
        "--no-ws", "--log-level", log_level, application,
    ]  # fmt: skip
