"""What a judge keeps: events as they were told, sections and articles as they were seen; and how these compare."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlalchemy import text

from tests.simulation.answers import ArticleSeen, Content, ListSeen
from tests.simulation.articles import Article
from tests.simulation.driver import Visited
from tests.simulation.templates import Shown
from tests.simulation.world import World

#: The schedule of a second look at an article: after as long as it has been known, between these.
FIRST_LOOK, LAST_LOOK = timedelta(hours=1), timedelta(days=60)
#: The verdicts that must not be.
BAD = ("false", "wrong", "missed", "taken", "refused")
#: All events after one, with the section whose crawl has told them.
EVENTS = text(
    "SELECT event.seq, event.kind, event.fields, item.url, crawl.section FROM event JOIN item ON item.id = item_id"
    " JOIN crawl ON crawl.id = crawl_id WHERE event.seq > :after ORDER BY event.seq"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event, as the store has it."""

    seq: int
    kind: str
    fields: frozenset[str]
    path: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something false, or missed, or refused: `verdict` is one of these."""

    verdict: str
    kind: str
    at: datetime
    section: str
    reason: str


@dataclass(slots=True)
class Sight:
    """What was to be seen of one section so far. `below`: who stood beneath each row when it was last listed,
    `listed_at`.

    `newest` is the newest day that was shown and had come by then, `passed` that of times which had,
    `glimpsed` that on pages that were not whole, or not its own; `astray`: so many rows of other pages were believed to
    be its own; `settled` is the newest day before a gap that is open, as what fills it need not be late; `items` are
    all that was known of it or told for it; `depth` is the newest day of the oldest rows that were known of it.
    """

    baseline_at: datetime | None = None
    depth: date | None = None
    trusted_at: datetime | None = None
    known: dict[int, Shown] = field(default_factory=dict)
    run: tuple[int, ...] = ()
    newest: date | None = None
    passed: date | None = None
    glimpsed: date | None = None
    settled: date | None = None
    gap: bool = False
    astray: int = 0
    below: dict[int, frozenset[int]] = field(default_factory=dict)
    listed_at: dict[int, datetime] = field(default_factory=dict)
    misses: Counter[int] = field(default_factory=Counter)
    suspects: int = 0
    items: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Read:
    """An article as it was last read, `read_at`, and last told: asked for `at`, and surely recorded `kept_at`."""

    content: Content
    told: Content
    first_at: datetime
    read_at: datetime
    at: datetime
    kept_at: datetime
    template: object
    bodies: list[tuple[str, ...]]


def lists(visited: Visited, key: str) -> list[ListSeen]:
    return [each for each in visited.seen if isinstance(each, ListSeen) and each.section == key]


def articles(visited: Visited) -> list[ArticleSeen]:
    """Return what was sent of each article; where that was not always the same, no more than that it was asked for."""
    sent: dict[int, list[Content]] = {}
    for each in visited.seen:
        if isinstance(each, ArticleSeen):
            sent.setdefault(each.id, []).extend([each.content] if each.content else [])
    alike = {number: all(each == found[0] for each in found) for number, found in sent.items()}
    return [ArticleSeen(id=each, content=found[0] if found and alike[each] else None) for each, found in sent.items()]


def form(path: str) -> str:
    """Return an address apart from its numbers."""
    return re.sub(r"\d+", "0", path)


def glimpse(sight: Sight, pages: Sequence[ListSeen]) -> None:
    """Note the newest day that pages have shown which were not whole, or not the section's own."""
    days = [row.date.date() for page in pages for row in (*page.shown, *page.instead) if row.date]
    sight.glimpsed = max([*days, *([sight.glimpsed] if sight.glimpsed else [])], default=None)


def above_denied(visited: Visited, key: str, rows: Sequence[Shown]) -> list[Shown]:
    """Return the rows that stand above the first of a page that was asked for in vain."""
    seen = lists(visited, key)
    read = {each.number for each in seen if each.genuine}
    denied = {row.id for each in seen if each.number not in read for row in each.rows}
    return list(takewhile(lambda row: row.id not in denied, rows))


def oblige(key: str, visited: Visited, world: World, sight: Sight, fresh: Collection[str]) -> list[Shown]:
    """Return the rows that a crawl had to read, or did: down to the known run, or a page of known rows."""
    pages = world.pages(key)
    listed = {article.id for page in pages for article in page}
    run = {each for each in sight.run if each in listed}
    asked = max((each.number for each in lists(visited, key) if each.genuine), default=1)
    seen: set[int] = set()
    found: list[Shown] = []
    for number, page in enumerate(pages, start=1):
        found += map(world.show, page)
        rows = {each.id for each in page if not each.pinned}
        seen |= rows
        # While a gap is open, what is known above it is not enough: half of the run below it must have been met.
        met = not sight.gap or 2 * len(run & seen) >= len(run)
        enough = key in fresh or (run and run <= seen) or (met and rows <= sight.known.keys())
        if enough and number >= asked:
            break
    return found


