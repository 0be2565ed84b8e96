"""The rules of the house that no linter knows: sizes, names, directions of foreign keys and templates."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CODE = ("config", "lms", "courses", "content", "media", "bench")
RANK = [
    "media", "content", "courses", "regions", "ledger", "accounts", "notices", "programmes", "learning", "credentials",
    "partners", "trials", "hiring", "reports", "config",
]  # fmt: skip
SAME_LEVEL = {"credentials": "partners"}
SAYS_NOTHING = {"utils", "helpers", "common", "core", "misc"}

# Files that are longer than they should be, and functions; the list only ever shrinks.
TOO_LONG_FOR_NOW: set[str] = set()


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).is_file()]


def is_code(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] in CODE and "migrations" not in parts


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_media_is_code_and_not_ignored():
    answer = subprocess.run(["git", "check-ignore", "media/models.py"], cwd=ROOT, capture_output=True, check=False)
    assert answer.returncode == 1


def test_files_stay_readable():
    limits = {".py": 500, ".html": 150, ".js": 500}
    long = {
        str(path.relative_to(ROOT)): lines(path)
        for path in tracked(*limits)
        if (is_code(path) and lines(path) > limits[path.suffix])
        or (path.relative_to(ROOT).parts[0] == "tests" and path.suffix == ".py" and lines(path) > 600)
    }
    assert set(long) <= TOO_LONG_FOR_NOW, long


def test_functions_stay_readable():
    long = []
    for path in filter(is_code, tracked(".py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({size})")
    assert long == []


def test_every_name_says_something():
    bad = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if SAYS_NOTHING & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]
    assert bad == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in filter(is_code, tracked(".py"))
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_foreign_keys_point_down():
    ours = set(RANK)
    upward = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in ours:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or target._meta.app_label not in ours:
                continue
            if target._meta.label == "accounts.User":
                continue
            to = target._meta.app_label
            sideways = SAME_LEVEL.get(label) == to or SAME_LEVEL.get(to) == label
            if RANK.index(to) > RANK.index(label) or sideways:
                upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert upward == []


def owner_of_template(name: str) -> str | None:
    for path in tracked(".html", ".txt"):
        if path.as_posix().endswith(f"/templates/{name}"):
            parts = path.relative_to(ROOT).parts
            return parts[1] if parts[0] == "lms" else parts[0]
    return None


def test_templates_extend_and_include_only_downward():
    upward = []
    for path in tracked(".html"):
        if not is_code(path):
            continue
        parts = path.relative_to(ROOT).parts
        own = parts[1] if parts[0] == "lms" else parts[0]
        for name in re.findall(r'{%\s*(?:extends|include)\s+"([^"]+)"', path.read_text(encoding="utf-8")):
            target = owner_of_template(name)
            if target in RANK and own in RANK and RANK.index(target) > RANK.index(own):
                upward.append(f"{path.relative_to(ROOT)} -> {name}")
    assert upward == []


def test_no_template_carries_inline_style_or_script():
    inline = [
        str(path.relative_to(ROOT))
        for path in tracked(".html")
        if is_code(path)
        and re.search(
            r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert inline == []


def test_services_know_nothing_of_requests():
    wrong = []
    for path in filter(is_code, tracked(".py")):
        if "services" not in {path.stem, *path.parts}:
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"^\s*from django\.(http|shortcuts)\b", text, re.MULTILINE):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


@pytest.mark.parametrize("label", [label for label in RANK if label != "config"])
def test_every_app_has_a_migrations_package(label):
    assert (Path(apps.get_app_config(label).path) / "migrations" / "__init__.py").exists()


def test_nothing_but_the_ledger_writes_events():
    """`Event(` stands in lms/ledger only; everybody else goes through move, follow, record or an import."""
    wrong = [
        str(path.relative_to(ROOT))
        for path in filter(is_code, tracked(".py"))
        if "ledger" not in path.parts
        and re.search(r"\bEvent\(|\bEvent\.objects\.(create|bulk_create)", path.read_text())
    ]
    assert wrong == []
