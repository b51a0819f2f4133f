"""`digest`: make what is due, and send what waits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from portalwatch.cli.screen import HomeOption, out, tell, watch_at
from portalwatch.cli.words import explain, say
from portalwatch.config.home import unknown
from portalwatch.deliver import post, preview
from portalwatch.errors import UsageError
from portalwatch.items import State, Subscription
from portalwatch.store import outbox
from portalwatch.watch import Watch

#: Messages that are looked through for one that was not taken.
_RECENT = 200


def digest(
    subscribers: Annotated[
        list[str] | None, typer.Argument(metavar="SUBSCRIBER", help="With --dry-run: only these.")
    ] = None,
    *,
    home: HomeOption = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what each would be sent now; write nothing.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Make what is due and send it.")] = False,
    now: Annotated[bool, typer.Option("--now", help="With --send: do not wait for the hour.")] = False,
) -> None:
    """Make digests that are due and send them; with --dry-run only show them."""
    if dry_run == send:
        raise UsageError("say either --dry-run or --send")
    if send and subscribers:
        raise UsageError("--send is for all subscribers; names go with --dry-run")
    watch = watch_at(home)
    if not watch.config.subscriptions:
        tell(say("nobody subscribes yet; see {path}", path=watch.home.config / "subscribers.yaml"))
    if dry_run:
        for each in _chosen(watch, subscribers or []):
            _preview(watch, each)
    else:
        _send(watch, now=now)


def _chosen(watch: Watch, names: Sequence[str]) -> list[Subscription]:
    known = {each.name: each for each in watch.config.subscriptions}
    for name in names:
        if name not in known:
            raise UsageError(unknown("subscriber", name, known))
    return [each for each in known.values() if not names or each.name in names]


def _preview(watch: Watch, each: Subscription) -> None:
    made, rendered = preview(watch, each)
    if made.events:
        out.print(Text(f"→ {each.name} <{each.address}>  {rendered.subject}", "bold"), soft_wrap=True)
        out.print(Text(rendered.text), soft_wrap=True)
    else:
        tell(say("{name}: nothing is owed", name=each.name))


def _send(watch: Watch, *, now: bool) -> None:
    done = post(watch, anyway=now)
    for made in done.digests:
        owner = made.subscription
        entries = say("{count} entries", count=len(made.events))
        out.print(Text(f"→ {owner.name} <{owner.address}>  {entries}"), soft_wrap=True)
    tally = done.tally
    counts = {
        "sent {count}": tally.sent,
        "to be tried again {count}": tally.postponed,
        "of unknown fate {count}": tally.ambiguous,
        "refused for good {count}": tally.failed,
    }
    said = [say(text, count=count) for text, count in counts.items() if count]
    out.print(" · ".join(said) or say("nothing was due"))
    if tally.sent and watch.config.service.mail.host is None:
        tell(say("no mail server is named; the messages are in {path}", path=watch.home.outbox))
    if len(said) > bool(tally.sent):
        _tell_reasons(watch)
        raise typer.Exit(1)


def _tell_reasons(watch: Watch) -> None:
    """Say of each message that was not sent why."""
    for each in reversed(outbox.deliveries(watch.engine, _RECENT)):
        if each.state is not State.SENT and each.detail:
            tell(f"{each.address}{say(': ')}{explain(each.detail)}")
