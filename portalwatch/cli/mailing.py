"""`digest`: make what is due, and send what waits."""

from typing import Annotated

import typer

from portalwatch.cli.screen import HomeOption, err, out, watch_at
from portalwatch.config.home import unknown
from portalwatch.deliver import post, preview
from portalwatch.errors import UsageError
from portalwatch.watch import Watch


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(digest)


def digest(
    subscribers: Annotated[list[str] | None, typer.Argument(help="With --dry-run: only these.")] = None,
    *,
    home: HomeOption = ".",  # type: ignore[assignment]
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what each would be sent now; write nothing.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Make what is due and send it.")] = False,
    now: Annotated[bool, typer.Option("--now", help="With --send: do not wait for the hour.")] = False,
) -> None:
    """Make digests that are due and send them; with --dry-run only show them."""
    if dry_run == send:
        raise UsageError("say either --dry-run or --send")
    watch = watch_at(home)
    if dry_run:
        _show(watch, subscribers or [])
        return
    done = post(watch, anyway=now)
    for made in done.digests:
        out.print(f"{made.subscription.name}: {len(made.events)}", highlight=False)
    tally = done.tally
    out.print(
        f"sent {tally.sent}, to be tried again {tally.postponed}, of unknown fate {tally.ambiguous}, "
        f"refused for good {tally.failed}"
    )
    if watch.config.service.mail.host is None and tally.sent:
        out.print(f"no mail server is named: see {watch.home.outbox}", highlight=False, soft_wrap=True)
    if tally.postponed or tally.failed or tally.ambiguous:
        raise typer.Exit(1)


def _show(watch: Watch, names: list[str]) -> None:
    known = [each.name for each in watch.config.subscriptions]
    for name in names:
        if name not in known:
            raise UsageError(unknown("subscriber", name, known))
    for each in watch.config.subscriptions:
        if names and each.name not in names:
            continue
        made, rendered = preview(watch, each)
        if made.events:
            out.print(
                f"→ {each.name} <{each.address}>  {rendered.subject}", markup=False, highlight=False, soft_wrap=True
            )
            out.print(rendered.text, markup=False, highlight=False, soft_wrap=True)
        else:
            err.print(f"{each.name}: nothing is owed", markup=False, highlight=False)
