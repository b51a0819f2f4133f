"""One page outside a crawl, as the portal sends it or as a browser shows it; what goes wrong is said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from portalwatch.errors import PageError

if TYPE_CHECKING:
    from portalwatch.crawl.stage import Stage
    from portalwatch.network.rendering import Render

#: What an error of requests is called; the first whose sign stands in its name or text counts.
_SIGNS = {
    "TooManyRedirects": "redirected without end",
    "SSLError": "no secure connection: its certificate or its TLS is not accepted",
    "NameResolutionError": "the host name is not known",
    "Connection refused": "the server refuses connections",
    "Timeout": "no complete answer in time",
    "timed out": "no complete answer in time",
    "Connection": "the connection ended before the page was complete",
    "ProtocolError": "the connection ended before the page was complete",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came for an address, at the end of all redirects."""

    body: bytes
    url: str
    status: int
    content_type: str


def shown(stage: "Stage", url: str, render: "Render", headers: Mapping[str, str] | None = None) -> Answer:
    """Return what a browser makes of a page. Raises PageError when there is none, AddressError when it is refused."""
    response = stage.show(url, render, headers)
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return Answer(body=response.body, url=response.url, status=response.status, content_type=kind)


def fetch(
    client: requests.Session,
    url: str,
    headers: Mapping[str, str] | None = None,
    form: Sequence[tuple[str, str]] | None = None,
) -> Answer:
    """Return the answer to a GET, or to a POST of `form`, whatever its status.

    Raises PageError when there is none, AddressError when it is refused.
    """
    try:
        found = client.get(url, headers=headers) if form is None else client.post(url, list(form), headers=headers)
    except requests.RequestException as error:
        raise PageError(_said(error), url=url) from error
    kind = found.headers.get("Content-Type", "")
    return Answer(body=found.content, url=found.url, status=found.status_code, content_type=kind)


def _said(error: requests.RequestException) -> str:
    text = f"{type(error).__name__}: {error}"
    return next((words for sign, words in _SIGNS.items() if sign in text), text)
