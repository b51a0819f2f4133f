"""A home: the directory that holds config/ and, beneath it, var/ with all that portalwatch writes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from portalwatch.config.portal import Portal
from portalwatch.config.service import Service
from portalwatch.config.source import Model, read
from portalwatch.config.subscribers import Subscribers
from portalwatch.config.wording import unknown
from portalwatch.errors import ConfigError, UsageError
from portalwatch.items import Subscription
from portalwatch.shell import command

__all__ = ["Config", "Home", "load", "read_portal", "unknown"]

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
    def written(self) -> dict[Path, tuple[int, int]]:
        """The files of `config`, when each was changed (in ns) and its size: two looks that differ show a change."""
        found: dict[Path, tuple[int, int]] = {}
        for path in self.config.rglob("*.*"):
            with suppress(FileNotFoundError):
                state = path.stat()
                found[path] = state.st_mtime_ns, state.st_size
        return found

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
    def evidence(self) -> Path:
        """What portals sent."""
        return self.var / "evidence.db"

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
        raise UsageError(unknown("portal", name, self.names))

    @property
    def names(self) -> list[str]:
        """What portals there are, broken ones included."""
        return [portal.name for portal in self.portals] + [error.path.stem for error in self.errors]


def load(home: Home) -> Config:
    """Read everything. A broken service or subscribers file raises ConfigError; a broken portal does not."""
    if not home.config.is_dir():
        raise UsageError(f"{home.config} does not exist; `{command('init', home.path)}` makes one")
    portals, errors = _read_portals(home)
    broken = {error.path.stem for error in errors}
    sections = {name for portal in portals.values() for name in _section_names(portal)}
    people = _optional(
        home.config / "subscribers.yaml",
        Subscribers,
        portals=portals.keys() | broken,
        sections=None if broken else sections,
    )
    return Config(
        service=_optional(home.config / "portalwatch.toml", Service),
        portals=tuple(portals.values()),
        subscriptions=tuple(subscriber.subscription() for subscriber in people.subscribers),
        errors=tuple(errors),
    )


def _read_portals(home: Home) -> tuple[dict[str, Portal], list[ConfigError]]:
    portals: dict[str, Portal] = {}
    errors: list[ConfigError] = []
    for path in sorted(home.portals.glob("[!.]*.y*ml")):
        try:
            portal = read_portal(path)
        except ConfigError as error:
            errors.append(error)
        else:
            if portals.setdefault(portal.name, portal) is not portal:
                errors.append(ConfigError("is described in another file too", path=path, key=portal.name))
    return portals, errors


def read_portal(path: Path) -> Portal:
    """Read one description; its name must be the file's."""
    return read(path, Portal, stem=path.stem)


def _section_names(portal: Portal) -> Iterator[str]:
    """How a subscriber may name its sections."""
    for section in portal.sections:
        yield from (section.key, f"{portal.name}/{section.key}")


def _optional(path: Path, model: type[_Model], **context: object) -> _Model:
    return read(path, model, **context) if path.exists() else model()
