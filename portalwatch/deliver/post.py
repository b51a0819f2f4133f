"""One round of the post: make what is due, tell the operator, send what waits."""

from dataclasses import dataclass

from portalwatch.deliver.channel import open_channel
from portalwatch.deliver.digests import make_due, tell_operator
from portalwatch.deliver.faults import Faults
from portalwatch.deliver.sending import Sender, Tally
from portalwatch.items import Digest, Notice
from portalwatch.locks import sole
from portalwatch.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round came to."""

    digests: list[Digest]
    notices: tuple[Notice, ...]
    tally: Tally


def post(watch: Watch, *, anyway: bool = False) -> Round:
    """Make every digest that is due (or all that is owed, with `anyway`), and send every message that waits.

    Raises BusyError when another process of this home is sending; what was made then is sent by that one.
    """
    faults = Faults()
    digests = make_due(watch, faults, anyway=anyway)
    notices: tuple[Notice, ...] = ()
    with faults.apart():
        notices = tell_operator(watch)
    # One process sends at a time: then whatever is still being sent is known to be a crashed one's.
    with sole(watch.home.var / "sender.lock", "another portalwatch of this home is sending; it will send these too"):
        channel = open_channel(watch.config.service.mail, watch.home)
        tally = Sender(watch.engine, channel, watch.now, faults).send_due()
    faults.raise_any()
    return Round(digests=digests, notices=notices, tally=tally)
