"""When something was published, as exactly as it is known."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a publish time is known."""

    DAY = "day"
    MINUTE = "minute"


class Origin(StrEnum):
    """Where a publish time was read."""

    LIST = "list"
    ARTICLE = "article"
    META = "meta"
    URL = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publish time, never invented.

    `at` is aware; when `precision` is a day its clock part is local midnight and means nothing.
    """

    at: datetime
    precision: Precision
    origin: Origin
    raw: str

    @property
    def on(self) -> date:
        """The day, in the portal's own zone."""
        return self.at.date()

    def __str__(self) -> str:
        """ISO 8601: `2022-06-09`, or `2022-06-09T17:21+08:00`."""
        if self.precision is Precision.DAY:
            return self.on.isoformat()
        return self.at.isoformat(timespec="minutes")
