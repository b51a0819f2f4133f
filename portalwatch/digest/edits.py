"""Says what was edited: each field that differs, as it was and as it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portalwatch.digest.cleaning import NAME_LIMIT, TITLE_LIMIT, clean_line, clean_url, shorten
from portalwatch.digest.diff import Fate, Passage, Passages, Piece, compare, find_passages
from portalwatch.digest.words import Words
from portalwatch.items import Attachment, Content, Event, Precision, Published
from portalwatch.normalize.versions import Pair, is_replaced, match

_FILES_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One field that was edited: what changed in it, of which `more` passages are not shown.

    `brief` says it in one line, where it is short enough.
    """

    label: str
    passages: tuple[Passage, ...]
    more: str = ""
    brief: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """How the passages read before and after, as lines marked `-` and `+`."""
        both = [(("-", passage.before), ("+", passage.after)) for passage in self.passages]
        return tuple(line for lines in both for line in lines if line[1])


def list_edits(event: Event, words: Words, today: date) -> tuple[Edit, ...]:
    """List the edits of an event, in the order of its fields; none where it is not known what was said before."""
    before, after = event.before, current(event)
    if before is None:
        return ()
    made = (_edit(field, before, after, words, today) for field in event.fields)
    return tuple(edit for edit in made if edit.passages)


def current(event: Event) -> Content:
    """Return what an item says since an event."""
    item = event.item
    return event.after or Content(
        title=item.title, published=item.published, body=item.body, attachments=item.attachments
    )


def is_undone(event: Event) -> bool:
    """Whether several edits have left what they changed as it was before them."""
    before, after = event.before, current(event)
    return before is not None and all(getattr(before, name, "") == getattr(after, name, "") for name in event.fields)


def write_published(published: Published | None, words: Words, today: date) -> tuple[str, str]:
    """Write day and clock in the portal's own zone, as the page said them."""
    if published is None:
        return words.undated, ""
    clock = f"{published.at:%H:%M}" if published.precision is Precision.MINUTE else ""
    return words.on(published.on, today), clock


def _edit(field: str, before: Content, after: Content, words: Words, today: date) -> Edit:
    match field:
        case "title":
            return _retitled(before.title, after.title, words)
        case "published":
            return _redated(before.published, after.published, words, today)
        case "body":
            return _rewritten(find_passages(before.body, after.body), words)
        case "attachments":
            return _refiled(before.attachments, after.attachments, words)
    return Edit(label="", passages=())


def _retitled(before: str, after: str, words: Words) -> Edit:
    passage = compare(clean_line(before, TITLE_LIMIT), clean_line(after, TITLE_LIMIT))
    changed = any(piece.fate is not Fate.KEPT for piece in passage.pieces)
    return Edit(label=words.fields["title"], passages=(passage,) if changed else ())


def _redated(before: Published | None, after: Published | None, words: Words, today: date) -> Edit:
    old, new = (" ".join(filter(None, write_published(each, words, today))) for each in (before, after))
    pieces = Piece(Fate.GONE, old), Piece(Fate.KEPT, " → "), Piece(Fate.ADDED, new)
    passages = (Passage(pieces),) if old != new else ()
    return Edit(label=words.fields["published"], passages=passages, brief=f"{old} → {new}")


def _rewritten(found: Passages, words: Words) -> Edit:
    more = words.count(found.more, words.more_passages) if found.more else ""
    return Edit(label=words.fields["body"], passages=found.shown, more=more)


def _refiled(before: Collection[Attachment], after: Collection[Attachment], words: Words) -> Edit:
    """Tell which files came and which went; under an address or a name that stays, another file."""
    pairs = match(before, after)
    came, went = ([_name(file) for file in some] for some in _lone(pairs))
    renewed = [name for name in went if name in came]
    passages = [
        *(_replaced(old, new, words) for old, new in pairs if old and new and is_replaced(old, new)),
        *(Passage((Piece(Fate.KEPT, name), Piece(Fate.ADDED, words.replaced))) for name in renewed),
        *(Passage((Piece(Fate.GONE, name),)) for name in went if name not in renewed),
        *(Passage((Piece(Fate.ADDED, name),)) for name in came if name not in renewed),
    ]
    more = len(passages) - _FILES_SHOWN
    return Edit(
        label=words.fields["attachments"],
        passages=tuple(passages[:_FILES_SHOWN]),
        more=words.count(more, words.more_passages) if more > 0 else "",
    )


def _lone(pairs: Collection[Pair]) -> tuple[list[Attachment], list[Attachment]]:
    """Return the files that came, and those that went."""
    return [new for old, new in pairs if new and old is None], [old for old, new in pairs if old and new is None]


def _replaced(old: Attachment, new: Attachment, words: Words) -> Passage:
    sizes = [write_size(file.size or 0) for file in (old, new)]
    said = words.replaced_sizes.format(before=sizes[0], after=sizes[1]) if len(set(sizes)) > 1 else words.replaced
    return Passage((Piece(Fate.KEPT, _name(new)), Piece(Fate.ADDED, said)))


def write_size(size: int) -> str:
    """Write a number of bytes as a file manager does."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _name(file: Attachment) -> str:
    return clean_line(file.name, NAME_LIMIT) or shorten(clean_url(file.url), NAME_LIMIT)
