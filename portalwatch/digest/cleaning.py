"""Makes any string fit to be shown in a mail: visible characters only, on one line, of bounded length."""

import re
from unicodedata import category, east_asian_width, normalize
from urllib.parse import quote

TITLE_LIMIT = 300
NAME_LIMIT = 80

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_RAW_PER_SHOWN = 4
_NOT_PLAIN = re.compile(r"[^!-~]")
_LINKED = re.compile(r"https?://.|mailto:.", re.IGNORECASE)
# What may not be parted by a line break: a narrow word or one wide character, with the brackets and stops around it.
_UNIT = re.compile(r" |[〈《「『【（“‘]*(?:[!-\u2e7f]+|.)[〉》」』】）”’、。，：；！？…]*")


def clean(text: str) -> str:
    """Fold every run of blanks and line breaks to one space, drop controls, bidi marks and lone surrogates; NFC."""
    if not text.isprintable():
        shown = (char for char in text if char.isspace() or category(char) not in _UNSEEN)
        text = "".join(" " if char.isspace() else char for char in shown)
    return normalize("NFC", " ".join(text.split()))


def shorten(text: str, limit: int) -> str:
    """Cut to at most `limit` characters, the last of them an ellipsis; no accent is parted from its letter."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end and category(text[end]).startswith("M"):
        end -= 1
    return text[:end].rstrip() + "…"


def clean_line(text: str, limit: int) -> str:
    """Clean and cut. What lies far beyond the limit is not even looked at, so a huge string costs no time."""
    return shorten(clean(text[: _RAW_PER_SHOWN * limit]), limit)


def clean_url(url: str) -> str:
    """Percent-encode what cannot be seen in a URL, blanks included; everything else stays as it is."""
    return _NOT_PLAIN.sub(lambda found: _show(found[0]), url.strip())


def linkable(url: str) -> bool:
    """Whether a mail may link to it: http, https and mailto only."""
    return _LINKED.match(url) is not None


def width(text: str) -> int:
    """Columns in a terminal, where a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else not category(char).startswith("M") for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break a cleaned text into lines of at most `columns`; only a single word that is longer sticks out."""
    lines = [""]
    for unit in _UNIT.findall(text):
        if lines[-1] and width(lines[-1] + unit.rstrip()) > columns:
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return [line.rstrip() for line in lines]


def _show(char: str) -> str:
    return char if char.isprintable() and char != " " else quote(char, errors="replace")