def deepen(sight: Sight, rows: Sequence[Shown]) -> None:
    """Note how far down a section is known; one row alone may be backdated."""
    days = sorted(row.date.date() for row in rows if row.date)[:3]
    sight.depth = min((day for day in (max(days, default=None), sight.depth) if day), default=None)


def lowest(sight: Sight, rows: Sequence[Shown]) -> int:
    """Return the place of the last known row, apart from those that are older than the section is known down to."""
    known = [(place, row) for place, row in enumerate(rows) if row.id in sight.known]
    within = [place for place, row in known if row.date and sight.depth and row.date.date() >= sight.depth]
    return max(within or [place for place, _ in known], default=-1)


def is_below(article: Article, obliged: Sequence[Shown], lowest: int) -> bool:
    """Whether a row below all that is known is no younger than it."""
    above = obliged[lowest].date if lowest >= 0 else None
    return above is None or not article.dated or article.published.date() <= above.date() + timedelta(days=1)


def still_below(world: World, key: str, sight: Sight, number: int, obliged: Sequence[Shown]) -> int:
    """Return how many rows that stood below a missing one are listed; of a day that was shuffled since none counts."""
    below = sight.below[number] & {row.id for row in obliged if not row.pinned}
    reordered_at = world.reordered_at.get(key)
    if reordered_at is None or reordered_at <= sight.listed_at[number]:
        return len(below)
    on = world.numbers[number].published.date()
    return sum(world.numbers[each].published.date() < on for each in below)


def was_listed(article: Article, since: datetime, sight: Sight) -> bool:
    """Whether an item, listed `since`, was there when the section was first read, and that could be seen.

    What stood further down than anybody had read, and is put on top later, looks like any old document put there.
    """
    raised = article.pinned and article.id not in sight.known
    return sight.baseline_at is None or (since <= sight.baseline_at and not raised)


def kinds(article: Article, shown: datetime | None, sight: Sight) -> set[str]:
    """Return what an item may be called: late when it is older than the newest known, by list and by article."""
    days = {article.published.date()} | ({shown.date()} if shown else set())
    if sight.newest is None or not article.dated:
        return {"new", "late"}
    others = (sight.passed, sight.settled, max(sight.newest, sight.glimpsed or sight.newest))
    newest = {sight.newest, *(day for day in others if day)}
    return {"late" if day < known else "new" for day in days for known in newest}


def is_due(read: Read | None, now: datetime, *, surely: bool = True) -> bool:
    """Whether an article is to be looked at again, or may be: what was asked for in vain may have been put off."""
    if read is None or (read.at != read.kept_at and not surely):
        return not surely
    age = read.at - read.first_at
    return age < LAST_LOOK and now >= read.at + max(age, FIRST_LOOK)


def differing(before: Content, now: Content, *, surely: bool = False) -> set[str]:
    """Return the fields that differ. Files are named in the text: it may be told as changed with them."""
    found = {name for name in ("title", "published", "body") if getattr(before, name) != getattr(now, name)}
    if before.files != now.files:
        found |= {"attachments"} if surely else {"attachments", "body"}
    return found


def shown_otherwise(before: Shown | None, now: Shown) -> set[str]:
    """Return the fields in which a row says something else: of what was never read it is all there is."""
    if before is None:
        return set()
    return {
        name
        for name, field in (("title", "title"), ("published", "date"))
        if getattr(before, field) != getattr(now, field)
    }


def untold(before: Read, now: Content, world: World) -> set[str]:
    """Return the fields that an article reads otherwise in than `before`, as far as anybody can tell that from it."""
    if world.migrated_at > before.read_at:
        # With its address everything may change, and nothing is told.
        return set()
    missing = differing(before.content, now, surely=True) & differing(before.told, now, surely=True)
    ahead = before.content.published is not None and before.content.published > before.read_at
    # A time that has not come yet is not believed, so there was none.
    if ahead or before.template != world.template or _shown_alike(before.content, now, world.template.times):
        missing.discard("published")
    if _oscillates(before.bodies, now.body):
        missing.discard("body")
    return missing


def all_fields(told: Told) -> set[str]:
    return {"title", "published", "body", "attachments"} if told.kind in ("new", "late", "returned") else set()


def _oscillates(bodies: list[tuple[str, ...]], now: tuple[str, ...]) -> bool:
    """Whether a text that is read now has been there before, and so had one before it."""
    history = [*bodies, now]
    return len(history) - len(set(history)) >= 2


def name(article: Article) -> str:
    return f"{article.id} {article.title[:16]} {article.published:%Y-%m-%d %H:%M}"


def _shown_alike(before: Content, now: Content, form: str) -> bool:
    """Whether two publish times cannot be told apart as pages write them: one is not shown, or its minute is not."""
    times = (before.published, now.published)
    return None in times or len({time.strftime(form) for time in times if time}) == 1
