"""Compares two versions of a text, and shows what changed from one to the other in passages that a person can read."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Final

from portalwatch.digest.cleaning import clean
from portalwatch.normalize.fingerprints import lasting

#: So many passages are shown, of so many characters altogether; one of them in any case.
PASSAGES_SHOWN, CHARACTERS_SHOWN = 4, 400
# So much of what has not changed stands on each side of what has, and at most so much of what went or came.
_CONTEXT: Final = 16
_LONGEST: Final = 160
# Only so many tokens or lines, with so many equal pairs among them, are aligned: the time grows with both.
_MOST: Final = 1_000
_MOST_PAIRS: Final = 40_000
# A text that keeps less of the other has been written anew.
_ALIKE: Final = 0.4
# A date, a time, a number with its unit; a word; every other character is one by itself, Chinese ones above all.
_TOKEN: Final = re.compile(
    r"\d+(?:[-./:：,年月]\d+)*[年月日号时分%％]?|[a-zA-Z\u00c0-\u024f\u0370-\u052f]+|.[\u0300-\u036f]*",
    re.DOTALL,
)

_STOPS: Final = frozenset("\n。；，、：！？;,:!?")


class Fate(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text and what became of it."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A line, or as much of it as is shown around what changed in it."""

    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        """How it read; empty where nothing stood."""
        return "".join(piece.text for piece in self.pieces if piece.fate is not Fate.ADDED)

    @property
    def after(self) -> str:
        """How it reads; empty where nothing stands any more."""
        return "".join(piece.text for piece in self.pieces if piece.fate is not Fate.GONE)

    @property
    def length(self) -> int:
        """Characters, those that went among them."""
        return sum(len(piece.text) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Passages:
    """The first of the passages that changed; `more` of them are not shown."""

    shown: tuple[Passage, ...]
    more: int = 0


def compare(before: str, after: str) -> Passage:
    """Return both texts in one: what is kept and added makes `after`, what is kept and gone `before`, blanks apart.

    Texts that have little in common, or differ over too great a length, differ as a whole.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head, tail = _shared(old, new)
    pieces = [
        Piece(Fate.KEPT, "".join(new[:head])),
        *_align(old[head : len(old) - tail], new[head : len(new) - tail]),
        Piece(Fate.KEPT, "".join(new[len(new) - tail :])),
    ]
    return Passage(tuple(_coarsen(_join(_slide(_join(map(_settle, pieces)))))))


def find_passages(before: str, after: str) -> Passages:
    """Return the lines that differ in two bodies, cut to what changed in them; what changes by itself apart."""
    shown: list[Passage] = []
    more, room = 0, CHARACTERS_SHOWN
    for gone, added in _differing(_lines(before), _lines(after)):
        if len(shown) >= PASSAGES_SHOWN or room <= 0:
            more += max(len(gone), len(added))
            continue
        found = [crop(line) for line in _split(compare("\n".join(gone), "\n".join(added)))]
        for passage in found:
            room -= passage.length
            if not shown or (len(shown) < PASSAGES_SHOWN and room >= 0):
                shown.append(passage)
            else:
                more += 1
    return Passages(tuple(shown), more)


def crop(passage: Passage) -> Passage:
    """Cut a passage down to what changed, with a little of what stands beside it."""
    last = len(passage.pieces) - 1
    return Passage(
        tuple(
            Piece(piece.fate, _excerpt(piece, first=place == 0, last=place == last))
            for place, piece in enumerate(passage.pieces)
        )
    )


def _excerpt(piece: Piece, *, first: bool, last: bool) -> str:
    text = piece.text
    if piece.fate is not Fate.KEPT:
        return text if len(text) <= _LONGEST else _begin(text, _LONGEST) + "…"
    begin = "" if first else _begin(text, _CONTEXT)
    end = "" if last else _end(text, _CONTEXT)
    if len(begin) + len(end) >= len(text):
        return text
    return f"{_to_clause(begin)}…{_from_clause(end)}"


def _begin(text: str, least: int) -> str:
    """Return the first tokens, `least` characters of them."""
    found = ""
    for token in _TOKEN.findall(text[: 4 * least]):
        if len(found) >= least:
            break
        found += token
    return found


def _end(text: str, least: int) -> str:
    found = ""
    for token in reversed(_TOKEN.findall(text[-4 * least :])):
        if len(found) >= least:
            break
        found = token + found
    return found


def _to_clause(text: str) -> str:
    """End where a clause does, if enough is left."""
    end = max(text.rfind(stop, _CONTEXT // 2) for stop in _STOPS)
    return text[:end] if end > 0 else text


def _from_clause(text: str) -> str:
    """Begin where a clause does, if enough is left."""
    begin = max(text.rfind(stop, 0, len(text) - _CONTEXT // 2) for stop in _STOPS)
    return text[begin + 1 :].lstrip()


def _lines(body: str) -> list[str]:
    return [line for line in map(clean, lasting(body).split("\n")) if line]


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Find the runs of lines that differ. Lines that differ in blanks only are equal."""
    was, now = _bare(old), _bare(new)
    head, tail = _shared(was, now)
    old, was = old[head : len(old) - tail], was[head : len(was) - tail]
    new, now = new[head : len(new) - tail], now[head : len(now) - tail]
    for tag, begin, end, start, stop in _opcodes(was, now):
        if tag != "equal":
            yield from _pair(old[begin:end], new[start:stop])


def _pair(gone: Sequence[str], added: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Compare as many lines with as many, each with its own; otherwise those that became one or were parted."""
    if len(gone) != len(added):
        yield gone, added
    else:
        yield from (((was,), (now,)) for was, now in zip(gone, added, strict=True))


def _split(passage: Passage) -> Iterator[Passage]:
    """Part a passage into its lines; those in which nothing changed are left out."""
    for line in _broken(passage.pieces):
        pieces = tuple(piece for piece in line if piece.text)
        if any(piece.fate is not Fate.KEPT for piece in pieces):
            yield Passage(pieces)


def _broken(pieces: Sequence[Piece]) -> Iterable[Sequence[Piece]]:
    """Break pieces into lines; those of a text written anew stand beside those that it replaces."""
    texts = [[Piece(piece.fate, text) for text in piece.text.split("\n")] for piece in pieces]
    if all(piece.fate is not Fate.KEPT for piece in pieces):
        return [tuple(piece for piece in line if piece) for line in zip_longest(*texts)]
    lines: list[list[Piece]] = [[]]
    for first, *others in texts:
        lines[-1].append(first)
        lines.extend([piece] for piece in others)
    return lines


def _bare(lines: Iterable[str]) -> list[str]:
    return [line.replace(" ", "") for line in lines]


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Count what is equal at the beginning, and of the rest at the end."""
    most = min(len(old), len(new))
    head = next((place for place in range(most) if old[place] != new[place]), most)
    most -= head
    return head, next((place for place in range(most) if old[-1 - place] != new[-1 - place]), most)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """Align two sequences; what would take too long differs as a whole."""
    if _is_feasible(old, new):
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [("replace", 0, len(old), 0, len(new))]


def _is_feasible(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    if max(len(old), len(new)) > _MOST:
        return False
    counts = Counter(new)
    return sum(number * counts[each] for each, number in Counter(old).items()) <= _MOST_PAIRS


def _align(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    pieces, kept = [], 0
    for tag, begin, end, start, stop in _opcodes(old, new):
        if tag == "equal":
            kept += end - begin
            pieces.append(Piece(Fate.KEPT, "".join(new[start:stop])))
        else:
            pieces += [Piece(Fate.GONE, "".join(old[begin:end])), Piece(Fate.ADDED, "".join(new[start:stop]))]
    if kept >= _ALIKE * min(len(old), len(new)):
        return pieces
    return [Piece(Fate.GONE, "".join(old)), Piece(Fate.ADDED, "".join(new))]


def _settle(piece: Piece) -> Piece:
    """Take blanks for what they are: one that went leaves nothing behind, one that came was as good as there."""
    if piece.text.strip() or piece.fate is Fate.KEPT:
        return piece
    return Piece(Fate.KEPT, piece.text if piece.fate is Fate.ADDED else "")


def _join(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbours; in every change what went stands before what came."""
    joined = []
    shown = (piece for piece in pieces if piece.text)
    for _, run in groupby(shown, key=lambda piece: piece.fate is Fate.KEPT):
        for fate, same in groupby(sorted(run, key=lambda piece: piece.fate is Fate.ADDED), key=attrgetter("fate")):
            joined.append(Piece(fate, "".join(piece.text for piece in same)))
    return joined


def _coarsen(pieces: Iterable[Piece]) -> list[Piece]:
    """Let a little that was kept between two changes go with them: a date is read as a whole, not digit by digit."""
    runs: list[list[Piece]] = []
    for _, run in groupby(pieces, key=lambda piece: piece.fate is Fate.KEPT):
        runs.append(list(run))
        while len(runs) > 2 and _is_little(*runs[-3:]):
            last, kept, first = runs.pop(), runs.pop(), runs.pop()
            both = [Piece(fate, piece.text) for piece in kept for fate in (Fate.GONE, Fate.ADDED)]
            runs.append(_join([*first, *both, *last]))
    return [piece for run in runs for piece in run]


def _is_little(first: Sequence[Piece], kept: Sequence[Piece], last: Sequence[Piece]) -> bool:
    """Whether between two replacements less is kept than either replaces."""
    if kept[0].fate is not Fate.KEPT or "\n" in kept[0].text or len(first) < 2 or len(last) < 2:
        return False
    return 2 * len(kept[0].text) <= min(len(piece.text) for piece in (*first, *last)) + 1


def _slide(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Let what only came or only went begin and end where a line or a clause does, if it can be read so."""
    slid = list(pieces)
    for place in range(1, len(slid) - 1):
        around = slid[place - 1 : place + 2]
        if around[0].fate is around[2].fate is Fate.KEPT:
            texts = _turn(*(piece.text for piece in around))
            slid[place - 1 : place + 2] = [Piece(piece.fate, text) for piece, text in zip(around, texts, strict=True)]
    return (piece for piece in slid if piece.text)


def _turn(left: str, middle: str, right: str) -> tuple[str, str, str]:
    """Choose among the places where `middle` can have come into the same text."""
    whole, begin, end = left + middle + right, len(left), len(left) + len(middle)
    most = min(len(right), _CONTEXT)
    after = next((step for step in range(most) if whole[begin + step] != whole[end + step]), most)
    most = min(len(left), _CONTEXT)
    before = next((step for step in range(most) if whole[begin - step - 1] != whole[end - step - 1]), most)
    steps = sorted(range(-before, after + 1), key=abs)
    best = max(steps, key=lambda step: _rounded(whole[begin + step : end + step]))
    return whole[: begin + best], whole[begin + best : end + best], whole[end + best :]


def _rounded(text: str) -> int:
    """Say how much a text is one by itself: a line, a clause, or part of one."""
    return 2 if text[0] == "\n" or text[-1] == "\n" else int(text[-1] in _STOPS)
