"""How this program's commands are typed on this machine."""

import shlex
import shutil
import sys
from pathlib import Path


def command(text: str, home: Path, *, anywhere: bool = False) -> str:
    """Return a command to be typed for this home: here, or with `anywhere` in whatever directory one is."""
    if home == Path() and not anywhere:
        return f"{program()} {text}"
    place = home.absolute() if anywhere else home
    return f"{program(anywhere=anywhere)} {text} --home {shlex.quote(str(place))}"


def program(*, anywhere: bool = False) -> str:
    """Return what this program is called by: its name where the shell finds it by that, else its path."""
    found, own = shutil.which("portalwatch"), Path(sys.executable).with_name("portalwatch")
    if found and (not own.exists() or own.samefile(found)):
        return "portalwatch"
    called = own if own.exists() else Path(sys.executable)
    path = _path(called) if anywhere else _path(_near(called))
    return path if called is own else f"{path} -m portalwatch"


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _path(path: Path) -> str:
    return shlex.quote(str(path))
