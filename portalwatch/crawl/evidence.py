"""What a portal has sent in a crawl, on its way to where evidence is kept."""

import logging
from collections.abc import Callable, Collection

from portalwatch.errors import PortalwatchError
from portalwatch.items import Kept

#: Bytes that are held before they are written down.
_PIECE = 1_000_000

_logger = logging.getLogger(__name__)


class Evidence:
    """Hands answers on to `keep` in large pieces. That they cannot be kept must not cost the news."""

    def __init__(self, keep: Callable[[Collection[Kept]], None]) -> None:
        #: Why what the portal sent is not kept.
        self.error: PortalwatchError | None = None
        self._keep = keep
        self._held: list[Kept] = []
        self._weight = 0

    def add(self, answer: Kept) -> None:
        """Keep an answer, unless others could not be kept."""
        if self.error:
            return
        self._held.append(answer)
        self._weight += len(answer.body)
        if self._weight > _PIECE:
            self.flush()

    def flush(self) -> None:
        """Write down what is held."""
        answers, self._held, self._weight = self._held, [], 0
        try:
            self._keep(answers)
        except PortalwatchError as error:
            self.error = error
            _logger.warning("no evidence is kept: %s", error)
