"""Makes the digests that are due, and the operator's mail about sections whose health has changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

from portalwatch.config import Config
from portalwatch.config.timing import missed
from portalwatch.deliver.faults import Faults
from portalwatch.digest import Places, Rendered, compose, latest_slot, matches, message_id, render, render_notices
from portalwatch.digest.matching import watches
from portalwatch.items import Digest, Frequency, Item, Kind, Notice, Outcome, Sign, Subscription, Unchecked
from portalwatch.shell import command
from portalwatch.store import health, owed
from portalwatch.store import notices as store
from portalwatch.store.owed import Standing, Wants, Window
from portalwatch.watch import Watch


def make_due(watch: Watch, faults: Faults, *, anyway: bool = False) -> list[Digest]:
    """Make every digest whose time has come (or all that is owed, with `anyway`); return those that hold something."""
    made = []
    now = watch.now()
    standings = owed.standings(watch.engine)
    for subscription in watch.config.subscriptions:
        slot_at = now if anyway else latest_slot(subscription, now)
        if _is_due(subscription, standings[subscription.name], slot_at, now):
            window = Window(owner=subscription, wants=_wants(subscription), slot_at=slot_at, now=now)
            with faults.apart():
                made.append(owed.make(watch.engine, window, lambda digest: _compose(watch, digest, now)))
    return [digest for digest in made if digest is not None]


def preview(watch: Watch, subscription: Subscription) -> tuple[Digest, Rendered]:
    """Return the digest that would be made now; nothing is written."""
    digest = owed.preview(watch.engine, subscription, _wants(subscription), watch.now())
    titled = with_titles(watch, digest)
    return titled, render(titled, contact=watch.config.service.mail.contact)


def tell_operator(watch: Watch) -> tuple[Notice, ...]:
    """Make one message of the changes of health to be told now. Without an operator's address they stay in `status`."""
    operator = watch.config.service.operator
    if operator.address is None:
        return ()
    address, now = operator.address, watch.now()

    def composed(notices: Sequence[Notice]) -> tuple[str, bytes]:
        rendered = render_notices(
            notices,
            places=_places(watch),
            language=operator.language,
            zone=watch.config.service.zone,
        )
        first = notices[0]
        return _frozen(watch, rendered, address, f"health:{first.portal}/{first.section}:{first.at.isoformat()}", now)

    return store.tell(watch.engine, address, composed, _watched(watch.config), now)


def with_titles(watch: Watch, digest: Digest) -> Digest:
    """Return the digest with the names that its portals and sections are shown under, and what nobody has looked at.

    What is no longer described, or paused, is not looked at on purpose, and so not named as unchecked.
    """
    portals, sections = _titles(watch.config)
    watched = _watched(watch.config)
    unchecked = [each for each in digest.unchecked if (each.portal, each.section) in watched]
    named = {(each.portal, each.section) for each in unchecked if isinstance(each.outcome, Outcome)}
    unchecked += [each for each in _unvisited(watch, digest.subscription) if (each.portal, each.section) not in named]
    return replace(digest, unchecked=tuple(unchecked), portal_titles=portals, section_titles=sections)


def _unvisited(watch: Watch, owner: Subscription) -> Iterator[Unchecked]:
    """Yield the sections that were never crawled, or not when it was time, three times over."""
    checked, usual = health.checked(watch.engine), watch.config.service.schedule
    for portal, section in _watched(watch.config):
        if not watches(owner, portal, section):
            continue
        found, at = watch.config.portal(portal), checked.get((portal, section))
        if at is None:
            yield Unchecked(portal=portal, section=section, outcome=Sign.NEVER, since_at=None)
        elif missed(found.schedule or usual, ZoneInfo(found.zone), at) <= watch.now():
            yield Unchecked(portal=portal, section=section, outcome=Sign.OVERDUE, since_at=at)


def _watched(config: Config) -> dict[tuple[str, str], None]:
    """The sections that are crawled on schedule, in the order of their descriptions."""
    portals = [portal for portal in config.portals if not portal.waiting]
    return {(portal.name, section.key): None for portal in portals for section in portal.sections}


def _is_due(subscription: Subscription, standing: Standing, slot_at: datetime, now: datetime) -> bool:
    """An hour that lies before the subscription began, or before its last digest, is not due again."""
    if subscription.frequency is Frequency.ONCE:
        return standing.waiting > 0 or (subscription.latest > 0 and standing.expectant)
    last = standing.slot_at or standing.created_at
    # A time still to come was written by a clock that was ahead: it says nothing.
    return slot_at > last or last > now


def _wants(subscription: Subscription) -> Wants:
    def wants(item: Item, sections: Collection[str]) -> bool:
        return matches(subscription, item, kind=Kind.NEW, sections=sections)

    return wants


def _compose(watch: Watch, digest: Digest, now: datetime) -> tuple[str, bytes]:
    rendered = render(with_titles(watch, digest), contact=watch.config.service.mail.contact)
    subscription = digest.subscription
    # Two homes may know a subscriber by the same name and hour; many mailboxes keep one message of a Message-ID only.
    events = ",".join(f"{each.seq}:{each.item.portal}:{each.item.key}" for each in digest.events)
    key = f"{subscription.name}:{digest.slot_at.isoformat()}:{events}"
    return _frozen(watch, rendered, subscription.address, key, now)


def _frozen(watch: Watch, rendered: Rendered, recipient: str, key: str, now: datetime) -> tuple[str, bytes]:
    mail = watch.config.service.mail
    identity = message_id(key, mail.domain)
    message = compose(
        rendered,
        sender=f"{mail.name} <{mail.sender}>",
        recipient=recipient,
        message_id=identity,
        date=now,
        list_id=f"digest.{mail.domain}",
        unsubscribe=f"mailto:{mail.contact}?subject=unsubscribe" if mail.contact else None,
    )
    return identity, message


def _places(watch: Watch) -> Places:
    """Where each section is: by its description, or where it was read last; else the portal's own address."""
    portals, sections = _titles(watch.config)
    read = {(each.portal, each.section): each.url for each in health.sections(watch.engine)}
    pages = {
        (portal.name, each.key): each.url or read.get((portal.name, each.key)) or portal.url or ""
        for portal in watch.config.portals
        for each in portal.sections
    }
    pages |= {(portal.name, ""): portal.url or "" for portal in watch.config.portals}
    # Mail is read elsewhere: whoever follows it stands in any directory.
    typed = partial(command, home=watch.home.path, anywhere=True)
    return Places(portals=portals, sections=sections, pages=pages, command=typed)


def _titles(config: Config) -> tuple[Mapping[str, str], Mapping[tuple[str, str], str]]:
    portals = {portal.name: portal.title for portal in config.portals}
    sections = {(portal.name, each.key): each.name for portal in config.portals for each in portal.sections}
    return MappingProxyType(portals), MappingProxyType(sections)
