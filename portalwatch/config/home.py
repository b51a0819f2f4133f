"""A home: the directory that holds config/ and, beneath it, var/ with all that portalwatch writes."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from portalwatch.config.portal import Portal
from portalwatch.config.service import Service
from portalwatch.config.source import Model, read_toml, read_yaml
from portalwatch.config.subscribers import Subscribers
from portalwatch.errors import ConfigError, UsageError
from portalwatch.items import Subscription

_Model = TypeVar("_Model", bound=Model)


@dataclass(frozen=True, slots=True)
class Home:
    """Where things are."""

    path: Path

    @property
    def config(self) -> Path:
        """What people write."""
        return self.path / "config"

    @property
    def portals(self) -> Path:
        """One description a file."""
        return self.config / "portals"

    @property
    def spiders(self) -> Path:
        """The portals that need code."""
        return self.path / "spiders"

    @property
    def var(self) -> Path:
        """What portalwatch writes."""
        return self.path / "var"

    @property
    def outbox(self) -> Path:
        """Where digests go while no mail server is named."""
        return self.var / "outbox"

    @property
    def store(self) -> str:
        """The store's URL, when the service names none."""
        return f"sqlite:///{(self.var / 'portalwatch.db').absolute()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of config/. A portal whose description is wrong is absent, its error is in `errors`; the others go on."""

    service: Service
    portals: tuple[Portal, ...]
    subscriptions: tuple[Subscription, ...]
    errors: tuple[ConfigError, ...] = ()

    def portal(self, name: str) -> Portal:
        """Return the portal called `name`; its ConfigError if it is broken, UsageError if there is none."""
        for portal in self.portals:
            if portal.name == name:
                return portal
        for error in self.errors:
            if error.path.stem == name:
                raise error
        raise UsageError(unknown("portal", name, [portal.name for portal in self.portals]))


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such thing, and which one may have been meant."""
    names = sorted(known)
    close = [each for each in names if name in each] or difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"there is no {what} called {name!r}" + (f"; did you mean {close[0]!r}?" if close else "")


def load(home: Home) -> Config:
    """Read everything. A broken service or subscribers file raises ConfigError; a broken portal does not."""
    if not home.config.is_dir():
        raise UsageError(f"{home.config} does not exist; `portalwatch init --home {home.path}` makes one")
    portals: list[Portal] = []
    errors: list[ConfigError] = []
    for path in sorted(home.portals.glob("*.y*ml")):
        try:
            portals.append(read_portal(path))
        except ConfigError as error:
            errors.append(error)
    service = _optional(home.config / "portalwatch.toml", read_toml, Service)
    people = _optional(home.config / "subscribers.yaml", read_yaml, Subscribers)
    config = Config(
        service=service,
        portals=tuple(portals),
        subscriptions=tuple(subscriber.subscription() for subscriber in people.subscribers),
        errors=tuple(errors),
    )
    _check_references(config, home.config / "subscribers.yaml")
    return config


def read_portal(path: Path) -> Portal:
    """Read one description; its name must be the file's."""
    portal = read_yaml(path, Portal)
    if portal.name != path.stem:
        raise ConfigError(f"is {portal.name!r} but the file is called {path.name!r}", path=path, key="name")
    return portal


def _optional(path: Path, read: Callable[[Path, type[_Model]], _Model], model: type[_Model]) -> _Model:
    return read(path, model) if path.exists() else model()


def _check_references(config: Config, path: Path) -> None:
    """Refuse a subscription to a portal or section that no description has."""
    broken = {error.path.stem for error in config.errors}
    names = {portal.name for portal in config.portals} | broken
    sections = {section.key for portal in config.portals for section in portal.sections}
    sections |= {f"{portal.name}/{section.key}" for portal in config.portals for section in portal.sections}
    for subscription in config.subscriptions:
        for name in subscription.portals:
            if name not in names:
                raise ConfigError(unknown("portal", name, names), path=path, key=subscription.name)
        for key in subscription.sections:
            if key not in sections and not broken:
                raise ConfigError(unknown("section", key, sections), path=path, key=subscription.name)
