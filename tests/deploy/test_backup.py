"""Backup and restore bring the same database back, uploads and key too."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

from django.conf import settings

DEPLOY = Path(settings.BASE_DIR) / "deploy"


def run(script, *words, **environment):
    done = subprocess.run(
        ["bash", str(DEPLOY / script), *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_restores_database_uploads_and_key(tmp_path):
    var, target = tmp_path / "var", tmp_path / "backup"
    (var / "uploads").mkdir(parents=True)
    (var / "keys").mkdir()
    (var / "uploads" / "figure.png").write_bytes(b"picture")
    (var / "keys" / "person.key").write_text("key")
    database = var / "sonjuku.sqlite3"
    with sqlite3.connect(database) as link:
        link.execute("CREATE TABLE town (name TEXT)")
        link.execute("INSERT INTO town VALUES ('みなみ浜')")
    place = {"DATABASE_URL": f"sqlite:///{database}", "SONJUKU_VAR": str(var)}
    stamp = run("backup.sh", str(target), **place).split()[1]
    with sqlite3.connect(database) as link:
        link.execute("DELETE FROM town")
    (var / "uploads" / "figure.png").unlink()
    (var / "keys" / "person.key").unlink()
    run("restore.sh", str(target), stamp, **place)
    with sqlite3.connect(database) as link:
        assert link.execute("SELECT name FROM town").fetchall() == [("みなみ浜",)]
    assert (var / "uploads" / "figure.png").read_bytes() == b"picture"
    assert (var / "keys" / "person.key").read_text() == "key"
    assert (target / f"person-key-{stamp}").stat().st_mode & 0o077 == 0


def test_every_shipped_service_runs_a_command_that_exists():
    for unit in (DEPLOY / "systemd").glob("*.service"):
        text = unit.read_text()
        assert "run_worker" in text or "config.wsgi:application" in text
