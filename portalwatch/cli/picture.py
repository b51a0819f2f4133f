"""Pictures of pages, by Debian's Chromium where it is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

#: Chromium alone on this page: no first-run pages, no look-ups of its maker's hosts.
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def take(html: Path, png: Path, *, width: int = 640, height: int = 1400) -> bool:
    """Write what `html` looks like to `png`; False when there is no Chromium, or it does not succeed."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return False
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(dir=png.parent) as profile:
        command = [chromium, *_QUIET, *sandbox, f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        command += [f"--screenshot={png.resolve()}", html.resolve().as_uri()]
        environment = os.environ | {"HOME": profile, "XDG_CONFIG_HOME": profile, "XDG_CACHE_HOME": profile}
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60, env=environment)  # noqa: S603 - our own arguments
        except (OSError, subprocess.SubprocessError):
            return False
    return png.exists()
