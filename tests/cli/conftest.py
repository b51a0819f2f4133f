"""Commands as a person types them: in this process, or in one of their own where a reactor has to run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from portalwatch.cli import main, screen
from portalwatch.sample.description import description
from portalwatch.sample.server import Server


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The objects that it printed, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Said]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command that needs no reactor, in English, on lines that need no folding."""
    for name in ("PORTALWATCH_HOME", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTALWATCH_LANG", "en")
    monkeypatch.setenv("PATH", _path())
    for console in (screen.out, screen.err):
        monkeypatch.setattr(console, "width", 200)

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """For processes: English, and compiled modules that they share."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PORTALWATCH_", "COV_CORE_"))}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    own.setdefault("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp().parent / "pycache"))
    return own | {"PORTALWATCH_LANG": "en", "COLUMNS": "100", "PATH": _path()}


def _path() -> str:
    """Where a shell looks for commands that has this program's environment activated."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="session")
def process(environment: Mapping[str, str]) -> Command:
    """Runs a command in a process of its own: `portalwatch`, or with `tool="scrapy"` Scrapy's."""

    def run(*arguments: object, cwd: Path, tool: str = "portalwatch") -> Said:
        command = argv(*arguments, tool=tool)
        done = subprocess.run(
            command, check=False, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


@contextmanager
def started(*arguments: object, cwd: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start a command, and let it not outlive the block."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(argv(*arguments), cwd=cwd, env=environment, text=True, **pipes) as running:
        try:
            yield running
        finally:
            running.kill()


def argv(*arguments: object, tool: str = "portalwatch") -> Sequence[str]:
    return [sys.executable, "-m", tool, *map(str, arguments)]


def make_home(path: Path, server: Server, **changes: Any) -> Path:
    """Make a home that describes the sample portal, with these keys changed; a key that is None is left out."""
    (path / "config" / "portals").mkdir(parents=True)
    (path / "scrapy.cfg").write_text("[settings]\ndefault = portalwatch.crawl.settings\n")
    described = yaml.safe_load(description(server.url)) | changes
    text = yaml.safe_dump({key: value for key, value in described.items() if value is not None}, allow_unicode=True)
    (path / "config" / "portals" / f"{described['name']}.yaml").write_text(text, "utf-8")
    return path
