import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Measured(NamedTuple):
    """What came of a document, and the bytes of memory that the process that read it, and its children, took."""

    fault: dict[str, str] | None
    text: str
    members: list[dict[str, Any]]
    peak: int


@pytest.fixture
def measure() -> Callable[..., Measured]:
    """Read a document as the crawl does, from a process so small that the reader's memory can be told from it."""

    def run(data: bytes, name: str = "", *, seconds: float = 60, path: str = os.environ["PATH"]) -> Measured:
        done = subprocess.run(
            [sys.executable, "-m", "tests.documents.measuring", name, str(seconds)],
            input=data, capture_output=True, check=True, cwd=ROOT, env=os.environ | {"PATH": path},
        )  # fmt: skip
        said = json.loads(done.stdout)
        return Measured(said["problem"], said["text"], said["members"], said["peak"])

    return run
