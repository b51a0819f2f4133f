#!/bin/sh
# Makes .venv with exactly what a lock file says: setup.sh LOCK STAMP [PACKAGE…]. Debian's packages, python3-venv and those
# that are named, are installed where we may; else it says which are missing.
set -eu
lock=$1 stamp=$2
shift 2
python=${PYTHON:-python3}

say() { printf 'portalwatch: %s\n' "$*" >&2; }

may_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }

install() {
  say "installing Debian's $*"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

missing() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || printf '%s ' "$package"
  done
}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  say "needs Python 3.11 or newer as $python; on Debian: apt-get install python3 python3-venv"
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if may_install; then
    install python3-venv
  else
    say "needs Python's venv; run: sudo apt-get install python3-venv"
    exit 1
  fi
fi
lacking=$(missing "$@")
if [ -n "$lacking" ]; then
  # shellcheck disable=SC2086 # several names
  may_install && install $lacking || say "tests that need ${lacking}are skipped; sudo apt-get install $lacking"
fi
mkdir -p "$TMPDIR"
[ -x .venv/bin/python ] || "$python" -m venv .venv
say "installing $(grep -c '==' "$lock") packages into .venv (once)"
.venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r "$lock"
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
touch "$stamp"
