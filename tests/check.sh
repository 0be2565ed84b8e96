#!/usr/bin/env bash
# Everything that can be said about the code without running its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export DJANGO_SETTINGS_MODULE=config.settings.test

step() { printf '\n== %s\n' "$1"; }
packages=(config lms courses content media)

step "format";            $bin/ruff format --check .
step "lint";              $bin/ruff check .
step "built, never raised"; $bin/pylint --jobs=0 "${packages[@]}"
step "import layers";     $bin/lint-imports --no-cache
step "types";             $bin/mypy "${packages[@]}"
step "templates";         $bin/djlint --quiet --lint "${packages[@]}"
step "migrations";        $bin/python manage.py makemigrations --check --dry-run
step "catalogues";        $bin/python manage.py catalogues check
step "check --deploy"
mkdir -p var/check/keys && [ -s var/check/keys/person.key ] || $bin/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())' > var/check/keys/person.key; chmod 600 var/check/keys/person.key
SECRET_KEY="$($bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" ALLOWED_HOSTS=example.jp \
  SONJUKU_VAR="$PWD/var/check" DJANGO_SETTINGS_MODULE=config.settings.production \
  $bin/python manage.py check --deploy --fail-level WARNING
step "requirements follow the lock"
if [ -x $bin/uv ]; then
  $bin/uv lock --check --quiet
  $bin/uv export -q --frozen --no-dev --format requirements-txt --no-header | diff -q - requirements.txt
  $bin/uv export -q --frozen --no-group bootstrap --format requirements-txt --no-header | diff -q - requirements-dev.txt
  $bin/uv export -q --frozen --only-group bootstrap --format requirements-txt --no-header | diff -q - requirements-bootstrap.txt
else
  echo "uv is not installed here; skipped"
fi
printf '\nall checks passed\n'
