"""What an article says otherwise than before is asked for twice: only what both answers say is believed."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from portalwatch.changes.compare import differing
from portalwatch.items import Item, Validators
from portalwatch.normalize.fingerprints import fingerprint
from portalwatch.normalize.versions import differ

#: So much of a line that never stays is the same each time.
_ALIKE = 0.6


def is_doubtful(before: Item | None, item: Item) -> bool:
    """Whether an article that could be read before and now says anything else than it did."""
    return before is not None and bool(before.fingerprint and item.fingerprint) and bool(differing(before, item))


def confirm(before: Item, first: Item, second: Item) -> Item:
    """Return what an article says by two answers of one crawl, each of which may be half a page, or change by itself.

    A field in which they differ keeps what it was `before`; of a body, the lines do. Where one is but a part of the
    other, that is believed which is the whole. Where the second could not be read, the article could not.
    """
    if second.fingerprint is None or second.fingerprint == first.fingerprint:
        return second
    title = second.title if first.title == second.title else before.title
    published = second.published if str(first.published) == str(second.published) else before.published
    files = before.attachments if differ(first.attachments, second.attachments) else second.attachments
    body = _agree(before.body, first.body, second.body)
    html = before.html if _bare(body) == _bare(before.body) else second.html
    item = replace(second, title=title, published=published, attachments=files, body=body, html=html)
    # What the server gave to ask with is good for its own answer only.
    validators = second.validators if item == second else Validators()
    return replace(item, fingerprint=fingerprint(item), validators=validators)


def _agree(before: str, first: str, second: str) -> str:
    """Return the text that two answers give: what one of them says alone is as it was before."""
    known, one, other = (text.split("\n") for text in (before, first, second))
    said = frozenset(map(_bare, one))
    for part, whole, text in ((one, other, second), (other, one, first)):
        if _is_part(known, part, whole):
            return text
    return "\n".join(_merge(known, other, said))


def _is_part(known: Sequence[str], part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a text has lost known lines that another one has, and else says no more; it may break off within one."""
    before, some, lines = (Counter(map(_bare, text)) for text in (known, part, whole))
    left = list((some - lines).elements())
    cut = len(left) <= 1 and all(any(line.startswith(each) for line in lines) for each in left)
    return cut and bool((before & lines) - some)


def _merge(known: Sequence[str], lines: Sequence[str], said: Container[str]) -> Iterator[str]:
    """Yield the known lines with those changes of `lines` that were `said` by the other answer as well.

    A known line that has given its place to one that never stays is kept, the most alike of those that are gone.
    """
    matcher = SequenceMatcher(None, [*map(_bare, known)], [*map(_bare, lines)], autojunk=False)
    changes = [(known[i:j], lines[k:m]) for kind, i, j, k, m in matcher.get_opcodes() if kind != "equal"]
    gone = [line for old, _ in changes for line in old if _bare(line) not in said]
    come = [line for _, new in changes for line in new]
    replaced = _find_replaced([line for line in come if _bare(line) not in said], gone, len(come))
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield from lines[k:m]
        else:
            yield from (line for line in known[i:j] if _bare(line) in said or line in replaced)
            yield from (line for line in lines[k:m] if _bare(line) in said)


def _find_replaced(passing: Sequence[str], gone: Sequence[str], come: int) -> list[str]:
    """Return which lines that are gone have given their places to passing ones, of so many that have `come` in all.

    Those are much like them; what is not is only left over, as the other lines have come for lines that are gone too.
    """
    left, replaced = list(gone), list[str]()
    for line in passing[: len(gone)]:
        ratios = [SequenceMatcher(None, line, each, autojunk=False).ratio() for each in left]
        place = ratios.index(max(ratios))
        if ratios[place] >= _ALIKE or len(left) > come - len(passing):
            replaced.append(left.pop(place))
    return replaced


def _bare(line: str) -> str:
    return "".join(line.split())
