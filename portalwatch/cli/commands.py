"""The commands by name. A command's module is loaded when it is asked for: most of them need what others do not."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

#: Where each command is, in the order in which help lists them.
PLACES: Final = {
    "init": "setup",
    "add": "setup",
    "check": "setup",
    "read": "reading",
    "crawl": "crawling",
    "items": "looking",
    "events": "looking",
    "status": "status",
    "accept": "settling",
    "reject": "settling",
    "repair": "settling",
    "evidence": "evidence",
    "replay": "evidence",
    "stories": "stories",
    "digest": "mailing",
    "export": "looking",
    "serve": "crawling",
    "demo": "demo",
}


class Loading(MutableMapping[str, Any]):
    """Typer's commands, made when first looked at."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer does not name its commands' type
        if name not in self._made:
            module = import_module(f"portalwatch.cli.{PLACES[name]}")
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(name)(getattr(module, name))
            self._made[name] = typer.main.get_command(alone)
        return self._made[name]

    def __setitem__(self, name: str, command: object) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


class Commands(TyperGroup):
    """The program: it knows its commands by name, and loads the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = Loading()
