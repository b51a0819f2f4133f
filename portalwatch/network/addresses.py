"""Decides which IP addresses may be connected to, and which URLs may be asked for. Pure: nothing is looked up here."""

import re
import unicodedata
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from portalwatch.errors import AddressError

LONGEST_URL = 2083
DEFAULT_PORTS = {"http": 80, "https": 443}

LOOPBACK = "loopback"
PRIVATE = "private network"
METADATA = "cloud metadata service"
EMBEDDED = "IPv4 inside IPv6"

#: They hand out credentials. Azure's lies outside every special range, those over IPv6 inside one that may be allowed.
METADATA_SERVICES = frozenset(
    ip_address(address)
    for address in (
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fd00:42::42",
    )
)

#: The first match counts. `is_private` and `is_global` are not enough: from carrier NAT on, most of these pass the one
#: or the other. What Python knows and this does not is "reserved".
RANGES = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("127.0.0.0/8", LOOPBACK),
        ("::1/128", LOOPBACK),
        ("10.0.0.0/8", PRIVATE),
        ("172.16.0.0/12", PRIVATE),
        ("192.168.0.0/16", PRIVATE),
        ("fc00::/7", PRIVATE),
        ("0.0.0.0/8", "unspecified"),
        ("::/128", "unspecified"),
        ("169.254.0.0/16", "link-local"),
        ("fe80::/10", "link-local"),
        ("100.64.0.0/10", "carrier NAT"),
        ("192.0.0.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("224.0.0.0/4", "multicast"),
        ("ff00::/8", "multicast"),
        ("fec0::/10", "site-local"),
        ("3fff::/20", "documentation"),
        ("::/96", EMBEDDED),
        ("::ffff:0:0/96", EMBEDDED),
        ("64:ff9b:1::/48", EMBEDDED),
        ("2001::/32", EMBEDDED),
        ("2002::/16", EMBEDDED),
    )
)

#: RFC 6052: an IPv6-only network reaches every IPv4 host through this prefix, so what counts is the host behind it.
NAT64 = ip_network("64:ff9b::/96")

#: The ports from 1024 on that browsers refuse (Fetch standard, "port blocking"): SIP, NFS, X11, IRC and the like.
UNSAFE_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)

_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_NAME = re.compile(r"[a-z0-9._-]+")


def refusal(address: str) -> str | None:
    """Say why an IP address must not be connected to; None when it may be."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "not an IP address"
    return _refusal(ip)


def _refusal(ip: IPv4Address | IPv6Address) -> str | None:
    if ip in METADATA_SERVICES:
        return METADATA
    if ip in NAT64:
        behind = _refusal(IPv4Address(int(ip) & 0xFFFF_FFFF))
        return f"{EMBEDDED}: {behind}" if behind else None
    special = next((reason for network, reason in RANGES if ip in network), None)
    if special is None and (ip.is_reserved or not ip.is_global):
        return "reserved"
    return special


def check(host: str, address: str, *, allow_private: bool) -> None:
    """Raise AddressError when `address`, which `host` resolved to, must not be connected to.

    `allow_private` lets loopback and private networks through, and nothing else.
    """
    reason = refusal(address)
    if reason is None or (allow_private and reason in (LOOPBACK, PRIVATE)):
        return
    raise AddressError(host, address, reason)


def allowing(hosts: Collection[str] = (), *, private: bool) -> Callable[[str], bool]:
    """Return what says whether a host's address may be private: never, for these hosts only, or for all."""
    named = frozenset(hosts)
    return lambda host: private and (not named or host in named)


def check_url(url: str, *, allow_private: bool) -> str:
    """Return `url` with its host in ASCII, as it will be asked for; raise AddressError when it must not be.

    Refused are all but http and https, user names, backslashes, blanks and control characters (parsers disagree on
    where the host ends), ports that no portal uses, and hosts that are refused addresses in any spelling.
    A host name still has to be looked up, and each of its addresses checked.
    """
    try:
        parts = _split(url)
        host = _ascii(parts.hostname or "")
        port = _port(parts, allow_private=allow_private)
    except ValueError as error:
        raise AddressError(_shown(url), "not looked up", str(error)) from error
    if _is_address(host):
        check(parts.hostname or host, host, allow_private=allow_private)
    netloc = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=netloc if port is None else f"{netloc}:{port}").geturl()


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise ValueError(f"longer than {LONGEST_URL} characters")
    if "\\" in url or any(unicodedata.category(character)[0] in "CZ" for character in url):
        raise ValueError("a backslash, blank or control character")
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if "@" in parts.netloc:
        raise ValueError("a user name in the URL")
    return parts


def _port(parts: SplitResult, *, allow_private: bool) -> int | None:
    """Return the port that the URL names, None when it names none."""
    port = parts.port
    usual = port is None or port in DEFAULT_PORTS.values() or (port > 1023 and port not in UNSAFE_PORTS)
    if port == 0 or not (usual or allow_private):
        raise ValueError(f"port {port}")
    return port


def _ascii(host: str) -> str:
    """Return a host as it is looked up: IDNA for names, the usual form for addresses in whatever spelling."""
    if ":" in host:
        return str(IPv6Address(host))
    name = unicodedata.normalize("NFKC", host).encode("idna").decode().lower()
    if not _NAME.fullmatch(name):
        raise ValueError("not a host name")
    return _dotted(name) or name


def _dotted(name: str) -> str | None:
    """Read a host as an IPv4 address the way browsers and `inet_aton` do: `0x7f.1`, `2130706433`, `0177.0.0.1`.

    None when it is a name. A name whose last label is a number is neither, and ValueError.
    """
    labels = name.removesuffix(".").split(".")
    if not _NUMBER.fullmatch(labels[-1]):
        return None
    if len(labels) > 4 or not all(map(_NUMBER.fullmatch, labels)):
        raise ValueError("not a host name")
    *head, last = map(_number, labels)
    if max(head, default=0) > 255 or last >= 256 ** (4 - len(head)):
        raise ValueError("not an IP address")
    return str(IPv4Address(last + sum(byte << 8 * (3 - place) for place, byte in enumerate(head))))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _shown(url: str) -> str:
    """Make a refused URL fit to be logged: no password, nothing unprintable, not endless."""
    hidden = re.sub(r"//[^/?#]*@", "//…@", url[:200])
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in hidden)
