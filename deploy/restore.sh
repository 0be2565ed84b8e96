#!/usr/bin/env bash
# Restore what backup.sh wrote. Stop web and worker first.
# usage: DATABASE_URL=… SONJUKU_VAR=… deploy/restore.sh DIR STAMP
set -euo pipefail
source=${1:?usage: restore.sh DIR STAMP}
stamp=${2:?usage: restore.sh DIR STAMP}
umask 077
case "$DATABASE_URL" in
  postgres*) pg_restore --clean --if-exists --no-owner --dbname "$DATABASE_URL" "$source/database-$stamp.dump" ;;
  sqlite:///*)
    path=${DATABASE_URL#sqlite:///}
    rm -f "$path" "$path-wal" "$path-shm"
    cp "$source/database-$stamp.sqlite3" "$path"
    ;;
esac
if [ -f "$source/uploads-$stamp.tar.gz" ]; then tar -C "$SONJUKU_VAR" -xzf "$source/uploads-$stamp.tar.gz"; fi
mkdir -p "$SONJUKU_VAR/keys"
cp "$source/person-key-$stamp" "${PERSON_KEY_FILE:-$SONJUKU_VAR/keys/person.key}"
echo "restored; run: manage.py migrate && manage.py check --database default && manage.py rebuild_projections --check"
