"""How much disk a fresh install takes, of the core alone: no demo, no build, no development tools."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]


def measure() -> int:
    """Install the locked versions of the core's dependencies into a new venv; return bytes on disk, ours included.

    Needs pip and the package registry.
    """
    with TemporaryDirectory() as folder:
        venv, versions = Path(folder) / "venv", Path(folder) / "versions.txt"
        lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
        versions.write_text("\n".join(re.findall(r"^[\w.-]+==\S+", lock, re.MULTILINE)), encoding="utf-8")
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
        pip = [sys.executable, "-m", "pip", "--python", f"{venv}/bin/python", "install", "--quiet"]
        subprocess.run([*pip, "--only-binary", ":all:", "-c", f"{versions}", *project["dependencies"]], check=True)
        (site,) = venv.glob("lib/python*/site-packages")
        shutil.copytree(ROOT / "portalwatch", site / "portalwatch", ignore=shutil.ignore_patterns("__pycache__"))
        return _on_disk(site.rglob("*"))


def _on_disk(paths: Iterable[Path]) -> int:
    return sum(path.lstat().st_blocks * 512 for path in paths)
