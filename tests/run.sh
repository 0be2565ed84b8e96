#!/usr/bin/env bash
# The whole suite: SQLite always; PostgreSQL, Redis and RabbitMQ when they answer (in CI they must); journeys in Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
# Compiled modules are kept also where the shell says otherwise: each worker of each suite would compile them anew.
export PYTHONDONTWRITEBYTECODE=
export SONJUKU_VAR="$PWD/var/test" DJANGO_SETTINGS_MODULE=config.settings.test
mkdir -p "$SONJUKU_VAR"
here=${CI:-}

say() { printf '\n== %s\n' "$1"; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
missing=()
answers 5432 || missing+=("PostgreSQL on 127.0.0.1:5432")
answers 6379 || missing+=("Redis on 127.0.0.1:6379")
answers 5672 || missing+=("RabbitMQ on 127.0.0.1:5672")

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
chromium=$(find_chromium)
if [ -z "$chromium" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "installing Chromium and Japanese fonts with apt"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fonts-morisawa-bizud-gothic >/dev/null
  chromium=$(find_chromium)
fi
# An S3 server that checks signatures. The tests start one of their own on the loopback and end it by its process ids.
has_swift() { $bin/python -c 'import sys; from tests.media import swift; sys.exit(not swift.is_installed())'; }
if ! { has_swift && command -v ffmpeg >/dev/null; } && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "installing OpenStack Swift and ffmpeg with apt"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends swift-proxy \
    swift-account swift-container swift-object memcached ffmpeg >/dev/null; } || echo "apt could not install them"
fi
has_swift || missing+=("OpenStack Swift (swift-proxy, swift-account, swift-container, swift-object, memcached): the tests of files in a bucket are skipped")
command -v ffmpeg >/dev/null || missing+=("ffmpeg: films cannot be converted")
[ -n "$chromium" ] || missing+=("Chromium on the PATH")
if [ ${#missing[@]} -gt 0 ]; then
  printf 'missing: %s\n' "${missing[@]}"
  [ -z "$here" ] || { echo "in CI this is a failure"; exit 1; }
fi

# Each worker keeps to one stretch of modules (what a module builds is built once) and takes over from the other at the end.
say "unit and integration suite on SQLite"
$bin/python -m pytest -n 2 --dist worksteal --create-db -m "not postgres and not services and not journey and not matrix" "$@"

if answers 5432 && answers 6379 && answers 5672; then
  say "service suite on PostgreSQL, Redis and RabbitMQ"
  marks="postgres or services or both"
  # The full state tables take longer than the suite may; CI runs them on PostgreSQL too.
  [ -z "$here" ] || marks="$marks or matrix"
  DATABASE_URL="${TEST_DATABASE_URL:-postgresql://postgres@127.0.0.1:5432/postgres}" \
    REDIS_URL="redis://127.0.0.1:6379/9" SERVICE_BROKER_URL="amqp://guest:guest@127.0.0.1:5672//" \
    SONJUKU_TEST_DB="$$" $bin/python -m pytest -n 2 --dist worksteal --create-db -m "$marks" "$@"
elif has_swift; then
  say "files in a bucket of OpenStack Swift"
  $bin/python -m pytest -n 0 -m services tests/media/test_s3.py
fi

if [ -n "$chromium" ]; then
  say "browser journeys in Chromium"
  # In the order they stand: the stories share one town, so chance would make a failure hard to repeat.
  CHROMIUM="$chromium" DJANGO_ALLOW_ASYNC_UNSAFE=1 $bin/python -m pytest -p no:randomly --create-db -m journey "$@"
fi
say "done"
