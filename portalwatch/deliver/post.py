"""One round of the post: make what is due, tell the operator, send what waits."""

from dataclasses import dataclass

from portalwatch.deliver.channel import open_channel
from portalwatch.deliver.digests import make_due, tell_operator
from portalwatch.deliver.sending import Tally, send_due, sole_sender
from portalwatch.items import Digest, Notice
from portalwatch.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round came to."""

    digests: list[Digest]
    notices: tuple[Notice, ...]
    tally: Tally


def post(watch: Watch, *, anyway: bool = False) -> Round:
    """Make every digest that is due (or all that is owed, with `anyway`), and send every message that waits.

    Raises UsageError when another process of this home is sending; what was made then is sent by that one.
    """
    digests = make_due(watch, anyway=anyway)
    notices = tell_operator(watch)
    with sole_sender(watch.home.var / "sender.lock"):
        tally = send_due(watch.engine, open_channel(watch.config.service.mail, watch.home), watch.now)
    return Round(digests=digests, notices=notices, tally=tally)
