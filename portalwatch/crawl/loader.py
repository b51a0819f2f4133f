"""Which spiders there are: one for every description, and those in spiders/ that bring code of their own."""

import importlib.util
import inspect
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from portalwatch.config import Home
from portalwatch.crawl.spider import SectionSpider
from portalwatch.errors import ConfigError, UsageError
from portalwatch.network.rendering import lacking
from portalwatch.watch import Watch


def home_here() -> Home:
    """Return the home that Scrapy's own commands work in: PORTALWATCH_HOME, or where scrapy.cfg is."""
    if path := os.environ.get("PORTALWATCH_HOME"):
        return Home(Path(path))
    project = closest_scrapy_cfg()
    return Home(Path(project).parent if project else Path.cwd())


class PortalLoader:
    """Scrapy's spider loader for a home. A portal that cannot be loaded is absent; `errors` says why."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.errors: list[ConfigError] = list(watch.config.errors)
        self._bases = self._code()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Make the loader for the home that the setting PORTALWATCH_HOME names."""
        path = settings.get("PORTALWATCH_HOME")
        return cls(Watch(Home(Path(path)) if path else home_here()))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the portal's spider class. Raises KeyError, as Scrapy expects, with a suggestion in it."""
        try:
            portal = self.watch.config.portal(spider_name)
        except UsageError as error:
            raise KeyError(str(error)) from None
        if portal.url is None:
            reason = "is not known yet; write the portal's address here"
            raise ConfigError(reason, path=self.watch.home.portals / f"{portal.name}.yaml", key="url")
        if any(map(portal.renders, portal.sections)) and (missing := lacking()):
            raise ConfigError(missing, path=self.watch.home.portals / f"{portal.name}.yaml", key="render")
        for broken in self.errors:
            if broken.path.stem == spider_name:
                raise broken
        base = self._bases.get(spider_name, SectionSpider)
        bound: dict[str, Any] = {"name": portal.name, "portal": portal, "watch": self.watch}
        return type(base.__name__, (base,), bound)

    def find_by_request(self, request: Request) -> list[str]:
        """Return the portals to which a request's address belongs."""
        return [
            portal.name
            for portal in self.watch.config.portals
            if portal.url and request.url.startswith(portal.url.rstrip("/") + "/")
        ]

    def _code(self) -> dict[str, type[SectionSpider]]:
        """Load every file of spiders/; one that fails costs its own portal only."""
        found: dict[str, type[SectionSpider]] = {}
        for path in sorted(self.watch.home.spiders.glob("[!_]*.py")):
            try:
                found.update({each.name: each for each in _spiders(_module(path))})
            except Exception as error:  # noqa: BLE001 - whatever a person's file raises is told as that file's error
                self.errors.append(ConfigError(f"cannot be loaded: {type(error).__name__}: {error}", path=path))
        described = set(self.list())
        for name in sorted(found.keys() - described):
            reason = f"names the portal {name!r}, but there is no config/portals/{name}.yaml"
            self.errors.append(ConfigError(reason, path=Path(inspect.getfile(found[name]))))
        return found

    def list(self) -> list[str]:
        """Return the names of all portals, those whose address is still to be given included."""
        return [portal.name for portal in self.watch.config.portals]


def _module(path: Path) -> ModuleType:
    name = f"portalwatch_spiders.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _spiders(module: ModuleType) -> list[type[SectionSpider]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, SectionSpider) and each.__module__ == module.__name__
    ]
