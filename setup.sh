#!/bin/sh
# Makes .venv with exactly what a lock file says: setup.sh LOCK STAMP. Installs Debian's python3-venv when it may.
set -eu
lock=$1 stamp=$2
python=${PYTHON:-python3}

say() { printf 'portalwatch: %s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  say "needs Python 3.11 or newer as $python; on Debian: apt-get install python3 python3-venv"
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "installing Debian's python3-venv"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    say "needs Python's venv; run: sudo apt-get install python3-venv"
    exit 1
  fi
fi
mkdir -p "$TMPDIR"
[ -x .venv/bin/python ] || "$python" -m venv .venv
say "installing $(grep -c '==' "$lock") packages into .venv (once)"
.venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r "$lock"
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
touch "$stamp"
