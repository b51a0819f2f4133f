"""Text that was decoded wrongly before it reached us, or by us: it must not be stored as what a portal said."""

import re
from typing import Final

#: What U+FFFD, stored as UTF-8, becomes when it is read once more, as GBK or as Latin-1; with one character to look for
#: first, which costs next to nothing.
_REMAINS: Final = (("\ufffd", "\ufffd"), ("锟", "锟斤拷"), ("¿", "ï¿½"))
#: A page that has lost more than this share of its characters is not the portal's text any more.
_LOST: Final = 0.001
#: How ， 。 、 and 的 begin when their UTF-8 is read as GBK; nobody writes these characters otherwise.
_AS_GBK: Final = ("锛", "銆", "鐨")
#: The same read as Latin-1, once or twice; and as ， and 的 of GBK are read.
_AS_LATIN: Final = ("ï", "ã", "Ã", "£", "µ")
#: Han and full-width signs in UTF-8, several in a row: what GBK bytes are only when they once were UTF-8.
_UTF8: Final = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef\xbc[\x80-\xbf]){2,}")
_HAN: Final = re.compile("[\u2e80-\u9fff\uff00-\uffef]+")
#: Letters beyond ASCII stand alone in the languages that have them.
_LATIN: Final = re.compile("[\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{4,}")
#: More than this share of what is not ASCII, and so many characters, are no accident.
_SHARE: Final = 0.02
_FEW: Final = 16
#: What the most frequent characters of Big5 become when it is read as GBK: kana, bopomofo, Greek and Cyrillic letters.
_STRAY: Final = re.compile("[\u0391-\u0451\u3041-\u3129]")
_SCATTERED: Final = 0.05


def garbled(text: str, encoding: str) -> str | None:
    """Say how `text`, which was decoded as `encoding`, is garbled; None when it reads."""
    lost = sum(text.count(remains) for sign, remains in _REMAINS if sign in text)
    if lost > _LOST * len(text):
        return f"{lost} of {len(text)} characters are not {encoding}"
    if any(sign in text for sign in _AS_GBK) and _once_utf8(text):
        return "UTF-8 that was read as GBK before it was sent"
    if any(sign in text for sign in _AS_LATIN) and _once_latin(text):
        return "Chinese that was read as Latin-1 before it was sent"
    if encoding == "gb18030" and _scattered(text):
        return "letters of many scripts among the characters, so not gb18030"
    return None


def _once_utf8(text: str) -> bool:
    stored = "".join(_HAN.findall(text)).encode("gb18030")
    found = sum(map(len, _UTF8.findall(stored)))
    return found > max(_SHARE * len(stored), 2 * _FEW)


def _once_latin(text: str) -> bool:
    found = sum(map(len, _LATIN.findall(text)))
    return found > max(_SHARE * foreign(text), _FEW)


def _scattered(text: str) -> bool:
    return len(_STRAY.findall(text)) > max(_SCATTERED * foreign(text), _FEW)


def foreign(text: str) -> int:
    """How many characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))
