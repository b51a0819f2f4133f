"""A PostgreSQL of Debian's own, on a socket in a folder of its own, for as long as the tests run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Where Debian puts what only the server's own user calls.
BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))[-1:]
#: Why there is none; empty when there is.
MISSING = "" if BIN else "needs Debian's postgresql: apt-get install postgresql"
#: Nothing that these tests write must outlive them.
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses="


@contextmanager
def running() -> Iterator[str]:
    """Start a server that listens on a socket only; yield the SQLAlchemy URL of its database."""
    # A socket's path has a hundred letters, and pytest's own folders are deep.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        _own(folder)
        _call("initdb", "-D", folder / "data", "-A", "trust", "-U", "watch", "-E", "UTF8", "--no-sync", "--locale=C")
        _call("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", f"{_FAST} -k {folder}", "start")
        try:
            yield f"postgresql+psycopg://watch@/postgres?host={folder}"
        finally:
            _call("pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _own(folder: Path) -> None:
    """The server refuses to be root's."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _call(program: str, *arguments: object) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    command = [str(BIN[0] / program), *map(str, arguments)]
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
    )
