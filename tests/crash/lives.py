"""What a process does in its life: a crawl, the post, the service; by itself, or as a person types it."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from portalwatch import cli
from portalwatch.config import Home
from portalwatch.crawl.runner import Runner, run
from portalwatch.deliver import post
from portalwatch.schedule.service import serve
from portalwatch.store import engine
from portalwatch.watch import Watch
from tests.conftest import Clock

#: Seconds that one life may take; more is a failure.
LONGEST = 60
#: How a life ends that meets a fault in the program.
BUG = 70
#: What a person types.
COMMANDS = {"crawl": ("crawl",), "post": ("digest", "--send"), "serve": ("serve",)}


def crawl(watch: Watch) -> None:
    run(lambda: Runner(watch, {"RETRY_TIMES": 0}).crawl("sample"))


def crawl_whole(home: Path, at: str) -> None:
    """Crawl, and leave the store as a process does that comes to its end."""
    watch = home_watch(home, at)
    crawl(watch)
    watch.engine.dispose()


LIVES: dict[str, Callable[[Watch], object]] = {
    "crawl": crawl,
    "post": post,
    "serve": lambda watch: run(lambda: serve(watch)),
}


def clock(at: str) -> Clock:
    made = Clock()
    made.now = datetime.fromisoformat(at)
    return made


def typed(life: str, home: Path, at: str, said: Path) -> None:
    """Do what a person types, at this time; what the command says goes into a file."""
    os.environ |= {"PORTALWATCH_LANG": "en", "COLUMNS": "500"}
    # A person has no clock to hand in, and does not wait for long.
    Watch.__init__.__kwdefaults__["now"] = clock(at)  # type: ignore[index]
    engine.BUSY_MS = 100
    with said.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    cli.main([*COMMANDS[life], "--home", str(home)])


def start(task: Callable[[], None]) -> int:
    """Have something done by a child; return its number."""
    child = os.fork()
    if child == 0:
        os._exit(_done(task))
    return child


def _done(task: Callable[[], None]) -> int:
    """Do it; return 0 when it went well, or the code that it ended with, or BUG."""
    try:
        signal.alarm(LONGEST)
        task()
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        return BUG
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def end(child: int) -> int:
    """Wait for a child's end; return its code, a negative signal when it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fork(task: Callable[[], None]) -> int:
    return end(start(task))


def home_watch(home: Path, at: str) -> Watch:
    return Watch(Home(home), now=clock(at))
