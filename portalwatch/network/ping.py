"""Tells a watchdog elsewhere that we live, as healthchecks.io and its like expect it: a GET of a secret address."""

from urllib.parse import urlsplit

from portalwatch.network.session import session

#: Seconds that a watchdog may take.
TIMEOUT = 10
#: Bytes of its answer that are read, and thrown away.
_MAX_BYTES = 100_000


def ping(url: str, *, user_agent: str, allow_private: bool = False, failed: bool = False) -> str:
    """Tell it that a cycle has ended, or with `failed`, at `URL/fail`, that one went wrong.

    Return why it could not be told, without the address, which is a secret; nothing when it was.
    """
    try:
        with session(
            user_agent=user_agent, allow_private=allow_private, timeout=TIMEOUT, max_bytes=_MAX_BYTES
        ) as opened:
            status = opened.get(_fail_url(url) if failed else url).status_code
    except Exception as error:  # noqa: BLE001 - nothing may stop for it, and its text may hold the address
        return type(error).__name__
    return "" if status < 400 else f"HTTP {status}"


def _fail_url(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/fail").geturl()
