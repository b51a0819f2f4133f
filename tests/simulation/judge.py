"""Compares what was told with what is true, crawl by crawl, from the portal's side: it knows no key and no row."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from portalwatch.items import Crawl, Outcome
from tests.simulation import evidence
from tests.simulation.answers import Content, ListSeen, content
from tests.simulation.articles import Article
from tests.simulation.driver import Driving, Visited
from tests.simulation.evidence import EVENTS, Failure, Read, Sight, Told
from tests.simulation.templates import Shown

#: So many articles are looked at again in one crawl.
LOOKS = 10
#: So many rows that stood below a missing one must be listed before anything is said of it.
NEIGHBOURS = 2


class Judge:
    """Follows a driver; `failures` and `figures` are what it finds."""

    def __init__(self, driver: Driving) -> None:
        self.driver, self.world = driver, driver.world
        self.sights = {key: Sight() for key in self.world.nature.sections}
        self.failures: list[Failure] = []
        self.figures: Counter[str] = Counter()
        self._accounted: set[int] = set()
        self._named: set[int] = set()
        self._withdrawn: set[int] = set()
        #: Those that nobody could know for the same under their new address: the old one may be told as withdrawn.
        self._parted: set[int] = set()
        self._paths: dict[int, str] = {}
        self._reads: dict[int, Read] = {}
        self._firsts: dict[int, datetime] = {}
        self._seq = 0

    def look(self, visited: Visited, *, accepted: Collection[str] = ()) -> None:
        """Judge one crawl; `accepted` are sections whose list the operator has told to be taken as it is."""
        told = list(self._told())
        trusted = [key for key, (crawl, _) in visited.crawls.items() if self._is_trusted(key, crawl, visited)]
        fresh = {key for key in trusted if key in accepted or self.sights[key].baseline_at is None}
        obliged = {key: evidence.oblige(key, visited, self.world, self.sights[key], fresh) for key in trusted}
        for each in told:
            self._check(each, trusted, fresh)
        # Also what a short page has shown, of which nothing else is learnt.
        moved = [each.path for each in told if each.kind == "moved" and each.path in self.world.paths]
        self._paths |= {self.world.paths[path].id: path for path in moved}
        believed = [key for key, (crawl, _) in visited.crawls.items() if crawl.outcome.trusted]
        self._check_reads(visited, told, believed, fresh)
        for key in trusted:
            self._check_news(key, visited.crawls[key][0], obliged[key], fresh)
            # What begins with a page that could not be read can only be named as a gap; it says nothing of any item.
            obliged[key] = evidence.above_denied(visited, key, obliged[key])
            self._check_returned(key, obliged[key])
            self._check_moves(key, obliged[key], told, fresh)
            self._check_looks(key, visited, obliged[key], fresh)
            self._check_withdrawn(key, obliged[key], told, fresh)
        for key in believed:
            shown = {row.id: row for each in evidence.lists(visited, key) for row in each.shown}
            self.sights[key].known |= shown
            self._firsts = dict.fromkeys(shown, self.world.now) | self._firsts
        beside = {each.id for each in evidence.articles(visited) if self._is_beside(self._article(each.id))}
        for key in trusted:
            self._learn(key, visited.crawls[key][0], obliged[key], fresh)
        self._learn_reads(visited, believed, beside)

    # Whether a crawl was rightly believed.

    def _is_trusted(self, key: str, crawl: Crawl, visited: Visited) -> bool:
        """Tell whether the crawl was trusted and showed the section itself."""
        first = next((each for each in evidence.lists(visited, key) if each.number == 1), None)
        genuine = first is not None and first.genuine
        sight, trusted = self.sights[key], crawl.outcome.trusted
        self.figures["crawls"] += 1
        sight.suspects = sight.suspects + 1 if genuine and crawl.outcome is Outcome.SUSPECT else 0
        if trusted and not genuine:
            fault = self.world.fault(key)
            kind = fault.kind if fault else "?"
            self.figures[f"believed: {kind}"] += 1
            evidence.glimpse(sight, evidence.lists(visited, key))
            sight.astray += len(crawl.rows) * (kind != "short")
            if kind not in ("short", "other", "home"):
                self._fail("taken", kind, key, f"{crawl.outcome.value}, {len(crawl.rows)} rows")
        elif genuine and not trusted:
            self._refused(key, crawl, first)
        return trusted and genuine

    def _refused(self, key: str, crawl: Crawl, first: ListSeen | None) -> None:
        assert first is not None
        sight, world = self.sights[key], self.world
        since = sight.trusted_at or world.now - timedelta(days=9999)
        why = "" if sight.known.keys() & {row.id for row in first.rows if not row.pinned} else "nothing known is listed"
        why = "migrated" if world.migrated_at > since else why
        why = "redesigned" if world.redesigned_at > since else why
        self.figures[f"held: {crawl.outcome.value}, {why or 'no reason'}"] += 1
        if not why:
            self._fail("refused", crawl.outcome.value, key, crawl.detail)

    # Whether what was told is true.

    def _told(self) -> Iterator[Told]:
        with self.driver.watch.engine.connect() as connection:
            for seq, kind, fields, url, section in connection.execute(EVENTS, {"after": self._seq}):
                self._seq = seq
                names = frozenset(json.loads(fields))
                yield Told(seq, kind, names, url.removeprefix(self.driver.base), section)

    def _check(self, told: Told, trusted: Collection[str], fresh: Collection[str]) -> None:
        self.figures[f"told: {told.kind}"] += 1
        article = self.world.paths.get(told.path)
        if article is None:
            self._false(told, f"no article was ever at {told.path}")
        elif told.section in fresh:
            self._false(told, f"{evidence.name(article)} is told in a baseline")
        elif told.kind in ("new", "late"):
            self._check_new(told, article, trusted)
        elif reason := self._doubt(told, article):
            self._false(told, f"{evidence.name(article)}: {reason}")
        self._account(told, article)

    def _check_new(self, told: Told, article: Article, trusted: Collection[str]) -> None:
        sight = self.sights[told.section]
        since = article.listed.get(told.section)
        if article.id in self._accounted:
            if self._is_beyond_match(article, told.section):
                self._parted.add(article.id)
                # It is another item from here on.
                self._reads.pop(article.id, None)
            else:
                self._false(told, f"{evidence.name(article)} was known already")
        elif told.section not in trusted:
            self.figures["told from another page"] += 1
            sight.known[article.id] = self.world.show(article)
        elif since is None or evidence.was_listed(article, since, sight):
            self._false(
                told, f"{evidence.name(article)} is listed since {since}, the baseline is of {sight.baseline_at}"
            )
        elif told.kind not in evidence.kinds(article, self.world.show(article).date, sight):
            self._fail(
                "wrong", told.kind, told.section, f"{evidence.name(article)}; the newest known is {sight.newest}"
            )

    def _is_beyond_match(self, article: Article, section: str) -> bool:
        """Whether an item has moved, and nobody could match it: it was away, or is another by title or day as well."""
        row, now = self.sights[section].known.get(article.id), self.world.show(article)
        if self._paths.get(article.id) == article.path:
            return False
        away = article.id in self._withdrawn or row is None or not article.dated
        return away or row.title != now.title or row.date != now.date

    def _doubt(self, told: Told, article: Article) -> str | None:
        """Say why an edit, move, withdrawal or return is not true."""
        if told.kind == "edited":
            return self._doubt_edit(told, article)
        if told.kind == "moved":
            return None if self._paths.get(article.id) != article.path else "it is where it was"
        if told.kind == "withdrawn":
            if article.id in self._withdrawn:
                return "it was withdrawn already"
            away = article.gone or article.id in self._parted or self._is_out_of_sight(article)
            return None if away else f"it is at {article.path}, listed in {sorted(article.listed)}"
        return None if article.id in self._withdrawn and article.listed else "it was not withdrawn, or is not back"

    def _is_out_of_sight(self, article: Article) -> bool:
        """Whether no list shows an article, and its last known address leads nowhere: nobody knows that it exists."""
        moved = self._paths.get(article.id, article.path) != article.path
        return moved and not article.listed and not self.world.redirects

    def _doubt_edit(self, told: Told, article: Article) -> str | None:
        before = self._reads.get(article.id)
        if before is None:
            shown = self.sights[told.section].known.get(article.id), self.world.show(article)
            by_row = told.fields <= evidence.shown_otherwise(*shown)
            return None if by_row or article.id in self._parted else "it had not been read before"
        now = content(self.world, article)
        changed = evidence.differing(before.content, now) | evidence.differing(before.told, now)
        before.told = now
        extra = told.fields - changed
        return f"{', '.join(sorted(extra))} did not change" if extra else None

    def _account(self, told: Told, article: Article | None) -> None:
        if article is None:
            return
        self._accounted.add(article.id)
        self.sights[told.section].items.add(article.id)
        self._firsts.setdefault(article.id, self.world.now)
        self._named.discard(article.id)
        if told.kind == "withdrawn":
            self._withdrawn |= {article.id} - self._parted
        else:
            self._withdrawn.discard(article.id)

    # Whether what is true was told.

    def _check_news(self, key: str, crawl: Crawl, obliged: list[Shown], fresh: Collection[str]) -> None:
        lowest = evidence.lowest(self.sights[key], obliged)
        for place, row in enumerate(obliged):
            article = self._article(row.id)
            if row.id in self._accounted:
                continue
            below = place > lowest and evidence.is_below(article, obliged, lowest)
            silent = key in fresh or below or self._is_old(key, article) or self._is_unsettled(key, article)
            if crawl.coverage.gap and not silent:
                self._named.add(row.id)
                continue
            self._accounted.add(row.id)
            if not silent:
                since = article.listed[key]
                self._fail("missed", "new", key, f"{evidence.name(article)}, row {place + 1}, listed since {since}")

    def _check_moves(self, key: str, obliged: list[Shown], told: Iterable[Told], fresh: Collection[str]) -> None:
        """A row that is known under another address is told as moved, unless all of the portal has moved meanwhile.

        Where rows from the depth of the list show only now that it has, no single one can be told from them.
        """
        sight = self.sights[key]
        heard = {self.world.paths[each.path].id for each in told if each.path in self.world.paths}
        if key in fresh or self.world.migrated_at >= (sight.trusted_at or self.world.now) or self._is_walled():
            return
        moved = [row for row in obliged if row.id in sight.known and self._paths.get(row.id) not in (None, row.href)]
        if any(not self._article(row.id).alone for row in moved):
            return
        forms = {evidence.form(row.href) for row in obliged}
        resettled = [row for row in obliged if self._article(row.id).listed[key] < self.world.migrated_at]
        for row in moved:
            article, before = self._article(row.id), self._paths[row.id]
            # Where most have moved together, one whose address was like none any more is taken for one of them.
            among = 2 * len(resettled) > len(obliged) and evidence.form(before) not in forms
            if row.id not in heard and not among and not self._is_beyond_match(article, key):
                self._fail("missed", "moved", key, f"{evidence.name(article)}, from {before} to {row.href}")

    def _is_old(self, key: str, article: Article) -> bool:
        """Whether an article was listed before the section was first read."""
        since = self.sights[key].baseline_at
        return since is not None and article.listed[key] <= since

    def _is_unsettled(self, key: str, article: Article) -> bool:
        """Whether an article shows no day on a list whose addresses have changed since it is there: it could be old."""
        since = self.sights[key].trusted_at
        return not article.dated and since is not None and self.world.migrated_at >= min(since, article.listed[key])

    def _check_returned(self, key: str, obliged: Iterable[Shown]) -> None:
        for row in obliged:
            if row.id in self._withdrawn and not self._is_walled():
                self._withdrawn.discard(row.id)
                self._fail("missed", "returned", key, evidence.name(self._article(row.id)))

    def _check_reads(
        self, visited: Visited, told: Iterable[Told], believed: Collection[str], fresh: Collection[str]
    ) -> None:
        """Whatever was read again in a crawl that was trusted, and differs, is told."""
        edited: dict[int, set[str]] = {}
        for each in told:
            if article := self.world.paths.get(each.path):
                edited.setdefault(article.id, set()).update(
                    each.fields if each.kind == "edited" else evidence.all_fields(each)
                )
        for seen in evidence.articles(visited):
            known = seen.id in self._reads and not fresh
            if seen.content and known and self._is_kept(seen.id, visited, believed):
                self._check_read(seen.id, seen.content, edited.get(seen.id, set()))

    def _is_kept(self, number: int, visited: Visited, believed: Collection[str]) -> bool:
        """Whether what an article says is recorded: not where a section that was held back may have asked for it."""
        held = [key for key, (crawl, _) in visited.crawls.items() if crawl.outcome is Outcome.SUSPECT]
        having = [key for key, sight in self.sights.items() if number in sight.items]
        return not set(having).isdisjoint(believed) and set(having).isdisjoint(held)

    def _check_read(self, number: int, now: Content, edited: set[str]) -> None:
        before, article = self._reads[number], self._article(number)
        if not article.alone and self._paths.get(number, article.path) != article.path:
            # All have moved, and it was last read by its old address: what differs may come from there.
            return
        if missing := evidence.untold(before, now, self.world) - edited:
            self._fail(
                "missed",
                "edited",
                article.home,
                f"{evidence.name(article)}: {', '.join(sorted(missing))} read, not told",
            )

    def _check_looks(self, key: str, visited: Visited, obliged: list[Shown], fresh: Collection[str]) -> None:
        """Whatever differs by its row, or is due, is looked at."""
        asked = {each.id for each in evidence.articles(visited)}
        sight = self.sights[key]
        if key in fresh:
            return
        for row in obliged:
            before, read = sight.known.get(row.id), self._reads.get(row.id)
            # What the row says now may have been read before, where another page has shown it.
            if before and read and row.title not in (before.title, read.content.title) and row.id not in asked:
                self._fail("missed", "edited", key, f"{evidence.name(self._article(row.id))}: its row has changed")
        waiting = [each for each in sight.items if evidence.is_due(self._reads.get(each), self.world.now, surely=False)]
        # What nobody could match is looked at twice, and what another page showed in the section's place as well.
        few = len(waiting) + len(self._parted) + sum(each.astray for each in self.sights.values()) <= LOOKS
        due = {number for number in waiting if evidence.is_due(self._reads.get(number), self.world.now)}
        if not few and len(due) > LOOKS and asked.isdisjoint(waiting):
            self._fail("missed", "look", key, f"not one of {len(waiting)} that wait for it")
        for number in due if few else ():
            article = self._article(number)
            away = article.gone or number in self._withdrawn or article.path != self._paths.get(number)
            if not away and number not in asked:
                self._fail("missed", "look", key, f"{evidence.name(article)} was due since {self._reads[number].at}")

    def _check_withdrawn(self, key: str, obliged: list[Shown], told: Iterable[Told], fresh: Collection[str]) -> None:
        sight = self.sights[key]
        listed = {row.id for row in obliged}
        away = [each for each in sight.below if each not in listed and not self._article(each).listed]
        for number in away:
            article = self._article(number)
            below = evidence.still_below(self.world, key, sight, number, obliged)
            migrated = self.world.migrated_at >= (sight.trusted_at or self.world.now)
            if migrated:
                del sight.below[number]  # nobody has seen where it is now: it may be anything that was not known
            if key in fresh or migrated or below < NEIGHBOURS or len(away) > below / 2:
                continue
            sight.misses[number] += 1
            if sight.misses[number] >= 2 and not self._is_walled():
                self._check_gone(key, article)

    def _check_gone(self, key: str, article: Article) -> None:
        """What two crawls have missed is withdrawn when it has gone; else it was taken off the list for good.

        What another section was seen to list too has yet to be missed there.
        """
        elsewhere = [each for name, each in self.sights.items() if name != key and article.id in each.below]
        if not article.gone or any(each.misses[article.id] < 2 for each in elsewhere):
            del self.sights[key].below[article.id]
        elif article.id not in self._withdrawn:
            self._withdrawn.add(article.id)
            self._fail("missed", "withdrawn", key, evidence.name(article))

    def _is_walled(self) -> bool:
        """Whether no article can be read now."""
        return self.world.fault("article") is not None

    # What is known from here on.

    def _learn(self, key: str, crawl: Crawl, obliged: list[Shown], fresh: Collection[str]) -> None:
        sight, now = self.sights[key], self.world.now
        sight.trusted_at = now
        if key in fresh:
            sight.baseline_at, sight.depth, sight.known, sight.below = now, None, {}, {}
        plain = [row for row in obliged if not row.pinned]
        evidence.deepen(sight, plain)
        sight.known |= {row.id: row for row in obliged}
        sight.items |= sight.known.keys()
        for place, row in enumerate(plain):
            sight.below[row.id] = frozenset(each.id for each in plain[place + 1 :])
            sight.listed_at[row.id] = now
            sight.misses.pop(row.id, None)
        sight.gap = crawl.coverage.gap is not None
        if not sight.gap:
            sight.run = tuple(row.id for row in obliged[: self.world.nature.page_rows] if not row.pinned)
        times = [row.date for row in plain if row.date]
        # By a day that lies ahead nothing is late.
        come = (day for time in times if (day := time.date()) <= now.date())
        sight.newest = max((day for day in (*come, sight.newest) if day), default=None)
        sight.settled = sight.settled if sight.gap else sight.newest
        passed = [time.date() for time in times if time <= now]
        sight.passed = max((day for day in (*passed, sight.passed) if day), default=None)
        self._firsts = {row.id: now for row in obliged} | self._firsts
        self._paths |= {row.id: row.href for row in obliged}

    def _is_beside(self, article: Article) -> bool:
        """Whether an article of several sections is not where it was known: it may be looked at there as well."""
        return len(article.listed) > 1 and article.path != self._paths.get(article.id)

    def _learn_reads(self, visited: Visited, believed: Collection[str], beside: Collection[int]) -> None:
        now = self.world.now
        for each in evidence.articles(visited):
            if each.id in self._reads:
                self._reads[each.id].at = now
            known = any(each.id in self.sights[key].items for key in believed)
            if each.content and known and (each.id not in self._reads or self._is_kept(each.id, visited, believed)):
                before = self._reads.get(each.id)
                bodies = before.bodies if before else []
                if not bodies or bodies[-1] != each.content.body:
                    bodies.append(each.content.body)
                first, told = self._firsts.setdefault(each.id, now), before.told if before else each.content
                kept_at = before.kept_at if before and each.id in beside else now
                self._reads[each.id] = Read(each.content, told, first, now, now, kept_at, self.world.template, bodies)

    def finish(self) -> None:
        """Count what was still unread when all ended, under a gap that was named."""
        self.figures["unread at the end, the gap named"] += len(self._named)

    def _article(self, number: int) -> Article:
        return self.world.numbers[number]

    def _false(self, told: Told, reason: str) -> None:
        fields = f" ({', '.join(sorted(told.fields))})" if told.fields else ""
        self._fail("false", f"{told.kind}{fields}", told.section, reason)

    def _fail(self, verdict: str, kind: str, section: str, reason: str) -> None:
        self.failures.append(Failure(verdict=verdict, kind=kind, at=self.world.now, section=section, reason=reason))
        self.figures[f"{verdict}: {kind}"] += 1
