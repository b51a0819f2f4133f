"""What happens to a portal from day to day, drawn by lot: the news, and every trouble that is switched on."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from tests.simulation.answers import LISTS, OUTAGES, WALLS
from tests.simulation.articles import ZONE, Article
from tests.simulation.world import NAMES, Fault, Nature, World

Act = Callable[[], object]
#: One trouble's part in a day: when, and what.
Acts = Iterator[tuple[datetime, Act]]
#: What is lasting, and so a part of the portal's nature.
NATURES = ("entry", "conditional", "discovery", "midnight", "undated", "beside", "flutter")
#: How often a portal is crawled in a day: one of these.
OFTEN = (1, 1, 1, 2, 2, 4)
#: How old news may be when something still happens to it.
_RECENT = 24


class Life:
    """The life of one portal: `acts` of a day, and `crawls` of it, in the order of time."""

    def __init__(self, seed: int, troubles: Collection[str], began: datetime, often: Sequence[int] = OFTEN) -> None:
        self.chance, self.troubles = Random(seed), frozenset(troubles)
        self.world = World(self.chance, _nature(self.chance, self.troubles), began)
        self.rhythm = {key: self.chance.choice((0.2, 0.4, 0.8, 1.5)) for key in self.world.nature.sections}
        self._often, self._away = often, 0
        self._fill(began)

    def acts(self, day: datetime) -> list[tuple[datetime, Act]]:
        found = list(self._news(day))
        for name in sorted(self.troubles - set(NATURES) - {"downtime"}):
            found += TROUBLES[name](self, day)
        return sorted(found, key=lambda each: each[0])

    def crawls(self, day: datetime) -> list[datetime]:
        """Return when the portal is crawled on a day."""
        if self._away:
            self._away -= 1
            return []
        if "downtime" in self.troubles and self.chance.random() < 0.015:
            self._away = self.chance.randint(2, 20)
        times = [self.moment(day, 0, 24) for _ in range(self.chance.choice(self._often))]
        return sorted(times)

    def moment(self, day: datetime, first: int = 8, last: int = 18) -> datetime:
        return day + timedelta(seconds=self.chance.randrange(first * 3600, last * 3600))

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def recent(self) -> list[Article]:
        """Return what was published not long ago and is listed, twins apart: what befalls one of them is ambiguous."""
        found = [each for each in self.world.articles if each.listed and not each.twin]
        return sorted(found, key=lambda each: each.published)[-_RECENT:]

    def pick(self) -> Article:
        return self.chance.choice(self.recent())

    def section(self) -> str:
        return self.chance.choice(self.world.nature.sections)

    def publish(self, section: str, at: datetime, **fields: object) -> None:
        """Publish what appears at `at`; by default it says so itself."""
        published = fields.pop("published", at)
        assert isinstance(published, datetime)
        dated = "undated" not in self.troubles or not self.happens(0.06)
        self.world.publish(section, published, **({"dated": dated} | fields))

    def _fill(self, began: datetime) -> None:
        for section in self.world.nature.sections:
            for _ in range(self.chance.randint(12, 45)):
                published = began - timedelta(days=self.chance.random() * 40 / self.rhythm[section] ** 0.5)
                self.publish(section, began, published=published, listed={section: published})
        self.world.made.clear()

    def _news(self, day: datetime) -> Acts:
        for section, rate in self.rhythm.items():
            rate_today = rate * (0.1 if day.weekday() > 4 else 1.3)
            for _ in range(sum(self.happens(rate_today / 4) for _ in range(4))):
                at = self.moment(day, 0, 24) if self.happens(0.1) else self.moment(day)
                yield at, partial(self.publish, section, at)


def _nature(chance: Random, troubles: Collection[str]) -> Nature:
    def has(name: str, probability: float) -> bool:
        drawn = chance.random() < probability
        return name in troubles and drawn

    return Nature(
        sections=tuple(chance.sample(sorted(NAMES), chance.randint(1, 4))),
        page_rows=chance.choice((10, 10, 12, 15, 20)),
        by_entry=has("entry", 0.4),
        validates=has("conditional", 0.5),
        discovered=has("discovery", 0.3),
        midnight=has("midnight", 0.3),
        beside=has("beside", 0.4),
        flutters=has("flutter", 0.15),
    )


def _edits(life: Life, day: datetime) -> Acts:
    for _ in range(sum(life.happens(0.12) for _ in range(3))):
        field = life.chance.choice(("title", "published", "body", "body", "files"))
        yield life.moment(day), lambda field=field: life.world.edit(life.pick(), field)


def _undone(life: Life, day: datetime) -> Acts:
    """An edit that is taken back, now and then again and again."""
    if life.happens(0.03):
        article, at = life.pick(), life.moment(day)
        before, after = article.body, (*article.body[:-1], life.world.writer.paragraph())
        for turn in range(life.chance.choice((2, 2, 5))):
            yield at + timedelta(hours=11 * turn), partial(setattr, article, "body", before if turn % 2 else after)


def _bursts(life: Life, day: datetime) -> Acts:
    if life.happens(0.02):
        section, at = life.section(), life.moment(day)
        for number in range(life.chance.randint(5, 45)):
            yield at + timedelta(minutes=number), partial(life.publish, section, at + timedelta(minutes=number))


def _silence(life: Life, day: datetime) -> Acts:
    if life.happens(0.01):
        section = life.section()
        rate, life.rhythm[section] = life.rhythm[section], 0.0
        yield day + timedelta(days=25), partial(life.rhythm.__setitem__, section, rate or 0.4)


def _withdrawals(life: Life, day: datetime) -> Acts:
    if life.happens(0.06):
        gone = life.chance.choice((404, 410, 200))
        yield life.moment(day), lambda: life.world.withdraw(life.pick(), gone)


def _returns(life: Life, day: datetime) -> Acts:
    away = [each for each in life.world.articles if each.gone]
    if away and life.happens(0.08):
        article = life.chance.choice(away)
        yield life.moment(day), lambda: article.gone and life.world.restore(article)


def _delistings(life: Life, day: datetime) -> Acts:
    if life.happens(0.03):
        yield life.moment(day), lambda: life.world.delist(life.pick())


def _pins(life: Life, day: datetime) -> Acts:
    if life.happens(0.05):
        article, at = life.pick(), life.moment(day)
        yield at, partial(setattr, article, "pinned", True)
        yield at + timedelta(days=life.chance.randint(1, 20)), partial(setattr, article, "pinned", False)


def _reorders(life: Life, day: datetime) -> Acts:
    if life.happens(0.08):
        yield life.moment(day), lambda: life.world.reorder(life.section())


def _backdated(life: Life, day: datetime) -> Acts:
    if life.happens(0.06):
        section, at = life.section(), life.moment(day)
        published = at - timedelta(days=life.chance.choice((1, 2, 5, 30)))
        yield at, partial(life.publish, section, at, published=published)


def _twins(life: Life, day: datetime) -> Acts:
    """The same title again: months later, or on the same day under another address."""
    if life.happens(0.05):
        section, at = life.section(), life.moment(day)
        title = life.pick().title if life.happens(0.5) else life.world.writer.title(day.year)
        for _ in range(life.chance.choice((1, 2))):
            yield at, partial(life.publish, section, at, title=title, twin=True)


def _crosslisted(life: Life, day: datetime) -> Acts:
    if len(life.world.nature.sections) > 1 and life.happens(0.06):
        one, other = life.chance.sample(life.world.nature.sections, 2)
        at = life.moment(day)
        yield at, partial(life.publish, one, at, listed={one: at, other: at})
        later = at + timedelta(days=2)
        yield later, lambda: life.pick().listed.setdefault(other, later)


def _merges(life: Life, day: datetime) -> Acts:
    if len(life.world.nature.sections) > 1 and life.happens(0.002):
        one, other = life.chance.sample(life.world.nature.sections, 2)
        yield life.moment(day), partial(life.world.merge, one, other)


def _moves(life: Life, day: datetime) -> Acts:
    if life.happens(0.05):
        yield life.moment(day), lambda: (article := life.pick()).dated and life.world.move(article)


def _migrations(life: Life, day: datetime) -> Acts:
    if life.happens(0.008):
        yield life.moment(day), partial(life.world.migrate, redirects=life.happens(0.5))


def _redesigns(life: Life, day: datetime) -> Acts:
    if life.happens(0.01):
        yield life.moment(day), life.world.redesign


def _clock(life: Life, day: datetime) -> Acts:
    """The portal's clock is days ahead."""
    if life.happens(0.02):
        section, at = life.section(), life.moment(day)
        ahead = timedelta(days=life.chance.choice((0, 1, 3)), hours=9)
        yield at, partial(life.publish, section, at, published=at + ahead)


