"""Homes written by hand, and what is said of them."""

from pathlib import Path

import pytest

from portalwatch.config import Config, Home, load
from portalwatch.errors import ConfigError

PORTAL = """\
name: cbda
title: 示例协会
url: https://www.example.org/
sections:
  - {key: notices, name: 通知公告}
  - {key: news, name: 行业动态}
"""


class Desk:
    """A config/ that is written file by file."""

    def __init__(self, path: Path) -> None:
        self.home = Home(path)
        self.home.portals.mkdir(parents=True)
        self.write("portals/cbda.yaml", PORTAL)

    def write(self, name: str, content: str | bytes) -> None:
        raw = content.encode() if isinstance(content, str) else content
        (self.home.config / name).write_bytes(raw)

    def load(self) -> Config:
        return load(self.home)

    def refusal(self, name: str, content: str | bytes) -> str:
        """Write a file, load everything, and return what is said of that file: one line, its path left out."""
        self.write(name, content)
        try:
            (error,) = self.load().errors
        except ConfigError as raised:
            error = raised
        said = str(error)
        assert said.startswith(str(self.home.config / name))
        assert "\n" not in said
        return said.removeprefix(str(self.home.config / name))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A home with one good portal."""
    return Desk(tmp_path)
