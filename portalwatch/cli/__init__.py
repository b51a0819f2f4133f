"""The command line. Exit codes: 0 all well; 1 something could not be done; 2 asked wrongly; 130 interrupted."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from portalwatch import __version__
from portalwatch.cli.commands import Commands
from portalwatch.cli.screen import complain, settle
from portalwatch.errors import ConfigError, PortalwatchError, UsageError

app = typer.Typer(
    name="portalwatch",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if asked:
        typer.echo(f"portalwatch {__version__}")
        raise typer.Exit


@app.callback()
def portalwatch(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Know the same day what portals publish. Start with `portalwatch init`, then `portalwatch add URL`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit; an error that is no bug is one clear line."""
    settle()
    try:
        app(arguments, standalone_mode=True)
    except PortalwatchError as error:
        complain(error)
        sys.exit(2 if isinstance(error, ConfigError | UsageError) else 1)
    except BrokenPipeError:
        # Whoever read this has seen enough; the interpreter would complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
