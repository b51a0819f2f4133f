"""What each fault makes of an answer."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import repeat

from portalwatch.sample.pages import Document, Sheet, cut, empty, show_wall
from portalwatch.sample.portal import How
from portalwatch.sample.replies import Manner, Reply, present, refuse

HUGE_BYTES = 2 * 1024**3
BOMB_BYTES = 64 * 1024**2
_CHUNK = bytes(64 * 1024)
# The shape of the cookies that these walls are known by; the values mean nothing.
_JIASULE = "__jsluid_h=5a1c0f7e9b2d4c6881aa03b5d7e9f211; max-age=31536000; path=/; HttpOnly"
_RUISHU = "FSSBBIl1UgzbN7N80S=4kQ2vX9mZp7LwT1cRb8e; Path=/; HttpOnly"

_Page = Document | Sheet | None


def spoil(how: How, page: _Page, target: str) -> Reply:
    """Return the answer to a request for `target`, where `page` would be if nothing were broken."""
    return _SPOILS[how](page, target)


def _refuse(status: int, _page: _Page, _target: str) -> Reply:
    return refuse(status)


def _send(manner: Manner, page: _Page, _target: str) -> Reply:
    return replace(present(page), manner=manner)


def _wall(name: str, _page: _Page, _target: str, *, status: int = 200, cookie: str = "") -> Reply:
    reply = present(show_wall(name))
    headers = {**reply.headers, "Set-Cookie": cookie} if cookie else reply.headers
    return replace(reply, status=status, headers=headers)


def _redirect(address: str, _page: _Page, target: str) -> Reply:
    return Reply(status=302, headers={"Location": address.format(target=target)})


def _empty(page: _Page, _target: str) -> Reply:
    return present(empty(page) if isinstance(page, Sheet) and page.lists else page)


def _blank(_page: _Page, _target: str) -> Reply:
    return Reply(headers={"Content-Type": "text/html"})


def _truncate(page: _Page, _target: str) -> Reply:
    if not isinstance(page, Sheet):
        return present(page)
    encoding = page.section.encoding if page.section else "utf-8"
    return Reply(headers={"Content-Type": page.media}, body=cut(page.text).encode(encoding))


def _mislabel(page: _Page, _target: str) -> Reply:
    if not isinstance(page, Sheet):
        return present(page)
    return Reply(headers={"Content-Type": "text/html; charset=utf-8"}, body=page.text.encode("gb18030"))


def _swell(_page: _Page, _target: str) -> Reply:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(HUGE_BYTES)}
    return Reply(headers=headers, body=_zeros(HUGE_BYTES))


def _zeros(size: int) -> Iterator[bytes]:
    return repeat(_CHUNK, size // len(_CHUNK))


def _explode(_page: _Page, _target: str) -> Reply:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    return Reply(headers=headers, body=_make_bomb())


@cache
def _make_bomb() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), mtime=0)


_SPOILS: dict[How, Callable[[_Page, str], Reply]] = {
    "500": partial(_refuse, 500),
    "503": partial(_refuse, 503),
    "404": partial(_refuse, 404),
    "timeout": partial(_send, Manner.NEVER),
    "drip": partial(_send, Manner.DRIP),
    "reset": partial(_send, Manner.RESET),
    "challenge": partial(_wall, "challenge", cookie=_JIASULE),
    "challenge-521": partial(_wall, "challenge", status=521, cookie=_JIASULE),
    "challenge-412": partial(_wall, "shield", status=412, cookie=_RUISHU),
    "login": partial(_wall, "login"),
    "maintenance": partial(_wall, "maintenance"),
    "empty": _empty,
    "blank": _blank,
    "huge": _swell,
    "bomb": _explode,
    "truncated": _truncate,
    "wrong-charset": _mislabel,
    "redirect-loop": partial(_redirect, "{target}"),
    "redirect-private": partial(_redirect, "http://10.0.0.1/"),
    "redirect-file": partial(_redirect, "file:///etc/passwd"),
}
