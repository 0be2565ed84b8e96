#!/usr/bin/env bash
# Backup of database and uploads into DIR; the person key goes into a file of its own, to be kept somewhere else.
# usage: DATABASE_URL=… SONJUKU_VAR=… deploy/backup.sh DIR
set -euo pipefail
target=${1:?usage: backup.sh DIR}
stamp=$(date +%Y%m%d-%H%M%S)
mkdir -p "$target"
umask 077
case "$DATABASE_URL" in
  postgres*) pg_dump --format=custom --file "$target/database-$stamp.dump" "$DATABASE_URL" ;;
  sqlite:///*)
    path=${DATABASE_URL#sqlite:///}
    python3 - "$path" "$target/database-$stamp.sqlite3" <<'PY'
import sqlite3
import sys

source, copy = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
source.backup(copy)
copy.close()
PY
    ;;
  *) echo "DATABASE_URL is neither postgresql nor sqlite" >&2; exit 1 ;;
esac
if [ -d "$SONJUKU_VAR/uploads" ]; then tar -C "$SONJUKU_VAR" -czf "$target/uploads-$stamp.tar.gz" uploads; fi
cp "${PERSON_KEY_FILE:-$SONJUKU_VAR/keys/person.key}" "$target/person-key-$stamp"
echo "backup $stamp written to $target; move person-key-$stamp to another place"