def _halves(life: Life, day: datetime) -> Acts:
    """Now and then half of an article's text is sent, in a page that is whole otherwise."""
    if life.happens(0.03):
        yield from _lasting(life, day, Fault(kind="half", section="texts"))


def _fault(life: Life, day: datetime, kinds: Collection[str], probability: float, *, lists: bool) -> Acts:
    if life.happens(probability):
        section = life.section() if lists else life.chance.choice((None, "article", life.section()))
        yield from _lasting(life, day, Fault(kind=life.chance.choice(list(kinds)), section=section))


def _lasting(life: Life, day: datetime, fault: Fault) -> Acts:
    at = life.moment(day, 0, 24)
    faults = life.world.faults
    yield at, partial(faults.append, fault)
    yield at + timedelta(hours=life.chance.choice((1, 6, 20, 70))), lambda: fault in faults and faults.remove(fault)


TROUBLES: dict[str, Callable[[Life, datetime], Acts]] = {
    "edits": _edits,
    "undone": _undone,
    "bursts": _bursts,
    "silence": _silence,
    "withdrawals": _withdrawals,
    "returns": _returns,
    "delistings": _delistings,
    "pins": _pins,
    "reorders": _reorders,
    "backdated": _backdated,
    "twins": _twins,
    "crosslisted": _crosslisted,
    "merges": _merges,
    "moves": _moves,
    "migrations": _migrations,
    "redesigns": _redesigns,
    "clock": _clock,
    "halves": _halves,
    "outages": partial(_fault, kinds=OUTAGES, probability=0.05, lists=False),
    "walls": partial(_fault, kinds=WALLS, probability=0.05, lists=False),
    "lists": partial(_fault, kinds=LISTS, probability=0.05, lists=True),
    "short": partial(_fault, kinds=("short",), probability=0.03, lists=True),
    "deep": partial(_fault, kinds=("deep",), probability=0.03, lists=True),
}
ALL = frozenset({*TROUBLES, *NATURES, "downtime"})


def began(seed: int) -> datetime:
    """Return the first day of a life: somewhere in two years."""
    return datetime(2021, 3, 1, tzinfo=ZONE) + timedelta(days=seed * 37 % 730)
