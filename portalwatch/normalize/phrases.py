"""English phrases such as `yesterday at 10:20` or `Sept 9, '21`, read by dateparser."""

import re
from datetime import datetime, tzinfo
from typing import Any, Final

from portalwatch.normalize.clocks import EARLIEST, Moment, exact, moment

# dateparser takes a millisecond and more for any text, so it is given only what holds one of these words.
_WORDS: Final = re.compile(
    r"\b(?:ago|yesterday|today|just now|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6})\b",
    re.IGNORECASE,
)
_LONGEST: Final = 60


def read_phrase(phrase: str, now: datetime, zone: tzinfo) -> Moment | None:
    """Read a text as a whole; `now` is in `zone`. `3 weeks ago` leaves the day open and is not read."""
    if len(phrase) > _LONGEST or not phrase.isascii() or not _WORDS.search(phrase):
        return None
    # Importing it takes a quarter of a second, and few portals need it.
    from dateparser.date import DateDataParser  # type: ignore[import-untyped] # noqa: PLC0415

    settings: dict[str, Any] = {
        "PARSERS": ["relative-time", "absolute-time"],
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "RETURN_TIME_AS_PERIOD": True,
        "STRICT_PARSING": True,
        "TIMEZONE": "UTC",  # not the machine's; what is read from a text without a zone stays naive
    }
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(phrase)
    at: datetime | None = found.date_obj
    if at is None or at.year < EARLIEST or found.period not in ("day", "time"):
        return None
    at = at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
    return exact(at) if found.period == "time" else moment(at.date(), None, zone)
