"""Text as a reader sees it: blanks folded, invisible characters dropped."""

import re
from typing import Final

from lxml.etree import _Element as Element

#: Characters that portals use for layout and nobody sees: soft hyphen, zero-width ones, direction marks, stray BOMs.
_UNSEEN: Final = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_SIGNS: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` on one line: runs of blanks (also U+00A0, U+3000) become one space, unseen characters go."""
    folded = " ".join(text.split())
    # Without blanks, only unseen characters are left that do not print; nearly all text has none.
    return folded if folded.isprintable() else " ".join(folded.translate(_UNSEEN).split())


def visible(element: Element) -> str:
    """Return the folded text of `element` and all within it, its tail apart."""
    return fold("".join(map(str, element.itertext())))


def compact(text: str) -> str:
    """Return the letters, digits and Han of `text` in lower case: two spellings of one title compare equal."""
    return _SIGNS.sub("", text).lower()


def width(text: str) -> int:
    """How much `text` says: a Han character counts two, any other one."""
    return len(text) + len(_HAN.findall(text))
