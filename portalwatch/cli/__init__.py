"""The command line. Exit codes: 0 all well; 1 something could not be done; 2 asked wrongly; 130 interrupted."""

import sys

import typer

from portalwatch.cli import crawling, looking, mailing, setup
from portalwatch.cli.screen import err
from portalwatch.errors import ConfigError, PortalwatchError, UsageError

app = typer.Typer(
    name="portalwatch",
    help="Know the same day what portals publish. Start with `portalwatch init`, then `portalwatch add URL`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (setup, crawling, looking, mailing):
    module.register(app)


def main() -> None:
    """Run a command; an error that is no bug is one clear line."""
    try:
        app()
    except PortalwatchError as error:
        err.print(f"[red]portalwatch:[/] {typer_safe(error)}", highlight=False, soft_wrap=True)
        sys.exit(2 if isinstance(error, ConfigError | UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def typer_safe(error: Exception) -> str:
    """The text of an error, without anything that would be taken for markup."""
    from rich.markup import escape  # noqa: PLC0415

    return escape(str(error))
