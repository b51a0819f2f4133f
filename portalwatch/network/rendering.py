"""Which pages a browser is to show, and how it is started. Importing this does not need one."""

import os
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from scrapy.settings import BaseSettings

#: In a request's meta, the `Render` that says how its page is to be shown.
RENDER: Final = "portalwatch_render"
#: The setting that says who the browser says it is.
AGENT: Final = "PORTALWATCH_BROWSER_AGENT"
#: Seconds for the browser itself: to start, and to open a page.
GRACE: Final = 30.0

#: Nearest to the spider: a response has been decompressed, and its redirects followed, before it is shown.
_PLACE: Final = {"portalwatch.network.browser.Renderer": 50}
_ARGUMENTS: Final = (
    # No name is looked up and no connection is made, whatever way a page finds past its requests' routing.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://0.0.0.0:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-gpu",
    "--js-flags=--max-old-space-size=256",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """How to show a page: `rows` is the rule whose rows to wait for, `encoding` what the portal's pages are in."""

    rows: str | None = None
    encoding: str | None = None


def lacking() -> str | None:
    """Say what is not installed that showing a page needs."""
    if find_spec("scrapy_playwright") is None:
        return "needs a browser: pip install 'portalwatch[browser]', and Debian's package chromium"
    return None if _executable() else "needs a browser: apt-get install chromium"


def enable(settings: BaseSettings, *, user_agent: str) -> None:
    """Let a crawl show those pages whose requests have a `Render` in their meta. No browser is ever downloaded."""
    options = {
        "executable_path": _executable(),
        # Chromium does not put root into a sandbox.
        "chromium_sandbox": os.geteuid() != 0,
        "args": list(_ARGUMENTS),
        "headless": True,
        "timeout": GRACE * 1000,
    }
    middlewares = {**settings.getdict("DOWNLOADER_MIDDLEWARES"), **_PLACE}
    own = {"PLAYWRIGHT_LAUNCH_OPTIONS": options, "DOWNLOADER_MIDDLEWARES": middlewares, AGENT: user_agent}
    settings.setdict(own, priority="spider")


def _executable() -> str | None:
    return shutil.which("chromium")
