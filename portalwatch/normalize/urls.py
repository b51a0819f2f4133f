"""The address of an item, and the key by which the items of a portal are told apart.

Keys are not left to w3lib's canonicalize_url: an item is known by its key for ever, while what that function returns
has changed between releases, and it keeps scheme, session ids and default documents.
"""

import re
from functools import lru_cache
from posixpath import normpath
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

# Query parameters that never name an article.
_NOISE: Final = re.compile(
    r"(?: (?:php|asp|j)?sess(?:ion)?_?id | aspsessionid\w* | asp\.net_sessionid | cfid | cftoken | zenid | oscsid"
    r"| utm_\w+ | spm | isappinstalled | nsukey | tdsourcetag | hm(?:sr|pl|cu|kw|ci) | bd_vid"
    r"| ad(?:uin|session|tag|pubno) | (?:fb|g|dc|ms|y)clid | [gw]braid | mc_[ce]id | _hs(?:enc|mi) | igshid | mkt_tok"
    r"| share_?(?:token|source|medium|from) | (?:access_?)?token | sign(?:ature)? | expires | timestamp | nonce"
    r"| rand(?:om)? ) (?:=.*)?"
    # `from` may name a department, so only what chat programs add; jQuery's `_` is a clock.
    r"| from=(?:timeline|(?:single|group)message|qzone|weibo|wechat|weixin) | _=\d{10,}",
    re.IGNORECASE | re.VERBOSE,
)
# A forum's sid is a session beside what names the article; alone it may be the article's own id.
_SID: Final = re.compile(r"sid=[0-9a-z,-]{26,}", re.IGNORECASE)
_NAMING: Final = ("id", "aid", "tid", "nid", "newsid", "articleid", "infoid", "t", "p")
_PATH_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_COOKIELESS: Final = re.compile(r"/\([A-Z]\([0-9a-z]{8,}\)\)(?=/)", re.IGNORECASE)
_DEFAULT: Final = re.compile(r"(?<=/)(?:index|default)\.(?:[sj]?html?|aspx?|jspx?|php)$", re.IGNORECASE)
# Routes of pages that a script draws are part of the address; `#!` and `#/` alone are dead links.
_ROUTE: Final = re.compile(r"!?/.|!\w")
_AMPERSAND: Final = re.compile(r"&(?:amp;)+")
_ESCAPE: Final = re.compile(r"%([0-9a-fA-F]{2})?")
_UNSAFE: Final = re.compile(r"""[^!-~]|["<>\\^`{|}]""")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]+")
# Any letters, for names such as 例子.中国, but no blanks and nothing that would end a host.
_HOST: Final = re.compile(r"""[^\s!"#$&'()*+,/;<=>?@\\^`{|}]+""")
_NUMBER: Final = re.compile(r"\d+")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def is_web(url: str) -> bool:
    """Whether there can be a page behind an address.

    >>> is_web("http://example.cn/a"), is_web("javascript:void(0)"), is_web("http://[bad/")
    (True, False, False)
    """
    return bool(_split(url))


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """Return the address to show and to fetch: without session ids, tracking and fragment, else as it was.

    What is no web address is returned stripped.

    >>> canonical("HTTP://WWW.Example.cn:80/a.jsp;jsessionid=1F2E?id=5&utm_source=wx&name=%B9%AB#top")
    'http://www.example.cn/a.jsp?id=5&name=%B9%AB'
    """
    url = _UNSEEN.sub("", url).strip()
    parts = _split(url)
    if not parts:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    path = _COOKIELESS.sub("", _PATH_SESSION.sub("", parts.path)).replace(" ", "%20") or "/"
    query = "&".join(_meaningful(parts.query)).replace(" ", "%20")
    return urlunsplit((parts.scheme, user + at + _site(parts), path, query, _route(parts))).rstrip()


@lru_cache(maxsize=4096)  # each address of a crawl is met in its row, its article and its story
def key(url: str, *, aliases: tuple[str, ...] = (), ignore_query: tuple[str, ...] = ()) -> str:
    """Return what identifies an address within its portal, whichever way it is linked.

    `aliases` are hosts that serve the same pages; the first stands for all of them and so must not change.
    `ignore_query` names further parameters that do not matter. Scheme, `www.`, the order of parameters, spelling of
    escapes, default documents, doubled slashes and a slash at the end do not matter either: no portal has been
    seen to serve two articles that differ in these alone.

    >>> key("https://www.example.cn//news/index.html?b=2&a=1") == key("http://example.cn:80/news/?a=1&b=2")
    True
    >>> key("http://m.example.cn/art/5.html", aliases=("www.example.cn", "m.example.cn"))
    'example.cn/art/5.html'
    """
    url = canonical(url)
    parts = _split(url)
    if not parts:
        return url
    site = _ascii(_bare(_site(parts)))
    same = [_ascii(_bare(alias.lower())) for alias in aliases]
    path = normpath(_DEFAULT.sub("", _escape(re.sub("/{2,}", "/", parts.path))))
    pairs = sorted(
        _escape(pair.replace("+", " ")) for pair in _meaningful(parts.query) if _name(pair) not in ignore_query
    )
    query = "?" + "&".join(pairs) if pairs else ""
    route = "#" + _escape(parts.fragment) if parts.fragment else ""
    return (same[0] if site in same else site) + path.rstrip("/") + query + route


def shape(key: str) -> str:
    """Return what a key has in common with others that were made in the same way.

    >>> shape("example.cn/art/2022/6/9/art_1_25.html")
    'example.cn/art/0/0/0/art_0_0.html'
    """
    return _NUMBER.sub("0", key)


def domain(url: str) -> str:
    """Return the host in lower case, without `www.`; what is no web address is returned stripped."""
    url = _UNSEEN.sub("", url).strip()
    parts = _split(url)
    return _bare(parts.hostname or "") if parts else url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and _HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _site(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _bare(host: str) -> str:
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _meaningful(query: str) -> list[str]:
    pairs = [pair for pair in _AMPERSAND.sub("&", query).split("&") if pair and not _NOISE.fullmatch(pair)]
    if any(_name(pair) in _NAMING for pair in pairs):
        pairs = [pair for pair in pairs if not _SID.fullmatch(pair)]
    return pairs


def _name(pair: str) -> str:
    return pair.partition("=")[0]


def _route(parts: SplitResult) -> str:
    return parts.fragment.replace(" ", "%20") if _ROUTE.match(parts.fragment) else ""


def _escape(text: str) -> str:
    """Spell each character in one way: bytes stay the bytes they are, be they UTF-8 or GBK."""
    return _UNSAFE.sub(lambda match: quote(match.group()), _ESCAPE.sub(_respell, text))


def _respell(match: re.Match[str]) -> str:
    if not match[1]:
        return "%25"
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.match(char) else f"%{match[1].upper()}"
