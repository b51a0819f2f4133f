"""What config/subscribers.yaml may say: who wants what, how often, where."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from portalwatch.config.portal import Slug, Zone
from portalwatch.config.service import MailAddress
from portalwatch.config.source import Model
from portalwatch.items import Frequency, Kind, Subscription

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _clock(value: object) -> object:
    """Read `08:00`, which YAML 1.1 takes for the number 480 when it is not quoted."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(value // 60, value % 60)
    if isinstance(value, str) and len(value.split(":")) == 2:
        hour, minute = value.split(":")
        if hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60:
            return time(int(hour), int(minute))
    msg = f"must be a time of day such as 08:00, not {value!r}"
    raise ValueError(msg)


class Subscriber(Model):
    """One subscription; a person with two of them has two names."""

    name: Slug
    address: MailAddress
    portals: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    keywords: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()
    frequency: Frequency = Frequency.DAILY
    at: Annotated[time, BeforeValidator(_clock)] = time(8, 0)
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    zone: Zone = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    #: How many of the newest items a first digest brings along, so that it does not begin empty.
    latest: int = Field(default=0, ge=0, le=100)

    def subscription(self) -> Subscription:
        """Return it in the vocabulary of the rest of the program."""
        fields = self.model_dump(exclude={"weekday", "kinds"})
        kinds = tuple(kind.value for kind in self.kinds)
        return Subscription(**fields, kinds=kinds, weekday=WEEKDAYS.index(self.weekday))


class Subscribers(Model):
    """The file."""

    subscribers: tuple[Subscriber, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> "Subscribers":
        names = [subscriber.name for subscriber in self.subscribers]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            msg = f"two subscribers are called {twice[0]!r}"
            raise ValueError(msg)
        return self
