"""One page by `requests`, outside a crawl; what goes wrong is said in words."""

from collections.abc import Mapping, Sequence

import requests

from portalwatch.errors import PageError

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


def fetch(
    client: requests.Session,
    url: str,
    headers: Mapping[str, str] | None = None,
    form: Sequence[tuple[str, str]] | None = None,
) -> requests.Response:
    """Return the answer to a GET, or to a POST of `form`, whatever its status.

    Raises PageError when there is none, AddressError when it is refused.
    """
    try:
        return client.get(url, headers=headers) if form is None else client.post(url, list(form), headers=headers)
    except requests.RequestException as error:
        raise PageError(_said(error), url=url) from error


def _said(error: requests.RequestException) -> str:
    text = f"{type(error).__name__}: {error}"
    return next((words for sign, words in _SIGNS.items() if sign in text), text)
